//! What the document is, whose city it governs, and the words of its naming rule.

use serde::Deserialize;

use super::Rule;
use crate::source::Day;

/// What the document is (0.1, 8.1 to 8.3).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// Our code of this version, such as `quanzhou-2024`.
    pub code: String,
    /// 发文字号
    pub number: String,
    /// Title.
    pub title: String,
    /// Joint issuers, the host first.
    pub issuers: Vec<String>,
    /// 印发日期
    pub issued_on: Rule<Day>,
    /// First day in force.
    pub in_force_from: Rule<Day>,
    /// Last day of the trial; no new round opens after it (8.2).
    pub trial_ends_on: Rule<Day>,
    /// Numbers of the documents it rests on.
    pub rests_on: Rule<Vec<String>>,
    /// The bureau that interprets it, named wherever a rule is stated (8.3).
    pub interpreter: Rule<String>,
    /// Where people can ask.
    pub contact: Rule<String>,
    /// How a decision can be challenged; printed on every refusal.
    pub review_channel: Rule<String>,
}

/// The city that runs the programme.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct City {
    /// GB/T 2260 code.
    pub code: String,
    /// Full name.
    pub name: String,
    /// Name without its class word.
    pub short_name: String,
    /// City HR bureau.
    pub hr_bureau: String,
    /// City finance bureau.
    pub finance_bureau: String,
    /// The family name of the city's brands, such as 泉字号.
    pub series: Rule<String>,
    /// How many brands the city wants.
    pub brand_target: Rule<u32>,
    /// Hosts whose pages count as the bureau's own website (5.3.c).
    pub notice_hosts: Rule<Vec<String>>,
    /// Divisions and functional areas.
    pub areas: Vec<Area>,
}

/// A division or functional area (属地).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Area {
    /// GB/T 2260 code, or our own for a functional area.
    pub code: String,
    /// Full name.
    pub name: String,
    /// Name without its class word.
    pub short_name: String,
    /// Class.
    pub kind: AreaKind,
    /// Whether its bureaus take part; otherwise it is only a native place of people.
    pub participates: bool,
    /// The bureau that reviews; present where it takes part.
    pub hr_bureau: Option<String>,
    /// Its finance bureau; present where it takes part.
    pub finance_bureau: Option<String>,
}

/// Class of an area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AreaKind {
    /// 市辖区
    District,
    /// 县
    County,
    /// 县级市
    CountyLevelCity,
    /// 功能区
    FunctionalArea,
}

/// The word lists of the naming rule (3.2), by file name beside the policy file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Naming {
    /// Regions of the city.
    pub places: Rule<String>,
    /// Trade words.
    pub trades: Rule<String>,
    /// Industries and product words by area.
    pub industries: Rule<String>,
    /// Divisions of the country, to know an outside place.
    pub national: Rule<String>,
    /// Praise and slogans, which are no industry or product.
    pub not_products: Rule<Vec<String>>,
    /// Words any organisation may carry, which are no unit's keyword (3.2.c).
    pub organisation_words: Rule<Vec<String>>,
}
