//! How dates are written for officials, and which date an instant falls on in China.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, Utc};

/// China Standard Time, UTC+8 all year.
pub fn shanghai_offset() -> FixedOffset {
    FixedOffset::east_opt(8 * 3600).expect("eight hours is a valid offset")
}

/// The date in China at this instant.
pub fn shanghai_date(instant: DateTime<Utc>) -> NaiveDate {
    instant.with_timezone(&shanghai_offset()).date_naive()
}

/// `2024年5月6日`, as GB/T 9704 writes dates.
pub fn chinese_date(date: NaiveDate) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

/// `2025年10月9日 15:20`, in Beijing time.
pub fn chinese_moment(instant: DateTime<Utc>) -> String {
    instant.with_timezone(&shanghai_offset()).format("%Y年%-m月%-d日 %H:%M").to_string()
}

/// `2024年5月`.
pub fn chinese_month(date: NaiveDate) -> String {
    format!("{}年{}月", date.year(), date.month())
}

/// `10月14日 星期二`, for deadlines near at hand.
pub fn chinese_day(date: NaiveDate) -> String {
    format!("{}月{}日 {}", date.month(), date.day(), chinese_weekday(date))
}

/// `星期二`.
pub fn chinese_weekday(date: NaiveDate) -> &'static str {
    const NAMES: [&str; 7] = ["星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"];
    NAMES[date.weekday().num_days_from_monday() as usize]
}
