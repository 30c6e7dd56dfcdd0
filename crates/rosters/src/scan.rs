//! A roster file read once, row by row: which sheets are read, what each row is, and who was met.

use super::{
    pack::Packer,
    people::{Meeting, People, Place, Sighting},
};
use chrono::NaiveDate;
use domain::{
    identity::DocumentKind,
    roster::{
        CellText, Columns, HeaderMap, Ledger, Problem, RawRow, RosterRow, RowChecker, RowOutcome, Severity, SheetKind,
    },
};
use spreadsheets::{ReadError, Row, Value, Workbook};
use std::ops::ControlFlow;
use vault::Fingerprinter;

/// Rows at the top of a sheet among which the labels are looked for.
const TOP: usize = 20;
/// Sheets that our own templates carry beside the rosters.
const OURS: [&str; 2] = ["填表说明", "选项"];

/// Whether to go on.
pub(super) type Flow = ControlFlow<()>;

/// What a reader of rosters is told, in the order of the file.
pub(super) trait Sink {
    /// Something is wrong or odd. A row's problems come before the row itself, but for those of earlier rows that only a
    /// later one brought to light.
    fn problem(&mut self, sheet: &str, problem: Problem) -> Flow;

    /// A person's row stands; `packed` are its values.
    fn accepted(&mut self, _place: Place, _row: &RosterRow, _packed: &[u8]) -> Flow {
        Flow::Continue(())
    }

    /// Every row of a sheet that is read, the lines above its labels included.
    fn raw(&mut self, _sheet: &SheetRead, _row: Row<'_>) -> Flow {
        Flow::Continue(())
    }
}

/// A sheet that is read, and what its rows came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SheetRead {
    /// Its name on the tab.
    pub name: String,
    /// What it lists.
    pub kind: SheetKind,
    /// The row of its labels.
    pub header_row: u32,
    /// Columns up to the last one with a label.
    pub columns: u32,
    /// Where the columns of the roster stand, from 1, by their own labels.
    pub(super) places: Vec<(&'static str, u32)>,
    /// Non-empty rows below the labels, less totals and footers.
    pub rows: u64,
    /// Of them, taken.
    pub accepted: u64,
    /// Of them, to be mended.
    pub rejected: u64,
    /// Lines of totals and footers.
    pub totals: u64,
    /// Empty rows between the others.
    pub blank: u64,
    /// Rejected rows by ledger, training first: on a combined sheet a row may stand in both.
    pub(super) rejected_in: [u64; 2],
    pub(super) accepted_in: [u64; 2],
}

/// What reading came to.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub(super) sheets: Vec<SheetRead>,
    pub(super) people: People,
    /// Errors by which a whole sheet could not be read.
    pub(super) unread: u64,
}

/// What a roster is checked against.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rules<'r> {
    pub(super) kind: SheetKind,
    pub(super) year: i32,
    pub(super) today: NaiveDate,
    pub(super) prints: &'r Fingerprinter,
}

/// Reads every roster sheet of a workbook.
///
/// # Errors
/// What is wrong with the file as a whole.
pub(super) fn read(workbook: &mut Workbook, rules: &Rules<'_>, sink: &mut impl Sink) -> Result<Read, ReadError> {
    let mut read = Read::default();
    let packer = Packer::new(Columns::builtin());
    let chosen = choose(workbook, rules.kind, sink, &mut read)?;
    let names: Vec<String> = chosen.iter().map(|sheet| workbook.sheets()[sheet.at].name.clone()).collect();
    for (place, Chosen { at, header, columns }) in (0..).zip(chosen) {
        let mut reader = Reader::new(&names, place, (header, columns), rules, &packer, sink, &mut read.people);
        let scan = workbook.for_each_row(at, |row| reader.row(row))?;
        read.sheets.push(reader.sheet);
        if scan.stopped.is_some() {
            return Err(ReadError::Cancelled);
        }
    }
    Ok(read)
}

/// A sheet to read.
struct Chosen {
    at: usize,
    header: HeaderMap,
    /// Columns up to the last one with a label.
    columns: u32,
}

