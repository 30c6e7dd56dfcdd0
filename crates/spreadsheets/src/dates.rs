//! Day numbers to dates.

use chrono::{Duration, NaiveDate, NaiveDateTime};

/// The moment a day number stands for, to the millisecond; `None` beyond the year 9999.
/// Excel's 1900 calendar has a 29 February that never was, so numbers below 60 shift by a day.
pub(crate) fn from_serial(serial: f64, epoch_1904: bool) -> Option<NaiveDateTime> {
    if !(0.0..2_958_466.0).contains(&serial) {
        return None;
    }
    let (year, month, day) = match (epoch_1904, serial < 60.0) {
        (true, _) => (1904, 1, 1),
        (false, true) => (1899, 12, 31),
        (false, false) => (1899, 12, 30),
    };
    let epoch = NaiveDate::from_ymd_opt(year, month, day)?.and_hms_opt(0, 0, 0)?;
    epoch.checked_add_signed(Duration::milliseconds((serial * 86_400_000.0).round() as i64))
}

/// The moment an ISO 8601 text stands for: a date, or a date and time.
pub(crate) fn from_iso(text: &str) -> Option<NaiveDateTime> {
    let text = text.trim_end_matches('Z');
    text.parse::<NaiveDateTime>().ok().or_else(|| text.parse::<NaiveDate>().ok()?.and_hms_opt(0, 0, 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn day_numbers() {
        let day = |serial, epoch| from_serial(serial, epoch).map(|at| at.to_string());
        assert_eq!(day(45_410.0, false).as_deref(), Some("2024-04-28 00:00:00"));
        assert_eq!(day(43_948.0, true).as_deref(), Some("2024-04-28 00:00:00"));
        assert_eq!(day(45_410.5, false).as_deref(), Some("2024-04-28 12:00:00"));
        assert_eq!(day(1.0, false).as_deref(), Some("1900-01-01 00:00:00"));
        assert_eq!(day(61.0, false).as_deref(), Some("1900-03-01 00:00:00"));
        assert_eq!(day(-1.0, false), None);
        assert_eq!(day(f64::NAN, false), None);
        assert_eq!(day(1e300, false), None);
    }

    #[test]
    fn iso_dates() {
        assert_eq!(from_iso("2024-04-28").map(|at| at.to_string()).as_deref(), Some("2024-04-28 00:00:00"));
        assert_eq!(from_iso("2024-04-28T08:30:00Z").map(|at| at.to_string()).as_deref(), Some("2024-04-28 08:30:00"));
        assert_eq!(from_iso("昨天"), None);
    }
}
