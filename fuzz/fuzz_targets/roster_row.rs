//! Any cells as a row under a combined roster's labels: accepted, rejected or a totals line, never a crash; what is accepted
//! comes back from its bytes as it was.
#![no_main]

use chrono::NaiveDate;
use domain::roster::{CellText, Columns, HeaderMap, RawRow, RosterRow, RowChecker, RowOutcome, SheetKind};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static CHECKER: LazyLock<RowChecker> = LazyLock::new(|| {
    let labels: Vec<CellText<'static>> =
        Columns::builtin().of(SheetKind::Combined).map(|column| CellText::Text(&column.label)).collect();
    let rows = [RawRow { number: 1, cells: &labels }];
    let header = HeaderMap::find(Columns::builtin(), SheetKind::Combined, &rows).expect("the labels of the template");
    RowChecker::new(header, 2025, NaiveDate::from_ymd_opt(2025, 9, 15).expect("a day"), None)
});

fuzz_target!(|text: &str| {
    // Cells stand between line ends; a first character says what a cell holds.
    let cells: Vec<CellText<'_>> = text.lines().map(cell).collect();
    match CHECKER.check(&RawRow { number: 2, cells: &cells }) {
        RowOutcome::Accepted { row, .. } => {
            assert_eq!(RosterRow::from_bytes(&row.to_bytes()).expect("its own bytes"), *row);
        }
        RowOutcome::Rejected(problems) => assert!(problems.iter().all(|problem| problem.message.ends_with('。'))),
        RowOutcome::Blank | RowOutcome::Totals => {}
    }
});

fn cell(text: &str) -> CellText<'_> {
    match text.as_bytes().first() {
        None => CellText::Empty,
        Some(b'#') => CellText::Number(text[1..].parse().unwrap_or(f64::NAN)),
        Some(b'@') => text[1..].parse().map_or(CellText::Text(text), CellText::Date),
        Some(b'?') => CellText::Bool(text.len() % 2 == 0),
        Some(b'!') => CellText::Error(text),
        _ => CellText::Text(text),
    }
}
