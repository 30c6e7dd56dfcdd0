//! What every subject of the programme stands on: the running installation, its transactions, errors, clock and chance,
//! rules in force, seals, keys, the record and who looked at what.
//!
//! Knows of no subject: what is applied for, filed or decided stands in the crates above.

#![deny(clippy::wildcard_enum_match_arm)]

pub mod access_log;
mod app;
mod changes;
mod clock;
mod error;
pub mod exports;
mod faults;
pub mod flash;
pub mod keys;
mod loading;
pub mod names;
pub mod once;
pub mod originals;
mod place;
mod policies;
pub mod record;
pub mod seals;
mod sending;
mod session_ends;
mod together;
mod transaction;
mod unchanged;
pub mod uploads;

pub use app::App;
pub use changes::{AsOf, Changes};
pub use clock::{Chance, Clock};
pub use error::{Error, FieldError, Result};
pub use faults::{CellError, Faults};
pub use loading::{Loader, load_calendar_year, load_policy};
pub use place::Place;
pub use policies::Policies;
pub use session_ends::SessionEnds;
pub use spreadsheets::Isolation;
pub use together::Together;
pub use transaction::Transaction;
pub use unchanged::{as_of, while_unchanged};
