//! Our own series of numbers: plaques, receipts.

use crate::{Error, entities::series, lists};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, sea_query::OnConflict};
use std::collections::BTreeMap;

/// The last number used; 0 before the first.
///
/// # Errors
/// The database is away.
pub async fn last(conn: &impl ConnectionTrait, name: &str) -> Result<i64, Error> {
    let row = series::Entity::find_by_id(name.to_owned()).one(conn).await?;
    Ok(row.map_or(0, |row| row.last))
}

/// The last numbers used of some series; 0 before the first.
///
/// # Errors
/// The database is away.
pub async fn lasts(conn: &impl ConnectionTrait, names: Vec<String>) -> Result<BTreeMap<String, i64>, Error> {
    let mut lasts: BTreeMap<String, i64> = names.iter().map(|name| (name.clone(), 0)).collect();
    let rows = lists::rows_among(conn, series::Entity::find(), series::Column::Name, names).await?;
    lasts.extend(rows.into_iter().map(|row| (row.name, row.last)));
    Ok(lasts)
}

/// Writes down the last number used.
///
/// # Errors
/// The database is away.
pub async fn set_last(conn: &impl ConnectionTrait, name: &str, last: i64) -> Result<(), Error> {
    let row = series::ActiveModel { name: Set(name.to_owned()), last: Set(last) };
    series::Entity::insert(row)
        .on_conflict(OnConflict::column(series::Column::Name).update_column(series::Column::Last).to_owned())
        .exec_without_returning(conn)
        .await?;
    Ok(())
}
