//! Which cell styles show a number as a date.

use std::{collections::HashMap, io::Read};

use super::{
    decode,
    scanner::{Scanner, Token},
    tag::Tag,
};
use crate::{Limits, ReadError, cell::number};

/// For each cell style whether it is a date.
#[derive(Debug, Default)]
pub(crate) struct Styles(Vec<bool>);

impl Styles {
    /// Reads `styles.xml`.
    pub(crate) fn read(part: impl Read, limits: &Limits) -> Result<Self, ReadError> {
        let mut scanner = Scanner::new(part, limits)?;
        let (mut custom, mut styles) = (HashMap::new(), Vec::new());
        let (mut in_formats, mut in_styles) = (false, false);
        loop {
            match scanner.next()? {
                Token::Start(tag) => match tag.name {
                    b"numFmts" => in_formats = !tag.empty,
                    b"cellXfs" => in_styles = !tag.empty,
                    b"numFmt" if in_formats => {
                        if let (Some(id), Some(code)) = (id(tag), tag.attr(b"formatCode")) {
                            custom.insert(id, is_date_format(&decode::attribute(code)));
                        }
                    }
                    b"xf" if in_styles => styles.push(id(tag).unwrap_or(0)),
                    _ => {}
                },
                Token::End(b"numFmts") => in_formats = false,
                Token::End(b"cellXfs") => in_styles = false,
                Token::Eof => break,
                _ => {}
            }
        }
        let is_date = |id: &u32| custom.get(id).copied().unwrap_or_else(|| is_builtin_date(*id));
        Ok(Self(styles.iter().map(is_date).collect()))
    }

    /// Whether the style shows a date.
    #[inline]
    pub(crate) fn is_date(&self, style: u32) -> bool {
        self.0.get(style as usize).copied().unwrap_or(false)
    }
}

fn id(tag: Tag<'_>) -> Option<u32> {
    tag.attr(b"numFmtId").and_then(number)
}

/// The formats every reader knows by number, the East Asian ones among them.
/// 46 is a length of time, not a moment.
fn is_builtin_date(id: u32) -> bool {
    matches!(id, 14..=22 | 27..=36 | 45 | 47 | 50..=58)
}

/// Whether a format code shows a moment: letters of date or time outside quotes, escapes
/// and brackets, in its first section. `[h]:mm` is a length of time and stays a number.
fn is_date_format(code: &str) -> bool {
    let mut chars = code.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => while chars.next().is_some_and(|c| c != '"') {},
            '\\' | '_' | '*' => {
                chars.next();
            }
            '[' => {
                let inside: String = chars.by_ref().take_while(|c| *c != ']').collect();
                if !inside.is_empty() && inside.chars().all(|c| "hmsHMS".contains(c)) {
                    return false;
                }
            }
            ';' => return false,
            'd' | 'm' | 'y' | 'h' | 's' | 'D' | 'M' | 'Y' | 'H' | 'S' => return true,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn format_codes() {
        for date in [
            "yyyy-mm-dd",
            "yyyy\"年\"m\"月\"d\"日\"",
            "[$-804]aaaa;m/d",
            "[$-F800]dddd",
            "h:mm",
            "[Red]d",
            "上午/下午h\"时\"",
        ] {
            assert_eq!(is_date_format(date), date != "[$-804]aaaa;m/d", "{date}");
        }
        for not in ["General", "0.00", "@", "G/通用格式", "#,##0\"m\"", "0\\d", "[h]:mm:ss", "[Red]0", "0;d", "_d0", ""]
        {
            assert!(!is_date_format(not), "{not}");
        }
    }

    #[test]
    fn only_cell_styles_count() {
        let xml = "<styleSheet><numFmts count='1'><numFmt numFmtId='165' formatCode='yyyy&quot;年&quot;'/></numFmts>\
                   <cellStyleXfs><xf numFmtId='14'/></cellStyleXfs>\
                   <cellXfs><xf numFmtId='0'/><xf numFmtId='165'/><xf numFmtId='31'/><xf numFmtId='49'/></cellXfs>\
                   <dxfs><dxf><numFmt numFmtId='165' formatCode='0'/></dxf></dxfs></styleSheet>";
        let styles = Styles::read(xml.as_bytes(), &Limits::default()).unwrap();
        assert_eq!((0..5).map(|s| styles.is_date(s)).collect::<Vec<_>>(), [false, true, true, false, false]);
    }
}
