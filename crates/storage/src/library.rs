//! The library of recognised brands (5.3.f): their profiles, frozen at recognition, and the search through them.

use crate::{
    Error,
    entities::{application_summary, brand_profile, brand_summary, cultivation_summary, notice_summary},
    listing::{COUNTED, Count},
    lists, stored,
};
use chrono::NaiveDate;
use domain::ids::{AreaCode, BrandId, NoticeId};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Select,
    sea_query::{Expr, ExprTrait, Func, Query, ValueTuple},
};

/// What the library shows of a brand beside its title. Never personal data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Code of its industry; empty where none was filed.
    pub industry: String,
    /// Code of its training category.
    pub category: String,
    /// Products or services, in the unit's words.
    pub products: String,
    /// The trade, in the unit's words.
    pub trade: String,
    /// Its listing as intangible heritage.
    pub heritage: String,
    /// Its units' names, the lead unit first.
    pub units: String,
    /// The beginning of its introduction, a paragraph a line.
    pub excerpt: String,
    /// People led to jobs and start-ups.
    pub employed: u64,
    /// People trained in the year before recognition.
    pub trained: u64,
}

impl TryFrom<brand_profile::Model> for Profile {
    type Error = Error;

    fn try_from(row: brand_profile::Model) -> Result<Profile, Error> {
        let count = |n: i64| {
            u64::try_from(n).map_err(|_| Error::Inconsistent(format!("the profile of brand {} counts {n}", row.brand)))
        };
        Ok(Profile {
            employed: count(row.employed)?,
            trained: count(row.trained)?,
            industry: row.industry,
            category: row.category,
            products: row.products,
            trade: row.trade,
            heritage: row.heritage,
            units: row.units,
            excerpt: row.excerpt,
        })
    }
}

/// A brand's profile; none for one that has no title.
///
/// # Errors
/// The database is away.
pub async fn profile(conn: &impl ConnectionTrait, brand: BrandId) -> Result<Option<Profile>, Error> {
    brand_profile::Entity::find_by_id(brand.0).one(conn).await?.map(Profile::try_from).transpose()
}

/// Writes a brand's profile in place of one from an earlier title.
///
/// # Errors
/// The database is away.
pub async fn enter(conn: &impl ConnectionTrait, brand: BrandId, profile: Profile) -> Result<(), Error> {
    let row = brand_profile::ActiveModel {
        brand: Set(brand.0),
        industry: Set(profile.industry),
        category: Set(profile.category),
        products: Set(profile.products),
        trade: Set(profile.trade),
        heritage: Set(profile.heritage),
        units: Set(profile.units),
        excerpt: Set(profile.excerpt),
        employed: Set(i64::try_from(profile.employed).unwrap_or(i64::MAX)),
        trained: Set(i64::try_from(profile.trained).unwrap_or(i64::MAX)),
    };
    brand_profile::Entity::delete_by_id(brand.0).exec(conn).await?;
    brand_profile::Entity::insert(row).exec_without_returning(conn).await?;
    Ok(())
}

/// What is looked for; what is empty asks for nothing.
#[derive(Clone, Debug, Default)]
pub struct Wanted<'a> {
    /// Words in the name, the units' names, products or trade.
    pub words: &'a str,
    /// Areas whose brands are found by these words as well.
    pub areas_of_words: Vec<String>,
    /// Codes of industries whose brands are.
    pub industries_of_words: Vec<&'static str>,
    /// One area.
    pub area: &'a str,
    /// One industry.
    pub industry: &'a str,
}

