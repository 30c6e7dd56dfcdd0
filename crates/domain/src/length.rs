//! How long a text may be where it is typed: whoever reads a list, a paper or a workbook reads a page, not a book.

use crate::thousands::thousands;

/// What has fewer characters says nothing: a body's full name, a purpose, an answer.
pub const LEAST: usize = 4;
/// A brand's name, a section, a post: what stands in a cell of a list.
pub const NAME: usize = 50;
/// A unit's or a body's full name, a number or title of a paper.
pub const TITLE: usize = 100;
/// A purpose, an address, how somebody is reached.
pub const LINE: usize = 200;
/// A remark in a row of a list.
pub const NOTE: usize = 500;
/// A reason, an opinion, a request, in sentences.
pub const PASSAGE: usize = 2_000;
/// An answer, or what somebody reports.
pub const LETTER: usize = 5_000;

/// Whether a text has too few characters to say anything ([`LEAST`]); white space at its ends is not counted.
#[must_use]
pub fn is_short(text: &str) -> bool {
    text.trim().chars().count() < LEAST
}

/// The sentence at a text of more than so many characters; white space at its ends is not counted.
#[must_use]
pub fn beyond(most: usize, what: &str, text: &str) -> Option<String> {
    let text = text.trim();
    // No text has more characters than bytes.
    let long = text.len() > most && text.chars().count() > most;
    long.then(|| format!("{what}请写在 {} 字以内。", thousands(&most)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_as_long_as_it_may_be_is_taken_and_one_character_more_is_not() {
        assert_eq!(beyond(3, "科室", " 就业科\n"), None);
        assert_eq!(beyond(3, "科室", "就业一科").as_deref(), Some("科室请写在 3 字以内。"));
        assert_eq!(["", " 养老 ", " 养老院\n", "养老院址"].map(is_short), [true, true, true, false]);
        let long = "长".repeat(LETTER + 1);
        assert_eq!(beyond(LETTER, "答复", &long).as_deref(), Some("答复请写在 5,000 字以内。"));
    }
}
