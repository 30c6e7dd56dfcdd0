//! The one log: every act of casework in commit order, each event chained to the one before.
//!
//! The hash covers the exact bytes that are stored, field by field with its length, so that nothing can be moved from
//! one column to the next unnoticed.

use crate::{Error, WriteTx, entities::event, lists};
use chrono::{DateTime, Datelike, SecondsFormat, Utc};
use domain::{
    access::{Actor, Role},
    event::{Event, Moment, Recorded},
    ids::AccountId,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DerivePartialModel, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, SelectStatement},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use vault::Digester;

/// The last event's place and hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Its position; 0 before the first event.
    pub position: i64,
    /// Its hash; 64 zeros before the first event.
    pub hash: String,
}

impl Head {
    /// The head of an empty log.
    #[must_use]
    pub fn start() -> Head {
        Head { position: 0, hash: "0".repeat(64) }
    }
}

/// The head of the log as it stands.
///
/// # Errors
/// The database is away.
pub async fn head(conn: &impl ConnectionTrait) -> Result<Head, Error> {
    let last = event::Entity::find().order_by_desc(event::Column::Position).one(conn).await?;
    Ok(last.map_or_else(Head::start, |row| Head { position: row.position, hash: row.hash }))
}

/// The position of the log's last event; 0 before the first.
///
/// # Errors
/// The database is away.
pub async fn position(conn: &impl ConnectionTrait) -> Result<i64, Error> {
    let last = event::Entity::find().select_only().column(event::Column::Position);
    let last: Option<i64> = last.order_by_desc(event::Column::Position).limit(1).into_tuple().one(conn).await?;
    Ok(last.unwrap_or(0))
}

/// When the last act was done; none where nothing was.
///
/// # Errors
/// The database is away, or the event's time cannot be read.
pub async fn last_moment(conn: &impl ConnectionTrait) -> Result<Option<Moment>, Error> {
    let last = event::Entity::find().order_by_desc(event::Column::Position).one(conn).await?;
    last.map(|row| moment(row.position, &row.at)).transpose()
}

/// When some streams of a kind began, by their numbers; those that do not exist are left out.
///
/// # Errors
/// The database is away.
pub async fn began(conn: &impl ConnectionTrait, stream: &str, ids: &[i64]) -> Result<BTreeMap<i64, Moment>, Error> {
    let first = event::Entity::find()
        .filter(event::Column::Stream.eq(stream))
        .filter(lists::among(conn, event::Column::StreamId, ids.iter().copied()))
        .filter(event::Column::Seq.eq(1));
    first.all(conn).await?.iter().map(|row| Ok((row.stream_id, moment(row.position, &row.at)?))).collect()
}

/// The seq of a stream's last event; 0 before the first.
///
/// # Errors
/// The database is away.
pub async fn last_seq(conn: &impl ConnectionTrait, stream: &str, stream_id: i64) -> Result<u32, Error> {
    let last: Option<i64> = event::Entity::find()
        .select_only()
        .column(event::Column::Seq)
        .filter(event::Column::Stream.eq(stream))
        .filter(event::Column::StreamId.eq(stream_id))
        .order_by_desc(event::Column::Seq)
        .into_tuple()
        .one(conn)
        .await?;
    Ok(last.and_then(|seq| u32::try_from(seq).ok()).unwrap_or_default())
}

/// When an act is done and by whom; none for the program itself.
#[derive(Clone, Debug)]
pub struct Stamp {
    /// When.
    pub at: Moment,
    /// Who.
    pub actor: Option<Actor>,
}

