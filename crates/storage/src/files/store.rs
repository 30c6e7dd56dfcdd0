//! Where sealed originals lie: objects under ASCII keys (`ab/cdef…`), each put whole. [`super::FileStore`] asks for nothing
//! that is not said here, so that a folder could give way to an object store.

use chrono::{DateTime, Utc};
use std::{
    fmt,
    io::{self, Read, Seek, Write},
    time::SystemTime,
};

use super::Swept;

/// An object open for reading at any place.
pub trait Object: Read + Seek + Send {}

impl<T: Read + Seek + Send> Object for T {}

/// An object being written.
pub trait Sink: Write + Send {
    /// Ends it, dated as told. When it returns, it lasts.
    ///
    /// # Errors
    /// The disk failed.
    fn finish(self: Box<Self>, dated: SystemTime) -> io::Result<()>;
}

/// An object under no key yet. Let go, it leaves nothing; what was put stays.
pub trait Staged: fmt::Debug + Send + Sync {
    /// Where its content is written, once.
    ///
    /// # Errors
    /// The disk failed.
    fn sink(&self) -> io::Result<Box<dyn Sink>>;

    /// Opens what was written.
    ///
    /// # Errors
    /// The disk failed.
    fn open(&self) -> io::Result<Box<dyn Object>>;

    /// Puts it under a key, whole, in place of what stood there. When it returns, it lasts.
    ///
    /// # Errors
    /// The disk failed.
    fn put(&self, key: &str) -> io::Result<()>;
}

/// What is known of an object without reading it.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    /// Bytes as they lie there, sealed.
    pub size: u64,
    /// As [`Sink::finish`] dated it.
    pub dated: DateTime<Utc>,
}

/// A place for objects.
pub trait Store: fmt::Debug + Send + Sync {
    /// Begins an object. `nonce` tells it from others begun in the same second.
    ///
    /// # Errors
    /// The disk failed.
    fn stage(&self, begun: DateTime<Utc>, nonce: u64) -> io::Result<Box<dyn Staged>>;

    /// Opens an object.
    ///
    /// # Errors
    /// [`io::ErrorKind::NotFound`] where there is none; the disk failed.
    fn open(&self, key: &str) -> io::Result<Box<dyn Object>>;

    /// What is known of an object; none where there is none.
    ///
    /// # Errors
    /// The disk failed.
    fn find(&self, key: &str) -> io::Result<Option<Known>>;

    /// Removes an object; nothing where there is none.
    ///
    /// # Errors
    /// It cannot be removed.
    fn remove(&self, key: &str) -> io::Result<()>;

    /// The keys under a prefix that ends with `/`.
    ///
    /// # Errors
    /// The disk failed.
    fn list(&self, prefix: &str) -> io::Result<Vec<String>>;

    /// Removes what was begun before a moment and never put nor let go, as after a crash.
    ///
    /// # Errors
    /// It cannot be removed.
    fn sweep_staged(&self, before: DateTime<Utc>) -> io::Result<Swept>;
}
