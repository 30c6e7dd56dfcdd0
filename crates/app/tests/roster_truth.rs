//! The checker against the generator of made-up rosters: every count and every row number of every planted fault.

use app::rosters::{CheckReport, Found, check_file};
use chrono::NaiveDate;
use domain::roster::{Severity, SheetKind};
use serde_json::Value;
use spreadsheets::Limits;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    process::Command,
};

/// What the checker calls the faults that the generator plants.
const CODES: [(&str, &str); 24] = [
    ("name_missing", "missing"),
    ("id_missing", "missing"),
    ("id_check_digit", "id_checksum"),
    ("id_birth_date", "id_date"),
    ("id_unknown_area", "id_area"),
    ("id_legacy", "id_legacy"),
    ("id_as_number", "id_numeric_cell"),
    ("under_age", "under_age"),
    ("mobile_missing", "missing"),
    ("mobile_invalid", "mobile_format"),
    ("category_unknown", "code_unknown"),
    ("dates_reversed", "dates_reversed"),
    ("date_impossible", "date_not_exist"),
    ("outside_year", "date_outside_year"),
    ("hours_out_of_range", "whole_range"),
    ("employer_missing", "missing"),
    ("business_missing", "missing"),
    ("mode_missing", "missing"),
    ("sex_mismatch", "sex_mismatch"),
    ("passport", "document_to_confirm"),
    ("repeat_row", "repeat_row"),
    ("repeat_person", ""),
    ("name_conflict", "name_conflict"),
    ("not_passed", ""),
];

fn generate(folder: &Path, words: &[&str]) -> (PathBuf, Value) {
    let file = folder.join(words[1]);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../e2e/fixtures/rosters.py");
    let made = Command::new("/usr/bin/python3").arg(script).arg(words[0]).arg(&file).args(&words[2..]).status();
    assert!(made.expect("python3 runs").success(), "{words:?}");
    let truth = std::fs::read_to_string(folder.join(format!("{}.truth.json", words[1]))).expect("a truth file");
    (file, serde_json::from_str::<Value>(&truth).expect("JSON")["sheets"].clone())
}

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 1).expect("a date")
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_else(|| panic!("a number, not {value}"))
}

fn rows(value: &Value) -> BTreeSet<u32> {
    value.as_array().expect("rows").iter().map(|row| u32::try_from(number(row)).expect("a row")).collect()
}

/// Compares a report with the truth of its one sheet: counts, and the rows of every fault under its own code.
fn agrees(report: &CheckReport, truth: &Value) {
    let told = |key: &str| number(&truth[key]);
    assert_eq!(report.rows, told("rows"), "rows");
    assert_eq!(report.rejected, told("rows_in_error"), "rows in error");
    assert_eq!(report.accepted, told("rows") - told("rows_in_error"), "rows accepted");
    assert_eq!(report.waiting_rows, told("rows_waiting"), "rows waiting");
    assert_eq!(report.people, told("people"), "people");
    assert_eq!(report.poverty_alleviated, told("poverty_alleviated"), "poverty-alleviated workers");
    if truth.get("people_passed").is_some() {
        assert_eq!(report.passed, told("people_passed"), "people who passed");
    }
    assert_eq!(u64::from(report.header_rows[0]), told("header_row"), "row of the labels");
    let of = |severity: Severity| -> BTreeSet<u32> {
        report.problems.iter().filter(|found| found.severity == severity).map(|found| found.row).collect()
    };
    let mut by_outcome: BTreeMap<&str, BTreeSet<u32>> = BTreeMap::new();
    for (kind, fault) in truth["kinds"].as_object().expect("kinds") {
        let rows = rows(&fault["rows"]);
        by_outcome.entry(fault["outcome"].as_str().expect("an outcome")).or_default().extend(&rows);
        let (_, code) = CODES.iter().find(|(planted, _)| planted == kind).expect("a known fault");
        let found = |found: &&Found| found.code == *code && rows.contains(&found.row);
        let listed: BTreeSet<u32> = report.problems.iter().filter(found).map(|found| found.row).collect();
        if code.is_empty() {
            assert!(of(Severity::Error).is_disjoint(&rows), "{kind} is no error");
        } else {
            assert_eq!(listed, rows, "{kind} is listed as {code}");
        }
    }
    assert_eq!(of(Severity::Error), by_outcome.remove("error").unwrap_or_default(), "the rows to be mended");
    assert_eq!(of(Severity::Waiting), by_outcome.remove("unknown").unwrap_or_default(), "the rows that wait");
}

#[test]
fn every_fault_is_found_at_its_row_in_every_format_and_however_untidy() {
    let folder = tempfile::tempdir().expect("a folder");
    let messes = ["", "titles,shuffle,synonyms,extra_column,text_dates,spaces,blank_rows,totals,footer", "all"];
    for (ledger, kind) in
        [("training", SheetKind::Training), ("employment", SheetKind::Employment), ("combined", SheetKind::Combined)]
    {
        for (name, more) in [
            ("roster.xlsx", ["--encoding", "utf-8"]),
            ("inline.xlsx", ["--inline", "--rows=1000"]),
            ("roster.csv", ["--encoding", "utf-8-sig"]),
            ("chinese.csv", ["--encoding", "gb18030"]),
        ] {
            for mess in messes {
                // A CSV has no numbers: what an office exported of one is text that lost its digits, another fault.
                let faults = if name.ends_with("csv") { csv_faults(ledger) } else { "all=4".into() };
                let (faults, mess) = (format!("--faults={faults}"), format!("--mess={mess}"));
                let words = [ledger, name, "--rows=1000", more[0], more[1], &faults, &mess];
                let (file, truth) = generate(folder.path(), &words);
                let report = check_file(&file, Limits::default(), kind, 2025, day())
                    .unwrap_or_else(|error| panic!("{words:?}: {error}"));
                assert_eq!(report.problems_found, report.problems.len() as u64);
                agrees(&report, &truth[0]);
            }
        }
    }
}

/// Every fault of a ledger but a number stored as a number.
fn csv_faults(ledger: &str) -> String {
    let training_only = ["date_impossible", "outside_year", "hours_out_of_range", "not_passed"];
    let employment_only = ["employer_missing", "business_missing", "mode_missing"];
    let stands = |kind: &&str| match ledger {
        "training" => !employment_only.contains(kind),
        "employment" => !training_only.contains(kind),
        _ => true,
    };
    let kinds = CODES.iter().map(|(kind, _)| *kind).filter(|kind| *kind != "id_as_number").filter(stands);
    kinds.map(|kind| format!("{kind}=4")).collect::<Vec<_>>().join(",")
}
