//! What a check hands over while it reads: rows in bulk, stored only while the upload is waited for.

use super::{imports::ImportState, matches, people, problems, standing::signed, tallies, versions};
use crate::{Db, Error, bulk::Rows, entities::roster_import};
use domain::{
    ids::{ImportId, RosterVersionId},
    roster::Problem,
};
use sea_orm::{
    ConnectionTrait,
    sea_query::{Expr, ExprTrait, Query, UpdateStatement},
};
use vault::Fingerprint;

const BLOCK: [&str; 5] = ["version", "no", "first_row", "count", "rows_sealed"];
const PROBLEM: [&str; 8] = ["import", "no", "sheet", "row", "column", "code", "severity", "message_sealed"];
const PERSON: [&str; 10] = [
    "version",
    "person",
    "category",
    "name_mark",
    "row_mark",
    "passed",
    "poverty_alleviated",
    "start_up",
    "waiting",
    "blocks",
];

/// A line of a person: what they count for in one training category, or in employment.
#[derive(Clone, Copy, Debug)]
pub struct PersonLine<'a> {
    /// Who.
    pub person: Fingerprint,
    /// The training category's code; empty for none.
    pub category: &'a str,
    /// Keyed mark of the name.
    pub name_mark: i64,
    /// Keyed mark of all their rows.
    pub row_mark: i64,
    /// Whether they passed a training (3.5).
    pub passed: bool,
    /// 脱贫人口 (3.3.c)
    pub poverty_alleviated: bool,
    /// Whether they began a business.
    pub start_up: bool,
    /// Whether they count only once a reviewer has decided (待核).
    pub waiting: bool,
    /// The numbers of the blocks with their rows.
    pub blocks: &'a [usize],
}

/// Rows on their way in. They are written in one short transaction, and count nowhere until their versions are published.
#[derive(Debug)]
pub struct Batch {
    import: ImportId,
    problems: Rows,
    blocks: Rows,
    people: Rows,
}

impl Batch {
    /// Nothing yet, with room for so many lines of people.
    #[must_use]
    pub fn new(import: ImportId, people: usize) -> Batch {
        Batch {
            import,
            problems: Rows::new("roster_problem", &PROBLEM, 0),
            blocks: Rows::new("roster_block", &BLOCK, 0),
            people: Rows::new("roster_person", &PERSON, people),
        }
    }

    /// How many problems are in it.
    #[must_use]
    pub fn problems(&self) -> usize {
        self.problems.len()
    }

    /// Adds the `no`th problem, its message sealed.
    pub fn problem(&mut self, no: i64, sheet: &str, problem: &Problem, message_sealed: Vec<u8>) {
        self.problems.push([
            self.import.0.into(),
            no.into(),
            sheet.into(),
            i64::from(problem.row).into(),
            problem.column.into(),
            problem.code.into(),
            problem.severity.code().into(),
            message_sealed.into(),
        ]);
    }

    /// Adds the `no`th block of a version, which begins with the sheet's `first_row` and holds `count` rows.
    pub fn block(&mut self, version: RosterVersionId, no: i64, first_row: u32, count: usize, rows_sealed: Vec<u8>) {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        self.blocks.push([version.0.into(), no.into(), i64::from(first_row).into(), count.into(), rows_sealed.into()]);
    }

    /// Adds a line of a person of a version.
    pub fn person(&mut self, version: RosterVersionId, line: PersonLine<'_>) {
        self.people.push([
            version.0.into(),
            line.person.as_bytes().as_slice().into(),
            line.category.into(),
            line.name_mark.into(),
            line.row_mark.into(),
            line.passed.into(),
            line.poverty_alleviated.into(),
            line.start_up.into(),
            line.waiting.into(),
            people::written(line.blocks).into(),
        ]);
    }

    /// Writes the batch, and how many rows of the file are read where that is told; false when the upload was given up
    /// meanwhile, and nothing is written.
    ///
    /// # Errors
    /// The database refuses or is away; then nothing was written.
    pub async fn write(self, db: &Db, rows_done: Option<u64>) -> Result<bool, Error> {
        db.stage_rows(&guard(self.import, rows_done), vec![self.problems, self.blocks, self.people]).await
    }
}

/// Deletes what a check has stored so far; the upload and its versions stay.
///
/// # Errors
/// The database is away.
pub async fn clear(conn: &impl ConnectionTrait, import: ImportId) -> Result<(), Error> {
    let ids: Vec<_> = versions::of_import(conn, import).await?.into_iter().map(|version| version.id).collect();
    matches::forget(conn, &ids).await?;
    tallies::forget(conn, &ids).await?;
    for version in ids {
        people::clear(conn, version).await?;
    }
    problems::delete(conn, import).await
}

/// Holds an upload that is being checked until the transaction ends; false when it was given up.
///
/// # Errors
/// The database is away.
pub async fn hold(conn: &impl ConnectionTrait, import: ImportId) -> Result<bool, Error> {
    Ok(conn.execute(&guard(import, None)).await?.rows_affected() > 0)
}

/// Finds the import only while it is waited for, and holds its row until the transaction ends, so that nothing is stored for
/// an upload that was given up.
fn guard(import: ImportId, rows_done: Option<u64>) -> UpdateStatement {
    let done = rows_done.map(|rows| Expr::value(signed(rows)));
    Query::update()
        .table(roster_import::Entity)
        .value(roster_import::Column::RowsDone, done.unwrap_or_else(|| Expr::col(roster_import::Column::RowsDone)))
        .and_where(Expr::col(roster_import::Column::Id).eq(import.0))
        .and_where(Expr::col(roster_import::Column::State).eq(ImportState::Checking.code()))
        .to_owned()
}
