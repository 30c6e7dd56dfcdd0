//! A start tag: its name without prefix, and its attributes.

use memchr::memchr;

/// A start tag.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Tag<'a> {
    /// The name without prefix.
    pub(crate) name: &'a [u8],
    /// Everything between the name and the closing bracket.
    attrs: &'a [u8],
    /// Whether it closes itself.
    pub(crate) empty: bool,
}

impl<'a> Tag<'a> {
    pub(crate) fn parse(inside: &'a [u8]) -> Self {
        let (inside, empty) = match inside.strip_suffix(b"/") {
            Some(inside) => (inside, true),
            None => (inside, false),
        };
        let end = inside.iter().position(u8::is_ascii_whitespace).unwrap_or(inside.len());
        let (name, attrs) = inside.split_at(end);
        Self { name: local(name), attrs, empty }
    }

    /// The attributes in order: full name and raw value.
    pub(crate) fn attrs(&self) -> Attrs<'a> {
        Attrs(self.attrs)
    }

    /// The raw value of an attribute, by its full name.
    pub(crate) fn attr(&self, name: &[u8]) -> Option<&'a [u8]> {
        self.attrs().find(|(key, _)| *key == name).map(|(_, value)| value)
    }

    /// The raw value of an attribute that carries a prefix, by the name after it.
    pub(crate) fn prefixed_attr(&self, name: &[u8]) -> Option<&'a [u8]> {
        self.attrs().find(|(key, _)| key.contains(&b':') && local(key) == name).map(|(_, value)| value)
    }
}

/// The attributes of a tag.
pub(crate) struct Attrs<'a>(&'a [u8]);

impl<'a> Iterator for Attrs<'a> {
    type Item = (&'a [u8], &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (key, rest) = self.0.split_at(memchr(b'=', self.0)?);
        let rest = rest[1..].trim_ascii_start();
        let (quote, rest) = rest.split_first()?;
        let end = memchr(*quote, rest).filter(|_| matches!(quote, b'"' | b'\''))?;
        self.0 = &rest[end + 1..];
        Some((key.trim_ascii(), &rest[..end]))
    }
}

/// The name after its prefix.
pub(crate) fn local(name: &[u8]) -> &[u8] {
    memchr(b':', name).map_or(name, |colon| &name[colon + 1..])
}
