//! Originals of uploads: rows that name sealed files by their digest, and what no row names any more.

use crate::{App, Clock, Error, Result, Transaction, seals, uploads::Upload};
use domain::ids::{ApplicationId, FileId};
use futures::Stream;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use std::collections::HashSet;
use storage::{
    entities::file,
    files::{Original, Swept},
    lists,
};
use vault::Digest;

/// How much of a file is in memory at once.
const PIECE: usize = 256 * 1024;

/// The subject of an application's files.
#[must_use]
pub fn subject(application: ApplicationId) -> String {
    format!("application/{application}")
}

/// Names a received upload in a row of its subject, e.g. `application/12`.
///
/// # Errors
/// The database is away.
pub async fn keep(tx: &mut Transaction, subject: &str, slot: &str, upload: &Upload) -> Result<FileId> {
    let id = tx.next_id::<file::Entity>(file::Column::Id).await?;
    let row = file::ActiveModel {
        id: Set(id),
        digest: Set(upload.digest.to_string()),
        size: Set(i64::try_from(upload.size).unwrap_or(i64::MAX)),
        media_type: Set(upload.kind.to_owned()),
        name_sealed: Set(tx.seal(seals::FILE_NAME.row(id), &upload.name)),
        subject: Set(subject.to_owned()),
        slot: Set(slot.to_owned()),
        uploaded_by: Set(tx.actor().ok().map(|actor| actor.account.0)),
        uploaded_at: Set(tx.now().timestamp_millis()),
        removed_at: Set(None),
    };
    file::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    tx.places(upload.file.clone());
    Ok(FileId(id))
}

/// Takes back papers that were kept for a verb which was then refused: their rows, and at once the files that no other row
/// names.
///
/// # Errors
/// The database is away; a file cannot be removed.
pub async fn take_back(app: &App, ids: &[FileId]) -> Result<()> {
    // The form may be sent again: its key is not claimed by this.
    let app = &app.beside_form();
    let ids = || ids.iter().map(|id| id.0);
    let tx = app.begin(None).await?;
    let digests: Vec<String> = file::Entity::find()
        .select_only()
        .column(file::Column::Digest)
        .filter(lists::among(tx.conn(), file::Column::Id, ids()))
        .into_tuple()
        .all(tx.conn())
        .await?;
    let these = lists::among(tx.conn(), file::Column::Id, ids());
    file::Entity::delete_many().filter(these).exec(tx.conn()).await?;
    tx.commit().await?;
    // Under the lock again, and only now: until the rows were gone for certain, the files had to stay.
    let tx = app.begin(None).await?;
    for digest in digests {
        let named = file::Entity::find().filter(file::Column::Digest.eq(&digest)).one(tx.conn()).await?.is_some();
        if let (false, Ok(digest)) = (named, digest.parse()) {
            app.files().remove(digest).await.map_err(|error| Error::Internal(error.to_string()))?;
        }
    }
    Ok(())
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

/// The content of a stored original, piece by piece, opened as it is read; whether a row names it or not.
///
/// # Errors
/// There is no such file on the disk.
pub async fn content(app: &App, digest: &str) -> Result<impl Stream<Item = std::io::Result<Vec<u8>>> + Send + use<>> {
    use std::io::Read;
    // The original of a roster that a person was deleted from has none.
    let digest = digest.parse().map_err(|_| Error::NotFound)?;
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

/// Opens a stored original for reading at any place, which blocks.
///
/// # Errors
/// There is no such file on the disk.
pub async fn open(app: &App, digest: Digest) -> Result<Original> {
    app.files().open_seekable(digest).await.map_err(|error| Error::Internal(error.to_string()))
}
