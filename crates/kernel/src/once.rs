//! One-time keys of forms: what a form does, it does once, however often and from wherever it is sent.
//!
//! A [`Sending`] travels with the [`App`] handle of a request. The first transaction begun with it claims the form's key
//! as its first statement, in the same transaction: the work and the claim last together or not at all. A second sending
//! waits for the write lock, finds the key claimed and is answered like the first ([`Error::Repeated`]).

use crate::{App, Error, Result, sending::Form};
use domain::ids::AccountId;
use sea_orm::ConnectionTrait;
use std::{sync::Arc, time::Duration};
use storage::once;

pub use crate::sending::Sending;

/// How long a second sending waits for the first one's answer, where another program over the database is at it.
const WAIT: Duration = Duration::from_secs(3);
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// The sending of a form that was there before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Earlier {
    /// Where it led; none where it led to no address, or its program stopped before it could say.
    pub answer: Option<String>,
    /// Whether the same was typed.
    pub same: bool,
}

impl Sending {
    /// The form was read: who sends it to which address, under which key, with which content ([`mark`]).
    pub fn read(&self, app: &App, who: Option<AccountId>, path: &str, key: &str, content: i64) {
        let sender = who.map_or(0, |account| account.0);
        let key = app.vault().token_fingerprint(&format!("{sender}\n{path}\n{key}")).to_string();
        self.holds(Form { key, content });
    }
}

/// A keyed mark of what was typed into a form: tells the same from other words, and nothing else.
#[must_use]
pub fn mark(app: &App, content: &[u8]) -> i64 {
    app.vault().fingerprints().mark("form", content)
}

/// The key of a form, claimed by a transaction under way.
#[derive(Debug)]
pub(crate) struct Claim(Arc<Sending>);

impl Claim {
    /// Claims the key of the form that `app` acts for; none where it acts for none, or an earlier transaction of the same
    /// sending has claimed it.
    ///
    /// # Errors
    /// [`Error::Repeated`] where another sending has it.
    pub(crate) async fn take(app: &App, conn: &impl ConnectionTrait) -> Result<Option<Claim>> {
        let Some((sending, form)) = unclaimed(app) else { return Ok(None) };
        let made = once::claim(conn, &form.key, form.content, app.now()).await?;
        if made { Ok(Some(Claim(sending.clone()))) } else { Err(Error::Repeated) }
    }

    /// Keeps where `made` will be found, if the sender said so.
    pub(crate) async fn keep(&self, conn: &impl ConnectionTrait, made: &str) -> Result<()> {
        match (self.0.key(), self.0.address()) {
            (Some(key), Some(address)) => Ok(once::answer(conn, key, &address(made)).await?),
            _ => Ok(()),
        }
    }

    /// The transaction lasts, and the claim with it.
    pub(crate) fn lasts(self) {
        self.0.now_claimed();
    }
}

/// Looks whether the form was done already, without claiming it: before papers are kept that the act itself will name.
///
/// # Errors
/// [`Error::Repeated`] where it was.
pub(crate) async fn refuse_repeated(app: &App, conn: &impl ConnectionTrait) -> Result<()> {
    let Some((_, form)) = unclaimed(app) else { return Ok(()) };
    match once::find(conn, &form.key).await? {
        None => Ok(()),
        Some(_) => Err(Error::Repeated),
    }
}

fn unclaimed(app: &App) -> Option<(&Arc<Sending>, &Form)> {
    let sending = app.sending().filter(|sending| !sending.is_claimed())?;
    Some((sending, sending.form()?))
}

/// What an earlier sending of the form came to; none where there was none. Waits a little for its answer.
///
/// # Errors
/// The database is away.
pub async fn earlier(app: &App, sending: &Sending) -> Result<Option<Earlier>> {
    let Some(form) = sending.form() else { return Ok(None) };
    let until = tokio::time::Instant::now() + WAIT;
    loop {
        let row = once::find(app.db().reader(), &form.key).await?;
        let Some(row) = row else { return Ok(None) };
        if row.answer.is_some() || tokio::time::Instant::now() >= until {
            return Ok(Some(Earlier { answer: row.answer, same: row.content == form.content }));
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// Keeps where the form led, for whoever sends it again.
///
/// # Errors
/// The database is away.
pub async fn answered(app: &App, sending: &Sending, to: &str) -> Result<()> {
    match sending.key() {
        Some(key) => Ok(once::answer(app.db().reader(), key, to).await?),
        None => Ok(()),
    }
}

/// Lets go of the key: a part of the work was refused, and the form may be sent again.
///
/// # Errors
/// The database is away.
pub async fn release(app: &App, sending: &Sending) -> Result<()> {
    if let Some(key) = sending.key() {
        once::release(app.db().reader(), key).await?;
    }
    Ok(())
}
