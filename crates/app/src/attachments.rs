//! Files people hand in: sealed originals under their digest, rows that say where they belong.

use crate::{App, Clock, Error, Result, Verb, seals};
use domain::{
    access::{Actor, Role},
    ids::{CaseId, FileId, MatterId, NoticeId, ObjectionId, OfficeId},
    policy::Policy,
};
use futures::Stream;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{BTreeSet, HashSet};
use storage::{entities::file, files::Swept};
use vault::Digest;

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
    pub size: i64,
    /// Its type by content.
    pub media_type: String,
    /// When, in milliseconds.
    pub uploaded_at: i64,
}

/// A stored upload that no row names yet: the verb that follows does.
#[derive(Clone, Debug)]
pub struct Upload {
    /// SM3 of the content.
    pub digest: Digest,
    /// Bytes.
    pub size: u64,
    /// Its name as uploaded.
    pub name: String,
    /// Its type by content, one of the codes the policy file uses (`pdf`, `xlsx`, …).
    pub kind: &'static str,
}

/// The slot of a form field: per unit and per year sections keep their own.
#[must_use]
pub fn slot_name(section_key: &str, field: &str) -> String {
    match section_key.split_once('/') {
        Some((_, instance)) => format!("{field}/{instance}"),
        None => field.to_owned(),
    }
}

/// Takes a file in, sealed under its digest, before any row names it: an upload that leads nowhere is swept after a day.
///
/// # Errors
/// More than `limit` bytes; the sender went away; the disk is full.
pub async fn receive<B, E>(
    app: &App,
    limit: u64,
    name: &str,
    pieces: impl Stream<Item = std::result::Result<B, E>>,
) -> Result<Upload>
where
    B: AsRef<[u8]> + Send + 'static,
    E: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let (now, mut rng) = (app.now(), app.chance().fork());
    let stored = app.files().put_stream(pieces, limit, now, &mut rng).await;
    let stored = stored.map_err(|error| Error::field("file", error.to_string()))?;
    let kind = kind_of(app, stored.digest).await?;
    Ok(Upload { digest: stored.digest, size: stored.size, name: name.to_owned(), kind })
}

/// Whether a slot of the policy file takes this upload.
///
/// # Errors
/// Larger than the slot allows, of a type it does not take, or empty: a sentence at the slot.
pub fn fits(policy: &Policy, slot: &str, upload: &Upload) -> Result<()> {
    let rules = policy.upload(slot.split('/').next().unwrap_or(slot)).ok_or(Error::NotFound)?;
    let known = |code: &str| rules.types.iter().any(|kind| kind.code() == code);
    // A list separated by commas looks like any text.
    let taken = known(upload.kind) || (upload.kind == "txt" && known("csv"));
    if upload.size == 0 {
        return Err(Error::field(slot, format!("{}是空文件，请确认已保存完整，再重新上传。", rules.label)));
    }
    if !taken {
        let wanted = rules.types.iter().map(|kind| kind.code()).collect::<Vec<_>>().join("、");
        // A workbook under a password is another kind of file altogether.
        let locked = if known("xlsx") { "设有打开密码的，请先取消密码再上传。" } else { "" };
        let sentence = format!("{}请上传 {wanted} 文件；这个文件的内容不是这些类型。{locked}", rules.label);
        return Err(Error::field(slot, sentence));
    }
    if upload.size > rules.max_bytes {
        let most = rules.max_bytes >> 20;
        return Err(Error::field(slot, format!("{}不超过 {most} MB，请压缩或拆分后再传。", rules.label)));
    }
    Ok(())
}

