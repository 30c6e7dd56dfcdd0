use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, Read},
    path::Path,
    sync::PoisonError,
};

use chrono::{DateTime, Utc};
use rand::{CryptoRng, SeedableRng, rngs::StdRng};
use vault::{Generation, generation_of};

use super::{
    FileError, FileStore, blocking, place,
    sweep::{Unfinished, digest_of, entries},
    sync_folder, unread,
};

/// How many folders the files are spread over, by the first byte of their digest.
pub const FOLDERS: u16 = 256;

impl FileStore {
    /// Seals the files of one folder of [`FOLDERS`] anew that are not yet under the key that seals now, one after the other,
    /// each taking the old one's place whole; returns how many. Their age stays as it was.
    ///
    /// # Errors
    /// When a file does not open or the disk fails; those done stay done.
    pub async fn reseal(&self, folder: u16, now: DateTime<Utc>, rng: &mut dyn CryptoRng) -> Result<u64, FileError> {
        let (store, mut rng) = (self.clone(), StdRng::from_rng(rng));
        blocking(move || store.reseal_blocking(folder, now, &mut rng)).await
    }

    fn reseal_blocking(&self, folder: u16, now: DateTime<Utc>, rng: &mut StdRng) -> Result<u64, FileError> {
        let (folder, mut done) = (self.root.join(format!("{folder:02x}")), 0);
        for path in entries(&folder)? {
            let Some(digest) = digest_of(&path) else { continue };
            if sealed_under(&path)? == Some(self.vault.current()) {
                continue;
            }
            let modified = fs::metadata(&path)?.modified()?;
            let unfinished = Unfinished::create(&self.root, now, rng)?;
            let mut opener = self.open_blocking(digest)?;
            let mut sealer = self.vault.seal_file(place(), unfinished.file()?, rng)?;
            io::copy(&mut opener, &mut sealer).map_err(|error| unread(digest, error))?;
            let (_, file) = sealer.finish()?;
            file.set_modified(modified)?;
            file.sync_all()?;
            let _placing = self.placing.lock().unwrap_or_else(PoisonError::into_inner);
            // One that was swept meanwhile does not come back.
            if path.exists() {
                unfinished.rename(&path)?;
                done += 1;
            }
        }
        if done > 0 {
            sync_folder(&folder)?;
        }
        Ok(done)
    }

    /// How many files are sealed under which generation.
    ///
    /// # Errors
    /// When a folder or file cannot be read.
    pub async fn count_by_key(&self) -> Result<BTreeMap<Generation, u64>, FileError> {
        let store = self.clone();
        blocking(move || {
            let mut found = BTreeMap::new();
            for folder in entries(&store.root)? {
                for path in entries(&folder)?.iter().filter(|path| digest_of(path).is_some()) {
                    if let Some(generation) = sealed_under(path)? {
                        *found.entry(generation).or_default() += 1;
                    }
                }
            }
            Ok(found)
        })
        .await
    }
}

/// The generation a file is sealed under; none where it is gone.
fn sealed_under(path: &Path) -> io::Result<Option<Generation>> {
    let mut header = [0; 4];
    match File::open(path).and_then(|mut file| file.read_exact(&mut header)) {
        Ok(()) => Ok(generation_of(&header)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        // Too short to have been sealed: under no key, and no reader will open it.
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(Some(Generation(0))),
        Err(error) => Err(error),
    }
}
