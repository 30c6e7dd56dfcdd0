//! Both databases, the event log, sealed files.
//!
//! Plain functions over a connection or a transaction. One query language, one set of migrations, one test suite for
//! SQLite and PostgreSQL.

pub mod access;
pub mod accounts;
pub mod applications;
pub mod audit;
pub mod brands;
pub mod bulk;
mod causes;
mod copy;
pub mod cultivations;
mod db;
#[cfg(feature = "tables")]
pub mod entities;
#[cfg(not(feature = "tables"))]
mod entities;
pub mod files;
pub mod holders;
pub mod intakes;
pub mod library;
pub mod links;
pub mod listing;
pub mod listings;
pub mod lists;
pub mod log;
pub mod matters;
pub mod migrations;
pub mod notices;
pub mod numbers;
pub mod objections;
pub mod offices;
pub mod once;
pub mod originals;
#[cfg(feature = "tables")]
pub mod plans;
pub mod receipts;
pub mod reseal;
pub mod retention;
pub mod rights;
pub mod rosters;
pub mod rotations;
pub mod rounds;
pub mod rules;
pub mod sections;
pub mod series;
pub mod sessions;
pub mod settings;
pub mod stored;
pub mod submissions;
pub mod summaries;
#[cfg(test)]
mod testing;
pub mod titles;
pub mod units;
mod walk;
pub mod work;

pub use copy::restore_postgres;
pub use db::{Db, WriteTx};
pub use log::{Head, Stamp};

/// The database, or what stands in it, cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database said no or is away.
    #[error("{}", causes::sentence(.0))]
    Database(#[from] sea_orm::DbErr),
    /// An event could not be written.
    #[error("event cannot be written")]
    Unwritable(#[from] serde_json::Error),
    /// An event could not be read.
    #[error("event at position {position} cannot be read")]
    Unreadable {
        /// Its place in the log.
        position: i64,
    },
    /// A stream does not tell what it should.
    #[error("{stream} {id} cannot be folded")]
    Unfoldable {
        /// The kind of stream.
        stream: &'static str,
        /// Its number.
        id: i64,
    },
    /// What stands in a row makes no sense.
    #[error("{0}")]
    Inconsistent(String),
    /// The schema is older than the program.
    #[error("数据库结构早于本程序。请先运行 zihao migrate（会先自动备份）。")]
    Outdated,
    /// The schema is newer than the program.
    #[error("数据库已由更新版本的程序升级（含本程序没有的结构 {step}）。请改用那一版程序，或从升级前的备份恢复。")]
    Newer {
        /// A step that this program does not know.
        step: String,
    },
    /// Tables of another program stand where this one's would.
    #[error("数据库中已有别的程序的数据表，未作改动。请换一个空的数据库，或核对 ZIHAO_DATA、ZIHAO_DATABASE_URL。")]
    Foreign,
    /// A checkpoint file cannot be read or written.
    #[error("检查点文件 {file} 无法读写。请检查它的权限和磁盘空间", file = .file.display())]
    Checkpoint {
        /// The file.
        file: std::path::PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A program of PostgreSQL that copies a database is missing or refused.
    #[error("{name} 未能完成：{says}。请确认已安装 PostgreSQL 客户端，且数据库地址正确")]
    Tool {
        /// The program.
        name: &'static str,
        /// What it said.
        says: String,
    },
}

impl Error {
    /// Whether its sentence tells the cause, so that the words of the database itself add nothing to it.
    #[must_use]
    pub fn tells_its_cause(&self) -> bool {
        matches!(self, Error::Database(error) if causes::known(error).is_some())
    }
}
