//! Proposing an act: judged at the desk where it can be mended, then the first step of its chain.

use super::{
    Gather, Outcome, Sending,
    perform::{Decided, addressed, is_of_hands, perform, policy_of, rehearse},
};
use crate::{App, Error, Place, Result, Transaction};
use casework::matters::{self, SeenMatter, drop_stale, keep_proposal, no_open_matter, own_steps};
use domain::{
    access::Actor,
    act::{Act, Addressed, AnyAct, Part, Subject as _},
    coded::Coded,
    ids::{AreaCode, MatterId},
    level::Level,
    matter::{Matter, MatterEvent, MatterState, StepRefused},
    notice::Meeting,
    policy::Chain,
    refusal::Refusal,
    stream::Stream,
    with_act,
};

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
pub(super) async fn propose(tx: &mut Transaction, act: &AnyAct, sending: Sending<'_>) -> Result<Outcome> {
    let actor = tx.actor()?.clone();
    let proposal = with_act!(act, A, of => Box::pin(of_one::<A>(tx, &actor, of, sending.seen)).await)?;
    let chain = &proposal.chain;
    let first = *chain.steps.first().ok_or_else(|| Error::Internal("a chain without steps".into()))?;
    if !own_steps(tx, &actor).await?.contains(&first) {
        return Err(StepRefused::NotYourStep(first).into());
    }
    let subject = act.subject();
    no_open_matter(tx.conn(), subject).await?;
    let drafts = drafted_before(tx, act, proposal.level).await?;
    drop_stale(tx, subject, |matter| drafts.contains(&matter.id)).await?;
    let alone = chain.steps.len() == 1;
    let meeting = sending.meeting.filter(|_| alone);
    if alone && chain.collective && meeting.is_none() {
        return Err(StepRefused::NoMeeting.into());
    }
    matters::met_in_time(tx, meeting.as_ref(), subject).await?;
    // A proposal that a rule would refuse today is refused at the desk where it can be mended.
    let told = rehearse(&Place::of(tx), act, &actor, vec![actor.account]).await?;
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
        meeting,
    };
    let mut matter = tx.begin::<Matter>(event).await?;
    let title = match proposal.detail {
        "" => format!("{}：{told}", act.label()),
        detail => format!("{}：{told}（{detail}）", act.label()),
    };
    keep_proposal(tx, &matter, act, title, sending.opinion).await?;
    if !alone {
        return Ok(Outcome::Waiting(matter.id));
    }
    finish(tx, &mut matter, act).await?;
    Ok(Outcome::Performed(matter.id))
}

/// What was sent back and is drafted anew now, not twice. The draft of another act, of another part of the same thing or of
/// another desk stays its drafter's.
async fn drafted_before(tx: &Transaction, act: &AnyAct, level: Level) -> Result<Vec<MatterId>> {
    let mut drafts = Vec::new();
    for matter in storage::matters::on(tx.conn(), act.subject()).await? {
        let alike = matter.state == MatterState::SentBack && matter.act == act.kind() && matter.level == level;
        if alike && matters::proposed(tx.app(), tx.conn(), matter.id).await?.1.part() == act.part() {
            drafts.push(matter.id);
        }
    }
    Ok(drafts)
}

async fn of_one<A: Act<On: Gather>>(
    tx: &Transaction,
    actor: &Actor,
    act: &Addressed<A>,
    seen: Option<u32>,
) -> Result<Proposal> {
    let (on, permit) = addressed::<A>(tx.conn(), actor, act.id(), seen).await?;
    if !A::SPEC.is_at(permit.party(), &on.state()) {
        return Err(Refusal::WrongState { now: on.state().label() }.into());
    }
    let level = permit.level();
    let chain = policy_of(tx.app(), &on)?.chain(A::SPEC.kind, level).cloned();
    Ok(Proposal {
        level,
        area: on.area().filter(|_| level == Level::County).cloned(),
        // A policy of before the act: it is not offered under it.
        chain: chain.ok_or(Error::NotFound)?,
        detail: match act.part.label() {
            "" => act.body.detail(),
            part => part,
        },
    })
}

/// Takes the next step of a matter: agrees. The last one performs the act.
///
/// # Errors
/// Not the actor's step; the act can no longer be performed: then nothing happens and the matter stays open.
pub async fn agree(
    app: &App,
    actor: &Actor,
    seen: impl Into<SeenMatter>,
    opinion: &str,
    meeting: Option<Meeting>,
) -> Result<Outcome> {
    let mut tx = app.begin(Some(actor)).await?;
    let seen = seen.into();
    let (mut matter, last) = matters::take_step(&mut tx, actor, seen, opinion, meeting).await?;
    let id = matter.id;
    let (_, act) = matters::proposed(app, tx.conn(), id).await?;
    let outcome = if last {
        finish(&mut tx, &mut matter, &act).await?;
        Outcome::Performed(id)
    } else {
        // Whose hands may not touch it is told at their own step, not whoever comes last.
        match rehearse(&Place::of(&tx), &act, actor, matter.approvers()).await {
            Err(error) if error.is_ours() || is_of_hands(&error) => return Err(error),
            _ => Outcome::Waiting(id),
        }
    };
    tx.commit().await?;
    Ok(outcome)
}

/// Performs the act of a matter whose last step was just taken.
async fn finish(tx: &mut Transaction, matter: &mut Matter, act: &AnyAct) -> Result<()> {
    let by = Decided {
        actor: tx.actor()?.clone(),
        approvers: matter.approvers(),
        matter: Some(matter.id),
        meeting: matter.meeting.clone(),
    };
    perform(tx, act, &by, None).await?;
    tx.append(matter, MatterEvent::Performed).await
}
