//! Brands looked up by what stands in their summaries.

use crate::{Error, entities::brand_summary};
use domain::ids::BrandId;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use std::collections::BTreeSet;

/// The brands that stand in a county's pool.
///
/// # Errors
/// The database is away.
pub async fn in_pool(conn: &impl ConnectionTrait) -> Result<BTreeSet<BrandId>, Error> {
    let pool = brand_summary::Entity::find().filter(brand_summary::Column::InPoolSince.is_not_null());
    let ids: Vec<i64> = pool.select_only().column(brand_summary::Column::Id).into_tuple().all(conn).await?;
    Ok(ids.into_iter().map(BrandId).collect())
}
