//! What the program carries in itself, so that it runs from any folder: the calendars, the policy of Quanzhou and its word lists.
//! Every one can be replaced by a file of the same form.

use crate::calendar::Calendar;

/// Calendar files, name and text, one a year. 2027 carries the statutory days only until its notice is published.
pub const CALENDARS: [(&str, &str); 5] = [
    ("policy/calendar/2023.toml", include_str!("../../../policy/calendar/2023.toml")),
    ("policy/calendar/2024.toml", include_str!("../../../policy/calendar/2024.toml")),
    ("policy/calendar/2025.toml", include_str!("../../../policy/calendar/2025.toml")),
    ("policy/calendar/2026.toml", include_str!("../../../policy/calendar/2026.toml")),
    ("policy/calendar/2027.toml", include_str!("../../../policy/calendar/2027.toml")),
];

/// All calendar years of the program.
pub fn calendar() -> Calendar {
    let mut calendar = Calendar::default();
    for (name, text) in CALENDARS {
        calendar.load(name, text).expect("the calendars built in are tested");
    }
    calendar
}
