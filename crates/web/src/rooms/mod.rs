//! The rooms' handlers: read the form, call the verb, redirect. One file or folder a room, each with its `routes()`.

mod admin;
mod desk;
mod doors;
mod portal;
mod unit;

use crate::shell::Routes;

/// Every route of the installation.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .merge(portal::routes())
        .merge(doors::routes())
        .merge(unit::routes())
        .merge(desk::routes())
        .merge(admin::routes())
}
