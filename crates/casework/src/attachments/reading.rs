//! Opening a file: who may know of it, who may read it, and its content piece by piece.

use super::{DeskFile, FileView};
use crate::{
    App, Error, Result, access_log,
    matters::{self, MatterView},
    seals, visibility,
};
use domain::{
    access::{Actor, Denied, Role},
    application::Application,
    cultivation::Cultivation,
    ids::{ApplicationId, FileId},
    stream::StreamKind,
};
use futures::Stream;
use std::collections::{BTreeMap, BTreeSet};
use storage::{
    originals::{self, Kept, Subject},
    submissions, summaries,
};

/// A file for download, after the same check as its page: what is kept, and its name. Refusals are recorded too.
///
/// # Errors
/// No such file, or not the actor's to know; [`Denied::PersonalData`] or [`Denied::NoPaymentPaper`] where it is known and
/// not the actor's to read.
pub async fn for_download(app: &App, actor: &Actor, id: FileId) -> Result<(Kept, String)> {
    let kept = originals::get(app.db().reader(), id).await?.ok_or(Error::NotFound)?;
    may_know_file(app, actor, &kept).await?;
    let open = may_open(app, actor, &kept.slot);
    let result = if open.is_ok() { "ok" } else { "refused" };
    let subject = kept.subject.to_string();
    let record = access_log::Record { kind: "download", subject: &subject, result, detail: &kept.slot };
    access_log::record(app, Some(actor), record).await?;
    open?;
    let name = app.open_text(seals::FILE_NAME.row(kept.id.0), &kept.name_sealed)?;
    Ok((kept, name))
}

/// Whether somebody who knows of a file may open it, by its slot: the bureaus and the unit open all of theirs, an auditor
/// what holds no personal data, the finance bureau what payments need. A slot that the policy file does not open to them
/// stays closed.
///
/// # Errors
/// [`Denied::PersonalData`]; [`Denied::NoPaymentPaper`].
pub fn may_open(app: &App, actor: &Actor, slot: &str) -> Result<(), Denied> {
    let closed = match actor.role {
        Role::Auditor => Denied::PersonalData,
        Role::Finance => Denied::NoPaymentPaper,
        Role::Unit | Role::County | Role::City | Role::Expert | Role::Admin => return Ok(()),
    };
    let rules = app.policies().current().1.upload(slot).cloned();
    if rules.is_some_and(|rules| rules.open_to.contains(&actor.role)) { Ok(()) } else { Err(closed) }
}

/// Files as a page may link them; those that the actor may not know of or not open are left out. What the page shows
/// already, `known`, is not asked for again.
///
/// # Errors
/// The database is away, or a name does not open.
pub async fn openable(
    app: &App,
    actor: &Actor,
    ids: &[FileId],
    known: &BTreeSet<Subject>,
) -> Result<BTreeMap<FileId, FileView>> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let (mut known, mut files) = (known.clone(), BTreeMap::new());
    for kept in originals::some(app.db().reader(), ids).await? {
        if may_open(app, actor, &kept.slot).is_err() {
            continue;
        }
        if !known.contains(&kept.subject) {
            match may_know_file(app, actor, &kept).await {
                // Of what a unit handed in, one file says nothing of the next.
                Ok(()) if matches!(kept.subject, Subject::Application(_)) => {}
                Ok(()) => drop(known.insert(kept.subject)),
                Err(Error::NotFound | Error::Denied(_)) => continue,
                Err(error) => return Err(error),
            }
        }
        files.insert(kept.id, super::shown(app, kept)?);
    }
    Ok(files)
}

/// What an official to whom an application is shown knows of with it: its review, and the matters on it that were shown
/// too. The finance bureau is told of payments alone.
#[must_use]
pub fn known_with(actor: &Actor, application: ApplicationId, matters: &[MatterView]) -> BTreeSet<Subject> {
    if !matches!(actor.role, Role::County | Role::City | Role::Auditor) {
        return BTreeSet::new();
    }
    let review = std::iter::once(DeskFile::Review(application));
    review.chain(matters.iter().map(|view| DeskFile::Matter(view.matter.id))).map(DeskFile::subject).collect()
}

/// Whether somebody who sees an application knows of the papers handed in with it: its lead unit and the county that keys it in
/// always, partners of a joint brand never, the desks once it was filed (5.1.b).
#[must_use]
pub fn knows_papers(actor: &Actor, application: &Application) -> bool {
    if actor.role == Role::Unit {
        return actor.unit == Some(application.lead_unit());
    }
    application.submitted_at.is_some() || hands_in(actor, application)
}

/// Whether the papers are the actor's own to put in and take off.
fn hands_in(actor: &Actor, application: &Application) -> bool {
    let keyed_in = application.on_behalf && actor.county_reviewer(&application.area).is_ok();
    keyed_in || (actor.role == Role::Unit && actor.unit == Some(application.lead_unit()))
}

/// Whoever sees the thing a file belongs to knows of the file; of what a unit handed in, only whom [`knows_papers`] tells, and
/// the desks only what was there when it was filed: what was taken off before, or put in since, is the unit's alone (5.1.b).
async fn may_know_file(app: &App, actor: &Actor, kept: &Kept) -> Result<()> {
    let Subject::Application(id) = kept.subject else { return may_know(app, actor, kept.subject).await };
    let application = visibility::visible(app, actor, id).await?;
    let (from, until) = (kept.uploaded_at, kept.removed_at);
    let known = knows_papers(actor, &application)
        && (hands_in(actor, &application) || submissions::any_between(app.db().reader(), id, from, until).await?);
    if known { Ok(()) } else { Err(Error::NotFound) }
}

/// Whoever sees a thing knows of its papers, but for those of an application: see [`may_know_file`].
pub(super) async fn may_know(app: &App, actor: &Actor, subject: Subject) -> Result<()> {
    let official = matches!(actor.role, Role::County | Role::City | Role::Finance | Role::Auditor);
    let of_city = matches!(actor.role, Role::City | Role::Auditor);
    match subject {
        Subject::Review(id) if official => visibility::visible(app, actor, id).await.map(drop),
        Subject::Cultivation(id) if official => {
            let of = summaries::load::<Cultivation>(app.db().reader(), id).await?.ok_or(Error::NotFound)?;
            Ok(actor.may_see(&of.area, &of.units)?)
        }
        Subject::Matter(id) if official => {
            let act = matters::view(app, actor, id).await?.act;
            let pays = act.subject().stream == StreamKind::Cultivation;
            if actor.role == Role::Finance && !pays { Err(Denied::NoPaymentPaper.into()) } else { Ok(()) }
        }
        Subject::Notice(_) | Subject::Objection(_) | Subject::Intake(_) if of_city => Ok(()),
        Subject::Office(id) if actor.office == Some(id) || actor.role == Role::Auditor => Ok(()),
        Subject::Application(_)
        | Subject::Review(_)
        | Subject::Cultivation(_)
        | Subject::Matter(_)
        | Subject::Notice(_)
        | Subject::Objection(_)
        | Subject::Intake(_)
        | Subject::Import(_)
        | Subject::Comparison(_)
        | Subject::Office(_) => Err(Error::NotFound),
    }
}

/// The content of a stored file, piece by piece, opened as it is read.
///
/// # Errors
/// The file is gone from the disk.
pub async fn contents(app: &App, kept: &Kept) -> Result<impl Stream<Item = std::io::Result<Vec<u8>>> + Send + use<>> {
    kernel::originals::content(app, &kept.digest).await
}