impl WriteTx {
    /// Appends an event to its stream and the chain.
    ///
    /// # Errors
    /// The stream has another event at that place (a bug or a second writer), the moment could not be read back, or the
    /// database is away.
    pub async fn append<E: Event>(
        &mut self,
        stream_id: i64,
        seq: u32,
        stamp: &Stamp,
        event: E,
    ) -> Result<Recorded<E>, Error> {
        let row = self.chained(stream_id, seq, stamp, &event)?;
        let active = event::ActiveModel {
            position: Set(row.position),
            stream: Set(row.stream),
            stream_id: Set(stream_id),
            seq: Set(row.seq),
            at: Set(row.at),
            account: Set(row.account),
            role: Set(row.role),
            clause: Set(row.clause),
            kind: Set(row.kind),
            body: Set(row.body),
            previous: Set(row.previous),
            hash: Set(row.hash.clone()),
        };
        event::Entity::insert(active).exec_without_returning(&self.tx).await?;
        self.head = Head { position: row.position, hash: row.hash };
        let (by, role) = stamp.actor.as_ref().map_or((None, None), |actor| (Some(actor.account), Some(actor.role)));
        Ok(Recorded { seq, at: truncated(stamp.at), by, role, event })
    }

    fn chained<E: Event>(&self, stream_id: i64, seq: u32, stamp: &Stamp, event: &E) -> Result<event::Model, Error> {
        let value = serde_json::to_value(event)?;
        let kind = value["kind"].as_str().unwrap_or_default().to_owned();
        let body = value.get("body").map_or_else(|| "{}".to_owned(), ToString::to_string);
        let mut row = event::Model {
            position: self.head.position + 1,
            stream: E::STREAM.to_owned(),
            stream_id,
            seq: i64::from(seq),
            at: written(stamp.at)?,
            account: stamp.actor.as_ref().map(|actor| actor.account.0),
            role: stamp.actor.as_ref().map(|actor| actor.role.code().to_owned()),
            clause: event.clause().to_owned(),
            kind,
            body,
            previous: self.head.hash.clone(),
            hash: String::new(),
        };
        row.hash = hash_of(&row);
        Ok(row)
    }
}

/// The next number of a kind of stream, by its code; safe to use under the write lock, because there is one writer.
///
/// # Errors
/// The database is away.
pub async fn next_number(conn: &impl ConnectionTrait, stream: &str) -> Result<i64, Error> {
    let last: Option<Option<i64>> = event::Entity::find()
        .select_only()
        .column_as(event::Column::StreamId.max(), "last")
        .filter(event::Column::Stream.eq(stream))
        .into_tuple()
        .one(conn)
        .await?;
    Ok(last.flatten().unwrap_or(0) + 1)
}

/// Reads one stream, oldest first.
///
/// # Errors
/// The database is away, or an event cannot be read.
pub async fn stream<E: Event>(conn: &impl ConnectionTrait, stream_id: i64) -> Result<Vec<Recorded<E>>, Error> {
    let rows = event::Entity::find()
        .filter(event::Column::Stream.eq(E::STREAM))
        .filter(event::Column::StreamId.eq(stream_id))
        .order_by_asc(event::Column::Seq)
        .into_partial_model::<Stored>()
        .all(conn)
        .await?;
    rows.iter().map(read).collect()
}

/// Reads some streams at once, each oldest first, by their numbers; those that do not exist are left out.
///
/// # Errors
/// The database is away, or an event cannot be read.
pub async fn streams<E: Event>(
    conn: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = i64>,
) -> Result<BTreeMap<i64, Vec<Recorded<E>>>, Error> {
    streams_of(conn, lists::among(conn, event::Column::StreamId, ids)).await
}

/// As [`streams`], of those whose numbers a query selects.
///
/// # Errors
/// As [`streams`].
pub async fn streams_selected<E: Event>(
    conn: &impl ConnectionTrait,
    ids: SelectStatement,
) -> Result<BTreeMap<i64, Vec<Recorded<E>>>, Error> {
    streams_of(conn, event::Column::StreamId.in_subquery(ids)).await
}

async fn streams_of<E: Event>(
    conn: &impl ConnectionTrait,
    these: Expr,
) -> Result<BTreeMap<i64, Vec<Recorded<E>>>, Error> {
    let rows = event::Entity::find()
        .filter(event::Column::Stream.eq(E::STREAM))
        .filter(these)
        .order_by_asc(event::Column::StreamId)
        .order_by_asc(event::Column::Seq)
        .into_partial_model::<Stored>()
        .all(conn)
        .await?;
    let mut streams: BTreeMap<i64, Vec<Recorded<E>>> = BTreeMap::new();
    for row in &rows {
        streams.entry(row.stream_id).or_default().push(read(row)?);
    }
    Ok(streams)
}

