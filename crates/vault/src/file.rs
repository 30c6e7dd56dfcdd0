use std::{
    fmt,
    io::{self, Read, Seek, SeekFrom, Write},
    sync::Arc,
};

use rand::CryptoRng;
use zeroize::Zeroizing;

use crate::{
    cipher::{CipherSuite, NONCE_LEN, TAG_LEN, Tampered},
    context::Context,
    digest::{Digest, Digester},
    vault::{HEADER_LEN, OpenError, Vault},
};

/// Plain bytes of a chunk; only the last may have fewer.
pub(crate) const CHUNK: usize = 64 * 1024;
/// The version of sealed files: see [`Vault`] for that of values.
const FILE: u8 = 2;

/// What a file holds in plain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SealedFile {
    /// The SM3 of the plain content.
    pub digest: Digest,
    /// Bytes of the plain content.
    pub size: u64,
}

impl Vault {
    /// Begins a sealed file of any length in `sink`: write the plain content, then [`FileSealer::finish`].
    ///
    /// # Errors
    /// When the header cannot be written.
    pub fn seal_file<W: Write>(
        &self,
        context: Context,
        mut sink: W,
        rng: &mut dyn CryptoRng,
    ) -> io::Result<FileSealer<W>> {
        let (cipher, header) = self.current_cipher(FILE);
        let mut nonce = [0; NONCE_LEN];
        rng.fill_bytes(&mut nonce);
        sink.write_all(&header)?;
        sink.write_all(&nonce)?;
        let chunks = Chunks::new(&cipher, context.with(&header), nonce);
        let pending = Zeroizing::new(Vec::with_capacity(CHUNK));
        Ok(FileSealer { chunks, pending, sink })
    }

    /// Opens a sealed file for reading. Each chunk is verified before a byte of it is given out; a file cut short,
    /// reordered or altered ends in an error of kind `InvalidData`.
    ///
    /// # Errors
    /// When reading fails, or with an [`OpenError`] inside when the file was sealed by something else.
    pub fn open_file<R: Read>(&self, context: Context, mut source: R) -> io::Result<FileOpener<R>> {
        let damaged = |error: OpenError| io::Error::new(io::ErrorKind::InvalidData, error);
        let (mut header, mut nonce) = ([0; HEADER_LEN], [0; NONCE_LEN]);
        source.read_exact(&mut header).and_then(|()| source.read_exact(&mut nonce)).map_err(|error| {
            if error.kind() == io::ErrorKind::UnexpectedEof { damaged(OpenError::NotSealed) } else { error }
        })?;
        let cipher = self.cipher_of(FILE, header).map_err(damaged)?;
        let chunks = Chunks::new(&cipher, context.with(&header), nonce);
        let plain = Zeroizing::new(Vec::with_capacity(CHUNK + TAG_LEN + 1));
        Ok(FileOpener { chunks, plain, given: 0, ahead: None, state: State::Reading, expected: None, source })
    }
}

/// What sealing and opening share: each chunk has the nonce of the file plus its number, and is bound to that number and
/// to whether it is the last.
struct Chunks {
    cipher: Arc<dyn CipherSuite>,
    context: Context,
    nonce: [u8; NONCE_LEN],
    next: u32,
    digester: Digester,
    size: u64,
}

impl Chunks {
    fn new(cipher: &Arc<dyn CipherSuite>, context: Context, nonce: [u8; NONCE_LEN]) -> Self {
        Self { cipher: cipher.clone(), context, nonce, next: 0, digester: Digester::new(), size: 0 }
    }

    /// Nonce and context of the next chunk, which is used up by asking.
    fn advance(&mut self, last: bool) -> ([u8; NONCE_LEN], Context) {
        let mut nonce = self.nonce;
        let (_, low) = nonce.split_last_chunk_mut::<4>().expect("a nonce has 12 bytes");
        *low = u32::from_be_bytes(*low).wrapping_add(self.next).to_be_bytes();
        let context = self.context.with(&self.next.to_be_bytes()).with(&[u8::from(last)]);
        self.next = self.next.checked_add(1).expect("2^32 chunks are 256 TiB");
        (nonce, context)
    }

    fn seal(&mut self, text: &mut [u8], last: bool) -> [u8; TAG_LEN] {
        self.count(text);
        let (nonce, context) = self.advance(last);
        self.cipher.encrypt(&nonce, context.as_bytes(), text)
    }

    fn open(&mut self, text: &mut [u8], tag: &[u8; TAG_LEN], last: bool) -> Result<(), Tampered> {
        let (nonce, context) = self.advance(last);
        self.cipher.decrypt(&nonce, context.as_bytes(), text, tag)?;
        self.count(text);
        Ok(())
    }

    fn count(&mut self, plain: &[u8]) {
        self.digester.update(plain);
        self.size += plain.len() as u64;
    }

    fn total(&self) -> SealedFile {
        SealedFile { digest: self.digester.clone().finish(), size: self.size }
    }
}

