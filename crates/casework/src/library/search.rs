//! Looking through the library: by words, area and industry, newest title first, by keyset.

use super::{industry_name, profile::industries_like};
use crate::{App, Result};
use chrono::NaiveDate;
use domain::ids::{AreaCode, BrandId};
use sea_orm::{ColumnTrait, Condition, EntityTrait, JoinType, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::BTreeMap;
use storage::{
    entities::{brand_profile, brand_summary},
    lists,
};

/// What is looked for; empty fields ask for nothing.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// Words in the name, the units' names, products, trade, industry or area.
    pub words: String,
    /// An area's code.
    pub area: String,
    /// An industry's code (2.1.a).
    pub industry: String,
    /// Where the page before ended: the `next` of [`Found`].
    pub after: String,
    /// Brands a page.
    pub limit: u64,
}

/// A brand on a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// Its number.
    pub id: BrandId,
    /// Its name.
    pub name: String,
    /// Its area.
    pub area: AreaCode,
    /// Its industry's name; empty where it was never filed.
    pub industry: String,
    /// Its units, the lead unit first.
    pub units: String,
    /// People led to jobs and start-ups at recognition; none where the figure is not on record.
    pub employed: Option<u64>,
    /// The date of the announcement.
    pub titled_on: NaiveDate,
}

/// A page of the library.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The cards.
    pub cards: Vec<Card>,
    /// The `after` of the next page; none on the last.
    pub next: Option<String>,
    /// How many there are in all.
    pub total: u64,
}

/// The library's figures: each brand's own, added.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Recognised brands.
    pub brands: u64,
    /// People led to jobs and start-ups.
    pub employed: u64,
    /// People trained in the year before recognition.
    pub trained: u64,
}

/// Looks through the library.
///
/// # Errors
/// The database is away.
pub async fn search(app: &App, query: &Query) -> Result<Found> {
    let joined = brand_summary::Entity::belongs_to(brand_profile::Entity)
        .from(brand_summary::Column::Id)
        .to(brand_profile::Column::Brand)
        .into();
    let select = brand_summary::Entity::find()
        .join(JoinType::LeftJoin, joined)
        .filter(brand_summary::Column::TitledOn.is_not_null())
        .filter(wanted(app, query));
    let total = select.clone().count(app.db().reader()).await?;
    let mut rows = select
        .filter(before(&query.after))
        .order_by_desc(brand_summary::Column::TitledOn)
        .order_by_desc(brand_summary::Column::Id)
        .select_also(brand_profile::Entity)
        .limit(query.limit + 1)
        .all(app.db().reader())
        .await?;
    let more = rows.len() as u64 > query.limit;
    rows.truncate(usize::try_from(query.limit).unwrap_or(usize::MAX));
    let next =
        rows.last().filter(|_| more).and_then(|(brand, _)| Some(format!("{}.{}", brand.titled_on.as_ref()?, brand.id)));
    Ok(Found { cards: rows.into_iter().filter_map(card).collect(), next, total })
}

fn wanted(app: &App, query: &Query) -> Condition {
    let mut all = Condition::all();
    let words: String = query.words.trim().chars().take(40).collect();
    if !words.is_empty() {
        let any = Condition::any()
            .add(lists::contains(brand_summary::Column::Name.into_expr(), &words))
            .add(lists::contains(brand_profile::Column::Units.into_expr(), &words))
            .add(lists::contains(brand_profile::Column::Products.into_expr(), &words))
            .add(lists::contains(brand_profile::Column::Trade.into_expr(), &words))
            .add(lists::one_of(brand_profile::Column::Industry, industries_like(&words)));
        let areas = areas_like(app, &words).into_iter();
        all = all.add(areas.fold(any, |any, area| any.add(brand_summary::Column::Area.eq(area))));
    }
    if !query.area.is_empty() {
        all = all.add(brand_summary::Column::Area.eq(&query.area));
    }
    if !query.industry.is_empty() {
        all = all.add(brand_profile::Column::Industry.eq(&query.industry));
    }
    all
}

fn areas_like(app: &App, words: &str) -> Vec<String> {
    let policies = app.policies();
    let like = policies.current().1.participating_areas().filter(|area| area.name.contains(words));
    like.map(|area| area.code.clone()).collect()
}

/// Brands behind a cursor `2025-10-11.12`; a cursor that is none asks for the first page.
fn before(after: &str) -> Condition {
    let Some((on, id)) = after.split_once('.').and_then(|(on, id)| Some((on, id.parse::<i64>().ok()?))) else {
        return Condition::all();
    };
    Condition::any()
        .add(brand_summary::Column::TitledOn.lt(on))
        .add(Condition::all().add(brand_summary::Column::TitledOn.eq(on)).add(brand_summary::Column::Id.lt(id)))
}

fn card((brand, profile): (brand_summary::Model, Option<brand_profile::Model>)) -> Option<Card> {
    Some(Card {
        id: BrandId(brand.id),
        titled_on: brand.titled_on?.parse().ok()?,
        name: brand.name,
        area: AreaCode(brand.area),
        industry: profile.as_ref().map_or_else(String::new, |profile| industry_name(&profile.industry)),
        employed: profile.as_ref().and_then(|profile| u64::try_from(profile.employed).ok()).filter(|n| *n > 0),
        units: profile.map_or_else(String::new, |profile| profile.units),
    })
}

/// The industries of brands in the library, code and name.
///
/// # Errors
/// The database is away.
pub async fn industries(app: &App) -> Result<Vec<(String, String)>> {
    let codes: Vec<String> = brand_profile::Entity::find()
        .select_only()
        .column(brand_profile::Column::Industry)
        .distinct()
        .into_tuple()
        .all(app.db().reader())
        .await?;
    let named: BTreeMap<_, _> =
        codes.into_iter().filter(|code| !code.is_empty()).map(|code| (code.clone(), industry_name(&code))).collect();
    Ok(named.into_iter().collect())
}

/// The library's figures.
///
/// # Errors
/// The database is away.
pub async fn figures(app: &App) -> Result<Figures> {
    let titled = brand_summary::Entity::find().filter(brand_summary::Column::TitledOn.is_not_null());
    let rows: Vec<(i64, i64)> = brand_profile::Entity::find()
        .select_only()
        .column(brand_profile::Column::Employed)
        .column(brand_profile::Column::Trained)
        .into_tuple()
        .all(app.db().reader())
        .await?;
    let sum = |of: fn(&(i64, i64)) -> i64| rows.iter().filter_map(|row| u64::try_from(of(row)).ok()).sum();
    Ok(Figures {
        brands: titled.count(app.db().reader()).await?,
        employed: sum(|row| row.0),
        trained: sum(|row| row.1),
    })
}
