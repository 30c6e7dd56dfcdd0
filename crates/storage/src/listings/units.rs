//! Cultivating units: those that wait for confirmation first, the newest first among them (3.4.a).

use super::List;
use crate::{
    entities::unit,
    listing::{Key, Listing, Search, col},
};
use domain::{access::Scope, unit::Unit};
use sea_orm::Condition;

/// What units are sorted by: when they registered.
pub const SORTS: [&str; 1] = ["registered"];

/// Units by name and credit code, area and state.
#[must_use]
pub fn listing(scope: &Scope, search: &Search) -> Listing<Unit> {
    let wanted = Condition::all()
        .add(search.over(&[unit::Column::Name, unit::Column::CreditCode], unit::Column::Area))
        .add_option(search.in_state(unit::Column::State));
    let own = vec![Key::text(col(unit::Column::State), |unit: &Unit| unit.state.code()).falling(), id().falling()];
    Listing::read::<unit::Entity>(List::Units, scope, wanted, search.ordered(own, &[(SORTS[0], by_registered)]))
}

fn id() -> Key<Unit> {
    Key::number(col(unit::Column::Id), |unit: &Unit| unit.id.0)
}

fn by_registered() -> Vec<Key<Unit>> {
    vec![Key::number(col(unit::Column::CreatedAt), |unit: &Unit| unit.registered_at.timestamp_millis()), id()]
}
