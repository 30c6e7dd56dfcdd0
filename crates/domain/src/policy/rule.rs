//! One ruled value: what it is, under which clause, from when to when, and whether the city chose it.

use chrono::NaiveDate;
use serde::Deserialize;

use crate::source::Day;

/// A value with its clause. Where the policy is silent, `local_setting` is true (本市设定) and `note` says why.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule<T> {
    /// What officials call it.
    pub label: String,
    /// The value.
    pub value: T,
    /// The unit the value is counted in, for people.
    pub unit: Option<String>,
    /// Clause id of `clauses.csv`.
    pub clause: String,
    /// First day on which it holds; absent: as long as the policy.
    pub from: Option<Day>,
    /// Last day on which it holds; absent: as long as the policy.
    pub until: Option<Day>,
    /// The policy does not say: the city chose (本市设定).
    #[serde(default)]
    pub local_setting: bool,
    /// Why this value.
    pub note: Option<String>,
}

impl<T> Rule<T> {
    /// Whether the rule's own dates, if any, cover this day.
    pub fn in_force_on(&self, date: NaiveDate) -> bool {
        self.from.is_none_or(|from| from.0 <= date) && self.until.is_none_or(|until| date <= until.0)
    }
}
