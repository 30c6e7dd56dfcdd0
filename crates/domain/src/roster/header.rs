//! Finding the row of labels under a sheet's title, whatever the order of its columns.

use super::cell::{CellText, RawRow};
use super::columns::{Column, Columns};
use super::problem::{Problem, Severity};
use super::{Ledger, SheetKind};
use crate::parsing::is_invisible;
use std::collections::HashMap;
use unicode_normalization::UnicodeNormalization;

/// A row of labels needs at least this many known ones to be taken for the header.
const FEWEST: usize = 3;
/// The column that a marked workbook adds: passed over when the workbook comes back.
const EXPLANATION: &str = "问题说明";

/// Where each column of a sheet stands.
#[derive(Clone, Debug)]
pub struct HeaderMap {
    /// The header's row number.
    pub row: u32,
    /// The kind of sheet it was read as.
    pub kind: SheetKind,
    /// The columns of the kind, and the place of each counted from 0; none where the sheet has no such column.
    pub(super) places: Vec<(&'static Column, Option<usize>)>,
    /// Columns of the sheet that belong to no roster: warned of, not imported.
    pub unknown: Vec<Problem>,
}

impl HeaderMap {
    /// Finds the header among the first rows of a sheet (twenty are plenty): the row with the most labels known for this kind.
    /// Columns of another city's file are leaked once when it is loaded; they live as long as the program.
    ///
    /// # Errors
    /// All that is wrong with it: no such row, required columns missing, a column twice.
    pub fn find(columns: &'static Columns, kind: SheetKind, rows: &[RawRow<'_>]) -> Result<HeaderMap, Vec<Problem>> {
        let names = names(columns, kind);
        let known = |row: &RawRow<'_>| row.cells.iter().filter(|cell| lookup(&names, **cell).is_some()).count();
        // max_by_key takes the last of equals: reversed, the topmost row wins.
        let best = rows.iter().rev().max_by_key(|row| known(row)).filter(|row| known(row) >= FEWEST);
        let Some(header) = best else {
            let row = rows.first().map_or(1, |row| row.number);
            return Err(vec![header_error(
                row,
                "header_not_found",
                "没有找到表头行，请使用系统模板，或保留“姓名”“证件号码”等列名。".into(),
            )]);
        };
        HeaderMap::read(columns, kind, header, &names)
    }

    /// The kind of sheet its labels speak for: combined when it has columns of both ledgers.
    #[must_use]
    pub fn detect(columns: &'static Columns, rows: &[RawRow<'_>]) -> Option<SheetKind> {
        let names = names(columns, SheetKind::Combined);
        let own = |row: &RawRow<'_>, ledger| {
            row.cells.iter().filter_map(|cell| lookup(&names, *cell)).filter(|column| column.only_in(ledger)).count()
        };
        let counts = rows.iter().map(|row| (own(row, Ledger::Training), own(row, Ledger::Employment)));
        match counts.max_by_key(|(training, employment)| training + employment)? {
            (0, 0) => None,
            (training, employment) if training >= FEWEST && employment >= FEWEST => Some(SheetKind::Combined),
            (training, employment) if training >= employment => Some(SheetKind::Training),
            _ => Some(SheetKind::Employment),
        }
    }

    /// The columns that the sheet has: their labels, whatever the sheet calls them, and their places from 1.
    #[must_use]
    pub fn places(&self) -> Vec<(&'static str, u32)> {
        let place = |at: usize| u32::try_from(at + 1).ok();
        self.places.iter().filter_map(|(column, at)| Some((column.label.as_str(), at.and_then(place)?))).collect()
    }

    /// Where a column stands, from 0.
    pub(super) fn place(&self, identifier: &str) -> Option<usize> {
        self.places.iter().find(|(column, _)| column.identifier == identifier).and_then(|(_, at)| *at)
    }

    fn read(
        columns: &'static Columns,
        kind: SheetKind,
        header: &RawRow<'_>,
        names: &Names,
    ) -> Result<HeaderMap, Vec<Problem>> {
        let row = header.number;
        let mut places: Vec<(&Column, Option<usize>)> = columns.of(kind).map(|column| (column, None)).collect();
        let (mut errors, mut unknown) = (Vec::new(), Vec::new());
        for (at, cell) in header.cells.iter().enumerate().filter(|(_, cell)| !cell.is_blank()) {
            let place = lookup(names, *cell)
                .and_then(|found| places.iter_mut().find(|(column, _)| column.identifier == found.identifier));
            match place {
                Some((_, place @ None)) => *place = Some(at),
                Some((column, Some(_))) => {
                    let message = format!("“{}”列出现两次，请删去一列后重新上传。", column.label);
                    errors.push(header_error(row, "header_duplicate", message));
                }
                None if clean(&cell.text()) == EXPLANATION => {}
                None => {
                    let head: String = cell.text().chars().take(30).collect();
                    let message = format!("不认识“{head}”列，这一列不会导入；如需导入请改用模板中的列名。");
                    unknown
                        .push(Problem { severity: Severity::Warning, ..header_error(row, "header_unknown", message) });
                }
            }
        }
        for (column, _) in places.iter().filter(|(column, place)| column.required && place.is_none()) {
            let message = format!("缺少必填的“{}”列，请按模板补上后重新上传。", column.label);
            errors.push(header_error(row, "header_missing", message));
        }
        if errors.is_empty() { Ok(HeaderMap { row, kind, places, unknown }) } else { Err(errors) }
    }
}

