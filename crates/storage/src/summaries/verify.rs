//! Replay against what stands: every stream folded from the log, one after the other, beside its summary row.

use super::{Summary, load};
use crate::{
    Db, Error,
    entities::event,
    log::{self, Stored},
    walk::Walk,
};
use domain::{
    event::{Event, Recorded},
    ids::StreamId,
    stream::{FoldError, Stream},
};
use sea_orm::{
    ColumnTrait, DatabaseConnection, EntityTrait, Iterable, ModelTrait, PrimaryKeyToColumn, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait, SelectStatement},
};

/// Rebuilds every summary from the log alone and names those that differ from what stands in the database.
///
/// # Errors
/// The database is away or a stream cannot be folded.
pub async fn compare_with_replay(db: &Db) -> Result<Vec<String>, Error> {
    let mut differing = Vec::new();
    macro_rules! compare_each {
        ($($stream:ty),+) => {
            $(for id in suspects::<$stream>(db.reader()).await? {
                differing.extend(difference::<$stream>(db, id).await?);
            })+
        };
    }
    domain::for_each_stream!(compare_each);
    Ok(differing)
}

type Row<S> = <<S as Summary>::Entity as EntityTrait>::Model;
type Key<S> = <<S as Summary>::Entity as EntityTrait>::Column;

/// The column that numbers a summary's rows.
fn key<S: Summary>() -> Result<Key<S>, Error> {
    let key = <S::Entity as EntityTrait>::PrimaryKey::iter().next().map(PrimaryKeyToColumn::into_column);
    key.ok_or(Error::Unfoldable { stream: S::KIND.code(), id: 0 })
}

fn number<S: Summary>(row: &Row<S>) -> i64 {
    match key::<S>().map(|key| row.get(key)) {
        Ok(sea_orm::Value::BigInt(Some(id))) => id,
        _ => 0,
    }
}

/// The streams whose row was not what their events say. Events and rows are read side by side in the order of their
/// numbers, so that memory holds one stream at a time, and a page at a time, so that somebody may have acted between the
/// two.
async fn suspects<S: Summary>(conn: &DatabaseConnection) -> Result<Vec<i64>, Error> {
    let key = key::<S>()?;
    let page =
        |after: Option<i64>| S::Entity::find().filter(key.gt(after.unwrap_or(i64::MIN))).order_by_asc(key).into_query();
    let mut rows = Walk::begin(conn, page, number::<S>).await?;
    let mut events = Walk::begin(conn, page_of_events::<S>, |event: &Stored| (event.stream_id, event.seq)).await?;
    let mut suspects = Vec::new();
    let mut row = rows.next().await?;
    let mut next = events.next().await?;
    while let Some(first) = next.take() {
        let id = first.stream_id;
        let mut stream = begin::<S>(&first)?;
        while let Some(event) = events.next().await? {
            if event.stream_id != id {
                next = Some(event);
                break;
            }
            let recorded = log::read(&event)?;
            stream.advance(&recorded).map_err(|fault| unfoldable::<S>(id, &fault))?;
        }
        while let Some(stray) = row.take_if(|row| number::<S>(row) < id) {
            suspects.push(number::<S>(&stray));
            row = rows.next().await?;
        }
        if let Some(stands) = row.take_if(|row| number::<S>(row) == id) {
            suspects.extend((!stream.agrees(&stands)).then_some(id));
            row = rows.next().await?;
        } else if !stream.may_be_gone() {
            suspects.push(id);
        }
    }
    while let Some(stray) = row.take() {
        suspects.push(number::<S>(&stray));
        row = rows.next().await?;
    }
    Ok(suspects)
}

/// A kind's events behind one of them, in the order of streams.
fn page_of_events<S: Stream>(after: Option<(i64, i64)>) -> SelectStatement {
    use event::Column::{Account, At, Body, Kind, Position, Role, Seq, Stream, StreamId};
    let mut select = event::Entity::find().select_only();
    for column in [Position, StreamId, Seq, At, Account, Role, Kind, Body] {
        select = select.column(column);
    }
    select = select.filter(Stream.eq(S::Event::STREAM)).order_by_asc(StreamId).order_by_asc(Seq);
    if let Some((stream, seq)) = after {
        let place = Expr::tuple([Expr::col(StreamId), Expr::col(Seq)]);
        select = select.filter(ExprTrait::gt(place, Expr::tuple([Expr::val(stream), Expr::val(seq)])));
    }
    select.into_query()
}

/// How a stream and its row differ, both read at one moment; none where they agree.
async fn difference<S: Summary>(db: &Db, id: i64) -> Result<Option<String>, Error> {
    let snapshot = db.begin_snapshot().await?;
    let row = S::Entity::find().filter(key::<S>()?.eq(id)).one(&snapshot).await?;
    let stream = load::<S>(&snapshot, S::Id::of(id)).await?;
    snapshot.commit().await?;
    let kind = S::KIND.code();
    Ok(match (stream, row) {
        (None, row) => row.map(|_| format!("{kind} {id} 无事件")),
        (Some(stream), Some(row)) if stream.agrees(&row) => None,
        (Some(stream), None) if stream.may_be_gone() => None,
        (Some(_), _) => Some(format!("{kind} {id}")),
    })
}

fn begin<S: Stream>(row: &Stored) -> Result<S, Error> {
    let recorded: Recorded<S::Event> = log::read(row)?;
    let begun = if recorded.seq == 1 { S::begin(S::Id::of(row.stream_id), &recorded) } else { None };
    begun.ok_or(Error::Unfoldable { stream: S::KIND.code(), id: row.stream_id })
}

fn unfoldable<S: Stream>(id: i64, _: &FoldError) -> Error {
    Error::Unfoldable { stream: S::KIND.code(), id }
}
