//! How often chance alone would do it.

use special::Gamma;

/// The chance of at least `many` where `mean` are ordinary (Poisson's distribution).
pub(super) fn at_least(many: u64, mean: f64) -> f64 {
    if many == 0 { 1.0 } else { mean.inc_gamma(many as f64) }
}

/// The shortest run that fewer than `chance` rosters of so many people hold, where each is followed by another with
/// probability `follows`.
pub(super) fn shortest_run(people: usize, follows: f64, chance: f64) -> usize {
    if follows >= 1.0 {
        return usize::MAX;
    }
    let links = (chance / people.max(1) as f64).ln() / follows.max(f64::MIN_POSITIVE).ln();
    // A run of n people has n - 1 links.
    links.ceil().max(0.0) as usize + 1
}

/// How far counts are from what their weights give.
pub(super) struct Fit {
    /// The chance of being so far or farther (χ² test).
    pub(super) chance: f64,
    /// Cohen's w: 0 for even, whatever the number of people.
    pub(super) effect: f64,
    /// The cell furthest above what was expected.
    pub(super) fullest: usize,
    /// What was expected there.
    pub(super) expected: f64,
}

pub(super) fn fit(observed: &[u64], weights: &[u32]) -> Fit {
    let all = observed.iter().sum::<u64>() as f64;
    let whole: f64 = weights.iter().copied().map(f64::from).sum();
    let expected = |cell: usize| all * f64::from(weights[cell]) / whole;
    let cells: Vec<usize> = (0..observed.len()).filter(|cell| weights[*cell] > 0).collect();
    let beyond = |cell: usize| observed[cell] as f64 - expected(cell);
    let square: f64 = cells.iter().map(|cell| beyond(*cell).powi(2) / expected(*cell)).sum();
    let fullest = cells.iter().copied().max_by(|one, other| beyond(*one).total_cmp(&beyond(*other))).unwrap_or(0);
    let freedom = cells.len().saturating_sub(1) as f64;
    let chance = if freedom > 0.0 { 1.0 - (square / 2.0).inc_gamma(freedom / 2.0) } else { 1.0 };
    Fit { chance, effect: (square / all).sqrt(), fullest, expected: expected(fullest) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Against printed tables.
    #[test]
    fn chances_are_those_of_the_tables() {
        assert!((at_least(3, 1.0) - 0.080_301).abs() < 1e-6 && (at_least(10, 4.5) - 0.017_093).abs() < 1e-6);
        assert!((at_least(1, 0.001) - 0.001).abs() < 1e-6 && at_least(0, 3.0) == 1.0);
        // 16.919 is the 95th percentile of χ² with nine degrees of freedom.
        let fit = fit(&[100, 100, 100, 100, 100, 100, 100, 100, 100, 100], &[1; 10]);
        assert!(fit.chance > 0.999 && fit.effect == 0.0);
        assert!((1.0 - (16.919f64 / 2.0).inc_gamma(4.5) - 0.05).abs() < 1e-5);
    }

    #[test]
    fn runs_are_long_where_neighbours_are_many() {
        assert_eq!([0.0001, 0.01, 0.1, 0.5].map(|follows| shortest_run(1_000, follows, 0.001)), [3, 4, 7, 21]);
        assert_eq!(shortest_run(1_000, 1.0, 0.001), usize::MAX);
    }
}
