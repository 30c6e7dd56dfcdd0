//! Proof that the record was not quietly rewritten.
//!
//! The chain finds a changed, moved or missing event. What a chain alone cannot find, a cut tail or a chain computed
//! anew, the checkpoints find: the head and count under a keyed MAC, in a file outside the database.

use crate::{Db, Error, Head, entities::event, log, summaries};
use domain::event::Moment;
use futures::TryStreamExt;
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder, StreamTrait};
use serde::{Deserialize, Serialize};
use std::{
    io::Write,
    path::{Path, PathBuf},
};
use vault::{Digest, Vault};

const LABEL: &str = "checkpoint";

/// One line of the checkpoint file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// When it was taken, in milliseconds.
    pub at: i64,
    /// How many events there were.
    pub position: i64,
    /// The hash of the last.
    pub hash: String,
    /// HMAC-SM3 over the three and the line before.
    pub mac: String,
}

/// Where checkpoints are kept.
#[must_use]
pub fn checkpoint_file(folder: &Path) -> PathBuf {
    folder.join("checkpoints.jsonl")
}

/// Takes a checkpoint, unless nothing happened since the last one.
///
/// # Errors
/// The database is away, or the file cannot be written.
pub async fn checkpoint(db: &Db, vault: &Vault, file: &Path, now: Moment) -> Result<(), Error> {
    let head = log::head(db.reader()).await?;
    let before = read_checkpoints(file)?.pop();
    if before.as_ref().is_some_and(|before| before.position == head.position && before.hash == head.hash) {
        return Ok(());
    }
    let mut line =
        Checkpoint { at: now.timestamp_millis(), position: head.position, hash: head.hash, mac: String::new() };
    line.mac = vault.mac(LABEL, &signed(&line, before.as_ref())).to_string();
    let mut out = std::fs::OpenOptions::new().create(true).append(true).open(file)?;
    writeln!(out, "{}", serde_json::to_string(&line)?)?;
    Ok(out.sync_all()?)
}

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
}

/// Verifies chain, checkpoints, and that replaying the log gives the summaries that lists are made of.
///
/// # Errors
/// The database is away or the file cannot be read. Faults in the record are not errors: they stand in the report.
pub async fn verify(db: &Db, vault: &Vault, file: &Path) -> Result<Report, Error> {
    let checkpoints = read_checkpoints(file)?;
    let mut report = Report { checkpoints: checkpoints.len(), ..Report::default() };
    let mut marks = verify_macs(vault, &checkpoints, &mut report.faults);
    verify_chain(db.reader(), &mut marks, &mut report).await?;
    for mark in marks {
        report
            .faults
            .push(format!("检查点记有第 {} 号事件，日志中只有 {} 条：尾部被截断。", mark.position, report.events));
    }
    match summaries::compare_with_replay(db.reader()).await {
        Ok(differing) => {
            report.faults.extend(differing.into_iter().map(|what| format!("汇总与重放不一致：{what}。")));
        }
        Err(Error::Unfoldable { stream, id }) => report.faults.push(format!("{stream} {id} 的事件不完整，无法重放。")),
        Err(Error::Unreadable { position }) => report.faults.push(format!("第 {position} 号事件内容无法读取。")),
        Err(other) => return Err(other),
    }
    Ok(report)
}

/// Checks each line's MAC and returns the checkpoints to hold against the log, the lowest position first.
fn verify_macs(vault: &Vault, checkpoints: &[Checkpoint], faults: &mut Vec<String>) -> Vec<Checkpoint> {
    let mut before: Option<&Checkpoint> = None;
    for (index, line) in checkpoints.iter().enumerate() {
        let genuine = line.mac.parse::<Digest>().is_ok_and(|mac| vault.verify_mac(LABEL, &signed(line, before), &mac));
        if !genuine {
            faults.push(format!("检查点第 {} 行的校验码不符：该行或其前一行被改动或删除。", index + 1));
        }
        before = Some(line);
    }
    let mut marks: Vec<Checkpoint> = checkpoints.iter().filter(|mark| mark.position > 0).cloned().collect();
    marks.sort_by_key(|mark| std::cmp::Reverse(mark.position));
    marks
}

/// Walks the log once; `marks` is emptied of the checkpoints passed.
async fn verify_chain(
    conn: &(impl ConnectionTrait + StreamTrait),
    marks: &mut Vec<Checkpoint>,
    report: &mut Report,
) -> Result<(), Error> {
    let mut head = Head::start();
    let mut rows = event::Entity::find().order_by_asc(event::Column::Position).stream(conn).await?;
    while let Some(row) = rows.try_next().await? {
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

fn signed(line: &Checkpoint, before: Option<&Checkpoint>) -> Vec<u8> {
    let before = before.map_or("", |before| before.mac.as_str());
    format!("{}\n{}\n{}\n{before}", line.at, line.position, line.hash).into_bytes()
}

/// The checkpoints in the order they were taken; none where no file is yet.
///
/// # Errors
/// The file cannot be read.
pub fn read_checkpoints(file: &Path) -> Result<Vec<Checkpoint>, Error> {
    match std::fs::read_to_string(file) {
        Ok(text) => text.lines().map(|line| Ok(serde_json::from_str(line)?)).collect(),
        Err(missing) if missing.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error.into()),
    }
}
