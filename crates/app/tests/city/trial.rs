//! How every verb of a story is tried: as it is, stopped after each of its statements, sent twice at once, raced by two
//! people. Whatever way, what is left on record is what one sending leaves, or nothing at all.

use super::City;
use app::{
    App, Error, Result,
    once::{self, Sending},
};
use domain::access::Actor;
use futures::FutureExt;
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Statement};
use std::{
    collections::BTreeSet,
    panic::{AssertUnwindSafe, resume_unwind},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};
use storage::{Db, entities::event};

/// The way a story's verbs are tried.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Trial {
    /// As it is.
    #[default]
    Plain,
    /// Stopped after each of its statements, as by a power cut, and then done. On PostgreSQL after every thirteenth.
    Stopped,
    /// Sent twice at once under one key.
    Twice,
    /// Sent at once by two people of the same office or unit.
    Raced,
}

/// A verb that was tried, and the events that it left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tried {
    pub(crate) verb: String,
    pub(crate) events: Vec<String>,
    /// What it sent to the database, where it was done as it is.
    pub(crate) said: BTreeSet<String>,
}

/// The trials of one city.
#[derive(Debug, Default)]
pub(crate) struct Trials {
    how: Trial,
    stop: Arc<Stop>,
    said: Arc<Mutex<BTreeSet<String>>>,
    tried: Mutex<Vec<Tried>>,
}

/// Stops whoever sends the statement at which nothing is left.
#[derive(Debug, Default)]
struct Stop {
    left: AtomicUsize,
    struck: AtomicBool,
}

tokio::task_local! {
    static UNDER_TRIAL: ();
}

/// Rows of a table beyond which they are only counted.
const MANY: i64 = 2_000;

/// What a stopped verb unwinds with.
struct Stopped;

impl Stop {
    fn after(&self, statements: usize) {
        self.struck.store(false, Ordering::SeqCst);
        self.left.store(statements, Ordering::SeqCst);
    }

    fn off(&self) -> bool {
        self.left.store(0, Ordering::SeqCst);
        self.struck.load(Ordering::SeqCst)
    }

    /// A statement was sent: by the verb under trial, or by what works beside it and is never stopped.
    fn sent(&self) {
        if UNDER_TRIAL.try_with(|()| ()).is_err() {
            return;
        }
        let left = self.left.load(Ordering::SeqCst);
        self.left.store(left.saturating_sub(1), Ordering::SeqCst);
        if left == 1 {
            self.struck.store(true, Ordering::SeqCst);
            resume_unwind(Box::new(Stopped));
        }
    }
}

impl Trials {
    pub(crate) fn of(how: Trial) -> Trials {
        Trials { how, ..Trials::default() }
    }

    /// The database as the verbs under trial see it.
    pub(crate) fn watch(&self, db: Db) -> Db {
        let (stop, said) = (self.stop.clone(), self.said.clone());
        match self.how {
            Trial::Plain => db.watched(move |sql| {
                if UNDER_TRIAL.try_with(|()| ()).is_ok() {
                    said.lock().expect("no panic").insert(sql.to_owned());
                }
            }),
            Trial::Stopped => db.watched(move |_| stop.sent()),
            Trial::Twice | Trial::Raced => db,
        }
    }
}

impl City {
    /// Everything tried so far, in order.
    pub(crate) fn tried(&self) -> Vec<Tried> {
        self.trials.tried.lock().expect("no panic").clone()
    }

    /// Does a verb in the way of this city's trial. `run` is asked more than once, by `by` or a colleague.
    pub(crate) async fn verb<T>(
        &self,
        verb: &str,
        by: &Actor,
        run: impl AsyncFn(App, Actor) -> Result<T>,
    ) -> Result<T> {
        let done = self.verb_and_after(verb, by, run).await?;
        Ok(done.unwrap_or_else(|| panic!("{verb} was stopped halfway, and something remained")))
    }

    /// As [`City::verb`], for one that clears up or reads after its commit: none where it was stopped there.
    pub(crate) async fn verb_and_after<T>(
        &self,
        verb: &str,
        by: &Actor,
        run: impl AsyncFn(App, Actor) -> Result<T>,
    ) -> Result<Option<T>> {
        let before = self.events(0).await.len() as u64;
        let done = match self.trials.how {
            Trial::Plain => UNDER_TRIAL.scope((), run(self.app.clone(), by.clone())).await.map(Some),
            Trial::Stopped => self.stopped(by, run).await,
            Trial::Twice => self.twice(verb, by, run).await.map(Some),
            Trial::Raced => self.raced(by, run).await.map(Some),
        };
        if done.is_ok() {
            let (verb, events) = (verb.to_owned(), self.events(before).await);
            let said = std::mem::take(&mut *self.trials.said.lock().expect("no panic"));
            self.trials.tried.lock().expect("no panic").push(Tried { verb, events, said });
        }
        done
    }

