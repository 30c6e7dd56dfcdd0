//! Brands looked up by what stands in their summaries.

use crate::{
    Error,
    entities::{brand_summary, brand_unit},
};
use domain::ids::{AreaCode, BrandId, UnitId};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Query};
use std::collections::BTreeSet;

/// A brand by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Its number.
    pub id: BrandId,
    /// Its name; empty while none was typed.
    pub name: String,
}

/// The brands of a unit, also those it leads with others, the oldest first.
///
/// # Errors
/// The database is away.
pub async fn of_unit(conn: &impl ConnectionTrait, unit: UnitId) -> Result<Vec<Named>, Error> {
    let brands = Query::select()
        .column(brand_unit::Column::Brand)
        .from(brand_unit::Entity)
        .and_where(brand_unit::Column::Unit.eq(unit.0))
        .take();
    let rows: Vec<(i64, String)> = brand_summary::Entity::find()
        .select_only()
        .columns([brand_summary::Column::Id, brand_summary::Column::Name])
        .filter(brand_summary::Column::Id.in_subquery(brands))
        .order_by_asc(brand_summary::Column::Id)
        .into_tuple()
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|(id, name)| Named { id: BrandId(id), name }).collect())
}

/// Whether a brand of this name in this area has its title.
///
/// # Errors
/// The database is away.
pub async fn is_titled(conn: &impl ConnectionTrait, name: &str, area: &AreaCode) -> Result<bool, Error> {
    let same = brand_summary::Entity::find()
        .filter(brand_summary::Column::Name.eq(name))
        .filter(brand_summary::Column::Area.eq(area.as_str()))
        .filter(brand_summary::Column::TitledOn.is_not_null());
    Ok(same.one(conn).await?.is_some())
}

/// The brands that stand in a county's pool.
///
/// # Errors
/// The database is away.
pub async fn in_pool(conn: &impl ConnectionTrait) -> Result<BTreeSet<BrandId>, Error> {
    let pool = brand_summary::Entity::find().filter(brand_summary::Column::InPoolSince.is_not_null());
    let ids: Vec<i64> = pool.select_only().column(brand_summary::Column::Id).into_tuple().all(conn).await?;
    Ok(ids.into_iter().map(BrandId).collect())
}
