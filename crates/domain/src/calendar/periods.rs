//! Periods in years and days (Civil Code arts. 201 to 204).

use chrono::{Months, NaiveDate, TimeDelta};

use super::{Calendar, NotAnnounced};

/// The anniversary that ends a period of `n` years; 29 February becomes 28 February where there is none (art. 202).
/// The period runs to the end of that day: what needs a full year is possible from the day after (6.1.c).
pub fn years_after(date: NaiveDate, n: u32) -> NaiveDate {
    date.checked_add_months(Months::new(12 * n)).expect("programme dates lie far from chrono's limits")
}

impl Calendar {
    /// The last day of `n` natural days after `start`, moved to the next working day where it falls on a day off (art. 203).
    pub fn days_after(&self, start: NaiveDate, n: u32) -> Result<NaiveDate, NotAnnounced> {
        let end =
            start.checked_add_signed(TimeDelta::days(n.into())).expect("programme dates lie far from chrono's limits");
        self.rolled(end)
    }

    /// `end` itself, or the next working day where `end` is a day off (art. 203).
    pub fn rolled(&self, end: NaiveDate) -> Result<NaiveDate, NotAnnounced> {
        if self.is_working_day(end)? { Ok(end) } else { self.next_working_day(end) }
    }
}
