//! The clauses held against what an application holds: facts for the domain to judge.

use crate::{App, Result, answers::Answers, attachments, content::Content};
use chrono::{Datelike, NaiveDate};
use domain::{
    application::{Application, Facts, Figures},
    brand_name::{NamingRule, Scope},
    credit_code::CreditCode,
    finding::{
        ApplicationFacts, Check, Exception, Finding, Introduction, Judgement, Materials, NameFacts, Outcome, Partner,
        Relaxation, TrainingMode, UnitFacts, assess, missing_headings,
    },
    ids::AreaCode,
    level::Level,
    namesake::{Namesake, beside},
    policy::{Policy, code_of},
    unit::{Unit, UnitState},
};
use rosters::Counts;
use std::collections::{BTreeMap, BTreeSet};

/// The clauses held against what an application holds, at the scale of `level`. The other brands of its name are a desk's to
/// know: a unit learns of none that has no title yet.
///
/// # Errors
/// Its policy is not loaded.
pub fn held_against(
    app: &App,
    application: &Application,
    content: &Content,
    namesakes: &[Namesake],
    level: Level,
    today: NaiveDate,
) -> Result<Facts> {
    let policy = app.policy(&application.policy)?;
    let mut name = name_facts(app.naming(), application, content);
    name.findings = told_beside(name.findings, application, namesakes, &policy);
    let counts = content.counts();
    let unexplained = unexplained(&name.findings, content).is_some();
    let as_filed = is_as_filed(application, content);
    let facts = ApplicationFacts {
        level,
        today,
        fresh_checks: level == Level::City,
        name,
        heritage: content.answers.yes("brand", "is_intangible_heritage"),
        employed: counts.employed,
        relaxation: application
            .relaxations
            .get(&level)
            .map(|relaxation| Relaxation { lowered_to: relaxation.lowered_to, reason: relaxation.reason.clone() }),
        units: unit_facts(application, content),
        category: content.category().map(str::to_owned),
        training_year: content.training_year(),
        trained: counts.trained,
        trained_this_year: counts.trained_this_year,
        employment_ledger: counts.employment_ledger,
        training_ledger: counts.training_ledger,
        placed_through_unit: content
            .answers
            .text(&format!("figures/{}", content.training_year()), "placed_through_unit")
            .parse()
            .ok(),
        offered: offered(&content.answers, &content.slots),
        judged: application
            .judgements
            .iter()
            .filter(|_| as_filed)
            .map(|(clause, (met, reason))| (clause.clone(), Judgement { met: *met, reason: reason.clone() }))
            .collect::<BTreeMap<_, _>>(),
        materials: materials(&policy, content, &counts, unexplained),
    };
    let figures = Figures {
        employed: counts.employed.verified,
        employed_disputed: counts.employed.disputed,
        poverty_alleviated: counts.poverty_alleviated,
        trained: counts.trained.verified,
        trained_disputed: counts.trained.disputed,
    };
    Ok(Facts { findings: assess(&policy, &facts), figures, today })
}

/// Whether this is what was filed last: what people judged there says nothing of a correction.
fn is_as_filed(application: &Application, content: &Content) -> bool {
    let rosters = content.rosters.pinned();
    application.pinned.as_ref().is_some_and(|pinned| pinned.same_as(&content.digest, &rosters))
}

fn name_facts(naming: &NamingRule, application: &Application, content: &Content) -> NameFacts {
    let name = content.answers.text("brand", "brand_name").trim();
    if name.is_empty() {
        return NameFacts::default();
    }
    let unit_names: Vec<&str> = content.units.values().map(|unit| unit.name.as_str()).collect();
    NameFacts {
        findings: naming.check(name, &unit_names, Scope::City).findings,
        exception: application
            .name_exception
            .as_ref()
            .map(|(accepted, reason)| Exception { accepted: *accepted, reason: reason.clone() }),
    }
}

/// The findings of a name, with the other brands that bear it told where its pattern is (3.2.b).
fn told_beside(
    findings: Vec<Finding>,
    application: &Application,
    namesakes: &[Namesake],
    policy: &Policy,
) -> Vec<Finding> {
    let area_name = |area: &AreaCode| policy.area_name(area.as_str()).to_owned();
    let told = |finding: Finding| {
        if finding.clause == "3.2.b" { beside(finding, application, namesakes, area_name) } else { finding }
    };
    findings.into_iter().map(told).collect()
}

