//! Deletion in time (PI-6): what is over by the settings of the policy file, as a dry run, and its deletion a thing at a time,
//! so that it can stop anywhere and go on. Figures frozen at decisions and the event log stay: they hold no personal data.

mod deletion;
mod over;

use crate::{
    App, Error, Result, Transaction,
    access_log::{self, Record as Access},
    originals,
};
use chrono::NaiveDate;
use domain::{
    access::{Actor, Scope},
    calendar::{chinese_date, chinese_moment},
    event::Moment,
    ids::RetentionRunId,
    installation::InstallationEvent,
    retention::Record,
};
use kernel::exports::{Format, Sheet};
use over::Over;
use serde::{Deserialize, Serialize};
use std::fs::File;
use storage::{
    listing::{At, Found, Search},
    listings, retention,
};

/// Things deleted in one transaction.
const AT_ONCE: usize = 20;

/// What of one kind is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Due {
    /// The kind.
    pub record: Record,
    /// What officials call it.
    pub label: String,
    /// The setting it is kept under.
    pub setting: String,
    /// How long that is, in words.
    pub period: String,
    /// The last day whose records are over.
    pub until: NaiveDate,
    /// How many are over.
    pub count: u64,
    /// The day from which the oldest one's time runs.
    pub oldest: Option<NaiveDate>,
}

/// What a deletion took away, kind by kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deleted {
    /// The kind.
    pub record: Record,
    /// The setting it was kept under.
    pub setting: String,
    /// The last day whose records went.
    pub until: NaiveDate,
    /// How many.
    pub count: u64,
}

/// A deletion, as its report tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Run {
    /// Its number.
    pub id: RetentionRunId,
    /// When it began.
    pub begun_at: Moment,
    /// When everything over was deleted; none where it was cut short.
    pub finished_at: Option<Moment>,
    /// Who started it, as the server knows them.
    pub by: String,
    /// What went.
    pub lines: Vec<Deleted>,
}

impl Run {
    /// What came of it, in words.
    #[must_use]
    pub fn outcome(&self) -> &'static str {
        if self.finished_at.is_some() { "已完成" } else { "未完成，可再次运行" }
    }
}

/// What is over today, kind by kind; changes nothing.
///
/// # Errors
/// The database is away.
pub async fn plan(app: &App) -> Result<Vec<Due>> {
    let all = over::all(app, app.db().reader()).await?;
    let bulk = over::bulk(app).await?;
    let today = app.today();
    let policies = app.policies();
    let retention = &policies.current().1.retention;
    let mut plan = Vec::new();
    for record in Record::ALL {
        let days = || all.iter().filter(|over| over.record == *record).map(|over| over.since);
        let (count, oldest) = bulk.get(record).copied().unwrap_or((days().count() as u64, days().min()));
        let rule = record.rule(retention);
        plan.push(Due {
            record: *record,
            label: record.label().to_owned(),
            setting: record.setting().to_owned(),
            period: format!("{} {}", rule.value, rule.unit.as_deref().unwrap_or_default()),
            until: record.until(retention, today),
            count,
            oldest,
        });
    }
    Ok(plan)
}

/// As [`plan`], for auditors and administrators.
///
/// # Errors
/// Not the actor's to see; the database is away.
pub async fn dry_run(app: &App, actor: &Actor) -> Result<Vec<Due>> {
    crate::record::allowed(actor)?;
    plan(app).await
}

/// A page of the deletions, newest first, for auditors and administrators.
///
/// # Errors
/// Not the actor's to see; the database is away.
pub async fn runs(app: &App, actor: &Actor, search: &Search, at: Option<&At>) -> Result<Found<Run>> {
    crate::record::allowed(actor)?;
    let mut found = listings::retention::listing(&Scope::City, search).find(app.db().reader(), at).await?;
    let rows = std::mem::take(&mut found.page.rows);
    let runs = rows.into_iter().map(told).collect::<Result<_>>()?;
    Ok(found.with(runs))
}

