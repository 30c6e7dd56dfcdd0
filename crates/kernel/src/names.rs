//! Who stands behind a number of the record: an account's office, name and post, in full inside their own office, the
//! surname only outside; a unit's name.

use crate::{App, Result, seals};
use domain::{
    access::Actor,
    ids::{AccountId, OfficeId, UnitId},
    policy::Step,
};
use sea_orm::ConnectionTrait;
use std::collections::{BTreeMap, HashMap};
use storage::holders::{self, Holder};

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
    place: String,
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
        if self.is_colleague(reader) { self.display_name() } else { self.short_name() }
    }

    /// As `reader` may see it, without the post: 林秀英 or 林某.
    #[must_use]
    pub fn name_to(&self, reader: &Actor) -> String {
        if self.is_colleague(reader) { self.name.clone() } else { format!("{}某", surname(&self.name)) }
    }

    fn is_colleague(&self, reader: &Actor) -> bool {
        let same_office = self.office.is_some() && self.office == reader.office;
        same_office || (self.unit.is_some() && self.unit == reader.unit)
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
    let holders = holders::holders(conn, accounts).await?;
    let named = |of: Holder| {
        let name = app.open_text(seals::ACCOUNT_NAME.row(of.account.0), &of.name_sealed)?;
        let post = if of.post.is_empty() { of.role.label().to_owned() } else { of.post };
        Ok((of.account, Named { name, post, office: of.office, unit: of.unit, place: of.place }))
    };
    holders.into_iter().map(named).collect()
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
    let person = |(id, named): (AccountId, Named)| (id, Person { name: named.to(reader), office: named.place });
    Ok(names.into_iter().map(person).collect())
}

/// Active colleagues of the actor's office who may take `step`: to whom a matter can be transferred (转办).
///
/// # Errors
/// The database is away, or a name does not open.
pub async fn colleagues(app: &App, actor: &Actor, step: Step) -> Result<Vec<(AccountId, Person)>> {
    let Some(office) = actor.office else { return Ok(Vec::new()) };
    let able = holders::colleagues(app.db().reader(), office, actor.account).await?;
    let able = able.into_iter().filter(|(_, steps)| steps.contains(&step));
    let names = named(app, actor, able.map(|(account, _)| account)).await?;
    Ok(names.into_iter().collect())
}

/// The names of some units.
///
/// # Errors
/// The database is away.
pub async fn units_of(conn: &impl ConnectionTrait, ids: &[UnitId]) -> Result<BTreeMap<UnitId, String>> {
    Ok(holders::unit_names(conn, ids).await?)
}

/// The names of units by their numbers.
///
/// # Errors
/// The database is away.
pub async fn unit_names(app: &App, ids: impl IntoIterator<Item = i64>) -> Result<BTreeMap<UnitId, String>> {
    let ids: Vec<UnitId> = ids.into_iter().map(UnitId).collect();
    Ok(holders::unit_names(app.db().reader(), &ids).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outside_the_office_only_the_surname_is_told() {
        let of = |name: &str| {
            Named { name: name.into(), post: "经办".into(), office: None, unit: None, place: String::new() }
                .short_name()
        };
        assert_eq!(of("林秀英"), "林某（经办）");
        assert_eq!(of("欧阳海燕"), "欧阳某（经办）");
    }
}
