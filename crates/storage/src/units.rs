//! Units as others need to know them.

use crate::{Error, entities::unit};
use domain::{ids::UnitId, unit::UnitState};
use sea_orm::{ConnectionTrait, EntityTrait};

/// A unit's name and where it stands.
///
/// # Errors
/// The database is away.
pub async fn standing(conn: &impl ConnectionTrait, id: UnitId) -> Result<Option<(String, UnitState)>, Error> {
    let Some(row) = unit::Entity::find_by_id(id.0).one(conn).await? else { return Ok(None) };
    let state = UnitState::parse(&row.state);
    let state = state.ok_or_else(|| Error::Inconsistent(format!("unit {id} is {}", row.state)))?;
    Ok(Some((row.name, state)))
}
