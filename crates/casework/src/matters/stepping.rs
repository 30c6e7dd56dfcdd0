//! The steps after the first: take, send back, transfer, take back.

use super::{
    approvers::{approvers_of, as_deputy, at_desk, at_desk_to_read, hands_of},
    keeping::keep_opinion,
};
use crate::{App, Error, Result, Transaction};
use chrono::NaiveDate;
use domain::{
    access::Actor,
    account::AccountState,
    calendar::shanghai_date,
    days::Days,
    ids::{AccountId, MatterId},
    length,
    matter::{Matter, MatterEvent, MatterState, Step, StepRefused, Subject},
    notice::Meeting,
    stream::StreamKind,
};
use sea_orm::ConnectionTrait;
use std::collections::BTreeMap;
use storage::{
    accounts,
    matters::{self, Standing},
};

/// A matter as somebody saw it: what was done to it since is told before a step is taken.
#[derive(Clone, Copy, Debug)]
pub struct SeenMatter {
    /// Which.
    pub id: MatterId,
    /// The seq of its last event when it was seen; none where nobody looked.
    pub seq: Option<u32>,
    /// The seq of what it is about when that was seen; none where nobody looked.
    pub subject: Option<u32>,
}

impl From<MatterId> for SeenMatter {
    fn from(id: MatterId) -> SeenMatter {
        SeenMatter { id, seq: None, subject: None }
    }
}

impl SeenMatter {
    /// That nothing was done to it since.
    ///
    /// # Errors
    /// Something was.
    pub fn is_still(&self, matter: &Matter) -> Result<()> {
        match self.seq {
            Some(seq) if seq != matter.seq => {
                Err(Error::Stale { since: vec!["这件事项已有新的办理，请查看流程。".into()] })
            }
            _ => Ok(()),
        }
    }
}

/// Takes the next step: agrees. With the matter comes whether that was its last step: then its act is performed in the same
/// transaction.
///
/// # Errors
/// Not the actor's step; no meeting where the last step asks for one.
pub async fn take_step(
    tx: &mut Transaction,
    actor: &Actor,
    seen: SeenMatter,
    opinion: &str,
    meeting: Option<Meeting>,
) -> Result<(Matter, bool)> {
    let mut matter = open_matter(tx, actor, seen).await?;
    let (step, on_behalf_of) = may_step(tx, actor, &matter).await?;
    if let Some(subject) = seen.subject
        && subject != subject_seq(tx.conn(), matter.subject).await?
    {
        // Whoever agrees has read what it is about as it stands now.
        return Err(Error::Stale { since: vec!["所办的事项已有新的记录，请核对后再办。".into()] });
    }
    met_in_time(tx, meeting.as_ref(), matter.subject).await?;
    let last = matter.at_last_step();
    if last && matter.collective && meeting.is_none() && matter.meeting.is_none() {
        return Err(StepRefused::NoMeeting.into());
    }
    let opinion_digest = tx.vault().mac("opinion", opinion.as_bytes()).to_string();
    tx.append(&mut matter, MatterEvent::Stepped { step, opinion_digest, on_behalf_of, meeting }).await?;
    keep_opinion(tx, &matter, opinion).await?;
    Ok((matter, last))
}

/// The seq of what a matter is about, as it stands.
///
/// # Errors
/// The database is away.
pub async fn subject_seq(conn: &impl ConnectionTrait, on: Subject) -> Result<u32> {
    Ok(storage::log::last_seq(conn, on.stream.code(), on.id).await?)
}

/// The days on which a meeting can have decided on something (集体研究): since there was anything to decide on. It may have
/// met before the matter was drafted, or drafted anew.
///
/// # Errors
/// The database is away.
pub async fn meeting_days(conn: &impl ConnectionTrait, on: Subject, today: NaiveDate) -> Result<Days> {
    let days = meeting_days_of(conn, on.stream, &[on.id], today).await?.remove(&on.id);
    days.ok_or(Error::NotFound)
}

/// As [`meeting_days`], on each of some things of a kind; nothing is asked where there are none.
///
/// # Errors
/// The database is away.
pub async fn meeting_days_of(
    conn: &impl ConnectionTrait,
    of: StreamKind,
    ids: &[i64],
    today: NaiveDate,
) -> Result<BTreeMap<i64, Days>> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let began = storage::log::began(conn, of.code(), ids).await?;
    let days = |id: &i64| {
        let first = began.get(id).map_or(today, |at| shanghai_date(*at));
        (*id, Days::since(first, format!("{}建档之日", of.label()), today))
    };
    Ok(ids.iter().map(days).collect())
}

