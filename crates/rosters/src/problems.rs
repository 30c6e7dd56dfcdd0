//! What is wrong with an upload: page by page, and marked in a copy of the file to mend and upload again.

use super::{
    scan::{self, Flow, Rules, SheetRead, Sink},
    visibility,
};
use crate::{App, Error, Result, access_log, seals};
use domain::{
    access::{Actor, Denied, Role},
    ids::ImportId,
    roster::{Problem, Severity},
};
use spreadsheets::{Fault, Marked, Row, Workbook, WriteError};
use std::{
    collections::HashMap,
    fs::File,
    io::{Seek, SeekFrom},
};
use storage::rosters::{
    imports::{Import, ImportState},
    problems::{self, Problem as Listed},
};

pub use storage::rosters::problems::{Kind as ProblemKind, Narrowed as ProblemQuery};

/// Problems on a page.
const PAGE: u64 = 50;
/// Problems of a row that a later row or another roster brought to light: they are read from the list, not found again.
const LATE: [&str; 2] = ["name_conflict", "name_conflict_elsewhere"];

/// A problem in a cell. Personal values in the message are masked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProblemView {
    /// Its number in the list.
    pub no: i64,
    /// The sheet.
    pub sheet: String,
    /// The sheet's row number.
    pub row: i64,
    /// The column's label; 表头, 整行 or 工作表 where no single column is meant.
    pub column: String,
    /// The stable code of the reason.
    pub code: String,
    /// Whether it keeps the row out, makes its person wait, or only warns.
    pub severity: Severity,
    /// What is wrong and what to do next.
    pub message: String,
}

/// A page of problems.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProblemPage {
    /// In the order they were found, which is that of the file but for rows that a later one threw doubt on.
    pub problems: Vec<ProblemView>,
    /// What to ask for next; none at the end.
    pub next: Option<i64>,
}

/// A page of what is wrong with an upload.
///
/// # Errors
/// No such upload, or not the actor's to see.
pub async fn problems(app: &App, actor: &Actor, import: ImportId, query: &ProblemQuery) -> Result<ProblemPage> {
    visibility::visible(app, actor, import).await?;
    let rows = problems::some(app.db().reader(), import, query, PAGE + 1).await?;
    let more = rows.len() as u64 > PAGE;
    let shown = rows.into_iter().take(usize::try_from(PAGE).unwrap_or(usize::MAX));
    let problems = shown.map(|row| view(app, import, row)).collect::<Result<Vec<_>>>()?;
    let next = problems.last().map(|last| last.no).filter(|_| more);
    Ok(ProblemPage { problems, next })
}

fn view(app: &App, import: ImportId, listed: Listed) -> Result<ProblemView> {
    let Listed { no, sheet, row, column, code, severity, message_sealed } = listed;
    let message = app.open_text(place(import, no), &message_sealed)?;
    Ok(ProblemView { no, sheet, row, column, code, severity, message })
}

/// Where a problem's message is sealed.
pub(super) fn place(import: ImportId, no: i64) -> vault::Context {
    seals::ROSTER_PROBLEM.key(&format!("{import}/{no}"))
}

/// The reasons of an upload's problems, the most frequent first.
///
/// # Errors
/// No such upload, or not the actor's to see.
pub async fn problem_kinds(app: &App, actor: &Actor, import: ImportId) -> Result<Vec<ProblemKind>> {
    visibility::visible(app, actor, import).await?;
    let mut kinds = problems::kinds(app.db().reader(), import).await?;
    kinds.sort_by_key(|kind| std::cmp::Reverse((kind.severity, kind.count)));
    Ok(kinds)
}

/// A copy of the uploaded file with every wrong cell marked and the reasons to the right of its row. It holds full personal
/// data: for the unit that files it, and the account that keyed it in; each time is recorded.
///
/// The copy lies in a nameless temporary file of the data folder and is gone once it is closed.
///
/// # Errors
/// No such upload, or not the actor's; it is being checked, or its file cannot be read.
pub async fn marked_workbook(app: &App, actor: &Actor, import: ImportId) -> Result<File> {
    let row = visibility::visible(app, actor, import).await?;
    let own = actor.role == Role::Unit || row.uploaded_by == actor.account;
    if !own {
        return Err(Denied::NotYours("培育单位").into());
    }
    if row.state == ImportState::Checking {
        return Err(Error::field("import", "还在核对，请等核对完毕后再下载。"));
    }
    let subject = format!("roster_import/{import}");
    let record = access_log::Record { kind: "download", subject: &subject, result: "ok", detail: "marked_workbook" };
    access_log::record(app, Some(actor), record).await?;
    let late = late_problems(app, import).await?;
    let file = app.files().open_seekable(row.digest).await.map_err(|error| Error::Internal(error.to_string()))?;
    let app = app.clone();
    let copied = tokio::task::spawn_blocking(move || copy(&app, &row, file, late)).await;
    copied.map_err(|error| Error::Internal(error.to_string()))?
}

