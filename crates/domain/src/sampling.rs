//! Sampling (抽查): how many people of a roster are called, who they are, and what their answers say about all.
//!
//! Anybody can draw the same people again with nothing but SM3: everybody on the list is numbered from 1, the SM3 of
//! `seed:number` is taken for each, and the smallest are called, in that order.

use crate::coded::coded;
use serde::{Deserialize, Serialize};
use sm3::{Digest, Sm3};
use special::{Beta, Error as _};
use std::{collections::BinaryHeap, ops::RangeInclusive};

/// The name of the way people are drawn, for the record.
pub const METHOD: &str = "sm3-smallest-v1";

coded! {
    /// What a call brought.
    CallResult {
        Confirmed = "confirmed" "属实",
        Refuted = "refuted" "不属实",
        Unreached = "unreached" "无法联系",
    }
}

/// How sure and how exact the answer is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// People on the list.
    pub population: u64,
    /// Confidence in percent: 90, 95 or 99.
    pub confidence: u32,
    /// Margin in percentage points, 1 to 20.
    pub margin: u32,
    /// Share expected to be untrue in percent, 1 to 50.
    pub expected: u32,
}

/// Why a plan cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanRefused {
    /// Nobody is on the list.
    #[error("花名册里没有可以抽查的人。")]
    Nobody,
    /// The confidence is none of the three.
    #[error("置信度请选 90%、95% 或 99%。")]
    Confidence,
    /// The margin is not 1 to 20.
    #[error("允许误差应为 1 至 20 个百分点的整数。")]
    Margin,
    /// The expected share is not 1 to 50.
    #[error("预计不属实的占比应为 1 至 50 的整数；心中无数请填 50。")]
    Expected,
}

impl Plan {
    /// The confidences offered, in percent.
    pub const CONFIDENCES: [u32; 3] = [90, 95, 99];

    /// A plan that can be carried out.
    ///
    /// # Errors
    /// Nobody to call, or a figure outside its range.
    pub fn new(population: u64, confidence: u32, margin: u32, expected: u32) -> Result<Plan, PlanRefused> {
        if population == 0 {
            return Err(PlanRefused::Nobody);
        }
        if !Plan::CONFIDENCES.contains(&confidence) {
            return Err(PlanRefused::Confidence);
        }
        if !(1..=20).contains(&margin) {
            return Err(PlanRefused::Margin);
        }
        if !(1..=50).contains(&expected) {
            return Err(PlanRefused::Expected);
        }
        Ok(Plan { population, confidence, margin, expected })
    }

    /// How many to call: the size for a share of a large population, less what a small one saves.
    #[must_use]
    pub fn size(&self) -> u64 {
        let z = std::f64::consts::SQRT_2 * (f64::from(self.confidence) / 100.0).inv_error();
        let (margin, share) = (f64::from(self.margin) / 100.0, f64::from(self.expected) / 100.0);
        let endless = z * z * share * (1.0 - share) / (margin * margin);
        let size = endless / (1.0 + (endless - 1.0) / self.population as f64);
        (size.ceil() as u64).clamp(1, self.population)
    }
}

/// The numbers (from 1) of the people drawn, in the order in which they are called.
#[must_use]
pub fn draw(seed: &str, population: u64, size: u64) -> Vec<u64> {
    let size = usize::try_from(size.min(population)).unwrap_or(usize::MAX);
    let mut smallest = BinaryHeap::with_capacity(size + 1);
    for number in 1..=population {
        let rank: [u8; 32] = Sm3::digest(format!("{seed}:{number}")).into();
        smallest.push((rank, number));
        if smallest.len() > size {
            smallest.pop();
        }
    }
    smallest.into_sorted_vec().into_iter().map(|(_, number)| number).collect()
}

/// What the calls brought so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// 属实
    pub confirmed: u64,
    /// 不属实
    pub refuted: u64,
    /// 无法联系: never counted as confirmed.
    pub unreached: u64,
    /// Without a result yet.
    pub pending: u64,
}

