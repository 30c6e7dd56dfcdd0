//! When a roster's oddities are shown, and what a sample begins with: the city's own choices throughout.

use serde::Deserialize;

use super::Rule;

/// Thresholds of the signs of padding (疑点). What reaches one is listed.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signs {
    /// People with one mobile number, at least.
    pub shared_phone: Rule<u32>,
    /// People whose document numbers follow one another, at least.
    pub number_run: Rule<u32>,
    /// People born on one day, at least.
    pub same_birthday: Rule<u32>,
    /// How many times the even number of births a day is still ordinary: old registers prefer round days.
    pub birthday_times: Rule<u32>,
    /// A run or a birthday is a sign only where chance makes one less often than this in a whole roster.
    pub chance: Rule<f64>,
    /// Under this age, in full years on the first day, somebody is at the lower edge.
    pub youngest: Rule<u32>,
    /// From this age on somebody is at the upper edge.
    pub oldest: Rule<u32>,
    /// People at one edge, at least.
    pub edge_people: Rule<u32>,
    /// Percent of those whose age is known, at least.
    pub edge_percent: Rule<u32>,
    /// Days that two classes of one person share, at least.
    pub overlap_days: Rule<u32>,
    /// Days that two full-time jobs of one person share, at least.
    pub job_overlap_days: Rule<u32>,
    /// Classes whose sizes are compared, at least.
    pub equal_classes: Rule<u32>,
    /// Percent of the classes that have the commonest size, at least.
    pub equal_percent: Rule<u32>,
    /// Days up to the filing of the roster.
    pub burst_days: Rule<u32>,
    /// People who begin in these days, at least.
    pub burst_people: Rule<u32>,
    /// As a multiple of the busiest earlier stretch of as many days, at least.
    pub burst_times: Rule<u32>,
    /// People of an employer for whom no row gives a credit code, at least.
    pub employer_people: Rule<u32>,
    /// People with one certificate number, at least.
    pub certificate_people: Rule<u32>,
    /// People, for a distribution to be judged at all, at least.
    pub digit_people: Rule<u32>,
    /// A distribution is a sign only where chance gives it less often than this.
    pub digit_chance: Rule<f64>,
    /// How far the last digits of mobiles are from even (Cohen's w), at least.
    pub phone_digits: Rule<f64>,
    /// The same for the last digits of the sequence in document numbers, each sex by itself.
    pub sequence_digits: Rule<f64>,
    /// The same for days of the month on which people were born.
    pub birth_days: Rule<f64>,
    /// The same for days of the month on which people were hired.
    pub hired_days: Rule<f64>,
}

/// What the form for a sample (抽查) is filled with at first.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sampling {
    /// Confidence, in percent.
    pub confidence: Rule<u32>,
    /// Margin, in percentage points.
    pub margin: Rule<u32>,
    /// Share expected to be untrue, in percent.
    pub expected: Rule<u32>,
}
