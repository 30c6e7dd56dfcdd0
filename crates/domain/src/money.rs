//! Money as whole fen.

use crate::thousands::thousands;
use serde::{Deserialize, Serialize};

/// An amount in fen (分), one hundredth of a yuan. Written to files and the database as the integer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fen(pub i64);

impl Fen {
    /// Nothing.
    pub const ZERO: Fen = Fen(0);

    /// A whole number of yuan; none when it passes the range.
    #[must_use]
    pub const fn from_yuan(yuan: i64) -> Option<Fen> {
        match yuan.checked_mul(100) {
            Some(fen) => Some(Fen(fen)),
            None => None,
        }
    }

    /// The sum; none when it passes the range.
    #[must_use]
    pub fn checked_add(self, other: Fen) -> Option<Fen> {
        self.0.checked_add(other.0).map(Fen)
    }

    /// The difference; none when it passes the range.
    #[must_use]
    pub fn checked_sub(self, other: Fen) -> Option<Fen> {
        self.0.checked_sub(other.0).map(Fen)
    }

    /// The sum of many; none when it passes the range.
    #[must_use]
    pub fn checked_sum(amounts: impl IntoIterator<Item = Fen>) -> Option<Fen> {
        amounts.into_iter().try_fold(Fen::ZERO, Fen::checked_add)
    }

    /// The amount in uppercase (大写) as the rules for filling in bills have it: `壹拾伍万元整`, without the prefix 人民币.
    #[must_use]
    pub fn uppercase(self) -> String {
        let fen = self.0.unsigned_abs();
        let (yuan, jiao, cent) = (fen / 100, fen / 10 % 10, fen % 10);
        let mut text = String::from(if self.0 < 0 { "负" } else { "" });
        if yuan > 0 || fen == 0 {
            push_number(&mut text, yuan);
            text.push('元');
        }
        let after_yuan = yuan > 0;
        match (jiao, cent) {
            (0, 0) => text.push('整'),
            (0, _) if after_yuan => text.push('零'),
            (1.., _) if after_yuan && yuan.is_multiple_of(10) => text.push('零'),
            _ => {}
        }
        for (digit, unit) in [(jiao, '角'), (cent, '分')] {
            if digit > 0 {
                text.push(numeral(digit));
                text.push(unit);
            }
        }
        text
    }
}

fn numeral(digit: u64) -> char {
    ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'][(digit % 10) as usize]
}

/// Writes a whole number: what is above 亿, what is above 万, then the last four digits; a gap of zeros between is one 零.
fn push_number(text: &mut String, number: u64) {
    const YI: u64 = 100_000_000;
    const WAN: u64 = 10_000;
    for (size, unit) in [(YI, '亿'), (WAN, '万')] {
        if number >= size {
            push_number(text, number / size);
            text.push(unit);
            let rest = number % size;
            if rest > 0 {
                if rest < size / 10 {
                    text.push('零');
                }
                push_number(text, rest);
            }
            return;
        }
    }
    push_group(text, number);
}

/// Writes up to four digits, with no 零 at the ends.
fn push_group(text: &mut String, group: u64) {
    if group == 0 {
        text.push('零');
    }
    let mut gap = false;
    let mut begun = false;
    for (size, unit) in [(1000, Some('仟')), (100, Some('佰')), (10, Some('拾')), (1, None)] {
        let digit = group / size % 10;
        if digit == 0 {
            gap = begun;
            continue;
        }
        if gap {
            text.push('零');
        }
        text.push(numeral(digit));
        text.extend(unit);
        (gap, begun) = (false, true);
    }
}

/// `150,000 元`; fen only when there are any: `1,409.50 元`.
impl std::fmt::Display for Fen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let fen = self.0.unsigned_abs();
        if self.0 < 0 {
            f.write_str("-")?;
        }
        f.write_str(&thousands(&(fen / 100)))?;
        match fen % 100 {
            0 => f.write_str(" 元"),
            rest => write!(f, ".{rest:02} 元"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn uppercase_of_the_rules_for_bills() {
        for (fen, words) in [
            (15_000_000, "壹拾伍万元整"),
            (10_000_000, "壹拾万元整"),
            (5_000_000, "伍万元整"),
            (0, "零元整"),
            (30_000_000, "叁拾万元整"),
            (195_000_000, "壹佰玖拾伍万元整"),
            (140_950, "壹仟肆佰零玖元伍角"),
            (600_714, "陆仟零柒元壹角肆分"),
            (1_640_902, "壹万陆仟肆佰零玖元零贰分"),
            (32_504, "叁佰贰拾伍元零肆分"),
            (168_032, "壹仟陆佰捌拾元零叁角贰分"),
            (10_700_053, "壹拾万柒仟元零伍角叁分"),
            (10_001_000_100, "壹亿零壹万零壹元整"),
            (5, "伍分"),
            (50, "伍角"),
            (1_000, "壹拾元整"),
            (10_000_100_000, "壹亿零壹仟元整"),
            (-100, "负壹元整"),
        ] {
            assert_eq!(Fen(fen).uppercase(), words, "{fen}");
        }
    }

    #[test]
    fn shown_with_thousands_and_fen_only_when_there_are_any() {
        for (fen, shown) in
            [(15_000_000, "150,000 元"), (0, "0 元"), (140_950, "1,409.50 元"), (-99_905, "-999.05 元"), (5, "0.05 元")]
        {
            assert_eq!(Fen(fen).to_string(), shown);
        }
    }

    #[test]
    fn sums_are_checked() {
        assert_eq!(Fen::checked_sum([Fen(1), Fen(2)]), Some(Fen(3)));
        assert_eq!(Fen(i64::MAX).checked_add(Fen(1)), None);
        assert_eq!(Fen(i64::MIN).checked_sub(Fen(1)), None);
        assert_eq!(Fen::from_yuan(i64::MAX), None);
        assert_eq!(serde_json::to_string(&Fen(15_000_000)).expect("serialises"), "15000000");
    }

    /// Reads uppercase back, independently of how it is written.
    fn read(words: &str) -> u64 {
        let (yuan, rest) = words.split_once('元').unwrap_or(("", words));
        let (jiao, rest) = rest.split_once('角').unwrap_or(("", rest));
        let cent = rest.split_once('分').map_or("", |(cent, _)| cent);
        whole(yuan) * 100 + whole(jiao) * 10 + whole(cent)
    }

    fn whole(words: &str) -> u64 {
        for (unit, size) in [('亿', 100_000_000), ('万', 10_000), ('仟', 1000), ('佰', 100), ('拾', 10)] {
            if let Some((high, low)) = words.rsplit_once(unit) {
                return whole(high) * size + whole(low);
            }
        }
        words.chars().last().and_then(|c| "零壹贰叁肆伍陆柒捌玖".chars().position(|n| n == c)).unwrap_or(0) as u64
    }

    proptest! {
        #[test]
        fn uppercase_reads_back_as_the_same_amount(fen in 0i64..=1_000_000_000_000_000_000) {
            let words = Fen(fen).uppercase();
            prop_assert_eq!(read(&words), fen.unsigned_abs(), "{}", words);
            prop_assert!(!words.contains("零零") && !words.contains("零万") && !words.contains("零亿"));
        }
    }
}
