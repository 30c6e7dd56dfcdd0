//! Proposing an act: judged at the desk where it can be mended, then the first step of its chain.

use super::{
    Outcome,
    approvers::{at_desk, own_steps},
    stepping::{drop_stale, finish, reload},
};
use crate::{App, Error, Result, Transaction, acts, applications, seals};
use domain::{
    access::Actor,
    act::Act,
    ids::{ApplicationId, AreaCode, MatterId},
    level::Level,
    matter::MatterEvent,
    notice::Meeting,
    policy::{Chain, Policy},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use std::sync::Arc;
use storage::entities::{matter_act, matter_opinion, matter_summary};

/// Proposes an act: the proposer takes the first step. In an office whose chain has one step, the act is done at once.
///
/// # Errors
/// Not the proposer's to propose; somebody acted since the page was drawn; the act could not be performed as things
/// stand; another matter on the same application is open.
pub async fn propose(app: &App, actor: &Actor, act: &Act, seen: Option<u32>, opinion: &str) -> Result<Outcome> {
    let mut tx = app.begin(Some(actor)).await?;
    let outcome = propose_in(&mut tx, act, seen, opinion, None).await?;
    tx.commit().await?;
    Ok(outcome)
}

/// As [`propose`], with the meeting that decided (集体研究): for offices whose chain ends at once.
///
/// # Errors
/// As [`propose`].
pub async fn propose_with_meeting(
    app: &App,
    actor: &Actor,
    act: &Act,
    seen: Option<u32>,
    opinion: &str,
    meeting: Option<Meeting>,
) -> Result<Outcome> {
    let mut tx = app.begin(Some(actor)).await?;
    let outcome = propose_in(&mut tx, act, seen, opinion, meeting).await?;
    tx.commit().await?;
    Ok(outcome)
}

async fn propose_in(
    tx: &mut Transaction,
    act: &Act,
    seen: Option<u32>,
    opinion: &str,
    meeting: Option<Meeting>,
) -> Result<Outcome> {
    let actor = tx.actor()?.clone();
    let area = area_of(tx, act).await?;
    at_desk(&actor, act.level(), area.as_ref())?;
    let chain = chain_of(tx, act).await?;
    let own = own_steps(tx, &actor).await?;
    let first = *chain.steps.first().ok_or_else(|| Error::Internal("a chain without steps".into()))?;
    if !own.contains(&first) {
        return Err(domain::matter::StepRefused::NotYourStep(first).into());
    }
    for id in act.applications() {
        let application = tx.application(id).await?;
        if let (Some(seen), 1) = (seen, act.applications().len()) {
            applications::check_seen(tx, &application, seen).await?;
        }
        no_open_matter(tx.conn(), id).await?;
        // What was sent back is drafted anew, not twice.
        drop_stale(tx, id, None).await?;
    }
    // A proposal that a rule would refuse today is refused at the desk where it can be mended.
    acts::rehearse(tx, act, &actor).await?;
    let id = tx.start(proposed(tx, act, area, seen, &chain)?).await?;
    keep_texts(tx, id, 1, Some(act), opinion).await?;
    let mut matter = reload(tx, MatterId(id)).await?;
    if chain.steps.len() > 1 {
        return Ok(Outcome::Waiting(matter.id));
    }
    if chain.collective && meeting.is_none() {
        return Err(domain::matter::StepRefused::NoMeeting.into());
    }
    matter.meeting = meeting;
    finish(tx, &mut matter, act).await?;
    Ok(Outcome::Performed(matter.id))
}

fn proposed(
    tx: &Transaction,
    act: &Act,
    area: Option<AreaCode>,
    seen: Option<u32>,
    chain: &Chain,
) -> Result<MatterEvent> {
    let body = serde_json::to_vec(act)?;
    Ok(MatterEvent::Proposed {
        act: act.name().to_owned(),
        level: act.level(),
        area,
        application: act.applications().first().copied().filter(|_| act.applications().len() == 1),
        seen,
        steps: chain.steps.clone(),
        collective: chain.collective,
        act_digest: tx.vault().mac("act", &body).to_string(),
        on_behalf_of: None,
    })
}

/// The chain an act runs, under the policy of its application or the one in force.
pub(crate) async fn chain_of(tx: &Transaction, act: &Act) -> Result<Chain> {
    let policy: Arc<Policy> = match act.applications().first() {
        Some(application) => tx.policy(&tx.application(*application).await?.policy)?,
        None => tx.app().policies().current().1.clone(),
    };
    // A county may accept an exception under the chain of the city where the file names none of its own.
    policy
        .chain(act.name(), act.level())
        .or_else(|| policy.chain(act.name(), Level::City))
        .cloned()
        .ok_or_else(|| Error::Internal(format!("no chain for {}", act.name())))
}

async fn area_of(tx: &Transaction, act: &Act) -> Result<Option<AreaCode>> {
    match (act, act.level()) {
        (Act::ConfirmUnit { area, .. }, _) => Ok(Some(area.clone())),
        (Act::ReleaseRoster { brand, .. }, Level::County) => Ok(Some(tx.brand(*brand).await?.area)),
        (_, Level::County) => match act.applications().first() {
            Some(application) => Ok(Some(tx.application(*application).await?.area)),
            None => Ok(None),
        },
        _ => Ok(None),
    }
}

pub(crate) async fn no_open_matter(conn: &impl sea_orm::ConnectionTrait, application: ApplicationId) -> Result<()> {
    let open = matter_summary::Entity::find()
        .filter(matter_summary::Column::ApplicationId.eq(application.0))
        .filter(matter_summary::Column::State.eq("open"))
        .one(conn)
        .await?;
    match open {
        None => Ok(()),
        Some(_) => {
            Err(domain::application::Refusal::Plain("本办件已有一件事项正在审批，请等它办结，或由拟办人撤回。").into())
        }
    }
}

pub(super) async fn keep_texts(tx: &Transaction, id: i64, seq: u32, act: Option<&Act>, opinion: &str) -> Result<()> {
    if let Some(act) = act {
        let row = matter_act::ActiveModel {
            matter: Set(id),
            title: Set(title_of(tx, act).await?),
            act_sealed: Set(tx.seal(seals::MATTER_ACT.row(id), &serde_json::to_string(act)?)),
        };
        matter_act::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    }
    let opinion = tx.seal(seals::MATTER_OPINION.key(&format!("{id}/{seq}")), opinion);
    let row = matter_opinion::ActiveModel { matter: Set(id), seq: Set(i64::from(seq)), opinion_sealed: Set(opinion) };
    matter_opinion::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

async fn title_of(tx: &Transaction, act: &Act) -> Result<String> {
    if let Act::ReleaseRoster { brand, release, .. } = act {
        let name = tx.brand(*brand).await?.name;
        return Ok(format!("{}：{name}（{}）", act.label(), release.source));
    }
    let mut names = Vec::new();
    for application in act.applications() {
        names.push(tx.application(application).await?.title);
    }
    Ok(match names.len() {
        0 => act.label().to_owned(),
        1 => format!("{}：{}", act.label(), names[0]),
        n => format!("{}：{}等 {n} 个品牌", act.label(), names[0]),
    })
}
