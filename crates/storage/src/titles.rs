//! What things are called, by their numbers.

use crate::{
    Error,
    entities::{application_summary, notice_summary},
    lists,
};
use domain::ids::{ApplicationId, NoticeId, StreamId};
use sea_orm::{ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use std::collections::BTreeMap;

macro_rules! titles {
    ($conn:ident, $table:ident, $ids:ident) => {{
        use $table::{Column, Entity};
        if $ids.is_empty() {
            return Ok(BTreeMap::new());
        }
        let these = lists::among($conn, Column::Id, $ids.into_iter().map(StreamId::number));
        let titles = Entity::find().select_only().columns([Column::Id, Column::Title]).filter(these);
        let titles: Vec<(i64, String)> = titles.into_tuple().all($conn).await?;
        Ok(titles.into_iter().map(|(id, title)| (StreamId::of(id), title)).collect())
    }};
}

/// The titles of some applications.
///
/// # Errors
/// The database is away.
pub async fn of_applications(
    conn: &impl ConnectionTrait,
    ids: Vec<ApplicationId>,
) -> Result<BTreeMap<ApplicationId, String>, Error> {
    titles!(conn, application_summary, ids)
}

/// The titles of some notices.
///
/// # Errors
/// The database is away.
pub async fn of_notices(conn: &impl ConnectionTrait, ids: Vec<NoticeId>) -> Result<BTreeMap<NoticeId, String>, Error> {
    titles!(conn, notice_summary, ids)
}
