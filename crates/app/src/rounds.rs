//! Rounds (申报批次): opened under a policy in force, with quotas, closed when all is decided (5.1, annex 4, 8.2).

use crate::{
    App, Error, Result, Transaction,
    acts::{Decided, ended},
};
use chrono::NaiveDate;
use domain::{
    access::Actor,
    application::{Application, Quota, State, Window},
    ids::{ApplicationId, AreaCode, RoundId},
    level::Level,
    round::{Round, RoundEvent},
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use storage::entities::{application_summary, round_summary};

/// What a round is opened with.
#[derive(Clone, Debug)]
pub struct NewRound {
    /// Its name.
    pub title: String,
    /// The year whose quotas it uses.
    pub year: i32,
    /// When applications may be handed in.
    pub window: Window,
    /// The last day for recommendations.
    pub recommend_by: NaiveDate,
}

/// Opens a round under the newest policy in force on the first day of its window (5.1.a, 8.2).
///
/// # Errors
/// Dates out of order; no policy in force: a renewal must be loaded first.
pub async fn open_round(app: &App, actor: &Actor, new: NewRound) -> Result<RoundId> {
    actor.city_reviewer()?;
    let mut tx = app.begin(Some(actor)).await?;
    let policies = app.policies();
    let (digest, policy) = policies.in_force_on(new.window.opens).unwrap_or_else(|| policies.current());
    let policy = (digest.to_owned(), Some(policy.trial_ends_on()));
    let event = Round::open(&new.title, new.year, policy, new.window, new.recommend_by)?;
    let round = tx.begin_round(event).await?;
    tx.commit().await?;
    Ok(round.id)
}

/// Sets, changes or clears a county's quota guideline (annex 4).
///
/// # Errors
/// Below the number already recommended; an area that takes no part.
pub async fn set_quota(
    app: &App,
    actor: &Actor,
    id: RoundId,
    area: AreaCode,
    quota: Option<u32>,
    document: String,
    note: String,
) -> Result<()> {
    actor.city_reviewer()?;
    let mut tx = app.begin(Some(actor)).await?;
    let mut round = tx.round(id).await?;
    let policy = tx.policy(&round.policy)?;
    if !policy.participating_areas().any(|known| known.code == area.0) {
        return Err(Error::field("area", "请选择参加本项工作的县（市、区）。"));
    }
    let used = application_summary::Entity::find()
        .filter(application_summary::Column::Round.eq(id.0))
        .filter(application_summary::Column::Area.eq(area.as_str()))
        .filter(application_summary::Column::Rank.is_not_null())
        .filter(application_summary::Column::State.ne(State::Withdrawn.code()))
        .count(tx.conn())
        .await?;
    let event = round.set_quota(area, quota, u32::try_from(used).unwrap_or(u32::MAX), document, note)?;
    tx.append_round(&mut round, event).await?;
    tx.commit().await
}

/// Moves a round's dates, with the reason.
///
/// # Errors
/// Dates out of order; no reason; the round is closed.
pub async fn extend(
    app: &App,
    actor: &Actor,
    id: RoundId,
    closes: NaiveDate,
    recommend_by: NaiveDate,
    reason: String,
) -> Result<()> {
    actor.city_reviewer()?;
    let mut tx = app.begin(Some(actor)).await?;
    let mut round = tx.round(id).await?;
    if round.closed || reason.trim().is_empty() || round.opens > closes || closes > recommend_by {
        return Err(Error::field("closes", "请核对日期顺序并写明调整理由；已关闭的批次不能调整。"));
    }
    tx.append_round(&mut round, RoundEvent::Extended { closes, recommend_by, reason }).await?;
    tx.commit().await
}

/// Closes a round (5.2.d): what passed its county but is not on its way to recognition was not selected and stays in the
/// pool; what is still under review keeps running.
///
/// # Errors
/// The deadline for recommendations is not over.
pub(crate) async fn close(tx: &mut Transaction, by: &Decided<'_>, id: RoundId, reason: &str) -> Result<()> {
    by.actor.city_reviewer()?;
    let mut round = tx.round(id).await?;
    let waiting = application_summary::Entity::find()
        .filter(application_summary::Column::Round.eq(id.0))
        .filter(application_summary::Column::State.eq(State::Reviewed.code()))
        .order_by_asc(application_summary::Column::Id)
        .all(tx.conn())
        .await?;
    let event = round.close(u32::try_from(waiting.len()).unwrap_or(u32::MAX), tx.today())?;
    tx.append_round(&mut round, event).await?;
    for row in waiting {
        let mut application = tx.application(ApplicationId(row.id)).await?;
        let event = application.not_selected(Level::City, reason.to_owned())?;
        tx.append_application(&mut application, event).await?;
        ended(tx, &application, by.matter.map(|matter| matter.id)).await?;
    }
    Ok(())
}

/// An application the county or city does not choose on merit (5.2.d): not a refusal, it stays in the pool.
///
/// # Errors
/// Not between pool and notice; no reason.
pub async fn leave_unselected(app: &App, actor: &Actor, id: ApplicationId, seen: u32, reason: &str) -> Result<()> {
    let mut tx = app.begin(Some(actor)).await?;
    let mut application = tx.application(id).await?;
    crate::applications::may_see(actor, &application)?;
    crate::applications::check_seen(&tx, &application, seen).await?;
    let level = match application.state() {
        State::Reviewed => actor.county_reviewer(&application.area).map(|_| Level::County)?,
        _ => actor.city_reviewer().map(|_| Level::City)?,
    };
    if reason.trim().is_empty() {
        return Err(Error::field("reason", "请写明未入选的原因。"));
    }
    let event = application.not_selected(level, reason.trim().to_owned())?;
    tx.append_application(&mut application, event).await?;
    ended(&mut tx, &application, None).await?;
    tx.commit().await
}

/// Every round, the newest first.
///
/// # Errors
/// The database is away.
pub async fn list(app: &App) -> Result<Vec<round_summary::Model>> {
    Ok(round_summary::Entity::find().order_by_desc(round_summary::Column::Id).all(app.db().reader()).await?)
}

/// How many applications of a round the actor may see were filed.
///
/// # Errors
/// The database is away.
pub async fn filed(app: &App, actor: &Actor, id: RoundId) -> Result<u64> {
    let mut query = application_summary::Entity::find()
        .filter(application_summary::Column::Round.eq(id.0))
        .filter(application_summary::Column::SubmittedAt.is_not_null());
    if let domain::access::Scope::Area(area) = actor.scope() {
        query = query.filter(application_summary::Column::Area.eq(area.0));
    }
    Ok(query.count(app.db().reader()).await?)
}

/// Applications of the actor's county that passed its review and wait for a recommendation.
///
/// # Errors
/// The database is away.
pub async fn awaiting_recommendation(app: &App, actor: &Actor) -> Result<Vec<Application>> {
    let Some(area) = &actor.area else { return Ok(Vec::new()) };
    actor.county_reviewer(area)?;
    let conn = app.db().reader();
    let rows = application_summary::Entity::find()
        .filter(application_summary::Column::State.eq(State::Reviewed.code()))
        .filter(application_summary::Column::Area.eq(area.as_str()))
        .order_by_asc(application_summary::Column::Id)
        .all(conn)
        .await?;
    let mut applications = Vec::with_capacity(rows.len());
    for row in rows {
        applications.push(storage::summaries::application(conn, ApplicationId(row.id)).await?.ok_or(Error::NotFound)?);
    }
    Ok(applications)
}

/// A county's quota guideline in a round and how much of it is used, this application not counted (annex 4).
///
/// # Errors
/// The database is away.
pub async fn quota(app: &App, round: &Round, application: &Application) -> Result<Quota> {
    crate::acts::quota_of(app, app.db().reader(), round, application).await
}

/// Rounds that accept applications today.
///
/// # Errors
/// The database is away.
pub async fn accepting(app: &App) -> Result<Vec<round_summary::Model>> {
    let today = storage::summaries::day(app.today());
    Ok(round_summary::Entity::find()
        .filter(round_summary::Column::Closed.eq(false))
        .filter(round_summary::Column::Opens.lte(today.clone()))
        .filter(round_summary::Column::Closes.gte(today))
        .order_by_asc(round_summary::Column::Id)
        .all(app.db().reader())
        .await?)
}

/// A round in full, with its quotas.
///
/// # Errors
/// There is no such round.
pub async fn get(app: &App, id: RoundId) -> Result<Round> {
    storage::summaries::round(app.db().reader(), id).await?.ok_or(Error::NotFound)
}
