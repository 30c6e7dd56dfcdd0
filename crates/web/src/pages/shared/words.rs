//! Words that every area says in the same way.

use chrono::{DateTime, NaiveDate};
use domain::{
    calendar::{chinese_date, shanghai_date},
    event::Moment,
    policy::Policy,
};

/// The name of an area; its code where the policy does not know it.
pub(crate) fn area_name(policy: &Policy, code: &str) -> String {
    policy.area_name(code).to_owned()
}

/// A date as forms send it and rows keep it, `2025-10-31`; none of anything else.
pub(crate) fn date_in(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d").ok()
}

/// `2025-10-31` as `2025年10月31日`; anything else as it stands.
pub(crate) fn date_words(text: &str) -> String {
    date_in(text).map_or_else(|| text.to_owned(), chinese_date)
}

/// `9月25日 16:02` of a moment in milliseconds.
pub(crate) fn moment_words(millis: i64) -> String {
    DateTime::from_timestamp_millis(millis).map(app::sentences::moment).unwrap_or_default()
}

/// The day of a moment.
pub(crate) fn day_words(at: Moment) -> String {
    chinese_date(shanghai_date(at))
}

/// `1.2 MB` of a number of bytes.
pub(crate) fn size(bytes: u64) -> String {
    const KB: u64 = 1024;
    const MB: u64 = 1024 * KB;
    match bytes {
        ..KB => format!("{bytes} 字节"),
        KB..MB => format!("{} KB", bytes / KB),
        _ => format!("{}.{} MB", bytes / MB, bytes % MB * 10 / MB),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_and_told_and_what_is_none_stays_as_it_is() {
        assert_eq!(date_in(" 2025-10-31 "), NaiveDate::from_ymd_opt(2025, 10, 31));
        assert_eq!(date_in("2025-13-01"), None);
        assert_eq!((date_words("2025-10-31").as_str(), date_words("十月").as_str()), ("2025年10月31日", "十月"));
    }

    #[test]
    fn sizes_are_told_to_a_tenth_of_a_megabyte() {
        let told = [0, 1023, 1024, 1_048_575, 1_048_576, 1_363_149].map(size);
        assert_eq!(told, ["0 字节", "1023 字节", "1 KB", "1023 KB", "1.0 MB", "1.3 MB"]);
    }
}
