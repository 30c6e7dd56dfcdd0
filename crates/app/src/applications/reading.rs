//! Reading an application as somebody may see it, and the seen-check that every click passes.

use crate::{App, Error, Result, Transaction, sentences};
use domain::{
    access::{Actor, Role},
    application::{Application, ApplicationEvent},
    event::Recorded,
    ids::{ApplicationId, UnitId},
};
use storage::{log, summaries};

/// An application the actor may see. Anything else answers as if it did not exist.
///
/// # Errors
/// There is no such application, or it is another area's or unit's.
pub async fn visible(app: &App, actor: &Actor, id: ApplicationId) -> Result<Application> {
    let application = summaries::application(app.db().reader(), id).await?.ok_or(Error::NotFound)?;
    may_see(actor, &application)?;
    Ok(application)
}

/// Whether the actor may see an application.
///
/// # Errors
/// [`Error::NotFound`] where not.
pub fn may_see(actor: &Actor, application: &Application) -> Result<()> {
    let units: Vec<UnitId> = application.units.clone();
    Ok(actor.may_see(&application.area, &units)?)
}

/// An application's whole record, oldest first.
///
/// # Errors
/// The database is away.
pub async fn history(app: &App, id: ApplicationId) -> Result<Vec<Recorded<ApplicationEvent>>> {
    Ok(log::stream(app.db().reader(), id.0).await?)
}

/// Judges a click against what was seen: another seq answers with what happened since.
///
/// # Errors
/// [`Error::Stale`].
pub async fn check_seen(tx: &Transaction, application: &Application, seen: u32) -> Result<()> {
    if application.seq == seen {
        return Ok(());
    }
    let events = log::stream::<ApplicationEvent>(tx.conn(), application.id.0).await?;
    let to_unit = tx.actor().is_ok_and(|actor| actor.role == Role::Unit);
    let told = |event: &Recorded<ApplicationEvent>| {
        let what =
            if to_unit { sentences::told_to_unit(&event.event)? } else { sentences::what_happened(&event.event) };
        Some(format!("{} {what}", sentences::moment(event.at)))
    };
    let since = events.iter().filter(|event| event.seq > seen).filter_map(told).collect();
    Err(Error::Stale { since })
}
