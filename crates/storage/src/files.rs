//! Originals, sealed, each under the SM3 of its plain content: `<data>/files/ab/cdef…`.
//!
//! A file is stored before the row that names it commits; what no row names a day later is swept. The same content stored
//! twice is one file.

mod incoming;
mod reseal;
mod sweep;
#[cfg(test)]
mod tests;

use std::{
    fs::{self, File},
    io::{self, Read, Write},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{DateTime, Utc};
use futures::Stream;
use rand::{CryptoRng, SeedableRng, rngs::StdRng};
use tokio::task::spawn_blocking;
use vault::{Context, Digest, Field, FileOpener, OpenError, SeekableFile, Vault};
use zeroize::Zeroizing;

pub use reseal::FOLDERS;
pub use sweep::Swept;
pub use vault::SealedFile as StoredFile;

/// Why a file could not be stored or read.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// More bytes came than are taken here.
    #[error("文件超过 {} 的上限，请压缩或拆分后重新上传", size(*.limit))]
    TooLarge {
        /// The most bytes that are taken.
        limit: u64,
    },
    /// The sender stopped half-way; nothing was stored.
    #[error("上传中断，文件没有保存，请重新上传")]
    Interrupted(#[source] io::Error),
    /// The disk is full; nothing was stored.
    #[error("服务器磁盘空间不足，文件没有保存，请联系系统管理员清理后重试")]
    DiskFull,
    /// No file under this digest.
    #[error("文件 {0} 不在文件库中，请系统管理员从备份恢复")]
    Missing(Digest),
    /// The file is not what was stored.
    #[error("文件 {0} 校验未通过，可能已损坏，请系统管理员从备份恢复")]
    Damaged(Digest),
    /// Its key or cipher is not here.
    #[error(transparent)]
    Locked(OpenError),
    /// The disk or the folder failed.
    #[error("文件库读写失败：{0}，请系统管理员检查数据目录")]
    Io(#[source] io::Error),
}

impl From<io::Error> for FileError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
            _ => Self::Io(error),
        }
    }
}

fn size(bytes: u64) -> String {
    match bytes >> 20 {
        0 => format!("{} KB", bytes >> 10),
        megabytes => format!("{megabytes} MB"),
    }
}

/// The sealed file store of a data folder. Clones share it.
#[derive(Debug, Clone)]
pub struct FileStore {
    root: PathBuf,
    vault: Arc<Vault>,
    /// Held while a file takes its place, and while one is judged and swept: else a file stored anew just then would go.
    placing: Arc<Mutex<()>>,
}

impl FileStore {
    /// The store in `<data>/files`; folders are made when first needed.
    pub fn new(data: &Path, vault: Arc<Vault>) -> Self {
        Self { root: data.join("files"), vault, placing: Arc::default() }
    }

