//! Time and chance, as arguments: the only place that looks at the wall.

use chrono::{DateTime, NaiveDate, Utc};
use domain::event::Moment;
use rand::{SeedableRng, rngs::StdRng};
use std::{
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
    time::Instant,
};

/// Where the program takes the time from.
#[derive(Debug)]
pub enum Clock {
    /// The machine's clock.
    Wall,
    /// A demo city's clock: starts where it is set and walks on from there while the program runs.
    Demo {
        /// The moment it was last set to, in milliseconds.
        set: AtomicI64,
        /// When that was.
        since: Mutex<Instant>,
    },
    /// Stands still until it is moved; for tests.
    Fixed(AtomicI64),
}

impl Clock {
    /// A demo clock set to a moment.
    #[must_use]
    pub fn demo(at: Moment) -> Clock {
        Clock::Demo { set: AtomicI64::new(at.timestamp_millis()), since: Mutex::new(Instant::now()) }
    }

    /// A clock that stands still.
    #[must_use]
    pub fn fixed(at: Moment) -> Clock {
        Clock::Fixed(AtomicI64::new(at.timestamp_millis()))
    }

    /// The moment it is.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the one place that looks at the wall clock")]
    pub fn now(&self) -> Moment {
        match self {
            Clock::Wall => Utc::now(),
            Clock::Demo { set, since } => {
                let elapsed = i64::try_from(lock(since).elapsed().as_millis()).unwrap_or(0);
                moment(set.load(Ordering::SeqCst) + elapsed)
            }
            Clock::Fixed(at) => moment(at.load(Ordering::SeqCst)),
        }
    }

    /// The date it is in Asia/Shanghai.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        domain::calendar::shanghai_date(self.now())
    }

    /// Sets a demo or test clock; the wall clock stays as it is and answers false.
    pub fn set(&self, to: Moment) -> bool {
        match self {
            Clock::Wall => false,
            Clock::Demo { set, since } => {
                set.store(to.timestamp_millis(), Ordering::SeqCst);
                *lock(since) = Instant::now();
                true
            }
            Clock::Fixed(at) => {
                at.store(to.timestamp_millis(), Ordering::SeqCst);
                true
            }
        }
    }

    /// Whether the clock may be moved by a person.
    #[must_use]
    pub fn is_demo(&self) -> bool {
        matches!(self, Clock::Demo { .. })
    }
}

/// Where the program takes chance from: a cryptographic generator, seeded by the system or, for tests and the demo, by
/// a number.
#[derive(Debug)]
pub struct Chance(Mutex<StdRng>);

impl Chance {
    /// Seeded by the operating system.
    #[must_use]
    pub fn system() -> Chance {
        Chance(Mutex::new(rand::make_rng()))
    }

    /// The same every time: tests and the demo city.
    #[must_use]
    pub fn seeded(seed: u64) -> Chance {
        Chance(Mutex::new(StdRng::seed_from_u64(seed)))
    }

    /// A generator of its own, for work that takes long.
    #[must_use]
    pub fn fork(&self) -> StdRng {
        StdRng::from_rng(&mut *self.get())
    }

    /// The generator, for the length of a statement.
    pub fn get(&self) -> MutexGuard<'_, StdRng> {
        lock(&self.0)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic elsewhere leaves a clock or a generator as usable as before.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn moment(millis: i64) -> Moment {
    DateTime::from_timestamp_millis(millis).unwrap_or(DateTime::UNIX_EPOCH)
}
