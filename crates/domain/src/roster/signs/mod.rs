//! Signs of padding (疑点): what in a filed roster is rarely so in an honest one, each in one sentence with the rows behind
//! it. A sign is never a verdict; an officer looks, or calls people at random ([`crate::sampling`]).
//!
//! One file a kind. Each reads the lines gathered in [`Lines`] and says what reached its threshold in the policy file.

mod ages;
mod births;
mod certificates;
mod chance;
mod classes;
mod digits;
mod employers;
mod jobs;
mod lines;
mod numbers;
mod phones;
mod rush;

pub use lines::{Entry, Lines, RowAddress};

use crate::{coded::coded, policy};
use chrono::NaiveDate;
use lines::Line;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

coded! {
    /// What a sign is about.
    SignKind {
        SharedPhone = "shared_phone" "一号多人",
        NumberRun = "number_run" "证件连号",
        SameBirthday = "same_birthday" "同日出生",
        EdgeAge = "edge_age" "年龄在边缘",
        OverlappingClasses = "overlapping_classes" "同期两个班",
        TwoJobs = "two_jobs" "同期两份全职",
        EqualClasses = "equal_classes" "班级人数相同",
        Rush = "rush" "提交前突击",
        NoCreditCode = "no_credit_code" "单位无信用代码",
        RepeatedCertificate = "repeated_certificate" "证书编号重复",
        Digits = "digits" "数字分布异常",
    }
}

/// Signs of one kind that are kept, those about most people first.
const KEPT: usize = 50;
/// Rows kept behind a sign.
pub const ROWS: usize = 500;

/// A sign of padding. The sentence holds figures and masked numbers only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sign {
    /// What it is about.
    pub kind: SignKind,
    /// What was found, in one sentence.
    pub sentence: String,
    /// From where on it is listed, in words.
    pub threshold: String,
    /// Distinct people behind it.
    pub people: u64,
    /// Rows behind it.
    pub rows: u64,
    /// Where they stand: the first [`ROWS`] of them.
    pub places: Vec<RowAddress>,
}

/// What was found in a roster.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// By kind; within a kind those about most people first.
    pub signs: Vec<Sign>,
    /// How many there were in all: of one kind not more than fifty are kept.
    pub total: u64,
}

/// Looks a brand's filed rosters of one ledger and year through. `filed_on` is the day the newest was handed in.
#[must_use]
pub fn find(lines: &Lines, rules: &policy::Signs, filed_on: NaiveDate) -> Found {
    let search = Search { lines, rules, filed_on };
    let kinds = [
        phones::find(&search),
        numbers::find(&search),
        births::find(&search),
        ages::find(&search),
        classes::overlapping(&search),
        jobs::find(&search),
        classes::equal(&search),
        rush::find(&search),
        employers::find(&search),
        certificates::find(&search),
        digits::find(&search),
    ];
    let mut found = Found::default();
    for mut signs in kinds {
        found.total += signs.len() as u64;
        signs.sort_by_key(|sign| std::cmp::Reverse(sign.people));
        signs.truncate(KEPT);
        found.signs.append(&mut signs);
    }
    found
}

/// What every kind looks at.
struct Search<'a> {
    lines: &'a Lines,
    rules: &'a policy::Signs,
    filed_on: NaiveDate,
}

impl Search<'_> {
    fn all(&self) -> &[Line] {
        &self.lines.lines
    }
}

/// How many people stand in some lines.
fn people<'l>(lines: impl IntoIterator<Item = &'l Line>) -> u64 {
    lines.into_iter().map(|line| line.person).collect::<HashSet<_>>().len() as u64
}

/// A sign about these lines, in the order given.
fn sign(kind: SignKind, sentence: String, threshold: String, behind: &[&Line]) -> Sign {
    Sign {
        kind,
        sentence,
        threshold,
        people: people(behind.iter().copied()),
        rows: behind.len() as u64,
        places: behind.iter().take(ROWS).map(|line| line.place).collect(),
    }
}

/// Lines that share a key, group by group in the key's order; lines without one are left out.
fn groups<'l, K: Ord + Copy>(
    lines: impl IntoIterator<Item = &'l Line>,
    key: impl Fn(&Line) -> Option<K>,
) -> Vec<(K, Vec<&'l Line>)> {
    let mut keyed: Vec<(K, &Line)> = lines.into_iter().filter_map(|line| Some((key(line)?, line))).collect();
    keyed.sort_by_key(|(key, line)| (*key, line.place));
    let same = keyed.chunk_by(|(one, _), (other, _)| one == other);
    same.map(|group| (group[0].0, group.iter().map(|(_, line)| *line).collect())).collect()
}

#[cfg(test)]
mod tests;
