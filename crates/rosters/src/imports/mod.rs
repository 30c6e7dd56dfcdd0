//! An upload from its arrival to its publication: check, look, commit or discard (4.4, annex 2).

mod intake;
mod publication;
mod views;

pub use intake::{begin_import, resume_checks};
pub use publication::{commit_import, discard_import, sweep_imports};
pub use storage::rosters::imports::ImportState;
pub use views::{ImportView, VersionView, import_status, imports, imports_of, wait_for_check};

use crate::{Error, Result, Transaction};
use domain::{
    access::{Actor, Denied, Role},
    application::Application,
    brand::Brand,
    ids::{BrandId, UnitId},
};
use sea_orm::ConnectionTrait;

/// The application of a brand that the actor's county keys in (代录): while it runs, its rosters are the county's to file.
///
/// # Errors
/// No such brand, or another area's; nothing of it is keyed in.
pub async fn keyed_in(conn: &impl ConnectionTrait, actor: &Actor, id: BrandId) -> Result<Application> {
    let brand = storage::summaries::load::<Brand>(conn, id).await?.ok_or(Error::NotFound)?;
    let running = storage::applications::running_of(conn, id).await?;
    actor.county_reviewer(running.as_ref().map_or(&brand.area, |application| &application.area))?;
    Ok(running.filter(|application| application.on_behalf).ok_or(Denied::NotYours("培育单位"))?)
}

/// A unit files its own rosters; its county those of an application it keys in.
async fn may_file(tx: &Transaction, actor: &Actor, brand: &Brand, unit: UnitId) -> Result<()> {
    if actor.role == Role::County {
        keyed_in(tx.conn(), actor, brand.id).await?;
    } else {
        actor.unit_member(unit)?;
    }
    if brand.units.contains(&unit) { Ok(()) } else { Err(Error::NotFound) }
}
