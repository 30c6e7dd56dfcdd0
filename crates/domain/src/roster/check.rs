use super::Ledger;
use super::cell::{CellText, RawRow};
use super::draft::Draft;
use super::fields::compact;
use super::header::HeaderMap;
use super::problem::{Fault, Problem, Severity};
use super::row::RosterRow;
use chrono::NaiveDate;
use std::collections::HashSet;

/// Words that begin a totals line or a footer of annex 2.
const FOOTERS: [&str; 16] = [
    "合计",
    "总计",
    "小计",
    "共计",
    "人数合计",
    "填报单位",
    "填报人",
    "填报日期",
    "填表",
    "联系电话",
    "制表",
    "审核",
    "负责人",
    "经办人",
    "备注:",
    "注:",
];

/// What a row below the header is.
#[derive(Clone, Debug)]
pub enum RowOutcome {
    /// Nothing in it.
    Blank,
    /// A totals line or a footer: not a person, counted in neither.
    Totals,
    /// A person, and what the unit should still know.
    Accepted {
        /// The row's values.
        row: Box<RosterRow>,
        /// Problems that do not keep it out.
        warnings: Vec<Problem>,
    },
    /// Kept out: at least one problem is an error.
    Rejected(Vec<Problem>),
}

/// Checks the rows of one sheet. It holds no state between rows, so that rows may be checked on several threads.
#[derive(Clone, Debug)]
pub struct RowChecker {
    pub(super) header: HeaderMap,
    /// The calendar year of the roster.
    pub(super) year: i32,
    pub(super) today: NaiveDate,
    /// Names a training body may have (3.5.a); none when they are not to be compared.
    pub(super) training_bodies: Option<HashSet<String>>,
    /// Where names and document numbers stand.
    name: Option<usize>,
    number: Option<usize>,
}

impl RowChecker {
    /// A checker for the rows under `header`. Training bodies are the unit itself and its registered partners.
    #[must_use]
    pub fn new(header: HeaderMap, year: i32, today: NaiveDate, training_bodies: Option<&[String]>) -> Self {
        let training_bodies = training_bodies.map(|names| names.iter().map(|name| compact(name)).collect());
        let (name, number) = (header.place("name"), header.place("id_number"));
        RowChecker { header, year, today, training_bodies, name, number }
    }

    /// Reads one row below the header.
    #[must_use]
    pub fn check(&self, row: &RawRow<'_>) -> RowOutcome {
        if row.cells.iter().all(|cell| cell.is_blank()) {
            return RowOutcome::Blank;
        }
        if self.is_totals(row) {
            return RowOutcome::Totals;
        }
        let ledgers = self.ledgers(row);
        let mut draft = Draft::new(self, row.number);
        for (column, place) in &self.header.places {
            if ledgers.is_empty() || column.ledgers.iter().any(|ledger| ledgers.contains(ledger)) {
                draft.read(column, place.map_or(CellText::Empty, |at| row.cell(at)));
            }
        }
        draft.compare(&ledgers);
        draft.finish(ledgers)
    }

    /// The ledgers a row stands in: on a combined sheet those of which it fills any column.
    #[must_use]
    pub fn ledgers(&self, row: &RawRow<'_>) -> Vec<Ledger> {
        let kind = self.header.kind;
        let fed: Vec<Ledger> = Ledger::ALL.iter().copied().filter(|ledger| kind.feeds(*ledger)).collect();
        if fed.len() < 2 {
            return fed;
        }
        let fills = |ledger: &Ledger| {
            self.header
                .places
                .iter()
                .any(|(column, place)| column.only_in(*ledger) && place.is_some_and(|at| !row.cell(at).is_blank()))
        };
        let filled: Vec<Ledger> = fed.iter().copied().filter(fills).collect();
        if filled.is_empty() { fed } else { filled }
    }

    /// Whether the row begins with a footer's word, or has one for a name, and carries no document number.
    fn is_totals(&self, row: &RawRow<'_>) -> bool {
        let footer = |cell: CellText<'_>| {
            let CellText::Text(text) = cell else { return false };
            // Most rows begin with a number or a name: look at the first character before tidying.
            let begins = crate::parsing::trim(text).chars().next();
            begins.is_some_and(|first| FOOTERS.iter().any(|word| word.starts_with(first)))
                && FOOTERS.iter().any(|word| compact(text).starts_with(word))
        };
        let first = row.cells.iter().copied().find(|cell| !cell.is_blank()).unwrap_or(CellText::Empty);
        let cell = |place: Option<usize>| place.map_or(CellText::Empty, |at| row.cell(at));
        (footer(first) || footer(cell(self.name)))
            && cell(self.number).text().chars().filter(|c| c.is_numeric()).count() < 15
    }

    /// The label of a column for a problem that was found by comparing columns.
    pub(super) fn label(&self, identifier: &str) -> &'static str {
        let place = self.header.places.iter().find(|(column, _)| column.identifier == identifier);
        place.map_or("整行", |(column, _)| column.label.as_str())
    }

    pub(super) fn problem(&self, row: u32, identifier: &str, severity: Severity, fault: Fault) -> Problem {
        let message = fault.sentence.into_owned();
        Problem { row, column: self.label(identifier), code: fault.code, severity, message }
    }
}

#[cfg(test)]
#[path = "check_tests.rs"]
mod tests;
