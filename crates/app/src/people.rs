//! Who stands behind an account's number, as the record names them: office, name, post.

use crate::{App, Result, seals};
use domain::{
    access::{Actor, Role},
    ids::{AccountId, UnitId},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::collections::BTreeMap;
use storage::entities::{account, office, unit};

/// Somebody as the record names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Their name.
    pub name: String,
    /// Their office or unit.
    pub office: String,
    /// Their post, or what they are.
    pub post: String,
}

impl Person {
    /// `晋江市人社局 林某（经办）`
    #[must_use]
    pub fn in_full(&self) -> String {
        format!("{} {}（{}）", self.office, self.name, self.post)
    }
}

/// The people behind these accounts; those gone are left out.
///
/// # Errors
/// The database is away, or a name does not open.
pub async fn named(app: &App, ids: impl IntoIterator<Item = AccountId>) -> Result<BTreeMap<AccountId, Person>> {
    let ids: Vec<i64> = ids.into_iter().map(|id| id.0).collect();
    let conn = app.db().reader();
    let rows = account::Entity::find().filter(account::Column::Id.is_in(ids)).all(conn).await?;
    let offices = office::Entity::find()
        .filter(office::Column::Id.is_in(rows.iter().filter_map(|row| row.office)))
        .all(conn)
        .await?;
    let units = unit_names(app, rows.iter().filter_map(|row| row.unit)).await?;
    rows.into_iter()
        .map(|row| {
            let office = offices.iter().find(|office| Some(office.id) == row.office).map(|office| office.name.clone());
            let unit = row.unit.and_then(|unit| units.get(&UnitId(unit)).cloned());
            let person = Person {
                name: app.open_text(seals::ACCOUNT_NAME.row(row.id), &row.name_sealed)?,
                office: office.or(unit).unwrap_or_default(),
                post: if row.post.is_empty() { role_label(&row.role) } else { row.post },
            };
            Ok((AccountId(row.id), person))
        })
        .collect()
}

fn role_label(code: &str) -> String {
    Role::parse(code).map_or_else(String::new, |role| role.label().to_owned())
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
    let names = named(app, able.map(|row| AccountId(row.id))).await?;
    Ok(names.into_iter().collect())
}

/// The names of units by their numbers.
///
/// # Errors
/// The database is away.
pub async fn unit_names(app: &App, ids: impl IntoIterator<Item = i64>) -> Result<BTreeMap<UnitId, String>> {
    let rows = unit::Entity::find().filter(unit::Column::Id.is_in(ids)).all(app.db().reader()).await?;
    Ok(rows.into_iter().map(|row| (UnitId(row.id), row.name)).collect())
}
