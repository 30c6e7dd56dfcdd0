//! Unified social credit identifiers (统一社会信用代码), GB 32100-2015.

use crate::parsing::{Parsed, Tidied, Warning};
use crate::unit_kind::UnitKind;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

const LENGTH: usize = 18;
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
const WEIGHTS: [usize; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const ORGANISATION_WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
const CATEGORIES: &[&str] = &[
    "11", "12", "13", "19", "21", "29", "31", "32", "33", "34", "35", "39", "41", "49", "51", "52", "53", "59", "61",
    "62", "69", "71", "72", "79", "81", "89", "91", "92", "93", "A1", "A9", "N1", "N2", "N3", "N9", "Y1",
];

/// A unit's credit code, tidied and checked. The area in it is the registry's: never use it to route an application (5.1.b).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CreditCode([u8; LENGTH]);

/// Why a text is no credit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CreditCodeError {
    /// Not 18 characters.
    #[error("统一社会信用代码应为 18 位，现有 {0} 位，请对照证照补正。")]
    Length(usize),
    /// A character outside the standard's 31, or a letter in the area.
    #[error("统一社会信用代码只用数字和大写字母（不含 I、O、S、V、Z），第 3 至 8 位是数字，请对照证照改正。")]
    Characters,
    /// The check character disagrees with the others.
    #[error("统一社会信用代码末位校验不符，多半是抄错了一位，请对照证照逐位核对。")]
    Checksum,
}

impl CreditCodeError {
    /// The stable code of this reason.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            CreditCodeError::Length(_) => "uscc_length",
            CreditCodeError::Characters => "uscc_characters",
            CreditCodeError::Checksum => "uscc_checksum",
        }
    }
}

impl CreditCode {
    /// Reads a credit code as typed (standards.md 2).
    ///
    /// # Errors
    /// Length, characters or check, in this order.
    pub fn parse(text: &str) -> Result<Parsed<Self>, CreditCodeError> {
        let mut tidied = Tidied::<LENGTH>::of(text);
        let code = *tidied.exact().ok_or(CreditCodeError::Length(tidied.len()))?;
        let good = code.iter().all(|byte| place(*byte).is_some()) && code[2..8].iter().all(u8::is_ascii_digit);
        if !good {
            return Err(CreditCodeError::Characters);
        }
        if check_character(&code) != code[17] {
            return Err(CreditCodeError::Checksum);
        }
        let code = CreditCode(code);
        if !CATEGORIES.contains(&&code.as_str()[..2]) {
            tidied.warnings.push(Warning::UnknownCategory);
        }
        if !code.organisation_code_agrees() {
            tidied.warnings.push(Warning::OrganisationCode);
        }
        Ok(Parsed { value: code, warnings: tidied.warnings })
    }

    /// The 18 characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("only ASCII is stored")
    }

    /// The kind of unit its first two characters point to; a hint for a form, never a decision.
    #[must_use]
    pub fn unit_kind_hint(&self) -> Option<UnitKind> {
        match &self.0[..2] {
            b"91" | b"92" => Some(UnitKind::Enterprise),
            b"93" => Some(UnitKind::Cooperative),
            b"12" => Some(UnitKind::PublicInstitution),
            b"51" => Some(UnitKind::SocialOrganisation),
            b"52" => Some(UnitKind::VocationalTrainingInstitution),
            _ => None,
        }
    }

    /// Whether character 17 is the GB 11714 check of characters 9 to 16.
    fn organisation_code_agrees(&self) -> bool {
        let digits = self.0[8..16].iter().map(|byte| char::from(*byte).to_digit(36).unwrap_or(0));
        let sum: u32 = digits.zip(ORGANISATION_WEIGHTS).map(|(digit, weight)| digit * weight).sum();
        self.0[16] == b"0X987654321"[(sum % 11) as usize]
    }
}

fn place(byte: u8) -> Option<usize> {
    ALPHABET.iter().position(|known| *known == byte)
}

fn check_character(code: &[u8; LENGTH]) -> u8 {
    let sum: usize = code.iter().zip(WEIGHTS).map(|(byte, weight)| place(*byte).unwrap_or(0) * weight).sum();
    ALPHABET[(31 - sum % 31) % 31]
}

impl std::fmt::Display for CreditCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::fmt::Debug for CreditCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for CreditCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for CreditCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        CreditCode::parse(&text).map(|parsed| parsed.value).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_the_standard() {
        for (text, expected) in [
            ("91350582MA2T000077", Ok(Some(UnitKind::Enterprise))),
            ("52350500MJB0A00X4N", Ok(Some(UnitKind::VocationalTrainingInstitution))),
            ("51350524500000015C", Ok(Some(UnitKind::SocialOrganisation))),
            ("93350525MA33XXX3X8", Ok(Some(UnitKind::Cooperative))),
            ("N2350583MF0000A17R", Ok(None)),
            ("91350582MA2T000078", Err("uscc_checksum")),
            ("91350582MA2T0O0077", Err("uscc_characters")),
            ("91350582MA2T00007", Err("uscc_length")),
            ("", Err("uscc_length")),
            ("9135058AMA2T000077", Err("uscc_characters")),
        ] {
            let found = CreditCode::parse(text);
            if let Ok(parsed) = &found {
                assert_eq!(parsed.warnings, [], "{text}");
                assert_eq!(parsed.value.as_str(), text);
            }
            let found = found.map(|parsed| parsed.value.unit_kind_hint()).map_err(CreditCodeError::code);
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn an_odd_organisation_code_or_category_is_only_a_warning() {
        let coded = |body: &str| {
            let mut code: [u8; LENGTH] = format!("{body}0").into_bytes().try_into().expect("18 bytes");
            code[17] = check_character(&code);
            CreditCode::parse(std::str::from_utf8(&code).expect("ASCII")).expect("checked").warnings
        };
        assert_eq!(coded("91350582MA2T00008"), [Warning::OrganisationCode]);
        assert_eq!(coded("99350582MA2T00007"), [Warning::UnknownCategory]);
    }

    #[test]
    fn round_trips_as_text() {
        let code = CreditCode::parse(" 91350582ma2t000077").expect("valid").value;
        let json = serde_json::to_string(&code).expect("serialises");
        assert_eq!(json, r#""91350582MA2T000077""#);
        assert_eq!(serde_json::from_str::<CreditCode>(&json).expect("reads back"), code);
    }
}
