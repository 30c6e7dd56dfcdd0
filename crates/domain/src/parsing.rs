//! Parsing: what a person typed becomes a value once, and what had to be tidied on the way is said.

use unicode_normalization::UnicodeNormalization;

/// A value that was accepted, and what the person should still know about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed<T> {
    /// The value in its plain form.
    pub value: T,
    /// What was tidied or looks odd; usually empty.
    pub warnings: Vec<Warning>,
}

/// Something tidied or odd that does not stop a value from being accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Warning {
    /// White space, hyphens or invisible characters were removed.
    Separators,
    /// Full-width characters were made half-width.
    FullWidth,
    /// Lower-case letters were made capital.
    LowerCase,
    /// The area code is a statistical row (市辖区), not a place.
    PlaceholderArea,
    /// The 9 characters of the organisation code do not agree with their own check character.
    OrganisationCode,
    /// The first two characters of a credit code are no known kind of unit.
    UnknownCategory,
    /// A name of a single character.
    ShortName,
}

impl Warning {
    /// The stable code of this warning.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Warning::Separators => "tidied_separators",
            Warning::FullWidth => "tidied_full_width",
            Warning::LowerCase => "tidied_lower_case",
            Warning::PlaceholderArea => "area_placeholder",
            Warning::OrganisationCode => "organisation_code_check",
            Warning::UnknownCategory => "uscc_unknown_category",
            Warning::ShortName => "name_short",
        }
    }

    /// What to tell the person.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Warning::Separators => "已去掉其中的空格、连字符或不可见字符，下次请连续填写。",
            Warning::FullWidth => "已把全角字符改为半角，下次请用半角填写。",
            Warning::LowerCase => "已把小写字母改为大写，下次请用大写填写。",
            Warning::PlaceholderArea => "号码前 6 位是统计用代码，不是具体县（市、区），请对照证件核对。",
            Warning::OrganisationCode => "第 9 至 17 位组织机构代码的校验位不符，请对照证照核对。",
            Warning::UnknownCategory => "前两位不是已知的登记管理部门和机构类别，请对照证照核对。",
            Warning::ShortName => "姓名只有一个字，请核对是否漏字。",
        }
    }
}

/// A number as typed, brought to plain form without touching the heap: NFKC, capitals, no white space or hyphens.
pub(crate) struct Tidied<const N: usize> {
    bytes: [u8; N],
    len: usize,
    /// The first character that is neither a Latin letter nor a digit.
    pub(crate) stranger: Option<char>,
    pub(crate) warnings: Vec<Warning>,
}

impl<const N: usize> Tidied<N> {
    pub(crate) fn of(text: &str) -> Self {
        let mut tidied = Tidied { bytes: [0; N], len: 0, stranger: None, warnings: Vec::new() };
        let text = trim(text);
        // Most numbers are plain already, and there are millions of them.
        if text.len() <= N && text.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase()) {
            tidied.bytes[..text.len()].copy_from_slice(text.as_bytes());
            tidied.len = text.len();
            return tidied;
        }
        if text.is_ascii() {
            text.bytes().for_each(|byte| tidied.push(char::from(byte)));
        } else {
            if text.chars().any(is_full_width) {
                tidied.warn(Warning::FullWidth);
            }
            text.nfkc().for_each(|c| tidied.push(c));
        }
        tidied
    }

    /// The tidied text, at most `N` characters of it.
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(self.bytes()).expect("only ASCII is stored")
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes[..self.len.min(N)]
    }

    /// How many characters there were, which may be more than `N`.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// The tidied text when it is just `N` long.
    pub(crate) fn exact(&self) -> Option<&[u8; N]> {
        (self.len == N).then_some(&self.bytes)
    }

    /// Drops a prefix, such as the country code of a telephone number.
    pub(crate) fn skip(&mut self, count: usize) {
        self.bytes.copy_within(count.min(N).., 0);
        self.len -= count.min(self.len);
    }

    fn push(&mut self, c: char) {
        if is_separator(c) {
            self.warn(Warning::Separators);
            return;
        }
        if c.is_ascii_lowercase() {
            self.warn(Warning::LowerCase);
        }
        let byte = if c.is_ascii_alphanumeric() {
            c.to_ascii_uppercase() as u8
        } else {
            self.stranger.get_or_insert(c);
            b'?'
        };
        if let Some(place) = self.bytes.get_mut(self.len) {
            *place = byte;
        }
        self.len += 1;
    }

    fn warn(&mut self, warning: Warning) {
        if !self.warnings.contains(&warning) {
            self.warnings.push(warning);
        }
    }
}

