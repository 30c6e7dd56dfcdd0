//! Ends of sessions that looks have moved forward and that are not written yet: a look at a page writes nothing.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// The moved ends in milliseconds, by the fingerprint of the session's token.
#[derive(Debug, Default)]
pub struct SessionEnds(Mutex<BTreeMap<String, i64>>);

impl SessionEnds {
    /// All of them, for the length of a statement.
    pub fn get(&self) -> MutexGuard<'_, BTreeMap<String, i64>> {
        // A panic elsewhere leaves the ends as good as before.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
