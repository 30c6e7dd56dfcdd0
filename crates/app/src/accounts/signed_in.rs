//! Who is signed in, as every request needs it.

use crate::{App, Result, seals};
use domain::{
    access::{Actor, Role},
    ids::{AccountId, AreaCode, OfficeId, UnitId},
};
use sea_orm::EntityTrait;
use storage::entities::{account, office, unit};

/// Somebody signed in: the actor and what the header of a page shows.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Who acts.
    pub actor: Actor,
    /// Their name, for themselves and their own office.
    pub name: String,
    /// Their office; empty for a unit's account.
    pub office_name: String,
    /// What they are, e.g. 经办.
    pub role_label: String,
    /// Their unit; empty for officials.
    pub unit_name: String,
}

/// The person behind an active account; none where the account is closed or gone.
///
/// # Errors
/// The database is away.
pub async fn signed_in(app: &App, id: AccountId) -> Result<Option<SignedIn>> {
    let conn = app.db().reader();
    let Some(row) = account::Entity::find_by_id(id.0).one(conn).await?.filter(|row| row.state == "active") else {
        return Ok(None);
    };
    let Some(role) = Role::parse(&row.role) else { return Ok(None) };
    let office = match row.office {
        Some(office) => office::Entity::find_by_id(office).one(conn).await?,
        None => None,
    };
    let unit = match row.unit {
        Some(unit) => unit::Entity::find_by_id(unit).one(conn).await?,
        None => None,
    };
    Ok(Some(SignedIn {
        name: app.open_text(seals::ACCOUNT_NAME.row(row.id), &row.name_sealed)?,
        role_label: if row.post.is_empty() { role.label().to_owned() } else { row.post },
        office_name: office.as_ref().map_or_else(String::new, |office| office.name.clone()),
        unit_name: unit.as_ref().map_or_else(String::new, |unit| unit.name.clone()),
        actor: Actor {
            account: id,
            role,
            office: row.office.map(OfficeId),
            area: office.and_then(|office| office.area).map(AreaCode),
            unit: row.unit.map(UnitId),
        },
    }))
}
