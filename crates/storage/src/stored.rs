//! Reading values as ordinary tables keep them: moments as milliseconds, dates as text.

use chrono::NaiveDate;
use domain::event::Moment;

/// A moment kept in milliseconds; none beyond the calendar.
#[must_use]
pub fn moment(millis: i64) -> Option<Moment> {
    Moment::from_timestamp_millis(millis)
}

/// A date kept as text, e.g. `2025-10-09`; none where it is no date.
#[must_use]
pub fn date(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()
}
