//! Policy versions and calendar years: built in, loaded, and kept by their SM3 so that a running application goes on under
//! the version it was opened under (8.2).
//!
//! What is loaded counts at once in every program over the database: each load makes an edition of its own, and whoever
//! has an older one in memory reads anew, before a request and at the beginning of a verb.

use crate::{
    App, Clock, Error, Result, Transaction,
    access_log::{self, Record},
};
use chrono::NaiveDate;
use domain::{access::Administrator, builtin, calendar::Calendar, ids::AccountId, policy::Policy};
use sea_orm::ConnectionTrait;
use std::{collections::HashMap, sync::Arc};
use storage::{
    Db,
    rules::{self, LoadedPolicy},
    settings,
};

/// Every policy version loaded, by SM3 of its text.
#[derive(Clone, Debug, Default)]
pub struct Policies {
    versions: HashMap<String, Arc<Policy>>,
    /// Digests in the order they were loaded, the newest last.
    order: Vec<String>,
}

impl Policies {
    /// A version by its SM3.
    #[must_use]
    pub fn get(&self, digest: &str) -> Option<&Arc<Policy>> {
        self.versions.get(digest)
    }

    /// The version loaded last, with its SM3: what new rounds are opened under and pages cite.
    #[must_use]
    pub fn current(&self) -> (&str, &Arc<Policy>) {
        let digest = self.order.last().expect("the built-in policy is always loaded");
        (digest, &self.versions[digest])
    }

    /// The newest version in force on a day, with its SM3.
    #[must_use]
    pub fn in_force_on(&self, day: NaiveDate) -> Option<(&str, &Arc<Policy>)> {
        self.order
            .iter()
            .rev()
            .map(|digest| (digest.as_str(), &self.versions[digest]))
            .find(|(_, policy)| policy.in_force_on(day))
    }

    /// Every version with its SM3, the newest first.
    pub fn all(&self) -> impl Iterator<Item = (&str, &Arc<Policy>)> {
        self.order.iter().rev().map(|digest| (digest.as_str(), &self.versions[digest]))
    }

    fn add(&mut self, row: LoadedPolicy) -> Result<()> {
        let policy = Policy::reread(&row.name, &row.body).map_err(|error| Error::Internal(error.to_string()))?;
        self.order.push(row.digest.clone());
        self.versions.insert(row.digest, Arc::new(policy));
        Ok(())
    }
}

/// The rules in memory, and the edition of the database they are.
#[derive(Clone, Debug)]
pub(crate) struct Rules {
    pub(crate) edition: i64,
    pub(crate) policies: Arc<Policies>,
    pub(crate) calendar: Arc<Calendar>,
}

impl Rules {
    /// Reads them all. The edition is read first: what is loaded meanwhile is read once more the next time.
    pub(crate) async fn read(conn: &impl ConnectionTrait) -> Result<Rules> {
        let edition = edition(conn).await?;
        let (policies, calendar) = (policies(conn).await?, calendar(conn).await?);
        Ok(Rules { edition, policies: Arc::new(policies), calendar: Arc::new(calendar) })
    }
}

/// Everything loaded: the program's own first, then what people loaded, each in the order of time.
async fn policies(conn: &impl ConnectionTrait) -> Result<Policies> {
    let mut policies = Policies::default();
    for loaded in rules::policies(conn).await? {
        policies.add(loaded)?;
    }
    Ok(policies)
}

/// Writes down the policy file that the program carries, so that applications opened under it find it after an upgrade.
pub(crate) async fn remember_builtin(db: &Db, clock: &Clock) -> Result<()> {
    let (name, text) = builtin::POLICY;
    Ok(rules::remember_policy(db.reader(), loaded(name, text, None), clock.now()).await?)
}

fn loaded(name: &str, text: &str, by: Option<AccountId>) -> LoadedPolicy {
    LoadedPolicy { digest: vault::sm3_hex(text.as_bytes()), name: name.to_owned(), body: text.to_owned(), by }
}

async fn calendar(conn: &impl ConnectionTrait) -> Result<Calendar> {
    let mut calendar = builtin::calendar();
    for (year, text) in rules::calendar_years(conn).await? {
        calendar.load(&format!("{year}.toml"), &text).map_err(|error| Error::Internal(error.to_string()))?;
    }
    Ok(calendar)
}

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
    rules::load_policy(tx.conn(), loaded(name, text, Some(by)), tx.now()).await?;
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
    let next = edition(tx.conn()).await? + 1;
    settings::put(tx.conn(), settings::RULES, &next.to_string()).await?;
    tx.commit().await?;
    refresh(app).await
}

/// Takes over policy files and calendar years that somebody else loaded: another program over the same database.
///
/// # Errors
/// The database is away.
pub async fn refresh(app: &App) -> Result<()> {
    refresh_from(app, app.db().reader()).await
}

/// As [`refresh`], inside a verb: it is judged by the newest rules.
pub(crate) async fn refresh_from(app: &App, conn: &impl ConnectionTrait) -> Result<()> {
    if edition(conn).await? != app.rules().edition {
        // Data keys come with an edition too. One that cannot be read leaves the keys as they are: what another program has
        // sealed with it says so when it is opened.
        if let Err(error) = app.vault().reread() {
            tracing::error!(%error, "the key file was not read anew");
        }
        app.replace_rules(Rules::read(conn).await?);
    }
    Ok(())
}

async fn edition(conn: &impl ConnectionTrait) -> Result<i64> {
    let Some(text) = settings::get(conn, settings::RULES).await? else { return Ok(0) };
    text.parse().map_err(|_| Error::Internal(format!("{} holds {text:?}", settings::RULES)))
}
