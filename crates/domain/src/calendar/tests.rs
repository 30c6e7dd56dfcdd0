use chrono::{DateTime, NaiveDate, Utc};
use proptest::prelude::*;

use super::*;
use crate::builtin;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// standards.md section 7: published, five days counted, last day, earliest decision.
const NOTICES: [(&str, &str, &str, &str); 10] = [
    ("2025-01-20", "01-21 01-22 01-23 01-24 01-26", "2025-01-26", "2025-01-27"),
    ("2025-01-24", "01-26 01-27 02-05 02-06 02-07", "2025-02-07", "2025-02-08"),
    ("2025-01-26", "01-27 02-05 02-06 02-07 02-08", "2025-02-08", "2025-02-10"),
    ("2025-01-28", "02-05 02-06 02-07 02-08 02-10", "2025-02-10", "2025-02-11"),
    ("2025-02-07", "02-08 02-10 02-11 02-12 02-13", "2025-02-13", "2025-02-14"),
    ("2025-09-26", "09-28 09-29 09-30 10-09 10-10", "2025-10-10", "2025-10-11"),
    ("2025-09-28", "09-29 09-30 10-09 10-10 10-11", "2025-10-11", "2025-10-13"),
    ("2025-10-03", "10-09 10-10 10-11 10-13 10-14", "2025-10-14", "2025-10-15"),
    ("2025-12-31", "01-04 01-05 01-06 01-07 01-08", "2026-01-08", "2026-01-09"),
    ("2024-04-28", "04-29 04-30 05-06 05-07 05-08", "2024-05-08", "2024-05-09"),
];

#[test]
fn notices_of_five_working_days() {
    let calendar = builtin::calendar();
    for (published, counted, last, earliest) in NOTICES {
        let published = day(published);
        let days: Vec<_> =
            (1..=5).map(|n| calendar.working_days_end(published, n).unwrap().format("%m-%d").to_string()).collect();
        assert_eq!(days.join(" "), counted, "{published}");
        assert_eq!(calendar.working_days_end(published, 5), Ok(day(last)), "{published}");
        assert_eq!(calendar.earliest_decision(published, 5), Ok(day(earliest)), "{published}");
        assert_eq!(calendar.working_days_between(published, day(last)), Ok(5), "{published}");
    }
}

#[test]
fn the_policys_own_sunday_is_a_working_day() {
    assert_eq!(builtin::calendar().is_working_day(day("2024-04-28")), Ok(true));
}

#[test]
fn a_year_not_announced_is_never_guessed() {
    let calendar = builtin::calendar();
    let refused = calendar.working_days_end(day("2026-12-30"), 5).unwrap_err();
    insta::assert_snapshot!(refused, @"2027年节假日安排尚未公布，涉及该年的期限暂不能推算；国务院办公厅通知公布后，请管理员载入2027年日历");
    assert_eq!(calendar.is_working_day(day("2022-12-31")), Err(NotAnnounced { year: 2022 }));
    assert_eq!(calendar.announced_years().map(|(year, _)| year).collect::<Vec<_>>(), [2023, 2024, 2025, 2026]);
}

/// Made up for the test: no 2027 notice exists.
const NOTICE_2027: &str = "year = 2027\nofficial = true\nnotice_url = \"https://www.gov.cn/\"\nworking_days_in_year = 260\n\
    off_days = [2027-01-01]\nmakeup_workdays = []\n[[period]]\nname = \"元旦\"\nstart = 2027-01-01\nend = 2027-01-01\ndays = 1\nmakeup = []\n";

#[test]
fn a_notice_loaded_later_replaces_its_year() {
    let mut calendar = builtin::calendar();
    assert_eq!(calendar.load("2027.toml", NOTICE_2027), Ok(2027));
    assert_eq!(calendar.working_days_end(day("2026-12-30"), 2), Ok(day("2027-01-04")));
}

