//! Sign-ins, downloads, refusals and looks at personal data (S-9, S-10): who, when, what, with which result.

use crate::{App, Result, Transaction};
use domain::{access::Actor, event::Moment, ids::AccountId};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};
use storage::entities::access_record;

/// The kind of a look at personal data in full.
pub const UNMASK: &str = "unmask";

/// What is recorded. Never personal data: subjects are numbers, details are slots and reasons.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    /// What was done: `sign_in`, `download`, `unmask`, …
    pub kind: &'a str,
    /// To what, e.g. `application/12`.
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
    write(app.db().reader(), app.now(), actor.map(|actor| actor.account), record).await
}

/// Writes one record inside a verb: it lasts if the act does.
///
/// # Errors
/// The database is away.
pub async fn record_in(tx: &Transaction, account: Option<AccountId>, record: Record<'_>) -> Result<()> {
    write(tx.conn(), tx.now(), account, record).await
}

async fn write(conn: &impl ConnectionTrait, at: Moment, account: Option<AccountId>, record: Record<'_>) -> Result<()> {
    let row = access_record::ActiveModel {
        at: Set(at.timestamp_millis()),
        account: Set(account.map(|account| account.0)),
        kind: Set(record.kind.to_owned()),
        subject: Set(record.subject.to_owned()),
        result: Set(record.result.to_owned()),
        detail: Set(record.detail.to_owned()),
        ..Default::default()
    };
    access_record::Entity::insert(row).exec_without_returning(conn).await?;
    Ok(())
}
