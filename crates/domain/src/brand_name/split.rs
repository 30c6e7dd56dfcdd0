//! A name taken apart: region from the front, trade from the back, what is left is the product.

use unicode_normalization::UnicodeNormalization;

use super::words::{TradeKind, Words};
use crate::parsing::is_invisible;

/// A region word with every division it can mean.
pub(super) struct Region {
    pub(super) word: String,
    pub(super) codes: Vec<String>,
    pub(super) byname: bool,
}

/// A trade word, and the industry it names by itself.
pub(super) struct Trade {
    pub(super) word: String,
    pub(super) kind: TradeKind,
    pub(super) implied: Option<String>,
}

/// The parts of a name.
pub(super) struct Parts {
    /// The name cleaned, without its region: where a unit's keyword is looked for.
    pub(super) rest: String,
    pub(super) region: Option<Region>,
    pub(super) product: String,
    pub(super) trade: Option<Trade>,
    /// What is not Han, named for people.
    pub(super) strange: Vec<String>,
}

impl Parts {
    pub(super) fn of(words: &Words, name: &str) -> Parts {
        let (clean, strange) = clean(name);
        let region = whole_region(words, &clean);
        let rest = clean[region.as_ref().map_or(0, |region| region.word.len())..].to_owned();
        let trade = words.trade(&rest).map(|(word, entry)| Trade {
            word: word.to_owned(),
            kind: entry.kind,
            implied: entry.implied.clone(),
        });
        let product = rest[..rest.len() - trade.as_ref().map_or(0, |trade| trade.word.len())].to_owned();
        Parts { rest, region, product, trade, strange }
    }

    pub(super) fn region_text(&self) -> &str {
        self.region.as_ref().map_or("", |region| &region.word)
    }

    pub(super) fn trade_text(&self) -> &str {
        self.trade.as_ref().map_or("", |trade| &trade.word)
    }

    /// The product, or the industry the trade word names by itself.
    pub(super) fn product_or_implied(&self) -> &str {
        let implied = self.trade.as_ref().and_then(|trade| trade.implied.as_deref());
        if self.product.is_empty() { implied.unwrap_or_default() } else { &self.product }
    }
}

/// NFKC, without white space, punctuation and invisible characters; what was dropped or is not Han is told.
pub(super) fn clean(name: &str) -> (String, Vec<String>) {
    let mut strange = Vec::new();
    let mut clean = String::new();
    let mut tell = |what: String| {
        if !strange.contains(&what) {
            strange.push(what);
        }
    };
    for c in name.trim().nfkc() {
        match c {
            c if c.is_whitespace() => tell("空格".into()),
            c if is_invisible(c) || c.is_control() => tell("不可见字符".into()),
            c if is_han(c) => clean.push(c),
            c => {
                tell(c.to_string());
                if c.is_alphanumeric() {
                    clean.push(c);
                }
            }
        }
    }
    (clean, strange)
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3007}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

/// A region, and a smaller one inside it where the name goes on so: 云南楚雄, 南安水头.
fn whole_region(words: &Words, text: &str) -> Option<Region> {
    let mut region = words.region(text)?;
    while let Some(inner) = words.region(&text[region.word.len()..]) {
        if inner.byname || !inner.codes.iter().any(|code| region.codes.iter().any(|wide| lies_in(code, wide))) {
            break;
        }
        region = Region { word: text[..region.word.len() + inner.word.len()].to_owned(), ..inner };
    }
    Some(region)
}

/// By GB/T 2260: a province is two digits, a prefecture four, filled up with zeros. Functional areas have codes of our own.
fn lies_in(code: &str, wide: &str) -> bool {
    let head = wide.strip_suffix("0000").or(wide.strip_suffix("00")).unwrap_or(wide);
    code.starts_with(head)
}
