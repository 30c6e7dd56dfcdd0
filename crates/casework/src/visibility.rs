//! Who may see and change an application, and the seen-check that every click passes.

use crate::{
    App, Error, Result, Transaction,
    sentences::{self, Audience},
};
use domain::{
    access::{Actor, Denied, Role},
    application::{Application, ApplicationEvent, State},
    event::Recorded,
    ids::ApplicationId,
    refusal::Refusal,
    stream::Stream,
};
use sea_orm::ConnectionTrait;
use std::collections::BTreeMap;
use storage::{log, summaries};

/// An application the actor may see. Anything else answers as if it did not exist.
///
/// # Errors
/// There is no such application, or it is another area's or unit's.
pub async fn visible(app: &App, actor: &Actor, id: ApplicationId) -> Result<Application> {
    let application = summaries::load::<Application>(app.db().reader(), id).await?.ok_or(Error::NotFound)?;
    may_see(actor, &application)?;
    Ok(application)
}

/// An application with its whole record, oldest first.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The application.
    pub application: Application,
    /// Everything that happened to it.
    pub history: Vec<Recorded<ApplicationEvent>>,
}

/// As [`visible`], with its record.
///
/// # Errors
/// As [`visible`].
pub async fn open(app: &App, actor: &Actor, id: ApplicationId) -> Result<Opened> {
    let history = history(app, id).await?;
    let application = summaries::folded::<Application>(id, &history)?.ok_or(Error::NotFound)?;
    may_see(actor, &application)?;
    Ok(Opened { application, history })
}

/// Whether the actor may see an application; the finance bureau one with its title, for then there is money (6.1.f).
///
/// # Errors
/// [`Denied::Hidden`] where not.
pub fn may_see(actor: &Actor, application: &Application) -> Result<()> {
    actor.may_see(&application.area, &application.units)?;
    if actor.role == Role::Finance && application.state() != State::Recognised {
        return Err(Denied::Hidden.into());
    }
    Ok(())
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
    Err(Error::Stale { since: since(tx.conn(), tx.actor()?, application.id, seen).await? })
}

/// What happened to an application since an earlier seq, oldest first, as the actor may be told.
///
/// # Errors
/// The database is away.
pub async fn since(conn: &impl ConnectionTrait, actor: &Actor, id: ApplicationId, seen: u32) -> Result<Vec<String>> {
    let events = log::stream::<ApplicationEvent>(conn, id.0).await?;
    let audience = Audience::of(actor.role);
    let told = |event: &Recorded<ApplicationEvent>| {
        Some(format!("{} {}", sentences::moment(event.at), sentences::of_application(&event.event, audience)?))
    };
    Ok(events.iter().filter(|event| event.seq > seen).filter_map(told).collect())
}

/// Some applications, by their numbers; those that do not exist are left out.
///
/// # Errors
/// The database is away.
pub async fn some(app: &App, ids: Vec<ApplicationId>) -> Result<BTreeMap<ApplicationId, Application>> {
    Ok(summaries::load_some(app.db().reader(), ids).await?)
}

/// Whether the actor may change a part of an application now: a form section, or none for files that are no form field.
/// Partners of a joint brand read the application and file only their own rosters; a county types only into what it keyed in.
pub(crate) fn may_change(actor: &Actor, application: &Application, section: Option<&str>) -> Result<()> {
    if actor.county_reviewer(&application.area).is_ok() {
        if !application.on_behalf {
            return Err(Denied::NotYours("培育单位").into());
        }
    } else {
        application.units.iter().find_map(|unit| actor.unit_member(*unit).ok()).ok_or(Denied::Hidden)?;
        if actor.unit != Some(application.lead_unit()) {
            return Err(Denied::NotYours("牵头单位").into());
        }
    }
    let open = section.map_or_else(|| application.open_for_unit(), |section| application.section_open(section));
    if open { Ok(()) } else { Err(Refusal::WrongState { now: application.state().label() }.into()) }
}
