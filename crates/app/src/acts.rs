//! Performing a decided act: one match from the act to its verb. Every verb loads, gathers facts, lets the domain judge,
//! and appends, inside the transaction that is handed to it.

use crate::{App, Error, Result, Transaction, comparisons, facts, matters, notices, rosters, rounds, units};
use domain::{
    access::Actor,
    act::Act,
    application::{Application, ApplicationEvent, Quota, Recommendation, State},
    brand::BrandEvent,
    ids::{AccountId, ApplicationId, MatterId},
    level::Level,
    matter::Matter,
    round::Round,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};
use storage::entities::application_summary;

/// Who performs an act and how it was decided.
pub(crate) struct Decided<'a> {
    pub(crate) actor: Actor,
    /// Everyone whose hands it passed through.
    pub(crate) approvers: Vec<AccountId>,
    /// The matter it was decided in; none in a rehearsal.
    pub(crate) matter: Option<&'a Matter>,
}

/// Performs the act of a matter whose last step was just taken.
///
/// # Errors
/// The act can no longer be performed.
pub(crate) async fn perform(tx: &mut Transaction, act: &Act, matter: &Matter) -> Result<()> {
    let decided = Decided { actor: tx.actor()?.clone(), approvers: matter.approvers(), matter: Some(matter) };
    run(tx, act, &decided).await
}

/// Judges whether the act could be performed as things stand, and undoes it: nothing remains.
///
/// # Errors
/// What performing it would answer.
pub(crate) async fn rehearse(tx: &Transaction, act: &Act, actor: &Actor) -> Result<()> {
    let decided = Decided { actor: actor.clone(), approvers: vec![actor.account], matter: None };
    let mut rehearsal = tx.savepoint().await?;
    let outcome = run(&mut rehearsal, act, &decided).await;
    rehearsal.undo().await?;
    outcome
}

async fn run(tx: &mut Transaction, act: &Act, by: &Decided<'_>) -> Result<()> {
    match act {
        Act::ConfirmUnit { unit, area, accepted, reason } => {
            units::confirm(tx, by, *unit, area, *accepted, reason).await
        }
        Act::DecideProposedList { title, applications, corrects } => {
            notices::propose(tx, by, title, applications, *corrects).await
        }
        Act::PublishNotice { notice, evidence } => notices::publish(tx, by, *notice, evidence).await,
        Act::Recognise { notice, applications, document, announced_on, legal_basis } => {
            notices::recognise(tx, by, *notice, applications, document, *announced_on, legal_basis.as_deref()).await
        }
        Act::DecideObjection { application, objection, outcome, reason } => {
            crate::objections::decide(tx, by, *application, *objection, *outcome, reason).await
        }
        Act::CloseRound { round, reason } => rounds::close(tx, by, *round, reason).await,
        Act::ReleaseRoster { brand, level, release } => comparisons::release(tx, by, *brand, *level, release).await,
        _ => on_one_application(tx, act, by).await,
    }
}

/// Acts on one application: one event each, and what follows from it.
async fn on_one_application(tx: &mut Transaction, act: &Act, by: &Decided<'_>) -> Result<()> {
    let id = *act.applications().first().ok_or(Error::NotFound)?;
    let mut application = tx.application(id).await?;
    let event = judge(tx, &application, act, by).await?;
    tx.append_application(&mut application, event).await?;
    follow(tx, &mut application, act, by).await
}

