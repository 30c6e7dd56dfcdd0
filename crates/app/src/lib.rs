//! What the pages, the command line, a job and the demo see of the programme: the pipeline of acts ([`acts`]), the work list,
//! and the verbs of the crates below, each under its noun.
//!
//! A verb is one function and one transaction: `begin`, load, gather facts, let the domain judge, append, commit. The
//! pages, the command line, a job and the demo all call the same verb.

#![deny(clippy::wildcard_enum_match_arm)]

/// Accounts, and units that open theirs by registering.
pub mod accounts {
    pub use crate::registering::{check_registration, register_unit};
    pub use ::people::accounts::*;
}
pub mod acts;
pub mod demo;
/// Matters on their way through an office, and the step that performs their act.
pub mod matters {
    pub use crate::acts::agree;
    pub use casework::matters::*;
}
mod registering;
pub mod worklist;

pub use ::people::{retention, rights, sessions, unmaskings};
pub use ::rosters::{self, comparisons};
pub use casework::{
    applications, attachments, cultivations, dossier, facts, form, intake, library, notices, objections, payments,
    readiness, rounds, sentences, units,
};
pub use kernel::{
    App, AsOf, CellError, Chance, Clock, Error, Faults, FieldError, Isolation, Loader, Place, Policies, Result,
    Together, Transaction, access_log, exports, flash, keys, load_calendar_year, load_policy, names as people, once,
    record, seals,
};
pub use storage::listing;

/// What pages are drawn from now, with a demo's clock and the rules as whoever changed them left them.
///
/// # Errors
/// The database is away.
pub async fn as_of(app: &App) -> Result<AsOf> {
    if app.changes().known().is_none() {
        demo::refresh_clock(app).await?;
    }
    kernel::as_of(app).await
}