/// Names a received upload in a row of its subject, e.g. `case/12`.
///
/// # Errors
/// The database is away.
pub async fn keep(verb: &mut Verb, subject: &str, slot: &str, upload: &Upload) -> Result<FileId> {
    let id = verb.next_id::<file::Entity>(file::Column::Id).await?;
    let row = file::ActiveModel {
        id: Set(id),
        digest: Set(upload.digest.to_string()),
        size: Set(i64::try_from(upload.size).unwrap_or(i64::MAX)),
        media_type: Set(upload.kind.to_owned()),
        name_sealed: Set(verb.seal(seals::FILE_NAME.row(id), &upload.name)),
        subject: Set(subject.to_owned()),
        slot: Set(slot.to_owned()),
        uploaded_by: Set(verb.actor().ok().map(|actor| actor.account.0)),
        uploaded_at: Set(verb.now().timestamp_millis()),
        removed_at: Set(None),
    };
    file::Entity::insert(row).exec_without_returning(verb.conn()).await?;
    Ok(FileId(id))
}

/// Adds a file to an open section of a draft.
///
/// # Errors
/// The section is closed now; the actor is not of the lead unit.
pub async fn add_to_case(app: &App, actor: &Actor, case: CaseId, slot: &str, upload: &Upload) -> Result<FileId> {
    let mut verb = app.begin(Some(actor)).await?;
    let case = verb.case(case).await?;
    let policy = verb.policy(&case.policy)?;
    crate::applications::may_change(actor, &case, slot_section(&policy, slot).as_deref())?;
    fits(&policy, slot, upload)?;
    let stored_slot = if slot == "signed_form" {
        // The scan belongs to the content it was signed over: a later change voids it.
        let answers = crate::applications::draft(app, verb.conn(), case.id).await?;
        format!("signed_form/{}", crate::applications::content_digest(app, verb.conn(), &case, &answers).await?)
    } else {
        slot.to_owned()
    };
    let id = keep(&mut verb, &subject(case.id), &stored_slot, upload).await?;
    verb.commit().await?;
    Ok(id)
}

/// What a file of the desk belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeskFile {
    /// The review of a case: service receipts, records of visits, checks of units. Not among what the unit filed, so that
    /// the content code stands.
    Review(CaseId),
    /// A matter: minutes of the meeting.
    Matter(MatterId),
    /// A notice: the screenshot of its page.
    Notice(NoticeId),
    /// An office's own papers, such as the minutes of a one-step chain.
    Office(OfficeId),
}

impl DeskFile {
    fn subject(self) -> String {
        match self {
            DeskFile::Review(id) => format!("review/{id}"),
            DeskFile::Matter(id) => format!("matter/{id}"),
            DeskFile::Notice(id) => format!("notice/{id}"),
            DeskFile::Office(id) => format!("office/{id}"),
        }
    }
}

/// Keeps a paper of the desk.
///
/// # Errors
/// Not the actor's desk; larger or of another type than the policy file allows.
pub async fn add_at_desk(app: &App, actor: &Actor, to: DeskFile, slot: &str, upload: &Upload) -> Result<FileId> {
    may_open(app, actor, &to.subject()).await?;
    if matches!(actor.role, Role::Auditor | Role::Unit) {
        return Err(domain::access::Denied::NotYours("经办部门").into());
    }
    fits(app.policies().current().1, slot, upload)?;
    let mut verb = app.begin(Some(actor)).await?;
    let id = keep(&mut verb, &to.subject(), slot, upload).await?;
    verb.commit().await?;
    Ok(id)
}

/// Files of the desk on a case's review, as pages list them.
///
/// # Errors
/// The database is away, or a name does not open.
pub async fn of_review(app: &App, case: CaseId) -> Result<Vec<FileView>> {
    of_subject(app, &DeskFile::Review(case).subject()).await
}

/// Evidence handed in with an objection.
///
/// # Errors
/// The database is away, or a name does not open.
pub async fn of_objection(app: &App, id: ObjectionId) -> Result<Vec<FileView>> {
    of_subject(app, &format!("objection/{id}")).await
}

async fn of_subject(app: &App, subject: &str) -> Result<Vec<FileView>> {
    let rows = file::Entity::find()
        .filter(file::Column::Subject.eq(subject))
        .filter(file::Column::RemovedAt.is_null())
        .order_by_asc(file::Column::Id)
        .all(app.db().reader())
        .await?;
    rows.into_iter().map(|row| shown(app, row)).collect()
}

