//! The administrators' room: accounts, offices, policy files, the record. Never business.

mod accounts;
mod audit;
mod offices;
mod policy;
mod retention;
mod unmaskings;
pub(crate) mod view;

use crate::shell::Routes;

/// The room's addresses.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .merge(accounts::routes())
        .merge(offices::routes())
        .merge(policy::routes())
        .merge(audit::routes())
        .merge(unmaskings::routes())
        .merge(retention::routes())
}

/// A number in an address; anything else is no page.
fn number<T>(text: &str, id: impl Fn(i64) -> T) -> Result<T, crate::shell::Fail> {
    text.parse().map(id).map_err(|_| crate::shell::Fail::NotFound)
}
