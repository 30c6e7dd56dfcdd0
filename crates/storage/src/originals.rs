//! Rows that name originals by their digest: what came in, to which subject and slot, from whom.

use crate::{Error, entities::file, lists, stored};
use domain::{
    event::Moment,
    ids::{
        AccountId, ApplicationId, ComparisonId, CultivationId, FileId, ImportId, IntakeId, MatterId, NoticeId,
        ObjectionId, OfficeId,
    },
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use vault::Digest;

/// What an original belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// What a unit hands in with its application.
    Application(ApplicationId),
    /// The review of an application. Not among what the unit filed, so that the content code stands.
    Review(ApplicationId),
    /// A cultivation.
    Cultivation(CultivationId),
    /// A matter.
    Matter(MatterId),
    /// A notice.
    Notice(NoticeId),
    /// An objection or a lead.
    Objection(ObjectionId),
    /// A brand entered from its papers.
    Intake(IntakeId),
    /// An upload of a roster.
    Import(ImportId),
    /// A list for comparison that left, and the answers to it.
    Comparison(ComparisonId),
    /// An office's own papers.
    Office(OfficeId),
}

macro_rules! subjects {
    ($($variant:ident($id:ident) $word:literal),+ $(,)?) => {
        impl std::fmt::Display for Subject {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match self {
                    $(Subject::$variant(id) => write!(f, "{}/{id}", $word),)+
                }
            }
        }

        impl Subject {
            /// Reads what a row says, e.g. `application/12`.
            fn parse(text: &str) -> Option<Subject> {
                let (word, id) = text.split_once('/')?;
                let id = id.parse().ok()?;
                match word {
                    $($word => Some(Subject::$variant($id(id))),)+
                    _ => None,
                }
            }
        }
    };
}

subjects! {
    Application(ApplicationId) "application",
    Review(ApplicationId) "review",
    Cultivation(CultivationId) "cultivation",
    Matter(MatterId) "matter",
    Notice(NoticeId) "notice",
    Objection(ObjectionId) "objection",
    Intake(IntakeId) "intake",
    Import(ImportId) "roster_import",
    Comparison(ComparisonId) "comparison",
    Office(OfficeId) "office",
}

/// An original as its row tells it.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Its number.
    pub id: FileId,
    /// What it belongs to.
    pub subject: Subject,
    /// The slot it was put in.
    pub slot: String,
    /// SM3 of its content; empty where the content was deleted for a person's sake.
    pub digest: String,
    /// Bytes.
    pub size: u64,
    /// Its type by content.
    pub media_type: String,
    /// Its name as uploaded, sealed to its row.
    pub name_sealed: Vec<u8>,
    /// When it came in.
    pub uploaded_at: Moment,
    /// When it was taken off the draft again; none while it is there.
    pub removed_at: Option<Moment>,
}

impl Kept {
    /// Whether it was there at a moment.
    #[must_use]
    pub fn was_there(&self, at: Moment) -> bool {
        self.uploaded_at <= at && self.removed_at.is_none_or(|removed| removed > at)
    }
}

impl TryFrom<file::Model> for Kept {
    type Error = Error;

    fn try_from(row: file::Model) -> Result<Kept, Error> {
        let senseless = |what: &str| Error::Inconsistent(format!("file {} is {what}", row.id));
        let removed_at = row.removed_at.map(|at| stored::moment(at).ok_or_else(|| senseless("removed at no time")));
        Ok(Kept {
            id: FileId(row.id),
            subject: Subject::parse(&row.subject).ok_or_else(|| senseless("of nothing"))?,
            size: u64::try_from(row.size).map_err(|_| senseless("less than empty"))?,
            uploaded_at: stored::moment(row.uploaded_at).ok_or_else(|| senseless("of no time"))?,
            slot: row.slot,
            digest: row.digest,
            media_type: row.media_type,
            name_sealed: row.name_sealed,
            removed_at: removed_at.transpose()?,
        })
    }
}

/// An original that came in.
#[derive(Clone, Debug)]
pub struct Received<'a> {
    /// SM3 of its content.
    pub digest: Digest,
    /// Bytes.
    pub size: u64,
    /// Its type by content.
    pub media_type: &'a str,
    /// Its name as uploaded, sealed to its row.
    pub name_sealed: Vec<u8>,
    /// What it belongs to.
    pub subject: Subject,
    /// The slot it was put in.
    pub slot: &'a str,
    /// By whom; none for somebody without an account.
    pub by: Option<AccountId>,
    /// When.
    pub at: Moment,
}

/// Names an original in a row.
///
/// # Errors
/// The database is away.
pub async fn insert(conn: &impl ConnectionTrait, id: FileId, original: Received<'_>) -> Result<(), Error> {
    let row = file::ActiveModel {
        id: Set(id.0),
        digest: Set(original.digest.to_string()),
        size: Set(i64::try_from(original.size).unwrap_or(i64::MAX)),
        media_type: Set(original.media_type.to_owned()),
        name_sealed: Set(original.name_sealed),
        subject: Set(original.subject.to_string()),
        slot: Set(original.slot.to_owned()),
        uploaded_by: Set(original.by.map(|by| by.0)),
        uploaded_at: Set(original.at.timestamp_millis()),
        removed_at: Set(None),
    };
    file::Entity::insert(row).exec_without_returning(conn).await?;
    Ok(())
}

/// An original by its number, also one that was taken off its draft.
///
/// # Errors
/// The database is away.
pub async fn get(conn: &impl ConnectionTrait, id: FileId) -> Result<Option<Kept>, Error> {
    file::Entity::find_by_id(id.0).one(conn).await?.map(Kept::try_from).transpose()
}

