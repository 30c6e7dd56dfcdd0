//! Many who begin just before the roster is handed in.

use super::{Line, Search, Sign, SignKind, groups, people, sign};
use chrono::{Days, NaiveDate};
use std::collections::BTreeMap;

pub(super) fn find(search: &Search<'_>) -> Vec<Sign> {
    let rules = search.rules;
    let days = rules.burst_days.value;
    let Some(since) = search.filed_on.checked_sub_days(Days::new(u64::from(days))) else { return Vec::new() };
    let last: Vec<&Line> =
        search.all().iter().filter(|line| line.from.is_some_and(|day| since < day && day <= search.filed_on)).collect();
    let many = people(last.iter().copied());
    let busiest = busiest(search, since, days);
    let enough = many >= u64::from(rules.burst_people.value) && many >= busiest * u64::from(rules.burst_times.value);
    let sentence = format!("花名册提交前 {days} 天内新增 {many} 人，此前最多的 {days} 天新增 {busiest} 人。");
    let threshold =
        format!("{} 人以上，且不少于此前最多一段的 {} 倍", rules.burst_people.value, rules.burst_times.value);
    enough.then(|| sign(SignKind::Rush, sentence, threshold, &last)).into_iter().collect()
}

/// The most people who began within so many days, up to `until`.
fn busiest(search: &Search<'_>, until: NaiveDate, days: u32) -> u64 {
    let earlier = search.all().iter().filter(|line| line.from.is_some_and(|day| day <= until));
    let by_day: BTreeMap<NaiveDate, u64> =
        groups(earlier, |line| line.from).into_iter().map(|(day, lines)| (day, people(lines))).collect();
    let stretch = |first: &NaiveDate| {
        let end = first.checked_add_days(Days::new(u64::from(days))).unwrap_or(NaiveDate::MAX);
        by_day.range(*first..end).map(|(_, many)| *many).sum()
    };
    by_day.keys().map(stretch).max().unwrap_or(0)
}
