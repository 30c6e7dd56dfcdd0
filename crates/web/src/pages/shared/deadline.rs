//! Deadlines in words, everywhere the same: how near the last day is, by the calendar of working days, and the day itself.

use crate::components::{Due, DueTone};
use app::App;
use chrono::{Datelike, NaiveDate};
use domain::calendar::{Calendar, chinese_date, chinese_day};

/// Working days before a deadline from which it is near.
const SOON: u32 = 3;

/// How far a last day is. Working days of a year that is not announced are never guessed: the day is certain, and how many
/// days there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Distance {
    /// So many working days are left.
    Left(u32),
    /// So many days are left; holidays among them are not announced, or all of them are.
    LeftDays(i64),
    Today,
    /// So many working days ago; at least one.
    Past(u32),
    /// So many days ago; holidays among them are not announced.
    PastDays(i64),
}

impl Distance {
    fn of(calendar: &Calendar, today: NaiveDate, last: NaiveDate) -> Distance {
        let days = (last - today).num_days();
        match days {
            0 => Distance::Today,
            1.. => match calendar.working_days_between(today, last) {
                Ok(working @ 1..) => Distance::Left(working),
                // Not announced; or nobody works before it.
                Ok(0) | Err(_) => Distance::LeftDays(days),
            },
            _ => calendar
                .working_days_between(last, today)
                .map_or(Distance::PastDays(-days), |past| Distance::Past(past.max(1))),
        }
    }

    fn tone(self) -> DueTone {
        match self {
            Distance::Today | Distance::Left(..=SOON) | Distance::LeftDays(..=3) => DueTone::Soon,
            Distance::Left(_) | Distance::LeftDays(_) => DueTone::Calm,
            Distance::Past(_) | Distance::PastDays(_) => DueTone::Overdue,
        }
    }
}

/// A deadline as an office reads it, which answers for every day it is over; none is no deadline.
pub(crate) fn office_due(app: &App, last: Option<NaiveDate>) -> Due {
    last.map_or_else(Due::default, |last| drawn(&app.calendar(), app.today(), last, office))
}

/// The day that must be over before something may be done (5.3.e): nothing is late.
pub(crate) fn office_earliest(app: &App, last: NaiveDate) -> Due {
    let today = app.today();
    let left = if last < today { "可以办".to_owned() } else { "期满后可以办".to_owned() };
    Due { tone: DueTone::Calm, left, day: format!("{}届满", near(today, last)) }
}

/// A deadline as a unit reads it, which can do nothing about one that is over.
pub(crate) fn unit_due(app: &App, last: NaiveDate) -> Due {
    drawn(&app.calendar(), app.today(), last, unit)
}

/// A day as it is said on another: with its year where that is another, else with its day of the week.
pub(crate) fn near(today: NaiveDate, day: NaiveDate) -> String {
    if day.year() == today.year() { chinese_day(day) } else { chinese_date(day) }
}

fn drawn(calendar: &Calendar, today: NaiveDate, last: NaiveDate, words: fn(Distance) -> String) -> Due {
    let distance = Distance::of(calendar, today, last);
    Due { tone: distance.tone(), left: words(distance), day: near(today, last) }
}

fn office(distance: Distance) -> String {
    match distance {
        Distance::Left(days) => format!("还剩 {days} 个工作日"),
        Distance::LeftDays(days) => format!("还剩 {days} 天"),
        Distance::Today => "今天到期".into(),
        Distance::Past(days) => format!("超期 {days} 个工作日"),
        Distance::PastDays(days) => format!("超期 {days} 天"),
    }
}

fn unit(distance: Distance) -> String {
    match distance {
        Distance::Today => "今天截止".into(),
        Distance::Past(_) | Distance::PastDays(_) => "已过".into(),
        left @ (Distance::Left(_) | Distance::LeftDays(_)) => office(left),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(today: &str, last: &str) -> [(DueTone, String, String); 2] {
        let calendar = domain::builtin::calendar();
        let on = |text: &str| text.parse().expect("a date");
        [office, unit].map(|words| {
            let due = drawn(&calendar, on(today), on(last), words);
            (due.tone, due.left, due.day)
        })
    }

    #[test]
    fn what_is_left_is_counted_in_working_days() {
        // The National Day holiday of 2025 lies between; Sunday 28 September and Saturday 11 October are worked.
        let left = (DueTone::Soon, "还剩 3 个工作日".to_owned(), "10月9日 星期四".to_owned());
        assert_eq!(told("2025-09-28", "2025-10-09"), [left.clone(), left]);
        let idle = (DueTone::Soon, "还剩 2 天".to_owned(), "10月8日 星期三".to_owned());
        assert_eq!(told("2025-10-06", "2025-10-08"), [idle.clone(), idle]);
        let calm = (DueTone::Calm, "还剩 5 个工作日".to_owned(), "10月11日 星期六".to_owned());
        assert_eq!(told("2025-09-28", "2025-10-11"), [calm.clone(), calm]);
    }

    #[test]
    fn the_last_day_itself_is_near_and_past_it_an_office_is_told_by_how_much() {
        let [office, unit] = told("2025-10-09", "2025-10-09");
        assert_eq!((office.0, office.1.as_str(), unit.1.as_str()), (DueTone::Soon, "今天到期", "今天截止"));
        let [office, unit] = told("2025-10-10", "2025-09-28");
        assert_eq!((office.0, office.1.as_str()), (DueTone::Overdue, "超期 4 个工作日"));
        assert_eq!((unit.0, unit.1.as_str()), (DueTone::Overdue, "已过"));
        let [office, _] = told("2025-10-08", "2025-09-30");
        assert_eq!(office.1, "超期 1 个工作日", "over is over, though nobody has worked since");
    }

    #[test]
    fn years_whose_holidays_are_not_announced_are_counted_in_days_and_never_backwards() {
        let [office, unit] = told("2028-02-01", "2025-09-17");
        assert_eq!(office, (DueTone::Overdue, "超期 867 天".to_owned(), "2025年9月17日".to_owned()));
        assert_eq!((unit.0, unit.1.as_str()), (DueTone::Overdue, "已过"));
        let [office, unit] = told("2028-02-01", "2028-02-11");
        assert_eq!((office.0, office.1.as_str(), unit.1.as_str()), (DueTone::Calm, "还剩 10 天", "还剩 10 天"));
    }
}
