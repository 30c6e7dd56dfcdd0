//! Deletions in time, each with its report of what went.

use crate::{Error, entities::retention_run, stored};
use domain::{event::Moment, ids::RetentionRunId};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

/// A deletion.
#[derive(Clone, Debug)]
pub struct Run {
    /// Its number.
    pub id: RetentionRunId,
    /// When it began.
    pub begun_at: Moment,
    /// When everything over was deleted; none where it goes on or was cut short.
    pub finished_at: Option<Moment>,
    /// Who started it, as the server knows them.
    pub by: String,
    /// Its report, in JSON.
    pub report: String,
}

impl TryFrom<retention_run::Model> for Run {
    type Error = Error;

    fn try_from(row: retention_run::Model) -> Result<Run, Error> {
        let moment = |millis| {
            let senseless = || Error::Inconsistent(format!("deletion {} is of no time", row.id));
            stored::moment(millis).ok_or_else(senseless)
        };
        Ok(Run {
            id: RetentionRunId(row.id),
            begun_at: moment(row.begun_at)?,
            finished_at: row.finished_at.map(moment).transpose()?,
            by: row.by,
            report: row.body,
        })
    }
}

/// The one that was cut short, if any was.
///
/// # Errors
/// The database is away.
pub async fn unfinished(conn: &impl ConnectionTrait) -> Result<Option<RetentionRunId>, Error> {
    let unfinished = retention_run::Entity::find().filter(retention_run::Column::FinishedAt.is_null());
    Ok(unfinished.one(conn).await?.map(|row| RetentionRunId(row.id)))
}

/// One deletion.
///
/// # Errors
/// The database is away.
pub async fn get(conn: &impl ConnectionTrait, id: RetentionRunId) -> Result<Option<Run>, Error> {
    retention_run::Entity::find_by_id(id.0).one(conn).await?.map(Run::try_from).transpose()
}

/// Begins one, with an empty report.
///
/// # Errors
/// The database is away.
pub async fn begin(conn: &impl ConnectionTrait, id: RetentionRunId, at: Moment, by: &str) -> Result<(), Error> {
    let row = retention_run::ActiveModel {
        id: Set(id.0),
        begun_at: Set(at.timestamp_millis()),
        finished_at: Set(None),
        by: Set(by.to_owned()),
        body: Set("[]".to_owned()),
    };
    retention_run::Entity::insert(row).exec_without_returning(conn).await?;
    Ok(())
}

/// Writes what its report says now.
///
/// # Errors
/// The database is away.
pub async fn note(conn: &impl ConnectionTrait, id: RetentionRunId, report: String) -> Result<(), Error> {
    let report = retention_run::ActiveModel { id: Set(id.0), body: Set(report), ..Default::default() };
    report.update(conn).await?;
    Ok(())
}

/// Everything over was deleted.
///
/// # Errors
/// The database is away.
pub async fn finish(conn: &impl ConnectionTrait, id: RetentionRunId, at: Moment) -> Result<(), Error> {
    let finished = Set(Some(at.timestamp_millis()));
    let row = retention_run::ActiveModel { id: Set(id.0), finished_at: finished, ..Default::default() };
    row.update(conn).await?;
    Ok(())
}
