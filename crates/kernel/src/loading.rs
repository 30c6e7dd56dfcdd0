//! Loading policy files and calendar years: on record, and in force at once in every program over the database.

use crate::{
    App, Error, Result, Transaction,
    access_log::{self, Record},
    policies,
};
use domain::{access::Administrator, calendar::Calendar, policy::Policy};
use storage::{rules, settings};

/// Who loads a calendar year.
#[derive(Clone, Copy, Debug)]
pub enum Loader<'a> {
    /// An administrator, at the page.
    Admin(&'a Administrator),
    /// Somebody at the server itself, by the name the machine has for them.
    Server(&'a str),
}

/// Loads a policy file: the renewal of an expired one, or another city's (8.2). It is the current one from then on, also
/// where it had been loaded before.
///
/// # Errors
/// The file does not parse: the sentence names line and key.
pub async fn load_policy(app: &App, admin: &Administrator, name: &str, text: &str) -> Result<String> {
    Policy::parse(name, text).map_err(|error| Error::field("file", error.to_string()))?;
    let (digest, by) = (vault::sm3_hex(text.as_bytes()), admin.actor().account);
    let tx = app.begin(Some(admin.actor())).await?;
    rules::load_policy(tx.conn(), policies::loaded(name, text, Some(by)), tx.now()).await?;
    let record = Record { kind: "load_policy", subject: &digest, result: "ok", detail: name };
    access_log::record_in(&tx, Some(by), record).await?;
    publish(app, tx).await?;
    Ok(digest)
}

/// Loads a calendar year once its notice is published; returns the year.
///
/// # Errors
/// The file does not parse: the sentence names line and key.
pub async fn load_calendar_year(app: &App, by: Loader<'_>, name: &str, text: &str) -> Result<i32> {
    let loaded = Calendar::clone(&app.calendar()).load(name, text);
    let year = loaded.map_err(|error| Error::field("file", error.to_string()))?;
    let actor = match by {
        Loader::Admin(admin) => Some(admin.actor()),
        Loader::Server(_) => None,
    };
    let tx = app.begin(actor).await?;
    rules::load_calendar_year(tx.conn(), year, text, tx.now()).await?;
    let digest = vault::sm3_hex(text.as_bytes());
    let detail = match by {
        Loader::Admin(_) => format!("{name}（SM3 {digest}）"),
        Loader::Server(user) => format!("{name}（SM3 {digest}），在服务器上由 {user} 载入"),
    };
    let subject = format!("calendar/{year}");
    let record = Record { kind: "load_calendar", subject: &subject, result: "ok", detail: &detail };
    access_log::record_in(&tx, actor.map(|actor| actor.account), record).await?;
    publish(app, tx).await?;
    Ok(year)
}

/// Commits newly loaded rules or keys under the next edition, and takes them over at once.
pub(crate) async fn publish(app: &App, tx: Transaction) -> Result<()> {
    let next = policies::edition(tx.conn()).await? + 1;
    settings::put(tx.conn(), settings::RULES, &next.to_string()).await?;
    tx.commit().await?;
    app.refresh_rules().await
}
