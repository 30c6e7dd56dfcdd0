//! Rounds (申报批次): opened under a policy in force, with quotas, closed when all is decided (5.1, annex 4, 8.2).

use crate::{App, Error, Result, sentences};
use chrono::NaiveDate;
use domain::{
    access::{Actor, Denied},
    application::{Application, Quota, Window},
    ids::{ApplicationId, AreaCode, RoundId},
    round::Round,
};
use kernel::exports::{Format, Sheet};
use sea_orm::ConnectionTrait;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs::File,
};
use storage::{
    applications,
    listing::{At, Count, Found, Listing, Search},
    listings, matters, rounds, summaries,
};

pub use storage::rounds::Known;

pub use storage::listings::pool::Row as PoolRow;

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

/// Where a round stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Its window has not begun.
    Ahead,
    /// It accepts applications.
    Accepting,
    /// Counties recommend.
    Recommending,
    /// All its days are over.
    Over,
    /// It is closed.
    Closed,
}

impl Standing {
    /// Where a round stands today.
    #[must_use]
    pub fn of(round: &Round, today: NaiveDate) -> Standing {
        match () {
            () if round.closed => Standing::Closed,
            () if today < round.opens => Standing::Ahead,
            () if today <= round.closes => Standing::Accepting,
            () if today <= round.recommend_by => Standing::Recommending,
            () => Standing::Over,
        }
    }

    /// The words people read.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Standing::Ahead => "未开始",
            Standing::Accepting => "申报中",
            Standing::Recommending => "推荐中",
            Standing::Over => "待关闭",
            Standing::Closed => "已关闭",
        }
    }
}

/// A round as lists show it.
#[derive(Clone, Debug)]
pub struct RoundView {
    /// The round.
    pub round: Round,
    /// How many applications the reader may see were filed in it.
    pub filed: Count,
    /// The quota guideline of the reader's own county, or of all together; none where it is not set.
    pub quota: Option<u32>,
}

/// The quota guideline of a county: set for the round, else that of the policy file for its year (annex 4); none where it is
/// not set.
fn guideline(app: &App, round: &Round, area: &AreaCode) -> Result<Option<u32>> {
    let of_year = app.policy(&round.policy)?.quota(round.year, area.as_str());
    Ok(round.quotas.get(area).copied().or(of_year))
}

/// The quota guideline as a reader sees it.
fn quota_shown(app: &App, round: &Round, reader: &Actor) -> Result<Option<u32>> {
    if let Some(area) = &reader.area {
        return guideline(app, round, area);
    }
    let policy = app.policy(&round.policy)?;
    let set = policy.participating_areas().map(|area| guideline(app, round, &AreaCode(area.code.clone())));
    let set = set.filter_map(Result::transpose).collect::<Result<Vec<u32>>>()?;
    Ok(Some(set.iter().sum()).filter(|_| !set.is_empty()))
}

async fn views(app: &App, reader: &Actor, rows: Vec<listings::rounds::Row>) -> Result<Vec<RoundView>> {
    let ids: Vec<RoundId> = rows.iter().map(|row| row.id).collect();
    let mut rounds = summaries::load_some::<Round>(app.db().reader(), ids).await?;
    let view = |row: listings::rounds::Row| {
        let round = rounds.remove(&row.id).ok_or(Error::NotFound)?;
        Ok(RoundView { quota: quota_shown(app, &round, reader)?, round, filed: row.filed })
    };
    rows.into_iter().map(view).collect()
}

/// A page of the rounds, the newest first.
///
/// # Errors
/// The database is away.
pub async fn page(app: &App, actor: &Actor, search: &Search, at: Option<&At>) -> Result<Found<RoundView>> {
    let mut found = listings::rounds::listing(&actor.scope(), search).find(app.db().reader(), at).await?;
    let rows = std::mem::take(&mut found.page.rows);
    let views = views(app, actor, rows).await?;
    Ok(found.with(views))
}

/// The rounds as they are narrowed, as a file; recorded.
///
/// # Errors
/// The database is away, or the file cannot be written.
pub async fn export(app: &App, actor: &Actor, search: &Search, format: Format) -> Result<File> {
    let heads = ["批次", "申报开始", "申报截止", "推荐截止", "政策版本", "名额", "申报数", "状态"];
    let mut sheet = Sheet::of(app, listings::rounds::listing(&actor.scope(), search), "申报批次", heads, format)?;
    while let Some(rows) = sheet.next(app).await? {
        for view in views(app, actor, rows).await? {
            let round = &view.round;
            sheet.row([
                round.title.clone(),
                summaries::day(round.opens),
                summaries::day(round.closes),
                summaries::day(round.recommend_by),
                app.policy(&round.policy)?.identity.number.clone(),
                view.quota.map_or_else(String::new, |quota| quota.to_string()),
                view.filed.to_string(),
                Standing::of(round, app.today()).label().to_owned(),
            ])?;
        }
    }
    sheet.end(app, actor).await
}

