//! Reading a cultivation as somebody may see it.

use crate::{App, Error, Result};
use domain::{
    access::Actor,
    cultivation::{Cultivation, CultivationEvent},
    event::Recorded,
    ids::{BrandId, CultivationId, UnitId},
};
use storage::{cultivations, log, summaries};

/// A cultivation the actor may see. Anything else answers as if it did not exist.
///
/// # Errors
/// There is no such cultivation, or it is another area's or unit's.
pub async fn visible(app: &App, actor: &Actor, id: CultivationId) -> Result<Cultivation> {
    let cultivation = summaries::load::<Cultivation>(app.db().reader(), id).await?.ok_or(Error::NotFound)?;
    actor.may_see(&cultivation.area, &cultivation.units)?;
    Ok(cultivation)
}

/// A cultivation's whole record, oldest first.
///
/// # Errors
/// The database is away.
pub async fn history(app: &App, id: CultivationId) -> Result<Vec<Recorded<CultivationEvent>>> {
    Ok(log::stream(app.db().reader(), id.0).await?)
}

/// The cultivations of a brand, the oldest first.
///
/// # Errors
/// The database is away.
pub async fn of_brand(app: &App, brand: BrandId) -> Result<Vec<Cultivation>> {
    Ok(cultivations::of_brand(app.db().reader(), brand).await?)
}

/// The cultivations of a unit's brands, the oldest first.
///
/// # Errors
/// The database is away.
pub async fn of_unit(app: &App, unit: UnitId) -> Result<Vec<Cultivation>> {
    Ok(cultivations::of_unit(app.db().reader(), unit).await?)
}
