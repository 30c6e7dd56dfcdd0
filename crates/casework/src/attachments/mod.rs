//! Files people hand in: sealed originals under their digest, rows that say where they belong.

mod reading;
mod slots;

pub use kernel::{
    originals::{keep, sweep, take_back},
    uploads::{Upload, fits, receive, text_of},
};
pub use reading::{contents, for_download, known_with, knows_papers, may_open, openable};
pub use slots::{OFFICE_PAPER, SIGNED_FORM, is_signed_form, signed_over, slot_name};
pub use storage::originals::Subject;

use crate::{
    App, Error, Result, Transaction,
    answers::{self, Answers},
    seals, visibility,
};
use domain::{
    access::{Actor, Role},
    application::{Application, content_code},
    event::Moment,
    ids::{ApplicationId, CultivationId, FileId, IntakeId, MatterId, NoticeId, ObjectionId, OfficeId},
    policy::{Policy, code_of},
};
use sea_orm::ConnectionTrait;
use std::collections::{BTreeMap, BTreeSet};
use storage::originals::{self, Kept};

/// A file as pages list it.
#[derive(Clone, Debug)]
pub struct FileView {
    /// Its number.
    pub id: FileId,
    /// Its name as uploaded.
    pub name: String,
    /// The slot it was put in.
    pub slot: String,
    /// Bytes.
    pub size: u64,
    /// Its type by content.
    pub media_type: String,
    /// When.
    pub uploaded_at: Moment,
}

/// Adds a file to an open section of a draft.
///
/// # Errors
/// The section is closed now; the actor is not of the lead unit.
pub async fn add_to_application(
    app: &App,
    actor: &Actor,
    application: ApplicationId,
    slot: &str,
    upload: &Upload,
) -> Result<FileId> {
    add(app, actor, application, slot, None, upload).await
}

/// Keeps the scan of the stamped form whose paper carries a content code (4.1).
///
/// # Errors
/// As [`add_to_application`]; what is typed has changed since, so that the code is no longer its own.
pub async fn add_signed_form(
    app: &App,
    actor: &Actor,
    application: ApplicationId,
    code: &str,
    upload: &Upload,
) -> Result<FileId> {
    add(app, actor, application, SIGNED_FORM, Some(code), upload).await
}

async fn add(
    app: &App,
    actor: &Actor,
    application: ApplicationId,
    slot: &str,
    code: Option<&str>,
    upload: &Upload,
) -> Result<FileId> {
    let mut tx = app.begin(Some(actor)).await?;
    let application = tx.load::<Application>(application).await?;
    let policy = tx.policy(&application.policy)?;
    visibility::may_change(actor, &application, slot_section(&policy, slot).as_deref())?;
    fits(&policy, slot, upload)?;
    let stored_slot = if slot == SIGNED_FORM {
        // The scan belongs to the content it was signed over: a later change voids it.
        let typed = answers::draft(app, tx.conn(), application.id).await?;
        let files = of_application(tx.conn(), application.id).await?;
        let digest = content_digest(app, &application, &typed, &files)?;
        if code.is_some_and(|code| code != content_code(&digest)) {
            let since = "内容已经改动，页面上的内容编码不再有效。请按现在的内容重新打印、盖章。";
            return Err(Error::Stale { since: vec![since.into()] });
        }
        signed_over(&digest)
    } else {
        slot.to_owned()
    };
    let id = keep(&mut tx, Subject::Application(application.id), &stored_slot, upload).await?;
    tx.commit().await?;
    Ok(id)
}

/// What a file of the desk belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeskFile {
    /// The review of an application: service receipts, records of visits, checks of units. Not among what the unit filed, so that
    /// the content code stands.
    Review(ApplicationId),
    /// A cultivation: service receipts.
    Cultivation(CultivationId),
    /// A matter: minutes of the meeting.
    Matter(MatterId),
    /// A notice: the screenshot of its page.
    Notice(NoticeId),
    /// An office's own papers, such as the minutes of a one-step chain.
    Office(OfficeId),
}

impl DeskFile {
    fn subject(self) -> Subject {
        match self {
            DeskFile::Review(id) => Subject::Review(id),
            DeskFile::Cultivation(id) => Subject::Cultivation(id),
            DeskFile::Matter(id) => Subject::Matter(id),
            DeskFile::Notice(id) => Subject::Notice(id),
            DeskFile::Office(id) => Subject::Office(id),
        }
    }
}

/// Keeps a paper of the desk.
///
/// # Errors
/// Not the actor's desk; larger or of another type than the policy file allows.
pub async fn add_at_desk(app: &App, actor: &Actor, to: DeskFile, slot: &str, upload: &Upload) -> Result<FileId> {
    reading::may_know(app, actor, to.subject()).await?;
    if matches!(actor.role, Role::Auditor | Role::Unit) {
        return Err(domain::access::Denied::NotYours("经办部门").into());
    }
    fits(app.policies().current().1, slot, upload)?;
    let mut tx = Transaction::begin_before(app, Some(actor)).await?;
    let id = keep(&mut tx, to.subject(), slot, upload).await?;
    tx.commit().await?;
    Ok(id)
}

