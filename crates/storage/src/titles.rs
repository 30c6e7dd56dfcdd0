//! What things are called, by their numbers.

use crate::{
    Error,
    entities::{application_summary, notice_summary},
    lists,
};
use sea_orm::{ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

/// The titles of some applications.
///
/// # Errors
/// The database is away.
pub async fn of_applications(conn: &impl ConnectionTrait, ids: Vec<i64>) -> Result<Vec<(i64, String)>, Error> {
    use application_summary::{Column, Entity};
    let these =
        Entity::find().select_only().columns([Column::Id, Column::Title]).filter(lists::among(conn, Column::Id, ids));
    Ok(these.into_tuple().all(conn).await?)
}

/// The titles of some notices.
///
/// # Errors
/// The database is away.
pub async fn of_notices(conn: &impl ConnectionTrait, ids: Vec<i64>) -> Result<Vec<(i64, String)>, Error> {
    use notice_summary::{Column, Entity};
    let these =
        Entity::find().select_only().columns([Column::Id, Column::Title]).filter(lists::among(conn, Column::Id, ids));
    Ok(these.into_tuple().all(conn).await?)
}
