//! What a brand and its units must be: chapter 3.

use serde::{Deserialize, Serialize};

use super::Rule;

/// Head-counts of 3.3. All limits are exclusive: 超过 is `>`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scale {
    /// County brands lead more persons than this.
    pub county_more_than: Rule<u32>,
    /// City brands lead more persons than this.
    pub city_more_than: Rule<u32>,
    /// Brands leading more poverty-alleviated workers go first among equals.
    pub poverty_alleviated_first: Rule<bool>,
    /// Heritage brands may get a lower limit by decision.
    pub heritage_relaxation: Rule<bool>,
    /// Which employment rows count.
    pub window: Rule<ScaleWindow>,
}

/// Which employment rows count for 3.3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScaleWindow {
    /// Distinct people over both filed years.
    UnionOfFiledYears,
    /// People at work on the day of filing.
    OnFilingDay,
}

/// Training of 3.5. All limits are inclusive: 不少于 and 不低于 are `>=`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Training {
    /// Only people who passed count.
    pub passed_only: Rule<bool>,
    /// Categories with their yearly minimum.
    pub categories: Vec<Category>,
}

/// A training category (3.5.b1 to 3.5.b3).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// Code in rosters and forms.
    pub code: String,
    /// Name.
    pub label: String,
    /// Persons a year, at least.
    pub at_least: u32,
    /// Clause id.
    pub clause: String,
}

/// Cultivating units (3.4).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Units {
    /// Kinds not listed may be confirmed by a county.
    pub open_list: Rule<bool>,
    /// How many days a check of the debtor list stays good.
    pub debtor_check_days: Rule<u32>,
    /// Kinds of unit.
    pub kinds: Vec<Choice>,
}

/// A coded choice with its clause.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Code.
    pub code: String,
    /// Name.
    pub label: String,
    /// Clause id.
    pub clause: String,
}
