//! Why a database fails, for those causes that an operator can do something about.

use sea_orm::DbErr;

/// What SQLite, PostgreSQL or the pool says, each part of which must occur, and the sentence for it.
const CAUSES: [(&[&str], &str); 13] = [
    (&["readonly database"], "数据库只读，写不进去。请检查数据目录和其中文件的权限。"),
    (&["file is not a database"], "文件不是数据库，或已损坏。请核对 ZIHAO_DATA，或从备份恢复。"),
    (&["disk image is malformed"], "数据库文件已损坏。请从备份恢复。"),
    (&["disk is full"], "磁盘空间不足，数据库写不进去。请腾出空间后重试。"),
    (&["No space left on device"], "磁盘空间不足，数据库写不进去。请腾出空间后重试。"),
    (&["unable to open database file"], "数据库文件打不开。请检查数据目录和其中文件的权限。"),
    (&["database is locked"], "数据库正被别的程序占用。请稍后重试。"),
    (&["pool timed out"], "数据库连接不上，或一直繁忙。请稍后重试，并确认数据库正在运行。"),
    (&["error communicating with database"], "数据库连接不上。请核对 ZIHAO_DATABASE_URL，并确认数据库正在运行。"),
    (&["password authentication failed"], "数据库不接受这个账号或密码。请核对 ZIHAO_DATABASE_URL。"),
    (&["database \"", "\" does not exist"], "没有这个数据库。请核对 ZIHAO_DATABASE_URL，或先请数据库管理员建立。"),
    (&["no such table"], "数据库中缺少数据表。请核对 ZIHAO_DATA，或从备份恢复。"),
    (&["relation \"", "\" does not exist"], "数据库中缺少数据表。请核对 ZIHAO_DATABASE_URL，或从备份恢复。"),
];

/// The sentence for an error of the database.
pub(crate) fn sentence(error: &DbErr) -> &'static str {
    known(error).unwrap_or("数据库未能完成操作")
}

/// The sentence of a cause that is known.
pub(crate) fn known(error: &DbErr) -> Option<&'static str> {
    let says = error.to_string();
    let fits = |parts: &[&str]| parts.iter().all(|part| says.contains(part));
    CAUSES.iter().find(|(parts, _)| fits(parts)).map(|(_, sentence)| *sentence)
}

#[cfg(test)]
mod tests {
    use crate::{Db, Error};
    use sea_orm::{ConnAcquireErr, ConnectionTrait, DbErr};

    #[tokio::test]
    async fn a_file_that_is_no_database_is_told_in_chinese() {
        let folder = tempfile::TempDir::new().expect("a folder for the test");
        std::fs::write(folder.path().join("zihao.sqlite"), "no database ".repeat(1000)).expect("written");
        let error = match Db::open_folder(folder.path()).await {
            Err(error) => error,
            Ok(db) => db.reader().execute_unprepared("CREATE TABLE t (a)").await.expect_err("not a database").into(),
        };
        assert!(error.to_string().starts_with("文件不是数据库"), "{error}: {error:?}");
        assert!(error.tells_its_cause());
    }

    #[test]
    fn what_is_not_known_keeps_its_source() {
        let strange = Error::from(DbErr::Custom("strange".to_owned()));
        assert_eq!(strange.to_string(), "数据库未能完成操作");
        assert!(!strange.tells_its_cause() && std::error::Error::source(&strange).is_some());
        let busy = Error::from(DbErr::ConnectionAcquire(ConnAcquireErr::Timeout));
        assert!(busy.to_string().starts_with("数据库连接不上"), "{busy}");
    }
}
