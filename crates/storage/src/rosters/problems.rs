//! What is wrong with uploads, cell by cell.

use crate::{Error, entities::roster_problem, lists};
use domain::{ids::ImportId, roster::Severity};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::BTreeMap;

/// Something wrong or odd in a cell.
#[derive(Clone, Debug)]
pub struct Problem {
    /// Its number in the list.
    pub no: i64,
    /// The sheet.
    pub sheet: String,
    /// The sheet's row number.
    pub row: i64,
    /// The column's label.
    pub column: String,
    /// The stable code of the reason.
    pub code: String,
    /// Whether it keeps the row out, makes its person wait, or only warns.
    pub severity: Severity,
    /// What is wrong, with masked values only, sealed to its place.
    pub message_sealed: Vec<u8>,
}

/// Which problems of an upload.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Narrowed {
    /// Those after this number: the last of the page before.
    pub after: i64,
    /// Those of one reason only.
    pub code: Option<String>,
    /// Those of one severity only.
    pub severity: Option<Severity>,
}

/// How many problems have one reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kind {
    /// The column's label.
    pub column: String,
    /// The reason's code.
    pub code: String,
    /// Its severity.
    pub severity: Severity,
    /// How many.
    pub count: i64,
}

fn severity(code: &str) -> Result<Severity, Error> {
    Severity::parse(code).ok_or_else(|| Error::Inconsistent(format!("a problem of severity {code}")))
}

fn problem(row: roster_problem::Model) -> Result<Problem, Error> {
    let severity = severity(&row.severity)?;
    let roster_problem::Model { no, sheet, row, column, code, message_sealed, .. } = row;
    Ok(Problem { no, sheet, row, column, code, severity, message_sealed })
}

/// Problems of an upload in the order they were found, at most `many`.
///
/// # Errors
/// The database is away.
pub async fn some(
    conn: &impl ConnectionTrait,
    import: ImportId,
    only: &Narrowed,
    many: u64,
) -> Result<Vec<Problem>, Error> {
    let mut select = roster_problem::Entity::find()
        .filter(roster_problem::Column::Import.eq(import.0))
        .filter(roster_problem::Column::No.gt(only.after));
    if let Some(code) = &only.code {
        select = select.filter(roster_problem::Column::Code.eq(code));
    }
    if let Some(severity) = only.severity {
        select = select.filter(roster_problem::Column::Severity.eq(severity.code()));
    }
    let rows = select.order_by_asc(roster_problem::Column::No).limit(many).all(conn).await?;
    rows.into_iter().map(problem).collect()
}

/// Every problem of an upload that has one of these reasons.
///
/// # Errors
/// The database is away.
pub async fn with_codes(
    conn: &impl ConnectionTrait,
    import: ImportId,
    codes: &[&'static str],
) -> Result<Vec<Problem>, Error> {
    let rows = roster_problem::Entity::find()
        .filter(roster_problem::Column::Import.eq(import.0))
        .filter(lists::one_of(roster_problem::Column::Code, codes.iter().copied()))
        .all(conn)
        .await?;
    rows.into_iter().map(problem).collect()
}

/// How many problems of an upload each reason has.
///
/// # Errors
/// The database is away.
pub async fn kinds(conn: &impl ConnectionTrait, import: ImportId) -> Result<Vec<Kind>, Error> {
    let kinds: Vec<(String, String, String, i64)> = roster_problem::Entity::find()
        .select_only()
        .column(roster_problem::Column::Column)
        .column(roster_problem::Column::Code)
        .column(roster_problem::Column::Severity)
        .column_as(roster_problem::Column::No.count(), "count")
        .filter(roster_problem::Column::Import.eq(import.0))
        .group_by(roster_problem::Column::Column)
        .group_by(roster_problem::Column::Code)
        .group_by(roster_problem::Column::Severity)
        .into_tuple()
        .all(conn)
        .await?;
    let kind =
        |(column, code, of, count): (_, _, String, _)| Ok(Kind { column, code, severity: severity(&of)?, count });
    kinds.into_iter().map(kind).collect()
}

/// What kept rows of some uploads out: by upload, columns and how many cells of each, the most frequent first.
///
/// # Errors
/// The database is away.
pub async fn left_out(
    conn: &impl ConnectionTrait,
    imports: &[ImportId],
) -> Result<BTreeMap<ImportId, Vec<(String, u64)>>, Error> {
    let rows: Vec<(i64, String, i64)> = roster_problem::Entity::find()
        .select_only()
        .columns([roster_problem::Column::Import, roster_problem::Column::Column])
        .column_as(roster_problem::Column::No.count(), "many")
        .filter(lists::among(conn, roster_problem::Column::Import, imports.iter().map(|import| import.0)))
        .filter(roster_problem::Column::Severity.eq(Severity::Error.code()))
        .group_by(roster_problem::Column::Import)
        .group_by(roster_problem::Column::Column)
        .order_by_desc(roster_problem::Column::No.count())
        .order_by_asc(roster_problem::Column::Column)
        .into_tuple()
        .all(conn)
        .await?;
    let mut left_out: BTreeMap<ImportId, Vec<(String, u64)>> = BTreeMap::new();
    for (import, column, many) in rows {
        left_out.entry(ImportId(import)).or_default().push((column, many.unsigned_abs()));
    }
    Ok(left_out)
}

/// Deletes what was wrong with an upload.
///
/// # Errors
/// The database is away.
pub async fn delete(conn: &impl ConnectionTrait, import: ImportId) -> Result<(), Error> {
    roster_problem::Entity::delete_many().filter(roster_problem::Column::Import.eq(import.0)).exec(conn).await?;
    Ok(())
}
