//! Reading an answer: which line each row means, what it says of it, when. A row that cannot be read is said by its cell.

use crate::{App, Error, Result};
use chrono::NaiveDate;
use domain::comparison::{Mark, Source};
use kernel::Faults;
use spreadsheets::{Row, Workbook};
use std::{collections::HashMap, ops::ControlFlow};

/// The heads of a list, and of its answer.
#[derive(Debug)]
pub(super) struct Heads {
    pub(super) request: &'static str,
    pub(super) ledger: &'static str,
    pub(super) year: &'static str,
    pub(super) mark: &'static str,
    pub(super) on: &'static str,
}

/// The heads as they are written.
pub(super) const CELLS: Heads =
    Heads { request: "编号", ledger: "台账", year: "年度", mark: "比对结果", on: "比对日期" };

/// Rows looked at for the heads.
const HEAD_ROWS: u32 = 20;

/// What a row says of a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    pub(super) row: u32,
    pub(super) mark: Mark,
    pub(super) on: NaiveDate,
}

/// An answer as it was read.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    /// By request number.
    pub(super) by_request: HashMap<String, Line>,
    /// By document number with the name, or by credit code, where the number was not sent back.
    pub(super) by_number: HashMap<String, (String, Line)>,
    /// Rows that say nothing.
    pub(super) blank: u64,
    /// What is wrong.
    pub(super) faults: Faults,
}

/// The days an answer may speak of, and the one it speaks of where its rows do not say.
#[derive(Clone, Copy, Debug)]
pub(super) struct Days {
    pub(super) first: NaiveDate,
    pub(super) last: NaiveDate,
    pub(super) otherwise: NaiveDate,
}

/// Reads an answer, row by row.
///
/// # Errors
/// The file is no table, or has no such heads: a sentence at the upload.
pub(super) async fn read(app: &App, file: storage::files::Original, source: Source, days: Days) -> Result<Sheet> {
    let limits = app.limits();
    let read = tokio::task::spawn_blocking(move || {
        let wrong = |error: spreadsheets::ReadError| Error::field("comparison_answer", error.to_string());
        let mut book = Workbook::from_reader(file, limits).map_err(wrong)?;
        let mut reader = Reader { source, days, columns: None, sheet: Sheet::default() };
        book.for_each_row(0, |row| {
            reader.row(&row);
            if reader.columns.is_none() && row.number() > HEAD_ROWS {
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        })
        .map_err(wrong)?;
        match reader.columns {
            Some(_) => Ok(reader.sheet),
            None => Err(Error::field("comparison_answer", no_heads(source))),
        }
    });
    read.await.map_err(|error| Error::Internal(error.to_string()))?
}

fn no_heads(source: Source) -> String {
    let number = if source.is_about_units() { "统一社会信用代码" } else { "证件号码和姓名" };
    format!(
        "表中没有找到表头。应有“{}”列，以及“{}”列（没有编号的，须有{number}列）。请在发出的名单上填写后交回。",
        CELLS.mark, CELLS.request
    )
}

/// Where each column stands.
#[derive(Clone, Copy, Debug, Default)]
struct Columns {
    request: Option<u32>,
    number: Option<u32>,
    name: Option<u32>,
    mark: Option<u32>,
    on: Option<u32>,
}

struct Reader {
    source: Source,
    days: Days,
    columns: Option<Columns>,
    sheet: Sheet,
}

impl Reader {
    fn row(&mut self, row: &Row<'_>) {
        match self.columns {
            None => self.columns = self.heads(row),
            Some(columns) => self.line(row, columns),
        }
    }

    fn heads(&self, row: &Row<'_>) -> Option<Columns> {
        let mut columns = Columns::default();
        for cell in row.cells() {
            let text = cell.value.text();
            let slot = match text.trim().trim_end_matches(['*', '＊']) {
                "编号" | "比对编号" | "request_id" => &mut columns.request,
                "证件号码" | "身份证号" | "身份证号码" | "公民身份号码" if !self.source.is_about_units() => {
                    &mut columns.number
                }
                "统一社会信用代码" | "信用代码" if self.source.is_about_units() => &mut columns.number,
                "姓名" => &mut columns.name,
                "比对结果" | "核对结果" | "结果" | "result" => &mut columns.mark,
                "比对日期" | "查询日期" | "日期" | "date" => &mut columns.on,
                _ => continue,
            };
            slot.get_or_insert(cell.column);
        }
        let named = columns.number.is_some() && (columns.name.is_some() || self.source.is_about_units());
        (columns.mark.is_some() && (columns.request.is_some() || named)).then_some(columns)
    }

    fn line(&mut self, row: &Row<'_>, columns: Columns) {
        let cell = |column: Option<u32>| {
            let value = column.and_then(|column| row.get(column));
            value.map_or_else(String::new, |value| value.text().trim().to_owned())
        };
        let (request, number, said) =
            (cell(columns.request).to_uppercase(), cell(columns.number).to_uppercase(), cell(columns.mark));
        if said.is_empty() {
            if !request.is_empty() || !number.is_empty() {
                self.sheet.blank += 1;
            }
            return;
        }
        let at = row.number();
        let Some(mark) = mark(&said) else {
            let words = Mark::ALL.iter().map(|mark| mark.label()).collect::<Vec<_>>().join("、");
            return self.sheet.faults.add(at, CELLS.mark, format!("认不出“{}”，请填写{words}之一。", short(&said)));
        };
        let on = match cell(columns.on).as_str() {
            "" => self.days.otherwise,
            text => match day(text).filter(|day| (self.days.first..=self.days.last).contains(day)) {
                Some(day) => day,
                None => {
                    let message = "请填写查询日期，如 2025-10-20，应在提供名单之后，不晚于今天。";
                    return self.sheet.faults.add(at, CELLS.on, message);
                }
            },
        };
        let line = Line { row: at, mark, on };
        let column = if request.is_empty() { self.number_head() } else { CELLS.request };
        let before = match (request.is_empty(), number.is_empty()) {
            (false, _) => self.sheet.by_request.insert(request, line),
            (true, false) => {
                let name: String = cell(columns.name).chars().filter(|c| !c.is_whitespace()).collect();
                self.sheet.by_number.insert(number, (name, line)).map(|(_, line)| line)
            }
            (true, true) => {
                return self.sheet.faults.add(at, column, "缺少编号，无法知道说的是谁。请在发出的名单上填写。");
            }
        };
        if let Some(before) = before.filter(|before| before.mark != mark) {
            let message = format!("与第 {} 行是同一条，结果却不同，请核对后只留一行。", before.row);
            self.sheet.faults.add(at, column, message);
        }
    }

    fn number_head(&self) -> &'static str {
        if self.source.is_about_units() { "统一社会信用代码" } else { "证件号码" }
    }
}

