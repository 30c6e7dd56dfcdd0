//! Connections and the one write lock.

use crate::{
    Error,
    log::{self, Head},
    walk,
};
use sea_orm::{
    AccessMode, ConnectOptions, ConnectionTrait, Database, DatabaseBackend, DatabaseConnection, DatabaseTransaction,
    DbErr, IsolationLevel, RuntimeErr, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use std::{
    path::Path,
    time::{Duration, Instant},
};

/// Casework on PostgreSQL takes this advisory lock first, so that both databases have one writer.
const WRITER_LOCK: i64 = 0x007A_6968_616F;

/// A connection idle for so long is asked whether it still answers before it is used: one in use a moment ago is not, for
/// the question costs as much as a statement.
const ASKED_AFTER: Duration = Duration::from_secs(1);

/// How long somebody waits for a connection, or for whoever writes.
const PATIENCE: Duration = Duration::from_secs(20);

/// A file that is locked while it is opened is tried again after this.
const AGAIN_AFTER: Duration = Duration::from_millis(10);

/// A pool of connections to SQLite or PostgreSQL.
#[derive(Clone, Debug)]
pub struct Db {
    pool: DatabaseConnection,
}

impl Db {
    /// Opens the SQLite file `zihao.sqlite` in a data folder.
    ///
    /// # Errors
    /// The folder or file cannot be opened.
    pub async fn open_folder(folder: &Path) -> Result<Db, Error> {
        let file = folder.join("zihao.sqlite");
        Db::connect(&format!("sqlite://{}?mode=rwc", file.display())).await
    }

    /// The same connections, with every statement sent through them shown to `watch`: for tests that count.
    #[must_use]
    pub fn watched(mut self, watch: impl Fn(&str) + Send + Sync + 'static) -> Db {
        self.pool.set_metric_callback(move |told| watch(&told.statement.sql));
        self
    }

    /// Connects to a database by its address.
    ///
    /// # Errors
    /// The database cannot be reached.
    pub async fn connect(url: &str) -> Result<Db, Error> {
        let mut options = ConnectOptions::new(url);
        options
            .max_connections(16)
            .acquire_timeout(PATIENCE)
            .test_before_acquire_if_idle_for(ASKED_AFTER)
            .sqlx_logging(false)
            .map_sqlx_sqlite_opts(|sqlite| {
                sqlite
                    .pragma("journal_mode", "WAL")
                    // FULL costs the same as NORMAL in bulk, and an acknowledged act must survive a power cut.
                    .pragma("synchronous", "FULL")
                    .pragma("foreign_keys", "ON")
                    // A connection keeps 4 MB of pages: there are sixteen, and rosters are read and written in order.
                    .pragma("cache_size", "-4000")
                    // Freed pages are overwritten: erased personal data leaves the file.
                    .pragma("secure_delete", "ON")
                    .row_buffer_size(walk::PAGE)
                    .busy_timeout(PATIENCE)
            });
        Ok(Db { pool: opened(options).await? })
    }

    /// For reads: any connection.
    #[must_use]
    pub fn reader(&self) -> &DatabaseConnection {
        &self.pool
    }

    /// Which database it is.
    #[must_use]
    pub fn is_postgres(&self) -> bool {
        self.pool.get_database_backend() == DatabaseBackend::Postgres
    }

    /// Begins the one write transaction: everything a verb reads and appends happens inside it.
    ///
    /// # Errors
    /// The lock cannot be had in time, or the database is away.
    pub async fn begin_write(&self) -> Result<WriteTx, Error> {
        let tx = self.begin_step().await?;
        let head = log::head(&tx).await?;
        Ok(WriteTx { tx, head })
    }

    /// Begins a transaction under the writer's lock that asks for no table yet: a step of the schema.
    ///
    /// # Errors
    /// The lock cannot be had in time, or the database is away.
    pub(crate) async fn begin_step(&self) -> Result<DatabaseTransaction, Error> {
        let tx = self.pool.begin_with_options(self.immediate()).await?;
        if self.is_postgres() {
            tx.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({WRITER_LOCK})")).await?;
        }
        Ok(tx)
    }

    /// Begins a transaction that only stages rows nobody counts yet. On PostgreSQL it runs beside the writer; SQLite has
    /// one writer at a time, so keep it short.
    ///
    /// # Errors
    /// The lock cannot be had in time, or the database is away.
    pub async fn begin_staging(&self) -> Result<DatabaseTransaction, Error> {
        Ok(self.pool.begin_with_options(self.immediate()).await?)
    }

    /// Begins a transaction that reads everything as it stands at one moment, whatever is written meanwhile.
    ///
    /// # Errors
    /// The database is away.
    pub(crate) async fn begin_snapshot(&self) -> Result<DatabaseTransaction, Error> {
        let options = TransactionOptions {
            isolation_level: self.is_postgres().then_some(IsolationLevel::RepeatableRead),
            access_mode: None,
            sqlite_transaction_mode: None,
        };
        Ok(self.pool.begin_with_options(options).await?)
    }

    fn immediate(&self) -> TransactionOptions {
        // SQLite knows no access modes; asking for one is an error there.
        TransactionOptions {
            isolation_level: None,
            access_mode: self.is_postgres().then_some(AccessMode::ReadWrite),
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        }
    }

    /// Lets go of what the database keeps of deleted rows beside its tables: SQLite's write-ahead log is emptied into the
    /// file, whose freed pages are overwritten. PostgreSQL's own vacuum does that in its time.
    ///
    /// # Errors
    /// The database is away.
    pub async fn forget_old_pages(&self) -> Result<(), Error> {
        if !self.is_postgres() {
            self.pool.execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)").await?;
        }
        Ok(())
    }

    /// Closes every connection.
    ///
    /// # Errors
    /// The database reports one on closing.
    pub async fn close(self) -> Result<(), Error> {
        Ok(self.pool.close().await?)
    }
}

