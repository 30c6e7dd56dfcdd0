//! Applications looked up by what they are about.

use crate::{
    Error, brands,
    entities::{application_summary, round_summary},
    lists, summaries,
};
use domain::{
    application::{Application, State},
    ids::{ApplicationId, AreaCode, BrandId, RoundId, UnitId},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::Query,
};
use std::collections::{BTreeMap, BTreeSet};

/// The applications of some brands, by brand, the oldest first.
///
/// # Errors
/// The database is away.
pub async fn of_brands(
    conn: &impl ConnectionTrait,
    brands: impl IntoIterator<Item = BrandId>,
) -> Result<BTreeMap<BrandId, Vec<Application>>, Error> {
    let these = lists::among(conn, application_summary::Column::Brand, brands.into_iter().map(|brand| brand.0));
    let mut by_brand = BTreeMap::<_, Vec<_>>::new();
    for application in load(conn, application_summary::Entity::find().filter(these)).await? {
        by_brand.entry(application.brand).or_default().push(application);
    }
    Ok(by_brand)
}

/// The applications of a unit's brands, the oldest first.
///
/// # Errors
/// The database is away.
pub async fn of_unit(conn: &impl ConnectionTrait, unit: UnitId) -> Result<Vec<Application>, Error> {
    let brands = application_summary::Column::Brand.in_subquery(brands::numbers_of_unit(unit));
    load(conn, application_summary::Entity::find().filter(brands)).await
}

fn of_round(round: RoundId, state: State) -> Select<application_summary::Entity> {
    application_summary::Entity::find()
        .filter(application_summary::Column::Round.eq(round.0))
        .filter(application_summary::Column::State.eq(state.code()))
}

/// Applications of a round under the city's review that stand on no list yet, the oldest first.
///
/// # Errors
/// The database is away.
pub async fn awaiting_list(conn: &impl ConnectionTrait, round: RoundId) -> Result<Vec<Application>, Error> {
    load(conn, of_round(round, State::InReview).filter(application_summary::Column::Notice.is_null())).await
}

/// Applications of a round that passed their county and are not recommended, by their numbers, the oldest first: a round
/// may have thousands, of which only the numbers are asked.
///
/// # Errors
/// The database is away.
pub async fn awaiting_recommendation(conn: &impl ConnectionTrait, round: RoundId) -> Result<Vec<ApplicationId>, Error> {
    let numbers: Vec<i64> = of_round(round, State::Reviewed)
        .select_only()
        .column(application_summary::Column::Id)
        .order_by_asc(application_summary::Column::Id)
        .into_tuple()
        .all(conn)
        .await?;
    Ok(numbers.into_iter().map(ApplicationId).collect())
}

/// Those of a selection, in the order of their numbers.
async fn load(
    conn: &impl ConnectionTrait,
    these: Select<application_summary::Entity>,
) -> Result<Vec<Application>, Error> {
    let ids = these.select_only().column(application_summary::Column::Id).into_query();
    Ok(summaries::load_selected::<Application>(conn, ids).await?.into_values().collect())
}

/// The attempt of a brand that has not ended; none where none runs.
///
/// # Errors
/// The database is away.
pub async fn running_of(conn: &impl ConnectionTrait, brand: BrandId) -> Result<Option<Application>, Error> {
    let over = State::ALL.iter().filter(|state| state.ended() || **state == State::Recognised);
    let ended = over.map(|state| state.code());
    let running = application_summary::Entity::find()
        .filter(application_summary::Column::Brand.eq(brand.0))
        .filter(lists::none_of(application_summary::Column::State, ended))
        .one(conn)
        .await?;
    match running {
        Some(row) => summaries::load::<Application>(conn, ApplicationId(row.id)).await,
        None => Ok(None),
    }
}

/// Whether a brand was refused in a round.
///
/// # Errors
/// The database is away.
pub async fn was_declined(conn: &impl ConnectionTrait, brand: BrandId, round: RoundId) -> Result<bool, Error> {
    let declined = application_summary::Entity::find()
        .select_only()
        .column(application_summary::Column::Id)
        .filter(application_summary::Column::Brand.eq(brand.0))
        .filter(application_summary::Column::Round.eq(round.0))
        .filter(application_summary::Column::State.eq(State::Declined.code()));
    let found: Option<i64> = declined.into_tuple().one(conn).await?;
    Ok(found.is_some())
}

/// An application as lists show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Its number.
    pub id: ApplicationId,
    /// The brand's name, as filed.
    pub title: String,
    /// Its area.
    pub area: AreaCode,
    /// Its lead unit.
    pub lead_unit: UnitId,
    /// Where it stands.
    pub state: State,
    /// Objections that wait for their answer.
    pub open_objections: u64,
}

impl TryFrom<application_summary::Model> for Known {
    type Error = Error;

