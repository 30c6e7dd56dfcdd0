//! Deletions in time, the newest first.

use super::List;
use crate::{
    entities::retention_run,
    listing::{Key, Listing, Search, col},
    retention::Run,
};
use domain::access::Scope;

/// Deletions by who started them.
#[must_use]
pub fn listing(scope: &Scope, search: &Search) -> Listing<Run> {
    let keys = vec![Key::number(col(retention_run::Column::Id), |row: &Run| row.id.0).falling()];
    Listing::read::<retention_run::Entity>(
        List::Retention,
        scope,
        search.worded([col(retention_run::Column::By)]),
        keys,
    )
}
