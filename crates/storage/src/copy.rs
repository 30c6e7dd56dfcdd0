//! A whole copy of the database while it is written to: one moment of it, in one file.

use crate::{Db, Error};
use sea_orm::ConnectionTrait;
use std::{path::Path, process::Output};
use tokio::process::Command;

impl Db {
    /// Copies the database into a new file: SQLite's own copy, or PostgreSQL's custom dump. `url` is the address the
    /// database was opened with.
    ///
    /// # Errors
    /// The file exists or cannot be written; for PostgreSQL, `pg_dump` is missing or refuses.
    pub async fn copy_to(&self, url: Option<&str>, file: &Path) -> Result<(), Error> {
        let Some(url) = url.filter(|_| self.is_postgres()) else {
            let literal = file.display().to_string().replace('\'', "''");
            self.reader().execute_unprepared(&format!("VACUUM INTO '{literal}'")).await?;
            return Ok(());
        };
        let (url, password) = without_password(url);
        let mut dump = Command::new("pg_dump");
        dump.args(["--format=custom", "--no-owner", "--no-privileges", "--file"]).arg(file).args(["--dbname", &url]);
        run(dump, password, "pg_dump").await
    }
}

/// Fills an empty PostgreSQL database from a dump.
///
/// # Errors
/// `pg_restore` is missing, or refuses: the database is not empty or not there.
pub async fn restore_postgres(url: &str, dump: &Path) -> Result<(), Error> {
    let (url, password) = without_password(url);
    let mut restore = Command::new("pg_restore");
    restore.args(["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges"]);
    restore.args(["--dbname", &url]).arg(dump);
    run(restore, password, "pg_restore").await
}

async fn run(mut command: Command, password: Option<String>, name: &'static str) -> Result<(), Error> {
    if let Some(password) = password {
        command.env("PGPASSWORD", password);
    }
    let refused = |says: String| Error::Tool { name, says };
    let Output { status, stderr, .. } = command.output().await.map_err(|error| refused(error.to_string()))?;
    if status.success() { Ok(()) } else { Err(refused(String::from_utf8_lossy(&stderr).trim().to_owned())) }
}

/// The address without its password, and the password: other users of the machine can read a program's arguments.
fn without_password(url: &str) -> (String, Option<String>) {
    let parts = || {
        let (scheme, rest) = url.split_once("://")?;
        let (user, place) = rest.split_once('@')?;
        let (user, password) = user.split_once(':')?;
        Some((format!("{scheme}://{user}@{place}"), percent_decoded(password)?))
    };
    parts().map_or_else(|| (url.to_owned(), None), |(url, password)| (url, Some(password)))
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut parts = text.split('%');
    let mut bytes = parts.next()?.as_bytes().to_vec();
    for part in parts {
        bytes.push(u8::from_str_radix(part.get(..2)?, 16).ok()?);
        bytes.extend(part[2..].bytes());
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_no_argument() {
        let (url, password) = without_password("postgres://zihao:p%40ss%2Fword@db:5432/zihao?sslmode=require");
        assert_eq!(url, "postgres://zihao@db:5432/zihao?sslmode=require");
        assert_eq!(password.as_deref(), Some("p@ss/word"));
        assert_eq!(without_password("postgres:///zihao?host=/run"), ("postgres:///zihao?host=/run".into(), None));
    }

    #[tokio::test]
    async fn a_copy_is_whole_and_never_replaces_a_file() {
        let folder = tempfile::TempDir::new().unwrap();
        let db = Db::open_folder(folder.path()).await.unwrap();
        crate::migrations::migrate(&db).await.unwrap();
        crate::settings::put(db.reader(), "who", "张'三").await.unwrap();
        let copy = folder.path().join("it's a copy");
        std::fs::create_dir(&copy).unwrap();
        let file = copy.join("zihao.sqlite");
        db.copy_to(None, &file).await.unwrap();
        let refused = db.copy_to(None, &file).await.expect_err("it is there");
        assert!(format!("{refused:?}").contains("already exists"), "{refused:?}");
        let copied = Db::open_folder(&copy).await.unwrap();
        assert_eq!(crate::settings::get(copied.reader(), "who").await.unwrap().as_deref(), Some("张'三"));
    }
}
