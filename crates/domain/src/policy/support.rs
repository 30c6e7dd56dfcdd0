//! What follows recognition: the cycle, the money, revocation, and how long records are kept (chapter 6).

use chrono::NaiveDate;
use serde::Deserialize;

use super::Rule;
use crate::money::Fen;

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

/// The days of one cycle, reckoned from the announcement of its title.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CycleDays {
    /// Its last day (6.1.a).
    pub ends: NaiveDate,
    /// The first day after the full years before assessment (6.1.c).
    pub assessable_from: NaiveDate,
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
    pub application_years: Rule<u32>,
    /// Years for rosters, after the cycle ends.
    pub roster_years: Rule<u32>,
    /// Years for declined applications.
    pub declined_years: Rule<u32>,
    /// Months for access logs; the law's floor is 6.
    pub access_log_months: Rule<u32>,
    /// Days for uploads given up or failed.
    pub upload_days: Rule<u32>,
    /// Months for what a check of a filed roster found, row by row.
    pub check_result_months: Rule<u32>,
    /// Months for drafts and rosters never submitted.
    pub draft_months: Rule<u32>,
    /// Days for sessions, one-time links and form keys that are over.
    pub session_days: Rule<u32>,
    /// Years for closed requests of people about their data.
    pub request_years: Rule<u32>,
    /// Years for records of giving or entrusting personal data.
    pub transfer_years: Rule<u32>,
}

/// People's rights over their data (PIPL 44 to 50).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rights {
    /// Working days for the answer to a request.
    pub answer_days: Rule<u32>,
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