/// Some originals; numbers without one are left out.
///
/// # Errors
/// The database is away.
pub async fn some(conn: &impl ConnectionTrait, ids: &[FileId]) -> Result<Vec<Kept>, Error> {
    let these = lists::among(conn, file::Column::Id, ids.iter().map(|id| id.0));
    file::Entity::find().filter(these).all(conn).await?.into_iter().map(Kept::try_from).collect()
}

/// The originals of a subject that were not taken off, in the order they came in.
///
/// # Errors
/// The database is away.
pub async fn of(conn: &impl ConnectionTrait, subject: Subject) -> Result<Vec<Kept>, Error> {
    let rows = file::Entity::find().filter(file::Column::Subject.eq(subject.to_string()));
    let rows = rows.filter(file::Column::RemovedAt.is_null()).order_by_asc(file::Column::Id);
    rows.all(conn).await?.into_iter().map(Kept::try_from).collect()
}

/// The originals that some subjects have, and those taken off since a moment where there is one, in the order they came in.
///
/// # Errors
/// The database is away.
pub async fn kept_since(
    conn: &impl ConnectionTrait,
    subjects: impl IntoIterator<Item = Subject>,
    since: Option<Moment>,
) -> Result<Vec<Kept>, Error> {
    let taken_off = since.map(|since| file::Column::RemovedAt.gt(since.timestamp_millis()));
    let kept = Condition::any().add(file::Column::RemovedAt.is_null()).add_option(taken_off);
    let rows = file::Entity::find().filter(kept).order_by_asc(file::Column::Id);
    let subjects: Vec<String> = subjects.into_iter().map(|subject| subject.to_string()).collect();
    let rows = lists::rows_among(conn, rows, file::Column::Subject, subjects).await?;
    rows.into_iter().map(Kept::try_from).collect()
}

/// When an original last came in or was taken off; none where there are none.
///
/// # Errors
/// The database is away.
pub async fn last_moment(conn: &impl ConnectionTrait) -> Result<Option<Moment>, Error> {
    let last = file::Entity::find()
        .select_only()
        .column_as(file::Column::UploadedAt.max(), "uploaded")
        .column_as(file::Column::RemovedAt.max(), "removed");
    let last: Option<(Option<i64>, Option<i64>)> = last.into_tuple().one(conn).await?;
    Ok(last.and_then(|(uploaded, removed)| uploaded.max(removed)).and_then(stored::moment))
}

/// Takes an original off its draft; what was filed with it keeps it.
///
/// # Errors
/// The database is away.
pub async fn take_off(conn: &impl ConnectionTrait, id: FileId, at: Moment) -> Result<(), Error> {
    let removed_at = Set(Some(at.timestamp_millis()));
    file::Entity::update(file::ActiveModel { id: Set(id.0), removed_at, ..Default::default() }).exec(conn).await?;
    Ok(())
}

/// Deletes the rows of a subject; what they named stays in its place until a sweep.
///
/// # Errors
/// The database is away.
pub async fn delete_of(conn: &impl ConnectionTrait, subject: Subject) -> Result<(), Error> {
    file::Entity::delete_many().filter(file::Column::Subject.eq(subject.to_string())).exec(conn).await?;
    Ok(())
}

/// The digests that some rows name.
///
/// # Errors
/// The database is away.
pub async fn digests_of(conn: &impl ConnectionTrait, ids: &[FileId]) -> Result<Vec<String>, Error> {
    let these = lists::among(conn, file::Column::Id, ids.iter().map(|id| id.0));
    let digests = file::Entity::find().select_only().column(file::Column::Digest).filter(these);
    Ok(digests.into_tuple().all(conn).await?)
}

/// Deletes some rows; what they named stays in its place.
///
/// # Errors
/// The database is away.
pub async fn delete(conn: &impl ConnectionTrait, ids: &[FileId]) -> Result<(), Error> {
    let these = lists::among(conn, file::Column::Id, ids.iter().map(|id| id.0));
    file::Entity::delete_many().filter(these).exec(conn).await?;
    Ok(())
}

/// Takes every original of a subject off it.
///
/// # Errors
/// The database is away.
pub async fn take_off_all(conn: &impl ConnectionTrait, subject: Subject, at: Moment) -> Result<(), Error> {
    let change = file::ActiveModel { removed_at: Set(Some(at.timestamp_millis())), ..Default::default() };
    let of = file::Column::Subject.eq(subject.to_string());
    file::Entity::update_many().set(change).filter(of).exec(conn).await?;
    Ok(())
}

/// Takes an original off for good: its row names no content any more, and the next sweep of files takes that.
///
/// # Errors
/// The database is away.
pub async fn let_go(conn: &impl ConnectionTrait, id: FileId, at: Moment) -> Result<(), Error> {
    let change = file::ActiveModel {
        removed_at: Set(Some(at.timestamp_millis())),
        digest: Set(String::new()),
        ..Default::default()
    };
    file::Entity::update_many().set(change).filter(file::Column::Id.eq(id.0)).exec(conn).await?;
    Ok(())
}

/// Whether any row names a digest.
///
/// # Errors
/// The database is away.
pub async fn is_named(conn: &impl ConnectionTrait, digest: &str) -> Result<bool, Error> {
    Ok(file::Entity::find().filter(file::Column::Digest.eq(digest)).one(conn).await?.is_some())
}

/// Every digest that a row names, each once. An original that was deleted for a person's sake has none any more.
///
/// # Errors
/// The database is away.
pub async fn digests(conn: &impl ConnectionTrait) -> Result<Vec<String>, Error> {
    let named = file::Entity::find().filter(file::Column::Digest.ne(""));
    Ok(named.select_only().column(file::Column::Digest).distinct().into_tuple().all(conn).await?)
}
