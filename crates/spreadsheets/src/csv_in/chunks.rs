//! Bytes of unknown encoding as chunks of UTF-8.

use std::io::Read;

use encoding_rs::{Decoder, DecoderResult, Encoding, GB18030, UTF_8};
use memchr::memchr;

use crate::{Limits, ReadError, xlsx::Bytes};

const CHUNK: usize = 64 << 10;

/// UTF-8 if every byte of the file allows it, else GB18030, unless a mark says otherwise.
pub(crate) fn find_encoding(source: &mut Bytes, limits: &Limits) -> Result<&'static Encoding, ReadError> {
    source.rewind()?;
    let mut buffer = vec![0; CHUNK];
    let (mut kept, mut first, mut utf8) = (0, true, true);
    loop {
        limits.cancel.check()?;
        let read = source.read(&mut buffer[kept..])?;
        let bytes = &buffer[..kept + read];
        if first {
            if let Some((encoding, _)) = Encoding::for_bom(bytes) {
                return Ok(encoding);
            }
            first = false;
        }
        if memchr(0, bytes).is_some() {
            return Err(ReadError::WrongType { found: "二进制文件" });
        }
        if read == 0 {
            return Ok(if utf8 && kept == 0 { UTF_8 } else { GB18030 });
        }
        // A character cut by the chunk's end is kept for the next.
        let valid = match str::from_utf8(bytes) {
            Err(error) if utf8 && error.error_len().is_none() => error.valid_up_to(),
            Err(_) => {
                utf8 = false;
                bytes.len()
            }
            Ok(_) => bytes.len(),
        };
        let end = bytes.len();
        buffer.copy_within(valid..end, 0);
        kept = end - valid;
    }
}

/// The file as chunks of UTF-8, without its mark.
pub(crate) struct Chunks<'s> {
    source: &'s mut Bytes,
    decoder: Option<Decoder>,
    input: Vec<u8>,
    pending: std::ops::Range<usize>,
    output: Vec<u8>,
    last: bool,
}

impl<'s> Chunks<'s> {
    pub(crate) fn new(source: &'s mut Bytes, encoding: &'static Encoding) -> Result<Self, ReadError> {
        source.rewind()?;
        // UTF-8 passes through as it is; each row is checked when it is handed over.
        let decoder = (encoding != UTF_8).then(|| encoding.new_decoder_with_bom_removal());
        let mut chunks =
            Self { source, decoder, input: vec![0; CHUNK], pending: 0..0, output: vec![0; CHUNK * 2], last: false };
        if chunks.decoder.is_none() {
            chunks.fill()?;
            if chunks.input[chunks.pending.clone()].starts_with(b"\xef\xbb\xbf") {
                chunks.pending.start = 3;
            }
        }
        Ok(chunks)
    }

    fn fill(&mut self) -> Result<(), ReadError> {
        let read = self.source.read(&mut self.input)?;
        self.pending = 0..read;
        self.last = read == 0;
        Ok(())
    }

    /// The next chunk; `None` at the end. `line` is where a fault would be.
    pub(crate) fn next(&mut self, line: u32) -> Result<Option<&[u8]>, ReadError> {
        loop {
            if self.pending.is_empty() {
                if self.last {
                    return Ok(None);
                }
                self.fill()?;
            }
            let input = &self.input[self.pending.clone()];
            let Some(decoder) = &mut self.decoder else {
                let chunk = self.pending.clone();
                self.pending.start = self.pending.end;
                if chunk.is_empty() {
                    continue;
                }
                return Ok(Some(&self.input[chunk]));
            };
            let (result, read, written) =
                decoder.decode_to_utf8_without_replacement(input, &mut self.output, self.last);
            self.pending.start += read;
            if matches!(result, DecoderResult::Malformed(..)) {
                return Err(ReadError::Encoding { line });
            }
            if written > 0 {
                return Ok(Some(&self.output[..written]));
            }
        }
    }
}
