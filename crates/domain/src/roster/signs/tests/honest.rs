//! Rosters of honest units: untidy as life is, and nothing in them is a sign.

use super::{FILED, Row, day, found, identity};
use crate::roster::Ledger;
use chrono::{Datelike, Days, NaiveDate};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use std::collections::{HashSet, VecDeque};

/// Somebody: a number of their own, and a mobile that now and then serves a wife or a son as well.
struct Crowd {
    rng: StdRng,
    taken: HashSet<(NaiveDate, u32)>,
    mobile: String,
    sharing: u32,
}

impl Crowd {
    fn one_in(&mut self, many: u32) -> bool {
        self.rng.random_range(0..many) == 0
    }

    /// Born between 1966 and 2006, most in the seventies to nineties; one in thirty registered on a first of January or
    /// the fifteenth of a month.
    fn born(&mut self) -> NaiveDate {
        let year = 1966 + (self.rng.random_range(0..21) + self.rng.random_range(0..21));
        let day = NaiveDate::from_yo_opt(year, self.rng.random_range(1..366)).expect("a day");
        match self.rng.random_range(0..60) {
            0 => NaiveDate::from_ymd_opt(year, 1, 1).expect("a day"),
            1 => day.with_day(15).expect("a day"),
            _ => day,
        }
    }

    fn somebody(&mut self) -> Row {
        let (born, sequence) = loop {
            let who = (self.born(), self.rng.random_range(1..1000));
            if self.taken.insert(who) {
                break who;
            }
        };
        if self.sharing == 0 {
            // People avoid a four at the end and like eights.
            let last = b"00001111222233334445555666677778888899999"[self.rng.random_range(0..41)] - b'0';
            self.mobile =
                format!("1{}{:08}{last}", self.rng.random_range(3..10), self.rng.random_range(0..100_000_000));
            self.sharing = if self.one_in(12) { self.rng.random_range(1..3) } else { 0 };
        } else {
            self.sharing -= 1;
        }
        Row { number: identity(born, sequence), mobile: self.mobile.clone(), ..Row::default() }
    }
}

fn crowd(seed: u64) -> Crowd {
    Crowd { rng: StdRng::seed_from_u64(seed), taken: HashSet::new(), mobile: String::new(), sharing: 0 }
}

/// Classes of 18 to 50, two or three a week up to the day before; some train twice, one class after the other.
pub(super) fn training(seed: u64, people: usize) -> Vec<Row> {
    let mut crowd = crowd(seed);
    let (mut rows, mut once) = (Vec::<Row>::new(), VecDeque::<Row>::new());
    let weeks = 34;
    let classes = people / 34;
    for class in 1.. {
        let week = (class - 1) * weeks / classes.max(1);
        let started = day("2025-01-06") + Days::new((week * 7 + crowd.rng.random_range(0..5)) as u64);
        let ended = started + Days::new(crowd.rng.random_range(5..12));
        for _ in 0..crowd.rng.random_range(18..=50) {
            if rows.len() == people {
                return rows;
            }
            let again = crowd.one_in(25) && once.front().is_some_and(|row| row.until < Some(started));
            let first = again.then(|| once.pop_front()).flatten();
            let row = Row {
                class: Some(format!("2025-{class:03}")),
                certificate: Some(format!("35252025{:06}", rows.len() + 1)),
                from: Some(started.min(day(FILED))),
                until: Some(ended),
                ..first.clone().unwrap_or_else(|| crowd.somebody())
            };
            once.extend(first.is_none().then(|| row.clone()));
            rows.push(row);
        }
    }
    rows
}

/// Hired by 300 firms of all sizes, a third of them on the first of a month; one in twenty moves to another firm, and some
/// of those hand over for a week or two. Small firms leave their code out.
pub(super) fn employment(seed: u64, people: usize) -> Vec<Row> {
    let mut crowd = crowd(seed);
    let mut rows: Vec<Row> = Vec::new();
    let mut small = vec![0; people / 5 + 1];
    while rows.len() < people {
        let hired = day("2024-09-01") + Days::new(crowd.rng.random_range(0..365));
        let hired = if crowd.one_in(3) { hired.with_day(1).expect("a day") } else { hired };
        let firm = crowd.rng.random_range(0..people.min(300));
        let row = crowd.somebody();
        if crowd.one_in(8) {
            rows.push(Row { from: Some(hired), ..row }); // flexible
            continue;
        }
        let job = |name: String, code: Option<String>| Row {
            employer: Some(name),
            code,
            employed: true,
            from: Some(hired),
            ..row.clone()
        };
        if crowd.one_in(6) {
            let at = crowd.rng.random_range(0..small.len());
            small[at] += 1;
            if small[at] < 10 {
                rows.push(job(format!("某工坊{at}"), None));
            }
            continue;
        }
        let mut first = job(format!("泉州示例{firm}号有限公司"), Some(format!("CODE{firm}")));
        if crowd.one_in(20) {
            let left = hired + Days::new(60);
            first.until = Some(left);
            let mut second = job(format!("泉州另一{firm}号有限公司"), Some(format!("ELSE{firm}")));
            second.from = Some(left - Days::new(crowd.rng.random_range(0..15)));
            rows.push(second);
        }
        rows.push(first);
    }
    rows
}

fn nothing(ledger: Ledger, rows: &[Row]) {
    let found = found(ledger, rows);
    let said: Vec<_> = found.signs.iter().map(|sign| (&sign.sentence, &sign.threshold)).collect();
    assert!(said.is_empty(), "{ledger} {}: {said:?}", rows.len());
}

#[test]
fn nothing_is_invented_about_honest_rosters() {
    for seed in 0..12 {
        nothing(Ledger::Training, &training(seed, 3_000));
        nothing(Ledger::Employment, &employment(seed, 3_000));
    }
    for seed in 0..30 {
        nothing(Ledger::Training, &training(seed, 150));
        nothing(Ledger::Employment, &employment(seed, 400));
    }
}

/// All of one small area: neighbours in age have numbers near one another.
#[test]
fn nothing_is_invented_about_a_large_honest_roster() {
    nothing(Ledger::Training, &training(99, 60_000));
    nothing(Ledger::Employment, &employment(99, 60_000));
}

#[test]
fn an_empty_roster_has_no_sign() {
    nothing(Ledger::Training, &[]);
    nothing(Ledger::Employment, &[]);
}
