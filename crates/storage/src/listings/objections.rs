//! Objections and leads, the newest first (5.3.g).

use super::List;
use crate::{
    entities::objection,
    listing::{Key, Listing, Search, col},
    objections::Lodged,
};
use domain::access::Scope;
use sea_orm::ColumnTrait;

/// Objections by receipt and state; `kind` is objection or lead.
#[must_use]
pub fn listing(scope: &Scope, search: &Search) -> Listing<Lodged> {
    let late = match search.kind.as_str() {
        "objection" => Some(false),
        "lead" => Some(true),
        _ => None,
    };
    let wanted = search
        .worded([col(objection::Column::Receipt)])
        .add_option(search.in_state(objection::Column::State))
        .add_option(late.map(|late| objection::Column::Late.eq(late)));
    let keys = vec![Key::number(col(objection::Column::Id), |row: &Lodged| row.id.0).falling()];
    Listing::read::<objection::Entity>(List::Objections, scope, wanted, keys)
}
