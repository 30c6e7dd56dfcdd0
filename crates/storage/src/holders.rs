//! Who stands behind numbers of the record: holders of accounts, offices, units.

use crate::{
    Error,
    entities::{account, office, unit},
    lists,
};
use domain::{
    access::Role,
    account::AccountState,
    ids::{AccountId, OfficeId, UnitId},
    policy::Step,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect};
use std::collections::BTreeMap;

/// The holder of an account.
#[derive(Clone, Debug)]
pub struct Holder {
    /// The account.
    pub account: AccountId,
    /// As what it acts.
    pub role: Role,
    /// Its office.
    pub office: Option<OfficeId>,
    /// Its unit.
    pub unit: Option<UnitId>,
    /// The name of its office or unit; empty for neither.
    pub place: String,
    /// Its post; empty for none.
    pub post: String,
    /// The holder's name, sealed to the account.
    pub name_sealed: Vec<u8>,
}

/// The holders of some accounts; numbers without an account are left out.
///
/// # Errors
/// The database is away, or an account has no role.
pub async fn holders(conn: &impl ConnectionTrait, accounts: &[AccountId]) -> Result<Vec<Holder>, Error> {
    let rows: Vec<HolderRow> = account::Entity::find()
        .select_only()
        .columns([account::Column::Id, account::Column::Role, account::Column::Office, account::Column::Unit])
        .columns([account::Column::Post, account::Column::NameSealed])
        .column_as(office::Column::Name, "office_name")
        .column_as(unit::Column::Name, "unit_name")
        .left_join(office::Entity)
        .left_join(unit::Entity)
        .filter(lists::among(conn, account::Column::Id, accounts.iter().map(|account| account.0)))
        .into_model()
        .all(conn)
        .await?;
    let holder = |row: HolderRow| {
        let role = Role::parse(&row.role);
        Ok(Holder {
            account: AccountId(row.id),
            role: role.ok_or_else(|| Error::Inconsistent(format!("account {} is a {}", row.id, row.role)))?,
            office: row.office.map(OfficeId),
            unit: row.unit.map(UnitId),
            place: row.office_name.or(row.unit_name).unwrap_or_default(),
            post: row.post,
            name_sealed: row.name_sealed,
        })
    };
    rows.into_iter().map(holder).collect()
}

#[derive(FromQueryResult)]
struct HolderRow {
    id: i64,
    role: String,
    office: Option<i64>,
    unit: Option<i64>,
    post: String,
    name_sealed: Vec<u8>,
    office_name: Option<String>,
    unit_name: Option<String>,
}

/// Active accounts of an office but one, with the steps of chains that each may take.
///
/// # Errors
/// The database is away.
pub async fn colleagues(
    conn: &impl ConnectionTrait,
    office: OfficeId,
    but: AccountId,
) -> Result<Vec<(AccountId, Vec<Step>)>, Error> {
    let rows: Vec<(i64, String)> = account::Entity::find()
        .select_only()
        .columns([account::Column::Id, account::Column::Steps])
        .filter(account::Column::Office.eq(office.0))
        .filter(account::Column::State.eq(AccountState::Active.code()))
        .filter(account::Column::Id.ne(but.0))
        .into_tuple()
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|(id, steps)| (AccountId(id), Step::parse_list(&steps))).collect())
}

/// The names of some offices.
///
/// # Errors
/// The database is away.
pub async fn office_names(
    conn: &impl ConnectionTrait,
    offices: &[OfficeId],
) -> Result<BTreeMap<OfficeId, String>, Error> {
    let these = lists::among(conn, office::Column::Id, offices.iter().map(|office| office.0));
    let rows = office::Entity::find().filter(these).all(conn).await?;
    Ok(rows.into_iter().map(|row| (OfficeId(row.id), row.name)).collect())
}

/// The names of some units.
///
/// # Errors
/// The database is away.
pub async fn unit_names(conn: &impl ConnectionTrait, units: &[UnitId]) -> Result<BTreeMap<UnitId, String>, Error> {
    let these = lists::among(conn, unit::Column::Id, units.iter().map(|unit| unit.0));
    let rows = unit::Entity::find().filter(these).all(conn).await?;
    Ok(rows.into_iter().map(|row| (UnitId(row.id), row.name)).collect())
}
