//! The check of an upload, run in the background: a blocking thread reads, checks and seals; this side writes what it
//! hands over in short batches, under versions that nobody counts yet.

mod reading;

use crate::{
    App, Error, Result, check, matches,
    people::{People, Place},
    scan::{self, Read},
    tallies,
};
use domain::{
    ids::ImportId,
    roster::{Ledger, Problem, Severity},
};
use rand::rngs::StdRng;
use reading::Task;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Value,
    sea_query::{Expr, ExprTrait, Query, UpdateStatement},
};
use spreadsheets::ReadError;
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use storage::{
    bulk::Rows,
    entities::{roster_block, roster_import, roster_person, roster_problem, roster_version},
};
use tokio::sync::mpsc;
use vault::Vault;

/// A check that takes longer is stopped: a million rows take a tenth of it.
const LONGEST: Duration = Duration::from_secs(15 * 60);
/// Checks that were begun this often and never came to an end are given up: the file may be what brings the installation down.
const ATTEMPTS: i64 = 2;
/// Rows sealed together.
const BLOCK_ROWS: usize = 256;
/// Problems and rows after which a batch is written.
const BATCH_PROBLEMS: usize = 1_000;
const BATCH_ROWS: u64 = 5_000;
/// People written in one short transaction.
const PEOPLE: usize = 25_000;

const BLOCK: [&str; 5] = ["version", "no", "first_row", "count", "rows_sealed"];
const PROBLEM: [&str; 8] = ["import", "no", "sheet", "row", "column", "code", "severity", "message_sealed"];
const PERSON: [&str; 9] =
    ["version", "person", "category", "name_mark", "row_mark", "passed", "poverty_alleviated", "start_up", "waiting"];

/// What the reading thread hands over.
#[derive(Debug)]
struct Batch {
    problems: Rows,
    blocks: Rows,
    rows_done: u64,
}

impl Batch {
    fn empty() -> Batch {
        Batch {
            problems: Rows::new("roster_problem", &PROBLEM, 0),
            blocks: Rows::new("roster_block", &BLOCK, 0),
            rows_done: 0,
        }
    }
}

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
async fn take_up(app: &App, import: ImportId) -> Result<Option<roster_import::Model>> {
    let tx = app.begin(None).await?;
    let row = roster_import::Entity::find_by_id(import.0).one(tx.conn()).await?;
    let Some(row) = row.filter(|row| row.state == "checking") else { return Ok(None) };
    clear(tx.conn(), import).await?;
    let attempts = row.attempts + 1;
    let change = roster_import::ActiveModel {
        id: Set(import.0),
        attempts: Set(attempts),
        rows_done: Set(0),
        ..Default::default()
    };
    roster_import::Entity::update(change).exec(tx.conn()).await?;
    tx.commit().await?;
    if attempts > ATTEMPTS {
        fail(app, import, "核对两次都被中断，文件没有导入。请把文件分成几份后重新上传，或联系系统管理员。").await?;
        return Ok(None);
    }
    Ok(Some(row))
}

async fn stage(app: &App, import: &roster_import::Model) -> Result<Outcome> {
    let digest = import.digest.parse().map_err(|_| Error::Internal("a digest that is none".into()))?;
    let file = app.files().open_seekable(digest).await.map_err(|error| Error::Internal(error.to_string()))?;
    let versions = versions_of(app.db().reader(), ImportId(import.id)).await?;
    let (sender, mut batches) = mpsc::channel(4);
    let stopped = Arc::new(AtomicBool::new(false));
    let task = Task {
        limits: app.limits(),
        vault: app.vault().clone(),
        rng: app.chance().fork(),
        import: import.id,
        kind: crate::sheet_kind(&import.sheet_kind)?,
        year: i32::try_from(import.year).unwrap_or_default(),
        today: domain::calendar::shanghai_date(crate::moment(import.uploaded_at)),
        versions: versions.clone(),
        stopped: stopped.clone(),
    };
    let reading = tokio::task::spawn_blocking(move || task.read(file, sender));
    while let Some(batch) = batches.recv().await {
        if !write(app, import.id, batch).await? {
            stopped.store(true, Ordering::Relaxed);
        }
    }
    let (read, mut problems) = match reading.await.map_err(|error| Error::Internal(error.to_string()))? {
        Ok(read) => read,
        Err(error) => return Ok(Outcome::Unreadable(error)),
    };
    if !write_people(app, import.id, &read.people, &versions).await? {
        return Ok(Outcome::Unreadable(ReadError::Cancelled));
    }
    for (ledger, version) in &versions {
        problems += doubts(app, import.id, (*ledger, *version), &read, problems).await?;
    }
    Ok(Outcome::Checked(Box::new(read)))
}

