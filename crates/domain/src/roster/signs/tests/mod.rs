//! Truth tables: rosters as honest units have them, with a known count of each fault planted. What reaches its threshold is
//! found, with its people and rows; one less is not; and an honest roster has no sign at all.

mod honest;
mod planted;

use super::{Entry, Found, Lines, RowAddress, SignKind, find};
use crate::{
    builtin,
    identity::{DocumentKind, DocumentNumber},
    mobile::Mobile,
    roster::Ledger,
};
use chrono::NaiveDate;

/// The day rosters are handed in.
pub(super) const FILED: &str = "2025-09-12";

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

/// A row, as far as signs look at it.
#[derive(Clone, Default)]
pub(super) struct Row {
    pub(super) number: String,
    pub(super) mobile: String,
    pub(super) class: Option<String>,
    pub(super) certificate: Option<String>,
    pub(super) employer: Option<String>,
    pub(super) code: Option<String>,
    pub(super) employed: bool,
    pub(super) from: Option<NaiveDate>,
    pub(super) until: Option<NaiveDate>,
}

/// A number of area 350527, under which nobody is registered, with its check character.
pub(super) fn identity(born: NaiveDate, sequence: u32) -> String {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let first = format!("350527{}{sequence:03}", born.format("%Y%m%d"));
    let sum: u32 = first.bytes().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    format!("{first}{}", char::from(b"10X98765432"[sum as usize % 11]))
}

pub(super) fn lines(ledger: Ledger, rows: &[Row]) -> Lines {
    let mut lines = Lines::new(ledger);
    for (row, at) in rows.iter().zip(2..) {
        let document = DocumentNumber::parse(DocumentKind::ResidentId, &row.number, day("2026-01-01"));
        let entry = Entry {
            document: document.expect("a number").value,
            mobile: Mobile::parse(&row.mobile).expect("a mobile").value,
            class_no: row.class.as_deref(),
            certificate_no: row.certificate.as_deref(),
            employer_name: row.employer.as_deref(),
            employer_uscc: row.code.as_deref(),
            employed: row.employed,
            from: row.from,
            until: row.until,
        };
        lines.push(RowAddress { version: 1, block: 1 + i64::from(at) / 256, sheet: 0, row: at }, &entry);
    }
    lines
}

pub(super) fn found(ledger: Ledger, rows: &[Row]) -> Found {
    find(&lines(ledger, rows), &builtin::policy().signs, day(FILED))
}

/// Kind, people and rows of each sign.
pub(super) fn told(found: &Found) -> Vec<(SignKind, u64, u64)> {
    found.signs.iter().map(|sign| (sign.kind, sign.people, sign.rows)).collect()
}
