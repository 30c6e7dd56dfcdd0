//! What every subject of the programme stands on: the running installation, its transactions, errors, clock and chance,
//! rules in force, seals, keys, the record and who looked at what.
//!
//! Knows of no subject: what is applied for, filed or decided stands in the crates above.

pub mod access_log;
mod app;
mod changes;
mod clock;
mod error;
pub mod exports;
mod faults;
pub mod flash;
pub mod keys;
pub mod names;
pub mod once;
pub mod originals;
mod place;
mod policies;
pub mod record;
pub mod seals;
mod session_ends;
mod together;
mod transaction;
pub mod uploads;

pub use app::App;
pub use changes::{AsOf, Changes, as_of, while_unchanged};
pub use clock::{Chance, Clock};
pub use error::{Error, FieldError, Result};
pub use faults::{CellError, Faults};
pub use place::Place;
pub use policies::{Loader, Policies, load_calendar_year, load_policy, refresh as refresh_rules};
pub use session_ends::SessionEnds;
pub use spreadsheets::Isolation;
pub use together::Together;
pub use transaction::Transaction;