/// The sheets to read with their labels. A sheet that is not read is said to be so.
fn choose(
    workbook: &mut Workbook,
    kind: SheetKind,
    sink: &mut impl Sink,
    read: &mut Read,
) -> Result<Vec<Chosen>, ReadError> {
    let (mut chosen, mut strange) = (Vec::new(), Vec::new());
    let sheets = workbook.sheets().to_vec();
    for (at, sheet) in sheets.iter().enumerate().filter(|(_, sheet)| !OURS.contains(&sheet.name.as_str())) {
        let rows = top(workbook, at)?;
        let cells: Vec<(u32, Vec<CellText<'_>>)> =
            rows.iter().map(|(number, cells)| (*number, cells.iter().map(Owned::borrow).collect())).collect();
        let rows: Vec<RawRow<'_>> = cells.iter().map(|(number, cells)| RawRow { number: *number, cells }).collect();
        let detected = HeaderMap::detect(Columns::builtin(), &rows);
        let found = match (kind, detected) {
            _ if rows.is_empty() => continue,
            _ if sheet.hidden => Err("隐藏的工作表没有读取；如需导入，请取消隐藏后重新上传。"),
            (SheetKind::Combined, Some(own)) => Ok(own),
            (_, Some(SheetKind::Combined) | None) => Ok(kind),
            (_, Some(own)) if own == kind => Ok(kind),
            _ => Err("这张工作表是另一种花名册，没有读取；请在那一种花名册下上传。"),
        };
        match found.map(|kind| HeaderMap::find(Columns::builtin(), kind, &rows)) {
            Ok(Ok(header)) => {
                let labels = rows.iter().find(|row| row.number == header.row);
                let columns = labels.and_then(|row| u32::try_from(row.cells.len()).ok()).unwrap_or(0);
                chosen.push(Chosen { at, header, columns });
            }
            // Labels of a roster, but not enough of them: to be mended. Anything else may be a cover or a note.
            Ok(Err(problems)) if detected.is_some() => {
                read.unread += 1;
                tell(sink, &sheet.name, problems)?;
            }
            Ok(Err(problems)) => strange.push((&sheet.name, problems)),
            Err(reason) => tell(sink, &sheet.name, [not_read(reason)])?,
        }
    }
    let nothing = chosen.is_empty() && read.unread == 0;
    for (name, problems) in strange {
        if nothing {
            read.unread += 1;
            tell(sink, name, problems)?;
        } else {
            tell(sink, name, [not_read("这张工作表没有花名册的表头，没有读取。")])?;
        }
    }
    if nothing && read.unread == 0 {
        read.unread = 1;
        let name = sheets.first().map_or("", |sheet| sheet.name.as_str());
        let message = "没有找到花名册，请使用系统模板填写后重新上传。".to_owned();
        let empty = Problem { row: 1, column: "表头", code: "header_not_found", severity: Severity::Error, message };
        tell(sink, name, [empty])?;
    }
    Ok(chosen)
}

fn not_read(reason: &str) -> Problem {
    Problem {
        row: 1,
        column: "工作表",
        code: "sheet_not_read",
        severity: Severity::Warning,
        message: reason.to_owned(),
    }
}

fn tell(sink: &mut impl Sink, sheet: &str, problems: impl IntoIterator<Item = Problem>) -> Result<(), ReadError> {
    let told = problems.into_iter().try_for_each(|problem| sink.problem(sheet, problem));
    if told.is_break() { Err(ReadError::Cancelled) } else { Ok(()) }
}

/// A cell of the first rows, kept while the labels are looked for.
enum Owned {
    Nothing,
    Text(String),
}

impl Owned {
    fn borrow(&self) -> CellText<'_> {
        match self {
            Owned::Nothing => CellText::Empty,
            Owned::Text(text) => CellText::Text(text),
        }
    }
}

