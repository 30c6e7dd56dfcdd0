//! Numbers of rows in ordinary tables. What is sealed is bound to its row, so a number is known before the row stands.

use crate::{Error, entities};
use domain::ids::{
    AccountId, ComparisonAnswerId, ComparisonId, FileId, ImportId, IntakeId, OfficeId, RetentionRunId, RightsTaskId,
    RosterId, RosterVersionId, SampleId, StreamId,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QuerySelect};
use std::future::Future;

/// What stands in a table of its own and is numbered there, from 1 up.
pub trait Numbered: StreamId {
    /// The number that the next row will have: one above the last. Safe because there is one writer.
    ///
    /// # Errors
    /// The database is away.
    fn next<C: ConnectionTrait>(conn: &C) -> impl Future<Output = Result<Self, Error>> + Send;
}

macro_rules! numbered {
    ($($id:ident in $table:ident),+ $(,)?) => {$(
        impl Numbered for $id {
            async fn next<C: ConnectionTrait>(conn: &C) -> Result<Self, Error> {
                let last = entities::$table::Column::Id.max();
                let last = entities::$table::Entity::find().select_only().column_as(last, "last");
                let last: Option<Option<i64>> = last.into_tuple().one(conn).await?;
                Ok($id(last.flatten().unwrap_or(0) + 1))
            }
        }
    )+};
}

numbered! {
    AccountId in account,
    ComparisonAnswerId in comparison_answer,
    ComparisonId in comparison,
    FileId in file,
    ImportId in roster_import,
    IntakeId in intake,
    OfficeId in office,
    RetentionRunId in retention_run,
    RightsTaskId in rights_task,
    RosterId in roster,
    RosterVersionId in roster_version,
    SampleId in roster_sample,
}
