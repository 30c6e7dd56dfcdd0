use std::{
    collections::HashSet,
    fs::{self, File},
    hash::BuildHasher,
    io,
    path::{Path, PathBuf},
    sync::PoisonError,
};

use chrono::{DateTime, TimeDelta, Utc};
use rand::Rng;
use vault::Digest;

use super::{FileError, FileStore, blocking};

/// How long a file may wait for the row that names it.
const GRACE: TimeDelta = TimeDelta::days(1);
/// Where files are written before they have a name.
const UNFINISHED: &str = "new";

/// What a sweep removed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// Files, unfinished ones included.
    pub files: u64,
    /// Their bytes on disk.
    pub bytes: u64,
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
        let store = self.clone();
        blocking(move || Ok(store.sweep_blocking(&live, now - GRACE)?)).await
    }

    fn sweep_blocking<S: BuildHasher>(&self, live: &HashSet<Digest, S>, before: DateTime<Utc>) -> io::Result<Swept> {
        let mut swept = Swept::default();
        for folder in entries(&self.root)? {
            let unfinished = folder.ends_with(UNFINISHED);
            for path in entries(&folder)? {
                if unfinished {
                    if begun_at(&path).is_some_and(|begun| begun < before) {
                        swept.remove(&path)?;
                    }
                } else if digest_of(&path).is_some_and(|digest| !live.contains(&digest)) {
                    let _placing = self.placing.lock().unwrap_or_else(PoisonError::into_inner);
                    if DateTime::<Utc>::from(fs::metadata(&path)?.modified()?) < before {
                        swept.remove(&path)?;
                    }
                }
            }
        }
        Ok(swept)
    }
}

impl Swept {
    fn remove(&mut self, path: &Path) -> io::Result<()> {
        let bytes = fs::metadata(path)?.len();
        fs::remove_file(path)?;
        self.files += 1;
        self.bytes += bytes;
        Ok(())
    }
}

/// A file being written; removed when it is given up before it gets its place.
#[derive(Debug)]
pub(super) struct Unfinished(Option<PathBuf>);

impl Unfinished {
    /// A new name in the store, which tells when the writing began.
    pub(super) fn create(root: &Path, now: DateTime<Utc>, rng: &mut impl Rng) -> io::Result<Self> {
        let folder = root.join(UNFINISHED);
        fs::create_dir_all(&folder)?;
        Ok(Self(Some(folder.join(format!("{}-{:016x}", now.timestamp(), rng.next_u64())))))
    }

    pub(super) fn file(&self) -> io::Result<File> {
        File::create_new(self.path())
    }

    pub(super) fn rename(mut self, path: &Path) -> io::Result<()> {
        fs::rename(self.path(), path)?;
        self.0 = None;
        Ok(())
    }

    pub(super) fn path(&self) -> &Path {
        self.0.as_deref().expect("only `rename` takes it, and ends it")
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if let Some(path) = &self.0 {
            // What cannot be removed now is swept later.
            drop(fs::remove_file(path));
        }
    }
}

fn begun_at(path: &Path) -> Option<DateTime<Utc>> {
    let (seconds, _) = path.file_name()?.to_str()?.split_once('-')?;
    DateTime::from_timestamp(seconds.parse().ok()?, 0)
}

/// The digest that a path in the store stands for; `None` for what is not ours.
pub(super) fn digest_of(path: &Path) -> Option<Digest> {
    let folder = path.parent()?.file_name()?.to_str()?;
    let rest = path.file_name()?.to_str()?;
    (folder.len() == 2).then(|| format!("{folder}{rest}").parse().ok())?
}

/// What a folder holds; nothing when it is not there or not a folder.
pub(super) fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    match fs::read_dir(folder) {
        Ok(entries) => entries.map(|entry| Ok(entry?.path())).collect(),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}
