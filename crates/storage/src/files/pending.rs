use std::{
    fs::{self, File},
    io::{self, Read, Write},
    path::Path,
    sync::{Arc, PoisonError},
};

use chrono::{DateTime, Utc};
use rand::rngs::StdRng;
use vault::SeekableFile;
use zeroize::Zeroizing;

use super::{FileError, FileStore, StoredFile, blocking, place, sweep::Unfinished, sync_folder};

/// A file that came in and has no place in the store yet: whole, sealed and on disk. The last clone let go takes it along.
#[derive(Debug, Clone)]
pub struct PendingFile {
    store: FileStore,
    content: Arc<Unfinished>,
    stored: StoredFile,
}

impl PendingFile {
    pub(super) fn receive(
        store: FileStore,
        reader: impl Read,
        limit: u64,
        now: DateTime<Utc>,
        rng: &mut StdRng,
    ) -> Result<PendingFile, FileError> {
        let content = Unfinished::create(&store.root, now, rng)?;
        let sealer = store.vault.seal_file(place(), content.file()?, rng)?;
        let (stored, file) = copy(reader, sealer, limit)?.finish()?;
        // The age that the sweep goes by is of the same clock as the sweep's.
        file.set_modified(now.into())?;
        file.sync_all()?;
        Ok(PendingFile { store, content: Arc::new(content), stored })
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
    pub async fn open_seekable(&self) -> Result<SeekableFile<File>, FileError> {
        let pending = self.clone();
        blocking(move || pending.store.open_seekable_at(pending.content.path(), pending.stored.digest)).await
    }

    /// Its whole content.
    ///
    /// # Errors
    /// When it is damaged or the disk fails.
    pub async fn read(&self) -> Result<Zeroizing<Vec<u8>>, FileError> {
        let pending = self.clone();
        blocking(move || pending.store.read_at(pending.content.path(), pending.stored.digest)).await
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
        let path = self.store.path(self.stored.digest);
        let folder = path.parent().expect("a stored file lies in a folder");
        if !folder.exists() {
            fs::create_dir_all(folder)?;
            sync_folder(&self.store.root)?;
        }
        let placing = self.store.placing.lock().unwrap_or_else(PoisonError::into_inner);
        self.content.link(&path)?;
        drop(placing);
        sync_folder(folder)?;
        Ok(self.stored)
    }
}

impl Unfinished {
    /// Puts a second name of the file at `path`, in place of an older one of the same content, which a sweep may be about to
    /// take.
    fn link(&self, path: &Path) -> io::Result<()> {
        let second = self.path().with_added_extension("placed");
        fs::hard_link(self.path(), &second)?;
        fs::rename(&second, path)?;
        // Where both names were of one file already, a rename leaves them be.
        match fs::remove_file(&second) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
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
