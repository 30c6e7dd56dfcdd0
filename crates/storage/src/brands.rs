//! Brands looked up by what stands in their summaries.

use crate::{
    Error,
    entities::{brand_summary, brand_unit},
    lists,
};
use domain::ids::{AreaCode, BrandId, UnitId};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{Query, SelectStatement},
};
use std::collections::BTreeSet;

/// A brand by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Its number.
    pub id: BrandId,
    /// Its name; empty while none was typed.
    pub name: String,
    /// Its area.
    pub area: AreaCode,
}

async fn all(conn: &impl ConnectionTrait, brands: Select<brand_summary::Entity>) -> Result<Vec<Named>, Error> {
    use brand_summary::Column::{Area, Id, Name};
    let rows = brands.select_only().columns([Id, Name, Area]).order_by_asc(Id);
    let rows: Vec<(i64, String, String)> = rows.into_tuple().all(conn).await?;
    Ok(rows.into_iter().map(|(id, name, area)| Named { id: BrandId(id), name, area: AreaCode(area) }).collect())
}

/// Some brands, the oldest first; those that are not there are left out.
///
/// # Errors
/// The database is away.
pub async fn named(conn: &impl ConnectionTrait, ids: impl IntoIterator<Item = BrandId>) -> Result<Vec<Named>, Error> {
    let these = lists::among(conn, brand_summary::Column::Id, ids.into_iter().map(|id| id.0));
    all(conn, brand_summary::Entity::find().filter(these)).await
}

/// The code of a brand's area; empty where it is not there.
///
/// # Errors
/// The database is away.
pub(crate) async fn area(conn: &impl ConnectionTrait, id: BrandId) -> Result<String, Error> {
    let brand = brand_summary::Entity::find_by_id(id.0).one(conn).await?;
    Ok(brand.map_or_else(String::new, |brand| brand.area))
}

/// The brands of a unit, also those it leads with others, the oldest first.
///
/// # Errors
/// The database is away.
pub async fn of_unit(conn: &impl ConnectionTrait, unit: UnitId) -> Result<Vec<Named>, Error> {
    let these = brand_summary::Column::Id.in_subquery(numbers_of_unit(unit));
    all(conn, brand_summary::Entity::find().filter(these)).await
}

/// The brands that a unit leads, the oldest first.
///
/// # Errors
/// The database is away.
pub async fn led_by(conn: &impl ConnectionTrait, unit: UnitId) -> Result<Vec<Named>, Error> {
    let led = numbers_of_unit(unit).and_where(brand_unit::Column::Place.eq(0)).take();
    all(conn, brand_summary::Entity::find().filter(brand_summary::Column::Id.in_subquery(led))).await
}

/// The numbers of a unit's brands.
pub(crate) fn numbers_of_unit(unit: UnitId) -> SelectStatement {
    Query::select()
        .column(brand_unit::Column::Brand)
        .from(brand_unit::Entity)
        .and_where(brand_unit::Column::Unit.eq(unit.0))
        .take()
}

/// A brand that has its title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Titled {
    /// Its name.
    pub name: String,
    /// Its area.
    pub area: AreaCode,
    /// Its lead unit.
    pub lead: UnitId,
    /// The number of the document that gave the title.
    pub document: String,
    /// The number of its plaque; empty where unknown.
    pub plaque: String,
}

/// The brands of some names that have their title, in every area.
///
/// # Errors
/// The database is away.
pub async fn titled(conn: &impl ConnectionTrait, names: Vec<String>) -> Result<Vec<Titled>, Error> {
    let titled = brand_summary::Entity::find()
        .filter(brand_summary::Column::TitledOn.is_not_null())
        .order_by_asc(brand_summary::Column::Id);
    let rows = lists::rows_among(conn, titled, brand_summary::Column::Name, names).await?;
    let one = |row: brand_summary::Model| Titled {
        name: row.name,
        area: AreaCode(row.area),
        lead: UnitId(row.lead_unit),
        document: row.document.unwrap_or_default(),
        plaque: row.plaque.unwrap_or_default(),
    };
    Ok(rows.into_iter().map(one).collect())
}

/// Those of some numbers that plaques carry.
///
/// # Errors
/// The database is away.
pub async fn plaques_among(conn: &impl ConnectionTrait, numbers: Vec<String>) -> Result<BTreeSet<String>, Error> {
    let rows = lists::rows_among(conn, brand_summary::Entity::find(), brand_summary::Column::Plaque, numbers).await?;
    Ok(rows.into_iter().filter_map(|row| row.plaque).collect())
}

/// The brand whose plaque carries one of some numbers.
///
/// # Errors
/// The database is away.
pub async fn by_plaque(conn: &impl ConnectionTrait, numbers: &[String]) -> Result<Option<BrandId>, Error> {
    let any = numbers.iter().fold(Condition::any(), |any, number| any.add(brand_summary::Column::Plaque.eq(number)));
    let id: Option<i64> = brand_summary::Entity::find()
        .select_only()
        .column(brand_summary::Column::Id)
        .filter(any)
        .into_tuple()
        .one(conn)
        .await?;
    Ok(id.map(BrandId))
}
