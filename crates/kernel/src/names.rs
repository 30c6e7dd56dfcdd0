//! Who stands behind a number of the record: an account's office, name and post, in full inside their own office, the
//! surname only outside; a unit's name.

use crate::{App, Error, Result, seals};
use domain::{
    access::{Actor, Role},
    ids::{AccountId, OfficeId, UnitId},
    policy::Step,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use std::collections::{BTreeMap, HashMap};
use storage::{
    entities::{account, office, unit},
    lists,
};

/// Surnames of two characters, so that 欧阳修 is 欧阳某 and not 欧某.
const DOUBLE: [&str; 20] = [
    "欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "令狐", "长孙", "慕容", "司徒", "夏侯", "宇文",
    "轩辕", "端木", "南宫", "司空", "百里", "呼延",
];

/// Somebody who acted, as timelines name them.
#[derive(Clone)]
pub struct Named {
    name: String,
    post: String,
    office: Option<OfficeId>,
    unit: Option<UnitId>,
}

impl std::fmt::Debug for Named {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.short_name())
    }
}

impl Named {
    /// 林秀英（经办）: for the own office or unit.
    #[must_use]
    pub fn display_name(&self) -> String {
        format!("{}（{}）", self.name, self.post)
    }

    /// 林某（经办）: for everyone else.
    #[must_use]
    pub fn short_name(&self) -> String {
        format!("{}某（{}）", surname(&self.name), self.post)
    }

    /// As `reader` may see it.
    #[must_use]
    pub fn to(&self, reader: &Actor) -> String {
        let colleague = self.office.is_some() && self.office == reader.office;
        let own_unit = self.unit.is_some() && self.unit == reader.unit;
        if colleague || own_unit { self.display_name() } else { self.short_name() }
    }
}

fn surname(name: &str) -> String {
    let double = DOUBLE.into_iter().find(|double| name.starts_with(double) && name != *double);
    double.map_or_else(|| name.chars().take(1).collect(), str::to_owned)
}

/// The names behind account numbers; numbers without an account are left out.
///
/// # Errors
/// The database is away.
pub async fn names_of(app: &App, accounts: &[AccountId]) -> Result<HashMap<AccountId, Named>> {
    if accounts.is_empty() {
        return Ok(HashMap::new());
    }
    let conn = app.db().reader();
    let these = lists::among(conn, account::Column::Id, accounts.iter().map(|account| account.0));
    let rows = account::Entity::find().filter(these).all(conn).await?;
    rows.iter()
        .map(|row| {
            let post = if row.post.is_empty() { role_of(row)?.label().to_owned() } else { row.post.clone() };
            let (office, unit) = (row.office.map(OfficeId), row.unit.map(UnitId));
            Ok((AccountId(row.id), Named { name: name_in(app, row)?, post, office, unit }))
        })
        .collect()
}

/// The role of an account.
///
/// # Errors
/// The row names none.
pub fn role_of(row: &account::Model) -> Result<Role> {
    Role::parse(&row.role).ok_or_else(|| Error::Internal(format!("account {} is a {}", row.id, row.role)))
}

/// The name of an account's holder, in full.
///
/// # Errors
/// It does not open.
pub fn name_in(app: &App, row: &account::Model) -> Result<String> {
    app.open_text(seals::ACCOUNT_NAME.row(row.id), &row.name_sealed)
}

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
    let names = names_of(app, &ids).await?;
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
pub async fn colleagues(app: &App, actor: &Actor, step: Step) -> Result<Vec<(AccountId, Person)>> {
    let Some(office) = actor.office else { return Ok(Vec::new()) };
    let rows = account::Entity::find()
        .filter(account::Column::Office.eq(office.0))
        .filter(account::Column::State.eq("active"))
        .filter(account::Column::Id.ne(actor.account.0))
        .all(app.db().reader())
        .await?;
    let able = rows.iter().filter(|row| Step::parse_list(&row.steps).contains(&step));
    let names = named(app, actor, able.map(|row| AccountId(row.id))).await?;
    Ok(names.into_iter().collect())
}

/// The names of some units.
///
/// # Errors
/// The database is away.
pub async fn units_of(conn: &impl ConnectionTrait, ids: &[UnitId]) -> Result<BTreeMap<UnitId, String>> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outside_the_office_only_the_surname_is_told() {
        let of = |name: &str| Named { name: name.into(), post: "经办".into(), office: None, unit: None }.short_name();
        assert_eq!(of("林秀英"), "林某（经办）");
        assert_eq!(of("欧阳海燕"), "欧阳某（经办）");
    }
}