/// Takes a file off an open section of a draft. What was filed before stays with its submission.
///
/// # Errors
/// No such file; the section is closed now.
pub async fn remove_from_case(app: &App, actor: &Actor, case: CaseId, id: FileId) -> Result<()> {
    let verb = app.begin(Some(actor)).await?;
    let case = verb.case(case).await?;
    let row = file::Entity::find_by_id(id.0).one(verb.conn()).await?;
    let row = row.filter(|row| row.subject == subject(case.id) && row.removed_at.is_none()).ok_or(Error::NotFound)?;
    let policy = verb.policy(&case.policy)?;
    crate::applications::may_change(actor, &case, slot_section(&policy, &row.slot).as_deref())?;
    let change =
        file::ActiveModel { id: Set(id.0), removed_at: Set(Some(verb.now().timestamp_millis())), ..Default::default() };
    file::Entity::update(change).exec(verb.conn()).await?;
    verb.commit().await
}

/// Removes stored files that no row names and that waited over a day for one.
///
/// # Errors
/// The database is away; the folder cannot be read.
pub async fn sweep(app: &App) -> Result<Swept> {
    let named: Vec<String> =
        file::Entity::find().select_only().column(file::Column::Digest).into_tuple().all(app.db().reader()).await?;
    let live: HashSet<Digest> = named.iter().filter_map(|digest| digest.parse().ok()).collect();
    // The files' dates are the wall's; a demo's clock may be ahead of it.
    let now = app.now().min(Clock::Wall.now());
    app.files().sweep(live, now).await.map_err(|error| Error::Internal(error.to_string()))
}

/// The subject of a case's files.
#[must_use]
pub fn subject(case: CaseId) -> String {
    format!("case/{case}")
}

/// The files of a case as rows.
///
/// # Errors
/// The database is away.
pub async fn of_case(conn: &impl ConnectionTrait, case: CaseId) -> Result<Vec<file::Model>> {
    Ok(file::Entity::find()
        .filter(file::Column::Subject.eq(subject(case)))
        .filter(file::Column::RemovedAt.is_null())
        .order_by_asc(file::Column::Id)
        .all(conn)
        .await?)
}

/// The files of a case as pages list them.
///
/// # Errors
/// The database is away, or a name does not open.
pub async fn list(app: &App, conn: &impl ConnectionTrait, case: CaseId) -> Result<Vec<FileView>> {
    of_case(conn, case).await?.into_iter().map(|row| shown(app, row)).collect()
}

fn shown(app: &App, row: file::Model) -> Result<FileView> {
    Ok(FileView {
        id: FileId(row.id),
        name: app.open_text(seals::FILE_NAME.row(row.id), &row.name_sealed)?,
        slot: row.slot,
        size: row.size,
        media_type: row.media_type,
        uploaded_at: row.uploaded_at,
    })
}

/// Slots of a case that hold at least one file.
///
/// # Errors
/// The database is away.
pub async fn slots(conn: &impl ConnectionTrait, case: CaseId) -> Result<BTreeSet<String>> {
    Ok(of_case(conn, case).await?.into_iter().map(|row| row.slot).collect())
}

/// A file for download, after the same check as its page: the row and its name.
///
/// # Errors
/// No such file, or not the actor's to see.
pub async fn for_download(app: &App, actor: &Actor, id: FileId) -> Result<(file::Model, String)> {
    let row = file::Entity::find_by_id(id.0).one(app.db().reader()).await?.ok_or(Error::NotFound)?;
    may_open(app, actor, &row.subject).await?;
    let name = app.open_text(seals::FILE_NAME.row(row.id), &row.name_sealed)?;
    let record = crate::access_log::Record { kind: "download", subject: &row.subject, result: "ok", detail: &row.slot };
    crate::access_log::record(app, Some(actor), record).await?;
    Ok((row, name))
}

