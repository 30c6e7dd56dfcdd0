//! Whether anything changed since something was read: what is kept in memory is held against it. What this program
//! commits is known at once, what another program over the same database commits within [`LAG`].

use crate::{App, Result, policies};
use chrono::NaiveDate;
use std::{
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
