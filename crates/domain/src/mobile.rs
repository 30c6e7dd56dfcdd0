//! Telephone numbers: mobiles of people, and mobiles or fixed lines of a unit's contact.

use crate::parsing::{Parsed, Tidied};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A mainland mobile number. `Debug` prints the mask.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mobile([u8; 11]);

/// Why a text is no telephone number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PhoneError {
    /// Not a mobile of 11 digits beginning with 13 to 19.
    #[error("手机号码应为 11 位数字，以 13 至 19 开头，请核对后改正。")]
    Mobile,
    /// Neither a mobile nor a fixed line.
    #[error("电话应为 11 位手机号码，或带区号的固定电话（如 0595-22500000），请核对后改正。")]
    Phone,
}

impl PhoneError {
    /// The stable code of this reason.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            PhoneError::Mobile => "mobile_format",
            PhoneError::Phone => "phone_format",
        }
    }
}

impl Mobile {
    /// Reads a mobile number as typed, with or without +86, spaces and hyphens (standards.md 3).
    ///
    /// # Errors
    /// [`PhoneError::Mobile`] when it is not 11 digits beginning with 13 to 19.
    pub fn parse(text: &str) -> Result<Parsed<Self>, PhoneError> {
        let text = crate::parsing::trim(text);
        let text = text.strip_prefix(['+', '＋']).unwrap_or(text);
        let mut tidied = Tidied::<13>::of(text);
        if tidied.len() == 13 && tidied.text().starts_with("86") {
            tidied.skip(2);
        }
        match <[u8; 11]>::try_from(tidied.bytes()) {
            Ok(digits @ [b'1', b'3'..=b'9', ..]) if digits.iter().all(u8::is_ascii_digit) => {
                Ok(Parsed { value: Mobile(digits), warnings: tidied.warnings })
            }
            _ => Err(PhoneError::Mobile),
        }
    }

    /// The 11 digits. Personal.
    #[must_use]
    pub fn digits(&self) -> &str {
        std::str::from_utf8(&self.0).expect("only digits are stored")
    }

    /// The number as shown: `138****8000`.
    #[must_use]
    pub fn mask(&self) -> String {
        let digits = self.digits();
        format!("{}****{}", &digits[..3], &digits[7..])
    }
}

impl std::fmt::Debug for Mobile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.mask())
    }
}

impl Serialize for Mobile {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.digits())
    }
}

impl<'de> Deserialize<'de> for Mobile {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        Mobile::parse(&text).map(|parsed| parsed.value).map_err(serde::de::Error::custom)
    }
}

/// How to reach a unit: a mobile, or a fixed line such as `0595-22500000-801`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Phone {
    /// A person's mobile.
    Mobile(Mobile),
    /// A fixed line with its area code, as digits and hyphens.
    Fixed(FixedLine),
}

/// A fixed line with its area code.
#[derive(Clone, PartialEq, Eq)]
pub struct FixedLine(String);

impl Phone {
    /// Reads a mobile or a fixed line as typed.
    ///
    /// # Errors
    /// [`PhoneError::Phone`] when it is neither.
    pub fn parse(text: &str) -> Result<Self, PhoneError> {
        if let Ok(parsed) = Mobile::parse(text) {
            return Ok(Phone::Mobile(parsed.value));
        }
        FixedLine::parse(text).map(Phone::Fixed)
    }

    /// The number in full. Personal when it is a mobile.
    #[must_use]
    pub fn number(&self) -> &str {
        match self {
            Phone::Mobile(mobile) => mobile.digits(),
            Phone::Fixed(line) => &line.0,
        }
    }
}

impl std::fmt::Debug for Phone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Phone::Mobile(mobile) => mobile.fmt(f),
            Phone::Fixed(line) => f.write_str(&crate::parsing::mask(&line.0)),
        }
    }
}

impl FixedLine {
    /// `0` and 2 or 3 digits, 7 or 8 digits, and perhaps an extension of 1 to 6 after a hyphen.
    fn parse(text: &str) -> Result<Self, PhoneError> {
        use unicode_normalization::UnicodeNormalization;
        let plain: String = text
            .nfkc()
            .filter(|c| !c.is_whitespace())
            .map(|c| if matches!(c, '—' | '–' | '−') { '-' } else { c })
            .collect();
        let parts: Vec<&str> = plain.split('-').collect();
        let sized = |part: &str, from, to| (from..=to).contains(&part.len());
        let joined = |part: &str| part.starts_with('0') && sized(part, 10, 12);
        let good = parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
            && match parts[..] {
                [whole] => joined(whole),
                [area, line] if area.len() <= 4 => area.starts_with('0') && sized(area, 3, 4) && sized(line, 7, 8),
                [whole, extension] => joined(whole) && sized(extension, 1, 6),
                [area, line, extension] => {
                    area.starts_with('0') && sized(area, 3, 4) && sized(line, 7, 8) && sized(extension, 1, 6)
                }
                _ => false,
            };
        if good { Ok(FixedLine(plain)) } else { Err(PhoneError::Phone) }
    }
}

impl Serialize for FixedLine {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for FixedLine {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        FixedLine::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mobiles_of_the_standard() {
        for (text, expected) in [
            ("13800138000", Some("13800138000")),
            ("19912345678", Some("19912345678")),
            ("12012345678", None),
            ("1380013800", None),
            ("+86 138 0013 8000", Some("13800138000")),
            ("8613800138000", Some("13800138000")),
            ("１３８-0013-8000", Some("13800138000")),
            ("138001380001", None),
            ("1380013800a", None),
            ("", None),
        ] {
            let found = Mobile::parse(text).ok();
            assert_eq!(found.as_ref().map(|parsed| parsed.value.digits()), expected, "{text}");
        }
    }

    #[test]
    fn contacts_of_a_unit_may_have_a_fixed_line() {
        for good in
            ["0595-22500000", "059522500000", "010-62345678-801", "0595 2250000", "059522500000-8", "13800138000"]
        {
            assert!(Phone::parse(good).is_ok(), "{good}");
        }
        for bad in ["22500000", "0595-225000", "0595-22500000-8010000", "0595-2250000a", "059-5-2-2"] {
            assert_eq!(Phone::parse(bad), Err(PhoneError::Phone), "{bad}");
        }
    }

    #[test]
    fn debug_prints_the_mask_and_sealing_round_trips() {
        let mobile = Mobile::parse("13800138000").expect("valid").value;
        assert_eq!(format!("{mobile:?}"), "138****8000");
        for text in ["13800138000", "0595-22500000"] {
            let phone = Phone::parse(text).expect("valid");
            let json = serde_json::to_string(&phone).expect("serialises");
            assert_eq!(serde_json::from_str::<Phone>(&json).expect("reads back"), phone);
            assert!(!format!("{phone:?}").contains(text));
        }
    }
}
