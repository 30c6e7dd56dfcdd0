//! Rosters (花名册, annex 2): how a sheet of people trained or employed is read, row by row, into values that can be counted.
//!
//! Every non-empty row below the header is accepted, rejected or a totals line: nothing is dropped in silence.

mod cell;
mod check;
mod columns;
pub mod doubt;
mod draft;
mod fields;
mod header;
mod problem;
mod row;
pub mod signs;

pub use cell::{CellText, RawRow};
pub use check::{RowChecker, RowOutcome};
pub use columns::{Choice, Column, ColumnType, Columns, ColumnsError, Condition};
pub use header::HeaderMap;
pub use problem::{Problem, Severity};
pub use row::{RosterRow, Value, iso_day};

use crate::coded::coded;

coded! {
    /// The running register a roster is an extract of (3.5.c, 3.5.d).
    Ledger {
        Training = "training" "培训",
        Employment = "employment" "就业",
    }
}

coded! {
    /// What a sheet lists; a combined one feeds both ledgers.
    SheetKind {
        Training = "training" "培训花名册",
        Employment = "employment" "就业花名册",
        Combined = "combined" "培训就业人员花名册",
    }
}

impl SheetKind {
    /// Whether rows of this kind of sheet can stand in a ledger.
    #[must_use]
    pub fn feeds(self, ledger: Ledger) -> bool {
        matches!(
            (self, ledger),
            (SheetKind::Combined, _)
                | (SheetKind::Training, Ledger::Training)
                | (SheetKind::Employment, Ledger::Employment)
        )
    }
}
