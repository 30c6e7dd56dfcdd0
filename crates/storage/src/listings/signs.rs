//! Brands with signs of padding (疑点) in their filed rosters or samples (抽查) under way, those with most signs first.

use super::{List, with_brands};
use crate::{
    entities::roster_sign_docket as docket,
    listing::{Key, Listing, Search, col},
};
use domain::{
    access::Scope,
    ids::{AreaCode, BrandId},
};
use sea_orm::{ColumnTrait, Condition, DbErr, EntityTrait, FromQueryResult, QueryResult, QueryTrait};

/// A brand with signs or samples under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The brand.
    pub brand: BrandId,
    /// Its name.
    pub name: String,
    /// Its area.
    pub area: AreaCode,
    /// Its signs.
    pub signs: u64,
    /// Samples in which calls are still to be made.
    pub open_samples: u64,
}

impl FromQueryResult for Row {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, DbErr> {
        let figure = |column: &str| row.try_get::<i64>(prefix, column).map(i64::unsigned_abs);
        Ok(Row {
            brand: BrandId(row.try_get(prefix, "brand")?),
            name: row.try_get(prefix, "name")?,
            area: AreaCode(row.try_get(prefix, "area")?),
            signs: figure("signs")?,
            open_samples: figure("open_samples")?,
        })
    }
}

/// Brands by name and area; the state `calling` asks for those with samples under way, those with most first.
#[must_use]
pub fn listing(scope: &Scope, search: &Search) -> Listing<Row> {
    let calling = search.state == "calling";
    let wanted = calling.then(|| docket::Column::OpenSamples.gt(0));
    let mut rows = docket::Entity::find().into_query();
    with_brands(&mut rows, docket::Column::Brand, search);
    rows.cond_where(Condition::all().add_option(wanted).add_option(search.in_area(docket::Column::Area)));
    let most = if calling {
        Key::number(col(docket::Column::OpenSamples), |row: &Row| row.open_samples.cast_signed())
    } else {
        Key::number(col(docket::Column::Signs), |row: &Row| row.signs.cast_signed())
    };
    let keys = vec![most.falling(), Key::number(col(docket::Column::Brand), |row: &Row| row.brand.0)];
    Listing::joined::<docket::Entity>(List::Signs, scope, rows, keys)
}
