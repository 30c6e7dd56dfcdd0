//! Whether anything changed since something was read: what is kept in memory is held against it. What this program
//! commits is known at once, what another program over the same database commits within [`LAG`].

use crate::{App, Result, policies};
use chrono::NaiveDate;
use std::{
    any::{Any, TypeId},
    collections::HashMap,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

/// So long may what another program commits go unnoticed by a look at a page; a verb is judged by the newest rules always.
const LAG: Duration = Duration::from_secs(1);

/// What everything public follows from: pages drawn under the same are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AsOf {
    /// The position of the log's last event.
    pub position: i64,
    /// The edition of policies and calendar.
    pub edition: i64,
    /// The date in Asia/Shanghai.
    pub today: NaiveDate,
}

/// What was read last, and what was committed here since.
#[derive(Debug, Default)]
pub struct Changes {
    commits: AtomicU64,
    read: Mutex<Option<Reading>>,
    kept: Mutex<HashMap<TypeId, Kept>>,
}

/// A value as it was when it was read.
#[derive(Debug)]
struct Kept {
    as_of: AsOf,
    value: Box<dyn Any + Send + Sync>,
}

#[derive(Clone, Copy, Debug)]
struct Reading {
    at: Instant,
    commits: u64,
    position: i64,
}

impl Changes {
    /// Something was committed here.
    pub(crate) fn note(&self) {
        self.commits.fetch_add(1, Ordering::Release);
    }

    /// The position of the log as it was read last, while that holds.
    #[must_use]
    pub fn known(&self) -> Option<i64> {
        let read = *self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let holds = |read: &Reading| read.commits == self.commits.load(Ordering::Acquire) && read.at.elapsed() < LAG;
        read.filter(holds).map(|read| read.position)
    }

    fn kept<T: Clone + 'static>(&self, as_of: AsOf) -> Option<T> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = kept.get(&TypeId::of::<T>()).filter(|kept| kept.as_of == as_of);
        kept.and_then(|kept| kept.value.downcast_ref()).cloned()
    }

    fn keep<T: Send + Sync + 'static>(&self, as_of: AsOf, value: T) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.insert(TypeId::of::<T>(), Kept { as_of, value: Box::new(value) });
    }
}

/// What pages are drawn from now. Takes over what other programs have changed, at most once in [`LAG`].
///
/// # Errors
/// The database is away.
pub async fn as_of(app: &App) -> Result<AsOf> {
    let changes = app.changes();
    let position = match changes.known() {
        Some(position) => position,
        None => {
            // Counted first: what is committed while we read is read anew the next time.
            let (at, commits) = (Instant::now(), changes.commits.load(Ordering::Acquire));
            policies::refresh(app).await?;
            let position = storage::log::position(app.db().reader()).await?;
            *changes.read.lock().unwrap_or_else(PoisonError::into_inner) = Some(Reading { at, commits, position });
            position
        }
    };
    Ok(AsOf { position, edition: app.rules().edition, today: app.today() })
}

/// What is the same for everybody and dear to read, read once until something changes. One value of a type is kept: who
/// keeps something makes a type for it.
///
/// # Errors
/// The database is away.
pub async fn while_unchanged<T>(app: &App, read: impl Future<Output = Result<T>>) -> Result<T>
where
    T: Clone + Send + Sync + 'static,
{
    // Asked before it is read: what is committed between the two is read anew the next time.
    let as_of = as_of(app).await?;
    if let Some(kept) = app.changes().kept(as_of) {
        return Ok(kept);
    }
    let value = read.await?;
    app.changes().keep(as_of, T::clone(&value));
    Ok(value)
}
