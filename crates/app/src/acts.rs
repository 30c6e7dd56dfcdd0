//! Performing a decided act: one match from the act to its verb. Every verb loads, gathers facts, lets the domain judge,
//! and appends, inside the transaction that is handed to it.

use crate::{App, Error, Result, Verb, comparisons, facts, matters, notices, rosters, rounds, units};
use domain::{
    access::Actor,
    act::Act,
    brand::BrandEvent,
    case::{Case, CaseEvent, Quota, Recommendation, State},
    ids::{AccountId, CaseId, MatterId},
    level::Level,
    matter::Matter,
    round::Round,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};
use storage::entities::case_summary;

/// Who performs an act and how it was decided.
pub(crate) struct Decided<'a> {
    pub(crate) actor: Actor,
    /// Everyone whose hands it passed through.
    pub(crate) hands: Vec<AccountId>,
    /// The matter it was decided in; none in a rehearsal.
    pub(crate) matter: Option<&'a Matter>,
}

/// Performs the act of a matter whose last step was just taken.
///
/// # Errors
/// The act can no longer be performed.
pub(crate) async fn perform(verb: &mut Verb, act: &Act, matter: &Matter) -> Result<()> {
    let decided = Decided { actor: verb.actor()?.clone(), hands: matter.hands(), matter: Some(matter) };
    run(verb, act, &decided).await
}

/// Judges whether the act could be performed as things stand, and undoes it: nothing remains.
///
/// # Errors
/// What performing it would answer.
pub(crate) async fn rehearse(verb: &Verb, act: &Act, actor: &Actor) -> Result<()> {
    let decided = Decided { actor: actor.clone(), hands: vec![actor.account], matter: None };
    let mut rehearsal = verb.savepoint().await?;
    let outcome = run(&mut rehearsal, act, &decided).await;
    rehearsal.undo().await?;
    outcome
}

async fn run(verb: &mut Verb, act: &Act, by: &Decided<'_>) -> Result<()> {
    match act {
        Act::ConfirmUnit { unit, area, accepted, reason } => {
            units::confirm(verb, by, *unit, area, *accepted, reason).await
        }
        Act::DecideProposedList { title, cases, corrects } => notices::propose(verb, by, title, cases, *corrects).await,
        Act::PublishNotice { notice, evidence } => notices::publish(verb, by, *notice, evidence).await,
        Act::Recognise { notice, cases, document, announced_on, legal_basis } => {
            notices::recognise(verb, by, *notice, cases, document, *announced_on, legal_basis.as_deref()).await
        }
        Act::DecideObjection { case, objection, outcome, reason } => {
            crate::objections::decide(verb, by, *case, *objection, *outcome, reason).await
        }
        Act::CloseRound { round, reason } => rounds::close(verb, by, *round, reason).await,
        Act::ReleaseRoster { brand, level, release } => comparisons::release(verb, by, *brand, *level, release).await,
        _ => on_one_case(verb, act, by).await,
    }
}

/// Acts on one case: one event each, and what follows from it.
async fn on_one_case(verb: &mut Verb, act: &Act, by: &Decided<'_>) -> Result<()> {
    let id = *act.cases().first().ok_or(Error::NotFound)?;
    let mut case = verb.case(id).await?;
    let event = judge(verb, &case, act, by).await?;
    verb.append_case(&mut case, event).await?;
    follow(verb, &mut case, act, by).await
}

