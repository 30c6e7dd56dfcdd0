//! The administrators' pages: accounts, offices, policy files, the record. Never business.

mod accounts;
mod audit;
mod offices;
mod policy;
mod retention;
mod unmaskings;

use crate::shell::Routes;

/// The administrators' addresses.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .merge(accounts::routes())
        .merge(offices::routes())
        .merge(policy::routes())
        .merge(audit::routes())
        .merge(unmaskings::routes())
        .merge(retention::routes())
}

#[cfg(test)]
pub(crate) use {
    accounts::{lists as account_lists, samples as account_samples},
    audit::AuditPage,
    offices::{lists as office_lists, samples as office_samples},
    retention::RetentionPage,
};
