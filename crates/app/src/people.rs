//! Who stands behind an account's number, as the record names them: office, name, post.

use crate::{
    App, Result,
    accounts::{self, Named},
};
use domain::{
    access::Actor,
    ids::{AccountId, UnitId},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use std::collections::BTreeMap;
use storage::{
    entities::{account, office, unit},
    lists,
};

/// Somebody as a reader of the record may see them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Their office or unit.
    pub office: String,
    /// Name and post: in full for colleagues, the surname for everyone else.
    pub name: String,
}

/// The people behind these accounts, as `reader` may see them; those gone are left out.
///
/// # Errors
/// The database is away, or a name does not open.
pub async fn named(
    app: &App,
    reader: &Actor,
    ids: impl IntoIterator<Item = AccountId>,
) -> Result<BTreeMap<AccountId, Person>> {
    let ids: Vec<AccountId> = ids.into_iter().collect();
    let names = accounts::names_of(app, &ids).await?;
    let conn = app.db().reader();
    let these = lists::among(conn, account::Column::Id, names.keys().map(|id| id.0));
    let rows = account::Entity::find().filter(these).all(conn).await?;
    let these = lists::among(conn, office::Column::Id, rows.iter().filter_map(|row| row.office));
    let offices = office::Entity::find().filter(these).all(conn).await?;
    let units = unit_names(app, rows.iter().filter_map(|row| row.unit)).await?;
    let person = |row: account::Model| {
        let office = offices.iter().find(|office| Some(office.id) == row.office).map(|office| office.name.clone());
        let unit = row.unit.and_then(|unit| units.get(&UnitId(unit)).cloned());
        let name = names.get(&AccountId(row.id)).map_or_else(String::new, |named: &Named| named.to(reader));
        (AccountId(row.id), Person { office: office.or(unit).unwrap_or_default(), name })
    };
    Ok(rows.into_iter().map(person).collect())
}

/// Active colleagues of the actor's office who may take `step`: to whom a matter can be handed (转办).
///
/// # Errors
/// The database is away, or a name does not open.
pub async fn colleagues(app: &App, actor: &Actor, step: domain::policy::Step) -> Result<Vec<(AccountId, Person)>> {
    let Some(office) = actor.office else { return Ok(Vec::new()) };
    let rows = account::Entity::find()
        .filter(account::Column::Office.eq(office.0))
        .filter(account::Column::State.eq("active"))
        .filter(account::Column::Id.ne(actor.account.0))
        .all(app.db().reader())
        .await?;
    let able = rows.iter().filter(|row| crate::matters::steps(row).contains(&step));
    let names = named(app, actor, able.map(|row| AccountId(row.id))).await?;
    Ok(names.into_iter().collect())
}

/// The names of some units.
pub(crate) async fn units_of(conn: &impl ConnectionTrait, ids: &[UnitId]) -> Result<BTreeMap<UnitId, String>> {
    let these = lists::among(conn, unit::Column::Id, ids.iter().map(|id| id.0));
    let rows = unit::Entity::find().filter(these).all(conn).await?;
    Ok(rows.into_iter().map(|row| (UnitId(row.id), row.name)).collect())
}

/// The names of units by their numbers.
///
/// # Errors
/// The database is away.
pub async fn unit_names(app: &App, ids: impl IntoIterator<Item = i64>) -> Result<BTreeMap<UnitId, String>> {
    let conn = app.db().reader();
    let rows = unit::Entity::find().filter(lists::among(conn, unit::Column::Id, ids)).all(conn).await?;
    Ok(rows.into_iter().map(|row| (UnitId(row.id), row.name)).collect())
}
