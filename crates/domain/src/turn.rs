//! Whose turn it is, to do what, under which clause, by when.

use crate::{application::State, coded::coded};
use chrono::NaiveDate;

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

/// By when it is somebody's turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// The last day.
    Due(NaiveDate),
    /// Not before this day is over: nobody is late.
    Earliest(NaiveDate),
    /// The unit corrects; the clock stands still.
    Paused,
    /// No day.
    Waiting,
}

impl When {
    /// Of a deadline, the day something stands under in lists, and the state of the application whose turn it is: what
    /// a summary keeps of it.
    #[must_use]
    pub fn of(due: Option<NaiveDate>, day: Option<NaiveDate>, state: Option<State>) -> When {
        match (due, day) {
            (Some(due), _) => When::Due(due),
            (None, Some(day)) => When::Earliest(day),
            (None, None) if state == Some(State::Returned) => When::Paused,
            (None, None) => When::Waiting,
        }
    }

    /// The day that it tells, and under which it stands in lists.
    #[must_use]
    pub fn day(self) -> Option<NaiveDate> {
        match self {
            When::Due(day) | When::Earliest(day) => Some(day),
            When::Paused | When::Waiting => None,
        }
    }
}
