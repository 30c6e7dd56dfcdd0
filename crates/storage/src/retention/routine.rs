//! What there is much of and all alike: looks on record, sessions, links, keys of forms. It goes in batches by its day.

use super::uploads::BATCH;
use crate::{
    Error,
    entities::{access_record, once, one_time_link, session},
    stored,
};
use domain::event::Moment;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect,
    sea_query::{Expr, ExprTrait, Query},
};

/// A kind of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Routine {
    /// The access log.
    AccessLog,
    /// Sessions, one-time links and one-time keys of forms.
    Sessions,
}

/// How many of a kind are older than a moment, and the oldest one's moment.
///
/// # Errors
/// The database is away.
pub async fn over_before(
    conn: &impl ConnectionTrait,
    kind: Routine,
    before: Moment,
) -> Result<(u64, Option<Moment>), Error> {
    let before = before.timestamp_millis();
    macro_rules! counted {
        ($($table:ident.$at:ident),+) => {{
            let (mut count, mut oldest) = (0, None::<i64>);
            $(
                let (many, first): (i64, Option<i64>) = $table::Entity::find()
                    .select_only()
                    .column_as($table::Column::$at.count(), "many")
                    .column_as($table::Column::$at.min(), "first")
                    .filter($table::Column::$at.lt(before))
                    .into_tuple()
                    .one(conn)
                    .await?
                    .unwrap_or_default();
                count += many.unsigned_abs();
                oldest = [oldest, first].into_iter().flatten().min();
            )+
            Ok((count, oldest.and_then(stored::moment)))
        }};
    }
    match kind {
        Routine::AccessLog => counted!(access_record.At),
        Routine::Sessions => counted!(session.ExpiresAt, one_time_link.ExpiresAt, once.At),
    }
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
