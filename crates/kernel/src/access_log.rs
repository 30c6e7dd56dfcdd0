//! Sign-ins, downloads, refusals and looks at personal data (S-9, S-10): who, when, what, with which result.

use crate::{App, Result, Transaction};
use domain::{access::Actor, ids::AccountId};
use storage::access;

pub use storage::access::Record;

/// The kind of a look at personal data in full.
pub const UNMASK: &str = "unmask";

/// Writes one record.
///
/// # Errors
/// The database is away: then the act it stands for is not done either.
pub async fn record(app: &App, actor: Option<&Actor>, record: Record<'_>) -> Result<()> {
    Ok(access::write(app.db().reader(), app.now(), actor.map(|actor| actor.account), record).await?)
}

/// Writes one record inside a verb: it lasts if the act does.
///
/// # Errors
/// The database is away.
pub async fn record_in(tx: &Transaction, account: Option<AccountId>, record: Record<'_>) -> Result<()> {
    Ok(access::write(tx.conn(), tx.now(), account, record).await?)
}
