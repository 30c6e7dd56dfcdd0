//! Rounds (申报批次): opened under a policy in force, with quotas, closed when all is decided (5.1, annex 4, 8.2).

use crate::{App, Error, Result};
use chrono::NaiveDate;
use domain::{
    access::{Actor, Scope},
    application::{Application, Quota, State, Window},
    ids::{AreaCode, RoundId},
    round::Round,
};
use sea_orm::ConnectionTrait;
use std::collections::BTreeMap;
use storage::{
    applications,
    rounds::{self, Known},
    summaries,
};

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
    let round = tx.begin::<Round>(event).await?;
    tx.commit().await?;
    Ok(round.id)
}

/// Every round, the newest first.
///
/// # Errors
/// The database is away.
pub async fn list(app: &App) -> Result<Vec<Known>> {
    Ok(rounds::all(app.db().reader()).await?)
}

/// How many applications of a round the actor may see were filed.
///
/// # Errors
/// The database is away.
pub async fn filed(app: &App, actor: &Actor, id: RoundId) -> Result<u64> {
    let scope = actor.scope();
    let area = if let Scope::Area(area) = &scope { Some(area) } else { None };
    Ok(applications::filed_in(app.db().reader(), id, area).await?)
}

/// Applications of the actor's county that passed its review and wait for a recommendation.
///
/// # Errors
/// The database is away.
pub async fn awaiting_recommendation(app: &App, actor: &Actor) -> Result<Vec<Application>> {
    let Some(area) = &actor.area else { return Ok(Vec::new()) };
    actor.county_reviewer(area)?;
    Ok(applications::of_area(app.db().reader(), area, State::Reviewed).await?)
}

/// The county's quota guideline in the round and how much of it is used, this application not counted (annex 4). An
/// application returned by the city keeps its place.
///
/// # Errors
/// The database is away.
///
/// # Errors
/// The database is away.
pub async fn quota_of(
    app: &App,
    conn: &impl ConnectionTrait,
    round: &Round,
    application: &Application,
) -> Result<Quota> {
    let area = &application.area;
    let guideline =
        round.quotas.get(area).copied().or_else(|| app.policy(&round.policy).ok()?.quota(round.year, area.as_str()));
    let used = applications::places_taken(conn, round.id, Some(application.id)).await?;
    Ok(Quota { guideline, used: used.get(area).copied().unwrap_or_default() })
}

/// As [`quota_of`], for a page.
///
/// # Errors
/// The database is away.
pub async fn quota(app: &App, round: &Round, application: &Application) -> Result<Quota> {
    quota_of(app, app.db().reader(), round, application).await
}

/// How much of each county's quota in a round is used.
///
/// # Errors
/// The database is away.
pub async fn used_quotas(conn: &impl ConnectionTrait, round: RoundId) -> Result<BTreeMap<AreaCode, u32>> {
    Ok(applications::places_taken(conn, round, None).await?)
}

/// Applications of a round under city review that stand on no list yet.
///
/// # Errors
/// The database is away.
pub async fn candidates(conn: &impl ConnectionTrait, round: RoundId) -> Result<Vec<Application>> {
    let in_review = in_state(conn, round, State::InReview).await?;
    Ok(in_review.into_iter().filter(|application| application.proposed.is_none()).collect())
}

/// Applications of a round in a state, oldest first.
///
/// # Errors
/// The database is away.
pub async fn in_state(conn: &impl ConnectionTrait, round: RoundId, state: State) -> Result<Vec<Application>> {
    Ok(applications::of_round(conn, round, state).await?)
}

/// The round whose candidates wait for a list: the newest that has any; none where nothing waits.
///
/// # Errors
/// The database is away.
pub async fn awaiting_list(app: &App) -> Result<Option<RoundId>> {
    Ok(applications::round_awaiting_list(app.db().reader()).await?)
}

/// Rounds that accept applications today.
///
/// # Errors
/// The database is away.
pub async fn accepting(app: &App) -> Result<Vec<Known>> {
    Ok(rounds::accepting(app.db().reader(), app.today()).await?)
}

/// A round in full, with its quotas.
///
/// # Errors
/// There is no such round.
pub async fn get(app: &App, id: RoundId) -> Result<Round> {
    summaries::load::<Round>(app.db().reader(), id).await?.ok_or(Error::NotFound)
}
