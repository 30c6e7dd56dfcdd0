//! The reading side of a check: a thread that may block reads the file, checks it and hands over sealed rows.

use super::{BATCH_PROBLEMS, BATCH_ROWS, BLOCK_ROWS, LONGEST};
use crate::{
    pack::Packer,
    people::Place,
    scan::{self, Flow, Read, Rules, Sink},
};
use domain::{
    ids::{ImportId, RosterVersionId},
    roster::{Columns, Ledger, Problem, RosterRow, SheetKind},
};
use rand::rngs::StdRng;
use spreadsheets::{Cancel, Limits, ReadError, Workbook};
use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Instant,
};
use storage::rosters::staging::Batch;
use tokio::sync::mpsc;
use vault::{RowBlock, Vault};

/// The reading side, on a thread that may block.
pub(super) struct Task {
    pub(super) limits: Limits,
    pub(super) vault: Arc<Vault>,
    pub(super) rng: StdRng,
    pub(super) import: ImportId,
    pub(super) kind: SheetKind,
    pub(super) year: i32,
    pub(super) today: chrono::NaiveDate,
    pub(super) versions: Vec<(Ledger, RosterVersionId)>,
    pub(super) stopped: Arc<AtomicBool>,
}

impl Task {
    /// Reads the file and hands over its rows; returns what it came to and how many problems were told.
    pub(super) fn read(
        self,
        file: storage::files::Original,
        sender: mpsc::Sender<(Batch, u64)>,
    ) -> Result<(Read, i64, Beginnings), ReadError> {
        let (begun, stopped) = (Instant::now(), self.stopped.clone());
        let cancel = Cancel::when(move || stopped.load(Ordering::Relaxed) || begun.elapsed() > LONGEST);
        let mut workbook = Workbook::from_reader(file, Limits { cancel, ..self.limits.clone() })?;
        let vault = self.vault.clone();
        let rules = Rules { kind: self.kind, year: self.year, today: self.today, prints: vault.fingerprints() };
        let mut stager = Stager {
            head: Packer::new(Columns::builtin()).head,
            blocks: self.versions.iter().map(|(ledger, version)| Open::new(*ledger, *version)).collect(),
            batch: Batch::new(self.import, 0),
            task: self,
            sender,
            rows: 0,
            told: 0,
            scratch: Vec::new(),
        };
        let read = scan::read(&mut workbook, &rules, &mut stager)?;
        if stager.close().is_break() {
            return Err(ReadError::Cancelled);
        }
        let beginnings = stager.blocks.into_iter().map(|open| (open.version, open.beginnings)).collect();
        Ok((read, stager.told, beginnings))
    }
}

/// Where the first row of each block of a version stands.
pub(super) type Beginnings = BTreeMap<RosterVersionId, Vec<Place>>;

/// The block of one version that is being filled.
struct Open {
    ledger: Ledger,
    version: RosterVersionId,
    /// Where its first row stands, and those of the blocks before it.
    beginnings: Vec<Place>,
    rows: RowBlock,
}

impl Open {
    fn new(ledger: Ledger, version: RosterVersionId) -> Open {
        Open { ledger, version, beginnings: Vec::new(), rows: RowBlock::with_capacity(BLOCK_ROWS + 1, 24 << 10) }
    }
}

struct Stager {
    task: Task,
    head: Vec<u8>,
    sender: mpsc::Sender<(Batch, u64)>,
    batch: Batch,
    blocks: Vec<Open>,
    rows: u64,
    told: i64,
    scratch: Vec<u8>,
}

impl Stager {
    fn seal(&mut self, at: usize) {
        let open = &mut self.blocks[at];
        let no = i64::try_from(open.beginnings.len()).unwrap_or(i64::MAX);
        let Some(first) = open.beginnings.last().filter(|_| !open.rows.is_empty()) else { return };
        let place = crate::block_place(open.version, no);
        let sealed = self.task.vault.seal_rows(place, &open.rows, &mut self.task.rng);
        self.batch.block(open.version, no, first.row, open.rows.len() - 1, sealed);
        open.rows.clear();
    }

    fn send(&mut self) -> Flow {
        let batch = std::mem::replace(&mut self.batch, Batch::new(self.task.import, 0));
        match self.sender.blocking_send((batch, self.rows)) {
            Ok(()) => Flow::Continue(()),
            Err(_) => Flow::Break(()),
        }
    }

    fn close(&mut self) -> Flow {
        (0..self.blocks.len()).for_each(|at| self.seal(at));
        self.send()
    }
}

impl Sink for Stager {
    fn problem(&mut self, sheet: &str, problem: Problem) -> Flow {
        self.told += 1;
        let place = crate::problems::place(self.task.import, self.told);
        let message = self.task.vault.seal_text(place, &problem.message, &mut self.task.rng);
        self.batch.problem(self.told, sheet, &problem, message);
        if self.batch.problems() >= BATCH_PROBLEMS { self.send() } else { Flow::Continue(()) }
    }

    fn accepted(&mut self, place: Place, row: &RosterRow, packed: &[u8]) -> Flow {
        self.scratch.clear();
        self.scratch.extend_from_slice(&place.sheet.to_be_bytes());
        self.scratch.extend_from_slice(&place.row.to_be_bytes());
        self.scratch.extend_from_slice(packed);
        for at in 0..self.blocks.len() {
            let open = &mut self.blocks[at];
            if !row.feeds(open.ledger) {
                continue;
            }
            if open.rows.is_empty() {
                open.beginnings.push(place);
                open.rows.push(&self.head);
            }
            open.rows.push(&self.scratch);
            if open.rows.len() > BLOCK_ROWS {
                self.seal(at);
            }
        }
        Flow::Continue(())
    }

    fn raw(&mut self, sheet: &scan::SheetRead, row: spreadsheets::Row<'_>) -> Flow {
        if row.number() <= sheet.header_row {
            return Flow::Continue(());
        }
        self.rows += 1;
        if self.rows.is_multiple_of(BATCH_ROWS) { self.send() } else { Flow::Continue(()) }
    }
}
