//! One ruled value: what it is, under which clause, and whether the city chose it. It holds as long as its policy: a change
//! is a new version of the file.

use serde::Deserialize;

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
    /// The policy does not say: the city chose (本市设定).
    #[serde(default)]
    pub local_setting: bool,
    /// Why this value.
    pub note: Option<String>,
}