impl Wanted<'_> {
    /// Whether every brand is looked for.
    #[must_use]
    pub fn everything(&self) -> bool {
        self.words.is_empty() && self.area.is_empty() && self.industry.is_empty()
    }

    fn condition(&self) -> Condition {
        let mut all = Condition::all();
        if !self.words.is_empty() {
            let any = Condition::any()
                .add(lists::contains(brand_summary::Column::Name.into_expr(), self.words))
                .add(lists::contains(brand_profile::Column::Units.into_expr(), self.words))
                .add(lists::contains(brand_profile::Column::Products.into_expr(), self.words))
                .add(lists::contains(brand_profile::Column::Trade.into_expr(), self.words))
                .add(lists::one_of(brand_profile::Column::Industry, self.industries_of_words.iter().copied()));
            let areas = self.areas_of_words.iter();
            all = all.add(areas.fold(any, |any, area| any.add(brand_summary::Column::Area.eq(area))));
        }
        if !self.area.is_empty() {
            all = all.add(brand_summary::Column::Area.eq(self.area));
        }
        if !self.industry.is_empty() {
            all = all.add(brand_profile::Column::Industry.eq(self.industry));
        }
        all
    }

    fn select(&self) -> Select<brand_summary::Entity> {
        let joined = brand_summary::Entity::belongs_to(brand_profile::Entity)
            .from(brand_summary::Column::Id)
            .to(brand_profile::Column::Brand)
            .into();
        brand_summary::Entity::find()
            .join(JoinType::LeftJoin, joined)
            .filter(brand_summary::Column::TitledOn.is_not_null())
            .filter(self.condition())
    }
}

/// A recognised brand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its number.
    pub id: BrandId,
    /// Its name.
    pub name: String,
    /// Its area.
    pub area: AreaCode,
    /// The day of the announcement.
    pub titled_on: NaiveDate,
    /// Code of its industry; empty where none was filed.
    pub industry: String,
    /// Its units' names, the lead unit first; empty where none is on record.
    pub units: String,
    /// People led to jobs and start-ups; none where the figure is not on record.
    pub employed: Option<u64>,
}

/// What a card shows and no more: each value of each row is copied out of the database.
#[derive(FromQueryResult)]
struct EntryRow {
    id: i64,
    name: String,
    area: String,
    titled_on: String,
    industry: Option<String>,
    units: Option<String>,
    employed: Option<i64>,
}

impl TryFrom<EntryRow> for Entry {
    type Error = Error;

    fn try_from(row: EntryRow) -> Result<Entry, Error> {
        let titled_on = stored::date(&row.titled_on);
        Ok(Entry {
            id: BrandId(row.id),
            titled_on: titled_on.ok_or_else(|| Error::Inconsistent(format!("brand {} is titled on no day", row.id)))?,
            name: row.name,
            area: AreaCode(row.area),
            industry: row.industry.unwrap_or_default(),
            units: row.units.unwrap_or_default(),
            employed: row.employed.and_then(|employed| u64::try_from(employed).ok()).filter(|employed| *employed > 0),
        })
    }
}

/// Recognised brands, the newest title first, at most `most` of them behind the one with this day and number.
///
/// # Errors
/// The database is away.
pub async fn search(
    conn: &impl ConnectionTrait,
    wanted: &Wanted<'_>,
    behind: Option<(NaiveDate, BrandId)>,
    most: u64,
) -> Result<Vec<Entry>, Error> {
    let rows = wanted
        .select()
        .filter(behind.map_or_else(Condition::all, before))
        .order_by_desc(brand_summary::Column::TitledOn)
        .order_by_desc(brand_summary::Column::Id)
        .select_only()
        .columns([
            brand_summary::Column::Id,
            brand_summary::Column::Name,
            brand_summary::Column::Area,
            brand_summary::Column::TitledOn,
        ])
        .columns([brand_profile::Column::Industry, brand_profile::Column::Units, brand_profile::Column::Employed])
        .limit(most)
        .into_model::<EntryRow>()
        .all(conn)
        .await?;
    rows.into_iter().map(Entry::try_from).collect()
}

fn before((on, id): (NaiveDate, BrandId)) -> Condition {
    let on = on.to_string();
    let same = Condition::all().add(brand_summary::Column::TitledOn.eq(on.as_str()));
    Condition::any().add(brand_summary::Column::TitledOn.lt(on)).add(same.add(brand_summary::Column::Id.lt(id.0)))
}

/// How many recognised brands there are of what is looked for.
///
/// # Errors
/// The database is away.
pub async fn count(conn: &impl ConnectionTrait, wanted: &Wanted<'_>) -> Result<Count, Error> {
    let found = wanted.select().select_only().column(brand_summary::Column::Id).limit(COUNTED + 1).into_query();
    let many = Query::select().expr(Func::count(Expr::val(1))).from_subquery(found, "found").take();
    let row = conn.query_one(&many).await?;
    Ok(Count::of(row.map_or(Ok(0), |row| row.try_get_by_index(0))?))
}

