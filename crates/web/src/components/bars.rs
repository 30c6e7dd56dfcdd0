//! Horizontal bars drawn on the server, with the same figures as a table under them.

use askama::Template;

use super::{Tone, html_safe};

/// One bar.
#[derive(Clone, Debug, Default)]
pub(crate) struct Bar {
    /// What is counted.
    pub(crate) label: String,
    /// How many.
    pub(crate) value: u64,
    /// The list behind the figure; empty for none.
    pub(crate) href: String,
    /// Role of the colour.
    pub(crate) tone: Tone,
}

/// Bars, sorted by the caller; nothing moves.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "components/bars.html")]
pub(crate) struct Bars {
    /// What the figures are, e.g. `需修改的行，按问题`.
    pub(crate) caption: String,
    /// Head of the column of labels.
    pub(crate) of: String,
    /// Unit of the values, e.g. 行, 人.
    pub(crate) unit: String,
    /// The bars.
    pub(crate) bars: Vec<Bar>,
}

impl Bars {
    /// Length of a bar in tenths of a per cent of the longest; a figure above nothing is always visible.
    fn length(&self, value: &u64) -> String {
        let most = self.bars.iter().map(|b| b.value).max().unwrap_or(0).max(1);
        let tenths = (u128::from(*value) * 1000 / u128::from(most)).max(u128::from(*value > 0) * 6);
        format!("{}.{}%", tenths / 10, tenths % 10)
    }
}

html_safe!(Bars);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_bar_is_full_and_the_smallest_still_seen() {
        let bar = |value| Bar { value, ..Bar::default() };
        let bars = Bars { bars: vec![bar(10_000), bar(1), bar(0)], ..Bars::default() };
        assert_eq!([10_000, 1, 0].map(|v| bars.length(&v)), ["100.0%", "0.6%", "0.0%"]);
    }
}
