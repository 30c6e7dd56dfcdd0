//! The shared-string table: every string once, in one arena.

use std::io::Read;

use super::{
    decode,
    scanner::{Scanner, Token},
};
use crate::{Limits, ReadError};

/// Strings by index, back to back in one allocation.
#[derive(Default)]
pub(crate) struct Strings {
    text: String,
    /// Where each string ends; it starts where the one before ends.
    ends: Vec<u32>,
}

impl Strings {
    /// Reads `sharedStrings.xml`. Runs of rich text are joined; phonetic guides are left out.
    pub(crate) fn read(part: impl Read, limits: &Limits) -> Result<Self, ReadError> {
        let mut scanner = Scanner::new(part, limits)?;
        let (mut text, mut ends) = (Vec::new(), Vec::new());
        let mut in_text = false;
        loop {
            match scanner.next()? {
                Token::Start(tag) => match tag.name {
                    b"t" => in_text = !tag.empty,
                    b"rPh" => {
                        let empty = tag.empty;
                        scanner.skip_element(empty)?;
                    }
                    b"si" if tag.empty => ends.push(text.len() as u32),
                    _ => {}
                },
                Token::Text(raw) if in_text => decode::append(&mut text, raw),
                Token::CData(raw) if in_text => decode::append_cdata(&mut text, raw),
                Token::End(b"t") => in_text = false,
                Token::End(b"si") => {
                    let start = ends.last().map_or(0, |end| *end as usize);
                    if !limits.text_fits(&text[start..]) {
                        return Err(ReadError::TextTooLong { at: None, limit: limits.text_chars });
                    }
                    ends.push(text.len() as u32);
                }
                Token::Eof => break,
                _ => {}
            }
            if text.len() + 4 * ends.len() > limits.strings_bytes {
                return Err(ReadError::TooManyStrings { limit: limits.strings_bytes });
            }
        }
        let text = String::from_utf8(text).map_err(|_| ReadError::damaged("共享文字不是 UTF-8"))?;
        Ok(Self { text, ends })
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The string at an index checked against [`Self::len`].
    #[inline]
    pub(crate) fn get(&self, index: u32) -> &str {
        let index = index as usize;
        let Some(end) = self.ends.get(index) else {
            return "";
        };
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        // Boundaries fall between characters unless the file is hostile.
        self.text.get(start as usize..*end as usize).unwrap_or("\u{fffd}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_of_every_shape() {
        let xml = "<sst><si><t xml:space='preserve'> a </t></si><si/><si><r><rPr><b/></rPr><t>李</t></r><r><t>四</t></r>\
                   <rPh sb='0' eb='1'><t>リー</t></rPh></si><si><t/></si><x:si><x:t>b&amp;<![CDATA[<c>]]></x:t></x:si></sst>";
        let strings = Strings::read(xml.as_bytes(), &Limits::default()).unwrap();
        let all: Vec<_> = (0..strings.len() as u32).map(|i| strings.get(i)).collect();
        assert_eq!(all, [" a ", "", "李四", "", "b&<c>"]);
        assert_eq!(strings.get(9), "");
    }

    #[test]
    fn the_table_and_each_string_have_limits() {
        let xml = format!("<sst><si><t>{}</t></si></sst>", "字".repeat(100));
        let read = |limits: Limits| Strings::read(xml.as_bytes(), &limits).map(|s| s.len());
        assert!(matches!(
            read(Limits { strings_bytes: 200, ..Limits::default() }),
            Err(ReadError::TooManyStrings { .. })
        ));
        assert!(matches!(read(Limits { text_chars: 99, ..Limits::default() }), Err(ReadError::TextTooLong { .. })));
        assert_eq!(read(Limits { text_chars: 100, ..Limits::default() }).unwrap(), 1);
    }
}
