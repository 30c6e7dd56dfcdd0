//! An answer comes in: checked first, and shown what recording it would do; recorded by a second click. Of two answers of
//! one source the later day speaks; the older is kept.

use super::{
    marks::{self, Effect},
    matching,
    reading::{held, moment},
    sheet::{CELLS, Faults},
};
use crate::{
    App, Error, Result, originals,
    uploads::{self, Upload},
};
use chrono::NaiveDate;
use domain::{
    access::Actor,
    brand::BrandEvent,
    calendar::shanghai_date,
    comparison::Mark,
    event::Moment,
    ids::{AccountId, ComparisonAnswerId, ComparisonId},
    refusal::Refusal,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use storage::{entities::comparison_answer, summaries};

/// The slot of the policy file for answers, and the name of the field.
const SLOT: &str = "comparison_answer";

/// How far an answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerState {
    /// Read through; counts nowhere yet.
    Checked,
    /// Recorded.
    Recorded,
}

/// An answer as pages show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerView {
    /// Its number.
    pub id: i64,
    /// How far it is.
    pub state: AnswerState,
    /// The day it speaks of where its rows do not say.
    pub on: NaiveDate,
    /// People confirmed.
    pub confirmed: u64,
    /// People refuted.
    pub refuted: u64,
    /// People of whom nothing is known.
    pub unknown: u64,
    /// Lines left without an answer.
    pub blank: u64,
    /// People whom this source had not refuted before.
    pub newly_refuted: u64,
    /// People of whom a later day has spoken already: kept as history only.
    pub outdated: u64,
    /// Who brought it in; nobody where the program compared by itself.
    pub by: Option<AccountId>,
    /// When.
    pub at: Moment,
}

/// Reads an answer through and keeps it, without it counting: what is wrong with which cell, or the number under which it
/// can be looked at and recorded. `on` is the day it speaks of where its rows do not say.
///
/// # Errors
/// Not a bureau of the brand; not a table, or without the heads; the same file was brought in before for that day.
pub async fn check_answer(
    app: &App,
    actor: &Actor,
    id: ComparisonId,
    upload: &Upload,
    on: NaiveDate,
) -> Result<std::result::Result<i64, Faults>> {
    let (of, _) = held(app.db().reader(), actor, id).await?;
    uploads::fits(app.policies().current().1, SLOT, upload)?;
    let first = shanghai_date(of.released_at);
    if on < first || on > app.today() {
        return Err(Error::field("on", "答复日期应在提供名单之后，不晚于今天。"));
    }
    let twice = comparison_answer::Entity::find()
        .filter(comparison_answer::Column::Comparison.eq(id.0))
        .filter(comparison_answer::Column::Digest.eq(upload.digest.to_string()))
        .filter(comparison_answer::Column::AnsweredOn.eq(summaries::day(on)))
        .one(app.db().reader())
        .await?;
    if twice.is_some() {
        return Err(Error::field(SLOT, "这份答复已经上传过，不必重复上传。"));
    }
    let read = matching::read(app, &of, upload.open().await?, on).await?;
    if read.sheet.faults > 0 {
        let more = read.sheet.faults - read.sheet.wrong.len();
        return Ok(Err(Faults { told: read.sheet.wrong, more }));
    }
    if read.marks.is_empty() {
        return Err(Error::field(SLOT, format!("表中“{}”列没有填写任何结果。", CELLS.mark)));
    }
    let mut tx = app.begin(Some(actor)).await?;
    let file = originals::keep(&mut tx, &format!("comparison/{id}"), SLOT, upload).await?;
    let effect = Effect::of(tx.conn(), (of.brand, of.release.source), &read.marks).await?;
    let count = |mark: Mark| read.marks.values().filter(|said| said.mark == mark).count();
    let figure = |n: usize| Set(i64::try_from(n).unwrap_or(i64::MAX));
    let answer = tx.next_id::<ComparisonAnswerId>().await?.0;
    let row = comparison_answer::ActiveModel {
        id: Set(answer),
        comparison: Set(id.0),
        file: Set(file.0),
        digest: Set(upload.digest.to_string()),
        answered_on: Set(summaries::day(on)),
        state: Set("checked".into()),
        confirmed: figure(count(Mark::Confirmed)),
        refuted: figure(count(Mark::Refuted)),
        unknown: figure(count(Mark::Unknown)),
        blank: Set(i64::try_from(read.sheet.blank).unwrap_or(i64::MAX)),
        newly_refuted: Set(effect.newly_refuted()),
        outdated: figure(effect.outdated.len()),
        account: Set(Some(actor.account.0)),
        at: Set(tx.now().timestamp_millis()),
    };
    comparison_answer::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    tx.commit().await?;
    Ok(Ok(answer))
}

