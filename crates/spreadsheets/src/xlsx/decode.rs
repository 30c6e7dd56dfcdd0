//! Text as the file writes it, to text as a person reads it.

use memchr::memchr3;

/// Appends XML text to `out`: entities resolved, line ends made one, and the workbook's own
/// `_x000D_` escapes undone. An entity nobody defined stays as it is written.
pub(crate) fn append(out: &mut Vec<u8>, mut raw: &[u8]) {
    while let Some(at) = memchr3(b'&', b'_', b'\r', raw) {
        out.extend_from_slice(&raw[..at]);
        raw = &raw[at..];
        let used = match raw[0] {
            b'&' => entity(raw, out),
            b'_' => escape(raw, out),
            _ if raw.get(1) == Some(&b'\n') => 1,
            _ => {
                out.push(b'\n');
                1
            }
        };
        // Nothing to undo: the byte stands for itself.
        if used == 0 {
            out.push(raw[0]);
        }
        raw = &raw[used.max(1)..];
    }
    out.extend_from_slice(raw);
}

/// Appends the inside of a CDATA section: no entities there, but still the workbook's escapes.
pub(crate) fn append_cdata(out: &mut Vec<u8>, mut raw: &[u8]) {
    while let Some(at) = memchr::memchr(b'_', raw) {
        out.extend_from_slice(&raw[..at]);
        raw = &raw[at..];
        let used = escape(raw, out);
        if used == 0 {
            out.push(b'_');
        }
        raw = &raw[used.max(1)..];
    }
    out.extend_from_slice(raw);
}

/// An attribute's value as a string.
pub(crate) fn attribute(raw: &[u8]) -> String {
    let mut out = Vec::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = memchr::memchr(b'&', rest) {
        out.extend_from_slice(&rest[..at]);
        rest = &rest[at..];
        let used = entity(rest, &mut out);
        if used == 0 {
            out.push(b'&');
        }
        rest = &rest[used.max(1)..];
    }
    out.extend_from_slice(rest);
    String::from_utf8_lossy(&out).into_owned()
}

/// Resolves the entity at the front; returns the bytes used, 0 if it is none.
fn entity(raw: &[u8], out: &mut Vec<u8>) -> usize {
    let Some(end) = raw.iter().take(12).position(|b| *b == b';') else {
        return 0;
    };
    let known = match &raw[1..end] {
        b"amp" => '&',
        b"lt" => '<',
        b"gt" => '>',
        b"quot" => '"',
        b"apos" => '\'',
        [b'#', b'x' | b'X', hex @ ..] => match code(hex, 16).and_then(char::from_u32) {
            Some(known) => known,
            None => return 0,
        },
        [b'#', decimal @ ..] => match code(decimal, 10).and_then(char::from_u32) {
            Some(known) => known,
            None => return 0,
        },
        _ => return 0,
    };
    push(known, out);
    end + 1
}

/// Undoes the `_xHHHH_` (UTF-16 unit) at the front; returns the bytes used, 0 if it is none.
fn escape(raw: &[u8], out: &mut Vec<u8>) -> usize {
    let Some(first) = unit(raw) else { return 0 };
    if let Some(second) = raw.get(7..).and_then(unit)
        && let Some(Ok(pair)) = char::decode_utf16([first, second]).next()
        && pair.len_utf16() == 2
    {
        push(pair, out);
        return 14;
    }
    push(char::from_u32(u32::from(first)).unwrap_or(char::REPLACEMENT_CHARACTER), out);
    7
}

fn unit(raw: &[u8]) -> Option<u16> {
    match raw {
        [b'_', b'x', a, b, c, d, b'_', ..] => code(&[*a, *b, *c, *d], 16)?.try_into().ok(),
        _ => None,
    }
}

fn code(digits: &[u8], radix: u32) -> Option<u32> {
    if digits.is_empty() || digits.len() > 8 {
        return None;
    }
    digits.iter().try_fold(0u32, |sum, b| sum.checked_mul(radix)?.checked_add(char::from(*b).to_digit(radix)?))
}

fn push(known: char, out: &mut Vec<u8>) {
    out.extend_from_slice(known.encode_utf8(&mut [0; 4]).as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_escapes_and_line_ends() {
        let decoded = |raw: &str| {
            let mut out = Vec::new();
            append(&mut out, raw.as_bytes());
            String::from_utf8(out).unwrap()
        };
        for (raw, text) in [
            ("a&amp;b&lt;&gt;&quot;&apos;", "a&b<>\"'"),
            ("&#26446;&#x56db;", "李四"),
            ("&#xD800;&nbsp;&", "&#xD800;&nbsp;&"),
            ("a_x000D_b_x005F_x000D_", "a\rb_x000D_"),
            ("_xD83D__xDE00__xD83D_", "😀\u{fffd}"),
            ("_x00_ _xZZZZ_ _", "_x00_ _xZZZZ_ _"),
            ("a\r\nb\rc", "a\nb\nc"),
            ("&amp;lt;", "&lt;"),
        ] {
            assert_eq!(decoded(raw), text);
        }
        assert_eq!(attribute(b"R&amp;D _x0041_"), "R&D _x0041_");
    }
}