type Late = HashMap<(String, u32), Vec<String>>;

async fn late_problems(app: &App, import: ImportId) -> Result<Late> {
    let rows = problems::with_codes(app.db().reader(), import, &LATE).await?;
    let mut late = Late::new();
    for row in rows {
        let view = view(app, import, row)?;
        let key = (view.sheet, u32::try_from(view.row).unwrap_or(0));
        late.entry(key).or_default().push(view.message);
    }
    Ok(late)
}

/// Reads the file a second time, with the same eyes as the check, and copies it row by row.
fn copy(app: &App, import: &Import, file: storage::files::Original, late: Late) -> Result<File> {
    let folder = app.folder().join("tmp");
    std::fs::create_dir_all(&folder)?;
    let sentence = |error: spreadsheets::ReadError| Error::field("import", error.to_string());
    let mut workbook = Workbook::from_reader(file, app.limits()).map_err(sentence)?;
    let rules = Rules {
        kind: import.of.kind,
        year: import.of.year,
        today: domain::calendar::shanghai_date(import.uploaded_at),
        prints: app.vault().fingerprints(),
    };
    let mut marker =
        Marker { folder: &folder, marked: None, name: String::new(), found: Vec::new(), late, failed: None };
    let read = scan::read(&mut workbook, &rules, &mut marker);
    if let Some(error) = marker.failed {
        return Err(error.into());
    }
    read.map_err(sentence)?;
    let marked = marker
        .marked
        .ok_or_else(|| Error::field("import", "文件中没有可读取的花名册，无法标注。请按模板填写后重新上传。"))?;
    let mut out = tempfile::tempfile_in(&folder)?;
    marked.finish(&mut out)?;
    out.seek(SeekFrom::Start(0))?;
    Ok(out)
}

struct Marker<'m> {
    folder: &'m std::path::Path,
    marked: Option<Marked>,
    name: String,
    found: Vec<(String, Problem)>,
    late: Late,
    failed: Option<WriteError>,
}

impl Marker<'_> {
    fn mark(&mut self, sheet: &SheetRead, row: Row<'_>) -> Result<(), WriteError> {
        let marked = match &mut self.marked {
            None => self.marked.insert(Marked::new(&sheet.name, sheet.columns, Some(self.folder))?),
            Some(marked) => {
                if self.name != sheet.name {
                    marked.sheet(&sheet.name, sheet.columns)?;
                }
                marked
            }
        };
        self.name.clone_from(&sheet.name);
        let of_row = |(name, problem): &(String, Problem)| *name == sheet.name && problem.row == row.number();
        let mut faults: Vec<Fault> = self
            .found
            .drain(..)
            .filter(of_row)
            .map(|(_, problem)| fault(sheet, problem.column, problem.message))
            .collect();
        let late = self.late.remove(&(sheet.name.clone(), row.number())).unwrap_or_default();
        faults.extend(late.into_iter().map(|message| fault(sheet, "姓名", message)));
        if row.number() == sheet.header_row { marked.header(row) } else { marked.row(row, &faults) }
    }
}

fn fault(sheet: &SheetRead, label: &str, message: String) -> Fault {
    let column = sheet.places.iter().find(|(own, _)| *own == label).map_or(0, |(_, column)| *column);
    let message = if column == 0 { message } else { format!("{label}：{message}") };
    Fault { column, message }
}

impl Sink for Marker<'_> {
    fn problem(&mut self, sheet: &str, problem: Problem) -> Flow {
        if !LATE.contains(&problem.code) {
            self.found.push((sheet.to_owned(), problem));
        }
        Flow::Continue(())
    }

    fn raw(&mut self, sheet: &SheetRead, row: Row<'_>) -> Flow {
        match self.mark(sheet, row) {
            Ok(()) => Flow::Continue(()),
            Err(error) => {
                self.failed = Some(error);
                Flow::Break(())
            }
        }
    }
}