/// A page of a county's pool: what passed its review and waits for a recommendation, the best first (3.3.c).
///
/// # Errors
/// Not a county's; the database is away.
pub async fn pool(app: &App, actor: &Actor, search: &Search, at: Option<&At>) -> Result<Found<PoolRow>> {
    Ok(pooled(actor, search)?.find(app.db().reader(), at).await?)
}

fn pooled(actor: &Actor, search: &Search) -> Result<Listing<PoolRow>> {
    let Some(area) = &actor.area else { return Err(Denied::Hidden.into()) };
    actor.county_reviewer(area)?;
    Ok(listings::pool::listing(&actor.scope(), search))
}

/// A county's pool as it is narrowed, as a file; recorded.
///
/// # Errors
/// Not a county's; the file cannot be written.
pub async fn export_pool(app: &App, actor: &Actor, search: &Search, format: Format) -> Result<File> {
    let heads = ["品牌", "牵头单位", "得分", "带动就业创业", "脱贫劳动力"];
    let mut sheet = Sheet::of(app, pooled(actor, search)?, "待推荐品牌", heads, format)?;
    while let Some(rows) = sheet.next(app).await? {
        for row in rows {
            sheet.row([
                row.title,
                row.unit,
                sentences::hundredths(row.points),
                row.employed.to_string(),
                row.poverty_alleviated.to_string(),
            ])?;
        }
    }
    sheet.end(app, actor).await
}

/// What an application of a county's pool is ranked by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranking {
    /// The county's quota guideline of the round's year and how much of it is used (annex 4). An application returned by
    /// the city keeps its place.
    pub quota: Quota,
    /// The last day for recommendations.
    pub recommend_by: NaiveDate,
    /// The ranks that its county has given in its round.
    pub ranks: BTreeSet<u32>,
}

/// What applications of the pool are ranked by, by their numbers, in as many statements as for one.
///
/// # Errors
/// The database is away.
pub async fn rankings(
    app: &App,
    conn: &impl ConnectionTrait,
    pool: &[&Application],
) -> Result<BTreeMap<ApplicationId, Ranking>> {
    if pool.is_empty() {
        return Ok(BTreeMap::new());
    }
    let ids: BTreeSet<RoundId> = pool.iter().map(|application| application.round).collect();
    let rounds = summaries::load_some::<Round>(conn, ids.iter().copied()).await?;
    let years: BTreeSet<i32> = rounds.values().map(|round| round.year).collect();
    let used = applications::places_taken(conn, &years).await?;
    let given = applications::ranks_given(conn, &ids).await?;
    let mut rankings = BTreeMap::new();
    for application in pool {
        let round = rounds.get(&application.round).ok_or(Error::NotFound)?;
        let area = &application.area;
        let used = used.get(&(round.year, area.clone())).copied().unwrap_or_default();
        let ranking = Ranking {
            quota: Quota { guideline: guideline(app, round, area)?, used },
            recommend_by: round.recommend_by,
            ranks: given.get(&(round.id, area.clone())).cloned().unwrap_or_default(),
        };
        rankings.insert(application.id, ranking);
    }
    Ok(rankings)
}

/// How many recommendations of a county in a round pass through its office.
///
/// # Errors
/// The database is away.
pub async fn recommending(app: &App, round: RoundId, area: &AreaCode) -> Result<usize> {
    Ok(matters::recommending(app.db().reader(), round, area).await?)
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

/// Rounds that accept applications today or will, the first to open first.
///
/// # Errors
/// The database is away.
pub async fn accepting_or_coming(app: &App) -> Result<Vec<Known>> {
    Ok(rounds::accepting_or_coming(app.db().reader(), app.today()).await?)
}

/// A round in full, with its quotas.
///
/// # Errors
/// There is no such round.
pub async fn get(app: &App, id: RoundId) -> Result<Round> {
    summaries::load::<Round>(app.db().reader(), id).await?.ok_or(Error::NotFound)
}
