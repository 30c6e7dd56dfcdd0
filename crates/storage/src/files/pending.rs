use std::{
    io::{self, Read, Write},
    sync::{Arc, PoisonError},
};

use chrono::{DateTime, Utc};
use rand::{Rng, rngs::StdRng};
use zeroize::Zeroizing;

use super::{FileError, FileStore, Original, Staged, StoredFile, blocking, key_of, place};

/// A file that came in and has no place in the store yet: whole, sealed and on disk. The last clone let go takes it along.
#[derive(Debug, Clone)]
pub struct PendingFile {
    files: FileStore,
    content: Arc<dyn Staged>,
    stored: StoredFile,
}

impl PendingFile {
    pub(super) fn receive(
        files: FileStore,
        reader: impl Read,
        limit: u64,
        now: DateTime<Utc>,
        rng: &mut StdRng,
    ) -> Result<PendingFile, FileError> {
        let content = files.store.stage(now, rng.next_u64())?;
        let sealer = files.vault.seal_file(place(), content.sink()?, rng)?;
        let (stored, sink) = copy(reader, sealer, limit)?.finish()?;
        // The age that the sweep goes by is of the same clock as the sweep's.
        sink.finish(now.into())?;
        Ok(PendingFile { files, content: content.into(), stored })
    }

    /// Its digest and size.
    #[must_use]
    pub fn stored(&self) -> StoredFile {
        self.stored
    }

    /// Opens it for reading at any place, which blocks. See [`vault::SeekableFile`] for what is verified.
    ///
    /// # Errors
    /// When it is damaged at its head or the disk fails.
    pub async fn open_seekable(&self) -> Result<Original, FileError> {
        let pending = self.clone();
        blocking(move || pending.files.seekable(pending.content.open(), pending.stored.digest)).await
    }

    /// Its whole content.
    ///
    /// # Errors
    /// When it is damaged or the disk fails.
    pub async fn read(&self) -> Result<Zeroizing<Vec<u8>>, FileError> {
        let pending = self.clone();
        blocking(move || pending.files.whole(pending.content.open(), pending.stored.digest)).await
    }

    /// Gives it its place in the store, where it stays: to be called as the transaction commits whose row names it.
    ///
    /// # Errors
    /// When the disk fails.
    pub async fn place(&self) -> Result<StoredFile, FileError> {
        let pending = self.clone();
        blocking(move || pending.place_blocking()).await
    }

    fn place_blocking(&self) -> Result<StoredFile, FileError> {
        let _placing = self.files.placing.lock().unwrap_or_else(PoisonError::into_inner);
        self.content.put(&key_of(self.stored.digest))?;
        Ok(self.stored)
    }
}

/// Copies up to `limit` bytes. Unlike `io::copy` it tells a broken upload from a broken disk.
fn copy<W: Write>(mut reader: impl Read, mut sink: W, limit: u64) -> Result<W, FileError> {
    let mut piece = Zeroizing::new(vec![0; 64 * 1024]);
    let mut left = limit;
    loop {
        let len = match reader.read(&mut piece) {
            Ok(0) => return Ok(sink),
            Ok(len) => len,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(FileError::Interrupted(error)),
        };
        left = left.checked_sub(len as u64).ok_or(FileError::TooLarge { limit })?;
        sink.write_all(&piece[..len])?;
    }
}
