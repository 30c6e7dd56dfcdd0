//! The running installation, which everything is done with.

use crate::{
    Chance, Changes, Clock, Policies, Result, SessionEnds,
    policies::{self, Rules},
    sending::Sending,
};
use chrono::NaiveDate;
use domain::{brand_name::NamingRule, calendar::Calendar, event::Moment};
use sea_orm::ConnectionTrait;
use spreadsheets::{Isolation, Limits};
use std::{
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
};
use storage::{Db, files::FileStore, work};
use tokio::sync::Semaphore;
use vault::Vault;

/// The running installation: database, vault, files, clock, policies. Cheap to clone.
#[derive(Clone, Debug)]
pub struct App {
    inner: Arc<Inner>,
    sending: Option<Arc<Sending>>,
}

#[derive(Debug)]
struct Inner {
    db: Db,
    vault: Arc<Vault>,
    files: FileStore,
    clock: Clock,
    chance: Chance,
    folder: PathBuf,
    naming: NamingRule,
    rules: RwLock<Rules>,
    roster_checks: Semaphore,
    isolation: Isolation,
    session_ends: SessionEnds,
    changes: Changes,
    work_statements: work::Statements,
}

/// Rosters checked at once: each takes a core and some memory.
const ROSTER_CHECKS: usize = 2;

impl App {
    /// Opens the installation over a migrated database: loads the policies and calendar years that were added to the built-in
    /// ones.
    ///
    /// # Errors
    /// The schema is older than the program, or the database is away.
    pub async fn open(db: Db, vault: Arc<Vault>, folder: &Path, clock: Clock, chance: Chance) -> Result<App> {
        storage::migrations::check(&db).await?;
        policies::remember_builtin(&db, &clock).await?;
        let rules = Rules::read(db.reader()).await?;
        let files = FileStore::new(folder, vault.clone());
        Ok(App {
            inner: Arc::new(Inner {
                db,
                vault,
                files,
                clock,
                chance,
                folder: folder.to_owned(),
                naming: domain::builtin::naming_rule(),
                rules: RwLock::new(rules),
                roster_checks: Semaphore::new(ROSTER_CHECKS),
                isolation: Isolation::Refused,
                session_ends: SessionEnds::default(),
                changes: Changes::default(),
                work_statements: work::Statements::default(),
            }),
            sending: None,
        })
    }

    /// The installation as it was just opened, with a place to read `.xls`, `.et` and `.ods` in: without one they are refused.
    #[must_use]
    pub fn reading_in(mut self, isolation: Isolation) -> App {
        Arc::get_mut(&mut self.inner).expect("nobody else holds an installation just opened").isolation = isolation;
        self
    }

    /// The installation as a form that is being sent acts on it: what is begun with it is done once.
    #[must_use]
    pub fn sent_by(&self, sending: Arc<Sending>) -> App {
        App { inner: self.inner.clone(), sending: Some(sending) }
    }

    /// Says where the one thing that a form makes will be found, by its name ([`crate::Transaction::commit_made`]). Its
    /// answer is then kept in the transaction itself and outlives the program: for receipts, which can be found by nothing
    /// else.
    pub fn leads_to(&self, address: fn(&str) -> String) {
        if let Some(sending) = &self.sending {
            sending.leads_to(address);
        }
    }

    /// The installation for what is done beside a form and must leave its key alone.
    #[must_use]
    pub fn beside_form(&self) -> App {
        App { inner: self.inner.clone(), sending: None }
    }

    pub(crate) fn sending(&self) -> Option<&Arc<Sending>> {
        self.sending.as_ref()
    }

    /// The session by which the form came that is acted for.
    pub(crate) fn session(&self) -> Option<&str> {
        self.sending.as_ref()?.session()
    }

    /// The database, for reads.
    #[must_use]
    pub fn db(&self) -> &Db {
        &self.inner.db
    }

    /// What desks ask of their work lists, kept as it is sent.
    #[must_use]
    pub fn work_statements(&self) -> &work::Statements {
        &self.inner.work_statements
    }

    /// The vault.
    #[must_use]
    pub fn vault(&self) -> &Arc<Vault> {
        &self.inner.vault
    }

    /// The sealed file store.
    #[must_use]
    pub fn files(&self) -> &FileStore {
        &self.inner.files
    }

    /// The clock.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.inner.clock
    }

    /// The moment it is.
    #[must_use]
    pub fn now(&self) -> Moment {
        self.inner.clock.now()
    }

    /// The date it is in Asia/Shanghai.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.inner.clock.today()
    }

    /// A one-time key for a form.
    #[must_use]
    pub fn fresh_key(&self) -> String {
        vault::random_token(&mut *self.inner.chance.get())
    }

    /// Where random bytes come from.
    #[must_use]
    pub fn chance(&self) -> &Chance {
        &self.inner.chance
    }

    /// The data folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.inner.folder
    }

    /// The naming rule of 3.2 with its word lists.
    #[must_use]
    pub fn naming(&self) -> &NamingRule {
        &self.inner.naming
    }

    /// The policy versions loaded.
    #[must_use]
    pub fn policies(&self) -> Arc<Policies> {
        self.rules().policies
    }

    /// The working-day calendar.
    #[must_use]
    pub fn calendar(&self) -> Arc<Calendar> {
        self.rules().calendar
    }

    /// How far the files of units are read.
    #[must_use]
    pub fn limits(&self) -> Limits {
        Limits { isolation: self.inner.isolation.clone(), ..Limits::default() }
    }

    /// The places for rosters being checked: whoever checks one holds a permit.
    #[must_use]
    pub fn roster_checks(&self) -> &Semaphore {
        &self.inner.roster_checks
    }

    /// Ends of sessions that are not written yet.
    #[must_use]
    pub fn session_ends(&self) -> &SessionEnds {
        &self.inner.session_ends
    }

    /// Whether anything changed since a page was drawn.
    #[must_use]
    pub fn changes(&self) -> &Changes {
        &self.inner.changes
    }

    pub(crate) fn rules(&self) -> Rules {
        self.inner.rules.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes over policy files and calendar years that somebody else loaded: another program over the same database.
    ///
    /// # Errors
    /// The database is away.
    pub async fn refresh_rules(&self) -> Result<()> {
        self.refresh_rules_from(self.db().reader()).await
    }

    /// As [`App::refresh_rules`], inside a verb: it is judged by the newest rules.
    pub(crate) async fn refresh_rules_from(&self, conn: &impl ConnectionTrait) -> Result<()> {
        if policies::edition(conn).await? != self.rules().edition {
            // Data keys come with an edition too. One that cannot be read leaves the keys as they are: what another
            // program has sealed with it says so when it is opened.
            if let Err(error) = self.vault().reread() {
                tracing::error!(%error, "the key file was not read anew");
            }
            self.replace_rules(Rules::read(conn).await?);
        }
        Ok(())
    }

    fn replace_rules(&self, rules: Rules) {
        *self.inner.rules.write().unwrap_or_else(PoisonError::into_inner) = rules;
    }
}
