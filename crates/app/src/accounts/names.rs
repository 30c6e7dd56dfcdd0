//! Names of those who acted: in full inside their own office, surname only outside.

use super::{Actor, name_in, role_of};
use crate::{App, Result};
use domain::ids::{AccountId, OfficeId, UnitId};
use sea_orm::{EntityTrait, QueryFilter};
use std::collections::HashMap;
use storage::{entities::account, lists};

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