/// The staged versions of an import, by ledger.
pub(super) async fn versions_of(conn: &impl ConnectionTrait, import: ImportId) -> Result<Vec<(Ledger, i64)>> {
    let versions = roster_version::Entity::find().filter(roster_version::Column::Import.eq(import.0)).all(conn).await?;
    let mut by_ledger = Vec::new();
    for version in versions {
        by_ledger.push((crate::ledger_of(conn, version.roster).await?, version.id));
    }
    Ok(by_ledger)
}

/// Writes a batch; false when the import was given up meanwhile.
async fn write(app: &App, import: i64, batch: Batch) -> Result<bool> {
    Ok(app.db().stage_rows(&guard(import, Some(batch.rows_done)), vec![batch.problems, batch.blocks]).await?)
}

/// Finds the import only while it is waited for, and holds its row until the transaction ends, so that nothing is stored for
/// an upload that was given up.
fn guard(import: i64, rows_done: Option<u64>) -> UpdateStatement {
    let done = rows_done.map_or(Expr::col(roster_import::Column::RowsDone), |rows| Expr::value(signed(rows)));
    Query::update()
        .table(roster_import::Entity)
        .value(roster_import::Column::RowsDone, done)
        .and_where(Expr::col(roster_import::Column::Id).eq(import))
        .and_where(Expr::col(roster_import::Column::State).eq("checking"))
        .to_owned()
}

/// Everyone met, in the order of the table's key; false when the import was given up meanwhile.
async fn write_people(app: &App, import: i64, people: &People, versions: &[(Ledger, i64)]) -> Result<bool> {
    let order = people.sorted();
    for (ledger, version) in versions {
        for some in order.chunks(PEOPLE) {
            let mut rows = Rows::new("roster_person", &PERSON, some.len() + some.len() / 8);
            for at in some {
                let (person, row_mark, own) = people.person(*at);
                for line in own.filter(|line| line.ledger == *ledger) {
                    rows.push([
                        (*version).into(),
                        person.print.as_bytes().as_slice().into(),
                        people.category_of(line).into(),
                        person.name.into(),
                        row_mark.into(),
                        line.passed.into(),
                        line.poverty_alleviated.into(),
                        line.start_up.into(),
                        person.waiting.into(),
                    ]);
                }
            }
            if !app.db().stage_rows(&guard(import, None), vec![rows]).await? {
                return Ok(false);
            }
        }
    }
    Ok(true)
}

/// Finds the people in doubt, by the file itself or because other rosters know them, and lists the rows whose number stands
/// elsewhere under another name.
async fn doubts(app: &App, import: i64, (ledger, version): (Ledger, i64), read: &Read, first: i64) -> Result<i64> {
    let tx = app.db().begin_staging().await?;
    if tx.execute(&guard(import, None)).await?.rows_affected() == 0 {
        return Ok(0);
    }
    matches::in_file(&tx, version, read.people.waiting(ledger)).await?;
    matches::find(&tx, version, None).await?;
    let mut rng = app.chance().fork();
    let mut problems = Vec::new();
    for person in matches::named_otherwise(&tx, version).await? {
        for Place { sheet, row } in read.people.places(person) {
            let no = first + 1 + i64::try_from(problems.len()).unwrap_or(0);
            let problem = Problem {
                row,
                column: "姓名",
                code: "name_conflict_elsewhere",
                severity: Severity::Waiting,
                message: "同一号码在另一份已提交的花名册中是另一个姓名，核定前不计入人数。请核对姓名和号码。".into(),
            };
            let name = &read.sheets[usize::from(sheet)].name;
            problems.push(sealed(app.vault(), &mut rng, import, no, name, &problem));
        }
    }
    tx.commit().await?;
    let mut rows = Rows::new("roster_problem", &PROBLEM, problems.len());
    let listed = signed(problems.len() as u64);
    problems.into_iter().for_each(|problem| rows.push(problem));
    app.db().stage_rows(&guard(import, None), vec![rows]).await?;
    Ok(listed)
}

