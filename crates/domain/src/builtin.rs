//! What the program carries in itself, so that it runs from any folder: the calendars, the policy of Quanzhou and its word lists.
//! Every one can be replaced by a file of the same form.

use serde::de::DeserializeOwned;

use crate::{calendar::Calendar, policy::Policy};

/// Calendar files, name and text, one a year. 2027 carries the statutory days only until its notice is published.
pub const CALENDARS: [(&str, &str); 5] = [
    ("policy/calendar/2023.toml", include_str!("../../../policy/calendar/2023.toml")),
    ("policy/calendar/2024.toml", include_str!("../../../policy/calendar/2024.toml")),
    ("policy/calendar/2025.toml", include_str!("../../../policy/calendar/2025.toml")),
    ("policy/calendar/2026.toml", include_str!("../../../policy/calendar/2026.toml")),
    ("policy/calendar/2027.toml", include_str!("../../../policy/calendar/2027.toml")),
];

/// The policy of Quanzhou, 泉人社规〔2024〕4号: name and text.
pub const POLICY: (&str, &str) = ("policy/quanzhou-2024.toml", include_str!("../../../policy/quanzhou-2024.toml"));

/// Every clause of the programme with its id.
pub const CLAUSES: &str = include_str!("../../../policy/clauses.csv");

/// All calendar years of the program.
pub fn calendar() -> Calendar {
    let mut calendar = Calendar::default();
    for (name, text) in CALENDARS {
        calendar.load(name, text).expect("the calendars built in are tested");
    }
    calendar
}

/// The policy of the program.
pub fn policy() -> Policy {
    Policy::parse(POLICY.0, POLICY.1).expect("the policy built in is tested")
}

/// Rows of a CSV list: lines that begin with `#` are remarks, the first other line names the columns.
pub(crate) fn rows<T: DeserializeOwned>(text: &str) -> Result<Vec<T>, csv::Error> {
    csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes()).deserialize().collect()
}