/// A share of untrue entries, with what it means for the whole list.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// Calls it rests on.
    pub calls: u64,
    /// Of them untrue.
    pub untrue: u64,
    /// The interval of the share (Clopper–Pearson, exact).
    pub share: (f64, f64),
    /// The same in people of the list, outwards to whole people.
    pub people: (u64, u64),
    /// People of the list at the share found, rounded.
    pub likely: u64,
}

impl Tally {
    /// The people called with a result.
    #[must_use]
    pub fn reached(&self) -> u64 {
        self.confirmed + self.refuted
    }

    /// What those reached say of the list; none while nobody was reached.
    #[must_use]
    pub fn by_reached(&self, plan: &Plan) -> Option<Estimate> {
        estimate(plan, self.refuted, self.reached(), self.refuted..=plan.population - self.confirmed)
    }

    /// The darker reading: as if whoever could not be reached were untrue.
    #[must_use]
    pub fn with_unreached(&self, plan: &Plan) -> Option<Estimate> {
        let untrue = self.refuted + self.unreached;
        estimate(plan, untrue, untrue + self.confirmed, self.refuted..=plan.population - self.confirmed)
    }
}

/// `certain` is what the calls themselves leave possible.
fn estimate(plan: &Plan, untrue: u64, calls: u64, certain: RangeInclusive<u64>) -> Option<Estimate> {
    if calls == 0 {
        return None;
    }
    let share = interval(untrue, calls, f64::from(plan.confidence) / 100.0);
    let all = plan.population as f64;
    let inside = |people: f64| (people as u64).clamp(*certain.start(), *certain.end());
    // The inverse is exact to some ten digits: a hair less keeps whole numbers whole.
    let people = (inside((share.0 * all + 1e-6).floor()), inside((share.1 * all - 1e-6).ceil()));
    Some(Estimate { calls, untrue, share, people, likely: inside((untrue as f64 / calls as f64 * all).round()) })
}