/// Programs that open a new SQLite file at once all turn it to a write-ahead log, and SQLite tells the slower without waiting
/// that it is locked: they try again, as long as they would wait for a writer.
async fn opened(options: ConnectOptions) -> Result<DatabaseConnection, DbErr> {
    let until = Instant::now() + PATIENCE;
    loop {
        match Database::connect(options.clone()).await {
            Err(error) if is_locked(&error) && Instant::now() < until => tokio::time::sleep(AGAIN_AFTER).await,
            opened => return opened,
        }
    }
}

/// Whether SQLite says that somebody else holds the file (`SQLITE_BUSY`).
fn is_locked(error: &DbErr) -> bool {
    let (DbErr::Conn(of) | DbErr::Exec(of) | DbErr::Query(of)) = error else { return false };
    let RuntimeErr::SqlxError(error) = of else { return false };
    error.as_database_error().is_some_and(|error| error.code().as_deref() == Some("5"))
}

/// The one write transaction, with the head of the log it will append to. Dropped without [`WriteTx::commit`], it
/// leaves nothing behind.
#[derive(Debug)]
pub struct WriteTx {
    pub(crate) tx: DatabaseTransaction,
    pub(crate) head: Head,
}

impl WriteTx {
    /// For statements inside the transaction.
    #[must_use]
    pub fn conn(&self) -> &DatabaseTransaction {
        &self.tx
    }

    /// Makes everything done so far lasting.
    ///
    /// # Errors
    /// The database refuses; then nothing was done.
    pub async fn commit(self) -> Result<(), Error> {
        Ok(self.tx.commit().await?)
    }

    /// Undoes everything done so far.
    ///
    /// # Errors
    /// The database is away; nothing was done all the same.
    pub async fn rollback(self) -> Result<(), Error> {
        Ok(self.tx.rollback().await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sea_orm::Statement;

    #[tokio::test]
    async fn sqlite_is_built_as_the_project_asks() {
        let folder = tempfile::TempDir::new().expect("a folder for the test");
        let db = Db::open_folder(folder.path()).await.expect("a file is made");
        let asked = Statement::from_string(DatabaseBackend::Sqlite, "PRAGMA compile_options");
        let rows = db.reader().query_all_raw(asked).await.expect("it tells how it was built");
        let options: Vec<String> =
            rows.iter().map(|row| row.try_get_by_index(0)).collect::<Result<_, _>>().expect("each is a text");
        let has = |option: &str| options.iter().any(|has| has == option);
        assert!(has("ENABLE_QPSG"), "plans are kept: {options:?}");
        assert!(!has("ENABLE_MEMORY_MANAGEMENT"), "each connection has pages of its own: {options:?}");
    }
}
