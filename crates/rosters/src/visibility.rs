//! Who may see an upload, and who reviews the people of a brand.

use crate::{App, Error, Result};
use domain::{
    access::{Actor, Denied},
    brand::Brand,
    ids::ImportId,
};
use storage::{
    rosters::imports::{self, Import},
    summaries,
};

/// A bureau's own brand, or any for the city: who decides and looks.
pub(crate) fn reviewer(actor: &Actor, brand: &Brand) -> Result<(), Denied> {
    match actor.city_reviewer() {
        Ok(_) => Ok(()),
        Err(_) => actor.county_reviewer(&brand.area).map(drop),
    }
}

/// An upload that the actor may see: the unit that files it, not its partners.
pub(crate) async fn visible(app: &App, actor: &Actor, import: ImportId) -> Result<Import> {
    let conn = app.db().reader();
    let import = imports::get(conn, import).await?.ok_or(Error::NotFound)?;
    let brand = summaries::load::<Brand>(conn, import.of.brand).await?.ok_or(Error::NotFound)?;
    actor.may_see(&brand.area, &[import.of.unit])?;
    Ok(import)
}
