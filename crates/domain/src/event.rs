//! What every recorded act has in common, whichever stream it stands in.

use crate::{
    access::Role,
    ids::{AccountId, FileId},
};
use chrono::{DateTime, Utc};
use serde::{Serialize, de::DeserializeOwned};

/// A moment. Shown and stored in Asia/Shanghai, compared in UTC.
pub type Moment = DateTime<Utc>;

/// An event as the log holds it: what happened, when, and by whom.
#[derive(Clone, Debug, PartialEq)]
pub struct Recorded<E> {
    /// The place in its own stream, from 1.
    pub seq: u32,
    /// When the act was done.
    pub at: Moment,
    /// Who did it; none for the program itself.
    pub by: Option<AccountId>,
    /// As what they did it.
    pub role: Option<Role>,
    /// What happened.
    pub event: E,
}

/// A closed set of events of one kind of stream.
///
/// The tag of each carries its version (`application.submitted.v1`): events live thirty years, so a variant is never changed,
/// only joined by a `v2` that older ones are read into.
pub trait Event: Serialize + DeserializeOwned + Clone + PartialEq + std::fmt::Debug {
    /// The stream these events belong to.
    const STREAM: &'static str;

    /// The clause of the policy this act carries out.
    fn clause(&self) -> &str;

    /// The papers kept with it: proofs of a check, of a visit, of service. The record links to them.
    fn files(&self) -> Vec<FileId> {
        Vec::new()
    }
}