    /// Stores what `reader` gives, up to `limit` bytes. When it returns, the file is whole and on disk.
    ///
    /// # Errors
    /// When more comes, the reader fails, or the disk does. Nothing is stored then.
    pub fn put<R: Read + Send + 'static>(
        &self,
        reader: R,
        limit: u64,
        now: DateTime<Utc>,
        rng: &mut dyn CryptoRng,
    ) -> impl Future<Output = Result<StoredFile, FileError>> + Send + use<R> {
        let (store, mut rng) = (self.clone(), StdRng::from_rng(rng));
        blocking(move || store.put_blocking(reader, limit, now, &mut rng))
    }

    /// Stores a body that arrives in pieces, such as a form's file, without a plain copy on disk.
    ///
    /// # Errors
    /// As [`Self::put`].
    pub async fn put_stream<B, E>(
        &self,
        pieces: impl Stream<Item = Result<B, E>>,
        limit: u64,
        now: DateTime<Utc>,
        rng: &mut (dyn CryptoRng + Send),
    ) -> Result<StoredFile, FileError>
    where
        B: AsRef<[u8]> + Send + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let (sender, reader) = incoming::channel();
        let (stored, ()) = tokio::join!(self.put(reader, limit, now, rng), incoming::pump(pieces, sender));
        stored
    }

    /// Opens a file for reading, which blocks. Every piece is verified before it is given out, and the whole before the
    /// last piece; see [`vault::FileOpener`].
    ///
    /// # Errors
    /// When there is none under this digest, it is damaged at its head, or its key is missing.
    pub async fn open(&self, digest: Digest) -> Result<FileOpener<File>, FileError> {
        let store = self.clone();
        blocking(move || store.open_blocking(digest)).await
    }

    /// Opens a file for reading at any place, which blocks. See [`vault::SeekableFile`] for what is verified.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub async fn open_seekable(&self, digest: Digest) -> Result<SeekableFile<File>, FileError> {
        let store = self.clone();
        blocking(move || {
            let file = File::open(store.path(digest)).map_err(|error| unread(digest, error))?;
            store.vault.open_file_seekable(place(), file).map_err(|error| unread(digest, error))
        })
        .await
    }

    /// The whole content of a file.
    ///
    /// # Errors
    /// When there is none under this digest or it is damaged.
    pub async fn read(&self, digest: Digest) -> Result<Zeroizing<Vec<u8>>, FileError> {
        let store = self.clone();
        blocking(move || {
            let mut opener = store.open_blocking(digest)?;
            // The sealed file is a little longer than the plain one: room that never grows leaves no copies behind.
            let room = fs::metadata(store.path(digest))?.len();
            let mut content = Zeroizing::new(Vec::with_capacity(usize::try_from(room).unwrap_or(0)));
            opener.read_to_end(&mut content).map_err(|error| unread(digest, error))?;
            Ok(content)
        })
        .await
    }

    /// Reads a file through and says what it holds: proof that it opens and is what was stored.
    ///
    /// # Errors
    /// When there is none under this digest or it is damaged.
    pub async fn verify(&self, digest: Digest) -> Result<StoredFile, FileError> {
        let store = self.clone();
        blocking(move || {
            let mut opener = store.open_blocking(digest)?;
            let size = io::copy(&mut opener, &mut io::sink()).map_err(|error| unread(digest, error))?;
            Ok(StoredFile { digest, size })
        })
        .await
    }

    fn put_blocking(
        &self,
        reader: impl Read,
        limit: u64,
        now: DateTime<Utc>,
        rng: &mut StdRng,
    ) -> Result<StoredFile, FileError> {
        let unfinished = sweep::Unfinished::create(&self.root, now, rng)?;
        let sealer = self.vault.seal_file(place(), unfinished.file()?, rng)?;
        let (stored, file) = copy(reader, sealer, limit)?.finish()?;
        // The age that the sweep goes by is of the same clock as the sweep's.
        file.set_modified(now.into())?;
        file.sync_all()?;

        let path = self.path(stored.digest);
        let folder = path.parent().expect("a stored file lies in a folder");
        if !folder.exists() {
            fs::create_dir_all(folder)?;
            sync_folder(&self.root)?;
        }
        let placing = self.placing.lock().unwrap_or_else(PoisonError::into_inner);
        unfinished.rename(&path)?;
        drop(placing);
        sync_folder(folder)?;
        Ok(stored)
    }

    fn open_blocking(&self, digest: Digest) -> Result<FileOpener<File>, FileError> {
        let file = File::open(self.path(digest)).map_err(|error| unread(digest, error))?;
        let opener = self.vault.open_file(place(), file).map_err(|error| unread(digest, error))?;
        Ok(opener.expecting(digest))
    }

    fn path(&self, digest: Digest) -> PathBuf {
        let name = digest.to_string();
        let (folder, rest) = name.split_at(2);
        self.root.join(folder).join(rest)
    }
}

/// Files are bound to their store; which one it is, its digest tells.
fn place() -> Context {
    const CONTENT: Field = Field::new("files", "content");
    CONTENT.anywhere()
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

fn unread(digest: Digest, error: io::Error) -> FileError {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref());
    if let Some(locked @ (OpenError::UnknownKey(_) | OpenError::UnknownAlgorithm(_))) = inner {
        return FileError::Locked(*locked);
    }
    match error.kind() {
        io::ErrorKind::NotFound => FileError::Missing(digest),
        io::ErrorKind::InvalidData => FileError::Damaged(digest),
        _ => error.into(),
    }
}

/// A rename lasts only once its folder is on disk.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// Runs disk work where it may block.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, FileError> + Send + 'static,
) -> Result<T, FileError> {
    match spawn_blocking(work).await {
        Ok(result) => result,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(error) => Err(FileError::Io(io::Error::other(error))),
        },
    }
}
