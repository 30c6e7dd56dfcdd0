//! Numbers of official documents (发文字号), GB/T 9704-2012 7.2.5.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A document number such as 泉人社规〔2024〕4号: given by the bureau's office system and recorded here.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OfficialNumber(String);

/// The text is no document number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("发文字号应如“泉人社规〔2024〕4号”：年份用六角括号〔〕括全四位，序号不加“第”、不补零，请改正。")]
pub struct OfficialNumberError;

impl OfficialNumber {
    /// Reads a document number; white space at its ends is dropped, nothing else is mended.
    ///
    /// # Errors
    /// When the agency code, year or serial is not as the standard sets them.
    pub fn parse(text: &str) -> Result<Self, OfficialNumberError> {
        let text = text.trim();
        let well_formed = || {
            let (agency, rest) = text.split_once('〔')?;
            let (year, rest) = rest.split_once('〕')?;
            let serial = rest.strip_suffix('号')?;
            let good = (2..=12).contains(&agency.chars().count())
                && agency.chars().all(|c| matches!(c, '\u{4e00}'..='\u{9fff}'))
                && is_digits(year)
                && year.len() == 4
                && (year.starts_with("19") || year.starts_with("20"))
                && is_digits(serial)
                && !serial.starts_with('0');
            good.then_some(())
        };
        well_formed().map(|()| OfficialNumber(text.to_owned())).ok_or(OfficialNumberError)
    }

    /// The number as printed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

impl std::fmt::Display for OfficialNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for OfficialNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for OfficialNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        OfficialNumber::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_the_standard() {
        for good in ["泉人社规〔2024〕4号", "泉人社文〔2026〕118号"] {
            assert_eq!(OfficialNumber::parse(good).map(|number| number.to_string()), Ok(good.to_owned()));
        }
        for bad in [
            "泉人社规[2024]4号",
            "泉人社规〔24〕4号",
            "泉人社规〔2024〕第4号",
            "泉人社规〔2024〕04号",
            "泉〔2024〕4号",
            "泉人社规〔2124〕4号",
            "泉人社规〔2024〕号",
            "",
        ] {
            assert_eq!(OfficialNumber::parse(bad), Err(OfficialNumberError), "{bad}");
        }
    }
}
