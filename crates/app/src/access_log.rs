//! Sign-ins, downloads, refusals and looks at personal data (S-9, S-10): who, when, what, with which result.

use crate::{App, Result};
use domain::access::Actor;
use sea_orm::{ActiveValue::Set, EntityTrait};
use storage::entities::access_record;

/// What is recorded. Never personal data: subjects are numbers, details are slots and reasons.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    /// What was done: `sign_in`, `download`, `unmask`, …
    pub kind: &'a str,
    /// To what, e.g. `case/12`.
    pub subject: &'a str,
    /// `ok` or why not.
    pub result: &'a str,
    /// What else an auditor needs.
    pub detail: &'a str,
}

/// Writes one record.
///
/// # Errors
/// The database is away: then the act it stands for is not done either.
pub async fn record(app: &App, actor: Option<&Actor>, record: Record<'_>) -> Result<()> {
    let row = access_record::ActiveModel {
        at: Set(app.now().timestamp_millis()),
        account: Set(actor.map(|actor| actor.account.0)),
        kind: Set(record.kind.to_owned()),
        subject: Set(record.subject.to_owned()),
        result: Set(record.result.to_owned()),
        detail: Set(record.detail.to_owned()),
        ..Default::default()
    };
    access_record::Entity::insert(row).exec_without_returning(app.db().reader()).await?;
    Ok(())
}
