//! Who may see an upload.

use crate::{App, Error, Result};
use domain::{
    access::Actor,
    brand::Brand,
    ids::{BrandId, ImportId, UnitId},
};
use sea_orm::EntityTrait;
use storage::{entities::roster_import, summaries};

/// The row of an upload that the actor may see: the unit that files it, not its partners.
pub(crate) async fn visible(app: &App, actor: &Actor, import: ImportId) -> Result<roster_import::Model> {
    let conn = app.db().reader();
    let row = roster_import::Entity::find_by_id(import.0).one(conn).await?.ok_or(Error::NotFound)?;
    let brand = summaries::load::<Brand>(conn, BrandId(row.brand)).await?.ok_or(Error::NotFound)?;
    actor.may_see(&brand.area, &[UnitId(row.unit)])?;
    Ok(row)
}
