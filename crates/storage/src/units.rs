//! Units as their rows keep them: what the stream tells, and details of their people, sealed.

use crate::{Error, entities::unit, lists, stored};
use domain::{
    ids::{AreaCode, UnitId},
    unit::{Unit, UnitState},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use std::collections::BTreeMap;

impl TryFrom<unit::Model> for Unit {
    type Error = Error;

    fn try_from(row: unit::Model) -> Result<Unit, Error> {
        let senseless = |what: &str| Error::Inconsistent(format!("unit {} is {what}", row.id));
        Ok(Unit {
            id: UnitId(row.id),
            seq: u32::try_from(row.seq).map_err(|_| senseless("without a seq"))?,
            state: UnitState::parse(&row.state).ok_or_else(|| senseless(&row.state))?,
            registered_at: stored::moment(row.created_at).ok_or_else(|| senseless("of no time"))?,
            credit_code: row.credit_code,
            name: row.name,
            kind: row.kind,
            area: AreaCode(row.area),
            reason: row.reason,
        })
    }
}

/// A unit by its number.
///
/// # Errors
/// The database is away.
pub async fn get(conn: &impl ConnectionTrait, id: UnitId) -> Result<Option<Unit>, Error> {
    unit::Entity::find_by_id(id.0).one(conn).await?.map(Unit::try_from).transpose()
}

/// A unit with the details of its people, sealed to it.
///
/// # Errors
/// The database is away.
pub async fn with_details(conn: &impl ConnectionTrait, id: UnitId) -> Result<Option<(Unit, Vec<u8>)>, Error> {
    let Some(row) = unit::Entity::find_by_id(id.0).one(conn).await? else { return Ok(None) };
    let sealed = row.details_sealed.clone();
    Ok(Some((Unit::try_from(row)?, sealed)))
}

/// A unit by its credit code.
///
/// # Errors
/// The database is away.
pub async fn by_credit_code(conn: &impl ConnectionTrait, code: &str) -> Result<Option<Unit>, Error> {
    let of = unit::Entity::find().filter(unit::Column::CreditCode.eq(code));
    of.one(conn).await?.map(Unit::try_from).transpose()
}

/// The units of some credit codes, by their codes; codes without a unit are left out.
///
/// # Errors
/// The database is away.
pub async fn by_credit_codes(conn: &impl ConnectionTrait, codes: Vec<String>) -> Result<BTreeMap<String, Unit>, Error> {
    let rows = lists::rows_among(conn, unit::Entity::find(), unit::Column::CreditCode, codes).await?;
    rows.into_iter().map(|row| Ok((row.credit_code.clone(), Unit::try_from(row)?))).collect()
}

/// Some units; numbers without a unit are left out.
///
/// # Errors
/// The database is away.
pub async fn some(conn: &impl ConnectionTrait, ids: &[UnitId]) -> Result<BTreeMap<UnitId, Unit>, Error> {
    let these = lists::among(conn, unit::Column::Id, ids.iter().map(|id| id.0));
    let rows = unit::Entity::find().filter(these).all(conn).await?;
    rows.into_iter().map(|row| Ok((UnitId(row.id), Unit::try_from(row)?))).collect()
}

/// Writes the row of a unit that begins, with the details of its people, sealed to it.
///
/// # Errors
/// The credit code is taken; the database is away.
pub async fn insert(conn: &impl ConnectionTrait, unit: &Unit, details_sealed: Vec<u8>) -> Result<(), Error> {
    let row = unit::ActiveModel {
        id: Set(unit.id.0),
        seq: Set(i64::from(unit.seq)),
        credit_code: Set(unit.credit_code.clone()),
        name: Set(unit.name.clone()),
        kind: Set(unit.kind.clone()),
        area: Set(unit.area.0.clone()),
        details_sealed: Set(details_sealed),
        state: Set(unit.state.code().to_owned()),
        reason: Set(unit.reason.clone()),
        created_at: Set(unit.registered_at.timestamp_millis()),
    };
    unit::Entity::insert(row).exec_without_returning(conn).await?;
    Ok(())
}
