use std::{
    fmt,
    io::{self, Read, Seek, SeekFrom},
};

use crate::{
    cipher::{NONCE_LEN, TAG_LEN},
    context::Context,
    file::{CHUNK, FileOpener, damaged},
    vault::{HEADER_LEN, Vault},
};

/// Bytes before the first chunk.
const START: u64 = (HEADER_LEN + NONCE_LEN) as u64;
/// Bytes of a full chunk as sealed.
const SEALED: u64 = (CHUNK + TAG_LEN) as u64;

impl Vault {
    /// Opens a sealed file for reading at any place, as zip containers ask for. A chunk is verified, with its number and
    /// whether it is the last, before a byte of it is given out; the digest of the whole is not: for that read it through
    /// with [`Vault::open_file`].
    ///
    /// # Errors
    /// As [`Vault::open_file`].
    pub fn open_file_seekable<R: Read + Seek>(&self, context: Context, mut source: R) -> io::Result<SeekableFile<R>> {
        let length = source.seek(SeekFrom::End(0))?;
        source.seek(SeekFrom::Start(0))?;
        let opener = self.open_file(context, source)?;
        let sealed = length.checked_sub(START).filter(|sealed| *sealed >= TAG_LEN as u64).ok_or_else(damaged)?;
        let chunks = sealed.div_ceil(SEALED);
        let size = sealed.checked_sub(chunks * TAG_LEN as u64).ok_or_else(damaged)?;
        Ok(SeekableFile { opener, chunks, size, at: 0, held: None })
    }
}

/// A sealed file that is read at any place. It holds one chunk in plain.
pub struct SeekableFile<R> {
    opener: FileOpener<R>,
    chunks: u64,
    size: u64,
    at: u64,
    /// The chunk in the opener's buffer.
    held: Option<u64>,
}

impl<R: Read + Seek> SeekableFile<R> {
    /// Bytes of the plain content.
    pub fn size(&self) -> u64 {
        self.size
    }

    fn hold(&mut self, chunk: u64) -> io::Result<()> {
        if self.held == Some(chunk) {
            return Ok(());
        }
        self.held = None;
        let last = chunk + 1 == self.chunks;
        self.opener.load(START + chunk * SEALED, u32::try_from(chunk).map_err(|_| damaged())?, last)?;
        self.held = Some(chunk);
        Ok(())
    }
}

impl<R: Read + Seek> Read for SeekableFile<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.at >= self.size || into.is_empty() {
            return Ok(0);
        }
        self.hold(self.at / CHUNK as u64)?;
        let within = usize::try_from(self.at % CHUNK as u64).map_err(|_| damaged())?;
        let ready = self.opener.plain().get(within..).unwrap_or_default();
        let taken = ready.len().min(into.len());
        into[..taken].copy_from_slice(&ready[..taken]);
        self.at += taken as u64;
        Ok(taken)
    }
}

impl<R: Read + Seek> Seek for SeekableFile<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let to = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.size.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = to.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}

impl<R> fmt::Debug for SeekableFile<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SeekableFile").field("size", &self.size).finish_non_exhaustive()
    }
}
