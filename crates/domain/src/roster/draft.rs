//! A row on its way to being accepted: its cells read one by one, then compared.

use super::Ledger;
use super::cell::CellText;
use super::check::{RowChecker, RowOutcome};
use super::columns::{Column, ColumnType};
use super::fields;
use super::problem::{Fault, Problem, Severity, shown};
use super::row::{RosterRow, Value, Values, iso_day, iso_text};
use crate::credit_code::CreditCode;
use crate::identity::{DocumentKind, DocumentNumber};
use crate::mobile::Mobile;
use crate::parsing::{Parsed, Warning};
use crate::person_name::PersonName;
use chrono::{Datelike, NaiveDate};
use std::borrow::Cow;

/// Least age on the first day of training or work (Labour Law art. 15).
const LEAST_AGE: u32 = 16;

pub(super) struct Draft<'c> {
    checker: &'c RowChecker,
    row: u32,
    problems: Vec<Problem>,
    /// None once the cell of the kind could not be read: then the number cannot be judged.
    kind: Option<DocumentKind>,
    document: Option<DocumentNumber>,
    name: Option<PersonName>,
    mobile: Option<Mobile>,
    values: Values,
}

impl<'c> Draft<'c> {
    pub(super) fn new(checker: &'c RowChecker, row: u32) -> Self {
        let values = Values(Vec::with_capacity(checker.header.places.len()));
        let kind = Some(DocumentKind::ResidentId);
        Draft { checker, row, problems: Vec::new(), kind, document: None, name: None, mobile: None, values }
    }

    /// Reads a column's cell: its value is kept, or a problem is.
    pub(super) fn read(&mut self, column: &'static Column, cell: CellText<'_>) {
        if !says_nothing(column, cell) {
            if let Err(fault) = self.value(column, cell) {
                if column.identifier == "id_type" {
                    self.kind = None;
                }
                self.report(column, Severity::Error, cell, fault);
            }
        } else if let Some(default) = &column.default {
            self.keep_code(column, default);
        } else if column.required || self.is_needed(column) {
            let sentence = format!("没有填写{}，请补填。", column.label);
            self.report(column, Severity::Error, CellText::Empty, Fault::new("missing", sentence));
        }
    }

    /// Whether another column's value calls for this one.
    fn is_needed(&self, column: &Column) -> bool {
        column.required_if.as_ref().is_some_and(|condition| {
            self.values.get(&condition.column).is_some_and(|value| value.text() == condition.is)
        })
    }

    fn value(&mut self, column: &'static Column, cell: CellText<'_>) -> Result<(), Fault> {
        if let CellText::Error(_) = cell {
            return Err(Fault::new("cell_error", "单元格是公式错误，请改填实际内容。"));
        }
        match column.kind {
            ColumnType::Sequence => {}
            ColumnType::Name => {
                let parsed = PersonName::parse(&cell.text()).map_err(|e| Fault::new(e.code(), e.to_string()))?;
                self.name = Some(self.tidied(column, cell, parsed));
            }
            ColumnType::DocumentNumber => self.read_document(column, cell)?,
            ColumnType::Mobile => {
                let text = fields::number_text(cell, "mobile_numeric_cell")?;
                let parsed = Mobile::parse(&text).map_err(|e| Fault::new(e.code(), e.to_string()))?;
                self.mobile = Some(self.tidied(column, cell, parsed));
            }
            ColumnType::Code => {
                let code = fields::code(column, cell)?;
                self.keep_code(column, code);
            }
            ColumnType::Flag => {
                let flag = fields::flag(cell)?;
                self.keep(column, Value::Flag(flag));
            }
            ColumnType::CreditCode => {
                let text = fields::number_text(cell, "uscc_numeric_cell")?;
                let parsed = CreditCode::parse(&text).map_err(|e| Fault::new(e.code(), e.to_string()))?;
                let code = self.tidied(column, cell, parsed);
                self.keep(column, Value::Text(code.to_string().into()));
            }
            ColumnType::Text => {
                let text = self.warned(column, cell, fields::text(column, cell)?);
                self.check_training_body(column, &text)?;
                self.keep(column, Value::Text(text.into()));
            }
            ColumnType::Place => {
                let place = self.warned(column, cell, fields::place(column, cell)?);
                self.keep(column, Value::Text(place.into()));
            }
            ColumnType::Whole => {
                let number = self.warned(column, cell, fields::whole(column, cell)?);
                self.keep(column, Value::Whole(number));
            }
            ColumnType::Date => {
                let date = self.warned(column, cell, fields::date(cell)?);
                self.keep(column, Value::Text(iso_text(date).into()));
            }
        }
        Ok(())
    }

