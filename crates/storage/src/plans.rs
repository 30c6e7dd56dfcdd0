//! How SQLite goes about a statement, for tests: what costs nothing among the few rows of a story would cost a city of a hundred
//! thousand a look through all of them.

use crate::Db;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement, Value};
use std::collections::BTreeSet;

/// Read through at times: tables of few rows, and the profiles of brands, whose figures a public page adds up once for
/// everybody until one changes.
const READ_THROUGH: [&str; 5] = ["brand_profile", "calendar_year", "office", "policy_version", "round_summary"];

/// What a sweep of the originals asks: it goes through all of them.
const SWEEP: &str = "SELECT DISTINCT \"file\".\"digest\" FROM \"file\"";

/// Those of some statements, as they were sent to SQLite, that read a table through or look for rows otherwise than by the
/// numbers that they name; each with its plan.
///
/// # Panics
/// A statement cannot be explained.
pub async fn astray<'a>(db: &Db, statements: impl IntoIterator<Item = &'a String>) -> Vec<String> {
    let mut found = Vec::new();
    for sql in statements.into_iter().filter(|sql| !sql.starts_with(SWEEP)) {
        let lines = plan(db.reader(), sql).await;
        let missed = |line: &String| misses(line, &listed(sql));
        let whole = |line: &String| !is_page_of_all(sql) && reads_through(line, sql);
        if lines.iter().any(|line| whole(line) || missed(line)) {
            found.push(format!("{sql}\n    {}", lines.join("\n    ")));
        }
    }
    found
}

/// The plan of a statement, a line a step; what it was sent with does not change the plan.
async fn plan(conn: &DatabaseConnection, sql: &str) -> Vec<String> {
    let unknown = vec![Value::String(None); sql.matches('?').count()];
    let explain = Statement::from_sql_and_values(DbBackend::Sqlite, format!("EXPLAIN QUERY PLAN {sql}"), unknown);
    let rows = conn.query_all_raw(explain).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    rows.iter().map(|row| row.try_get("", "detail").expect("a line")).collect()
}

/// What a statement reads that is no table: what it has put together before, by the name that it gives it.
fn put_together(sql: &str) -> BTreeSet<&str> {
    let named = sql.split(") AS ").skip(1).filter_map(|rest| rest.split([' ', ')', ',']).next());
    named.map(|name| name.trim_matches('"')).chain(["CONSTANT", "json_each"]).collect()
}

/// Whether a step reads a table through from end to end, or makes an index of its own for that.
fn reads_through(line: &str, sql: &str) -> bool {
    let what = line.strip_prefix("SCAN ").and_then(|rest| rest.split_whitespace().next());
    let whole = what.is_some_and(|what| !READ_THROUGH.contains(&what) && !put_together(sql).contains(what));
    // Along an index it ends with the page.
    let ends = line.contains(" INDEX ") && sql.contains(" LIMIT ?");
    line.contains("AUTOMATIC") || whole && !ends && !line.contains("VALUES CLAUSE")
}

/// Whether a statement asks for a page of all there are, in the order of an index or of their numbers, or counts them to an end.
fn is_page_of_all(sql: &str) -> bool {
    let all = match sql.rsplit_once(" WHERE ") {
        Some((_, last)) => last.starts_with("TRUE"),
        None => sql.contains(" ORDER BY "),
    };
    all && sql.contains(" LIMIT ?")
}

/// The columns by which a statement asks for rows by lists of their numbers, with their tables; but for tables of which it asks
/// for others beside them.
fn listed(sql: &str) -> Vec<(&str, &str)> {
    let lists = sql.match_indices(" IN (SELECT value FROM json_each(?))");
    let named = lists.filter_map(|(at, _)| {
        let (before, column) = sql[..at].rsplit_once('.')?;
        let (before, table) = before.trim_end_matches('"').rsplit_once('"')?;
        Some((table, column.trim_matches('"'), before.ends_with(" OR (")))
    });
    let (beside, only): (Vec<_>, Vec<_>) = named.partition(|(_, _, or)| *or);
    let is_only = |table| beside.iter().all(|(of, ..)| *of != table);
    only.into_iter().filter(|(table, ..)| is_only(*table)).map(|(table, column, _)| (table, column)).collect()
}

/// Whether a step looks for rows of one of those tables otherwise than by their numbers.
fn misses(line: &str, listed: &[(&str, &str)]) -> bool {
    let table = line.strip_prefix("SEARCH ").and_then(|rest| rest.split(' ').next());
    let mut columns = listed.iter().filter(|(of, _)| Some(*of) == table).map(|(_, column)| column).peekable();
    let known = columns.peek().is_some();
    known && !line.contains("(rowid=?") && !columns.any(|column| line.contains(&format!("{column}=?")))
}