/// The exact interval of a share (Clopper and Pearson, 1934).
fn interval(hits: u64, calls: u64, confidence: f64) -> (f64, f64) {
    let half = (1.0 - confidence) / 2.0;
    let misses = calls - hits;
    let bound = |a: u64, b: u64, p: f64| p.inv_inc_beta(a as f64, b as f64, (a as f64).ln_beta(b as f64));
    let low = if hits == 0 { 0.0 } else { bound(hits, misses + 1, half) };
    let high = if misses == 0 { 1.0 } else { bound(hits + 1, misses, 1.0 - half) };
    (low, high)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn plan(population: u64) -> Plan {
        Plan::new(population, 95, 5, 50).expect("a plan")
    }

    #[test]
    fn sizes_are_those_of_the_textbooks() {
        let size = |population, confidence, margin, expected| {
            Plan::new(population, confidence, margin, expected).expect("a plan").size()
        };
        assert_eq!([1_000_000, 10_000, 1_000, 100, 5].map(|all| size(all, 95, 5, 50)), [384, 370, 278, 80, 5]);
        assert_eq!((size(1_000_000, 95, 10, 50), size(1_000_000, 99, 5, 50)), (97, 664));
        assert_eq!((size(1_000_000, 90, 5, 50), size(1_000_000, 95, 3, 10)), (271, 384));
        assert_eq!(size(1, 95, 10, 50), 1);
    }

    #[test]
    fn figures_outside_their_range_are_refused() {
        use PlanRefused::{Confidence, Expected, Margin, Nobody};
        let refused = |plan: Result<Plan, PlanRefused>| plan.unwrap_err();
        assert_eq!(refused(Plan::new(0, 95, 5, 50)), Nobody);
        assert_eq!(refused(Plan::new(9, 94, 5, 50)), Confidence);
        assert_eq!(
            [refused(Plan::new(9, 95, 0, 50)), refused(Plan::new(9, 95, 21, 50)), refused(Plan::new(9, 95, 5, 51))],
            [Margin, Margin, Expected]
        );
    }

    /// The same people in a hundred years; `printf '2025:1' | openssl dgst -sm3` and its like draw them, too.
    #[test]
    fn the_same_seed_draws_the_same_people() {
        assert_eq!(draw("2025", 1_000, 5), [582, 781, 224, 230, 518]);
        assert_ne!(draw("2025", 1_000, 5), draw("2026", 1_000, 5));
        assert_eq!(draw("2025", 1_000, 3), draw("2025", 1_000, 5)[..3], "more calls go on where fewer ended");
    }

    proptest! {
        #[test]
        fn everybody_drawn_is_on_the_list_and_drawn_once(population in 1u64..500, size in 0u64..600, seed in "[0-9a-f]{8}") {
            let mut drawn = draw(&seed, population, size);
            prop_assert_eq!(drawn.len() as u64, size.min(population));
            drawn.sort_unstable();
            drawn.dedup();
            prop_assert_eq!(drawn.len() as u64, size.min(population));
            prop_assert!(drawn.iter().all(|number| (1..=population).contains(number)));
        }

        #[test]
        fn an_interval_holds_what_was_found_and_never_less_than_is_certain(confirmed in 0u64..60, refuted in 0u64..60, unreached in 0u64..60, more in 0u64..10_000) {
            let tally = Tally { confirmed, refuted, unreached, pending: 0 };
            let plan = Plan::new(confirmed + refuted + unreached + more + 1, 95, 5, 50).unwrap();
            for estimate in [tally.by_reached(&plan), tally.with_unreached(&plan)].into_iter().flatten() {
                prop_assert!(estimate.people.0 <= estimate.likely && estimate.likely <= estimate.people.1, "{:?}", estimate);
                prop_assert!(estimate.people.0 >= refuted && estimate.people.1 <= plan.population - confirmed);
                prop_assert!(0.0 <= estimate.share.0 && estimate.share.0 <= estimate.share.1 && estimate.share.1 <= 1.0);
            }
        }
    }

    #[test]
    fn everybody_has_the_same_chance() {
        let mut hits = [0u32; 50];
        for seed in 0..2_000 {
            draw(&seed.to_string(), 50, 10).into_iter().for_each(|number| hits[number as usize - 1] += 1);
        }
        // 400 expected; five standard deviations of a binomial are 90.
        assert!(hits.iter().all(|hits| (310..=490).contains(hits)), "{hits:?}");
    }

    /// The chance of so many hits or more at the lower end, and of so many or fewer at the upper, is half of what is left.
    #[test]
    fn intervals_are_exact() {
        let near = |(low, high): (f64, f64), (a, b): (f64, f64)| (low - a).abs() < 5e-5 && (high - b).abs() < 5e-5;
        assert!(near(interval(10, 100, 0.95), (0.0490, 0.1762)), "{:?}", interval(10, 100, 0.95));
        assert!(near(interval(0, 20, 0.95), (0.0, 0.1684)), "{:?}", interval(0, 20, 0.95));
        assert!(near(interval(20, 20, 0.95), (0.8316, 1.0)), "{:?}", interval(20, 20, 0.95));
        assert!(near(interval(5, 50, 0.99), (0.0222, 0.2580)), "{:?}", interval(5, 50, 0.99));
    }

    #[test]
    fn whoever_is_not_reached_is_never_confirmed() {
        let tally = Tally { confirmed: 80, refuted: 10, unreached: 10, pending: 0 };
        let (reached, darker) = (tally.by_reached(&plan(1_000)).unwrap(), tally.with_unreached(&plan(1_000)).unwrap());
        assert_eq!((reached.calls, reached.untrue, reached.likely), (90, 10, 111));
        assert_eq!((darker.calls, darker.untrue, darker.likely), (100, 20, 200));
        assert!(darker.people.1 > reached.people.1);
        let nobody = Tally { unreached: 5, ..Tally::default() };
        assert_eq!(
            (nobody.by_reached(&plan(9)), nobody.with_unreached(&plan(9)).map(|all| all.likely)),
            (None, Some(9))
        );
    }

    #[test]
    fn a_list_called_to_its_end_is_known() {
        let tally = Tally { confirmed: 7, refuted: 3, unreached: 0, pending: 0 };
        assert_eq!(tally.by_reached(&plan(10)).unwrap().people, (3, 3));
    }
}