async fn judge(tx: &Transaction, application: &Application, act: &Act, by: &Decided<'_>) -> Result<ApplicationEvent> {
    let policy = tx.policy(&application.policy)?;
    let matter = by.matter.map(|matter| matter.id);
    let most = policy.review.correction_rounds.value;
    let channel = || policy.identity.review_channel.value.clone();
    let county = || by.actor.county_reviewer(&application.area);
    let city = || by.actor.city_reviewer();
    Ok(match act {
        Act::ReturnForCorrection { level: Level::County, shortfalls, .. } => {
            application.return_for_correction(&county()?, shortfalls.clone(), most, matter)?
        }
        Act::ReturnForCorrection { shortfalls, .. } => {
            application.return_from_city(&city()?, shortfalls.clone(), most, matter)?
        }
        Act::Decline { level: Level::County, reasons, .. } => {
            application.decline_at_county(&county()?, reasons.clone(), channel())?
        }
        Act::Decline { reasons, .. } => application.decline_at_city(&city()?, reasons.clone(), channel())?,
        Act::Transfer { to, reason, .. } => {
            if !policy.participating_areas().any(|area| area.code == to.0) {
                return Err(Error::field("to", "请选择参加本项工作的县（市、区）。"));
            }
            application.transfer(&county()?, to.clone(), reason.clone())?
        }
        Act::RelaxCounty { lowered_to, reason, .. } => {
            let threshold = policy.scale_more_than(Level::County).value;
            application.relax_at_county(
                &county()?,
                heritage(tx, application).await?,
                threshold,
                *lowered_to,
                reason.clone(),
            )?
        }
        Act::RelaxCity { lowered_to, reason, .. } => {
            let threshold = policy.scale_more_than(Level::City).value;
            application.relax_at_city(
                &city()?,
                heritage(tx, application).await?,
                threshold,
                *lowered_to,
                reason.clone(),
            )?
        }
        Act::AcceptNameException { level, accepted, reason, .. } => {
            match level {
                Level::County => drop(county()?),
                _ => drop(city()?),
            }
            application.decide_name_exception(*accepted, reason.clone())?
        }
        Act::AdmitToPool { .. } => {
            let in_pool = tx.brand(application.brand).await?.in_pool_since.is_some();
            application.admit_to_pool(
                &county()?,
                &facts::of_application(tx, application, Level::County).await?,
                !in_pool,
            )?
        }
        Act::Recommend { rank, opinion, .. } => {
            let facts = facts::of_application(tx, application, Level::City).await?;
            let round = tx.round(application.round.ok_or(Error::NotFound)?).await?;
            let quota = quota_of(tx.app(), tx.conn(), &round, application).await?;
            let due = tx.due_in(policy.review.city_days.value);
            let recommendation = Recommendation { rank: *rank, opinion: opinion.clone(), due };
            application.recommend(&county()?, &facts, quota, round.recommend_by, recommendation)?
        }
        Act::ApproveOverQuota { document, reason, .. } => {
            application.approve_over_quota(&city()?, document.clone(), reason.clone())?
        }
        Act::AcceptForReview { .. } => {
            application.accept_for_review(&city()?, tx.due_in(policy.review.city_days.value))?
        }
        Act::ApproveDisbursement { payment, .. } => {
            application.approve_disbursement(&city()?, *payment, by.approvers.clone())?
        }
        Act::ApprovePayment { payment, .. } => {
            application.approve_payment(&by.actor.finance_officer()?, *payment, by.approvers.clone())?
        }
        Act::ConfirmUnit { .. }
        | Act::DecideProposedList { .. }
        | Act::PublishNotice { .. }
        | Act::DecideObjection { .. }
        | Act::Recognise { .. }
        | Act::CloseRound { .. }
        | Act::ReleaseRoster { .. } => {
            return Err(Error::Internal(format!("{} is not about one application", act.name())));
        }
    })
}

/// What an act brings with it beyond the application's own event.
async fn follow(tx: &mut Transaction, application: &mut Application, act: &Act, by: &Decided<'_>) -> Result<()> {
    match act {
        Act::AdmitToPool { .. } => {
            let mut brand = tx.brand(application.brand).await?;
            if brand.in_pool_since.is_none() {
                let basis = "初审通过（5.2.c）".to_owned();
                tx.append_brand(&mut brand, BrandEvent::EnteredPool { application: application.id, basis }).await?;
            }
            Ok(())
        }
        Act::Transfer { to, .. } => {
            let mut brand = tx.brand(application.brand).await?;
            tx.append_brand(&mut brand, BrandEvent::AreaSet { area: to.clone() }).await?;
            // Who decides on its disputed people depends on where it is.
            rosters::retally(tx, application.brand).await
        }
        Act::Decline { .. } => ended(tx, application, by.matter.map(|matter| matter.id)).await,
        _ => Ok(()),
    }
}

/// An attempt that ended gives up its claims and its open matters, but not the one that ended it.
pub(crate) async fn ended(tx: &mut Transaction, application: &Application, by: Option<MatterId>) -> Result<()> {
    rosters::release(tx, application.brand).await?;
    matters::drop_stale(tx, application.id, by).await
}

async fn heritage(tx: &Transaction, application: &Application) -> Result<bool> {
    let answers = crate::applications::submitted(tx.app(), tx.conn(), application.id).await?.unwrap_or_default();
    Ok(answers.yes("brand", "is_intangible_heritage"))
}

/// The county's quota guideline in the round and how much of it is used, this application not counted. An application returned by the
/// city keeps its place.
pub(crate) async fn quota_of(
    app: &App,
    conn: &impl ConnectionTrait,
    round: &Round,
    application: &Application,
) -> Result<Quota> {
    let policy = app.policy(&application.policy)?;
    let guideline =
        round.quotas.get(&application.area).copied().or_else(|| policy.quota(round.year, application.area.as_str()));
    let waiting = [State::Drafting, State::Submitted, State::Reviewed, State::Withdrawn].map(State::code);
    let used = application_summary::Entity::find()
        .filter(application_summary::Column::Round.eq(round.id.0))
        .filter(application_summary::Column::Area.eq(application.area.as_str()))
        .filter(application_summary::Column::Rank.is_not_null())
        .filter(storage::lists::none_of(application_summary::Column::State, waiting))
        .filter(application_summary::Column::Id.ne(application.id.0))
        .count(conn)
        .await?;
    Ok(Quota { guideline, used: u32::try_from(used).unwrap_or(u32::MAX) })
}

/// The applications of an act, loaded.
pub(crate) async fn load_all(tx: &Transaction, ids: &[ApplicationId]) -> Result<Vec<Application>> {
    let mut applications = Vec::with_capacity(ids.len());
    for id in ids {
        applications.push(tx.application(*id).await?);
    }
    Ok(applications)
}
