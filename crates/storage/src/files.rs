//! Originals, sealed, each under the SM3 of its plain content, in a [`Store`]: the folder `<data>/files`.
//!
//! A file that comes in is sealed at once and has no place yet ([`PendingFile`]). It takes its place as the transaction
//! whose row names it commits, under the writer's lock; one that is let go before leaves nothing. What no row names a day
//! later, after a crash between the two, is swept. The same content stored twice is one file.

mod folder;
mod incoming;
mod pending;
mod reseal;
mod store;
mod sweep;
#[cfg(test)]
mod tests;

use std::{
    io::{self, Read, Seek, SeekFrom},
    path::Path,
    sync::{Arc, Mutex},
};

use chrono::{DateTime, Utc};
use futures::Stream;
use rand::{CryptoRng, SeedableRng, rngs::StdRng};
use tokio::task::spawn_blocking;
use vault::{Context, Digest, Field, FileOpener, OpenError, SeekableFile, Vault};
use zeroize::Zeroizing;

pub use folder::Folder;
pub use pending::PendingFile;
pub use reseal::FOLDERS;
pub use store::{Known, Object, Sink, Staged, Store};
pub use sweep::Swept;
pub use vault::SealedFile as StoredFile;

/// An original opened from its beginning.
pub type Opened = FileOpener<Box<dyn Object>>;
/// An original opened at any place.
pub type Original = SeekableFile<Box<dyn Object>>;

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

/// The sealed originals. Clones share them.
#[derive(Debug, Clone)]
pub struct FileStore {
    store: Arc<dyn Store>,
    vault: Arc<Vault>,
    /// Held while a file takes its place, and while one is judged and swept: else a file stored anew just then would go.
    placing: Arc<Mutex<()>>,
}

impl FileStore {
    /// The originals in `<data>/files`.
    pub fn new(data: &Path, vault: Arc<Vault>) -> Self {
        Self::over(Arc::new(Folder::at(data.join("files"))), vault)
    }

    /// The originals in a store.
    pub fn over(store: Arc<dyn Store>, vault: Arc<Vault>) -> Self {
        Self { store, vault, placing: Arc::default() }
    }

    /// Takes in what `reader` gives, up to `limit` bytes. When it returns, the content is whole and on disk.
    ///
    /// # Errors
    /// When more comes, the reader fails, or the disk does. Nothing is left then.
    pub fn receive<R: Read + Send + 'static>(
        &self,
        reader: R,
        limit: u64,
        now: DateTime<Utc>,
        rng: &mut dyn CryptoRng,
    ) -> impl Future<Output = Result<PendingFile, FileError>> + Send + use<R> {
        let (files, mut rng) = (self.clone(), StdRng::from_rng(rng));
        blocking(move || PendingFile::receive(files, reader, limit, now, &mut rng))
    }

    /// Takes in a body that arrives in pieces, such as a form's file, without a plain copy on disk.
    ///
    /// # Errors
    /// As [`Self::receive`].
    pub async fn receive_stream<B, E>(
        &self,
        pieces: impl Stream<Item = Result<B, E>>,
        limit: u64,
        now: DateTime<Utc>,
        rng: &mut (dyn CryptoRng + Send),
    ) -> Result<PendingFile, FileError>
    where
        B: AsRef<[u8]> + Send + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let (sender, reader) = incoming::channel();
        let (received, ()) = tokio::join!(self.receive(reader, limit, now, rng), incoming::pump(pieces, sender));
        received
    }

    /// Removes a file that no row names any more; nothing where it is gone. Call it under the writer's lock, so that no
    /// row comes to name it meanwhile.
    ///
    /// # Errors
    /// When it cannot be removed.
    pub async fn remove(&self, digest: Digest) -> Result<(), FileError> {
        let files = self.clone();
        blocking(move || Ok(files.store.remove(&key_of(digest))?)).await
    }

    /// Opens a file for reading, which blocks. Every piece is verified before it is given out, and the whole before the
    /// last piece; see [`vault::FileOpener`].
    ///
    /// # Errors
    /// When there is none under this digest, it is damaged at its head, or its key is missing.
    pub async fn open(&self, digest: Digest) -> Result<Opened, FileError> {
        let files = self.clone();
        blocking(move || files.open_blocking(digest)).await
    }

    /// Opens a file for reading at any place, which blocks. See [`vault::SeekableFile`] for what is verified.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub async fn open_seekable(&self, digest: Digest) -> Result<Original, FileError> {
        let files = self.clone();
        blocking(move || files.seekable(files.store.open(&key_of(digest)), digest)).await
    }

    /// The whole content of a file.
    ///
    /// # Errors
    /// When there is none under this digest or it is damaged.
    pub async fn read(&self, digest: Digest) -> Result<Zeroizing<Vec<u8>>, FileError> {
        let files = self.clone();
        blocking(move || files.whole(files.store.open(&key_of(digest)), digest)).await
    }

    /// Reads a file through and says what it holds: proof that it opens and is what was stored.
    ///
    /// # Errors
    /// When there is none under this digest or it is damaged.
    pub async fn verify(&self, digest: Digest) -> Result<StoredFile, FileError> {
        let files = self.clone();
        blocking(move || {
            let mut opener = files.open_blocking(digest)?;
            let size = io::copy(&mut opener, &mut io::sink()).map_err(|error| unread(digest, error))?;
            Ok(StoredFile { digest, size })
        })
        .await
    }

    fn open_blocking(&self, digest: Digest) -> Result<Opened, FileError> {
        self.opened(self.store.open(&key_of(digest)), digest)
    }

    fn opened(&self, object: io::Result<Box<dyn Object>>, digest: Digest) -> Result<Opened, FileError> {
        let opener = object.and_then(|object| self.vault.open_file(place(), object));
        Ok(opener.map_err(|error| unread(digest, error))?.expecting(digest))
    }

    fn seekable(&self, object: io::Result<Box<dyn Object>>, digest: Digest) -> Result<Original, FileError> {
        let opener = object.and_then(|object| self.vault.open_file_seekable(place(), object));
        opener.map_err(|error| unread(digest, error))
    }

    fn whole(&self, object: io::Result<Box<dyn Object>>, digest: Digest) -> Result<Zeroizing<Vec<u8>>, FileError> {
        let mut object = object.map_err(|error| unread(digest, error))?;
        // The sealed file is a little longer than the plain one: room that never grows leaves no copies behind.
        let room = object.seek(SeekFrom::End(0))?;
        object.rewind()?;
        let mut content = Zeroizing::new(Vec::with_capacity(usize::try_from(room).unwrap_or(0)));
        self.opened(Ok(object), digest)?.read_to_end(&mut content).map_err(|error| unread(digest, error))?;
        Ok(content)
    }
}

/// The key of an original.
fn key_of(digest: Digest) -> String {
    let name = digest.to_string();
    let (folder, rest) = name.split_at(2);
    format!("{folder}/{rest}")
}

/// The digest that a key stands for; none for what is not ours.
fn digest_of(key: &str) -> Option<Digest> {
    let (folder, rest) = key.split_once('/')?;
    (folder.len() == 2).then(|| format!("{folder}{rest}").parse().ok())?
}

/// Files are bound to their store; which one it is, its digest tells.
fn place() -> Context {
    const CONTENT: Field = Field::new("files", "content");
    CONTENT.anywhere()
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
