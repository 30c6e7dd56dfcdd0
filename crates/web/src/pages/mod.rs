//! Every page: its handler, a plain struct, its template, and samples that prove it draws.

pub(crate) mod admin;
pub(crate) mod desk;
pub(crate) mod portal;
pub(crate) mod shared;
pub(crate) mod sign_in;
pub(crate) mod unit;

#[cfg(test)]
pub(crate) mod samples;

use crate::{rooms, shell::Routes};

/// Every route of the installation.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .merge(portal::routes())
        .merge(sign_in::routes())
        .merge(unit::routes())
        .merge(rooms::desk::routes())
        .merge(admin::routes())
}
