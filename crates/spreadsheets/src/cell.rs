//! Addresses and values.

use std::{borrow::Cow, fmt};

use chrono::{NaiveDateTime, NaiveTime};

/// The rightmost column a workbook can have (XFD).
pub(crate) const LAST_COLUMN: u32 = 16_384;
/// The lowest row a workbook can have.
pub(crate) const LAST_ROW: u32 = 1_048_576;

/// Where a cell stands; both numbers count from 1. Prints as `B7`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    /// The row, as the sheet numbers it.
    pub row: u32,
    /// The column; 1 is A.
    pub column: u32,
}

impl Address {
    /// The address of these two numbers, both from 1.
    pub const fn new(row: u32, column: u32) -> Self {
        Self { row, column }
    }

    /// Reads `B7`; absent parts are `None`, and letters beyond XFD are no address at all.
    pub(crate) fn parse(text: &[u8]) -> Option<(Option<u32>, Option<u32>)> {
        let letters = text.iter().take_while(|b| b.is_ascii_alphabetic()).count();
        let (letters, digits) = text.split_at(letters);
        let column = letters.iter().try_fold(0u32, |sum, b| {
            let sum = sum * 26 + u32::from(b.to_ascii_uppercase() - b'A') + 1;
            (sum <= LAST_COLUMN).then_some(sum)
        })?;
        let row = number(digits).filter(|_| digits.len() <= 7);
        if row.is_none() && !digits.is_empty() || row.is_some_and(|row| row > LAST_ROW || row == 0) {
            return None;
        }
        Some((row, (column > 0).then_some(column)))
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut letters = [0u8; 8];
        let (mut at, mut rest) = (letters.len(), self.column);
        while rest > 0 && at > 0 {
            at -= 1;
            letters[at] = b'A' + ((rest - 1) % 26) as u8;
            rest = (rest - 1) / 26;
        }
        for letter in &letters[at..] {
            write!(f, "{}", char::from(*letter))?;
        }
        write!(f, "{}", self.row)
    }
}

/// Plain digits that fit; nothing else.
pub(crate) fn number(digits: &[u8]) -> Option<u32> {
    if digits.is_empty() || digits.len() > 9 {
        return None;
    }
    digits.iter().try_fold(0u32, |sum, b| b.is_ascii_digit().then(|| sum * 10 + u32::from(b - b'0')))
}

/// A merged area: its first and last cell. The value stands in the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Area {
    /// Top left.
    pub from: Address,
    /// Bottom right.
    pub to: Address,
}

/// What a cell holds. `Debug` names the kind only: cells hold personal data.
#[derive(Clone, Copy, PartialEq)]
pub enum Value<'a> {
    /// Text, as typed; may be empty.
    Text(&'a str),
    /// A number, and its digits as the file has them (an 18-digit number has more digits
    /// than `value` can keep).
    Number {
        /// The nearest binary number.
        value: f64,
        /// As written in the file.
        raw: &'a str,
    },
    /// A number shown as a date or time of day, to the millisecond.
    Date {
        /// The moment, without a zone.
        at: NaiveDateTime,
        /// As written in the file: days since the epoch, or an ISO date.
        raw: &'a str,
    },
    /// TRUE or FALSE.
    Bool(bool),
    /// An error such as `#N/A`.
    Error(&'a str),
}

impl<'a> Value<'a> {
    /// The value as a person would type it: whole numbers without exponent,
    /// dates as `2024-04-28` or `2024-04-28 08:30:00`.
    pub fn text(&self) -> Cow<'a, str> {
        match *self {
            Self::Text(text) | Self::Error(text) => Cow::Borrowed(text),
            Self::Number { raw, .. } if raw.bytes().all(|b| b.is_ascii_digit()) => Cow::Borrowed(raw),
            // Fifteen digits are what a spreadsheet shows: 5000.1, not 5000.1000000000004.
            Self::Number { value, .. } => Cow::Owned(rounded(value).to_string()),
            Self::Date { at, .. } if at.time() == NaiveTime::MIN => Cow::Owned(at.format("%Y-%m-%d").to_string()),
            Self::Date { at, .. } => Cow::Owned(at.format("%Y-%m-%d %H:%M:%S").to_string()),
            Self::Bool(true) => Cow::Borrowed("TRUE"),
            Self::Bool(false) => Cow::Borrowed("FALSE"),
        }
    }

    /// Whether there is nothing to read but white space.
    pub fn is_blank(&self) -> bool {
        matches!(self, Self::Text(text) if text.trim().is_empty())
    }
}

impl fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text(_) => "Text(..)",
            Self::Number { .. } => "Number(..)",
            Self::Date { .. } => "Date(..)",
            Self::Bool(_) => "Bool(..)",
            Self::Error(_) => "Error(..)",
        })
    }
}

fn rounded(value: f64) -> f64 {
    format!("{value:.14e}").parse().unwrap_or(value)
}

/// One cell of a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cell<'a> {
    /// The column, from 1 (A).
    pub column: u32,
    /// What it holds.
    pub value: Value<'a>,
    /// Whether a formula made it; the value is the one last computed.
    pub formula: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_read_and_print() {
        for (text, row, column) in
            [("A1", 1, 1), ("Z9", 9, 26), ("AA10", 10, 27), ("XFD1048576", LAST_ROW, LAST_COLUMN)]
        {
            assert_eq!(Address::parse(text.as_bytes()), Some((Some(row), Some(column))));
            assert_eq!(Address::new(row, column).to_string(), text);
        }
        for wrong in ["XFE1", "A0", "A1048577", "A1B", "AAAAAAAAAAAAAAAA1", "A99999999999"] {
            assert_eq!(Address::parse(wrong.as_bytes()), None, "{wrong}");
        }
        assert_eq!(Address::parse(b"C"), Some((None, Some(3))));
    }

    #[test]
    fn numbers_read_as_typed() {
        let number = |raw: &'static str| Value::Number { value: raw.parse().unwrap(), raw }.text();
        assert_eq!(number("1.3800138000E10"), "13800138000");
        assert_eq!(number("350521199001011239"), "350521199001011239");
        assert_eq!(number("0.5"), "0.5");
        assert_eq!(number("5000.1000000000004"), "5000.1");
        assert_eq!(number("-12"), "-12");
    }

    #[test]
    fn debug_shows_no_content() {
        let cell = Cell { column: 2, value: Value::Text("李四"), formula: false };
        assert_eq!(format!("{cell:?}"), "Cell { column: 2, value: Text(..), formula: false }");
    }
}
