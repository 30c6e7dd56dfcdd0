//! Policy versions and calendar years: built in, loaded, and kept by their SM3 so that a running application goes on under
//! the version it was opened under (8.2).
//!
//! What is loaded counts at once in every program over the database: each load makes an edition of its own, and whoever
//! has an older one in memory reads anew ([`crate::App::refresh_rules`]), before a request and at the beginning of a verb.

use crate::{Clock, Error, Result};
use chrono::NaiveDate;
use domain::{builtin, calendar::Calendar, ids::AccountId, policy::Policy};
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

/// A policy file as it is stored.
pub(crate) fn loaded(name: &str, text: &str, by: Option<AccountId>) -> LoadedPolicy {
    LoadedPolicy { digest: vault::sm3_hex(text.as_bytes()), name: name.to_owned(), body: text.to_owned(), by }
}

async fn calendar(conn: &impl ConnectionTrait) -> Result<Calendar> {
    let mut calendar = builtin::calendar();
    for (year, text) in rules::calendar_years(conn).await? {
        calendar.load(&format!("{year}.toml"), &text).map_err(|error| Error::Internal(error.to_string()))?;
    }
    Ok(calendar)
}

/// The edition of the rules in the database: each load makes the next.
pub(crate) async fn edition(conn: &impl ConnectionTrait) -> Result<i64> {
    let Some(text) = settings::get(conn, settings::RULES).await? else { return Ok(0) };
    text.parse().map_err(|_| Error::Internal(format!("{} holds {text:?}", settings::RULES)))
}
