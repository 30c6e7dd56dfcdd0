//! Facts about this installation: single values by name.

use crate::{Error, entities::setting};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, sea_query::OnConflict};

/// The moment a demo city's clock was last set to, in milliseconds; its being there makes a folder a demo.
pub const DEMO_CLOCK: &str = "demo_clock";
/// The key ring everything here is sealed with, by its identity.
pub const KEYS: &str = "keys";
/// The edition of rules and keys: how many policy files and calendar years have been loaded and data keys made.
pub const RULES: &str = "rules";

/// The value under a name.
///
/// # Errors
/// The database is away.
pub async fn get(conn: &impl ConnectionTrait, name: &str) -> Result<Option<String>, Error> {
    Ok(setting::Entity::find_by_id(name.to_owned()).one(conn).await?.map(|row| row.value))
}

/// Puts a value under a name, in place of the one before.
///
/// # Errors
/// The database is away.
pub async fn put(conn: &impl ConnectionTrait, name: &str, value: &str) -> Result<(), Error> {
    let row = setting::ActiveModel { name: Set(name.to_owned()), value: Set(value.to_owned()) };
    setting::Entity::insert(row)
        .on_conflict(OnConflict::column(setting::Column::Name).update_column(setting::Column::Value).to_owned())
        .exec_without_returning(conn)
        .await?;
    Ok(())
}