/// Evidence handed in with an objection.
///
/// # Errors
/// The database is away, or a name does not open.
pub async fn of_objection(app: &App, id: ObjectionId) -> Result<Vec<FileView>> {
    of_subject(app, app.db().reader(), Subject::Objection(id)).await
}

/// Scans entered with a brand from before this system, e.g. the deciding document.
///
/// # Errors
/// The database is away, or a name does not open.
pub async fn of_intake(app: &App, id: IntakeId) -> Result<Vec<FileView>> {
    of_subject(app, app.db().reader(), Subject::Intake(id)).await
}

async fn of_subject(app: &App, conn: &impl ConnectionTrait, subject: Subject) -> Result<Vec<FileView>> {
    originals::of(conn, subject).await?.into_iter().map(|kept| shown(app, kept)).collect()
}

/// Takes a file off an open section of a draft. What was filed before stays with its submission.
///
/// # Errors
/// No such file; the section is closed now.
pub async fn remove_from_application(app: &App, actor: &Actor, application: ApplicationId, id: FileId) -> Result<()> {
    let tx = app.begin(Some(actor)).await?;
    let application = tx.load::<Application>(application).await?;
    let own = Subject::Application(application.id);
    let kept = originals::get(tx.conn(), id).await?.filter(|kept| kept.subject == own && kept.removed_at.is_none());
    let kept = kept.ok_or(Error::NotFound)?;
    let policy = tx.policy(&application.policy)?;
    visibility::may_change(actor, &application, slot_section(&policy, &kept.slot).as_deref())?;
    originals::take_off(tx.conn(), id, tx.now()).await?;
    tx.commit().await
}

/// The files of an application.
///
/// # Errors
/// The database is away.
pub async fn of_application(conn: &impl ConnectionTrait, application: ApplicationId) -> Result<Vec<Kept>> {
    Ok(originals::of(conn, Subject::Application(application)).await?)
}

/// The files of some applications as they were there at a moment of each, or are there now where there is none; those
/// without any are left out.
///
/// # Errors
/// The database is away.
pub(crate) async fn of_applications(
    conn: &impl ConnectionTrait,
    applications: &BTreeMap<ApplicationId, Option<Moment>>,
) -> Result<BTreeMap<ApplicationId, Vec<Kept>>> {
    let own: BTreeMap<Subject, ApplicationId> =
        applications.keys().map(|id| (Subject::Application(*id), *id)).collect();
    // What was taken off before the first of these moments was there at none of them.
    let first = applications.values().flatten().min().copied();
    let mut files = BTreeMap::<_, Vec<_>>::new();
    for kept in originals::kept_since(conn, own.keys().copied(), first).await? {
        let Some((id, at)) = own.get(&kept.subject).and_then(|id| applications.get_key_value(id)) else { continue };
        if at.map_or(kept.removed_at.is_none(), |at| kept.was_there(at)) {
            files.entry(*id).or_default().push(kept);
        }
    }
    Ok(files)
}

/// The files of an application as pages list them.
///
/// # Errors
/// The database is away, or a name does not open.
pub async fn list(app: &App, conn: &impl ConnectionTrait, application: ApplicationId) -> Result<Vec<FileView>> {
    of_subject(app, conn, Subject::Application(application)).await
}

/// What is kept, as pages list it.
///
/// # Errors
/// A name does not open.
pub fn views(app: &App, kept: &[Kept]) -> Result<Vec<FileView>> {
    kept.iter().map(|kept| shown(app, kept.clone())).collect()
}

fn shown(app: &App, kept: Kept) -> Result<FileView> {
    Ok(FileView {
        id: kept.id,
        name: app.open_text(seals::FILE_NAME.row(kept.id.0), &kept.name_sealed)?,
        slot: kept.slot,
        size: kept.size,
        media_type: kept.media_type,
        uploaded_at: kept.uploaded_at,
    })
}

/// Slots of an application that hold at least one file.
///
/// # Errors
/// The database is away.
pub async fn slots(conn: &impl ConnectionTrait, application: ApplicationId) -> Result<BTreeSet<String>> {
    Ok(of_application(conn, application).await?.into_iter().map(|kept| kept.slot).collect())
}

/// The keyed digest of answers and files: its head is the content code printed on the recommendation form (4.1). The
/// scan of the signed form itself is left out, for it carries the code.
///
/// # Errors
/// An answer cannot be written as JSON.
pub(crate) fn content_digest(
    app: &App,
    application: &Application,
    answers: &Answers,
    files: &[Kept],
) -> Result<String> {
    let signed = files.iter().filter(|file| !is_signed_form(&file.slot));
    let files: BTreeSet<String> = signed.map(|file| format!("{}={}", file.slot, file.digest)).collect();
    let content = serde_json::to_vec(&(application.id, answers, files))?;
    Ok(app.vault().mac("submission", &content).to_string())
}

/// The form section a slot belongs to; none for slots that are no form field.
fn slot_section(policy: &Policy, slot: &str) -> Option<String> {
    policy.field(code_of(slot)).map(|(section, _)| section.code.clone())
}
