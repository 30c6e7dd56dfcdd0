//! Summary rows for lists: one row a stream, derived from the fold alone and rewritten after each append, never patched.
//! Replaying the log rebuilds them exactly.
//!
//! Where a table also holds what no event may (sealed words of a unit, an objection, a request), only its derived columns
//! are written and compared here.

#![deny(clippy::wildcard_enum_match_arm)]

mod applications;
mod decisions;
mod lasting;
mod verify;

pub(crate) use lasting::CLOSED;
pub use lasting::place_of_request;
pub use verify::compare_with_replay;

use crate::{Error, listing::NEVER, log};
use chrono::NaiveDate;
use domain::{
    event::Recorded,
    ids::StreamId,
    stream::{Stream, fold},
};
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PrimaryKeyTrait, UpdateMany,
    sea_query::SelectStatement,
};
use std::{collections::BTreeMap, future::Future};

/// A stream with its summary row.
pub trait Summary: Stream {
    /// Where its row stands.
    type Entity: EntityTrait;

    /// Whether a row says what the stream says.
    fn agrees(&self, row: &<Self::Entity as EntityTrait>::Model) -> bool;

    /// Whether its row may be gone: what it was about is over, and its time of keeping too.
    fn may_be_gone(&self) -> bool {
        false
    }

    /// Writes its row.
    ///
    /// # Errors
    /// The database is away.
    fn write<C: ConnectionTrait>(&self, conn: &C) -> impl Future<Output = Result<(), Error>> + Send;
}

/// Loads a stream: the fold of its events. None where there is no such stream.
///
/// # Errors
/// The database is away or the stream cannot be folded.
pub async fn load<S: Stream>(conn: &impl ConnectionTrait, id: S::Id) -> Result<Option<S>, Error> {
    folded(id, &log::stream::<S::Event>(conn, id.number()).await?)
}

/// The fold of a stream's events; none where there are none.
///
/// # Errors
/// They cannot be folded.
pub fn folded<S: Stream>(id: S::Id, events: &[Recorded<S::Event>]) -> Result<Option<S>, Error> {
    if events.is_empty() {
        return Ok(None);
    }
    fold(id, events).map(Some).map_err(|_| Error::Unfoldable { stream: S::KIND.code(), id: id.number() })
}

/// Loads some streams at once, by their numbers; those that do not exist are left out.
///
/// # Errors
/// The database is away or a stream cannot be folded.
pub async fn load_some<S: Stream>(
    conn: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = S::Id>,
) -> Result<BTreeMap<S::Id, S>, Error> {
    folds(log::streams::<S::Event>(conn, ids.into_iter().map(StreamId::number)).await?)
}

/// As [`load_some`], of those whose numbers a query selects.
///
/// # Errors
/// As [`load_some`].
pub async fn load_selected<S: Stream>(
    conn: &impl ConnectionTrait,
    ids: SelectStatement,
) -> Result<BTreeMap<S::Id, S>, Error> {
    folds(log::streams_selected::<S::Event>(conn, ids).await?)
}

fn folds<S: Stream>(streams: BTreeMap<i64, Vec<Recorded<S::Event>>>) -> Result<BTreeMap<S::Id, S>, Error> {
    let folded = streams.into_iter().map(|(number, events)| {
        let id = S::Id::of(number);
        let stream = fold(id, &events).map_err(|_| Error::Unfoldable { stream: S::KIND.code(), id: number })?;
        Ok((id, stream))
    });
    folded.collect()
}

/// Writes a row that is derived as a whole, whether it stands there already or not.
async fn overwrite<M, C>(conn: &C, id: i64, row: M) -> Result<(), Error>
where
    C: ConnectionTrait,
    M: IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel> + sea_orm::ModelTrait,
    <M::Entity as EntityTrait>::ActiveModel: ActiveModelTrait<Entity = M::Entity> + Send,
    <<M::Entity as EntityTrait>::PrimaryKey as PrimaryKeyTrait>::ValueType: From<i64>,
{
    M::Entity::delete_by_id(id).exec(conn).await?;
    M::Entity::insert(row.into_active_model().reset_all()).exec_without_returning(conn).await?;
    Ok(())
}

/// Writes the derived columns of a row that its creator has put there, or is about to.
async fn update<A, C>(conn: &C, of: UpdateMany<A::Entity>, columns: A) -> Result<(), Error>
where
    A: ActiveModelTrait,
    C: ConnectionTrait,
{
    of.set(columns).exec(conn).await?;
    Ok(())
}

/// A date as it is stored.
#[must_use]
pub fn day(date: NaiveDate) -> String {
    date.format("%Y-%m-%d").to_string()
}

/// A day as lists go along it: what has none comes behind every day.
pub(crate) fn day_or_never(date: Option<NaiveDate>) -> String {
    date.map_or_else(|| NEVER.to_owned(), day)
}

fn count(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
