//! A city's policy as dated data: thresholds, amounts, periods, areas, chains, forms, each with its clause.
//!
//! The file is strict: whatever is unknown, missing or contradictory is refused with line and key.

mod chains;
mod check;
mod form;
mod identity;
mod procedure;
mod rule;
mod settings;
mod signs;
mod standards;
mod support;

pub use crate::{level::Level, source::FileError as PolicyError};
pub use chains::{Chain, Step};
pub use form::{Field, FieldKind, FieldOption, Form, OptionsFrom, Repeat, RequiredWhen, Section};
pub use identity::{Area, AreaKind, City, Identity, Naming};
pub use procedure::{Comparing, FileType, Head, Material, Materials, NoticeTerms, Pool, Quota, Quotas, Review, Upload};
pub use rule::Rule;
pub use settings::Setting;
pub use signs::{Sampling, Signs};
pub use standards::{Category, Choice, Scale, ScaleWindow, Training, Units};
pub use support::{Cycle, CycleDays, FundUse, Grade, Ground, Reading, Retention, Revocation, Rights, Subsidies};

use chrono::NaiveDate;
use serde::Deserialize;

use crate::{act::ActKind, calendar::years_after, clauses, source::Source};

/// One version of one city's policy.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Form of the file; 1.
    pub schema: u32,
    /// What the document is.
    pub identity: Identity,
    /// The city and its areas.
    pub city: City,
    /// Word lists of 3.2.
    pub naming: Naming,
    /// Head-counts of 3.3.
    pub scale: Scale,
    /// Units of 3.4.
    pub units: Units,
    /// Training of 3.5.
    pub training: Training,
    /// Materials of chapter 4.
    pub materials: Materials,
    /// County pool, 5.2.c.
    pub pool: Pool,
    /// Reviews of chapter 5.
    pub review: Review,
    /// Comparison with outside records, 4.4.
    #[serde(rename = "comparison")]
    pub comparing: Comparing,
    /// Quotas of annex 4.
    pub quotas: Quotas,
    /// Notice and objections, 5.3.c to 5.3.g.
    pub notice: NoticeTerms,
    /// Cultivation cycle, 6.1.a.
    pub cycle: Cycle,
    /// Money, 6.1.
    pub subsidies: Subsidies,
    /// Revocation, 6.2.
    pub revocation: Revocation,
    /// How long records are kept.
    pub retention: Retention,
    /// People's rights over their data.
    pub rights: Rights,
    /// When a roster's oddities are shown as signs of padding (疑点).
    pub signs: Signs,
    /// What a plan for calling people at random (抽查) begins with.
    pub sampling: Sampling,
    /// The recommendation form, annex 1.
    pub form: Form,
    /// How points the policy leaves open are read.
    #[serde(rename = "reading")]
    pub readings: Vec<Reading>,
    chains: chains::Chains,
    #[serde(skip)]
    settings: Vec<Setting>,
}

/// What stands before the first stroke: the section of a key (`unit` of `unit/12`), the field or material of a slot. Behind
/// it stands of what: a unit, a year, the contents that were signed.
#[must_use]
pub fn code_of(key: &str) -> &str {
    key.split('/').next().unwrap_or(key)
}

impl Policy {
    /// Reads a policy file. `name` stands in errors only.
    pub fn parse(name: &str, text: &str) -> Result<Policy, PolicyError> {
        let (policy, source) = Policy::read(name, text)?;
        check::all(&policy, &source)?;
        Ok(policy)
    }

    /// Reads a file that was loaded before, and checked by the program of that day. An act that came later has no chain in
    /// it: under this policy it is not offered.
    ///
    /// # Errors
    /// The text is no policy file: an unknown or missing key, a value of the wrong kind.
    pub fn reread(name: &str, text: &str) -> Result<Policy, PolicyError> {
        Ok(Policy::read(name, text)?.0)
    }

