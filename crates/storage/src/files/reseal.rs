use std::{
    collections::BTreeMap,
    io::{self, Read},
    sync::PoisonError,
};

use chrono::{DateTime, Utc};
use rand::{CryptoRng, Rng, SeedableRng, rngs::StdRng};
use vault::{Generation, generation_of};

use super::{FileError, FileStore, blocking, digest_of, place, unread};

/// How many folders the files are spread over, by the first byte of their digest.
pub const FOLDERS: u16 = 256;

/// The prefix of the keys in a folder.
pub(super) fn prefix(folder: u16) -> String {
    format!("{folder:02x}/")
}

impl FileStore {
    /// Seals the files of one folder of [`FOLDERS`] anew that are not yet under the key that seals now, one after the other,
    /// each taking the old one's place whole; returns how many. Their age stays as it was.
    ///
    /// # Errors
    /// When a file does not open or the disk fails; those done stay done.
    pub async fn reseal(&self, folder: u16, now: DateTime<Utc>, rng: &mut dyn CryptoRng) -> Result<u64, FileError> {
        let (files, mut rng) = (self.clone(), StdRng::from_rng(rng));
        blocking(move || files.reseal_blocking(folder, now, &mut rng)).await
    }

    fn reseal_blocking(&self, folder: u16, now: DateTime<Utc>, rng: &mut StdRng) -> Result<u64, FileError> {
        let mut done = 0;
        for key in self.store.list(&prefix(folder))? {
            let (Some(digest), Some(known)) = (digest_of(&key), self.store.find(&key)?) else { continue };
            if self.sealed_under(&key)? == Some(self.vault.current()) {
                continue;
            }
            let anew = self.store.stage(now, rng.next_u64())?;
            let mut opener = self.open_blocking(digest)?;
            let mut sealer = self.vault.seal_file(place(), anew.sink()?, rng)?;
            io::copy(&mut opener, &mut sealer).map_err(|error| unread(digest, error))?;
            let (_, sink) = sealer.finish()?;
            sink.finish(known.dated.into())?;
            let _placing = self.placing.lock().unwrap_or_else(PoisonError::into_inner);
            // One that was swept meanwhile does not come back.
            if self.store.find(&key)?.is_some() {
                anew.put(&key)?;
                done += 1;
            }
        }
        Ok(done)
    }

    /// How many files are sealed under which generation.
    ///
    /// # Errors
    /// When a folder or file cannot be read.
    pub async fn count_by_key(&self) -> Result<BTreeMap<Generation, u64>, FileError> {
        let files = self.clone();
        blocking(move || {
            let mut found = BTreeMap::new();
            for folder in 0..FOLDERS {
                for key in files.store.list(&prefix(folder))?.iter().filter(|key| digest_of(key).is_some()) {
                    if let Some(generation) = files.sealed_under(key)? {
                        *found.entry(generation).or_default() += 1;
                    }
                }
            }
            Ok(found)
        })
        .await
    }

    /// The generation a file is sealed under; none where it is gone.
    fn sealed_under(&self, key: &str) -> io::Result<Option<Generation>> {
        let mut header = [0; 4];
        match self.store.open(key).and_then(|mut file| file.read_exact(&mut header)) {
            Ok(()) => Ok(generation_of(&header)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            // Too short to have been sealed: under no key, and no reader will open it.
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(Some(Generation(0))),
            Err(error) => Err(error),
        }
    }
}
