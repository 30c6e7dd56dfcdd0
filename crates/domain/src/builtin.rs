//! What the program carries in itself, so that it runs from any folder: the calendars, the policy of Quanzhou and its word lists.
//! A policy or a calendar year is loaded while the program runs; the word lists are those built in.

use crate::{
    brand_name::{NamingRule, WordLists},
    calendar::Calendar,
    policy::Policy,
};

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
pub const CLAUSES: (&str, &str) = ("policy/clauses.csv", include_str!("../../../policy/clauses.csv"));

/// The word lists of Quanzhou's naming rule.
pub const WORD_LISTS: WordLists<'static> = WordLists {
    places: ("policy/places.csv", include_str!("../../../policy/places.csv")),
    trades: ("policy/brand-suffixes.csv", include_str!("../../../policy/brand-suffixes.csv")),
    industries: ("policy/industries.csv", include_str!("../../../policy/industries.csv")),
    national: ("policy/national-places.csv", include_str!("../../../policy/national-places.csv")),
};

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

/// The naming rule of the program.
pub fn naming_rule() -> NamingRule {
    NamingRule::new(&policy(), &WORD_LISTS).expect("the word lists built in are tested")
}

/// Industries a brand can choose (2.1.a): GB/T 4754 division code and name, those of the city's own list, each once.
pub fn industries() -> Vec<(String, String)> {
    #[derive(serde::Deserialize)]
    struct Row {
        gbt4754_division: String,
        division_name_gbt: String,
    }
    let (name, text) = WORD_LISTS.industries;
    let rows: Vec<Row> = crate::source::rows(name, text).expect("the word lists built in are tested");
    let listed = rows.into_iter().filter(|row| !row.gbt4754_division.is_empty());
    listed
        .map(|row| (row.gbt4754_division, row.division_name_gbt))
        .collect::<std::collections::BTreeMap<_, _>>()
        .into_iter()
        .collect()
}
