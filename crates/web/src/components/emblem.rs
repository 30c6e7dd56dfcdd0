//! The mark of a brand that has none: the first character of its name on a small signboard.

use askama::Template;

use super::html_safe;

/// An emblem, or the brand's own mark when it has one.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "components/emblem.html")]
pub(crate) struct Emblem {
    /// Name of the brand.
    pub(crate) name: String,
    /// Address of the brand's own mark; empty for none.
    pub(crate) logo: String,
}

impl Emblem {
    /// Drawn from the name.
    pub(crate) fn of(name: impl Into<String>) -> Self {
        Self { name: name.into(), logo: String::new() }
    }

    fn letter(&self) -> char {
        self.name.chars().next().unwrap_or('字')
    }

    /// One of six tones, the same for the same name wherever it is shown.
    fn tone(&self) -> u32 {
        self.name.chars().fold(0u32, |sum, c| sum.wrapping_mul(31).wrapping_add(c.into())) % 6
    }
}

html_safe!(Emblem);
