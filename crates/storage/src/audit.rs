//! Proof that the record was not quietly rewritten.
//!
//! The chain finds a changed, moved or missing event. What a chain alone cannot find, a cut tail or a chain computed
//! anew, the checkpoints find: the head and count under a keyed MAC, in a file outside the database.

mod checkpoints;

use crate::{Db, Error, Head, entities::event, log, summaries, walk::Walk};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QueryTrait, StreamTrait};
use serde::Serialize;
use std::path::Path;
use vault::Vault;

pub use checkpoints::{Checkpoint, Checkpoints, checkpoint, checkpoint_file, read_checkpoints};

/// What was checked and what was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Events read.
    pub events: i64,
    /// Checkpoints compared.
    pub checkpoints: usize,
    /// The last event's hash.
    pub head: String,
    /// What is wrong, each in one sentence; empty where the record is whole.
    pub faults: Vec<String>,
    /// What is no fault in the record and should be known, each in one sentence.
    pub notices: Vec<String>,
}

/// Verifies chain, checkpoints, and that replaying the log gives the summaries that lists are made of.
///
/// # Errors
/// The database is away or the file cannot be read. Faults in the record are not errors: they stand in the report.
pub async fn verify(db: &Db, vault: &Vault, file: &Path) -> Result<Report, Error> {
    let checkpoints = read_checkpoints(file)?;
    let mut report = Report { checkpoints: checkpoints.lines.len(), ..Report::default() };
    let mut marks = verify_checkpoints(vault, file, &checkpoints, &mut report);
    verify_chain(db.reader(), &mut marks, &mut report).await?;
    for mark in marks {
        report
            .faults
            .push(format!("检查点记有第 {} 号事件，日志中只有 {} 条：尾部被截断。", mark.position, report.events));
    }
    match summaries::compare_with_replay(db).await {
        Ok(differing) => {
            report.faults.extend(differing.into_iter().map(|what| format!("汇总与重放不一致：{what}。")));
        }
        Err(Error::Unfoldable { stream, id }) => report.faults.push(format!("{stream} {id} 的事件不完整，无法重放。")),
        Err(Error::Unreadable { position }) => report.faults.push(format!("第 {position} 号事件内容无法读取。")),
        Err(other) => return Err(other),
    }
    Ok(report)
}

/// Checks each line's MAC and returns the checkpoints to hold against the log, the lowest position last.
fn verify_checkpoints(vault: &Vault, file: &Path, read: &Checkpoints, report: &mut Report) -> Vec<Checkpoint> {
    let unreadable = read.unreadable.iter().map(|number| {
        format!("检查点文件 {} 第 {number} 行无法读取：该行被改动或损坏，请与备份中的同名文件核对。", file.display())
    });
    report.faults.extend(unreadable);
    let mut before: Option<&Checkpoint> = None;
    for (number, line) in &read.lines {
        if !line.is_genuine(before, vault) {
            report.faults.push(format!("检查点第 {number} 行的校验码不符：该行或其前一行被改动或删除。"));
        }
        before = Some(line);
    }
    if read.torn > 0 {
        report.notices.push(format!(
            "检查点文件 {} 末尾有 {} 字节不完整，多因断电或磁盘写满，未计入核验；下次留存检查点时会截去。",
            file.display(),
            read.torn
        ));
    }
    let lines = read.lines.iter().map(|(_, mark)| mark);
    let mut marks: Vec<Checkpoint> = lines.filter(|mark| mark.position > 0).cloned().collect();
    marks.sort_by_key(|mark| std::cmp::Reverse(mark.position));
    marks
}

/// Walks the log once; `marks` is emptied of the checkpoints passed.
async fn verify_chain(conn: &impl StreamTrait, marks: &mut Vec<Checkpoint>, report: &mut Report) -> Result<(), Error> {
    let mut head = Head::start();
    let page = |after: Option<i64>| {
        let after = event::Column::Position.gt(after.unwrap_or(i64::MIN));
        event::Entity::find().filter(after).order_by_asc(event::Column::Position).into_query()
    };
    let mut rows = Walk::begin(conn, page, |row: &event::Model| row.position).await?;
    while let Some(row) = rows.next().await? {
        if row.position != head.position + 1 {
            report.faults.push(format!("第 {} 号之后缺少事件，接着的是第 {} 号。", head.position, row.position));
        }
        if row.previous != head.hash {
            report.faults.push(format!("第 {} 号事件与前一条不相接：前一条被改动、删除或调换。", row.position));
        }
        if log::hash_of(&row) != row.hash {
            report.faults.push(format!("第 {} 号事件内容被改动（{} {}）。", row.position, row.stream, row.stream_id));
        }
        while let Some(mark) = marks.pop_if(|mark| mark.position <= row.position) {
            if mark.position == row.position && mark.hash != row.hash {
                report.faults.push(format!("第 {} 号事件与检查点不符：其前的记录被整体改写。", row.position));
            }
        }
        head = Head { position: row.position, hash: row.hash };
        report.events += 1;
    }
    report.head = head.hash;
    Ok(())
}
