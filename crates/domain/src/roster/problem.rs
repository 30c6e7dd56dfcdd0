use super::cell::CellText;
use super::columns::{Column, ColumnType};
use crate::parsing;
use crate::person_name::mask_name;
use serde::Serialize;
use std::borrow::Cow;

/// Whether a problem keeps a row out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The row is accepted; the unit should know.
    Warning,
    /// The row is accepted, but its person counts only once a reviewer has decided (待核).
    Waiting,
    /// The row is rejected.
    Error,
}

impl Severity {
    /// The code used in files and the database.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Severity::Warning => "warning",
            Severity::Waiting => "waiting",
            Severity::Error => "error",
        }
    }

    /// The word people read.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Severity::Warning => "提醒",
            Severity::Waiting => "待核",
            Severity::Error => "需修改",
        }
    }

    /// The severity of a code, if it is one.
    #[must_use]
    pub fn parse(code: &str) -> Option<Severity> {
        [Severity::Warning, Severity::Waiting, Severity::Error].into_iter().find(|severity| severity.code() == code)
    }
}

/// Something wrong or odd in one cell, as a person is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The sheet's row number.
    pub row: u32,
    /// The column's label; 表头 or 整行 where no single column is meant.
    pub column: &'static str,
    /// The stable code of the reason.
    pub code: &'static str,
    /// Whether it keeps the row out.
    pub severity: Severity,
    /// What is wrong and what to do next; personal values are masked.
    pub message: String,
}

/// Why a cell does not hold what its column asks: a stable code and a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) code: &'static str,
    pub(super) sentence: Cow<'static, str>,
}

impl Fault {
    pub(super) fn new(code: &'static str, sentence: impl Into<Cow<'static, str>>) -> Self {
        Fault { code, sentence: sentence.into() }
    }
}

/// A cell's value as a message may show it: masked where the column is sensitive or the text looks like a personal number.
pub(super) fn shown(column: &Column, cell: CellText<'_>) -> String {
    const LONGEST: usize = 30;
    let text = cell.text();
    let digits = text.chars().filter(|c| c.is_numeric()).count();
    // A number this long may be a person's, put into the wrong column; a date and time has up to 14 digits.
    let personal = digits > if column.kind == ColumnType::Date { 14 } else { 7 };
    if column.kind == ColumnType::Name {
        return mask_name(&text);
    }
    if column.sensitive && column.kind == ColumnType::Whole {
        return "****".to_owned();
    }
    if column.sensitive || personal {
        return parsing::mask(&text);
    }
    if text.chars().count() > LONGEST {
        return text.chars().take(LONGEST).chain(['…']).collect();
    }
    text.into_owned()
}
