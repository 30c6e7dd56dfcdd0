//! At whose desk a decision is taken.

use crate::{coded::coded, turn::Party};

coded! {
    /// The level of government that decides.
    Level {
        County = "county" "县级",
        City = "city" "市级",
        Finance = "finance" "财政",
    }
}

impl Level {
    /// The level of a party; none for who decides nothing.
    #[must_use]
    pub fn of(party: Party) -> Option<Level> {
        match party {
            Party::County => Some(Level::County),
            Party::City => Some(Level::City),
            Party::Finance => Some(Level::Finance),
            Party::Unit | Party::Nobody => None,
        }
    }

    /// The party that decides at it.
    #[must_use]
    pub fn party(self) -> Party {
        match self {
            Level::County => Party::County,
            Level::City => Party::City,
            Level::Finance => Party::Finance,
        }
    }
}
