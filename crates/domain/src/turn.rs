//! Whose turn it is, to do what, under which clause.

use crate::coded::coded;

coded! {
    /// A party to the programme: whom something waits for, and at whose desk an act is done.
    Party {
        Unit = "unit" "培育单位",
        County = "county" "县级",
        City = "city" "市级",
        Finance = "finance" "财政",
        Nobody = "nobody" "无",
    }
}

/// Whose turn it is, to do what, under which clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn {
    /// Who.
    pub party: Party,
    /// What is asked of them.
    pub act: &'static str,
    /// Under which clause.
    pub clause: &'static str,
}

impl Turn {
    /// A turn.
    #[must_use]
    pub const fn of(party: Party, act: &'static str, clause: &'static str) -> Turn {
        Turn { party, act, clause }
    }
}
