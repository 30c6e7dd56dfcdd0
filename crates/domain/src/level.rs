//! At whose desk a decision is taken.

use serde::{Deserialize, Serialize};

/// The level of government that decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// 县级
    County,
    /// 市级
    City,
    /// 财政
    Finance,
}

impl Level {
    /// The name people read.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Level::County => "县级",
            Level::City => "市级",
            Level::Finance => "财政",
        }
    }

    /// The code used in the database and the policy file.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Level::County => "county",
            Level::City => "city",
            Level::Finance => "finance",
        }
    }
}