    fn try_from(row: application_summary::Model) -> Result<Known, Error> {
        let state = State::parse(&row.state);
        Ok(Known {
            id: ApplicationId(row.id),
            state: state.ok_or_else(|| Error::Inconsistent(format!("application {} is {}", row.id, row.state)))?,
            title: row.title,
            area: AreaCode(row.area),
            lead_unit: UnitId(row.lead_unit),
            open_objections: row.open_objections.unsigned_abs(),
        })
    }
}

/// Some applications by their numbers, in their order.
///
/// # Errors
/// The database is away.
pub async fn these(conn: &impl ConnectionTrait, ids: &[ApplicationId]) -> Result<Vec<Known>, Error> {
    let these = lists::among(conn, application_summary::Column::Id, ids.iter().map(|id| id.0));
    let these = application_summary::Entity::find().filter(these).order_by_asc(application_summary::Column::Id);
    these.all(conn).await?.into_iter().map(Known::try_from).collect()
}

/// The newest round with an application under the city's review that stands on no list; none where there is none.
///
/// # Errors
/// The database is away.
pub async fn round_awaiting_list(conn: &impl ConnectionTrait) -> Result<Option<RoundId>, Error> {
    let round: Option<i64> = application_summary::Entity::find()
        .select_only()
        .column(application_summary::Column::Round)
        .filter(application_summary::Column::State.eq(State::InReview.code()))
        .filter(application_summary::Column::Notice.is_null())
        .order_by_desc(application_summary::Column::Round)
        .limit(1)
        .into_tuple()
        .one(conn)
        .await?;
    Ok(round.map(RoundId))
}

/// Before it is recommended, and once it is withdrawn, an application has no place among its county's.
const WITHOUT_PLACE: [State; 4] = [State::Drafting, State::Submitted, State::Reviewed, State::Withdrawn];

/// The ranks that counties have given in some rounds, by round and area (5.2.d).
///
/// # Errors
/// The database is away.
pub async fn ranks_given(
    conn: &impl ConnectionTrait,
    rounds: &BTreeSet<RoundId>,
) -> Result<BTreeMap<(RoundId, AreaCode), BTreeSet<u32>>, Error> {
    let rows: Vec<(i64, String, i64)> = application_summary::Entity::find()
        .select_only()
        .column(application_summary::Column::Round)
        .column(application_summary::Column::Area)
        .column(application_summary::Column::Rank)
        .filter(lists::among(conn, application_summary::Column::Round, rounds.iter().map(|round| round.0)))
        .filter(application_summary::Column::Rank.is_not_null())
        .filter(lists::none_of(application_summary::Column::State, WITHOUT_PLACE.map(State::code)))
        .into_tuple()
        .all(conn)
        .await?;
    let mut ranks = BTreeMap::<_, BTreeSet<u32>>::new();
    for (round, area, rank) in rows {
        ranks.entry((RoundId(round), AreaCode(area))).or_default().extend(u32::try_from(rank).ok());
    }
    Ok(ranks)
}

/// Applications that hold a place in their county's quota of some years (annex 4), whichever of a year's rounds they were
/// filed in, counted by year and area. What waits for its recommendation holds none yet.
///
/// # Errors
/// The database is away.
pub async fn places_taken(
    conn: &impl ConnectionTrait,
    years: &BTreeSet<i32>,
) -> Result<BTreeMap<(i32, AreaCode), u32>, Error> {
    let filed_in = application_summary::Entity::belongs_to(round_summary::Entity)
        .from(application_summary::Column::Round)
        .to(round_summary::Column::Id);
    // Few rounds are of some years, and their ranks stand in an index.
    let theirs = Query::select()
        .column(round_summary::Column::Id)
        .from(round_summary::Entity)
        .and_where(lists::among(conn, round_summary::Column::Year, years.iter().map(|year| i64::from(*year))))
        .take();
    let rows: Vec<(i64, String, i64)> = application_summary::Entity::find()
        .select_only()
        .column(round_summary::Column::Year)
        .column(application_summary::Column::Area)
        .column_as(application_summary::Column::Id.count(), "taken")
        .join(JoinType::InnerJoin, filed_in.into())
        .filter(application_summary::Column::Round.in_subquery(theirs))
        .filter(application_summary::Column::Rank.is_not_null())
        .filter(lists::none_of(application_summary::Column::State, WITHOUT_PLACE.map(State::code)))
        .group_by(round_summary::Column::Year)
        .group_by(application_summary::Column::Area)
        .into_tuple()
        .all(conn)
        .await?;
    let taken = |(year, area, taken): (i64, String, i64)| {
        let year = i32::try_from(year).map_err(|_| Error::Inconsistent(format!("a round is of the year {year}")))?;
        Ok(((year, AreaCode(area)), u32::try_from(taken).unwrap_or(u32::MAX)))
    };
    rows.into_iter().map(taken).collect()
}
