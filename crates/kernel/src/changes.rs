//! Whether anything changed since something was read: what is kept in memory is held against it. What this program
//! commits is known at once, what another program over the same database commits within [`LAG`].

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
    begun: Begun,
    position: i64,
}

/// A reading of the log that has begun, and what was committed here before it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Begun {
    at: Instant,
    commits: u64,
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
        let holds = |Reading { begun: Begun { at, commits }, .. }: &Reading| {
            *commits == self.commits.load(Ordering::Acquire) && at.elapsed() < LAG
        };
        read.filter(holds).map(|read| read.position)
    }

    /// A reading of the log begins. Counted first: what is committed while it lasts is read anew the next time.
    pub(crate) fn begin(&self) -> Begun {
        Begun { at: Instant::now(), commits: self.commits.load(Ordering::Acquire) }
    }

    /// The reading found the log at this position.
    pub(crate) fn end(&self, begun: Begun, position: i64) {
        *self.read.lock().unwrap_or_else(PoisonError::into_inner) = Some(Reading { begun, position });
    }

    pub(crate) fn kept<T: Clone + 'static>(&self, as_of: AsOf) -> Option<T> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = kept.get(&TypeId::of::<T>()).filter(|kept| kept.as_of == as_of);
        kept.and_then(|kept| kept.value.downcast_ref()).cloned()
    }

    pub(crate) fn keep<T: Send + Sync + 'static>(&self, as_of: AsOf, value: T) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.insert(TypeId::of::<T>(), Kept { as_of, value: Box::new(value) });
    }
}
