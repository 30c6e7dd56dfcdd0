//! The verbs: everything people can do, one file a noun.
//!
//! A verb is one function and one transaction: `begin`, load, gather facts, let the domain judge, append, commit. The
//! pages, the command line, a job and the demo all call the same verb.

/// Accounts, and units that open theirs by registering.
pub mod accounts {
    pub use crate::registering::{check_registration, register_unit};
    pub use ::people::accounts::*;
}
pub mod acts;
pub mod applications;
pub mod attachments;
pub mod cultivations;
pub mod demo;
pub mod dossier;
pub mod facts;
pub mod form;
pub mod intake;
pub mod library;
pub mod matters;
pub mod notices;
pub mod objections;
pub mod payments;
pub mod readiness;
mod registering;
pub mod rounds;
pub mod sentences;
pub mod units;
pub mod worklist;

pub use ::people::{retention, rights, sessions, unmaskings};
pub use ::rosters::{self, comparisons};
pub use kernel::{
    App, Chance, Clock, Error, FieldError, Isolation, Loader, Policies, Result, Together, Transaction, access_log,
    flash, keys, load_calendar_year, load_policy, names as people, once, record, refresh_rules, seals,
};