async fn judge(verb: &Verb, case: &Case, act: &Act, by: &Decided<'_>) -> Result<CaseEvent> {
    let policy = verb.policy(&case.policy)?;
    let matter = by.matter.map(|matter| matter.id);
    let most = policy.review.correction_rounds.value;
    let channel = || policy.identity.review_channel.value.clone();
    let county = || by.actor.county_reviewer(&case.area);
    let city = || by.actor.city_reviewer();
    Ok(match act {
        Act::ReturnForCorrection { level: Level::County, shortfalls, .. } => {
            case.return_for_correction(&county()?, shortfalls.clone(), most, matter)?
        }
        Act::ReturnForCorrection { shortfalls, .. } => {
            case.return_from_city(&city()?, shortfalls.clone(), most, matter)?
        }
        Act::Decline { level: Level::County, reasons, .. } => {
            case.decline_at_county(&county()?, reasons.clone(), channel())?
        }
        Act::Decline { reasons, .. } => case.decline_at_city(&city()?, reasons.clone(), channel())?,
        Act::Transfer { to, reason, .. } => {
            if !policy.participating_areas().any(|area| area.code == to.0) {
                return Err(Error::field("to", "请选择参加本项工作的县（市、区）。"));
            }
            case.transfer(&county()?, to.clone(), reason.clone())?
        }
        Act::RelaxCounty { lowered_to, reason, .. } => {
            let threshold = policy.scale_more_than(Level::County).value;
            case.relax_at_county(&county()?, heritage(verb, case).await?, threshold, *lowered_to, reason.clone())?
        }
        Act::RelaxCity { lowered_to, reason, .. } => {
            let threshold = policy.scale_more_than(Level::City).value;
            case.relax_at_city(&city()?, heritage(verb, case).await?, threshold, *lowered_to, reason.clone())?
        }
        Act::AcceptNameException { level, accepted, reason, .. } => {
            match level {
                Level::County => drop(county()?),
                _ => drop(city()?),
            }
            case.decide_name_exception(*accepted, reason.clone())?
        }
        Act::AdmitToPool { .. } => {
            let in_pool = verb.brand(case.brand).await?.in_pool_since.is_some();
            case.admit_to_pool(&county()?, &facts::of_case(verb, case, Level::County).await?, !in_pool)?
        }
        Act::Recommend { rank, opinion, .. } => {
            let facts = facts::of_case(verb, case, Level::City).await?;
            let round = verb.round(case.round.ok_or(Error::NotFound)?).await?;
            let quota = quota_of(verb.app(), verb.conn(), &round, case).await?;
            let due = verb.due_in(policy.review.city_days.value);
            let recommendation = Recommendation { rank: *rank, opinion: opinion.clone(), due };
            case.recommend(&county()?, &facts, quota, round.recommend_by, recommendation)?
        }
        Act::ApproveOverQuota { document, reason, .. } => {
            case.approve_over_quota(&city()?, document.clone(), reason.clone())?
        }
        Act::AcceptForReview { .. } => case.accept_for_review(&city()?, verb.due_in(policy.review.city_days.value))?,
        Act::ApproveDisbursement { payment, .. } => case.approve_disbursement(&city()?, *payment, by.hands.clone())?,
        Act::ApprovePayment { payment, .. } => {
            case.approve_payment(&by.actor.finance_officer()?, *payment, by.hands.clone())?
        }
        Act::ConfirmUnit { .. }
        | Act::DecideProposedList { .. }
        | Act::PublishNotice { .. }
        | Act::DecideObjection { .. }
        | Act::Recognise { .. }
        | Act::CloseRound { .. }
        | Act::ReleaseRoster { .. } => return Err(Error::Internal(format!("{} is not about one case", act.name()))),
    })
}

/// What an act brings with it beyond the case's own event.
async fn follow(verb: &mut Verb, case: &mut Case, act: &Act, by: &Decided<'_>) -> Result<()> {
    match act {
        Act::AdmitToPool { .. } => {
            let mut brand = verb.brand(case.brand).await?;
            if brand.in_pool_since.is_none() {
                let basis = "初审通过（5.2.c）".to_owned();
                verb.append_brand(&mut brand, BrandEvent::EnteredPool { case: case.id, basis }).await?;
            }
            Ok(())
        }
        Act::Transfer { to, .. } => {
            let mut brand = verb.brand(case.brand).await?;
            verb.append_brand(&mut brand, BrandEvent::AreaSet { area: to.clone() }).await?;
            // Who decides on its disputed people depends on where it is.
            rosters::retally(verb, case.brand).await
        }
        Act::Decline { .. } => ended(verb, case, by.matter.map(|matter| matter.id)).await,
        _ => Ok(()),
    }
}

/// An attempt that ended gives up its claims and its open matters, but not the one that ended it.
pub(crate) async fn ended(verb: &mut Verb, case: &Case, by: Option<MatterId>) -> Result<()> {
    rosters::release(verb, case.brand).await?;
    matters::drop_stale(verb, case.id, by).await
}

async fn heritage(verb: &Verb, case: &Case) -> Result<bool> {
    let answers = crate::applications::submitted(verb.app(), verb.conn(), case.id).await?.unwrap_or_default();
    Ok(answers.yes("brand", "is_intangible_heritage"))
}

/// The county's quota guideline in the round and how much of it is used, this case not counted. A case returned by the
/// city keeps its place.
pub(crate) async fn quota_of(app: &App, conn: &impl ConnectionTrait, round: &Round, case: &Case) -> Result<Quota> {
    let policy = app.policy(&case.policy)?;
    let guideline = round.quotas.get(&case.area).copied().or_else(|| policy.quota(round.year, case.area.as_str()));
    let waiting: Vec<&str> =
        [State::Drafting, State::Submitted, State::Reviewed, State::Withdrawn].into_iter().map(State::code).collect();
    let used = case_summary::Entity::find()
        .filter(case_summary::Column::Round.eq(round.id.0))
        .filter(case_summary::Column::Area.eq(case.area.as_str()))
        .filter(case_summary::Column::Rank.is_not_null())
        .filter(case_summary::Column::State.is_not_in(waiting))
        .filter(case_summary::Column::Id.ne(case.id.0))
        .count(conn)
        .await?;
    Ok(Quota { guideline, used: u32::try_from(used).unwrap_or(u32::MAX) })
}

/// The cases of an act, loaded.
pub(crate) async fn load_all(verb: &Verb, ids: &[CaseId]) -> Result<Vec<Case>> {
    let mut cases = Vec::with_capacity(ids.len());
    for id in ids {
        cases.push(verb.case(*id).await?);
    }
    Ok(cases)
}