    fn read_document(&mut self, column: &'static Column, cell: CellText<'_>) -> Result<(), Fault> {
        let Some(kind) = self.kind else { return Ok(()) };
        let text = fields::number_text(cell, "id_numeric_cell")?;
        let today = self.checker.today;
        let parsed = DocumentNumber::parse(kind, &text, today).map_err(|e| Fault::new(e.code(), e.to_string()))?;
        self.document = Some(self.tidied(column, cell, parsed));
        Ok(())
    }

    /// Training is given by the unit itself or a registered partner (3.5.a).
    fn check_training_body(&self, column: &Column, name: &str) -> Result<(), Fault> {
        let bodies = self.checker.training_bodies.as_ref().filter(|_| column.identifier == "training_body");
        if bodies.is_none_or(|bodies| bodies.contains(&fields::compact(name))) {
            return Ok(());
        }
        let sentence = "不是本单位，也不是已登记的协同单位。请核对全称，或先登记该协同单位。";
        Err(Fault::new("training_body_unregistered", sentence))
    }

    fn keep(&mut self, column: &'static Column, value: Value) {
        self.values.0.push((Cow::Borrowed(&column.identifier), value));
    }

    /// The document's kind is kept with its number, every other code by itself.
    fn keep_code(&mut self, column: &'static Column, code: &'static str) {
        if column.identifier == "id_type" {
            self.kind = DocumentKind::parse(code);
        } else {
            self.keep(column, Value::Text(Cow::Borrowed(code)));
        }
    }

    fn tidied<T>(&mut self, column: &'static Column, cell: CellText<'_>, parsed: Parsed<T>) -> T {
        for warning in parsed.warnings {
            let fault = Fault::new(Warning::code(warning), Warning::sentence(warning));
            self.report(column, Severity::Warning, cell, fault);
        }
        parsed.value
    }

    fn warned<T>(&mut self, column: &'static Column, cell: CellText<'_>, (value, warning): (T, Option<Fault>)) -> T {
        if let Some(fault) = warning {
            self.report(column, Severity::Warning, cell, fault);
        }
        value
    }

    fn report(&mut self, column: &'static Column, severity: Severity, cell: CellText<'_>, fault: Fault) {
        let message = if cell.is_blank() {
            fault.sentence.into_owned()
        } else {
            format!("“{}”：{}", shown(column, cell), fault.sentence)
        };
        self.problems.push(Problem { row: self.row, column: &column.label, code: fault.code, severity, message });
    }

    fn compared(&mut self, identifier: &str, severity: Severity, fault: Fault) {
        self.problems.push(self.checker.problem(self.row, identifier, severity, fault));
    }

    fn day(&self, identifier: &str) -> Option<NaiveDate> {
        match self.values.get(identifier) {
            Some(Value::Text(text)) => iso_day(text),
            _ => None,
        }
    }

    /// Compares what several columns say.
    pub(super) fn compare(&mut self, ledgers: &[Ledger]) {
        self.compare_sex();
        if ledgers.contains(&Ledger::Training) {
            self.compare_training_days();
        }
        if ledgers.contains(&Ledger::Employment) {
            self.compare_employment_days();
        }
    }

