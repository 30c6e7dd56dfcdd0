//! Cultivating units: those that wait for confirmation first, the newest first among them (3.4.a).

use super::{List, read};
use crate::{
    entities::unit,
    listing::{Key, Listing, Search, col},
    stored::moment,
};
use domain::{
    access::Scope,
    event::Moment,
    ids::{AreaCode, UnitId},
    unit::UnitState,
};
use sea_orm::{Condition, DbErr, FromQueryResult, QueryResult};

/// A unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its number.
    pub id: UnitId,
    /// Its name.
    pub name: String,
    /// 统一社会信用代码
    pub credit_code: String,
    /// The code of its kind.
    pub kind: String,
    /// Where it is.
    pub area: AreaCode,
    /// Where it stands.
    pub state: UnitState,
    /// Why it was refused.
    pub reason: String,
    /// When it registered.
    pub registered_at: Moment,
}

impl FromQueryResult for Row {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, DbErr> {
        Ok(Row {
            id: UnitId(row.try_get(prefix, "id")?),
            name: row.try_get(prefix, "name")?,
            credit_code: row.try_get(prefix, "credit_code")?,
            kind: row.try_get(prefix, "kind")?,
            area: AreaCode(row.try_get(prefix, "area")?),
            state: read(row, "state", |code: String| UnitState::parse(&code))?,
            reason: row.try_get(prefix, "reason")?,
            registered_at: read(row, "created_at", moment)?,
        })
    }
}

/// What units are sorted by: when they registered.
pub const SORTS: [&str; 1] = ["registered"];

/// Units by name and credit code, area and state.
#[must_use]
pub fn listing(scope: &Scope, search: &Search) -> Listing<Row> {
    let wanted = Condition::all()
        .add(search.over(&[unit::Column::Name, unit::Column::CreditCode], unit::Column::Area))
        .add_option(search.in_state(unit::Column::State));
    let own = vec![Key::text(col(unit::Column::State), |row: &Row| row.state.code()).falling(), id().falling()];
    Listing::of::<unit::Entity>(List::Units, scope, wanted, search.ordered(own, &[(SORTS[0], by_registered)]))
}

fn id() -> Key<Row> {
    Key::number(col(unit::Column::Id), |row: &Row| row.id.0)
}

fn by_registered() -> Vec<Key<Row>> {
    vec![Key::number(col(unit::Column::CreatedAt), |row: &Row| row.registered_at.timestamp_millis()), id()]
}
