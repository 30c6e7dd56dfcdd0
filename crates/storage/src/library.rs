//! The library of recognised brands (5.3.f): their profiles, frozen at recognition, and the search through them.

use crate::{
    Error,
    entities::{brand_profile, brand_summary},
    lists, stored,
};
use chrono::NaiveDate;
use domain::ids::{AreaCode, BrandId};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, JoinType, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, Select,
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
    /// Its profile.
    pub profile: Option<Profile>,
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
        .select_also(brand_profile::Entity)
        .limit(most)
        .all(conn)
        .await?;
    rows.into_iter().map(entry).collect()
}

fn before((on, id): (NaiveDate, BrandId)) -> Condition {
    let on = on.to_string();
    let same = Condition::all().add(brand_summary::Column::TitledOn.eq(on.as_str()));
    Condition::any().add(brand_summary::Column::TitledOn.lt(on)).add(same.add(brand_summary::Column::Id.lt(id.0)))
}

fn entry((brand, profile): (brand_summary::Model, Option<brand_profile::Model>)) -> Result<Entry, Error> {
    let titled_on = brand.titled_on.as_deref().and_then(stored::date);
    Ok(Entry {
        id: BrandId(brand.id),
        titled_on: titled_on.ok_or_else(|| Error::Inconsistent(format!("brand {} is titled on no day", brand.id)))?,
        name: brand.name,
        area: AreaCode(brand.area),
        profile: profile.map(Profile::try_from).transpose()?,
    })
}

/// How many recognised brands there are of what is looked for.
///
/// # Errors
/// The database is away.
pub async fn count(conn: &impl ConnectionTrait, wanted: &Wanted<'_>) -> Result<u64, Error> {
    Ok(wanted.select().count(conn).await?)
}

/// The codes of the industries of brands in the library.
///
/// # Errors
/// The database is away.
pub async fn industries(conn: &impl ConnectionTrait) -> Result<Vec<String>, Error> {
    let codes = brand_profile::Entity::find()
        .select_only()
        .column(brand_profile::Column::Industry)
        .filter(brand_profile::Column::Industry.ne(""))
        .distinct();
    Ok(codes.into_tuple().all(conn).await?)
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
    let rows: Vec<(Option<i64>, Option<i64>)> = Wanted::default()
        .select()
        .select_only()
        .column(brand_profile::Column::Employed)
        .column(brand_profile::Column::Trained)
        .into_tuple()
        .all(conn)
        .await?;
    let mut figures = Figures { brands: rows.len() as u64, ..Figures::default() };
    for (employed, trained) in rows {
        figures.employed += employed.unwrap_or_default().unsigned_abs();
        figures.trained += trained.unwrap_or_default().unsigned_abs();
    }
    Ok(figures)
}
