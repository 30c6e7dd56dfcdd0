//! Who looked at what: rows of the access log (S-9, S-10). They are written once and never changed.

use crate::{Error, entities::access_record};
use domain::{event::Moment, ids::AccountId};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};

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
/// The database is away.
pub async fn write(
    conn: &impl ConnectionTrait,
    at: Moment,
    account: Option<AccountId>,
    record: Record<'_>,
) -> Result<(), Error> {
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
