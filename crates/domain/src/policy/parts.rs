//! The sections of a policy file, as they stand in it.

use serde::{Deserialize, Serialize};

use super::Rule;
use crate::{money::Fen, source::Day};

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

/// Head-counts of 3.3. All limits are exclusive: 超过 is `>`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scale {
    /// County brands lead more persons than this.
    pub county_more_than: Rule<u32>,
    /// City brands lead more persons than this.
    pub city_more_than: Rule<u32>,
    /// Brands leading more poverty-alleviated workers go first among equals.
    pub poverty_alleviated_first: Rule<bool>,
    /// Heritage brands may get a lower limit by decision.
    pub heritage_relaxation: Rule<bool>,
    /// Which employment rows count.
    pub window: Rule<ScaleWindow>,
}

/// Which employment rows count for 3.3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScaleWindow {
    /// Distinct people over both filed years.
    UnionOfFiledYears,
    /// People at work on the day of filing.
    OnFilingDay,
}

/// Training of 3.5. All limits are inclusive: 不少于 and 不低于 are `>=`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Training {
    /// Only people who passed count.
    pub passed_only: Rule<bool>,
    /// Categories with their yearly minimum.
    pub categories: Vec<Category>,
}

/// A training category (3.5.b1 to 3.5.b3).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// Code in rosters and forms.
    pub code: String,
    /// Name.
    pub label: String,
    /// Persons a year, at least.
    pub at_least: u32,
    /// Clause id.
    pub clause: String,
}

/// Cultivating units (3.4).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Units {
    /// Kinds not listed may be confirmed by a county.
    pub open_list: Rule<bool>,
    /// How many days a check of the debtor list stays good.
    pub debtor_check_days: Rule<u32>,
    /// Kinds of unit.
    pub kinds: Vec<Choice>,
}

/// A coded choice with its clause.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Code.
    pub code: String,
    /// Name.
    pub label: String,
    /// Clause id.
    pub clause: String,
}

/// The five materials of chapter 4.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Materials {
    /// Roster years filed: the current one and those before.
    pub roster_years: Rule<u32>,
    /// 字数 of the introduction, at least.
    pub introduction_at_least: Rule<u32>,
    /// What the introduction must cover.
    pub introduction_headings: Rule<Vec<String>>,
    /// The materials in order.
    pub items: Vec<Material>,
    /// Every kind of upload with its limits.
    pub uploads: Vec<Upload>,
}

/// One material.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Material {
    /// Code.
    pub code: String,
    /// Name.
    pub label: String,
    /// Clause id.
    pub clause: String,
    /// Slots of the uploads it wants.
    pub files: Vec<String>,
}

/// A kind of upload. The type is judged by content, never by name.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Upload {
    /// Code; equals the form field's id where one holds it.
    pub slot: String,
    /// Name.
    pub label: String,
    /// Largest size in bytes.
    pub max_bytes: u64,
    /// Accepted types.
    pub types: Vec<FileType>,
    /// Clause id.
    pub clause: String,
}

/// A type of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum FileType {
    Pdf,
    Docx,
    Xlsx,
    Csv,
    Txt,
    Jpg,
    Png,
}

/// The county pool (5.2.c).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pool {
    /// Clauses that must be met on entry, at county scale; a bare `3.4` means all under it.
    pub entry: Rule<Vec<String>>,
}

/// Reviews and their terms (chapter 5).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// Officers on a site visit, at least.
    pub site_visit_officers: Rule<u32>,
    /// Experts who score a brand before it may go on notice; 0: no panel asked for.
    pub experts: Rule<u32>,
    /// Rounds of correction, at most.
    pub correction_rounds: Rule<u32>,
    /// Working days for one correction, from its service.
    pub correction_days: Rule<u32>,
    /// Working days for the county's review.
    pub county_days: Rule<u32>,
    /// Working days for the city's review.
    pub city_days: Rule<u32>,
    /// The five heads of the county's evaluation; points sum to 100.
    pub evaluation_heads: Vec<Head>,
}

/// One head of the county's evaluation (5.2.b).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// Code.
    pub code: String,
    /// Name.
    pub label: String,
    /// Full points.
    pub points: u32,
    /// Clause id.
    pub clause: String,
    /// The city chose the points.
    #[serde(default)]
    pub local_setting: bool,
    /// Why.
    pub note: Option<String>,
}