/// Whoever sees the thing a file belongs to may open it.
async fn may_open(app: &App, actor: &Actor, subject: &str) -> Result<()> {
    let (kind, id) = subject.split_once('/').ok_or(Error::NotFound)?;
    let id: i64 = id.parse().map_err(|_| Error::NotFound)?;
    let official = matches!(actor.role, Role::County | Role::City | Role::Finance | Role::Auditor);
    let of_city = matches!(actor.role, Role::City | Role::Auditor);
    match kind {
        "case" => crate::cases::visible(app, actor, CaseId(id)).await.map(drop),
        "review" if official => crate::cases::visible(app, actor, CaseId(id)).await.map(drop),
        "matter" if official => crate::matters::view(app, actor, MatterId(id)).await.map(drop),
        "notice" | "objection" if of_city => Ok(()),
        "office" if actor.office == Some(OfficeId(id)) || actor.role == Role::Auditor => Ok(()),
        _ => Err(Error::NotFound),
    }
}

/// The content of a stored file, piece by piece, opened as it is read.
///
/// # Errors
/// The file is gone from the disk.
pub async fn contents(
    app: &App,
    row: &file::Model,
) -> Result<impl Stream<Item = std::io::Result<Vec<u8>>> + Send + use<>> {
    use std::io::Read;
    let digest = row.digest.parse().map_err(|_| Error::Internal(format!("file {} has no digest", row.id)))?;
    let opener = app.files().open(digest).await.map_err(|error| Error::Internal(error.to_string()))?;
    Ok(futures::stream::try_unfold(opener, |mut opener| async {
        let read = tokio::task::spawn_blocking(move || {
            let mut piece = Vec::with_capacity(PIECE);
            opener.by_ref().take(PIECE as u64).read_to_end(&mut piece).map(|_| (piece, opener))
        });
        let (piece, opener) = read.await.map_err(std::io::Error::other)??;
        Ok((!piece.is_empty()).then_some((piece, opener)))
    }))
}

/// How much of a file is in memory at once.
const PIECE: usize = 256 * 1024;

/// The form section a slot belongs to; none for slots that are no form field.
fn slot_section(policy: &Policy, slot: &str) -> Option<String> {
    let field = slot.split('/').next().unwrap_or(slot);
    policy.field(field).map(|(section, _)| section.code.clone())
}

/// The type of a stored file by its first bytes.
/// The text of a small upload: a policy file, a calendar year.
///
/// # Errors
/// Larger than a megabyte, or no UTF-8 text.
pub async fn text_of(app: &App, upload: &Upload) -> Result<String> {
    const MOST: u64 = 1 << 20;
    let no_text = || Error::field("file", "请上传 1 MB 以内、UTF-8 编码的文本文件（.toml）。");
    if upload.size > MOST {
        return Err(no_text());
    }
    let bytes = app.files().read(upload.digest).await.map_err(|error| Error::field("file", error.to_string()))?;
    String::from_utf8(bytes.to_vec()).map_err(|_| no_text())
}

async fn kind_of(app: &App, digest: Digest) -> Result<&'static str> {
    use std::io::Read;
    let mut opener = app.files().open(digest).await.map_err(|error| Error::Internal(error.to_string()))?;
    let head = tokio::task::spawn_blocking(move || {
        let mut head = Vec::new();
        opener.by_ref().take(64 * 1024).read_to_end(&mut head).map(|_| head)
    })
    .await
    .map_err(|error| Error::Internal(error.to_string()))??;
    Ok(sniff(&head))
}

/// Type codes as the policy file writes them, from content alone: a name proves nothing (S-15).
fn sniff(head: &[u8]) -> &'static str {
    let office = |needle: &[u8]| head.windows(needle.len()).any(|window| window == needle);
    match head {
        [b'%', b'P', b'D', b'F', ..] => "pdf",
        [0xFF, 0xD8, 0xFF, ..] => "jpg",
        [0x89, b'P', b'N', b'G', ..] => "png",
        [b'P', b'K', 3, 4, ..] if office(b"word/") => "docx",
        [b'P', b'K', 3, 4, ..] if office(b"xl/") => "xlsx",
        [b'P', b'K', ..] => "zip",
        // Text as Windows writes it in two bytes a character.
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => "txt",
        _ if !head.is_empty() && !head.contains(&0) => "txt",
        _ => "unknown",
    }
}