/// The import is checked: its figures, and those of its versions.
async fn finish(app: &App, import: &roster_import::Model, read: &Read) -> Result<()> {
    let report = check::CheckReport::of(read);
    let tx = app.begin(None).await?;
    let row = roster_import::Entity::find_by_id(import.id).one(tx.conn()).await?;
    if row.is_none_or(|row| row.state != "checking") {
        // Given up meanwhile: what was staged is gone already.
        return Ok(());
    }
    for (ledger, version) in versions_of(tx.conn(), ImportId(import.id)).await? {
        let figures = read.people.figures(Some(ledger));
        let sum = |figure: fn(&scan::SheetRead) -> [u64; 2]| -> i64 {
            signed(read.sheets.iter().map(|sheet| figure(sheet)[scan::index(ledger)]).sum())
        };
        let (accepted, rejected) = (sum(|sheet| sheet.accepted_in), sum(|sheet| sheet.rejected_in));
        let change = roster_version::ActiveModel {
            id: Set(version),
            rows: Set(accepted + rejected),
            accepted: Set(accepted),
            rejected: Set(rejected),
            people: Set(signed(figures.people)),
            waiting: Set(signed(figures.waiting)),
            ..Default::default()
        };
        roster_version::Entity::update(change).exec(tx.conn()).await?;
        tallies::first(tx.conn(), import.brand, (ledger, version), &read.people).await?;
    }
    let unread = report.unread.then(|| "表头有问题，文件没有导入。请按提示修改后重新上传。".to_owned());
    let change = roster_import::ActiveModel {
        id: Set(import.id),
        state: Set(if report.unread { "failed" } else { "checked" }.to_owned()),
        rows_done: Set(signed(report.rows)),
        rows: Set(signed(report.rows)),
        accepted: Set(signed(report.accepted)),
        rejected: Set(signed(report.rejected)),
        blank: Set(signed(report.blank)),
        totals: Set(signed(report.totals)),
        people: Set(signed(report.people)),
        waiting: Set(signed(report.waiting)),
        failure: Set(unread),
        finished_at: Set(Some(tx.now().timestamp_millis())),
        ..Default::default()
    };
    roster_import::Entity::update(change).exec(tx.conn()).await?;
    tx.commit().await
}

/// The import failed for good: nothing of it stays but the sentence.
async fn fail(app: &App, import: ImportId, sentence: &str) -> Result<()> {
    let tx = app.begin(None).await?;
    clear(tx.conn(), import).await?;
    roster_import::Entity::update_many()
        .col_expr(roster_import::Column::State, Expr::value("failed"))
        .col_expr(roster_import::Column::Failure, Expr::value(sentence))
        .col_expr(roster_import::Column::FinishedAt, Expr::value(tx.now().timestamp_millis()))
        .filter(roster_import::Column::Id.eq(import.0))
        .filter(roster_import::Column::State.eq("checking"))
        .exec(tx.conn())
        .await?;
    tx.commit().await
}

/// Removes what a check has stored so far; the import and its versions stay.
pub(super) async fn clear(conn: &impl ConnectionTrait, import: ImportId) -> Result<()> {
    let ids = versions_of(conn, import).await?.into_iter().map(|(_, version)| version).collect::<Vec<_>>();
    matches::forget(conn, &ids).await?;
    tallies::forget(conn, &ids).await?;
    for version in ids {
        roster_person::Entity::delete_many().filter(roster_person::Column::Version.eq(version)).exec(conn).await?;
        roster_block::Entity::delete_many().filter(roster_block::Column::Version.eq(version)).exec(conn).await?;
    }
    roster_problem::Entity::delete_many().filter(roster_problem::Column::Import.eq(import.0)).exec(conn).await?;
    Ok(())
}

fn signed(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn sealed(vault: &Vault, rng: &mut StdRng, import: i64, no: i64, sheet: &str, problem: &Problem) -> [Value; 8] {
    let place = crate::problems::place(import, no);
    [
        import.into(),
        no.into(),
        sheet.into(),
        i64::from(problem.row).into(),
        problem.column.into(),
        problem.code.into(),
        problem.severity.code().into(),
        vault.seal_text(place, &problem.message, rng).into(),
    ]
}
