//! The steps after the first: agree, send back, hand on, take back.

use super::{
    Outcome,
    approvers::{as_deputy, at_desk, at_desk_to_read, hands_of, steps},
    proposing::keep_texts,
};
use crate::{App, Error, Result, Transaction, acts, seals};
use domain::{
    access::Actor,
    act::Act,
    ids::{AccountId, ApplicationId, MatterId},
    matter::{Matter, MatterEvent, MatterState, Step},
    notice::Meeting,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use storage::{
    entities::{account, matter_act, matter_summary},
    lists, log, summaries,
};

/// Takes the next step: agrees. The last one performs the act.
///
/// # Errors
/// Not the actor's step; the act can no longer be performed: then nothing happens and the matter stays open.
pub async fn agree(app: &App, actor: &Actor, id: MatterId, opinion: &str, meeting: Option<Meeting>) -> Result<Outcome> {
    let mut tx = app.begin(Some(actor)).await?;
    let mut matter = open_matter(&tx, actor, id).await?;
    let (step, on_behalf_of) = may_step(&tx, actor, &matter).await?;
    let last = matter.at_last_step();
    if last && matter.collective && meeting.is_none() && matter.meeting.is_none() {
        return Err(domain::matter::StepRefused::NoMeeting.into());
    }
    let opinion_digest = tx.vault().mac("opinion", opinion.as_bytes()).to_string();
    let stepped = MatterEvent::Stepped { step, opinion_digest, on_behalf_of, meeting };
    tx.continue_stream(id.0, matter.seq, stepped).await?;
    keep_texts(&tx, id.0, matter.seq + 1, None, opinion).await?;
    matter = reload(&tx, id).await?;
    let outcome = if last {
        let act = act_of(&tx, id).await?;
        finish(&mut tx, &mut matter, &act).await?;
        Outcome::Performed(id)
    } else {
        Outcome::Waiting(id)
    };
    tx.commit().await?;
    Ok(outcome)
}

pub(super) async fn finish(tx: &mut Transaction, matter: &mut Matter, act: &Act) -> Result<()> {
    acts::perform(tx, act, matter).await?;
    tx.continue_stream(matter.id.0, matter.seq, MatterEvent::Performed).await?;
    *matter = reload(tx, matter.id).await?;
    Ok(())
}

/// Sends a matter back to the one who drafted it (退回经办), with the reason.
///
/// # Errors
/// Not the actor's step; no reason.
pub async fn send_back(app: &App, actor: &Actor, id: MatterId, opinion: &str) -> Result<()> {
    if opinion.trim().is_empty() {
        return Err(Error::field("opinion", "请写明退回经办的原因。"));
    }
    let mut tx = app.begin(Some(actor)).await?;
    let matter = open_matter(&tx, actor, id).await?;
    may_step(&tx, actor, &matter).await?;
    let opinion_digest = tx.vault().mac("opinion", opinion.as_bytes()).to_string();
    tx.continue_stream(id.0, matter.seq, MatterEvent::SentBack { opinion_digest }).await?;
    keep_texts(&tx, id.0, matter.seq + 1, None, opinion).await?;
    reload(&tx, id).await?;
    tx.commit().await
}

/// Hands a matter to one colleague of the same office (转办).
///
/// # Errors
/// The actor cannot take the step; the colleague sits elsewhere or has taken a step.
pub async fn hand_to(app: &App, actor: &Actor, id: MatterId, colleague: AccountId) -> Result<()> {
    let mut tx = app.begin(Some(actor)).await?;
    let matter = open_matter(&tx, actor, id).await?;
    may_step(&tx, actor, &matter).await?;
    let row = account::Entity::find_by_id(colleague.0).one(tx.conn()).await?.ok_or(Error::NotFound)?;
    let step = matter.next_step().ok_or(domain::matter::StepRefused::Closed)?;
    if row.office != actor.office.map(|office| office.0) || !steps(&row).contains(&step) {
        return Err(Error::field("colleague", "只能转给本单位能办理这一环节的同事。"));
    }
    if matter.taken.iter().any(|taken| taken.by == colleague) {
        return Err(domain::matter::StepRefused::TwoSteps.into());
    }
    tx.continue_stream(id.0, matter.seq, MatterEvent::HandedTo { account: colleague }).await?;
    reload(&tx, id).await?;
    tx.commit().await
}

/// Gives up a matter that was sent back, or that its drafter wants to take back before the next step.
///
/// # Errors
/// The actor did not draft it; it is closed.
pub async fn drop(app: &App, actor: &Actor, id: MatterId) -> Result<()> {
    let mut tx = app.begin(Some(actor)).await?;
    let matter = visible(&tx, actor, id).await?;
    let open = matches!(matter.state, MatterState::Open | MatterState::SentBack);
    if !open || matter.taken.first().map(|taken| taken.by) != Some(actor.account) {
        return Err(domain::matter::StepRefused::Closed.into());
    }
    tx.continue_stream(id.0, matter.seq, MatterEvent::Dropped { stale: false }).await?;
    reload(&tx, id).await?;
    tx.commit().await
}

async fn open_matter(tx: &Transaction, actor: &Actor, id: MatterId) -> Result<Matter> {
    let matter = visible(tx, actor, id).await?;
    at_desk(actor, matter.level, matter.area.as_ref())?;
    Ok(matter)
}

async fn visible(tx: &Transaction, actor: &Actor, id: MatterId) -> Result<Matter> {
    let matter = summaries::matter(tx.conn(), id).await?.ok_or(Error::NotFound)?;
    at_desk_to_read(actor, matter.level, matter.area.as_ref())?;
    Ok(matter)
}

async fn may_step(tx: &Transaction, actor: &Actor, matter: &Matter) -> Result<(Step, Option<AccountId>)> {
    let (own, deputy) = hands_of(tx.conn(), actor).await?;
    Ok(matter.may_step(actor.account, &own, as_deputy(&deputy))?)
}

pub(super) async fn act_of(tx: &Transaction, id: MatterId) -> Result<Act> {
    let row = matter_act::Entity::find_by_id(id.0).one(tx.conn()).await?.ok_or(Error::NotFound)?;
    Ok(serde_json::from_str(&tx.app().open_text(seals::MATTER_ACT.row(id.0), &row.act_sealed)?)?)
}

pub(super) async fn reload(tx: &Transaction, id: MatterId) -> Result<Matter> {
    let matter = summaries::matter(tx.conn(), id).await?.ok_or(Error::NotFound)?;
    summaries::write_matter(tx.conn(), &matter).await?;
    Ok(matter)
}

/// Drops open matters of an application that went another way, except the one that sent it there.
pub(crate) async fn drop_stale(
    tx: &mut Transaction,
    application: ApplicationId,
    except: Option<MatterId>,
) -> Result<()> {
    let rows = matter_summary::Entity::find()
        .filter(matter_summary::Column::ApplicationId.eq(application.0))
        .filter(lists::one_of(matter_summary::Column::State, ["open", "sent_back"]))
        .all(tx.conn())
        .await?;
    for row in rows.into_iter().filter(|row| except != Some(MatterId(row.id))) {
        let id = MatterId(row.id);
        let events = log::stream::<MatterEvent>(tx.conn(), row.id).await?;
        let Some(matter) = Matter::fold(id, &events) else { continue };
        tx.continue_stream(row.id, matter.seq, MatterEvent::Dropped { stale: true }).await?;
        reload(tx, id).await?;
    }
    Ok(())
}
