//! Cultivations with money on them: what is open first, the largest sums first (6.1.b).

use super::List;
use crate::{
    entities::cultivation_summary as cultivation,
    listing::{Key, Listing, Search, col},
};
use domain::{
    access::Scope,
    ids::{CultivationId, UnitId},
};
use sea_orm::{ColumnTrait, Condition, DbErr, FromQueryResult, QueryResult};

/// A cultivation with money on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its number.
    pub id: CultivationId,
    /// Its lead unit.
    pub lead_unit: UnitId,
    open_fen: i64,
}

impl FromQueryResult for Row {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, DbErr> {
        Ok(Row {
            id: CultivationId(row.try_get(prefix, "id")?),
            lead_unit: UnitId(row.try_get(prefix, "lead_unit")?),
            open_fen: row.try_get(prefix, "open_fen")?,
        })
    }
}

/// Cultivations by brand and area, and whether any of the money is `open` or all `paid`.
#[must_use]
pub fn listing(scope: &Scope, search: &Search) -> Listing<Row> {
    let (open, paid) = (cultivation::Column::OpenFen.gt(0), cultivation::Column::PaidFen.gt(0));
    let some = match search.state.as_str() {
        "open" => Condition::all().add(open),
        "paid" => Condition::all().add(cultivation::Column::OpenFen.eq(0)).add(paid),
        _ => Condition::any().add(open).add(paid),
    };
    let wanted = search.over(&[cultivation::Column::Title], cultivation::Column::Area).add(some);
    let keys = vec![
        Key::number(col(cultivation::Column::OpenFen), |row: &Row| row.open_fen).falling(),
        Key::number(col(cultivation::Column::Id), |row: &Row| row.id.0).falling(),
    ];
    Listing::of::<cultivation::Entity>(List::Money, scope, wanted, keys)
}