/// What an event is read from: its row without what only the chain is made of.
#[derive(Clone, Debug, PartialEq, Eq, DerivePartialModel)]
#[sea_orm(entity = "event::Entity")]
pub(crate) struct Stored {
    pub(crate) position: i64,
    pub(crate) stream_id: i64,
    pub(crate) seq: i64,
    pub(crate) at: String,
    pub(crate) account: Option<i64>,
    pub(crate) role: Option<String>,
    pub(crate) kind: String,
    pub(crate) body: String,
}

/// Reads one stored event.
///
/// # Errors
/// The row does not hold an event of this kind: [`Error::Unreadable`] names its position.
pub(crate) fn read<E: Event>(row: &Stored) -> Result<Recorded<E>, Error> {
    let unreadable = || Error::Unreadable { position: row.position };
    let kind = serde_json::to_string(&row.kind)?;
    let event = serde_json::from_str(&format!("{{\"kind\":{kind},\"body\":{}}}", row.body))
        // A variant without fields has no body at all.
        .or_else(|_| serde_json::from_str(&format!("{{\"kind\":{kind}}}")))
        .map_err(|_| unreadable())?;
    Ok(Recorded {
        seq: u32::try_from(row.seq).map_err(|_| unreadable())?,
        at: moment(row.position, &row.at)?,
        by: row.account.map(AccountId),
        role: row.role.as_deref().and_then(Role::parse),
        event,
    })
}

fn moment(position: i64, at: &str) -> Result<Moment, Error> {
    let at = DateTime::parse_from_rfc3339(at).map_err(|_| Error::Unreadable { position })?;
    Ok(at.with_timezone(&Utc))
}

/// The hash of a row over its predecessor's hash and every stored field.
#[must_use]
pub fn hash_of(row: &event::Model) -> String {
    let mut digester = Digester::new();
    let mut field = |bytes: &[u8]| {
        digester.update(&(bytes.len() as u64).to_be_bytes());
        digester.update(bytes);
    };
    field(row.previous.as_bytes());
    field(&row.position.to_be_bytes());
    field(row.stream.as_bytes());
    field(&row.stream_id.to_be_bytes());
    field(&row.seq.to_be_bytes());
    field(row.at.as_bytes());
    field(row.account.map_or_else(String::new, |account| account.to_string()).as_bytes());
    field(row.role.as_deref().unwrap_or_default().as_bytes());
    field(row.clause.as_bytes());
    field(row.kind.as_bytes());
    field(row.body.as_bytes());
    digester.finish().to_string()
}

/// Moments are stored to the millisecond, in Beijing time: the record is read by people too.
///
/// # Errors
/// A year of other than four figures: it could be written and never be read back.
fn written(at: Moment) -> Result<String, Error> {
    let at = at.with_timezone(&domain::calendar::shanghai_offset());
    if !(0..=9_999).contains(&at.year()) {
        return Err(Error::Inconsistent(format!("an act in the year {}", at.year())));
    }
    Ok(at.to_rfc3339_opts(SecondsFormat::Millis, false))
}

fn truncated(at: Moment) -> Moment {
    DateTime::from_timestamp_millis(at.timestamp_millis()).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_that_could_not_be_read_back_is_not_written() {
        let last = DateTime::parse_from_rfc3339("9999-12-31T23:59:59.999+08:00").expect("a moment").to_utc();
        for at in [DateTime::UNIX_EPOCH, last] {
            let text = written(at).expect("it is written");
            assert_eq!(moment(1, &text).expect("it is read"), at);
        }
        for at in [last + chrono::TimeDelta::milliseconds(1), DateTime::<Utc>::MAX_UTC - chrono::TimeDelta::days(2)] {
            assert!(matches!(written(at), Err(Error::Inconsistent(_))), "{at}");
        }
    }
}