fn header_error(row: u32, code: &'static str, message: String) -> Problem {
    Problem { row, column: "表头", code, severity: Severity::Error, message }
}

/// Cleaned labels and synonyms; none where a synonym could be either of two columns.
type Names = HashMap<String, Option<&'static Column>>;

fn names(columns: &'static Columns, kind: SheetKind) -> Names {
    let mut names = Names::new();
    for column in columns.of(kind) {
        for synonym in &column.synonyms {
            names.entry(clean(synonym)).and_modify(|only| *only = None).or_insert(Some(column));
        }
    }
    names.extend(columns.of(kind).map(|column| (clean(&column.label), Some(column))));
    names
}

fn lookup(names: &Names, cell: CellText<'_>) -> Option<&'static Column> {
    let CellText::Text(text) = cell else { return None };
    names.get(&clean(text)).copied().flatten()
}

/// A label without white space, asterisks, colons and what stands in brackets: `证件号码*\n（必填）` is 证件号码.
fn clean(label: &str) -> String {
    let mut depth = 0usize;
    let mut cleaned = String::with_capacity(label.len());
    for c in label.nfkc() {
        match c {
            '(' | '[' | '【' | '〔' => depth += 1,
            ')' | ']' | '】' | '〕' => depth = depth.saturating_sub(1),
            '*' | ':' | '\'' => {}
            _ if depth > 0 || c.is_whitespace() || c.is_control() || is_invisible(c) => {}
            _ => cleaned.push(c),
        }
    }
    cleaned
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(kind: SheetKind, rows: &[&[&str]]) -> Result<HeaderMap, Vec<&'static str>> {
        let cells: Vec<Vec<CellText>> =
            rows.iter().map(|row| row.iter().map(|cell| CellText::Text(cell)).collect()).collect();
        let rows: Vec<RawRow> = (1..).zip(&cells).map(|(number, cells)| RawRow { number, cells }).collect();
        HeaderMap::find(Columns::builtin(), kind, &rows)
            .map_err(|problems| problems.iter().map(|problem| problem.code).collect())
    }

    const TRAINING: [&str; 11] = [
        "联系电话",
        "* 姓 名",
        "身份证号\n（必填）",
        "人员类别",
        "培训类别",
        "工种",
        "培训机构：",
        "培训开始时间",
        "结束日期",
        "课时",
        "是否合格(是/否)",
    ];

    #[test]
    fn labels_are_found_under_titles_in_any_order_and_dress() {
        let map = find(SheetKind::Training, &[&["晋江市某公司培训花名册"], &["填报单位：", "姓名"], &TRAINING])
            .expect("a header");
        assert_eq!(map.row, 3);
        let place = |identifier: &str| {
            map.places.iter().find(|(column, _)| column.identifier == identifier).and_then(|(_, at)| *at)
        };
        assert_eq!(
            (place("mobile"), place("name"), place("id_number"), place("passed")),
            (Some(0), Some(1), Some(2), Some(10))
        );
        assert_eq!((place("training_trade"), place("remark"), map.unknown.len()), (Some(5), None, 0));
    }

    #[test]
    fn what_is_missing_twice_or_unknown_is_said() {
        assert_eq!(find(SheetKind::Training, &[&["甲", "乙"]]).unwrap_err(), ["header_not_found"]);
        assert_eq!(
            find(SheetKind::Training, &TRAINING[..10].chunks(10).collect::<Vec<_>>()).unwrap_err(),
            ["header_missing"]
        );
        let twice: Vec<&str> = TRAINING.into_iter().chain(["手机号"]).collect();
        assert_eq!(find(SheetKind::Training, &[&twice]).unwrap_err(), ["header_duplicate"]);
        let more: Vec<&str> = TRAINING.into_iter().chain(["血型"]).collect();
        let map = find(SheetKind::Training, &[&more]).expect("a header");
        assert_eq!(map.unknown.iter().map(|problem| problem.code).collect::<Vec<_>>(), ["header_unknown"]);
        assert!(map.unknown[0].message.contains("血型"));
    }

    #[test]
    fn the_kind_of_sheet_shows_in_its_labels() {
        let detect = |labels: &[&str]| {
            let cells: Vec<CellText> = labels.iter().map(|cell| CellText::Text(cell)).collect();
            HeaderMap::detect(Columns::builtin(), &[RawRow { number: 1, cells: &cells }])
        };
        assert_eq!(detect(&TRAINING), Some(SheetKind::Training));
        assert_eq!(detect(&["姓名", "就业形式", "用工单位", "入职时间"]), Some(SheetKind::Employment));
        let both: Vec<&str> = TRAINING.into_iter().chain(["就业形式", "用工单位", "入职时间"]).collect();
        assert_eq!(detect(&both), Some(SheetKind::Combined));
        assert_eq!(detect(&["姓名"]), None);
    }
}
