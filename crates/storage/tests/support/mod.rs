//! A database of its own for each test: SQLite, or PostgreSQL where `ZIHAO_TEST_DATABASE_URL` names a server.

use sea_orm::ConnectionTrait;
use std::sync::atomic::{AtomicI64, Ordering};
use storage::{Db, migrations};
use tempfile::TempDir;

/// An empty database with the schema; the folder goes when it is dropped.
pub(crate) async fn database() -> (Db, TempDir) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let db = match std::env::var("ZIHAO_TEST_DATABASE_URL") {
        Err(_) => Db::open_folder(folder.path()).await.expect("SQLite opens"),
        Ok(url) => {
            static NTH: AtomicI64 = AtomicI64::new(0);
            let name = format!("zihao_storage_{}_{}", std::process::id(), NTH.fetch_add(1, Ordering::SeqCst));
            let server = Db::connect(&url).await.expect("the test server answers");
            server.reader().execute_unprepared(&format!("CREATE DATABASE {name}")).await.expect("a fresh database");
            let (base, _) = url.rsplit_once('/').expect("an address with a database");
            Db::connect(&format!("{base}/{name}")).await.expect("the fresh database opens")
        }
    };
    migrations::migrate(&db).await.expect("migrations");
    (db, folder)
}
