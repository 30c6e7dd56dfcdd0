//! Every page: its address, a plain struct with its template, its handler, and samples that prove it draws.
//!
//! Handlers are named by one rule. A page that is read is `show`, a list of things `list`, each with `_what` behind it where a
//! file has several; a file that is fetched is `download`. What a button does is its verb (`close`), and the form before it
//! the verb with `_form` (`close_form`).

pub(crate) mod admin;
pub(crate) mod desk;
pub(crate) mod portal;
pub(crate) mod shared;
pub(crate) mod sign_in;
pub(crate) mod unit;

#[cfg(test)]
pub(crate) mod samples;

use crate::shell::Routes;

/// Every route of the installation.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .merge(portal::routes())
        .merge(sign_in::routes())
        .merge(unit::routes())
        .merge(desk::routes())
        .merge(admin::routes())
}
