//! The check of an upload, run in the background: a blocking thread reads, checks and seals; this side writes what it
//! hands over in short batches, under versions that nobody counts yet.

mod reading;

use crate::{
    App, Error, Result, check,
    people::{People, Place},
    scan::{self, Read},
};
use domain::{
    ids::ImportId,
    roster::{Ledger, Problem, Severity},
};
use reading::{Beginnings, Task};
use spreadsheets::ReadError;
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use storage::rosters::{
    imports::{self, Figures, Import, ImportState},
    matches,
    staging::{self, Batch, PersonLine},
    tallies,
    versions::{self, Version},
};
use tokio::sync::mpsc;

/// A check that takes longer is stopped: a million rows take a tenth of it.
const LONGEST: Duration = Duration::from_secs(15 * 60);
/// Checks that were begun this often and never came to an end are given up: the file may be what brings the installation down.
const ATTEMPTS: i64 = 2;
/// Rows sealed together: a page of people in doubt opens a block for each of them, so few rows beside theirs.
const BLOCK_ROWS: usize = 64;
/// Problems and rows after which a batch is written.
const BATCH_PROBLEMS: usize = 1_000;
const BATCH_ROWS: u64 = 5_000;
/// People written in one short transaction.
const PEOPLE: usize = 25_000;

/// Checks an upload from beginning to end. One that is not waiting to be checked is left as it is.
///
/// # Errors
/// The database is away; what is wrong with the file stands in the import.
pub async fn check_import(app: &App, import: ImportId) -> Result<()> {
    let Some(row) = take_up(app, import).await? else { return Ok(()) };
    match stage(app, &row).await {
        Ok(Outcome::Checked(read)) => finish(app, &row, &read).await,
        Ok(Outcome::Unreadable(error)) => fail(app, import, &error.to_string()).await,
        Err(error) => {
            tracing::error!(%import, ?error, "a roster check broke off");
            fail(app, import, "核对没有完成，文件没有导入。请稍后重新上传；若仍不成功，请联系系统管理员。").await
        }
    }
}

enum Outcome {
    Checked(Box<Read>),
    Unreadable(ReadError),
}

/// Marks the import as being worked on and clears what an interrupted check left; none when there is nothing to do.
async fn take_up(app: &App, id: ImportId) -> Result<Option<Import>> {
    let tx = app.begin(None).await?;
    let import = imports::get(tx.conn(), id).await?;
    let Some(import) = import.filter(|import| import.state == ImportState::Checking) else { return Ok(None) };
    staging::clear(tx.conn(), id).await?;
    let attempts = import.attempts + 1;
    imports::begin_check(tx.conn(), id, attempts).await?;
    tx.commit().await?;
    if attempts > ATTEMPTS {
        fail(app, id, "核对两次都被中断，文件没有导入。请把文件分成几份后重新上传，或联系系统管理员。").await?;
        return Ok(None);
    }
    Ok(Some(import))
}

async fn stage(app: &App, import: &Import) -> Result<Outcome> {
    let file = app.files().open_seekable(import.digest).await.map_err(|error| Error::Internal(error.to_string()))?;
    let versions = versions::of_import(app.db().reader(), import.id).await?;
    let (sender, mut batches) = mpsc::channel(4);
    let stopped = Arc::new(AtomicBool::new(false));
    let task = Task {
        limits: app.limits(),
        vault: app.vault().clone(),
        rng: app.chance().fork(),
        import: import.id,
        kind: import.of.kind,
        year: import.of.year,
        today: domain::calendar::shanghai_date(import.uploaded_at),
        versions: versions.iter().map(|version| (version.roster.ledger, version.id)).collect(),
        stopped: stopped.clone(),
    };
    let reading = tokio::task::spawn_blocking(move || task.read(file, sender));
    while let Some((batch, rows_done)) = batches.recv().await {
        // False when the import was given up meanwhile.
        if !batch.write(app.db(), Some(rows_done)).await? {
            stopped.store(true, Ordering::Relaxed);
        }
    }
    let (read, mut problems, beginnings) = match reading.await.map_err(|error| Error::Internal(error.to_string()))? {
        Ok(read) => read,
        Err(error) => return Ok(Outcome::Unreadable(error)),
    };
    if !write_people(app, import.id, &read.people, &versions, &beginnings).await? {
        return Ok(Outcome::Unreadable(ReadError::Cancelled));
    }
    for version in &versions {
        problems += doubts(app, version, &read, problems).await?;
    }
    Ok(Outcome::Checked(Box::new(read)))
}

