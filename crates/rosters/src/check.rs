//! Checking a roster file without a database: what the command line and self-checks show.

use super::scan::{self, Flow, Read, Rules, SheetRead, Sink};
use chrono::{DateTime, NaiveDate};
use domain::roster::{Problem, Severity, SheetKind};
use rand::rngs::StdRng;
use serde::Serialize;
use spreadsheets::{Limits, ReadError, Workbook};
use std::path::Path;
use vault::{KeyRing, Vault};

/// Problems that [`check_file`] keeps; the rest are counted. [`check_file_with`] hands over every one.
const KEPT: usize = 10_000;

/// Something wrong or odd in a cell, as a person is told. Personal values in the message are masked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Found {
    /// The sheet's name.
    pub sheet: String,
    /// The sheet's row number, from 1.
    pub row: u32,
    /// The column's label; 表头, 整行 or 工作表 where no single column is meant.
    pub column: &'static str,
    /// The stable code of the reason.
    pub code: &'static str,
    /// Whether it keeps the row out, makes its person wait, or only warns.
    pub severity: Severity,
    /// What is wrong and what to do next.
    pub message: String,
}

/// What a file came to. Rows are the non-empty ones below the labels less totals: accepted plus rejected.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CheckReport {
    /// Rows of all sheets read.
    pub rows: u64,
    /// Rows taken.
    pub accepted: u64,
    /// Rows to be mended.
    pub rejected: u64,
    /// Empty rows between the others.
    pub blank: u64,
    /// Lines of totals and footers.
    pub totals: u64,
    /// Distinct people in accepted rows, less those who wait.
    pub people: u64,
    /// Of them, people who passed a training (3.5).
    pub passed: u64,
    /// Of them, poverty-alleviated workers (3.3.c).
    pub poverty_alleviated: u64,
    /// People who count only once a reviewer has decided (待核).
    pub waiting: u64,
    /// Their rows.
    pub waiting_rows: u64,
    /// The sheets read.
    pub sheets: Vec<String>,
    /// The rows of the labels, sheet by sheet.
    pub header_rows: Vec<u32>,
    /// Problems found, whether kept in `problems` or not.
    pub problems_found: u64,
    /// The first ten thousand problems, by sheet and row.
    pub problems: Vec<Found>,
    /// Whether a sheet could not be read at all: then nothing of the file can be filed.
    pub unread: bool,
}

impl CheckReport {
    pub(super) fn of(read: &Read) -> CheckReport {
        let sum = |figure: fn(&SheetRead) -> u64| read.sheets.iter().map(figure).sum();
        let figures = read.people.figures(None);
        CheckReport {
            rows: sum(|sheet| sheet.rows),
            accepted: sum(|sheet| sheet.accepted),
            rejected: sum(|sheet| sheet.rejected),
            blank: sum(|sheet| sheet.blank),
            totals: sum(|sheet| sheet.totals),
            people: figures.people,
            passed: figures.passed,
            poverty_alleviated: figures.poverty_alleviated,
            waiting: figures.waiting,
            waiting_rows: figures.waiting_rows,
            sheets: read.sheets.iter().map(|sheet| sheet.name.clone()).collect(),
            header_rows: read.sheets.iter().map(|sheet| sheet.header_row).collect(),
            unread: read.unread > 0,
            ..CheckReport::default()
        }
    }
}

/// Checks a file as an upload would be, and keeps the first ten thousand problems by sheet and row.
///
/// # Errors
/// What is wrong with the file as a whole, in a sentence.
pub fn check_file(
    path: &Path,
    limits: Limits,
    kind: SheetKind,
    year: i32,
    today: NaiveDate,
) -> Result<CheckReport, ReadError> {
    let mut problems = Vec::new();
    let mut report = check_file_with(path, limits, kind, year, today, |found| {
        if problems.len() < KEPT {
            problems.push(found);
        }
    })?;
    let place = |found: &Found| report.sheets.iter().position(|sheet| *sheet == found.sheet);
    problems.sort_by_key(|found| (place(found), found.row));
    report.problems = problems;
    Ok(report)
}

/// Checks a file and hands over each problem as it is found, so that a file of any length needs no more memory.
///
/// # Errors
/// What is wrong with the file as a whole, in a sentence.
pub fn check_file_with(
    path: &Path,
    limits: Limits,
    kind: SheetKind,
    year: i32,
    today: NaiveDate,
    each: impl FnMut(Found),
) -> Result<CheckReport, ReadError> {
    let mut workbook = Workbook::open(path, limits)?;
    // Nobody is recognised across files here: the key lives as long as the call.
    let vault = Vault::new(&KeyRing::generate(&mut rand::make_rng::<StdRng>(), DateTime::UNIX_EPOCH));
    let rules = Rules { kind, year, today, prints: vault.fingerprints() };
    let mut teller = Teller { each, found: 0 };
    let read = scan::read(&mut workbook, &rules, &mut teller)?;
    Ok(CheckReport { problems_found: teller.found, ..CheckReport::of(&read) })
}

struct Teller<F> {
    each: F,
    found: u64,
}

impl<F: FnMut(Found)> Sink for Teller<F> {
    fn problem(&mut self, sheet: &str, problem: Problem) -> Flow {
        let Problem { row, column, code, severity, message } = problem;
        self.found += 1;
        (self.each)(Found { sheet: sheet.to_owned(), row, column, code, severity, message });
        Flow::Continue(())
    }
}
