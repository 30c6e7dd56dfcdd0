//! Rounds (申报批次): opened under a policy in force, with quotas, closed when all is decided (5.1, annex 4, 8.2).

use crate::{App, Error, Result};
use chrono::NaiveDate;
use domain::{
    access::Actor,
    application::{Application, Quota, State, Window},
    ids::{ApplicationId, AreaCode, RoundId},
    round::Round,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};
use std::collections::BTreeMap;
use storage::{
    entities::{application_summary, round_summary},
    lists, summaries,
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
        applications.push(summaries::load::<Application>(conn, ApplicationId(row.id)).await?.ok_or(Error::NotFound)?);
    }
    Ok(applications)
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
    let used = recommended(round.id)
        .filter(application_summary::Column::Area.eq(area.as_str()))
        .filter(application_summary::Column::Id.ne(application.id.0))
        .count(conn)
        .await?;
    Ok(Quota { guideline, used: u32::try_from(used).unwrap_or(u32::MAX) })
}

/// As [`quota_of`], for a page.
///
/// # Errors
/// The database is away.
pub async fn quota(app: &App, round: &Round, application: &Application) -> Result<Quota> {
    quota_of(app, app.db().reader(), round, application).await
}

/// Applications of a round that hold a place in their county's quota.
fn recommended(round: RoundId) -> Select<application_summary::Entity> {
    let waiting = [State::Drafting, State::Submitted, State::Reviewed, State::Withdrawn].map(State::code);
    application_summary::Entity::find()
        .filter(application_summary::Column::Round.eq(round.0))
        .filter(application_summary::Column::Rank.is_not_null())
        .filter(lists::none_of(application_summary::Column::State, waiting))
}

/// How much of each county's quota in a round is used.
///
/// # Errors
/// The database is away.
pub async fn used_quotas(conn: &impl ConnectionTrait, round: RoundId) -> Result<BTreeMap<AreaCode, u32>> {
    let rows: Vec<(String, i64)> = recommended(round)
        .select_only()
        .column(application_summary::Column::Area)
        .column_as(application_summary::Column::Id.count(), "used")
        .group_by(application_summary::Column::Area)
        .into_tuple()
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|(area, used)| (AreaCode(area), u32::try_from(used).unwrap_or(u32::MAX))).collect())
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
    let ids: Vec<i64> = application_summary::Entity::find()
        .select_only()
        .column(application_summary::Column::Id)
        .filter(application_summary::Column::Round.eq(round.0))
        .filter(application_summary::Column::State.eq(state.code()))
        .order_by_asc(application_summary::Column::Id)
        .into_tuple()
        .all(conn)
        .await?;
    let mut applications = Vec::with_capacity(ids.len());
    for id in ids {
        applications.extend(summaries::load::<Application>(conn, ApplicationId(id)).await?);
    }
    Ok(applications)
}

/// The round whose candidates wait for a list: the newest that has any; none where nothing waits.
///
/// # Errors
/// The database is away.
pub async fn awaiting_list(app: &App) -> Result<Option<RoundId>> {
    let round: Option<i64> = application_summary::Entity::find()
        .select_only()
        .column(application_summary::Column::Round)
        .filter(application_summary::Column::State.eq(State::InReview.code()))
        .filter(application_summary::Column::Notice.is_null())
        .order_by_desc(application_summary::Column::Round)
        .limit(1)
        .into_tuple()
        .one(app.db().reader())
        .await?;
    Ok(round.map(RoundId))
}

/// Rounds that accept applications today.
///
/// # Errors
/// The database is away.
pub async fn accepting(app: &App) -> Result<Vec<round_summary::Model>> {
    let today = summaries::day(app.today());
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
    summaries::load::<Round>(app.db().reader(), id).await?.ok_or(Error::NotFound)
}
