//! Conditions over lists. A database takes a bounded number of values in one statement (SQLite 32,766, PostgreSQL
//! 65,535), so a list is either closed, or one value, or asked for a batch at a time. `is_in` and `is_not_in` stand
//! nowhere else: clippy refuses them.

use crate::Error;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, DeleteMany, EntityTrait, QueryFilter, Select, Value,
    sea_query::{Expr, ExprTrait, Func, LikeExpr},
};
use std::collections::BTreeSet;

/// Values in one statement.
const BATCH: usize = 1_000;

/// Whether a column holds one of some words of the program itself: codes of states, kinds, acts.
#[expect(clippy::disallowed_methods, reason = "the program has only so many words")]
pub fn one_of<C: ColumnTrait>(column: C, words: impl IntoIterator<Item = &'static str>) -> Expr {
    column.is_in(words)
}

/// Whether a column holds none of some words of the program itself.
#[expect(clippy::disallowed_methods, reason = "the program has only so many words")]
pub fn none_of<C: ColumnTrait>(column: C, words: impl IntoIterator<Item = &'static str>) -> Expr {
    column.is_not_in(words)
}

/// Whether a column holds one of some numbers, however many there are.
pub fn among<C: ColumnTrait>(conn: &impl ConnectionTrait, column: C, ids: impl IntoIterator<Item = i64>) -> Expr {
    listed(conn, column, ids, "? IN (SELECT value FROM json_each(?))", "$1 IN (SELECT unnest(CAST($2 AS bigint[])))")
}

/// Whether a column holds none of some numbers, however many there are.
pub fn not_among<C: ColumnTrait>(conn: &impl ConnectionTrait, column: C, ids: impl IntoIterator<Item = i64>) -> Expr {
    listed(
        conn,
        column,
        ids,
        "? NOT IN (SELECT value FROM json_each(?))",
        "$1 NOT IN (SELECT unnest(CAST($2 AS bigint[])))",
    )
}

/// The whole list travels as one text value, so that one statement serves lists of every length. Both databases read it
/// once: `= ANY` would have PostgreSQL read the text again for every row.
fn listed<C: ColumnTrait>(
    conn: &impl ConnectionTrait,
    column: C,
    ids: impl IntoIterator<Item = i64>,
    sqlite: &'static str,
    postgres: &'static str,
) -> Expr {
    let ids = ids.into_iter().collect::<BTreeSet<_>>().iter().map(i64::to_string).collect::<Vec<_>>().join(",");
    let (sql, list) = match conn.get_database_backend() {
        DbBackend::Postgres => (postgres, format!("{{{ids}}}")),
        _ => (sqlite, format!("[{ids}]")),
    };
    Expr::cust_with_exprs(sql, [column.into_expr(), Expr::val(list)])
}

/// The rows of a query whose column holds one of some values that are no numbers (marks of people, subjects), a batch a
/// statement: rows keep the query's order within a batch, and batches go up by value.
///
/// # Errors
/// The database is away.
#[expect(clippy::disallowed_methods, reason = "a batch is bounded")]
pub async fn rows_among<E, V>(
    conn: &impl ConnectionTrait,
    query: Select<E>,
    column: E::Column,
    values: impl IntoIterator<Item = V>,
) -> Result<Vec<E::Model>, Error>
where
    E: EntityTrait,
    V: Into<Value> + Ord + Clone,
{
    let values: Vec<V> = values.into_iter().collect::<BTreeSet<_>>().into_iter().collect();
    let mut rows = Vec::new();
    for some in values.chunks(BATCH) {
        rows.extend(query.clone().filter(column.is_in(some.to_vec())).all(conn).await?);
    }
    Ok(rows)
}

/// Deletes the rows whose column holds one of some values that are no numbers, a batch a statement.
///
/// # Errors
/// The database is away.
#[expect(clippy::disallowed_methods, reason = "a batch is bounded")]
pub async fn delete_among<E, V>(
    conn: &impl ConnectionTrait,
    rows: DeleteMany<E>,
    column: E::Column,
    values: impl IntoIterator<Item = V>,
) -> Result<(), Error>
where
    E: EntityTrait,
    V: Into<Value> + Ord + Clone,
{
    let values: Vec<V> = values.into_iter().collect::<BTreeSet<_>>().into_iter().collect();
    for some in values.chunks(BATCH) {
        rows.clone().filter(column.is_in(some.to_vec())).exec(conn).await?;
    }
    Ok(())
}

/// Whether a column holds some words, capital and small Latin letters alike. `%` and `_` mean themselves.
pub fn contains(column: impl Into<Expr>, words: &str) -> Expr {
    let mut pattern = String::from("%");
    for c in words.trim().to_ascii_lowercase().chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    // The schema has text compared by its bytes, so that both databases fold the same letters.
    Expr::from(Func::lower(column.into())).like(LikeExpr::new(pattern).escape('\\'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{entities::office, migrations::migrate, testing::TestDatabase};
    use sea_orm::{ActiveValue::Set, QueryOrder};

    const NAMES: [&str; 6] = ["100%鞋匠", "100鞋匠", "A_B 工坊", "AxB 工坊", "一\\二", "一二"];

    async fn found(db: &crate::Db, words: &str) -> Vec<String> {
        let holds = contains(office::Column::Name.into_expr(), words);
        let rows = office::Entity::find().filter(holds).order_by_asc(office::Column::Id).all(db.reader()).await;
        rows.unwrap().into_iter().map(|row| row.name).collect()
    }

    #[tokio::test]
    async fn what_is_looked_for_means_itself() {
        let database = TestDatabase::empty().await;
        let db = database.connect().await;
        migrate(&db).await.unwrap();
        let row = |(id, name): (i64, &str)| office::ActiveModel {
            id: Set(id),
            level: Set("city".into()),
            area: Set(None),
            name: Set(name.into()),
        };
        office::Entity::insert_many((1..).zip(NAMES).map(row)).exec_without_returning(db.reader()).await.unwrap();
        for (words, at) in [
            ("%", &[0][..]),
            ("_", &[2]),
            ("\\", &[4]),
            ("0%鞋", &[0]),
            ("a_b", &[2]),
            (" 工坊 ", &[2, 3]),
            ("鞋匠", &[0, 1]),
            ("", &[0, 1, 2, 3, 4, 5]),
        ] {
            assert_eq!(found(&db, words).await, at.iter().map(|at| NAMES[*at]).collect::<Vec<_>>(), "{words}");
        }
    }
}
