//! Classes: one person in two at a time, and all of them of one size.

use super::{Line, Search, Sign, SignKind, groups, people, sign};
use crate::roster::Ledger;
use std::collections::BTreeMap;

/// A class with fewer people is no class.
const CLASS: u64 = 2;
/// Rows of one person that are compared with one another: nobody honest has so many.
const COMPARED: usize = 100;

/// People who sit in two classes on the same days.
pub(super) fn overlapping(search: &Search<'_>) -> Vec<Sign> {
    if search.lines.ledger != Ledger::Training {
        return Vec::new();
    }
    let least = search.rules.overlap_days.value;
    let other = |one: &Line, two: &Line| {
        let (first, second) = ((one.class, one.from, one.until), (two.class, two.from, two.until));
        if one.class > 0 && two.class > 0 { one.class != two.class } else { first != second }
    };
    let both = |one: &&Line, two: &&Line| other(one, two) && one.days_shared(two) >= i64::from(least);
    let lines = clashing(search.all(), both);
    let many = people(lines.iter().copied());
    let sentence = format!("{many} 个人同时在两个班培训。");
    let threshold = format!("同期 {least} 天以上");
    (many > 0).then(|| sign(SignKind::OverlappingClasses, sentence, threshold, &lines)).into_iter().collect()
}

/// Rows of people of whom two rows clash, person by person.
pub(super) fn clashing<'l>(
    lines: impl IntoIterator<Item = &'l Line>,
    clash: impl Fn(&&'l Line, &&'l Line) -> bool,
) -> Vec<&'l Line> {
    let mut found = Vec::new();
    for (_, mut rows) in groups(lines, |line| Some(line.person)) {
        rows.truncate(COMPARED);
        found.extend(rows.iter().filter(|row| rows.iter().any(|other| clash(row, other))));
    }
    found
}

/// Classes that nearly all have the same number of people.
pub(super) fn equal(search: &Search<'_>) -> Vec<Sign> {
    let rules = search.rules;
    let classes: Vec<(u64, Vec<&Line>)> = groups(search.all(), |line| (line.class > 0).then_some(line.class))
        .into_iter()
        .map(|(_, lines)| (people(lines.iter().copied()), lines))
        .filter(|(size, _)| *size >= CLASS)
        .collect();
    let mut sizes: BTreeMap<u64, usize> = BTreeMap::new();
    classes.iter().for_each(|(size, _)| *sizes.entry(*size).or_default() += 1);
    let Some((size, many)) = sizes.into_iter().max_by_key(|(_, many)| *many) else { return Vec::new() };
    let enough = classes.len() >= rules.equal_classes.value as usize
        && many * 100 >= classes.len() * rules.equal_percent.value as usize;
    let lines: Vec<&Line> =
        classes.iter().filter(|(own, _)| *own == size).flat_map(|(_, lines)| lines.iter().copied()).collect();
    let sentence = format!("{} 个班里有 {many} 个班都正好 {size} 人。", classes.len());
    let threshold = format!("{} 个班以上，{}% 以上人数相同", rules.equal_classes.value, rules.equal_percent.value);
    enough.then(|| sign(SignKind::EqualClasses, sentence, threshold, &lines)).into_iter().collect()
}