/// Takes plain bytes and writes sealed chunks. Dropped without [`Self::finish`], it leaves a file that does not open.
pub struct FileSealer<W> {
    chunks: Chunks,
    pending: Zeroizing<Vec<u8>>,
    sink: W,
}

impl<W: Write> FileSealer<W> {
    /// Writes the last chunk and gives back the sink with the digest and size of the plain content.
    ///
    /// # Errors
    /// When writing fails.
    pub fn finish(mut self) -> io::Result<(SealedFile, W)> {
        self.put(true)?;
        self.sink.flush()?;
        Ok((self.chunks.total(), self.sink))
    }

    fn put(&mut self, last: bool) -> io::Result<()> {
        let tag = self.chunks.seal(&mut self.pending, last);
        let written = self.sink.write_all(&self.pending).and_then(|()| self.sink.write_all(&tag));
        // Also after a failure: the bytes are sealed by now and must not be sealed again.
        self.pending.clear();
        written
    }
}

impl<W: Write> Write for FileSealer<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // A full chunk waits for the next byte: until then it may be the last.
        if self.pending.len() == CHUNK && !bytes.is_empty() {
            self.put(false)?;
        }
        let taken = bytes.len().min(CHUNK - self.pending.len());
        self.pending.extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }

    /// Nothing to do: what is pending can only be sealed once it is known whether more follows.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[derive(PartialEq)]
enum State {
    Reading,
    Done,
    /// A chunk was missed: what follows must not be taken for the whole.
    Broken,
}

/// Reads sealed chunks and gives plain bytes.
pub struct FileOpener<R> {
    chunks: Chunks,
    plain: Zeroizing<Vec<u8>>,
    given: usize,
    /// The first byte of the next chunk: its absence tells the last.
    ahead: Option<u8>,
    state: State,
    expected: Option<Digest>,
    source: R,
}

impl<R: Read> FileOpener<R> {
    /// Ends in an error, before the last chunk is given out, when the whole content has another digest.
    pub fn expecting(mut self, digest: Digest) -> Self {
        self.expected = Some(digest);
        self
    }

    /// Digest and size of the content, once all of it has been read.
    pub fn total(&self) -> Option<SealedFile> {
        (self.state == State::Done).then(|| self.chunks.total())
    }

    fn next_chunk(&mut self) -> io::Result<()> {
        self.plain.extend(self.ahead.take());
        let room = CHUNK + TAG_LEN + 1 - self.plain.len();
        self.source.by_ref().take(room as u64).read_to_end(&mut self.plain)?;
        let last = self.plain.len() <= CHUNK + TAG_LEN;
        if !last {
            self.ahead = self.plain.pop();
        }
        let tag = *self.plain.last_chunk().ok_or_else(damaged)?;
        let text_len = self.plain.len() - TAG_LEN;
        self.plain.truncate(text_len);
        self.chunks.open(&mut self.plain, &tag, last).map_err(|_| damaged())?;
        if last && self.expected.is_some_and(|digest| digest != self.chunks.total().digest) {
            return Err(damaged());
        }
        if last {
            self.state = State::Done;
        }
        Ok(())
    }
}

pub(crate) fn damaged() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, OpenError::Tampered(Tampered))
}

impl<R: Read + Seek> FileOpener<R> {
    /// Verifies the chunk of this number, which begins `at`, and holds it in plain.
    pub(crate) fn load(&mut self, at: u64, number: u32, last: bool) -> io::Result<()> {
        self.plain.clear();
        self.source.seek(SeekFrom::Start(at))?;
        self.source.by_ref().take((CHUNK + TAG_LEN) as u64).read_to_end(&mut self.plain)?;
        let tag = *self.plain.last_chunk().ok_or_else(damaged)?;
        let text_len = self.plain.len() - TAG_LEN;
        self.plain.truncate(text_len);
        self.chunks.next = number;
        let (nonce, context) = self.chunks.advance(last);
        let opened = self.chunks.cipher.decrypt(&nonce, context.as_bytes(), &mut self.plain, &tag);
        if opened.is_err() {
            // What stands there was not verified.
            self.plain.clear();
            return Err(damaged());
        }
        Ok(())
    }

    pub(crate) fn plain(&self) -> &[u8] {
        &self.plain
    }
}

impl<R: Read> Read for FileOpener<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.given == self.plain.len() && self.state != State::Done {
            if self.state == State::Broken {
                return Err(damaged());
            }
            self.plain.clear();
            self.given = 0;
            if let Err(error) = self.next_chunk() {
                // What stands there was not verified.
                self.plain.clear();
                self.state = State::Broken;
                return Err(error);
            }
        }
        let ready = &self.plain[self.given..];
        let taken = ready.len().min(into.len());
        into[..taken].copy_from_slice(&ready[..taken]);
        self.given += taken;
        Ok(taken)
    }
}

impl<W> fmt::Debug for FileSealer<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileSealer").field("chunk", &self.chunks.next).finish_non_exhaustive()
    }
}

impl<R> fmt::Debug for FileOpener<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileOpener").field("chunk", &self.chunks.next).finish_non_exhaustive()
    }
}