fn mark(text: &str) -> Option<Mark> {
    match text.to_lowercase().as_str() {
        "一致" | "属实" | "相符" | "符合" | "confirmed" => Some(Mark::Confirmed),
        "不一致" | "不符" | "不属实" | "不相符" | "不符合" | "refuted" => Some(Mark::Refuted),
        "未查到" | "查无" | "查无此人" | "无法核实" | "不详" | "unknown" => Some(Mark::Unknown),
        _ => None,
    }
}

/// Words of a stranger's cell, cut short: they may be anything.
fn short(text: &str) -> String {
    let mut words: String = text.chars().take(12).collect();
    if text.chars().count() > 12 {
        words.push('…');
    }
    words
}

/// 2025-10-20, 2025/10/20, 2025.10.20, 20251020, 2025年10月20日; a time of day behind it is passed over.
fn day(text: &str) -> Option<NaiveDate> {
    let text = text.split(' ').next().unwrap_or_default();
    let plain = text.trim_end_matches('日').replace(['年', '月', '/', '.'], "-");
    ["%Y-%m-%d", "%Y%m%d"].iter().find_map(|form| NaiveDate::parse_from_str(&plain, form).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_people_write_them() {
        let wanted = NaiveDate::from_ymd_opt(2025, 10, 2);
        for text in ["2025-10-02", "2025/10/2", "2025.10.2", "20251002", "2025年10月2日", "2025-10-02 09:30:00"] {
            assert_eq!(day(text), wanted, "{text}");
        }
        assert_eq!(day("昨天"), None);
    }

    #[test]
    fn nothing_but_the_words_for_it_confirms() {
        assert_eq!(mark("一致"), Some(Mark::Confirmed));
        assert_eq!(mark("不一致"), Some(Mark::Refuted));
        assert_eq!(mark("Unknown"), Some(Mark::Unknown));
        assert_eq!((mark("基本一致"), mark("1")), (None, None));
    }
}
