//! Names of people.

use crate::parsing::{Parsed, Warning, is_full_width, is_invisible, trim};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

const LONGEST: usize = 50;

/// A person's name: Han characters and `·`, or Latin letters for foreigners. `Debug` prints the mask.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PersonName(String);

/// Why a text is no name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing was written.
    #[error("没有填写姓名，请补填。")]
    Missing,
    /// More than 50 characters.
    #[error("姓名超过 50 个字，请只填姓名。")]
    TooLong,
    /// Neither all Han nor all Latin.
    #[error("姓名只能用汉字和间隔号“·”（外国人可用拉丁字母），请去掉数字、括号等其他字符。")]
    Characters,
}

impl NameError {
    /// The stable code of this reason.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            NameError::Missing => "name_missing",
            NameError::TooLong => "name_too_long",
            NameError::Characters => "name_characters",
        }
    }
}

impl PersonName {
    /// Reads a name as typed; spaces between Han characters are removed (林 晓 is 林晓).
    ///
    /// # Errors
    /// Nothing written, too long, or characters that stand in no name.
    pub fn parse(text: &str) -> Result<Parsed<Self>, NameError> {
        let text = trim(text);
        let mut warnings = Vec::new();
        if text.chars().any(is_full_width) {
            warnings.push(Warning::FullWidth);
        }
        let mut name = String::with_capacity(text.len());
        if text.chars().all(is_han) {
            name.push_str(text);
        } else {
            name.extend(text.nfkc().filter(|c| !is_invisible(*c)).map(plain_dot));
        }
        if name.contains(is_han) && name.contains(char::is_whitespace) {
            name.retain(|c| !c.is_whitespace());
            warnings.push(Warning::Separators);
        }
        let count = name.chars().count();
        match count {
            0 => return Err(NameError::Missing),
            1 => warnings.push(Warning::ShortName),
            _ if count > LONGEST => return Err(NameError::TooLong),
            _ => {}
        }
        if is_han_name(&name) || is_latin_name(&name) {
            Ok(Parsed { value: PersonName(name), warnings })
        } else {
            Err(NameError::Characters)
        }
    }

    /// The name in full. Personal.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name as shown: `林**`.
    #[must_use]
    pub fn mask(&self) -> String {
        mask_name(&self.0)
    }
}

/// The first character of a name and a star for each other, at most two.
#[must_use]
pub fn mask_name(name: &str) -> String {
    let mut chars = name.chars();
    let first = chars.next();
    first.into_iter().chain(chars.take(2).map(|_| '*')).collect()
}

fn is_han(c: char) -> bool {
    matches!(c, '〇' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3fffd}')
}

/// The several dots that keyboards offer, as the one that identity documents print.
fn plain_dot(c: char) -> char {
    if matches!(c, '•' | '‧' | '∙' | '⋅' | '・' | '●' | '．') { '·' } else { c }
}

fn is_han_name(name: &str) -> bool {
    name.starts_with(is_han) && name.ends_with(is_han) && name.chars().all(|c| is_han(c) || c == '·')
}

fn is_latin_name(name: &str) -> bool {
    let latin = |c: char| c.is_ascii_alphabetic() || matches!(c, '\u{c0}'..='\u{24f}');
    name.starts_with(latin) && name.chars().all(|c| latin(c) || matches!(c, ' ' | '-' | '\'' | '’' | '.' | ',' | '·'))
}

impl std::fmt::Debug for PersonName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.mask())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_people_have_and_texts_that_are_none() {
        for (text, expected) in [
            ("林晓东", Ok("林晓东")),
            (" 林 晓 ", Ok("林晓")),
            ("阿卜杜拉•买买提", Ok("阿卜杜拉·买买提")),
            ("𬭚喆", Ok("𬭚喆")),
            ("〇一", Ok("〇一")),
            ("John O'Neil-Smith", Ok("John O'Neil-Smith")),
            ("José", Ok("José")),
            ("", Err("name_missing")),
            ("林晓东1", Err("name_characters")),
            ("=HYPERLINK(\"x\")", Err("name_characters")),
            ("+林晓", Err("name_characters")),
            ("·林晓", Err("name_characters")),
            ("林Xiao", Err("name_characters")),
            (&"林".repeat(51), Err("name_too_long")),
        ] {
            let found = PersonName::parse(text).map(|parsed| parsed.value).map_err(NameError::code);
            assert_eq!(found.as_ref().map(PersonName::as_str).map_err(|code| *code), expected, "{text}");
        }
    }

    #[test]
    fn tidying_and_short_names_are_warned_of() {
        let warnings = |text| PersonName::parse(text).expect("a name").warnings;
        assert_eq!(warnings("林　晓"), [Warning::FullWidth, Warning::Separators]);
        assert_eq!(warnings("林"), [Warning::ShortName]);
    }

    #[test]
    fn shown_as_a_surname_and_stars() {
        for (name, mask) in [("林晓东", "林**"), ("林晓", "林*"), ("阿卜杜拉·买买提", "阿**")] {
            assert_eq!(format!("{:?}", PersonName::parse(name).expect("a name").value), mask);
        }
    }
}