/// Everyone met, in the order of the table's key; false when the import was given up meanwhile.
async fn write_people(
    app: &App,
    import: ImportId,
    people: &People,
    versions: &[Version],
    beginnings: &Beginnings,
) -> Result<bool> {
    let (order, mut blocks) = (people.sorted(), Vec::new());
    for version in versions {
        let beginnings = beginnings.get(&version.id).map_or(&[][..], Vec::as_slice);
        for some in order.chunks(PEOPLE) {
            let mut batch = Batch::new(import, some.len() + some.len() / 8);
            for at in some {
                let (person, row_mark, own) = people.person(*at);
                blocks.clear();
                blocks.extend(people.places_of(*at).map(|place| beginnings.partition_point(|first| *first <= place)));
                blocks.sort_unstable();
                blocks.dedup();
                for line in own.filter(|line| line.ledger == version.roster.ledger) {
                    let line = PersonLine {
                        person: person.print,
                        category: people.category_of(line),
                        name_mark: person.name,
                        row_mark,
                        passed: line.passed,
                        poverty_alleviated: line.poverty_alleviated,
                        start_up: line.start_up,
                        waiting: person.waiting,
                        blocks: &blocks,
                    };
                    batch.person(version.id, line);
                }
            }
            if !batch.write(app.db(), None).await? {
                return Ok(false);
            }
        }
    }
    Ok(true)
}

/// Finds the people in doubt, by the file itself or because other rosters know them, and lists the rows whose number stands
/// elsewhere under another name.
async fn doubts(app: &App, version: &Version, read: &Read, first: i64) -> Result<i64> {
    let (import, tx) = (version.import, app.db().begin_staging().await.map_err(Error::from)?);
    if !staging::hold(&tx, import).await? {
        return Ok(0);
    }
    matches::in_file(&tx, version.id, read.people.waiting(version.roster.ledger)).await?;
    matches::find(&tx, version, None).await?;
    let named_otherwise = matches::named_otherwise(&tx, version.id).await?;
    tx.commit().await?;
    let mut rng = app.chance().fork();
    let (mut batch, mut last) = (Batch::new(import, 0), first);
    for Place { sheet, row } in named_otherwise.into_iter().flat_map(|person| read.people.places(person)) {
        let problem = Problem {
            row,
            column: "姓名",
            code: "name_conflict_elsewhere",
            severity: Severity::Waiting,
            message: "同一号码在另一份已提交的花名册中是另一个姓名，核定前不计入人数。请核对姓名和号码。".into(),
        };
        last += 1;
        let message = app.vault().seal_text(crate::problems::place(import, last), &problem.message, &mut rng);
        batch.problem(last, &read.sheets[usize::from(sheet)].name, &problem, message);
    }
    batch.write(app.db(), None).await?;
    Ok(last - first)
}

/// The import is checked: its figures, and those of its versions.
async fn finish(app: &App, import: &Import, read: &Read) -> Result<()> {
    let report = check::CheckReport::of(read);
    let tx = app.begin(None).await?;
    let now = imports::get(tx.conn(), import.id).await?;
    if now.is_none_or(|now| now.state != ImportState::Checking) {
        // Given up meanwhile: what was staged is gone already.
        return Ok(());
    }
    for version in versions::of_import(tx.conn(), import.id).await? {
        let ledger = version.roster.ledger;
        versions::set_figures(tx.conn(), version.id, figures(read, ledger)).await?;
        let (everyone, by_category) = read.people.listed(ledger);
        tallies::first(tx.conn(), import.of.brand, (ledger, version.id), everyone, &by_category).await?;
    }
    let unread = report.unread.then(|| "表头有问题，文件没有导入。请按提示修改后重新上传。".to_owned());
    let figures = Figures {
        rows: signed(report.rows),
        accepted: signed(report.accepted),
        rejected: signed(report.rejected),
        blank: signed(report.blank),
        totals: signed(report.totals),
        people: signed(report.people),
        waiting: signed(report.waiting),
    };
    imports::finish_check(tx.conn(), import.id, figures, unread, tx.now()).await?;
    tx.commit().await
}

/// What a ledger of the file lists.
fn figures(read: &Read, ledger: Ledger) -> versions::Figures {
    let people = read.people.figures(Some(ledger));
    let sum = |figure: fn(&scan::SheetRead) -> [u64; 2]| -> i64 {
        signed(read.sheets.iter().map(|sheet| figure(sheet)[scan::index(ledger)]).sum())
    };
    let (accepted, rejected) = (sum(|sheet| sheet.accepted_in), sum(|sheet| sheet.rejected_in));
    versions::Figures {
        rows: accepted + rejected,
        accepted,
        rejected,
        people: signed(people.people),
        waiting: signed(people.waiting),
    }
}

/// The import failed for good: nothing of it stays but the sentence.
async fn fail(app: &App, import: ImportId, sentence: &str) -> Result<()> {
    let tx = app.begin(None).await?;
    staging::clear(tx.conn(), import).await?;
    imports::fail(tx.conn(), import, sentence, tx.now()).await?;
    tx.commit().await
}

fn signed(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
