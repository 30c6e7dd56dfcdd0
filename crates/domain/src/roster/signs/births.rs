//! Many people born on one day, beyond what their years of birth give.

use super::{Line, Search, Sign, SignKind, chance, groups, people, sign};
use chrono::Datelike;
use std::collections::BTreeMap;

const DAYS: f64 = 365.25;

pub(super) fn find(search: &Search<'_>) -> Vec<Sign> {
    let rules = search.rules;
    let mut years: BTreeMap<i32, u64> = BTreeMap::new();
    let days: Vec<_> = groups(search.all(), |line| line.born)
        .into_iter()
        .map(|(day, lines)| (day, people(lines.iter().copied()), lines))
        .collect();
    for (day, many, _) in &days {
        *years.entry(day.year()).or_default() += many;
    }
    let all_days = years.len() as f64 * DAYS;
    let unlikely = |day: chrono::NaiveDate, many: u64| {
        let ordinary = years[&day.year()] as f64 / DAYS * f64::from(rules.birthday_times.value);
        many >= u64::from(rules.same_birthday.value) && chance::at_least(many, ordinary) * all_days < rules.chance.value
    };
    let crowded = days.into_iter().filter(|(day, many, _)| unlikely(*day, *many));
    crowded.map(|(day, many, lines)| told(search, day, many, &lines)).collect()
}

fn told(search: &Search<'_>, day: chrono::NaiveDate, many: u64, lines: &[&Line]) -> Sign {
    let sentence = format!("{many} 个人都在{}出生。", crate::calendar::chinese_date(day));
    let threshold = format!("同一天出生 {} 人以上，并明显多于平常", search.rules.same_birthday.value);
    sign(SignKind::SameBirthday, sentence, threshold, lines)
}
