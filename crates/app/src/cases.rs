//! Reading a case as somebody may see it, and the seen-check that every click passes.

use crate::{App, Error, Result, Verb, sentences};
use domain::{
    access::{Actor, Role},
    case::{Case, CaseEvent},
    event::Recorded,
    ids::{CaseId, UnitId},
};
use storage::{log, summaries};

/// A case the actor may see. Anything else answers as if it did not exist.
///
/// # Errors
/// There is no such case, or it is another area's or unit's.
pub async fn visible(app: &App, actor: &Actor, id: CaseId) -> Result<Case> {
    let case = summaries::case(app.db().reader(), id).await?.ok_or(Error::NotFound)?;
    may_see(actor, &case)?;
    Ok(case)
}

/// Whether the actor may see a case.
///
/// # Errors
/// [`Error::NotFound`] where not.
pub fn may_see(actor: &Actor, case: &Case) -> Result<()> {
    let units: Vec<UnitId> = case.units.clone();
    Ok(actor.may_see(&case.area, &units)?)
}

/// A case's whole record, oldest first.
///
/// # Errors
/// The database is away.
pub async fn history(app: &App, id: CaseId) -> Result<Vec<Recorded<CaseEvent>>> {
    Ok(log::stream(app.db().reader(), id.0).await?)
}

/// Judges a click against what was seen: another seq answers with what happened since.
///
/// # Errors
/// [`Error::Stale`].
pub async fn check_seen(verb: &Verb, case: &Case, seen: u32) -> Result<()> {
    if case.seq == seen {
        return Ok(());
    }
    let events = log::stream::<CaseEvent>(verb.conn(), case.id.0).await?;
    let to_unit = verb.actor().is_ok_and(|actor| actor.role == Role::Unit);
    let told = |event: &Recorded<CaseEvent>| {
        let what =
            if to_unit { sentences::told_to_unit(&event.event)? } else { sentences::what_happened(&event.event) };
        Some(format!("{} {what}", sentences::moment(event.at)))
    };
    let since = events.iter().filter(|event| event.seq > seen).filter_map(told).collect();
    Err(Error::Stale { since })
}
