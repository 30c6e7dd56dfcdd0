//! One year's file: strict, and checked against itself so that a slip in typing the notice cannot pass.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate, Weekday};
use serde::Deserialize;

use super::{Calendar, Year, chinese_date};
use crate::source::{Day, FileError, Source};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    year: i32,
    official: bool,
    notice_url: Option<String>,
    working_days_in_year: Option<u32>,
    off_days: Vec<Day>,
    makeup_workdays: Vec<Day>,
    period: Vec<Period>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Period {
    #[serde(rename = "name")]
    _name: String,
    start: Day,
    end: Day,
    days: i64,
    makeup: Vec<Day>,
}

impl Calendar {
    /// Reads one year's file (`policy/calendar/2026.toml` shows the form) and adds or replaces that year. Returns the year.
    pub fn load(&mut self, name: &str, text: &str) -> Result<i32, FileError> {
        let (file, source) = Source::read::<File>(name, text)?;
        let year = file.checked(&source)?;
        let mut with_it = self.clone();
        with_it.years.insert(file.year, year);
        with_it.check_sum(&file, &source)?;
        *self = with_it;
        Ok(file.year)
    }

    /// The count of working days that people read in the notice proves the lists were typed whole.
    fn check_sum(&self, file: &File, source: &Source<'_>) -> Result<(), FileError> {
        let Some(stated) = file.working_days_in_year else { return Ok(()) };
        let first = NaiveDate::from_ymd_opt(file.year, 1, 1).ok_or_else(|| source.fault("year", "年份超出范围"))?;
        let days = first.iter_days().take_while(|day| day.year() == file.year);
        let counted = days.filter(|day| self.is_working_day(*day) == Ok(true)).count();
        if file.official && counted != stated as usize {
            return Err(source.fault(
                "working_days_in_year",
                format!("写的是 {stated} 天，按所列日期算是 {counted} 天，请核对通知原文"),
            ));
        }
        Ok(())
    }
}

impl File {
    fn checked(&self, source: &Source<'_>) -> Result<Year, FileError> {
        if self.official && (self.notice_url.is_none() || self.working_days_in_year.is_none()) {
            return Err(source.fault("official", "已公布的年份还要写 notice_url 和 working_days_in_year"));
        }
        let off_days = self.dates("off_days", &self.off_days, source)?;
        let makeup_workdays = self.dates("makeup_workdays", &self.makeup_workdays, source)?;
        if let Some(day) = makeup_workdays.iter().find(|day| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)) {
            return Err(source.fault("makeup_workdays", format!("{} 不是周末，不会是调休上班日", chinese_date(*day))));
        }
        let (mut spanned, mut made_up) = (BTreeSet::new(), BTreeSet::new());
        for (index, period) in self.period.iter().enumerate() {
            if (period.end.0 - period.start.0).num_days() + 1 != period.days {
                return Err(source.fault(&format!("period[{}].days", index + 1), "与起止日期不符"));
            }
            spanned.extend(period.start.0.iter_days().take_while(|day| *day <= period.end.0));
            made_up.extend(period.makeup.iter().map(|day| day.0));
        }
        same("off_days", &off_days, &spanned, source)?;
        same("makeup_workdays", &makeup_workdays, &made_up, source)?;
        Ok(Year { announced: self.official, notice_url: self.notice_url.clone(), off_days, makeup_workdays })
    }

    /// Days of this year, or of the December before it.
    fn dates(&self, key: &str, days: &[Day], source: &Source<'_>) -> Result<BTreeSet<NaiveDate>, FileError> {
        let mut set = BTreeSet::new();
        for (index, Day(day)) in days.iter().enumerate() {
            let fault = |problem: &str| Err(source.fault(&format!("{key}[{}]", index + 1), problem));
            if day.year() != self.year && (day.year(), day.month()) != (self.year - 1, 12) {
                return fault(&format!("{} 不属于 {} 年", chinese_date(*day), self.year));
            }
            if !set.insert(*day) {
                return fault(&format!("{} 写了两遍", chinese_date(*day)));
            }
        }
        Ok(set)
    }
}

fn same(
    key: &str,
    listed: &BTreeSet<NaiveDate>,
    by_period: &BTreeSet<NaiveDate>,
    source: &Source<'_>,
) -> Result<(), FileError> {
    match listed.symmetric_difference(by_period).next() {
        Some(day) => Err(source.fault(key, format!("{} 与下面各 [[period]] 不一致，请核对", chinese_date(*day)))),
        None => Ok(()),
    }
}
