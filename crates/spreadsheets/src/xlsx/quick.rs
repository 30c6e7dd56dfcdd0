//! The one shape nearly every cell of every writer has, matched in one pass:
//! `<c r="B7" s="1" t="s"><v>42</v></c>`. Anything else is left to the general scanner,
//! which reads the same cells to the same values.

use crate::cell::LAST_COLUMN;

/// A cell found whole at the front of the window.
#[derive(Debug, PartialEq)]
pub(crate) struct Quick<'a> {
    pub(crate) column: u32,
    pub(crate) style: u32,
    pub(crate) content: Content<'a>,
    /// Bytes it takes.
    pub(crate) len: usize,
}

#[derive(Debug, PartialEq)]
pub(crate) enum Content<'a> {
    Empty,
    Shared(u32),
    Number(&'a [u8]),
    /// Inline text without entities or escapes.
    Text(&'a [u8]),
}

#[derive(PartialEq)]
enum Type {
    Number,
    Shared,
    Inline,
}

/// Matches the cell at the front of `window`, if it has the usual shape and is there whole.
#[inline]
pub(crate) fn cell(window: &[u8]) -> Option<Quick<'_>> {
    let mut rest = window.strip_prefix(b"<c r=\"")?;
    let column = column(&mut rest)?;
    let (mut style, mut kind) = (0, Type::Number);
    let content = loop {
        match rest {
            [b'>', after @ ..] => {
                rest = after;
                break match kind {
                    Type::Shared => Content::Shared(shared(&mut rest)?),
                    Type::Number => Content::Number(number(&mut rest)?),
                    Type::Inline => Content::Text(inline(&mut rest)?),
                };
            }
            [b'/', b'>', after @ ..] => {
                rest = after;
                break Content::Empty;
            }
            [b' ', b's', b'=', b'"', after @ ..] => {
                rest = after;
                style = digits(&mut rest)?;
                rest = rest.strip_prefix(b"\"")?;
            }
            [b' ', b't', b'=', b'"', b's', b'"', after @ ..] => {
                (kind, rest) = (Type::Shared, after);
            }
            [b' ', b't', b'=', b'"', b'n', b'"', after @ ..] => {
                (kind, rest) = (Type::Number, after);
            }
            _ => {
                rest = rest.strip_prefix(b" t=\"inlineStr\"")?;
                kind = Type::Inline;
            }
        }
    };
    Some(Quick { column, style, content, len: window.len() - rest.len() })
}

/// Reads `B7"`. The row is known from the row's own tag.
#[inline]
fn column(rest: &mut &[u8]) -> Option<u32> {
    let (mut column, mut at) = (0, 0);
    while let Some(letter @ b'A'..=b'Z') = rest.get(at) {
        column = column * 26 + u32::from(letter - b'A') + 1;
        at += 1;
        if column > LAST_COLUMN {
            return None;
        }
    }
    let letters = at;
    while rest.get(at).is_some_and(u8::is_ascii_digit) {
        at += 1;
    }
    let plausible = letters > 0 && (1..=7).contains(&(at - letters)) && rest.get(at) == Some(&b'"');
    *rest = rest.get(at + 1..)?;
    plausible.then_some(column)
}

#[inline]
fn digits(rest: &mut &[u8]) -> Option<u32> {
    let (mut sum, mut at) = (0u32, 0);
    while let Some(digit @ b'0'..=b'9') = rest.get(at) {
        sum = sum * 10 + u32::from(digit - b'0');
        at += 1;
        if at > 9 {
            return None;
        }
    }
    *rest = &rest[at..];
    (at > 0).then_some(sum)
}

#[inline]
fn shared(rest: &mut &[u8]) -> Option<u32> {
    *rest = rest.strip_prefix(b"<v>")?;
    let index = digits(rest)?;
    *rest = rest.strip_prefix(b"</v></c>")?;
    Some(index)
}

#[inline]
fn number<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let inside = rest.strip_prefix(b"<v>")?;
    let len = inside.iter().position(|b| !matches!(b, b'0'..=b'9' | b'.' | b'-' | b'+' | b'E' | b'e'))?;
    *rest = inside[len..].strip_prefix(b"</v></c>")?;
    (len > 0).then(|| &inside[..len])
}

#[inline]
fn inline<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let inside = rest.strip_prefix(b"<is><t")?;
    let inside = inside.strip_prefix(b" xml:space=\"preserve\"").unwrap_or(inside).strip_prefix(b">")?;
    let len = inside.iter().position(|b| matches!(b, b'<' | b'&' | b'_' | b'\r'))?;
    *rest = inside[len..].strip_prefix(b"</t></is></c>")?;
    Some(&inside[..len])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_shape_and_nothing_else() {
        let found = |xml: &'static str| cell(xml.as_bytes()).map(|c| (c.column, c.style, c.content, c.len));
        assert_eq!(found("<c r=\"B7\" s=\"12\" t=\"s\"><v>42</v></c><c"), Some((2, 12, Content::Shared(42), 36)));
        assert_eq!(found("<c r=\"AA1\"><v>-1.5E+3</v></c>"), Some((27, 0, Content::Number(b"-1.5E+3"), 29)));
        assert_eq!(found("<c r=\"A1\" s=\"3\"/>"), Some((1, 3, Content::Empty, 17)));
        for other in [
            "<c r=\"B7\" t=\"s\"><v>42</v></c",
            "<c r=\"B7\" t=\"str\"><v>4</v></c>",
            "<c r=\"B7\"><f>A1</f><v>4</v></c>",
            "<c t=\"s\"><v>4</v></c>",
            "<c r=\"B7\" t=\"inlineStr\"><is><t>a&amp;</t></is></c>",
            "<c r=\"XFE7\"><v>4</v></c>",
            "<c r=\"B\"><v>4</v></c>",
            "<c r=\"B7\"><v></v></c>",
        ] {
            assert_eq!(found(other), None, "{other}");
        }
    }
}
