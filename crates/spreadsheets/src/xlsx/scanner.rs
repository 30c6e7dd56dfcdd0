//! A flat scanner over streamed XML: tags and text as slices of one reused buffer.
//!
//! It keeps no stack, so nesting costs nothing, and no token may outgrow its limit.
//! Names come without their namespace prefix; DTDs are refused.

use std::io::Read;

use memchr::{memchr, memmem};

use super::tag::{Tag, local};
use crate::{Cancel, Limits, ReadError};

const FIRST_BUFFER: usize = 64 << 10;

/// A piece of XML.
#[derive(Debug, PartialEq)]
pub(crate) enum Token<'a> {
    /// `<name attrs>`, or `<name attrs/>` when empty.
    Start(Tag<'a>),
    /// `</name>`.
    End(&'a [u8]),
    /// Text with its entities still in it.
    Text(&'a [u8]),
    /// The inside of a CDATA section.
    CData(&'a [u8]),
    /// The part is over.
    Eof,
}

/// Reads tokens from a stream.
pub(crate) struct Scanner<R> {
    source: R,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    finished: bool,
    token_limit: usize,
    text_chars: usize,
    cancel: Cancel,
}

impl<R: Read> Scanner<R> {
    pub(crate) fn new(source: R, limits: &Limits) -> Result<Self, ReadError> {
        let mut scanner = Self {
            source,
            buffer: vec![0; FIRST_BUFFER],
            start: 0,
            end: 0,
            finished: false,
            token_limit: limits.token_bytes(),
            text_chars: limits.text_chars,
            cancel: limits.cancel.clone(),
        };
        scanner.check_encoding()?;
        Ok(scanner)
    }

    /// The bytes read and not yet consumed.
    #[inline]
    pub(crate) fn window(&self) -> &[u8] {
        &self.buffer[self.start..self.end]
    }

    /// Steps over bytes of [`Self::window`].
    #[inline]
    pub(crate) fn consume(&mut self, bytes: usize) {
        self.start += bytes;
    }

    /// The next token, borrowed until the one after.
    pub(crate) fn next(&mut self) -> Result<Token<'_>, ReadError> {
        loop {
            if !self.has(1)? {
                return Ok(Token::Eof);
            }
            if self.window()[0] != b'<' {
                let len = self.text_len()?;
                return Ok(Token::Text(self.take(len)));
            }
            if !self.has(2)? {
                return Err(ReadError::Truncated);
            }
            let second = self.window()[1];
            match second {
                b'/' => {
                    let len = self.find(b">", 2)? + 1;
                    let tag = self.take(len);
                    return Ok(Token::End(local(tag[2..len - 1].trim_ascii_end())));
                }
                b'?' => {
                    let len = self.find(b"?>", 2)? + 2;
                    self.consume(len);
                }
                b'!' if self.starts_with(b"<![CDATA[")? => {
                    let len = self.find(b"]]>", 9)? + 3;
                    return Ok(Token::CData(&self.take(len)[9..len - 3]));
                }
                b'!' if self.starts_with(b"<!--")? => {
                    let len = self.find(b"-->", 4)? + 3;
                    self.consume(len);
                }
                b'!' => return Err(ReadError::damaged("含有不允许的 DOCTYPE 声明")),
                _ => {
                    let len = self.tag_len()?;
                    return Ok(Token::Start(Tag::parse(&self.take(len)[1..len - 1])));
                }
            }
        }
    }

    /// Steps over everything up to the end tag that closes an element just opened.
    pub(crate) fn skip_element(&mut self, tag_empty: bool) -> Result<(), ReadError> {
        let mut depth = u32::from(!tag_empty);
        while depth > 0 {
            match self.next()? {
                Token::Start(tag) if !tag.empty => depth += 1,
                Token::End(_) => depth -= 1,
                Token::Eof => return Err(ReadError::Truncated),
                _ => {}
            }
        }
        Ok(())
    }

    fn take(&mut self, len: usize) -> &[u8] {
        self.start += len;
        &self.buffer[self.start - len..self.start]
    }

    fn has(&mut self, bytes: usize) -> Result<bool, ReadError> {
        while self.end - self.start < bytes {
            if !self.fill()? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn starts_with(&mut self, prefix: &[u8]) -> Result<bool, ReadError> {
        Ok(self.has(prefix.len())? && self.window().starts_with(prefix))
    }

    /// Reads more behind the unconsumed bytes; false at the end of the part.
    fn fill(&mut self) -> Result<bool, ReadError> {
        if self.finished {
            return Ok(false);
        }
        self.cancel.check()?;
        self.buffer.copy_within(self.start..self.end, 0);
        self.end -= self.start;
        self.start = 0;
        if self.end == self.buffer.len() {
            if self.end >= self.token_limit {
                return Err(ReadError::TextTooLong { at: None, limit: self.text_chars });
            }
            self.buffer.resize(self.end * 2, 0);
        }
        let read = self.source.read(&mut self.buffer[self.end..])?;
        self.end += read;
        self.finished = read == 0;
        Ok(read > 0)
    }

    /// How far the text at the front reaches: to the next tag or the end of the part.
    fn text_len(&mut self) -> Result<usize, ReadError> {
        let mut seen = 0;
        loop {
            if let Some(at) = memchr(b'<', &self.window()[seen..]) {
                return Ok(seen + at);
            }
            seen = self.window().len();
            if !self.fill()? {
                return Ok(seen);
            }
        }
    }

    /// Where `needle` stands, counted from the front of the window.
    fn find(&mut self, needle: &[u8], from: usize) -> Result<usize, ReadError> {
        let mut seen = from;
        loop {
            if let Some(at) = self.window().get(seen..).and_then(|rest| memmem::find(rest, needle)) {
                return Ok(seen + at);
            }
            seen = seen.max((self.window().len() + 1).saturating_sub(needle.len()));
            if !self.fill()? {
                return Err(ReadError::Truncated);
            }
        }
    }

    /// The length of the start tag at the front; a bracket inside quotes does not end it.
    fn tag_len(&mut self) -> Result<usize, ReadError> {
        let (mut seen, mut quote) = (1, 0u8);
        loop {
            for (at, &byte) in self.window().iter().enumerate().skip(seen) {
                match byte {
                    b'>' if quote == 0 => return Ok(at + 1),
                    b'"' | b'\'' if quote == 0 => quote = byte,
                    _ if byte == quote => quote = 0,
                    _ => {}
                }
            }
            seen = self.window().len();
            if !self.fill()? {
                return Err(ReadError::Truncated);
            }
        }
    }

    /// Steps over a byte-order mark; refuses what is not UTF-8.
    fn check_encoding(&mut self) -> Result<(), ReadError> {
        if self.starts_with(b"\xef\xbb\xbf")? {
            self.consume(3);
        }
        if matches!(self.window(), [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, ..] | [_, 0, ..]) {
            return Err(ReadError::XmlEncoding("UTF-16".into()));
        }
        if !self.starts_with(b"<?xml")? {
            return Ok(());
        }
        let len = self.find(b"?>", 2)?;
        let declaration = Tag::parse(&self.window()[2..len]);
        match declaration.attr(b"encoding") {
            Some(name) if ![&b"utf-8"[..], b"utf8", b"us-ascii"].contains(&&*name.to_ascii_lowercase()) => {
                Err(ReadError::XmlEncoding(String::from_utf8_lossy(name).into_owned()))
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads byte by byte, so that every token crosses a border.
    struct Drip<'a>(&'a [u8]);

    impl Read for Drip<'_> {
        fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
            self.0.read(&mut into[..1])
        }
    }

    fn tokens(source: impl Read) -> Result<Vec<String>, ReadError> {
        let limits = Limits { text_chars: 10, ..Limits::default() };
        let mut scanner = Scanner::new(source, &limits)?;
        let mut all = Vec::new();
        loop {
            all.push(match scanner.next()? {
                Token::Eof => return Ok(all),
                Token::Start(tag) => {
                    let attrs = tag.attrs().map(|(k, v)| format!(" {}={}", k.escape_ascii(), v.escape_ascii()));
                    format!(
                        "+{}{}{}",
                        tag.name.escape_ascii(),
                        attrs.collect::<String>(),
                        if tag.empty { "/" } else { "" }
                    )
                }
                Token::End(name) => format!("-{}", name.escape_ascii()),
                Token::Text(text) | Token::CData(text) => format!("'{}'", text.escape_ascii()),
            });
        }
    }

    #[test]
    fn tokens_do_not_depend_on_how_the_bytes_arrive() {
        let xml = b"\xef\xbb\xbf<?xml version='1.0' encoding='UTF-8'?><!-- a > b --><x:row r=\"1\" \n q = 'a>b'><v>1&amp;2</v ><![CDATA[<&]]]]><e/></x:row>";
        let all = tokens(&xml[..]).unwrap();
        assert_eq!(all, ["+row r=1 q=a>b", "+v", "'1&amp;2'", "-v", "'<&]]'", "+e/", "-row"]);
        assert_eq!(tokens(Drip(xml)).unwrap(), all);
    }

    #[test]
    fn what_is_refused() {
        let error = |xml: &[u8]| tokens(xml).unwrap_err().to_string();
        assert!(error(b"<!DOCTYPE x [<!ENTITY a 'b'>]><x/>").contains("DOCTYPE"));
        assert!(error(b"\xff\xfe<\0x\0").contains("UTF-16"));
        assert!(error(b"<?xml version='1.0' encoding='gb2312'?><x/>").contains("gb2312"));
        assert!(error(b"<x><y a='1").contains("不完整"));
        assert!(error(&[b"<x>".as_slice(), &[b'a'; 200_000]].concat()).contains("超过"));
    }
}
