//! What the clauses are held against: plain figures that the application gathers.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::{Exception, Finding};
use crate::level::Level;

/// One brand's application as figures and records.
#[derive(Clone, Debug)]
pub struct ApplicationFacts {
    /// At whose scale it is judged: [`Level::County`] for the pool (3.3.a), [`Level::City`] for recommendation and recognition (3.3.b).
    pub level: Level,
    /// Today in Asia/Shanghai.
    pub today: NaiveDate,
    /// True at the city's scale, from recommendation to recognition: checks of units older than the policy's limit no longer
    /// count (3.4.e). Money is not judged by it.
    pub fresh_checks: bool,
    /// The name (3.2).
    pub name: NameFacts,
    /// Of intangible heritage (是否非遗类): only then does a relaxation count.
    pub heritage: bool,
    /// People led to jobs or start-ups, by the policy's window (3.3).
    pub employed: Count,
    /// The lowered head-count decided for this level, if any (3.3.d).
    pub relaxation: Option<Relaxation>,
    /// Every cultivating unit (3.4).
    pub units: Vec<UnitFacts>,
    /// Code of the main training category; none until chosen.
    pub category: Option<String>,
    /// The last full calendar year, whose training counts.
    pub training_year: i32,
    /// People who passed training in the main category in that year (3.5.b).
    pub trained: Count,
    /// The same for the year under way: shown as progress only.
    pub trained_this_year: u64,
    /// The employment ledger (3.5.c); none where nothing was filed.
    pub employment_ledger: Option<Ledger>,
    /// The training ledger (3.5.d); none where nothing was filed.
    pub training_ledger: Option<Ledger>,
    /// People placed through the unit, for the share of 3.6.b.
    pub placed_through_unit: Option<u64>,
    /// Clauses for which the unit offered records or other evidence (3.1, 3.3.a, 3.3.b, 3.5.b1 to b3, 3.6.a to c).
    pub offered: BTreeSet<String>,
    /// What reviewers judged, by clause: the last word where a rule cannot decide.
    pub judged: BTreeMap<String, Judgement>,
    /// The five materials (chapter 4).
    pub materials: Materials,
}

/// The name as the naming rule read it.
#[derive(Clone, Debug, Default)]
pub struct NameFacts {
    /// Findings of [`crate::brand_name::NamingRule::check`].
    pub findings: Vec<Finding>,
    /// The decision on an exception, if one was asked for and decided.
    pub exception: Option<Exception>,
}

/// Distinct people. The three never overlap; verified and disputed together are the most it can become.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// People counted beyond doubt: a verified minimum.
    pub verified: u64,
    /// Further people under review (待核).
    pub disputed: u64,
    /// People listed whom a bureau decided not to count (核定).
    pub excluded: u64,
}

/// A lowered head-count for a heritage brand (3.3.d): the limit that replaces the policy's, still exclusive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relaxation {
    /// Persons; the brand must lead more than this.
    pub lowered_to: u32,
    /// The reason on record.
    pub reason: String,
}

/// A reviewer's judgement of what a rule cannot decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// Whether the clause is met.
    pub met: bool,
    /// Why.
    pub reason: String,
}

/// One cultivating unit.
#[derive(Clone, Debug)]
pub struct UnitFacts {
    /// Name.
    pub name: String,
    /// Credit code with a valid check character.
    pub code_valid: bool,
    /// Code of its kind; none until chosen.
    pub kind: Option<String>,
    /// The county confirmed the kind.
    pub kind_confirmed: bool,
    /// The unit that acts for the group.
    pub lead: bool,
    /// Internal rules are filed.
    pub internal_rules: bool,
    /// Financial rules are filed.
    pub financial_rules: bool,
    /// The unit declared to have broken no law or discipline.
    pub declared_clean: bool,
    /// The county's last check; none until checked.
    pub check: Option<Check>,
    /// How it trains; none until chosen.
    pub training: Option<TrainingMode>,
}

/// A check of a unit against outside records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// No violation of law or discipline was found (3.4.d).
    pub no_violation: bool,
    /// Not on the courts' list of dishonest judgment debtors (3.4.e).
    pub not_debtor: bool,
    /// When it was checked.
    pub on: NaiveDate,
}

/// How a unit trains (3.5.a).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TrainingMode {
    /// By its own resources.
    Own,
    /// By an entrusted partner, wholly or in part; none until the partner's licence is given.
    Entrusted(Option<Partner>),
}

/// An entrusted partner's training qualification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partner {
    /// Name.
    pub name: String,
    /// Last day of its licence.
    pub licence_until: NaiveDate,
}

/// The state of a ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ledger {
    /// Rows filed.
    pub rows: u64,
    /// Rows that failed a check.
    pub faulty: u64,
}

/// A ledger of a year, as filed in a roster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LedgerFiled {
    /// Training roster of a year.
    Training(i32),
    /// Employment roster of a year.
    Employment(i32),
}

/// The materials of chapter 4.
#[derive(Clone, Debug, Default)]
pub struct Materials {
    /// Labels of required form fields still empty.
    pub missing_fields: Vec<String>,
    /// The signed form on file carries the content code of the present answers; a later change voids it.
    pub signed_form_current: bool,
    /// Slots with at least one file.
    pub files: BTreeSet<String>,
    /// The introduction.
    pub introduction: Introduction,
    /// The year of filing: its roster and those of the years before it are asked for.
    pub filing_year: i32,
    /// Rosters filed; a combined sheet counts as both.
    pub rosters: BTreeSet<LedgerFiled>,
    /// Pieces of publicity by media of county level or above.
    pub publicity: u32,
}

/// The introduction of the brand (4.2).
#[derive(Clone, Debug, Default)]
pub enum Introduction {
    /// Nothing yet.
    #[default]
    Absent,
    /// Read.
    Read {
        /// Its 字数 by [`crate::word_count`].
        words: u64,
        /// Headings not found, by [`super::missing_headings`].
        missing_headings: Vec<String>,
    },
}