/// That a meeting, where there was one, was held on one of the days on which it can have decided.
///
/// # Errors
/// A sentence at the field.
pub async fn met_in_time(tx: &Transaction, meeting: Option<&Meeting>, on: Subject) -> Result<()> {
    let Some(meeting) = meeting else { return Ok(()) };
    Error::within(length::TITLE, "minutes_number", "会议纪要编号", &meeting.minutes)?;
    let days = meeting_days(tx.conn(), on, tx.today()).await?;
    days.wrong(meeting.on, "会议日期").map_or(Ok(()), |sentence| Err(Error::field("met_on", sentence)))
}

/// Sends a matter back to the one who drafted it (退回经办), with the reason.
///
/// # Errors
/// Not the actor's step; no reason.
pub async fn send_back(app: &App, actor: &Actor, seen: impl Into<SeenMatter>, opinion: &str) -> Result<()> {
    if opinion.trim().is_empty() {
        return Err(Error::field("opinion", "请写明退回经办的原因。"));
    }
    let mut tx = app.begin(Some(actor)).await?;
    let mut matter = open_matter(&tx, actor, seen.into()).await?;
    may_step(&tx, actor, &matter).await?;
    let opinion_digest = tx.vault().mac("opinion", opinion.as_bytes()).to_string();
    tx.append(&mut matter, MatterEvent::SentBack { opinion_digest }).await?;
    keep_opinion(&tx, &matter, opinion).await?;
    tx.commit().await
}

/// Transfers a matter to one colleague of the same office (转办).
///
/// # Errors
/// The actor cannot take the step; the colleague sits elsewhere or has taken a step.
pub async fn transfer(app: &App, actor: &Actor, seen: impl Into<SeenMatter>, colleague: AccountId) -> Result<()> {
    let mut tx = app.begin(Some(actor)).await?;
    let mut matter = open_matter(&tx, actor, seen.into()).await?;
    may_step(&tx, actor, &matter).await?;
    let to = accounts::get(tx.conn(), colleague).await?.ok_or(Error::NotFound)?;
    let step = matter.next_step().ok_or_else(|| matter.without_step())?;
    let may = to.id != actor.account && to.state == AccountState::Active;
    if !may || to.office != actor.office || !to.steps.contains(&step) {
        return Err(Error::field("colleague", "只能转给本单位能办理这一环节的同事。"));
    }
    if matter.touched_by(colleague) {
        return Err(StepRefused::TwoSteps.into());
    }
    tx.append(&mut matter, MatterEvent::Transferred { account: colleague }).await?;
    tx.commit().await
}

/// Gives up a matter that its drafter takes back (撤回), sent back or under way; whoever drafts at its desk, where the drafter
/// has left.
///
/// # Errors
/// The actor did not draft it, and who did is there; it is closed.
pub async fn drop(app: &App, actor: &Actor, seen: impl Into<SeenMatter>) -> Result<()> {
    let mut tx = app.begin(Some(actor)).await?;
    let mut matter = visible(&tx, actor, seen.into()).await?;
    hands_of(tx.conn(), actor, matter.drafter()).await?.may_drop(actor, &matter)?;
    tx.append(&mut matter, MatterEvent::Dropped { stale: false }).await?;
    tx.commit().await
}

async fn open_matter(tx: &Transaction, actor: &Actor, seen: SeenMatter) -> Result<Matter> {
    let matter = visible(tx, actor, seen).await?;
    at_desk(actor, matter.level, matter.area.as_ref())?;
    Ok(matter)
}

async fn visible(tx: &Transaction, actor: &Actor, seen: SeenMatter) -> Result<Matter> {
    let matter = tx.load::<Matter>(seen.id).await?;
    at_desk_to_read(actor, matter.level, matter.area.as_ref(), matter.subject.stream)?;
    seen.is_still(&matter)?;
    Ok(matter)
}

async fn may_step(tx: &Transaction, actor: &Actor, matter: &Matter) -> Result<(Step, Option<AccountId>)> {
    let (own, deputy) = approvers_of(tx.conn(), actor).await?;
    Ok(matter.may_step(actor.account, &own, as_deputy(&deputy))?)
}

/// Drops those of the matters on something that are neither performed nor dropped: it went another way, or they are drafted
/// anew.
///
/// # Errors
/// The database is away.
pub async fn drop_stale(tx: &mut Transaction, subject: Subject, which: impl Fn(&Standing) -> bool) -> Result<()> {
    let open = |state| matches!(state, MatterState::Open | MatterState::SentBack);
    let on = matters::on(tx.conn(), subject).await?;
    for matter in on.into_iter().filter(|matter| open(matter.state) && which(matter)) {
        let mut matter = tx.load::<Matter>(matter.id).await?;
        tx.append(&mut matter, MatterEvent::Dropped { stale: true }).await?;
    }
    Ok(())
}