/// Records a checked answer: from now on it marks people, and those refuted wait for a verdict (待核).
///
/// # Errors
/// Not a bureau of the brand; recorded already.
pub async fn record_answer(app: &App, actor: &Actor, id: ComparisonId, answer: i64) -> Result<()> {
    let (of, _) = held(app.db().reader(), actor, id).await?;
    let row = found(app.db().reader(), id, answer).await?;
    let digest = row.digest.parse().map_err(|_| Error::Internal(format!("answer {answer} has no digest")))?;
    let read = matching::read(app, &of, originals::open(app, digest).await?, date(&row.answered_on)?).await?;
    let mut tx = app.begin(Some(actor)).await?;
    let (_, mut brand) = held(tx.conn(), actor, id).await?;
    if found(tx.conn(), id, answer).await?.state != "checked" {
        return Err(Refusal::Plain("这份答复已经登记，不必重复登记。").into());
    }
    let effect = Effect::of(tx.conn(), (of.brand, of.release.source), &read.marks).await?;
    marks::write(&tx, (of.brand, of.release.source), answer, &read.marks, &effect).await?;
    let change = comparison_answer::ActiveModel {
        id: Set(answer),
        state: Set("recorded".into()),
        newly_refuted: Set(effect.newly_refuted()),
        outdated: Set(i64::try_from(effect.outdated.len()).unwrap_or(i64::MAX)),
        ..Default::default()
    };
    comparison_answer::Entity::update(change).exec(tx.conn()).await?;
    let count = |mark: Mark| read.marks.values().filter(|said| said.mark == mark).count() as u64;
    let event = BrandEvent::ComparisonAnswered {
        comparison: id,
        source: of.release.source,
        on: date(&row.answered_on)?,
        confirmed: count(Mark::Confirmed),
        refuted: count(Mark::Refuted),
        unknown: count(Mark::Unknown),
        digest: row.digest,
    };
    tx.append(&mut brand, event).await?;
    crate::retally(&tx, of.brand).await?;
    tx.commit().await
}

/// Gives up an answer that was checked and not recorded.
///
/// # Errors
/// Not a bureau of the brand; recorded already.
pub async fn discard_answer(app: &App, actor: &Actor, id: ComparisonId, answer: i64) -> Result<()> {
    let tx = app.begin(Some(actor)).await?;
    held(tx.conn(), actor, id).await?;
    let row = found(tx.conn(), id, answer).await?;
    if row.state != "checked" {
        return Err(Refusal::Plain("这份答复已经登记，不能放弃。有误的，请录入更正后的答复。").into());
    }
    comparison_answer::Entity::delete_by_id(answer).exec(tx.conn()).await?;
    let gone = storage::entities::file::ActiveModel {
        id: Set(row.file),
        removed_at: Set(Some(tx.now().timestamp_millis())),
        ..Default::default()
    };
    storage::entities::file::Entity::update(gone).exec(tx.conn()).await?;
    tx.commit().await
}

/// The answers to a comparison, oldest first.
///
/// # Errors
/// No such comparison, or not the actor's to know of.
pub async fn answers(app: &App, actor: &Actor, id: ComparisonId) -> Result<Vec<AnswerView>> {
    super::get(app, actor, id).await?;
    let rows = comparison_answer::Entity::find()
        .filter(comparison_answer::Column::Comparison.eq(id.0))
        .order_by_asc(comparison_answer::Column::Id)
        .all(app.db().reader())
        .await?;
    rows.iter().map(view).collect()
}

fn view(row: &comparison_answer::Model) -> Result<AnswerView> {
    Ok(AnswerView {
        id: row.id,
        state: if row.state == "recorded" { AnswerState::Recorded } else { AnswerState::Checked },
        on: date(&row.answered_on)?,
        confirmed: row.confirmed.unsigned_abs(),
        refuted: row.refuted.unsigned_abs(),
        unknown: row.unknown.unsigned_abs(),
        blank: row.blank.unsigned_abs(),
        newly_refuted: row.newly_refuted.unsigned_abs(),
        outdated: row.outdated.unsigned_abs(),
        by: row.account.map(AccountId),
        at: moment(row.at),
    })
}

async fn found(conn: &impl ConnectionTrait, id: ComparisonId, answer: i64) -> Result<comparison_answer::Model> {
    let row = comparison_answer::Entity::find_by_id(answer).one(conn).await?;
    row.filter(|row| row.comparison == id.0).ok_or(Error::NotFound)
}

fn date(text: &str) -> Result<NaiveDate> {
    storage::stored::date(text).ok_or_else(|| Error::Internal(format!("{text} is no day")))
}
