//! What things are called, by their numbers.

use crate::{
    Error,
    entities::{application_summary, brand_summary, cultivation_summary, notice_summary, round_summary},
    holders, lists,
};
use domain::{
    ids::{ApplicationId, NoticeId, StreamId, UnitId},
    stream::StreamKind,
};
use sea_orm::{ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use std::collections::BTreeMap;

macro_rules! titles {
    ($conn:ident, $table:ident, $title:ident, $ids:expr) => {
        titled::<$table::Entity>($conn, $table::Column::Id, $table::Column::$title, $ids).await?
    };
}

/// The titles of some things of a kind, by their numbers; none where no summary gives things of this kind a title.
///
/// # Errors
/// The database is away.
pub async fn of(
    conn: &impl ConnectionTrait,
    kind: StreamKind,
    ids: Vec<i64>,
) -> Result<Option<BTreeMap<i64, String>>, Error> {
    Ok(Some(match kind {
        StreamKind::Unit => {
            let units: Vec<UnitId> = ids.into_iter().map(UnitId).collect();
            let names = holders::unit_names(conn, &units).await?;
            names.into_iter().map(|(id, name)| (id.0, name)).collect()
        }
        StreamKind::Brand => titles!(conn, brand_summary, Name, ids),
        StreamKind::Round => titles!(conn, round_summary, Title, ids),
        StreamKind::Application => titles!(conn, application_summary, Title, ids),
        StreamKind::Notice => titles!(conn, notice_summary, Title, ids),
        StreamKind::Cultivation => titles!(conn, cultivation_summary, Title, ids),
        StreamKind::Objection | StreamKind::Matter | StreamKind::RightsRequest | StreamKind::Installation => {
            return Ok(None);
        }
    }))
}

/// The titles of some applications.
///
/// # Errors
/// The database is away.
pub async fn of_applications(
    conn: &impl ConnectionTrait,
    ids: Vec<ApplicationId>,
) -> Result<BTreeMap<ApplicationId, String>, Error> {
    let numbers = ids.into_iter().map(StreamId::number).collect();
    Ok(by_id(titles!(conn, application_summary, Title, numbers)))
}

/// The titles of some notices.
///
/// # Errors
/// The database is away.
pub async fn of_notices(conn: &impl ConnectionTrait, ids: Vec<NoticeId>) -> Result<BTreeMap<NoticeId, String>, Error> {
    let numbers = ids.into_iter().map(StreamId::number).collect();
    Ok(by_id(titles!(conn, notice_summary, Title, numbers)))
}

async fn titled<E: EntityTrait>(
    conn: &impl ConnectionTrait,
    id: E::Column,
    title: E::Column,
    ids: Vec<i64>,
) -> Result<BTreeMap<i64, String>, Error> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let titles = E::find().select_only().columns([id, title]).filter(lists::among(conn, id, ids));
    let titles: Vec<(i64, String)> = titles.into_tuple().all(conn).await?;
    Ok(titles.into_iter().collect())
}

fn by_id<Id: StreamId>(titles: BTreeMap<i64, String>) -> BTreeMap<Id, String> {
    titles.into_iter().map(|(id, title)| (Id::of(id), title)).collect()
}
