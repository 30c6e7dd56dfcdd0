//! An answer comes in: checked first, and shown what recording it would do; recorded by a second click. Of two answers of
//! one source the later day speaks; the older is kept.

use super::{
    marks,
    matching::{self, Marks},
    reading::held,
    sheet::CELLS,
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
use kernel::Faults;
use sea_orm::ConnectionTrait;
use storage::{
    originals::Subject,
    rosters::comparisons::answers::{self as stored, Answer},
};

pub use storage::rosters::comparisons::answers::AnswerState;

/// The slot of the policy file for answers, and the name of the field.
const SLOT: &str = "comparison_answer";

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
    if stored::is_known(app.db().reader(), upload.digest, Some((id, on))).await? {
        return Err(Error::field(SLOT, "这份答复已经上传过，不必重复上传。"));
    }
    let read = matching::read(app, &of, upload.open().await?, on).await?;
    if !read.sheet.faults.is_empty() {
        return Ok(Err(read.sheet.faults));
    }
    if read.marks.is_empty() {
        return Err(Error::field(SLOT, format!("表中“{}”列没有填写任何结果。", CELLS.mark)));
    }
    let mut tx = app.begin(Some(actor)).await?;
    let file = originals::keep(&mut tx, Subject::Comparison(id), SLOT, upload).await?;
    let effect = marks::effect(tx.conn(), (of.brand, of.release.source), &read.marks).await?;
    let new = Answer {
        id: tx.next_id::<ComparisonAnswerId>().await?,
        comparison: id,
        file,
        digest: upload.digest,
        on,
        state: AnswerState::Checked,
        confirmed: count(&read.marks, Mark::Confirmed),
        refuted: count(&read.marks, Mark::Refuted),
        unknown: count(&read.marks, Mark::Unknown),
        blank: read.sheet.blank as u64,
        effect: effect.figures(),
        by: Some(actor.account),
        at: tx.now(),
    };
    stored::insert(tx.conn(), &new).await?;
    tx.commit().await?;
    Ok(Ok(new.id.0))
}

fn count(marks: &Marks, mark: Mark) -> u64 {
    marks.values().filter(|said| said.mark == mark).count() as u64
}

/// Records a checked answer: from now on it marks people, and those refuted wait for a verdict (待核).
///
/// # Errors
/// Not a bureau of the brand; recorded already.
pub async fn record_answer(app: &App, actor: &Actor, id: ComparisonId, answer: i64) -> Result<()> {
    let (of, _) = held(app.db().reader(), actor, id).await?;
    let checked = found(app.db().reader(), id, answer).await?;
    let read = matching::read(app, &of, originals::open(app, checked.digest).await?, checked.on).await?;
    let mut tx = app.begin(Some(actor)).await?;
    let (_, mut brand) = held(tx.conn(), actor, id).await?;
    if found(tx.conn(), id, answer).await?.state != AnswerState::Checked {
        return Err(Refusal::Plain("这份答复已经登记，不必重复登记。").into());
    }
    let effect = marks::effect(tx.conn(), (of.brand, of.release.source), &read.marks).await?;
    marks::write(tx.conn(), (of.brand, of.release.source), checked.id, &read.marks, &effect).await?;
    stored::record(tx.conn(), checked.id, effect.figures()).await?;
    let event = BrandEvent::ComparisonAnswered {
        comparison: id,
        source: of.release.source,
        on: checked.on,
        confirmed: count(&read.marks, Mark::Confirmed),
        refuted: count(&read.marks, Mark::Refuted),
        unknown: count(&read.marks, Mark::Unknown),
        digest: checked.digest.to_string(),
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
    if row.state != AnswerState::Checked {
        return Err(Refusal::Plain("这份答复已经登记，不能放弃。有误的，请录入更正后的答复。").into());
    }
    stored::delete(tx.conn(), row.id).await?;
    storage::originals::take_off(tx.conn(), row.file, tx.now()).await?;
    tx.commit().await
}

/// The answers to a comparison, oldest first.
///
/// # Errors
/// No such comparison, or not the actor's to know of.
pub async fn answers(app: &App, actor: &Actor, id: ComparisonId) -> Result<Vec<AnswerView>> {
    super::get(app, actor, id).await?;
    Ok(stored::of(app.db().reader(), id).await?.iter().map(view).collect())
}

fn view(answer: &Answer) -> AnswerView {
    AnswerView {
        id: answer.id.0,
        state: answer.state,
        on: answer.on,
        confirmed: answer.confirmed,
        refuted: answer.refuted,
        unknown: answer.unknown,
        blank: answer.blank,
        newly_refuted: answer.effect.newly_refuted,
        outdated: answer.effect.outdated,
        by: answer.by,
        at: answer.at,
    }
}

async fn found(conn: &impl ConnectionTrait, id: ComparisonId, answer: i64) -> Result<Answer> {
    stored::get(conn, id, ComparisonAnswerId(answer)).await?.ok_or(Error::NotFound)
}