/// What is known of each unit, the lead first.
fn unit_facts(application: &Application, content: &Content) -> Vec<UnitFacts> {
    let lead = application.lead_unit();
    let known = application.units.iter().filter_map(|id| content.units.get(id));
    known.map(|unit| of_unit(application, content, unit, unit.id == lead)).collect()
}

fn of_unit(application: &Application, content: &Content, unit: &Unit, lead: bool) -> UnitFacts {
    let (answers, present) = (&content.answers, &content.slots);
    let key = format!("unit/{}", unit.id);
    let text = |field: &str| Some(answers.text(&key, field).to_owned()).filter(|text| !text.is_empty());
    let partner = || {
        let licence_until = NaiveDate::parse_from_str(answers.text(&key, "licence_until"), "%Y-%m-%d").ok()?;
        Some(Partner { name: text("partner_name")?, licence_until })
    };
    UnitFacts {
        name: unit.name.clone(),
        code_valid: CreditCode::parse(&unit.credit_code).is_ok(),
        kind: text("unit_kind").or_else(|| Some(unit.kind.clone())),
        kind_confirmed: unit.state == UnitState::Confirmed,
        lead,
        internal_rules: present.contains(&attachments::slot_name(&key, "internal_rules")),
        financial_rules: present.contains(&attachments::slot_name(&key, "financial_rules")),
        declared_clean: answers.yes(&key, "no_violation_declared"),
        check: application.unit_checks.get(&unit.id).map(|check| Check {
            no_violation: check.no_violation,
            not_debtor: check.not_debtor,
            on: check.checked_on,
        }),
        training: text("training_mode").map(|mode| match mode.as_str() {
            "own" => TrainingMode::Own,
            _ => TrainingMode::Entrusted(partner()),
        }),
    }
}

/// Clauses for which the unit offered records that a person can judge.
fn offered(answers: &Answers, present: &BTreeSet<String>) -> BTreeSet<String> {
    let mut offered = BTreeSet::new();
    let mut offer = |there: bool, clauses: &[&str]| {
        if there {
            offered.extend(clauses.iter().map(|clause| (*clause).to_owned()));
        }
    };
    offer(!answers.text("narrative", "brand_introduction").is_empty(), &["3.1"]);
    offer(!answers.text("narrative", "placement_channels").is_empty(), &["3.6.a", "3.6.b"]);
    offer(!answers.text("narrative", "placement_services").is_empty(), &["3.6.c"]);
    offer(present.contains("supporting_evidence"), &["3.3.a", "3.3.b", "3.5.b1", "3.5.b2", "3.5.b3"]);
    offered
}

/// The finding of a name outside the rule that comes without the reason the rule asks for (3.2.b).
pub(crate) fn unexplained<'a>(findings: &'a [Finding], content: &Content) -> Option<&'a Finding> {
    let outside = |finding: &&Finding| finding.clause.starts_with("3.2") && finding.outcome == Outcome::Unmet;
    let finding = findings.iter().find(outside)?;
    content.answers.text("brand", NAME_REASON).trim().is_empty().then_some(finding)
}

/// The field in which a unit writes why its name is outside the rule.
pub(crate) const NAME_REASON: &str = "name_exception_reason";

fn materials(policy: &Policy, content: &Content, counts: &Counts, unexplained: bool) -> Materials {
    let (answers, present) = (&content.answers, &content.slots);
    let missing_fields = content
        .sections
        .iter()
        .flat_map(|section| &section.missing)
        .filter_map(|missing| policy.field(missing.field.split('.').next().unwrap_or_default()))
        .filter(|(_, field)| field.kind != domain::policy::FieldKind::File && field.id != "brand_introduction")
        .chain(unexplained.then(|| policy.field(NAME_REASON)).flatten())
        .map(|(_, field)| field.label.clone())
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    let introduction = answers.text("narrative", "brand_introduction");
    // A slot kept per unit or year counts under its plain name for the list of materials.
    let files = present.iter().map(|slot| code_of(slot).to_owned()).collect();
    Materials {
        missing_fields,
        signed_form_current: present.contains(&attachments::signed_over(&content.digest)),
        files,
        introduction: if introduction.is_empty() {
            Introduction::Absent
        } else {
            Introduction::Read {
                words: domain::word_count::word_count(introduction) as u64,
                missing_headings: missing_headings(policy, introduction),
            }
        },
        filing_year: content.filed_on.year(),
        rosters: counts.filed.clone(),
        publicity: u32::try_from(answers.list("narrative", "publicity").len()).unwrap_or(u32::MAX),
    }
}