    /// The tags of the events after the first so many.
    async fn events(&self, after: u64) -> Vec<String> {
        let rows = event::Entity::find()
            .select_only()
            .column(event::Column::Kind)
            .filter(event::Column::Position.gt(i64::try_from(after).unwrap()))
            .order_by_asc(event::Column::Position);
        rows.into_tuple().all(self.app.db().reader()).await.unwrap()
    }

    async fn stopped<T>(&self, by: &Actor, run: impl AsyncFn(App, Actor) -> Result<T>) -> Result<Option<T>> {
        let stride = if self.app.db().is_postgres() { 13 } else { 1 };
        let everything = self.everything().await;
        let before = self.contents(&everything).await;
        for nth in (1..).step_by(stride) {
            self.trials.stop.after(nth);
            let tried = UNDER_TRIAL.scope((), run(self.app.clone(), by.clone()));
            let done = AssertUnwindSafe(tried).catch_unwind().await;
            match (self.trials.stop.off(), done) {
                (false, Ok(done)) => return done.map(Some),
                (false, Err(fault)) => resume_unwind(fault),
                (true, _) if self.contents(&everything).await != before => return Ok(None),
                (true, _) => {}
            }
        }
        unreachable!("a verb has an end")
    }

    async fn twice<T>(&self, verb: &str, by: &Actor, run: impl AsyncFn(App, Actor) -> Result<T>) -> Result<T> {
        let key = format!("{verb} {}", self.id());
        let sent = || {
            let sending = Arc::new(Sending::default());
            sending.read(&self.app, Some(by.account), "/form", &key, once::mark(&self.app, verb.as_bytes()));
            self.app.sent_by(sending)
        };
        match futures::join!(run(sent(), by.clone()), run(sent(), by.clone())) {
            (done, Err(Error::Repeated)) | (Err(Error::Repeated), done) => done,
            (Err(refused), Err(_)) => Err(refused),
            (Ok(_), Ok(_)) => panic!("{verb} was done twice"),
            (Ok(_), Err(other)) | (Err(other), Ok(_)) => panic!("{verb}, the second sending: {other:?}"),
        }
    }

    /// One of the two may be refused, by a rule or because the other was first; the record tells whether both were heard.
    async fn raced<T>(&self, by: &Actor, run: impl AsyncFn(App, Actor) -> Result<T>) -> Result<T> {
        let colleague = self.colleague(by).await;
        match futures::join!(run(self.app.clone(), by.clone()), run(self.app.clone(), colleague)) {
            (Ok(done), _) | (Err(_), Ok(done)) => Ok(done),
            (Err(refused), Err(_)) => Err(refused),
        }
    }

    /// Asks for each row of each table, and of a very long one only how many rows it has.
    async fn everything(&self) -> String {
        let backend = self.app.db().reader().get_database_backend();
        let mut parts = Vec::new();
        for table in self.texts(tables(backend)).await {
            let count = self.texts(&format!("SELECT CAST(count(*) AS text) FROM \"{table}\"")).await;
            let row = if count[0].parse::<i64>().expect("a number") > MANY {
                "CAST(count(*) AS text)".to_owned()
            } else if backend == DbBackend::Postgres {
                "t::text".to_owned()
            } else {
                let columns = self.texts(&format!("SELECT name FROM pragma_table_info('{table}')")).await;
                let quoted: Vec<_> = columns.iter().map(|column| format!("quote(\"{column}\")")).collect();
                quoted.join(" || ',' || ")
            };
            parts.push(format!("SELECT '{table}: ' || {row} AS line FROM \"{table}\" t"));
        }
        parts.join(" UNION ALL ")
    }

    async fn contents(&self, everything: &str) -> String {
        let mut rows = self.texts(everything).await;
        rows.sort_unstable();
        vault::sm3_hex(rows.join("\n").as_bytes())
    }

    async fn texts(&self, sql: &str) -> Vec<String> {
        let conn = self.app.db().reader();
        let rows = conn.query_all_raw(Statement::from_string(conn.get_database_backend(), sql)).await.unwrap();
        rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
    }
}

fn tables(backend: DbBackend) -> &'static str {
    match backend {
        DbBackend::Postgres => "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' ORDER BY 1",
        _ => "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY 1",
    }
}
