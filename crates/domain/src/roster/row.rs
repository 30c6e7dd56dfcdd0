use super::Ledger;
use crate::identity::DocumentNumber;
use crate::mobile::Mobile;
use crate::person_name::PersonName;
use chrono::{Datelike, NaiveDate};
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;

/// A value of a row: codes, credit codes, places and dates (ISO 8601) are text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// Yes or no.
    Flag(bool),
    /// A whole number.
    Whole(i64),
    /// Anything else; a code borrows from the columns.
    Text(Cow<'static, str>),
}

impl Value {
    /// The value as the words of a condition or an export.
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Value::Flag(flag) => Cow::Borrowed(if *flag { "true" } else { "false" }),
            Value::Whole(number) => Cow::Owned(number.to_string()),
            Value::Text(text) => Cow::Borrowed(text),
        }
    }
}

/// One person's accepted row. Its JSON is what gets sealed; it leaves out 序号, so two rows that say the same have the same
/// bytes. `Debug` masks.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RosterRow {
    /// The person's document.
    #[serde(rename = "id")]
    pub document: DocumentNumber,
    /// The person's name.
    pub name: PersonName,
    /// The person's mobile.
    pub mobile: Mobile,
    /// The ledgers it stands in; both are possible on a combined sheet only.
    pub ledgers: Vec<Ledger>,
    pub(super) values: Values,
}

/// The remaining values by column identifier, in column order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Values(pub(super) Vec<(Cow<'static, str>, Value)>);

impl Values {
    pub(super) fn get(&self, identifier: &str) -> Option<&Value> {
        self.0.iter().find(|(known, _)| known == identifier).map(|(_, value)| value)
    }
}

/// A day as rows keep it, `2024-03-05`. Rosters have millions: this is chrono's own reading without its generality.
#[must_use]
pub fn iso_day(text: &str) -> Option<NaiveDate> {
    let &[a, b, c, d, b'-', e, f, b'-', g, h] = text.as_bytes() else { return None };
    let number = |digits: &[u8]| {
        digits.iter().try_fold(0, |sum, digit| digit.is_ascii_digit().then(|| sum * 10 + u32::from(digit - b'0')))
    };
    NaiveDate::from_ymd_opt(i32::try_from(number(&[a, b, c, d])?).ok()?, number(&[e, f])?, number(&[g, h])?)
}

/// The text of a day, as [`iso_day`] reads it. Years have four digits.
pub(super) fn iso_text(day: NaiveDate) -> String {
    let digit = |number: u32| char::from_digit(number % 10, 10).unwrap_or('0');
    let (year, month, day) = (day.year().unsigned_abs(), day.month(), day.day());
    let mut text = String::with_capacity(10);
    text.extend([digit(year / 1000), digit(year / 100), digit(year / 10), digit(year), '-']);
    text.extend([digit(month / 10), digit(month), '-', digit(day / 10), digit(day)]);
    text
}

impl RosterRow {
    /// The value of a column; none where the cell was empty.
    #[must_use]
    pub fn value(&self, identifier: &str) -> Option<&Value> {
        self.values.get(identifier)
    }

    /// Every further value, by column identifier in column order.
    pub fn values(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.values.0.iter().map(|(identifier, value)| (identifier.as_ref(), value))
    }

    /// The text or code of a column.
    #[must_use]
    pub fn text(&self, identifier: &str) -> Option<&str> {
        match self.value(identifier)? {
            Value::Text(text) => Some(text),
            Value::Flag(_) | Value::Whole(_) => None,
        }
    }

    /// The date of a column.
    #[must_use]
    pub fn date(&self, identifier: &str) -> Option<NaiveDate> {
        iso_day(self.text(identifier)?)
    }

    /// The whole number of a column.
    #[must_use]
    pub fn whole(&self, identifier: &str) -> Option<i64> {
        match self.value(identifier)? {
            Value::Whole(number) => Some(*number),
            Value::Flag(_) | Value::Text(_) => None,
        }
    }

    /// The yes or no of a column.
    #[must_use]
    pub fn flag(&self, identifier: &str) -> Option<bool> {
        match self.value(identifier)? {
            Value::Flag(flag) => Some(*flag),
            Value::Whole(_) | Value::Text(_) => None,
        }
    }

    /// Whether the row stands in a ledger.
    #[must_use]
    pub fn feeds(&self, ledger: Ledger) -> bool {
        self.ledgers.contains(&ledger)
    }

    /// Whether the person is a poverty-alleviated worker (脱贫劳动力, 3.3.c).
    #[must_use]
    pub fn poverty_alleviated(&self) -> bool {
        self.text("person_category") == Some("poverty_alleviated_worker")
    }

    /// Whether the training was passed: the row counts for 3.5 only then.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.flag("passed") == Some(true)
    }

    /// The code of the training category (3.5.b1).
    #[must_use]
    pub fn training_category(&self) -> Option<&str> {
        self.text("training_category")
    }

    /// Whether the person started a business (3.3.a).
    #[must_use]
    pub fn start_up(&self) -> bool {
        self.text("employment_form") == Some("start_up")
    }

    /// Whether the brand organised the placement (3.6.b).
    #[must_use]
    pub fn placed_by_brand(&self) -> bool {
        self.flag("placed_by_brand") == Some(true)
    }

    /// The row as sealed: compact JSON, the same for rows that say the same. Personal.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(1024);
        serde_json::to_writer(&mut bytes, self).expect("a row has only text keys and plain values");
        bytes
    }

    /// Reads a row back from [`to_bytes`](Self::to_bytes).
    ///
    /// # Errors
    /// When the bytes are not such a row.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(bytes)
    }
}

impl std::fmt::Debug for RosterRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RosterRow").field("document", &self.document).field("name", &self.name).finish_non_exhaustive()
    }
}

impl Serialize for Values {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(identifier, value)| (identifier, value)))
    }
}

impl<'de> Deserialize<'de> for Values {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Values;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("values by column identifier")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Values, A::Error> {
                let mut values = Vec::new();
                while let Some((identifier, value)) = map.next_entry::<String, Value>()? {
                    values.push((Cow::Owned(identifier), value));
                }
                Ok(Values(values))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn days_are_written_and_read_as_chrono_does(days in 693_596i32..803_533) {
            let day = NaiveDate::from_num_days_from_ce_opt(days).expect("a day of 1900 to 2199");
            prop_assert_eq!(iso_text(day), day.to_string());
            prop_assert_eq!(iso_day(&day.to_string()), Some(day));
        }

        #[test]
        fn what_is_no_day_is_none(text in "[0-9 -]{8,11}") {
            prop_assert!(iso_day(&text).is_none_or(|day| day.to_string() == text));
        }
    }
}
