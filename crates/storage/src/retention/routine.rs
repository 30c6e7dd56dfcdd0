//! What there is much of and all alike: looks on record, sessions, links, keys of forms. It goes in batches by its day.

use super::uploads::BATCH;
use crate::{
    Error,
    entities::{access_record, once, one_time_link, session},
    stored,
};
use domain::event::Moment;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait, Query, SelectStatement, UnionType},
};

/// A kind of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Routine {
    /// The access log.
    AccessLog,
    /// Sessions, one-time links and one-time keys of forms.
    Sessions,
}

/// How many of some kinds are older than a moment each, and the oldest one's moment, in the order asked.
///
/// # Errors
/// The database is away.
pub async fn over_before(
    conn: &impl ConnectionTrait,
    kinds: &[(Routine, Moment)],
) -> Result<Vec<(u64, Option<Moment>)>, Error> {
    let mut counted = vec![(0, None::<i64>); kinds.len()];
    let Some(all) = older_of(kinds) else { return Ok(Vec::new()) };
    for row in conn.query_all(&all).await? {
        let (no, many, first): (i64, i64, Option<i64>) =
            (row.try_get_by_index(0)?, row.try_get_by_index(1)?, row.try_get_by_index(2)?);
        if let Some((count, oldest)) = usize::try_from(no).ok().and_then(|no| counted.get_mut(no)) {
            *count += many.unsigned_abs();
            *oldest = [*oldest, first].into_iter().flatten().min();
        }
    }
    Ok(counted.into_iter().map(|(count, oldest)| (count, oldest.and_then(stored::moment))).collect())
}

/// A row a table: the place of its kind among those asked, how many of its rows are older, the oldest one's moment.
pub(super) fn older_of(kinds: &[(Routine, Moment)]) -> Option<SelectStatement> {
    let tables = kinds.iter().zip(0_i64..).flat_map(|((kind, before), no)| match kind {
        Routine::AccessLog => vec![older(no, access_record::Entity, access_record::Column::At, *before)],
        Routine::Sessions => vec![
            older(no, session::Entity, session::Column::ExpiresAt, *before),
            older(no, one_time_link::Entity, one_time_link::Column::ExpiresAt, *before),
            older(no, once::Entity, once::Column::At, *before),
        ],
    });
    tables.reduce(|mut all, table| all.union(UnionType::All, table).take())
}

/// How many rows of a table are older than a moment, and the oldest one's moment.
fn older<E: EntityTrait>(no: i64, table: E, at: E::Column, before: Moment) -> SelectStatement {
    Query::select()
        .expr(Expr::val(no))
        .expr(at.count())
        .expr(at.min())
        .from(table)
        .and_where(at.lt(before.timestamp_millis()))
        .take()
}

/// Deletes a batch of what is older than a moment; how many went.
///
/// # Errors
/// The database is away.
pub async fn delete_before(conn: &impl ConnectionTrait, kind: Routine, before: Moment) -> Result<u64, Error> {
    let before = before.timestamp_millis();
    macro_rules! deleted {
        ($($table:ident.$key:ident by $at:ident),+) => {{
            let mut count = 0;
            $(
                let some = Query::select()
                    .column($table::Column::$key)
                    .from($table::Entity)
                    .and_where(Expr::col($table::Column::$at).lt(before))
                    .limit(BATCH)
                    .take();
                let gone = $table::Entity::delete_many().filter($table::Column::$key.in_subquery(some));
                count += gone.exec(conn).await?.rows_affected;
            )+
            Ok(count)
        }};
    }
    match kind {
        Routine::AccessLog => deleted!(access_record.Id by At),
        Routine::Sessions => deleted!(session.Digest by ExpiresAt, one_time_link.Digest by ExpiresAt, once.Key by At),
    }
}
