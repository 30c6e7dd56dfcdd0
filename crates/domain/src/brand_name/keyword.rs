//! A unit's own distinctive word (关键词汇): its name less region, industry and the words any unit may carry.

use super::{
    split::{Parts, clean},
    words::{Words, prefixes},
};
use crate::finding::Outcome;

/// A run shared by the name and a unit's keyword.
pub(super) struct Hit {
    pub(super) word: String,
    /// Unmet where it holds the head of the keyword, which is the unit's own name; unknown where it may be a product word.
    pub(super) outcome: Outcome,
}

/// What the name shares with this unit's keyword, if anything: two characters or more.
pub(super) fn shared(words: &Words, parts: &Parts, unit: &str) -> Option<Hit> {
    let (unit, _) = clean(unit);
    let own = distinctive(words, &unit);
    if let Some(keyword) = own.first() {
        let hits = own.iter().filter_map(|piece| longest_shared(&parts.rest, piece));
        let word = hits.max_by_key(|word| word.len())?;
        let outcome = if keyword.starts_with(word) { Outcome::Unmet } else { Outcome::Unknown };
        return Some(Hit { word: word.to_owned(), outcome });
    }
    // A firm named by its product alone: the product word may be its name too.
    let firm = unit.contains("公司") || unit.ends_with('厂');
    let word = longest_shared(&parts.product, &unit).filter(|_| firm)?;
    Some(Hit { word: word.to_owned(), outcome: Outcome::Unknown })
}

/// Pieces of the unit's name of two characters or more that are no region, product or common word, the unit's own name first.
fn distinctive(words: &Words, unit: &str) -> Vec<String> {
    let mut rest = unit;
    while let Some(region) = words.region(rest).filter(|region| !region.byname) {
        rest = &rest[region.word.len()..];
    }
    let (mut pieces, mut piece) = (Vec::new(), String::new());
    while let Some(first) = rest.chars().next() {
        match prefixes(rest).find(|word| word.chars().count() > 1 && is_common(words, word)) {
            Some(word) => {
                pieces.push(std::mem::take(&mut piece));
                rest = &rest[word.len()..];
            }
            None => {
                piece.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
    }
    pieces.push(piece);
    pieces.retain(|piece| piece.chars().count() > 1);
    pieces
}

fn is_common(words: &Words, word: &str) -> bool {
    words.organisation.contains(word) || words.is_product(word)
}

/// The longest run of two or more characters of `keyword` that stands in `name`; the earliest of equals.
fn longest_shared<'k>(name: &str, keyword: &'k str) -> Option<&'k str> {
    let starts = keyword.char_indices().map(|(at, _)| &keyword[at..]);
    let runs = starts.filter_map(|tail| prefixes(tail).find(|run| run.chars().count() > 1 && name.contains(*run)));
    runs.fold(
        None,
        |best: Option<&str>, run| if best.is_some_and(|best| best.len() >= run.len()) { best } else { Some(run) },
    )
}
