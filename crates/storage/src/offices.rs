//! Offices: where accounts sit and chains of approval run.

use crate::{Error, entities::office, numbers::Numbered};
use domain::{
    access::Role,
    ids::{AreaCode, OfficeId},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

/// An office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Office {
    /// Its number.
    pub id: OfficeId,
    /// As what its people act.
    pub role: Role,
    /// The area of a county's bureau.
    pub area: Option<AreaCode>,
    /// Its name in full.
    pub name: String,
}

pub(crate) fn office(row: office::Model) -> Result<Office, Error> {
    let role = Role::parse(&row.level);
    Ok(Office {
        role: role.ok_or_else(|| Error::Inconsistent(format!("office {} is a {}", row.id, row.level)))?,
        id: OfficeId(row.id),
        area: row.area.map(AreaCode),
        name: row.name,
    })
}

/// An office by its number.
///
/// # Errors
/// The database is away.
pub async fn get(conn: &impl ConnectionTrait, id: OfficeId) -> Result<Option<Office>, Error> {
    office::Entity::find_by_id(id.0).one(conn).await?.map(office).transpose()
}

/// Every office, in the order of entry.
///
/// # Errors
/// The database is away.
pub async fn all(conn: &impl ConnectionTrait) -> Result<Vec<Office>, Error> {
    let rows = office::Entity::find().order_by_asc(office::Column::Id).all(conn).await?;
    rows.into_iter().map(office).collect()
}

/// Whether an office is called so.
///
/// # Errors
/// The database is away.
pub async fn is_known(conn: &impl ConnectionTrait, name: &str) -> Result<bool, Error> {
    Ok(office::Entity::find().filter(office::Column::Name.eq(name)).one(conn).await?.is_some())
}

/// Enters an office under the next number.
///
/// # Errors
/// The database is away.
pub async fn insert(
    conn: &impl ConnectionTrait,
    role: Role,
    area: Option<&AreaCode>,
    name: &str,
) -> Result<OfficeId, Error> {
    let id = OfficeId::next(conn).await?;
    let row = office::ActiveModel {
        id: Set(id.0),
        level: Set(role.code().to_owned()),
        area: Set(area.map(|area| area.0.clone())),
        name: Set(name.to_owned()),
    };
    office::Entity::insert(row).exec_without_returning(conn).await?;
    Ok(id)
}