fn top(workbook: &mut Workbook, sheet: usize) -> Result<Vec<(u32, Vec<Owned>)>, ReadError> {
    let mut rows = Vec::new();
    workbook.for_each_row(sheet, |row| {
        let mut cells = Vec::new();
        for cell in row.cells() {
            cells.resize_with(cell.column as usize - 1, || Owned::Nothing);
            cells.push(Owned::Text(cell.value.text().into_owned()));
        }
        rows.push((row.number(), cells));
        if rows.len() < TOP { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    Ok(rows)
}

/// The rows of one sheet on their way through the checker.
struct Reader<'r, S> {
    sheet: SheetRead,
    /// The names of all sheets that are read: a person may stand on several.
    names: &'r [String],
    place: u16,
    checker: RowChecker,
    unknown: Vec<Problem>,
    rules: &'r Rules<'r>,
    packer: &'r Packer,
    packed: Vec<u8>,
    /// Columns in which a formula was met: told of once each.
    formulas: Vec<u32>,
    last_row: u32,
    sink: &'r mut S,
    people: &'r mut People,
}

impl<'r, S: Sink> Reader<'r, S> {
    fn new(
        names: &'r [String],
        place: u16,
        (header, columns): (HeaderMap, u32),
        rules: &'r Rules<'r>,
        packer: &'r Packer,
        sink: &'r mut S,
        people: &'r mut People,
    ) -> Self {
        let sheet = SheetRead {
            name: names[usize::from(place)].clone(),
            kind: header.kind,
            header_row: header.row,
            columns,
            places: header.places(),
            rows: 0,
            accepted: 0,
            rejected: 0,
            totals: 0,
            blank: 0,
            rejected_in: [0; 2],
            accepted_in: [0; 2],
        };
        let unknown = header.unknown.clone();
        let checker = RowChecker::new(header, rules.year, rules.today, None);
        let last_row = sheet.header_row;
        let (packed, formulas) = (Vec::new(), Vec::new());
        Reader { sheet, names, place, checker, unknown, rules, packer, packed, formulas, last_row, sink, people }
    }

    fn row(&mut self, row: Row<'_>) -> Flow {
        if row.number() == self.sheet.header_row {
            for problem in std::mem::take(&mut self.unknown) {
                self.sink.problem(&self.sheet.name, problem)?;
            }
        }
        if row.number() > self.sheet.header_row {
            self.below(row)?;
        }
        self.sink.raw(&self.sheet, row)
    }

    fn below(&mut self, row: Row<'_>) -> Flow {
        // Rows the file leaves out lie empty between its others.
        self.sheet.blank += u64::from(row.number().saturating_sub(self.last_row + 1));
        self.last_row = row.number();
        let known = self.formulas.len();
        let cells = cells(row, &mut self.formulas);
        for at in known..self.formulas.len() {
            self.formula(row.number(), self.formulas[at])?;
        }
        let raw = RawRow { number: row.number(), cells: &cells };
        match self.checker.check(&raw) {
            RowOutcome::Blank => self.sheet.blank += 1,
            RowOutcome::Totals => self.sheet.totals += 1,
            RowOutcome::Rejected(problems) => {
                self.sheet.rows += 1;
                self.sheet.rejected += 1;
                for ledger in self.checker.ledgers(&raw) {
                    self.sheet.rejected_in[index(ledger)] += 1;
                }
                problems.into_iter().try_for_each(|problem| self.sink.problem(&self.sheet.name, problem))?;
            }
            RowOutcome::Accepted { row: person, warnings } => {
                self.sheet.rows += 1;
                self.sheet.accepted += 1;
                for ledger in &person.ledgers {
                    self.sheet.accepted_in[index(*ledger)] += 1;
                }
                warnings.into_iter().try_for_each(|problem| self.sink.problem(&self.sheet.name, problem))?;
                self.person(raw.number, &person)?;
            }
        }
        Flow::Continue(())
    }

    /// Formulas are never run: what a column shows for them was computed elsewhere, or is not there at all.
    fn formula(&mut self, row: u32, column: u32) -> Flow {
        let Some((label, _)) = self.sheet.places.iter().find(|(_, place)| *place == column) else {
            return Flow::Continue(());
        };
        let sentence = "这一列从本行起有公式。系统不运行公式，只读取文件中保存的结果，没有结果的按空白处理。请把公式选择性粘贴为数值，核对后重新上传。";
        let place = Place { sheet: self.place, row };
        self.tell(place, label, "formula", Severity::Warning, sentence.to_owned())
    }

    fn person(&mut self, number: u32, row: &RosterRow) -> Flow {
        let prints = self.rules.prints;
        self.packed.clear();
        self.packer.pack(row, &mut self.packed);
        let place = Place { sheet: self.place, row: number };
        let document = &row.document;
        let to_confirm = matches!(document.kind(), DocumentKind::Passport | DocumentKind::Other);
        let sighting = Sighting {
            print: prints.person(document.kind().code(), document.number()),
            name: prints.mark("roster name", row.name.as_str().as_bytes()),
            mark: prints.mark("roster row", &self.packed),
            place,
            waiting: to_confirm,
        };
        if to_confirm {
            let sentence = format!("“{}”：{}须经审核人员确认后才计入人数。", document.mask(), document.kind());
            self.tell(place, "证件号码", "document_to_confirm", Severity::Waiting, sentence)?;
        }
        match self.people.meet(sighting, row) {
            Meeting::First | Meeting::Again => {}
            Meeting::Repeat(first) => {
                let sheet = if first.sheet == self.place { "" } else { self.names[usize::from(first.sheet)].as_str() };
                let sentence = format!("与{sheet}第 {} 行完全相同，只计一次。", first.row);
                self.tell(place, "整行", "repeat_row", Severity::Warning, sentence)?;
            }
            Meeting::Conflict(places) => {
                let sentence = format!(
                    "“{}”：同一号码在本文件中有不同姓名，核定前不计入人数。请核对姓名和号码。",
                    document.mask()
                );
                for place in places {
                    self.tell(place, "姓名", "name_conflict", Severity::Waiting, sentence.clone())?;
                }
            }
        }
        self.sink.accepted(place, row, &self.packed)
    }

    fn tell(
        &mut self,
        at: Place,
        column: &'static str,
        code: &'static str,
        severity: Severity,
        message: String,
    ) -> Flow {
        let sheet = &self.names[usize::from(at.sheet)];
        self.sink.problem(sheet, Problem { row: at.row, column, code, severity, message })
    }
}

/// Where a ledger's figure stands in a pair.
pub(super) fn index(ledger: Ledger) -> usize {
    match ledger {
        Ledger::Training => 0,
        Ledger::Employment => 1,
    }
}

/// The cells of a row from column A on; columns of formulas not met before go into `formulas`.
fn cells<'c>(row: Row<'c>, formulas: &mut Vec<u32>) -> Vec<CellText<'c>> {
    let mut cells = Vec::with_capacity(row.len() + 4);
    for cell in row.cells() {
        if cell.formula && !formulas.contains(&cell.column) {
            formulas.push(cell.column);
        }
        cells.resize(cell.column as usize - 1, CellText::Empty);
        cells.push(match cell.value {
            Value::Text(text) => CellText::Text(text),
            Value::Number { value, .. } => CellText::Number(value),
            Value::Date { at, .. } => CellText::Date(at.date()),
            Value::Bool(flag) => CellText::Bool(flag),
            Value::Error(text) => CellText::Error(text),
        });
    }
    cells
}
