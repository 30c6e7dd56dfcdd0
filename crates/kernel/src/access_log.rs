//! Sign-ins, downloads, refusals and looks at personal data (S-9, S-10): who, when, what, with which result.

use crate::{App, Error, Result, Transaction};
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

/// A look at personal data in full: at what (`unit/7`), at which part of it.
#[derive(Clone, Copy, Debug)]
pub struct Look<'a> {
    /// What is looked at, as the record names it.
    pub at: &'a str,
    /// Which part of it.
    pub part: &'a str,
}

/// Puts a look on record before anything is shown; it says what for, in four characters or more that say something.
///
/// # Errors
/// A sentence at the field where no purpose is given; the database is away: then nothing is shown either.
pub async fn look(app: &App, actor: &Actor, look: Look<'_>, purpose: &str) -> Result<()> {
    let purpose = purpose.trim();
    if purpose.chars().filter(|c| c.is_alphanumeric()).count() < 4 {
        return Err(Error::field("purpose", "请写明查看的用途，如“电话核实补正事项”。"));
    }
    if purpose.chars().count() > 200 {
        return Err(Error::field("purpose", "用途请写在 200 字以内。"));
    }
    let detail = format!("{}：{purpose}", look.part);
    record(app, Some(actor), Record { kind: UNMASK, subject: look.at, result: "ok", detail: &detail }).await
}

/// Writes one record inside a verb: it lasts if the act does.
///
/// # Errors
/// The database is away.
pub async fn record_in(tx: &Transaction, account: Option<AccountId>, record: Record<'_>) -> Result<()> {
    Ok(access::write(tx.conn(), tx.now(), account, record).await?)
}