/// The text without what means nothing at its ends: white space, control and invisible characters, and the apostrophe that
/// spreadsheets put before text.
pub(crate) fn trim(text: &str) -> &str {
    if ends_in_the_open(text.as_bytes()) { text } else { text.trim_matches(is_margin) }
}

/// Whether a text begins and ends with an ASCII letter or digit or a common Han character, as nearly all cells do: then
/// there is nothing to trim, and no character need be decoded to know it.
fn ends_in_the_open(text: &[u8]) -> bool {
    /// The first bytes of U+4000 to U+9FFF in UTF-8: three bytes each, no margin among them.
    const HAN: std::ops::RangeInclusive<u8> = 0xe4..=0xe9;
    let first = text.first().is_some_and(|first| first.is_ascii_alphanumeric() || HAN.contains(first));
    first
        && match text {
            [.., last] if last.is_ascii() => last.is_ascii_alphanumeric(),
            [.., first, _, _] => HAN.contains(first),
            _ => false,
        }
}

fn is_margin(c: char) -> bool {
    !c.is_ascii_alphanumeric() && (c.is_whitespace() || c.is_control() || is_invisible(c) || c == '\'')
}

pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180d}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2065}' | '\u{206a}'..='\u{206f}' | '\u{2800}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// A text as it is read: without what nobody sees. Control characters but line breaks and tabs, characters of no width,
/// turns of the direction of writing, letters drawn as blanks: they hide words, and one of them no text of a database holds.
#[must_use]
pub fn readable(text: &str) -> String {
    let hidden = |c: char| match c {
        '\n' | '\r' | '\t' => false,
        '\u{2066}'..='\u{2069}' | '\u{180e}' | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' => true,
        c => c.is_control() || is_invisible(c),
    };
    text.chars().filter(|c| !hidden(*c)).collect()
}

pub(crate) fn is_full_width(c: char) -> bool {
    matches!(c, '\u{3000}' | '\u{ff01}'..='\u{ff5e}')
}

fn is_separator(c: char) -> bool {
    c.is_whitespace() || c.is_control() || is_invisible(c) || matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// A masked form of a personal value that may be anything: its ends when it is long enough, otherwise nothing of it.
#[must_use]
pub fn mask(text: &str) -> String {
    let count = text.chars().count();
    let (head, tail) = match count {
        0..=3 => (0, 0),
        4..=8 => (1, 1),
        9..=14 => (3, 2),
        _ => (6, 2),
    };
    let stars = (count - head - tail).min(10);
    text.chars().take(head).chain(std::iter::repeat_n('*', stars)).chain(text.chars().skip(count - tail)).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_nobody_sees_is_not_read() {
        let hidden = "晋\u{202e}江\u{0}鞋\u{200b}\u{3164}服\u{7f}\u{2800}\u{61c}\u{34f}\u{e0041}\u{e0100}";
        assert_eq!(super::readable(hidden), "晋江鞋服");
        assert_eq!(
            super::readable("一行\r\n\t二行　全角（３）"),
            "一行\r\n\t二行　全角（３）",
            "the rest stays as it is"
        );
    }

    use super::*;

    #[test]
    fn numbers_are_tidied_and_the_tidying_is_told() {
        let tidied = Tidied::<18>::of("'３５０５２７ 1985-0706 880x\t");
        assert_eq!(tidied.text(), "35052719850706880X");
        assert_eq!(tidied.warnings, [Warning::FullWidth, Warning::Separators, Warning::LowerCase]);
        assert_eq!(Tidied::<4>::of("123456").len(), 6);
        assert_eq!(Tidied::<4>::of("1。").stranger, Some('。'));
    }

    #[test]
    fn masks_never_show_a_short_value() {
        for (value, masked) in
            [("", ""), ("林晓", "**"), ("13800138000", "138******00"), ("350527199001010015", "350527**********15")]
        {
            assert_eq!(mask(value), masked);
        }
    }
}
