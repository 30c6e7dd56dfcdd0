//! Brands entered from paper (存量导入), the newest first.

use super::List;
use crate::{
    entities::intake,
    listing::{Key, Listing, Search, col},
};
use domain::{
    access::Scope,
    ids::{AccountId, CultivationId},
};
use sea_orm::{Condition, DbErr, FromQueryResult, QueryResult};

/// An entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its number.
    pub id: i64,
    /// What was entered, in JSON.
    pub body: String,
    /// waiting, confirmed or refused.
    pub state: String,
    /// Why it was refused.
    pub reason: String,
    /// Who entered it.
    pub by: AccountId,
    /// What began with it.
    pub cultivation: Option<CultivationId>,
}

impl FromQueryResult for Row {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, DbErr> {
        let cultivation: Option<i64> = row.try_get(prefix, "cultivation_id")?;
        Ok(Row {
            id: row.try_get(prefix, "id")?,
            body: row.try_get(prefix, "body")?,
            state: row.try_get(prefix, "state")?,
            reason: row.try_get(prefix, "reason")?,
            by: AccountId(row.try_get(prefix, "proposed_by")?),
            cultivation: cultivation.map(CultivationId),
        })
    }
}

/// Entries by brand and lead unit, area and state.
#[must_use]
pub fn listing(scope: &Scope, search: &Search) -> Listing<Row> {
    let wanted = Condition::all()
        .add(search.over(&[intake::Column::Name, intake::Column::UnitName], intake::Column::Area))
        .add_option(search.in_state(intake::Column::State));
    let keys = vec![Key::number(col(intake::Column::Id), |row: &Row| row.id).falling()];
    Listing::of::<intake::Entity>(List::Intake, scope, wanted, keys)
}
