//! The checkpoint file: head and count of the log under a keyed MAC, a line each, outside the database.
//!
//! A checkpoint is one write. A power cut or a full disk may still leave half of one at the end of the file: that is told
//! and cut away when the next is taken, and is never a reason not to serve. A line in the middle that cannot be read is
//! a fault in the record.

use crate::{Db, Error, log};
use domain::event::Moment;
use serde::{Deserialize, Serialize};
use std::{
    fs::{File, OpenOptions},
    io::{self, Read, Write},
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

impl Checkpoint {
    /// What the MAC is taken over.
    fn signed(&self, before: Option<&Checkpoint>) -> Vec<u8> {
        let before = before.map_or("", |before| before.mac.as_str());
        format!("{}\n{}\n{}\n{before}", self.at, self.position, self.hash).into_bytes()
    }

    /// Whether the line was written by this installation, behind that one.
    pub(super) fn is_genuine(&self, before: Option<&Checkpoint>, vault: &Vault) -> bool {
        self.mac.parse::<Digest>().is_ok_and(|mac| vault.verify_mac(LABEL, &self.signed(before), &mac))
    }
}

/// Where checkpoints are kept.
#[must_use]
pub fn checkpoint_file(folder: &Path) -> PathBuf {
    folder.join("checkpoints.jsonl")
}

/// The checkpoint file as it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checkpoints {
    /// The lines that can be read with their numbers from 1, oldest first.
    pub lines: Vec<(usize, Checkpoint)>,
    /// The numbers of lines before the last of those that cannot be read.
    pub unreadable: Vec<usize>,
    /// How many bytes behind the last readable line are none: half a line, as a rule.
    pub torn: usize,
    /// How many bytes come before those.
    whole: usize,
    /// Whether they end with a newline; the next line begins with one where they do not.
    ended: bool,
}

impl Checkpoints {
    fn parse(text: &[u8]) -> Checkpoints {
        let mut read = Checkpoints { ended: true, ..Checkpoints::default() };
        let (mut at, mut unreadable) = (0, Vec::new());
        for (index, line) in text.split(|byte| *byte == b'\n').enumerate() {
            if let Ok(checkpoint) = serde_json::from_slice(line) {
                read.lines.push((index + 1, checkpoint));
                read.unreadable.append(&mut unreadable);
                read.ended = at + line.len() < text.len();
                read.whole = at + line.len() + usize::from(read.ended);
            } else {
                unreadable.push(index + 1);
            }
            at += line.len() + 1;
        }
        read.torn = text.len() - read.whole;
        read
    }

    fn last(&self) -> Option<&Checkpoint> {
        self.lines.last().map(|(_, last)| last)
    }
}

/// Reads the checkpoints; none where no file is yet.
///
/// # Errors
/// The file cannot be read. What stands in it is never an error.
pub fn read_checkpoints(file: &Path) -> Result<Checkpoints, Error> {
    match std::fs::read(file) {
        Ok(text) => Ok(Checkpoints::parse(&text)),
        Err(missing) if missing.kind() == io::ErrorKind::NotFound => Ok(Checkpoints::default()),
        Err(error) => Err(away(file, error)),
    }
}

/// Takes a checkpoint, unless nothing happened since the last one. Programs that take one at once wait for each other:
/// each line is signed with the one before.
///
/// # Errors
/// The database is away, or the file cannot be written.
pub async fn checkpoint(db: &Db, vault: &Vault, file: &Path, now: Moment) -> Result<(), Error> {
    let path = file.to_owned();
    let opened = tokio::task::spawn_blocking(move || open(&path)).await.map_err(io::Error::other).flatten();
    let (mut out, before) = opened.map_err(|error| away(file, error))?;
    if before.torn > 0 {
        tracing::warn!(file = %file.display(), bytes = before.torn, "the last checkpoint was cut short and is cut away");
        out.set_len(before.whole as u64).map_err(|error| away(file, error))?;
    }
    let head = log::head(db.reader()).await?;
    let last = before.last();
    if last.is_some_and(|last| last.position == head.position && last.hash == head.hash) {
        return Ok(());
    }
    let mut line =
        Checkpoint { at: now.timestamp_millis(), position: head.position, hash: head.hash, mac: String::new() };
    line.mac = vault.mac(LABEL, &line.signed(last)).to_string();
    let line = format!("{}{}\n", if before.ended { "" } else { "\n" }, serde_json::to_string(&line)?);
    let written = out.write_all(line.as_bytes()).and_then(|()| out.sync_all());
    written.map_err(|error| away(file, error))
}

/// Opens the file for one program at a time, and reads it.
fn open(path: &Path) -> io::Result<(File, Checkpoints)> {
    let mut file = OpenOptions::new().create(true).read(true).append(true).open(path)?;
    file.lock()?;
    let mut text = Vec::new();
    file.read_to_end(&mut text)?;
    Ok((file, Checkpoints::parse(&text)))
}

fn away(file: &Path, source: io::Error) -> Error {
    Error::Checkpoint { file: file.to_owned(), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(position: i64) -> String {
        let (hash, mac) = ("0".repeat(64), "1".repeat(64));
        serde_json::to_string(&Checkpoint { at: 1, position, hash, mac }).unwrap()
    }

    fn parsed(text: &str) -> (Vec<usize>, Vec<usize>, usize, bool) {
        let read = Checkpoints::parse(text.as_bytes());
        assert_eq!(read.whole + read.torn, text.len());
        (read.lines.iter().map(|(number, _)| *number).collect(), read.unreadable, read.torn, read.ended)
    }

    #[test]
    fn what_lies_behind_the_last_readable_line_is_torn() {
        let (one, two) = (line(1), line(2));
        assert_eq!(parsed(""), (vec![], vec![], 0, true));
        assert_eq!(parsed(&format!("{one}\n{two}\n")), (vec![1, 2], vec![], 0, true));
        assert_eq!(parsed(&format!("{one}\n{two}")), (vec![1, 2], vec![], 0, false));
        assert_eq!(parsed(&format!("{one}\n{}", &two[..20])), (vec![1], vec![], 20, true));
        assert_eq!(parsed(&one[..20]), (vec![], vec![], 20, true));
        assert_eq!(parsed(&format!("{one}\n\n")), (vec![1], vec![], 1, true));
        assert_eq!(parsed(&format!("{one}\nnot json\n\n")), (vec![1], vec![], 10, true));
        assert_eq!(parsed(&format!("{one}\nnot json\n{two}\n")), (vec![1, 3], vec![2], 0, true));
        assert_eq!(Checkpoints::parse(b"\xff\xfe").torn, 2);
    }

    /// No half of a line is taken for a whole one, wherever it was cut.
    #[test]
    fn half_a_line_is_never_a_checkpoint() {
        let whole = line(12);
        for cut in 0..whole.len() {
            assert_eq!(Checkpoints::parse(&whole.as_bytes()[..cut]).lines, [], "{cut} bytes");
        }
    }
}
