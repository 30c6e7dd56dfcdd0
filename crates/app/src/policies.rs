//! Policy versions and calendar years: built in, loaded, and kept by their SM3 so that a running case goes on under
//! the version it was opened under (8.2).

use crate::{App, Clock, Error, Result, access_log};
use chrono::NaiveDate;
use domain::{access::Administrator, builtin, calendar::Calendar, policy::Policy};
use sea_orm::{ActiveValue::Set, EntityTrait, sea_query::OnConflict};
use std::{collections::HashMap, sync::Arc};
use storage::{
    Db,
    entities::{calendar_year, policy_version},
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

    fn add(&mut self, name: &str, text: &str) -> Result<String, domain::policy::PolicyError> {
        let policy = Policy::parse(name, text)?;
        let digest = vault::sm3_hex(text.as_bytes());
        self.order.retain(|known| *known != digest);
        self.order.push(digest.clone());
        self.versions.insert(digest.clone(), Arc::new(policy));
        Ok(digest)
    }
}

pub(crate) async fn load(db: &Db, clock: &Clock) -> Result<Policies> {
    let mut policies = Policies::default();
    let (name, text) = builtin::POLICY;
    let digest = policies.add(name, text).map_err(|error| Error::Internal(error.to_string()))?;
    remember(db, clock, &digest, name, text, None).await?;
    let mut rows = policy_version::Entity::find().all(db.reader()).await?;
    rows.sort_by_key(|row| row.loaded_at);
    for row in rows.iter().filter(|row| row.digest != digest) {
        policies.add(&row.name, &row.body).map_err(|error| Error::Internal(error.to_string()))?;
    }
    Ok(policies)
}

async fn remember(db: &Db, clock: &Clock, digest: &str, name: &str, text: &str, by: Option<i64>) -> Result<()> {
    let row = policy_version::ActiveModel {
        digest: Set(digest.to_owned()),
        name: Set(name.to_owned()),
        body: Set(text.to_owned()),
        loaded_at: Set(clock.now().timestamp_millis()),
        loaded_by: Set(by),
    };
    policy_version::Entity::insert(row)
        .on_conflict(OnConflict::column(policy_version::Column::Digest).do_nothing().to_owned())
        .exec_without_returning(db.reader())
        .await?;
    Ok(())
}

pub(crate) async fn load_calendar(db: &Db) -> Result<Calendar> {
    let mut calendar = builtin::calendar();
    for row in calendar_year::Entity::find().all(db.reader()).await? {
        calendar.load(&format!("{}.toml", row.year), &row.body).map_err(|error| Error::Internal(error.to_string()))?;
    }
    Ok(calendar)
}

/// Loads a policy file: the renewal of an expired one, or another city's (8.2).
///
/// # Errors
/// The file does not parse: the sentence names line and key.
pub async fn load_policy(app: &App, admin: &Administrator, name: &str, text: &str) -> Result<String> {
    let mut policies = Policies::clone(&app.policies());
    let digest = policies.add(name, text).map_err(|error| Error::field("file", error.to_string()))?;
    remember(app.db(), app.clock(), &digest, name, text, Some(admin.actor().account.0)).await?;
    let record = access_log::Record { kind: "load_policy", subject: &digest, result: "ok", detail: name };
    access_log::record(app, Some(admin.actor()), record).await?;
    app.replace_policies(policies);
    Ok(digest)
}

/// Loads a calendar year once its notice is published; returns the year.
///
/// # Errors
/// The file does not parse: the sentence names line and key.
pub async fn load_calendar_year(app: &App, name: &str, text: &str) -> Result<i32> {
    let mut calendar = Calendar::clone(&app.calendar());
    let year = calendar.load(name, text).map_err(|error| Error::field("file", error.to_string()))?;
    let row = calendar_year::ActiveModel {
        year: Set(i64::from(year)),
        body: Set(text.to_owned()),
        loaded_at: Set(app.now().timestamp_millis()),
    };
    calendar_year::Entity::insert(row)
        .on_conflict(
            OnConflict::column(calendar_year::Column::Year)
                .update_columns([calendar_year::Column::Body, calendar_year::Column::LoadedAt])
                .to_owned(),
        )
        .exec_without_returning(app.db().reader())
        .await?;
    app.replace_calendar(calendar);
    Ok(year)
}
