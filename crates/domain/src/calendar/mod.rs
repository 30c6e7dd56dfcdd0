//! Working days, holidays and the periods of the Civil Code, all on Asia/Shanghai dates.
//!
//! A year whose State Council notice is not loaded answers [`NotAnnounced`], never a guess.

mod format;
mod load;
mod periods;

pub use format::{
    chinese_date, chinese_day, chinese_moment, chinese_month, chinese_weekday, shanghai_date, shanghai_offset,
};
pub use periods::years_after;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate, Weekday};

/// The years announced so far. Loading a file adds its year or replaces it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    years: BTreeMap<i32, Year>,
}

/// One year's notice.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Year {
    /// False while only the statutory days are known: nothing is computed from such a year.
    announced: bool,
    notice_url: Option<String>,
    off_days: BTreeSet<NaiveDate>,
    makeup_workdays: BTreeSet<NaiveDate>,
}

/// A period reaches into a year whose holiday notice is not loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{year}年节假日安排尚未公布，涉及该年的期限暂不能推算；国务院办公厅通知公布后，请管理员载入{year}年日历")]
pub struct NotAnnounced {
    /// The first year that is missing.
    pub year: i32,
}

impl Calendar {
    /// Years whose notice is loaded, with its address on gov.cn.
    pub fn announced_years(&self) -> impl Iterator<Item = (i32, Option<&str>)> {
        self.years.iter().filter(|(_, year)| year.announced).map(|(number, year)| (*number, year.notice_url.as_deref()))
    }

    /// Is this a day on which offices work? Make-up weekends (调休) do, holidays do not.
    pub fn is_working_day(&self, date: NaiveDate) -> Result<bool, NotAnnounced> {
        let year = date.year();
        if !self.years.get(&year).is_some_and(|year| year.announced) {
            return Err(NotAnnounced { year });
        }
        // A New Year holiday may begin in the last days of December, so the next year's notice has its say.
        let notices = [year, year + 1].map(|year| self.years.get(&year).filter(|year| year.announced));
        let listed =
            |days: fn(&Year) -> &BTreeSet<NaiveDate>| notices.iter().flatten().any(|year| days(year).contains(&date));
        let weekday = !matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
        Ok(listed(|year| &year.makeup_workdays) || weekday && !listed(|year| &year.off_days))
    }

    /// The first working day after `date`.
    pub fn next_working_day(&self, date: NaiveDate) -> Result<NaiveDate, NotAnnounced> {
        self.working_days_end(date, 1)
    }

    /// The last day of `n` working days that begin after `start`; `start` itself is not counted (Civil Code art. 201).
    pub fn working_days_end(&self, start: NaiveDate, n: u32) -> Result<NaiveDate, NotAnnounced> {
        let (mut day, mut left) = (start, n);
        while left > 0 {
            day = following(day)?;
            left -= u32::from(self.is_working_day(day)?);
        }
        Ok(day)
    }

    /// The first working day on which a decision may follow a notice of `n` working days published on `start` (5.3.d).
    pub fn earliest_decision(&self, start: NaiveDate, n: u32) -> Result<NaiveDate, NotAnnounced> {
        self.working_days_end(start, n + 1)
    }

    /// Working days after `from` up to and including `to`: what is left of a period. 0 once `to` is past.
    pub fn working_days_between(&self, from: NaiveDate, to: NaiveDate) -> Result<u32, NotAnnounced> {
        let (mut day, mut count) = (from, 0);
        while day < to {
            day = following(day)?;
            count += u32::from(self.is_working_day(day)?);
        }
        Ok(count)
    }
}

fn following(day: NaiveDate) -> Result<NaiveDate, NotAnnounced> {
    day.succ_opt().ok_or(NotAnnounced { year: day.year() + 1 })
}

#[cfg(test)]
mod tests;
