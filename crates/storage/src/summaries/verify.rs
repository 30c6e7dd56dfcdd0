//! Replay against what stands: every stream folded from the log, one after the other, beside its summary row.

use super::Summary;
use crate::{Error, entities::event, log};
use domain::{
    event::{Event, Recorded},
    ids::StreamId,
    stream::{FoldError, Stream},
};
use futures::TryStreamExt;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, Iterable, ModelTrait, PrimaryKeyToColumn, QueryFilter, QueryOrder,
    StreamTrait,
};

/// Rebuilds every summary from the log alone and names those that differ from what stands in the database.
///
/// # Errors
/// The database is away or a stream cannot be folded.
pub async fn compare_with_replay(conn: &(impl ConnectionTrait + StreamTrait)) -> Result<Vec<String>, Error> {
    let mut differing = Vec::new();
    macro_rules! compare_each {
        ($($stream:ty),+) => {
            $(compare::<$stream>(conn, &mut differing).await?;)+
        };
    }
    domain::for_each_stream!(compare_each);
    Ok(differing)
}

/// Events and rows are read side by side in the order of their numbers, so that memory holds one stream at a time.
async fn compare<S: Summary>(
    conn: &(impl ConnectionTrait + StreamTrait),
    differing: &mut Vec<String>,
) -> Result<(), Error> {
    let key = <S::Entity as EntityTrait>::PrimaryKey::iter().next().map(PrimaryKeyToColumn::into_column);
    let key = key.ok_or(Error::Unfoldable { stream: S::KIND.code(), id: 0 })?;
    let mut rows = S::Entity::find().order_by_asc(key).stream(conn).await?;
    let mut events = event::Entity::find()
        .filter(event::Column::Stream.eq(S::Event::STREAM))
        .order_by_asc(event::Column::StreamId)
        .order_by_asc(event::Column::Seq)
        .stream(conn)
        .await?;
    let number = |row: &<S::Entity as EntityTrait>::Model| match row.get(key) {
        sea_orm::Value::BigInt(Some(id)) => id,
        _ => 0,
    };
    let mut row = rows.try_next().await?;
    let mut next = events.try_next().await?;
    while let Some(first) = next.take() {
        let id = first.stream_id;
        let mut stream = begin::<S>(&first)?;
        while let Some(event) = events.try_next().await? {
            if event.stream_id != id {
                next = Some(event);
                break;
            }
            let recorded = log::read(&event)?;
            stream.advance(&recorded).map_err(|fault| unfoldable::<S>(id, &fault))?;
        }
        while let Some(stray) = row.take_if(|row| number(row) < id) {
            differing.push(format!("{} {} 无事件", S::KIND.code(), number(&stray)));
            row = rows.try_next().await?;
        }
        match row.take_if(|row| number(row) == id) {
            Some(stands) if stream.agrees(&stands) => row = rows.try_next().await?,
            Some(_) => {
                differing.push(format!("{} {id}", S::KIND.code()));
                row = rows.try_next().await?;
            }
            None if stream.may_be_gone() => {}
            None => differing.push(format!("{} {id}", S::KIND.code())),
        }
    }
    while let Some(stray) = row.take() {
        differing.push(format!("{} {} 无事件", S::KIND.code(), number(&stray)));
        row = rows.try_next().await?;
    }
    Ok(())
}

fn begin<S: Stream>(row: &event::Model) -> Result<S, Error> {
    let recorded: Recorded<S::Event> = log::read(row)?;
    let begun = if recorded.seq == 1 { S::begin(S::Id::of(row.stream_id), &recorded) } else { None };
    begun.ok_or(Error::Unfoldable { stream: S::KIND.code(), id: row.stream_id })
}

fn unfoldable<S: Stream>(id: i64, _: &FoldError) -> Error {
    Error::Unfoldable { stream: S::KIND.code(), id }
}
