//! Verifying that the record of casework was not quietly rewritten (S-11): for auditors and administrators.

use crate::{App, Result, access_log};
use domain::access::{Actor, Denied, Role};
use storage::audit;

pub use storage::audit::{Checkpoint, Report};

/// Verifies chain, checkpoints and summaries; that somebody did is recorded.
///
/// # Errors
/// Not the actor's to do; the database is away. Faults in the record stand in the report.
pub async fn verify(app: &App, actor: &Actor) -> Result<Report> {
    allowed(actor)?;
    let report = audit::verify(app.db(), app.vault(), &audit::checkpoint_file(app.folder())).await?;
    let result = if report.faults.is_empty() { "ok" } else { "faults" };
    let detail = format!("{} events, {} faults", report.events, report.faults.len());
    let record = access_log::Record { kind: "verify_record", subject: "event", result, detail: &detail };
    access_log::record(app, Some(actor), record).await?;
    Ok(report)
}

/// The checkpoints kept outside the database, the newest first.
///
/// # Errors
/// Not the actor's to see; the file cannot be read.
pub fn checkpoints(app: &App, actor: &Actor) -> Result<Vec<Checkpoint>> {
    allowed(actor)?;
    let read = audit::read_checkpoints(&audit::checkpoint_file(app.folder()))?;
    Ok(read.lines.into_iter().rev().map(|(_, checkpoint)| checkpoint).collect())
}

/// That the actor may look into what the record keeps: auditors and administrators.
///
/// # Errors
/// [`Denied::NotYours`] for everyone else.
pub fn allowed(actor: &Actor) -> Result<(), Denied> {
    match actor.role {
        Role::Auditor | Role::Admin => Ok(()),
        Role::Unit | Role::County | Role::City | Role::Expert | Role::Finance => {
            Err(Denied::NotYours("审计人员或系统管理员"))
        }
    }
}