    fn compare_sex(&mut self) {
        let (Some(stated), Some(sex)) = (self.values.get("sex"), self.document.and_then(|document| document.sex()))
        else {
            return;
        };
        if stated.text() != sex.code() {
            let sentence = format!("与证件号码不一致，号码显示为{sex}，请核对。");
            self.compared("sex", Severity::Warning, Fault::new("sex_mismatch", sentence));
        }
    }

    fn compare_training_days(&mut self) {
        let (started, ended) = (self.day("started_on"), self.day("ended_on"));
        if let Some(ended) = ended {
            let year = self.checker.year;
            if started.is_some_and(|started| started > ended) {
                let fault = Fault::new("dates_reversed", "结束日期早于开始日期，请核对两个日期。");
                self.compared("ended_on", Severity::Error, fault);
            }
            if ended.year() != year {
                let sentence =
                    format!("结束日期 {ended} 不在 {year} 年度内，请核对日期，或放到 {} 年度的花名册。", ended.year());
                self.compared("ended_on", Severity::Error, Fault::new("date_outside_year", sentence));
            } else if ended > self.checker.today {
                let fault = Fault::new("ended_in_future", "培训尚未结束，结业后请核对是否合格。");
                self.compared("ended_on", Severity::Warning, fault);
            }
        }
        self.compare_age(started);
    }

    fn compare_employment_days(&mut self) {
        let (hired, left) = (self.day("hired_on"), self.day("left_on"));
        let year = self.checker.year;
        if let (Some(hired), Some(left)) = (hired, left)
            && hired > left
        {
            let fault = Fault::new("dates_reversed", "离职日期早于入职日期，请核对两个日期。");
            self.compared("left_on", Severity::Error, fault);
        }
        if let Some(hired) = hired {
            if hired.year() > year {
                let sentence =
                    format!("入职日期 {hired} 晚于 {year} 年度，请核对日期，或放到 {} 年度的花名册。", hired.year());
                self.compared("hired_on", Severity::Error, Fault::new("date_outside_year", sentence));
            } else if hired > self.checker.today {
                let fault = Fault::new("hired_in_future", "入职日期晚于今天，请入职后再列入。");
                self.compared("hired_on", Severity::Error, fault);
            }
        }
        if left.is_some_and(|left| left.year() < year) {
            let sentence = format!("{year} 年度之前已离职，请核对是否应列入本年度。");
            self.compared("left_on", Severity::Warning, Fault::new("left_before_year", sentence));
        }
        self.compare_age(hired);
    }

    /// Nobody under 16 is trained for work or works.
    fn compare_age(&mut self, first_day: Option<NaiveDate>) {
        let (Some(day), Some(document)) = (first_day, self.document) else { return };
        let old_enough = document.age_on(day).is_some_and(|age| age >= LEAST_AGE);
        if document.birth_date().is_some() && !old_enough {
            let sentence = format!("{day} 时不满 {LEAST_AGE} 周岁，不能列入（劳动法第十五条）。请核对证件号码和日期。");
            self.compared("id_number", Severity::Error, Fault::new("under_age", sentence));
        }
    }

    /// The row's outcome: rejected if anything is an error.
    pub(super) fn finish(self, ledgers: Vec<Ledger>) -> RowOutcome {
        let clean = self.problems.iter().all(|problem| problem.severity == Severity::Warning);
        match (self.document, self.name, self.mobile) {
            (Some(document), Some(name), Some(mobile)) if clean => {
                let row = Box::new(RosterRow { document, name, mobile, ledgers, values: self.values });
                RowOutcome::Accepted { row, warnings: self.problems }
            }
            _ => RowOutcome::Rejected(self.problems),
        }
    }
}

/// Whether a cell holds nothing, or a mark people put for nothing where the column could not hold it.
fn says_nothing(column: &Column, cell: CellText<'_>) -> bool {
    let CellText::Text(text) = cell else { return cell == CellText::Empty };
    match crate::parsing::trim(text) {
        "" | "/" | "-" | "—" | "——" | "－" | "／" | "\\" => true,
        "无" => !matches!(column.kind, ColumnType::Text | ColumnType::Code | ColumnType::Flag),
        _ => false,
    }
}
