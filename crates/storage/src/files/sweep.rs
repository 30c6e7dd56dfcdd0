use std::{collections::HashSet, hash::BuildHasher, io, sync::PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use vault::Digest;

use super::{
    FileError, FileStore, blocking, digest_of,
    reseal::{FOLDERS, prefix},
};

/// How long a file may wait for the row that names it.
const GRACE: TimeDelta = TimeDelta::days(1);

/// What a sweep removed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// Files, unfinished ones included.
    pub files: u64,
    /// Their bytes on disk.
    pub bytes: u64,
}

impl Swept {
    /// One more, of so many bytes.
    pub fn add(&mut self, bytes: u64) {
        self.files += 1;
        self.bytes += bytes;
    }
}

impl FileStore {
    /// Removes the files that are not `live` and were stored over a day before `now`, and what crashes left unfinished.
    /// Gather `live` before calling: a file stored since is too young to go.
    ///
    /// # Errors
    /// When the folder cannot be read or a file not removed.
    pub async fn sweep<S>(&self, live: HashSet<Digest, S>, now: DateTime<Utc>) -> Result<Swept, FileError>
    where
        S: BuildHasher + Send + 'static,
    {
        let files = self.clone();
        blocking(move || Ok(files.sweep_blocking(&live, now - GRACE)?)).await
    }

    fn sweep_blocking<S: BuildHasher>(&self, live: &HashSet<Digest, S>, before: DateTime<Utc>) -> io::Result<Swept> {
        let mut swept = self.store.sweep_staged(before)?;
        for folder in 0..FOLDERS {
            for key in self.store.list(&prefix(folder))? {
                if digest_of(&key).is_none_or(|digest| live.contains(&digest)) {
                    continue;
                }
                let _placing = self.placing.lock().unwrap_or_else(PoisonError::into_inner);
                if let Some(known) = self.store.find(&key)?.filter(|known| known.dated < before) {
                    self.store.remove(&key)?;
                    swept.add(known.size);
                }
            }
        }
        Ok(swept)
    }
}
