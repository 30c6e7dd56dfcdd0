//! Brands entered from paper (存量导入), the newest first.

use super::List;
use crate::{
    entities::intake,
    intakes::Entry,
    listing::{Key, Listing, Search, col},
};
use domain::access::Scope;
use sea_orm::Condition;

/// Entries by brand and lead unit, area and state.
#[must_use]
pub fn listing(scope: &Scope, search: &Search) -> Listing<Entry> {
    let wanted = Condition::all()
        .add(search.over(&[intake::Column::Name, intake::Column::UnitName], intake::Column::Area))
        .add_option(search.in_state(intake::Column::State));
    let keys = vec![Key::number(col(intake::Column::Id), |row: &Entry| row.id.0).falling()];
    Listing::read::<intake::Entity>(List::Intake, scope, wanted, keys)
}
