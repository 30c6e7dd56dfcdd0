//! Many rows at once: statements of many rows on SQLite, which keeps them prepared; COPY on PostgreSQL.

use crate::{Db, Error};
use sea_orm::{
    ConnectionTrait, DbBackend, DbErr, RuntimeErr, Statement, StatementBuilder, Value, Values,
    sea_query::UpdateStatement,
    sqlx::{self, AssertSqlSafe, PgPool},
};

/// Values that SQLite takes in one statement.
const MOST_VALUES: usize = 32_766;

/// Rows of one table on their way in, value after value.
#[derive(Clone, Debug)]
pub struct Rows {
    table: &'static str,
    columns: &'static [&'static str],
    values: Vec<Value>,
}

impl Rows {
    /// No rows yet, with room for some. Columns hold whole numbers, booleans, text or bytes, none of them absent.
    #[must_use]
    pub fn new(table: &'static str, columns: &'static [&'static str], room: usize) -> Rows {
        Rows { table, columns, values: Vec::with_capacity(room * columns.len()) }
    }

    /// Adds a row: a value for each column, in their order.
    pub fn push<const N: usize>(&mut self, row: [Value; N]) {
        debug_assert_eq!(N, self.columns.len());
        self.values.extend(row);
    }

    /// How many rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.values.len() / self.columns.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    fn head(&self) -> String {
        let columns: Vec<String> = self.columns.iter().map(|column| format!("\"{column}\"")).collect();
        format!("\"{}\" ({})", self.table, columns.join(", "))
    }
}

impl Db {
    /// Stages rows in one short transaction, if `guard` still finds a row to change; otherwise nothing is written and the
    /// answer is false. What is staged counts nowhere until a verb publishes it.
    ///
    /// # Errors
    /// The database refuses or is away; then nothing was written.
    pub async fn stage_rows(&self, guard: &UpdateStatement, loads: Vec<Rows>) -> Result<bool, Error> {
        let loads = loads.into_iter().filter(|rows| !rows.is_empty());
        if self.is_postgres() {
            return Ok(copy(self.reader().get_postgres_connection_pool(), guard, loads).await.map_err(refused)?);
        }
        let tx = self.begin_staging().await?;
        if tx.execute(guard).await?.rows_affected() == 0 {
            return Ok(false);
        }
        for rows in loads {
            insert(&tx, rows).await?;
        }
        tx.commit().await?;
        Ok(true)
    }
}

async fn insert(conn: &impl ConnectionTrait, mut rows: Rows) -> Result<(), DbErr> {
    let width = rows.columns.len();
    let row = format!("({})", vec!["?"; width].join(","));
    let most = MOST_VALUES / width * width;
    while !rows.is_empty() {
        let rest = rows.values.split_off(rows.values.len().min(most));
        let values = std::mem::replace(&mut rows.values, rest);
        let places = vec![row.as_str(); values.len() / width].join(",");
        let sql = format!("INSERT INTO {} VALUES {places}", rows.head());
        conn.execute_raw(Statement { sql, values: Some(Values(values)), db_backend: DbBackend::Sqlite }).await?;
    }
    Ok(())
}

async fn copy(pool: &PgPool, guard: &UpdateStatement, loads: impl Iterator<Item = Rows>) -> Result<bool, sqlx::Error> {
    let mut tx = pool.begin().await?;
    // The guard's values are numbers and words of our own.
    let guard = StatementBuilder::build(guard, &DbBackend::Postgres).to_string();
    if sqlx::query(AssertSqlSafe(guard)).execute(&mut *tx).await?.rows_affected() == 0 {
        return Ok(false);
    }
    for rows in loads {
        let mut into = tx.copy_in_raw(&format!("COPY {} FROM STDIN (FORMAT binary)", rows.head())).await?;
        into.send(binary(&rows)).await?;
        into.finish().await?;
    }
    tx.commit().await?;
    Ok(true)
}

/// PostgreSQL's binary format for COPY: a signature, each row as its values behind their lengths, an end.
fn binary(rows: &Rows) -> Vec<u8> {
    let width = i16::try_from(rows.columns.len()).expect("a table has a handful of columns");
    let mut bytes = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0".to_vec();
    for row in rows.values.chunks_exact(rows.columns.len()) {
        bytes.extend_from_slice(&width.to_be_bytes());
        for value in row {
            match value {
                Value::BigInt(Some(number)) => field(&mut bytes, &number.to_be_bytes()),
                Value::Bool(Some(flag)) => field(&mut bytes, &[u8::from(*flag)]),
                Value::String(Some(text)) => field(&mut bytes, text.as_bytes()),
                Value::Bytes(Some(data)) => field(&mut bytes, data),
                _ => bytes.extend_from_slice(&(-1_i32).to_be_bytes()),
            }
        }
    }
    bytes.extend_from_slice(&(-1_i16).to_be_bytes());
    bytes
}

fn field(bytes: &mut Vec<u8>, value: &[u8]) {
    let length = u32::try_from(value.len()).expect("a value is far below 4 GiB");
    bytes.extend_from_slice(&length.to_be_bytes());
    bytes.extend_from_slice(value);
}

fn refused(error: sqlx::Error) -> DbErr {
    DbErr::Exec(RuntimeErr::SqlxError(error.into()))
}
