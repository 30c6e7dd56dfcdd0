//! 字数 as Word and WPS show it, because applicants write there: the count of the 5,000-character rule (4.2).

use crate::parsing::is_invisible;

/// Counts 字数: each Han character and each full-width mark is one, each unbroken run of Latin letters, digits and half-width
/// marks is one, white space and control characters are nothing (standards.md 6).
#[must_use]
pub fn word_count(text: &str) -> usize {
    let mut count = 0;
    let mut in_run = false;
    for c in text.chars().filter(|c| !is_invisible(*c)) {
        if c.is_whitespace() || c.is_control() {
            in_run = false;
        } else if is_wide(c) {
            count += 1;
            in_run = false;
        } else {
            count += usize::from(!in_run);
            in_run = true;
        }
    }
    count
}

/// Characters that stand alone: East Asian scripts, full-width forms, and the marks and symbols that Chinese text sets full-width.
fn is_wide(c: char) -> bool {
    matches!(c,
        '·' | '×' | '÷' | '\u{2012}'..='\u{2027}' | '\u{2030}'..='\u{205e}' | '\u{2100}'..='\u{2bff}'
        | '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}' | '\u{ff01}'..='\u{ffe6}' | '\u{1f000}'..='\u{1faff}' | '\u{20000}'..='\u{3fffd}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn counts_as_the_word_processors_do() {
        for (text, count) in [
            ("", 0),
            ("  \n\t　", 0),
            ("德化陶瓷工匠", 6),
            ("劳务品牌，（2024年）。", 10),
            ("GB/T 9704-2012", 2),
            ("带动5,000人就业", 6),
            ("A公司B", 4),
            ("“品牌”……——《办法》", 12),
            ("𬭚㐂", 2),
            ("德\u{200b}化", 2),
            ("德\u{2800}\u{2800}化\u{e0100}", 2),
            ("１２", 2),
        ] {
            assert_eq!(word_count(text), count, "{text}");
        }
    }

    proptest! {
        #[test]
        fn han_text_counts_each_character_whatever_the_line_breaks(text in "[一-龥\n ]{0,200}") {
            prop_assert_eq!(word_count(&text), text.chars().filter(|c| !c.is_whitespace()).count());
        }

        #[test]
        fn a_count_never_passes_the_number_of_characters(text in any::<String>()) {
            prop_assert!(word_count(&text) <= text.chars().count());
        }
    }
}
