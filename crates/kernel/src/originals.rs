//! Originals of uploads: rows that name sealed files by their digest, and what no row names any more.

use crate::{App, Clock, Error, Result, Transaction, seals, uploads::Upload};
use domain::ids::FileId;
use futures::Stream;
use std::collections::HashSet;
use storage::{
    files::{Original, Swept},
    originals::{self, Received, Subject},
};
use vault::Digest;

/// How much of a file is in memory at once.
const PIECE: usize = 256 * 1024;

/// Names a received upload in a row of its subject.
///
/// # Errors
/// The database is away.
pub async fn keep(tx: &mut Transaction, subject: Subject, slot: &str, upload: &Upload) -> Result<FileId> {
    let id = tx.next_id::<FileId>().await?;
    let original = Received {
        digest: upload.digest,
        size: upload.size,
        media_type: upload.kind,
        name_sealed: tx.seal(seals::FILE_NAME.row(id.0), &upload.name),
        subject,
        slot,
        by: tx.actor().ok().map(|actor| actor.account),
        at: tx.now(),
    };
    originals::insert(tx.conn(), id, original).await?;
    tx.places(upload.file.clone());
    Ok(id)
}

/// Takes back papers that were kept for a verb which was then refused: their rows, and at once the files that no other row
/// names.
///
/// # Errors
/// The database is away; a file cannot be removed.
pub async fn take_back(app: &App, ids: &[FileId]) -> Result<()> {
    // The form may be sent again: its key is not claimed by this.
    let app = &app.beside_form();
    let tx = app.begin(None).await?;
    let digests = originals::digests_of(tx.conn(), ids).await?;
    originals::delete(tx.conn(), ids).await?;
    tx.commit().await?;
    // Under the lock again, and only now: until the rows were gone for certain, the files had to stay.
    let tx = app.begin(None).await?;
    for digest in digests {
        let named = originals::is_named(tx.conn(), &digest).await?;
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
    let named = originals::digests(app.db().reader()).await?;
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