/// Recommendation quotas (annex 4).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quotas {
    /// Whether going over is barred outright rather than needing the city's written approval.
    pub binding: Rule<bool>,
    /// The figures set so far.
    pub figures: Vec<Quota>,
}

/// The quota of one area in one year. 0: every recommendation needs the city's approval.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quota {
    /// Year.
    pub year: i32,
    /// Area code.
    pub area: String,
    /// How many brands.
    pub count: u32,
    /// Clause id.
    pub clause: String,
}

/// Public notice and objections (5.3.c to 5.3.g).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeTerms {
    /// Working days, at least.
    pub working_days: Rule<u32>,
    /// Whether one brand's objection stops the others.
    pub stops_others: Rule<bool>,
    /// Working days to acknowledge an objection.
    pub acknowledge_days: Rule<u32>,
    /// Working days to answer it.
    pub answer_days: Rule<u32>,
}

/// The cultivation cycle (6.1.a, 6.1.c, 6.1.d4, 6.2.b).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cycle {
    /// Years.
    pub years: Rule<u32>,
    /// Full years before assessment.
    pub assessment_after_years: Rule<u32>,
    /// Days for rectification, from service.
    pub rectification_days: Rule<u32>,
    /// Working days for the unit's statement before a revocation, from service.
    pub statement_days: Rule<u32>,
}

/// Money (6.1.b to 6.1.g). Amounts are integer fen.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Subsidies {
    /// First subsidy.
    #[serde(rename = "first_fen")]
    pub first_subsidy: Rule<Fen>,
    /// The fund charged.
    pub fund: Rule<String>,
    /// Level of that fund.
    pub fund_level: Rule<String>,
    /// Who pays.
    pub payer: Rule<String>,
    /// Working days for the unit to confirm its account.
    pub account_days: Rule<u32>,
    /// Working days to pay after approval.
    pub payment_days: Rule<u32>,
    /// Grades, best first.
    pub grades: Vec<Grade>,
    /// Listed uses.
    pub uses: Vec<FundUse>,
}

/// A grade of the assessment with its second subsidy.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grade {
    /// Code.
    pub code: String,
    /// Name.
    pub label: String,
    /// Score from which it is given, of 100.
    pub at_least: u32,
    /// Second subsidy; zero: none, rectification follows.
    #[serde(rename = "second_fen")]
    pub second_subsidy: Fen,
    /// Clause id.
    pub clause: String,
    /// The city chose the band.
    #[serde(default)]
    pub local_setting: bool,
    /// Why.
    pub note: Option<String>,
}

/// A use of the money (6.1.e).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FundUse {
    /// Code.
    pub code: String,
    /// Name.
    pub label: String,
    /// Spending under it must be explained.
    #[serde(default)]
    pub needs_explanation: bool,
    /// Clause id.
    pub clause: String,
}

/// Grounds for revocation (6.2.a1 to 6.2.a7).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Revocation {
    /// The grounds, known by their clause.
    pub grounds: Vec<Ground>,
}

/// One ground.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ground {
    /// In short.
    pub label: String,
    /// Clause id: its name in records.
    pub clause: String,
    /// Counts whenever found, also after the cycle.
    #[serde(default)]
    pub any_time: bool,
    /// Remark.
    pub note: Option<String>,
}

/// How long records are kept.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retention {
    /// Years for application and recognition files.
    pub case_years: Rule<u32>,
    /// Years for rosters, after the cycle ends.
    pub roster_years: Rule<u32>,
    /// Years for declined applications.
    pub declined_years: Rule<u32>,
    /// Months for access logs; the law's floor is 6.
    pub access_log_months: Rule<u32>,
    /// Years for records of giving or entrusting personal data.
    pub transfer_years: Rule<u32>,
}

/// How the city reads a point the policy leaves open: shown to people, followed by the program.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    /// The question.
    pub label: String,
    /// The answer followed.
    pub value: String,
    /// Clause id.
    pub clause: String,
    /// Always a choice of the city.
    pub local_setting: bool,
    /// What the policy says or leaves out.
    pub note: String,
}