    fn read<'t>(name: &'t str, text: &'t str) -> Result<(Policy, Source<'t>), PolicyError> {
        let (mut policy, source) = Source::read::<Policy>(name, text)?;
        policy.settings = settings::list(text);
        Ok((policy, source))
    }

    /// Whether a new round may open on this day: in force, and the trial not over (8.1, 8.2). Running applications go on.
    pub fn in_force_on(&self, date: NaiveDate) -> bool {
        self.identity.in_force_from.value.0 <= date && date <= self.trial_ends_on()
    }

    /// Last day of the trial (8.2).
    pub fn trial_ends_on(&self) -> NaiveDate {
        self.identity.trial_ends_on.value.0
    }

    /// The days of the cycle of a title announced on this day (6.1.a, 6.1.c).
    pub fn cycle_from(&self, on: NaiveDate) -> CycleDays {
        let full = years_after(on, self.cycle.assessment_after_years.value);
        CycleDays { ends: years_after(on, self.cycle.years.value), assessable_from: full.succ_opt().unwrap_or(full) }
    }

    /// The chain of an act at a level.
    pub fn chain(&self, act: ActKind, level: Level) -> Option<&Chain> {
        self.chains.list.iter().find(|chain| chain.act == act && chain.level == level)
    }

    /// Every chain, in the order of the file.
    pub fn chains(&self) -> &[Chain] {
        &self.chains.list
    }

    /// An area by code.
    pub fn area(&self, code: &str) -> Option<&Area> {
        self.city.areas.iter().find(|area| area.code == code)
    }

    /// The name of an area; its code where this policy does not know it.
    pub fn area_name<'a>(&'a self, code: &'a str) -> &'a str {
        self.area(code).map_or(code, |area| &area.name)
    }

    /// Areas that take part, in the order of the file.
    pub fn participating_areas(&self) -> impl Iterator<Item = &Area> {
        self.city.areas.iter().filter(|area| area.participates)
    }

    /// A training category by code (3.5.b1 to 3.5.b3).
    pub fn category(&self, code: &str) -> Option<&Category> {
        self.training.categories.iter().find(|category| category.code == code)
    }

    /// Brands must lead more persons than this at `level` (3.3.a, 3.3.b).
    pub fn scale_more_than(&self, level: Level) -> &Rule<u32> {
        if level == Level::County { &self.scale.county_more_than } else { &self.scale.city_more_than }
    }

    /// The quota of an area in a year; none: not set, recommending only warns (annex 4).
    pub fn quota(&self, year: i32, area: &str) -> Option<u32> {
        self.quotas.figures.iter().find(|quota| quota.year == year && quota.area == area).map(|quota| quota.count)
    }

    /// The grade of a score in tenths of a point (876 is 87.6).
    pub fn grade_for(&self, tenths: u32) -> &Grade {
        let reached = self.subsidies.grades.iter().find(|grade| tenths >= grade.at_least * 10);
        reached.expect("checked on reading: the last grade begins at 0")
    }

    /// A grade by code.
    pub fn grade(&self, code: &str) -> Option<&Grade> {
        self.subsidies.grades.iter().find(|grade| grade.code == code)
    }

    /// A ground for revocation by its clause (6.2.a1 to 6.2.a7).
    pub fn ground(&self, clause: &str) -> Option<&Ground> {
        self.revocation.grounds.iter().find(|ground| ground.clause == clause)
    }

    /// A kind of upload by its slot.
    pub fn upload(&self, slot: &str) -> Option<&Upload> {
        self.materials.uploads.iter().find(|upload| upload.slot == code_of(slot))
    }

    /// The section and field of the form with this id.
    pub fn field(&self, id: &str) -> Option<(&Section, &Field)> {
        self.form
            .sections
            .iter()
            .find_map(|section| Some((section, section.fields.iter().find(|field| field.id == id)?)))
    }

    /// Whether a finding under this clause must pass on entry to the county pool (5.2.c): of the conditions of chapter 3
    /// those that the city chose; what an application must hold (4) and the rest always.
    pub fn holds_at_entry(&self, clause: &str) -> bool {
        !clause.starts_with("3.") || self.pool.entry.value.iter().any(|wide| clauses::covers(wide, clause))
    }

    /// Every ruled value of the file in order, for `zihao policy show` and the page of rules.
    pub fn settings(&self) -> impl Iterator<Item = &Setting> {
        self.settings.iter()
    }
}

#[cfg(test)]
mod tests;
