//! Objects as files of a folder: `<root>/ab/cdef…`, written as `<root>/new/…` before they have a key.

use chrono::{DateTime, Utc};
use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    time::SystemTime,
};

use super::{
    Swept,
    store::{Known, Object, Sink, Staged, Store},
};

/// Where files are written before they have a key.
const UNFINISHED: &str = "new";

/// A folder of objects; folders are made when first needed.
#[derive(Debug)]
pub struct Folder {
    root: PathBuf,
}

impl Folder {
    /// The folder at `root`.
    #[must_use]
    pub fn at(root: PathBuf) -> Folder {
        Folder { root }
    }
}

impl Store for Folder {
    fn stage(&self, begun: DateTime<Utc>, nonce: u64) -> io::Result<Box<dyn Staged>> {
        let folder = self.root.join(UNFINISHED);
        fs::create_dir_all(&folder)?;
        let path = folder.join(format!("{}-{nonce:016x}", begun.timestamp()));
        Ok(Box::new(Unfinished { root: self.root.clone(), path }))
    }

    fn open(&self, key: &str) -> io::Result<Box<dyn Object>> {
        Ok(Box::new(File::open(self.root.join(key))?))
    }

    fn find(&self, key: &str) -> io::Result<Option<Known>> {
        match fs::metadata(self.root.join(key)) {
            Ok(known) => Ok(Some(Known { size: known.len(), dated: known.modified()?.into() })),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn remove(&self, key: &str) -> io::Result<()> {
        remove(&self.root.join(key))
    }

    fn list(&self, prefix: &str) -> io::Result<Vec<String>> {
        let names = entries(&self.root.join(prefix))?;
        // A name that is no text is none of ours.
        Ok(names.iter().filter_map(|path| Some(format!("{prefix}{}", path.file_name()?.to_str()?))).collect())
    }

    fn sweep_staged(&self, before: DateTime<Utc>) -> io::Result<Swept> {
        let mut swept = Swept::default();
        for path in entries(&self.root.join(UNFINISHED))? {
            if begun_at(&path).is_some_and(|begun| begun < before) {
                swept.add(fs::metadata(&path)?.len());
                fs::remove_file(path)?;
            }
        }
        Ok(swept)
    }
}

/// A file being written, whose name tells when that began; removed with its last holder, whether it was put or not.
#[derive(Debug)]
struct Unfinished {
    root: PathBuf,
    path: PathBuf,
}

impl Staged for Unfinished {
    fn sink(&self) -> io::Result<Box<dyn Sink>> {
        Ok(Box::new(File::create_new(&self.path)?))
    }

    fn open(&self) -> io::Result<Box<dyn Object>> {
        Ok(Box::new(File::open(&self.path)?))
    }

    /// Puts a second name of the file there, so that holders of the first one go on reading.
    fn put(&self, key: &str) -> io::Result<()> {
        let path = self.root.join(key);
        let folder = path.parent().unwrap_or(&self.root);
        if !folder.exists() {
            fs::create_dir_all(folder)?;
            sync_folder(&self.root)?;
        }
        let second = self.path.with_added_extension("placed");
        fs::hard_link(&self.path, &second)?;
        fs::rename(&second, &path)?;
        // Where both names were of one file already, a rename leaves them be.
        remove(&second)?;
        sync_folder(folder)
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        // What cannot be removed now is swept later.
        drop(fs::remove_file(&self.path));
    }
}

impl Sink for File {
    fn finish(self: Box<Self>, dated: SystemTime) -> io::Result<()> {
        self.set_modified(dated)?;
        self.sync_all()
    }
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// A rename lasts only once its folder is on disk.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

fn begun_at(path: &Path) -> Option<DateTime<Utc>> {
    let (seconds, _) = path.file_name()?.to_str()?.split_once('-')?;
    DateTime::from_timestamp(seconds.parse().ok()?, 0)
}

/// What a folder holds; nothing when it is not there or not a folder.
fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    match fs::read_dir(folder) {
        Ok(entries) => entries.map(|entry| Ok(entry?.path())).collect(),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}