/// The deletions as a file, a row each kind of record; recorded.
///
/// # Errors
/// Not the actor's to see; the file cannot be written.
pub async fn export(app: &App, actor: &Actor, search: &Search, format: Format) -> Result<File> {
    crate::record::allowed(actor)?;
    let heads = ["开始", "结果", "完成", "执行人", "删除的数据", "到期截至", "删除数"];
    let mut sheet = Sheet::of(app, listings::retention::listing(&Scope::City, search), "删除报告", heads, format)?;
    while let Some(rows) = sheet.next(app).await? {
        for row in rows {
            let run = told(row)?;
            for line in &run.lines {
                sheet.row([
                    chinese_moment(run.begun_at),
                    run.outcome().to_owned(),
                    run.finished_at.map_or_else(String::new, chinese_moment),
                    run.by.clone(),
                    line.record.label().to_owned(),
                    chinese_date(line.until),
                    line.count.to_string(),
                ])?;
            }
        }
    }
    sheet.end(app, actor).await
}

/// Deletes what is over, each thing in a transaction of its own, under the report of a run that was cut short or a new one.
///
/// # Errors
/// The database is away; what was deleted before stays deleted and stands in the report.
pub async fn delete(app: &App, by: &str) -> Result<Run> {
    let run = begin(app, by).await?;
    while step(app, run).await? {}
    finish(app, run).await
}

/// Begins a run, or finds the one that was cut short.
///
/// # Errors
/// The database is away.
pub async fn begin(app: &App, by: &str) -> Result<RetentionRunId> {
    let tx = app.begin(None).await?;
    if let Some(run) = retention::unfinished(tx.conn()).await? {
        return Ok(run);
    }
    let id = tx.next_id::<RetentionRunId>().await?;
    retention::begin(tx.conn(), id, tx.now(), by).await?;
    tx.commit().await?;
    Ok(id)
}

/// Deletes some of what is over, in one transaction; false where nothing is left. What is over is found in the same
/// transaction: a draft that somebody goes on with meanwhile is none.
///
/// # Errors
/// The database is away.
pub async fn step(app: &App, run: RetentionRunId) -> Result<bool> {
    let mut tx = app.begin(None).await?;
    let mut any = false;
    for record in Record::ALL {
        if let Some(count) = over::delete_bulk(&tx, *record).await?.filter(|count| *count > 0) {
            note(&tx, run, *record, count).await?;
            any = true;
        }
    }
    for Over { record, what, .. } in over::all(app, tx.conn()).await?.into_iter().take(AT_ONCE) {
        let whole = deletion::delete(&mut tx, &what).await?;
        note(&tx, run, record, u64::from(whole)).await?;
        any = true;
        // A version is long work: it has its transactions to itself.
        if !whole {
            break;
        }
    }
    tx.commit().await?;
    Ok(any)
}

async fn note(tx: &Transaction, run: RetentionRunId, record: Record, count: u64) -> Result<()> {
    let begun = retention::get(tx.conn(), run).await?.ok_or(Error::NotFound)?;
    let mut lines: Vec<Deleted> = serde_json::from_str(&begun.report)?;
    if let Some(line) = lines.iter_mut().find(|line| line.record == record) {
        line.count += count;
    } else {
        let policies = tx.app().policies();
        let until = record.until(&policies.current().1.retention, tx.today());
        lines.push(Deleted { record, setting: record.setting().to_owned(), until, count });
    }
    Ok(retention::note(tx.conn(), run, serde_json::to_string(&lines)?).await?)
}

/// Ends a run: its event, then the stored files that nothing names any more.
///
/// # Errors
/// The database is away; no such run.
pub async fn finish(app: &App, run: RetentionRunId) -> Result<Run> {
    let mut tx = app.begin(None).await?;
    let begun = retention::get(tx.conn(), run).await?.ok_or(Error::NotFound)?;
    let lines: Vec<Deleted> = serde_json::from_str(&begun.report)?;
    for Deleted { record, setting, until, count } in lines.into_iter().filter(|line| line.count > 0) {
        let event = InstallationEvent::Deleted { record: record.code().to_owned(), setting, until, count };
        tx.append_installation(event).await?;
    }
    let finished_at = Some(tx.now());
    retention::finish(tx.conn(), run, tx.now()).await?;
    let detail = format!("在服务器上由 {} 执行", begun.by);
    let subject = format!("retention_run/{run}");
    access_log::record_in(
        &tx,
        None,
        Access { kind: "delete_expired", subject: &subject, result: "ok", detail: &detail },
    )
    .await?;
    tx.commit().await?;
    originals::sweep(app).await?;
    app.db().forget_old_pages().await?;
    told(retention::Run { finished_at, ..begun })
}

fn told(run: retention::Run) -> Result<Run> {
    let retention::Run { id, begun_at, finished_at, by, report } = run;
    Ok(Run { id, begun_at, finished_at, by, lines: serde_json::from_str(&report)? })
}
