//! Digits and days that are spread as nobody's are: invented numbers end as their inventor's fingers like.

use super::{Line, Search, Sign, SignKind, chance, groups, sign};
use chrono::Datelike;

/// A day of the month comes this often in four hundred years, and so in any long time.
const DAYS: [u32; 31] = {
    let mut days = [4_800; 31];
    days[28] = 4_497;
    days[29] = 4_400;
    days[30] = 2_800;
    days
};
const TENTHS: [u32; 10] = [1; 10];

/// One thing that is spread over cells: which cell a line falls into, how wide each is, and how it is told.
struct Spread<'a> {
    what: &'static str,
    unit: &'static str,
    weights: &'a [u32],
    /// The first cell's name.
    first: usize,
    effect: f64,
}

pub(super) fn find(search: &Search<'_>) -> Vec<Sign> {
    let rules = search.rules;
    let one_each = |key: &dyn Fn(&Line) -> Option<u64>| -> Vec<&Line> {
        groups(search.all(), key).into_iter().filter_map(|(_, lines)| lines.first().copied()).collect()
    };
    let tenths = |what, effect| Spread { what, unit: "", weights: &TENTHS, first: 0, effect };
    let days = |what, effect| Spread { what, unit: "日", weights: &DAYS, first: 1, effect };
    // Numbers are counted once each: that many people share one is a sign of its own.
    let mobiles = one_each(&|line| line.mobile.digits().parse().ok());
    let people = one_each(&Line::number);
    let hired = one_each(&|line| (line.employed && line.from.is_some()).then_some(line.person));
    let spreads = [
        judge(search, &mobiles, &tenths("手机号码的尾数", rules.phone_digits.value), |line| {
            Some(usize::from(line.mobile.digits().as_bytes()[10] - b'0'))
        }),
        sequences(search, &people),
        judge(search, &people, &days("出生日", rules.birth_days.value), |line| Some(line.born?.day0() as usize)),
        judge(search, &hired, &days("入职日", rules.hired_days.value), |line| Some(line.from?.day0() as usize)),
    ];
    spreads.into_iter().flatten().collect()
}

/// The last digit of the sequence tells the sex: each sex's digits are compared among themselves.
fn sequences(search: &Search<'_>, people: &[&Line]) -> Option<Sign> {
    let digit = |line: &Line| Some((line.number()? % 10) as usize);
    let mut weights = [0; 10];
    let mut sexes = [0; 2];
    people.iter().filter_map(|line| digit(line)).for_each(|digit| sexes[digit % 2] += 1);
    weights.iter_mut().enumerate().for_each(|(digit, weight)| *weight = sexes[digit % 2]);
    let what = "证件号码顺序码的末位";
    let spread = Spread { what, unit: "", weights: &weights, first: 0, effect: search.rules.sequence_digits.value };
    judge(search, people, &spread, digit)
}

fn judge(
    search: &Search<'_>,
    lines: &[&Line],
    spread: &Spread<'_>,
    cell: impl Fn(&Line) -> Option<usize>,
) -> Option<Sign> {
    let rules = search.rules;
    let mut observed = vec![0u64; spread.weights.len()];
    lines.iter().filter_map(|line| cell(line)).for_each(|cell| observed[cell] += 1);
    let all: u64 = observed.iter().sum();
    if all < u64::from(rules.digit_people.value) {
        return None;
    }
    let fit = chance::fit(&observed, spread.weights);
    if fit.chance >= rules.digit_chance.value || fit.effect < spread.effect {
        return None;
    }
    let behind: Vec<&Line> = lines.iter().copied().filter(|line| cell(line) == Some(fit.fullest)).collect();
    let named = format!("{}{}", fit.fullest + spread.first, spread.unit);
    let sentence = format!(
        "{}分布异常：{all} 个里有 {} 个是 {named}，平常约 {:.0} 个。",
        spread.what, observed[fit.fullest], fit.expected
    );
    let threshold =
        format!("{} 人以上，偏离程度 {:.1} 以上（现为 {:.2}）", rules.digit_people.value, spread.effect, fit.effect);
    Some(sign(SignKind::Digits, sentence, threshold, &behind))
}
