//! A demo city's own clock: kept in the database, moved by hand, walking on while the program runs.
//!
//! A folder is a demo because its clock is set; any other folder runs on the wall clock and has nothing to move.

use crate::{App, Clock, Error, Result};
use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveTime};
use domain::{
    calendar::{Calendar, NotAnnounced, shanghai_date, shanghai_offset},
    event::Moment,
};
use std::str::FromStr;
use storage::{Db, log, originals, settings};

/// How far a demo city's clock is moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Working days: `5wd`.
    WorkingDays(u32),
    /// Natural days: `1d`.
    Days(u32),
    /// Months: `1m`.
    Months(u32),
    /// To a date: `2025-10-09`.
    To(NaiveDate),
}

/// The last year that a demo's clock is moved into: it never goes back, and the record takes years of four figures alone.
const LAST_YEAR: i32 = 2099;

impl FromStr for Step {
    type Err = Error;

    fn from_str(text: &str) -> Result<Step> {
        let text = text.trim();
        let count = |unit: &str| text.strip_suffix(unit)?.parse().ok().filter(|n| (1..=1200).contains(n));
        let step = count("wd")
            .map(Step::WorkingDays)
            .or_else(|| count("d").map(Step::Days))
            .or_else(|| count("m").map(Step::Months))
            .or_else(|| text.parse().ok().map(Step::To));
        step.ok_or_else(|| {
            Error::field("step", "请写前进多少：5wd（工作日）、1d（天）、1m（月），或一个日期，如 2025-10-09。")
        })
    }
}

impl Step {
    /// The day it leads to.
    fn leads_to(self, today: NaiveDate, calendar: &Calendar) -> Result<NaiveDate> {
        let date = self.from(today, calendar)?;
        if date.year() > LAST_YEAR {
            return Err(Error::field("step", format!("演示时间最晚到 {LAST_YEAR}年12月31日，请选择更早的日期。")));
        }
        Ok(date)
    }

    fn from(self, today: NaiveDate, calendar: &Calendar) -> Result<NaiveDate, NotAnnounced> {
        let too_far = NotAnnounced { year: 10_000 };
        match self {
            Step::WorkingDays(days) => calendar.working_days_end(today, days),
            Step::Days(days) => today.checked_add_days(Days::new(days.into())).ok_or(too_far),
            Step::Months(months) => today.checked_add_months(Months::new(months)).ok_or(too_far),
            Step::To(date) => Ok(date),
        }
    }
}

/// The demo's clock of a database, or none where it is no demo: from the moment it was set to, or from the last act if
/// that is later.
///
/// # Errors
/// The database is away.
pub async fn clock(db: &Db) -> Result<Option<Clock>> {
    let Some(set) = stored(db).await? else { return Ok(None) };
    Ok(Some(Clock::demo(set.max(last_act(db).await?))))
}

/// Takes over a move of the clock made by somebody else: the page and the command line move the same one.
///
/// # Errors
/// The database is away.
pub async fn refresh_clock(app: &App) -> Result<()> {
    if app.clock().is_demo()
        && let Some(set) = stored(app.db()).await?
        && app.now() < set
    {
        app.clock().set(set);
    }
    Ok(())
}

/// Moves a demo city's clock forward, to nine in the morning of a day to come.
///
/// # Errors
/// Not a demo; not forward, or beyond the last year; a working day of a year not announced.
pub async fn advance(app: &App, step: Step) -> Result<Moment> {
    if !app.clock().is_demo() {
        return Err(Error::NotFound);
    }
    refresh_clock(app).await?;
    let now = app.now().max(last_act(app.db()).await?);
    let date = step.leads_to(shanghai_date(now), &app.calendar())?;
    let to = morning(date);
    if to <= now {
        return Err(Error::field("step", "演示时间只能前进，请选择今天之后的日期。"));
    }
    start_at(app.db(), to).await?;
    app.clock().set(to);
    Ok(to)
}

/// Makes a database a demo whose clock stands at a moment.
///
/// # Errors
/// The database is away.
pub async fn start_at(db: &Db, at: Moment) -> Result<()> {
    Ok(settings::put(db.reader(), settings::DEMO_CLOCK, &at.timestamp_millis().to_string()).await?)
}

/// Nine in the morning, when offices open.
#[must_use]
pub fn morning(date: NaiveDate) -> Moment {
    let nine = NaiveTime::from_hms_opt(9, 0, 0).expect("nine o'clock exists");
    let local = date.and_time(nine).and_local_timezone(shanghai_offset());
    local.single().map_or(DateTime::UNIX_EPOCH, |at| at.to_utc())
}

async fn stored(db: &Db) -> Result<Option<Moment>> {
    let Some(text) = settings::get(db.reader(), settings::DEMO_CLOCK).await? else { return Ok(None) };
    let moment = text.parse().ok().and_then(DateTime::from_timestamp_millis);
    moment.map(Some).ok_or_else(|| Error::Internal(format!("{} holds {text:?}", settings::DEMO_CLOCK)))
}

/// The last act, or what was done to a paper after it: a filing has what was there, so a clock must not run back behind it.
async fn last_act(db: &Db) -> Result<Moment> {
    let (act, paper) = (log::last_moment(db.reader()).await?, originals::last_moment(db.reader()).await?);
    Ok(act.max(paper).unwrap_or(DateTime::UNIX_EPOCH))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_read_as_people_write_them() {
        let read = |text: &str| text.parse::<Step>().ok();
        assert_eq!(read("5wd"), Some(Step::WorkingDays(5)));
        assert_eq!(read("1d"), Some(Step::Days(1)));
        assert_eq!(read("1m"), Some(Step::Months(1)));
        assert_eq!(read("2025-10-09"), Some(Step::To(NaiveDate::from_ymd_opt(2025, 10, 9).unwrap())));
        assert_eq!([read("0d"), read("-1d"), read("wd"), read("5 y"), read("2025-02-30")], [None; 5]);
    }

    #[test]
    fn no_step_leads_beyond_the_last_year() {
        let (day, calendar) = (|text: &str| text.parse::<NaiveDate>().unwrap(), domain::builtin::calendar());
        let leads = |from: &str, step: &str| step.parse::<Step>().unwrap().leads_to(day(from), &calendar);
        assert_eq!(leads("2025-09-26", "2099-12-31").unwrap(), day("2099-12-31"));
        for (from, step) in [
            ("2025-09-26", "+10000-01-01"),
            ("2025-09-26", "2100-01-01"),
            ("2025-09-26", "1200m"),
            ("2099-12-31", "1d"),
        ] {
            let refused = leads(from, step);
            assert!(matches!(&refused, Err(Error::Invalid(wrong)) if wrong[0].field == "step"), "{step}: {refused:?}");
        }
    }

    #[test]
    fn five_working_days_pass_the_national_holiday() {
        let monday = NaiveDate::from_ymd_opt(2025, 9, 29).unwrap();
        let end = Step::WorkingDays(5).from(monday, &domain::builtin::calendar());
        // 30 September, then 9, 10, 11 (made up for) and 13 October.
        assert_eq!(end, Ok(NaiveDate::from_ymd_opt(2025, 10, 13).unwrap()));
    }
}
