//! Rows that name originals by their digest: what came in, to which subject and slot, from whom.

use crate::{Error, entities::file, lists};
use domain::{
    event::Moment,
    ids::{AccountId, FileId},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use vault::Digest;

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
    /// What it belongs to, e.g. `application/12`.
    pub subject: &'a str,
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
        subject: Set(original.subject.to_owned()),
        slot: Set(original.slot.to_owned()),
        uploaded_by: Set(original.by.map(|by| by.0)),
        uploaded_at: Set(original.at.timestamp_millis()),
        removed_at: Set(None),
    };
    file::Entity::insert(row).exec_without_returning(conn).await?;
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
