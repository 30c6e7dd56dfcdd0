//! A database of its own for a test: SQLite in a temporary folder, or a fresh one on the server that
//! `ZIHAO_TEST_DATABASE_URL` names.

use crate::Db;
use sea_orm::ConnectionTrait;
use std::sync::atomic::{AtomicU32, Ordering};
use tempfile::TempDir;

/// Where the database is; connect as often as wanted.
pub(crate) struct TestDatabase {
    folder: TempDir,
    url: Option<String>,
}

impl TestDatabase {
    /// A database in which nothing stands.
    pub(crate) async fn empty() -> TestDatabase {
        static NTH: AtomicU32 = AtomicU32::new(0);
        let folder = TempDir::new().expect("a folder for the test");
        let Ok(server) = std::env::var("ZIHAO_TEST_DATABASE_URL") else {
            return TestDatabase { folder, url: None };
        };
        let name = format!("zihao_storage_{}_{}", std::process::id(), NTH.fetch_add(1, Ordering::SeqCst));
        let db = Db::connect(&server).await.expect("the test server answers");
        db.reader().execute_unprepared(&format!("CREATE DATABASE {name}")).await.expect("a fresh database");
        let (base, _) = server.rsplit_once('/').expect("an address with a database");
        TestDatabase { folder, url: Some(format!("{base}/{name}")) }
    }

    /// As one program more over the same database.
    pub(crate) async fn connect(&self) -> Db {
        match &self.url {
            None => Db::open_folder(self.folder.path()).await,
            Some(url) => Db::connect(url).await,
        }
        .expect("the database opens")
    }
}