#[test]
fn a_fault_names_file_line_and_key() {
    let fault = |from: &str, to: &str| {
        let text = NOTICE_2027.replacen(from, to, 1);
        assert_ne!(text, NOTICE_2027);
        let mut calendar = builtin::calendar();
        let error = calendar.load("2027.toml", &text).unwrap_err();
        assert_eq!(calendar, builtin::calendar(), "a file refused changes nothing");
        error.to_string()
    };
    let all = [
        fault("official", "offical"),
        fault("= 260", "= 261"),
        fault("[2027-01-01]", "[2027-13-01]"),
        fault("[2027-01-01]", "[\"2027-01-01\"]"),
        fault("[2027-01-01]", "[2027-01-01, 2027-01-01]"),
        fault("[2027-01-01]", "[2027-01-01, 2025-01-01]"),
        fault("[2027-01-01]", "[2027-01-01, 2027-01-04]"),
        fault("makeup_workdays = []", "makeup_workdays = [2027-01-04]"),
        fault("days = 1", "days = 2"),
        fault("notice_url = \"https://www.gov.cn/\"\n", ""),
        fault("year = 2027", "year = "),
    ];
    insta::assert_snapshot!(all.join("\n"), @r"
    2027.toml 第 2 行（offical）：没有 `offical` 这个键；这里可以写 `year`、`official`、`notice_url`、`working_days_in_year`、`off_days`、`makeup_workdays`、`period`
    2027.toml 第 4 行（working_days_in_year）：写的是 261 天，按所列日期算是 260 天，请核对通知原文
    2027.toml 第 5 行（off_days）：不合 TOML 写法（invalid date, expected month between 01 and 12）
    2027.toml 第 5 行（off_days）：应为日期，写法如 2024-05-06，不加引号
    2027.toml 第 5 行（off_days[2]）：2027年1月1日 写了两遍
    2027.toml 第 5 行（off_days[2]）：2025年1月1日 不属于 2027 年
    2027.toml 第 5 行（off_days）：2027年1月4日 与下面各 [[period]] 不一致，请核对
    2027.toml 第 6 行（makeup_workdays）：2027年1月4日 不是周末，不会是调休上班日
    2027.toml 第 11 行（period[1].days）：与起止日期不符
    2027.toml 第 2 行（official）：已公布的年份还要写 notice_url 和 working_days_in_year
    2027.toml 第 1 行（year）：不合 TOML 写法（string values must be quoted, expected literal string）
    ");
}

#[test]
fn years_run_to_the_anniversary() {
    assert_eq!(years_after(day("2024-02-29"), 1), day("2025-02-28"));
    assert_eq!(years_after(day("2024-02-29"), 4), day("2028-02-29"));
    assert_eq!(years_after(day("2024-04-28"), 2), day("2026-04-28"));
}

#[test]
fn a_period_that_ends_on_a_holiday_rolls_on() {
    let calendar = builtin::calendar();
    assert_eq!(
        calendar.days_after(day("2025-09-21"), 10),
        Ok(day("2025-10-09")),
        "1 October to the day after the holiday"
    );
    assert_eq!(calendar.days_after(day("2025-09-18"), 10), Ok(day("2025-09-28")), "a make-up Sunday is a working day");
    assert_eq!(calendar.days_after(day("2025-03-03"), 10), Ok(day("2025-03-13")));
}

#[test]
fn dates_are_chinese() {
    let instant = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
    assert_eq!(shanghai_date(instant("2025-12-31T15:59:59Z")), day("2025-12-31"));
    assert_eq!(shanghai_date(instant("2025-12-31T16:00:00Z")), day("2026-01-01"));
    assert_eq!(chinese_date(day("2024-05-06")), "2024年5月6日");
    assert_eq!(chinese_month(day("2024-05-06")), "2024年5月");
    assert_eq!(chinese_day(day("2025-10-14")), "10月14日 星期二");
}

proptest! {
    #[test]
    fn n_working_days_end_on_a_working_day_and_count_n(offset in 0u64..1000, n in 1u32..60) {
        let calendar = builtin::calendar();
        let start = day("2023-01-01") + chrono::Days::new(offset);
        let end = calendar.working_days_end(start, n).unwrap();
        prop_assert!(calendar.is_working_day(end).unwrap());
        prop_assert_eq!(calendar.working_days_between(start, end), Ok(n));
        prop_assert_eq!(calendar.earliest_decision(start, n), calendar.next_working_day(end));
    }
}
