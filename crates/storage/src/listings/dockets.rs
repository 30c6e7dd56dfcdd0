//! Brands with people who wait for a verdict (待核), those with most first.

use super::{List, with_brands};
use crate::{
    entities::roster_docket as docket,
    listing::{Key, Listing, Search, col},
};
use domain::{
    access::Scope,
    ids::{AreaCode, BrandId},
};
use sea_orm::{ColumnTrait, Condition, DbErr, EntityTrait, FromQueryResult, QueryResult, QueryTrait};

/// A brand with people who wait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The brand.
    pub brand: BrandId,
    /// Its name.
    pub name: String,
    /// Its area.
    pub area: AreaCode,
    /// People its county decides on.
    pub county: u64,
    /// People the city decides on, for a brand of another area is concerned.
    pub city: u64,
}

impl FromQueryResult for Row {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, DbErr> {
        let figure = |column: &str| row.try_get::<i64>(prefix, column).map(i64::unsigned_abs);
        Ok(Row {
            brand: BrandId(row.try_get(prefix, "brand")?),
            name: row.try_get(prefix, "name")?,
            area: AreaCode(row.try_get(prefix, "area")?),
            county: figure("county")?,
            city: figure("city")?,
        })
    }
}

/// Brands by name and area, and by whom people wait for: the `county` or the `city`.
#[must_use]
pub fn listing(scope: &Scope, search: &Search) -> Listing<Row> {
    let waits = match search.state.as_str() {
        "county" => docket::Column::County.gt(0),
        "city" => docket::Column::City.gt(0),
        _ => docket::Column::People.gt(0),
    };
    let mut rows = docket::Entity::find().into_query();
    with_brands(&mut rows, docket::Column::Brand, search);
    rows.cond_where(Condition::all().add(docket::Column::People.gt(0)).add(waits))
        .cond_where(Condition::all().add_option(search.in_area(docket::Column::Area)));
    let people = |row: &Row| i64::try_from(row.county + row.city).unwrap_or(i64::MAX);
    let keys = vec![
        Key::number(col(docket::Column::People), people).falling(),
        Key::number(col(docket::Column::Brand), |row: &Row| row.brand.0),
    ];
    Listing::joined::<docket::Entity>(List::Dockets, scope, rows, keys)
}