/// Those of some industries, by their codes, that brands of the library are of.
///
/// # Errors
/// The database is away.
pub async fn industries(
    conn: &impl ConnectionTrait,
    codes: impl IntoIterator<Item = String>,
) -> Result<Vec<String>, Error> {
    // Each code is looked up in the index: there are some hundred codes, and there may be a hundred thousand brands.
    let asked = || Expr::col(("asked", "column1"));
    let used = Query::select()
        .expr(Expr::val(1))
        .from(brand_profile::Entity)
        .and_where(brand_profile::Column::Industry.into_expr().eq(asked()))
        .take();
    let codes = codes.into_iter().map(ValueTuple::from);
    let query = Query::select().expr(asked()).from_values(codes, "asked").and_where(Expr::exists(used)).take();
    let rows = conn.query_all(&query).await?;
    rows.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect()
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

/// The library's figures.
///
/// # Errors
/// The database is away.
pub async fn figures(conn: &impl ConnectionTrait) -> Result<Figures, Error> {
    let brands = Query::select()
        .expr(brand_summary::Column::Id.count())
        .from(brand_summary::Entity)
        .and_where(brand_summary::Column::TitledOn.is_not_null())
        .take();
    let whole = |column: brand_profile::Column| column.sum().cast_as("bigint");
    let sums = Query::select()
        .expr(Expr::from(brands))
        .expr(whole(brand_profile::Column::Employed))
        .expr(whole(brand_profile::Column::Trained))
        .from(brand_profile::Entity)
        .take();
    let Some(row) = conn.query_one(&sums).await? else { return Ok(Figures::default()) };
    let figure = |at: usize| -> Result<u64, Error> {
        let figure: Option<i64> = row.try_get_by_index(at)?;
        Ok(figure.unwrap_or_default().unsigned_abs())
    };
    Ok(Figures { brands: figure(0)?, employed: figure(1)?, trained: figure(2)? })
}

/// What stands behind a title, beside the brand's own record.
#[derive(Clone, Debug)]
pub struct Behind {
    /// Last day of the cultivation cycle (6.1.a).
    pub cycle_ends: NaiveDate,
    /// The published notice it stood on, with its title.
    pub notice: Option<(NoticeId, String)>,
    /// What entered the library with the title.
    pub profile: Option<Profile>,
}

#[derive(FromQueryResult)]
struct BehindRow {
    cycle_ends: String,
    notice: Option<i64>,
    notice_title: Option<String>,
    published_on: Option<String>,
}

/// What stands behind the title of a brand; none where it has no title.
///
/// # Errors
/// The database is away, or a cycle ends on no date.
pub async fn behind(conn: &impl ConnectionTrait, brand: BrandId) -> Result<Option<Behind>, Error> {
    let of_cultivation = brand_summary::Entity::belongs_to(cultivation_summary::Entity)
        .from(brand_summary::Column::Cultivation)
        .to(cultivation_summary::Column::Id);
    let of_application = cultivation_summary::Entity::belongs_to(application_summary::Entity)
        .from(cultivation_summary::Column::Application)
        .to(application_summary::Column::Id);
    let of_notice = application_summary::Entity::belongs_to(notice_summary::Entity)
        .from(application_summary::Column::Notice)
        .to(notice_summary::Column::Id);
    let found = brand_summary::Entity::find_by_id(brand.0)
        .select_only()
        .column(cultivation_summary::Column::CycleEnds)
        .column_as(notice_summary::Column::Id, "notice")
        .column_as(notice_summary::Column::Title, "notice_title")
        .column(notice_summary::Column::PublishedOn)
        .join(JoinType::InnerJoin, of_cultivation.into())
        .join(JoinType::LeftJoin, of_application.into())
        .join(JoinType::LeftJoin, of_notice.into())
        .into_model::<BehindRow>()
        .one(conn)
        .await?;
    let Some(row) = found else { return Ok(None) };
    let cycle_ends = stored::date(&row.cycle_ends);
    let notice = row.notice.zip(row.notice_title).filter(|_| row.published_on.is_some());
    Ok(Some(Behind {
        cycle_ends: cycle_ends
            .ok_or_else(|| Error::Inconsistent(format!("brand {brand} ends its cycle on no date")))?,
        notice: notice.map(|(id, title)| (NoticeId(id), title)),
        profile: profile(conn, brand).await?,
    }))
}
