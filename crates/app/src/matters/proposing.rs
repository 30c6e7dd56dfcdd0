//! Proposing an act: judged at the desk where it can be mended, then the first step of its chain.

use super::{
    approvers::own_steps,
    reading::about,
    stepping::{drop_stale, finish},
};
use crate::{
    Error, Result, Transaction,
    acts::{self, Gather, Outcome, Place, Sending},
    seals,
};
use domain::{
    access::Actor,
    act::{Act, Addressed, AnyAct, Part, Subject as _},
    coded::Coded,
    ids::AreaCode,
    level::Level,
    matter::{Matter, MatterEvent, MatterState, StepRefused, Subject},
    policy::Chain,
    refusal::Refusal,
    stream::Stream,
    with_act,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use storage::entities::{matter_act, matter_opinion, matter_summary};

/// What a proposal is about, before it is made.
struct Proposal {
    level: Level,
    area: Option<AreaCode>,
    chain: Chain,
    /// What a title adds to what the act is about; empty for nothing.
    detail: &'static str,
}

/// Proposes an act: the proposer takes the first step. In an office whose chain has one step, the act is done at once.
///
/// # Errors
/// Not the proposer's to propose; somebody acted since the page was drawn; the act could not be performed as things
/// stand; another matter on the same thing is open.
pub(crate) async fn propose(tx: &mut Transaction, act: &AnyAct, sending: Sending<'_>) -> Result<Outcome> {
    let actor = tx.actor()?.clone();
    let proposal = with_act!(act, A, of => Box::pin(of_one::<A>(tx, &actor, of, sending.seen)).await)?;
    let chain = &proposal.chain;
    let first = *chain.steps.first().ok_or_else(|| Error::Internal("a chain without steps".into()))?;
    if !own_steps(tx, &actor).await?.contains(&first) {
        return Err(StepRefused::NotYourStep(first).into());
    }
    let subject = act.subject();
    no_open_matter(tx.conn(), subject).await?;
    // What was sent back is drafted anew, not twice.
    drop_stale(tx, subject, None).await?;
    // A proposal that a rule would refuse today is refused at the desk where it can be mended.
    let told = acts::rehearse(&Place::of(tx), act, &actor).await?;
    let event = MatterEvent::Proposed {
        act: act.kind(),
        subject,
        level: proposal.level,
        area: proposal.area.clone(),
        seen: sending.seen,
        steps: chain.steps.clone(),
        collective: chain.collective,
        act_digest: tx.vault().mac("act", &serde_json::to_vec(act)?).to_string(),
        on_behalf_of: None,
    };
    let mut matter = tx.begin::<Matter>(event).await?;
    let title = match proposal.detail {
        "" => format!("{}：{told}", act.label()),
        detail => format!("{}：{told}（{detail}）", act.label()),
    };
    keep_act(tx, &matter, act, title).await?;
    keep_opinion(tx, &matter, sending.opinion).await?;
    if chain.steps.len() > 1 {
        return Ok(Outcome::Waiting(matter.id));
    }
    if chain.collective && sending.meeting.is_none() {
        return Err(StepRefused::NoMeeting.into());
    }
    matter.meeting = sending.meeting;
    finish(tx, &mut matter, act).await?;
    Ok(Outcome::Performed(matter.id))
}

async fn of_one<A: Act<On: Gather>>(
    tx: &Transaction,
    actor: &Actor,
    act: &Addressed<A>,
    seen: Option<u32>,
) -> Result<Proposal> {
    let (on, permit) = acts::addressed::<A>(tx.conn(), actor, act.id(), seen).await?;
    if !A::SPEC.is_at(permit.party(), &on.state()) {
        return Err(Refusal::WrongState { now: on.state().label() }.into());
    }
    let level = permit.level();
    let chain = acts::policy_of(tx.app(), &on)?.chain(A::SPEC.kind, level).cloned();
    Ok(Proposal {
        level,
        area: on.area().filter(|_| level == Level::County).cloned(),
        chain: chain.ok_or_else(|| Error::Internal(format!("no chain for {}", A::SPEC.kind.code())))?,
        detail: match act.part.label() {
            "" => act.body.detail(),
            part => part,
        },
    })
}

/// That no other matter on the same thing passes through the office.
///
/// # Errors
/// One does.
pub(crate) async fn no_open_matter(conn: &impl ConnectionTrait, subject: Subject) -> Result<()> {
    let open = matter_summary::Entity::find()
        .filter(about(subject))
        .filter(matter_summary::Column::State.eq(MatterState::Open.code()))
        .one(conn)
        .await?;
    match open {
        None => Ok(()),
        Some(_) => Err(Refusal::Plain("本办件已有一件事项正在审批，请等它办结，或由拟办人撤回。").into()),
    }
}

async fn keep_act(tx: &Transaction, matter: &Matter, act: &AnyAct, title: String) -> Result<()> {
    let id = matter.id.0;
    let row = matter_act::ActiveModel {
        matter: Set(id),
        title: Set(title),
        act_sealed: Set(tx.seal(seals::MATTER_ACT.row(id), &serde_json::to_string(act)?)),
    };
    matter_act::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Keeps what was said with the matter's last step.
pub(super) async fn keep_opinion(tx: &Transaction, matter: &Matter, opinion: &str) -> Result<()> {
    let (id, seq) = (matter.id.0, matter.seq);
    let opinion = tx.seal(seals::MATTER_OPINION.key(&format!("{id}/{seq}")), opinion);
    let row = matter_opinion::ActiveModel { matter: Set(id), seq: Set(i64::from(seq)), opinion_sealed: Set(opinion) };
    matter_opinion::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}
