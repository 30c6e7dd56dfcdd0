//! Facts gathered for the domain to judge: inside a verb's transaction, or in one reading for a page.

use crate::{
    App, Place, Result, Transaction,
    answers::{self, Answers},
    attachments, sections,
};
use chrono::{Datelike, NaiveDate};
use domain::{
    application::{Application, Facts, Figures},
    brand_name::{NamingRule, Scope},
    credit_code::CreditCode,
    finding::{
        ApplicationFacts, Check, Exception, Introduction, Judgement, Materials, NameFacts, Partner, Relaxation,
        TrainingMode, UnitFacts, assess, missing_headings,
    },
    ids::RosterVersionId,
    level::Level,
    policy::Policy,
    unit::{Unit, UnitState},
};
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use std::collections::{BTreeMap, BTreeSet};
use storage::units;

/// Facts of a draft, over the newest rosters: what submission is judged on.
///
/// # Errors
/// The database is away.
pub(crate) async fn of_draft(
    tx: &Transaction,
    application: &Application,
    answers: &Answers,
    level: Level,
) -> Result<Facts> {
    draft_at(&Place::of(tx), application, answers, level).await
}

/// As [`of_draft`], for a page.
///
/// # Errors
/// The database is away.
///
/// # Errors
/// The database is away.
pub async fn of_draft_read(
    app: &App,
    reading: &DatabaseTransaction,
    application: &Application,
    answers: &Answers,
    level: Level,
) -> Result<Facts> {
    draft_at(&Place::now(app, reading), application, answers, level).await
}

/// The clauses held against the evidence as they stand, at the scale of where the application stands: over what was
/// filed, or the draft before it is.
///
/// # Errors
/// The database is away.
///
/// # Errors
/// The database is away.
pub async fn at<C: ConnectionTrait>(place: &Place<'_, C>, application: &Application) -> Result<Facts> {
    if application.pinned.is_some() {
        return filed_at(place, application, application.level()).await;
    }
    let typed = answers::draft(place.app, place.conn, application.id).await?;
    draft_at(place, application, &typed, application.level()).await
}

async fn draft_at<C: ConnectionTrait>(
    place: &Place<'_, C>,
    application: &Application,
    answers: &Answers,
    level: Level,
) -> Result<Facts> {
    let pinned = rosters::pin(place.conn, application.brand, rosters::years(place.today())).await?;
    let versions: Vec<_> = pinned.iter().map(|roster| roster.version).collect();
    gather(place, application, answers, &versions, level, place.today()).await
}

async fn filed_at<C: ConnectionTrait>(place: &Place<'_, C>, application: &Application, level: Level) -> Result<Facts> {
    let filed = answers::submitted(place.app, place.conn, application.id).await?.unwrap_or_default();
    let versions: Vec<_> =
        application.pinned.iter().flat_map(|pinned| &pinned.rosters).map(|roster| roster.version).collect();
    let filed_on = application.submitted_at.map_or(place.today(), domain::calendar::shanghai_date);
    gather(place, application, &filed, &versions, level, filed_on).await
}

async fn gather<C: ConnectionTrait>(
    place: &Place<'_, C>,
    application: &Application,
    answers: &Answers,
    versions: &[RosterVersionId],
    level: Level,
    filed_on: NaiveDate,
) -> Result<Facts> {
    let policy = place.app.policy(&application.policy)?;
    let category = Some(answers.text("brand", "training_category")).filter(|code| !code.is_empty());
    let training_year = filed_on.year() - 1;
    let counts = rosters::counts(place.conn, versions, category, training_year).await?;
    let known = units::these(place.conn, &application.units).await?;
    let present = attachments::slots(place.conn, application.id).await?;
    let figures = Figures {
        employed: counts.employed.verified,
        employed_disputed: counts.employed.disputed,
        poverty_alleviated: counts.poverty_alleviated,
        trained: counts.trained.verified,
        trained_disputed: counts.trained.disputed,
    };
    let units = application
        .units
        .iter()
        .enumerate()
        .filter_map(|(place, id)| {
            let unit = known.iter().find(|unit| unit.id == *id)?;
            Some(unit_facts(application, answers, &present, unit, place == 0))
        })
        .collect();
    let facts = ApplicationFacts {
        level,
        today: place.today(),
        fresh_checks: level == Level::City,
        name: name_facts(place.app.naming(), application, answers, &known),
        heritage: answers.yes("brand", "is_intangible_heritage"),
        employed: counts.employed,
        relaxation: application
            .relaxations
            .get(&level)
            .or_else(|| application.relaxations.get(&Level::City))
            .map(|relaxation| Relaxation { lowered_to: relaxation.lowered_to, reason: relaxation.reason.clone() }),
        units,
        category: category.map(str::to_owned),
        training_year,
        trained: counts.trained,
        trained_this_year: counts.trained_this_year,
        employment_ledger: counts.employment_ledger,
        training_ledger: counts.training_ledger,
        placed_through_unit: answers.text(&format!("figures/{training_year}"), "placed_through_unit").parse().ok(),
        offered: offered(answers, &present),
        judged: application
            .judgements
            .iter()
            .map(|(clause, (met, reason))| (clause.clone(), Judgement { met: *met, reason: reason.clone() }))
            .collect::<BTreeMap<_, _>>(),
        materials: materials(place, &policy, application, answers, &present, &counts.filed, filed_on).await?,
    };
    Ok(Facts { findings: assess(&policy, &facts), figures, today: place.today() })
}

fn name_facts(naming: &NamingRule, application: &Application, answers: &Answers, units: &[Unit]) -> NameFacts {
    let name = answers.text("brand", "brand_name").trim();
    if name.is_empty() {
        return NameFacts::default();
    }
    let unit_names: Vec<&str> = units.iter().map(|unit| unit.name.as_str()).collect();
    NameFacts {
        findings: naming.check(name, &unit_names, Scope::City).findings,
        exception: application
            .name_exception
            .as_ref()
            .map(|(accepted, reason)| Exception { accepted: *accepted, reason: reason.clone() }),
    }
}

fn unit_facts(
    application: &Application,
    answers: &Answers,
    present: &BTreeSet<String>,
    unit: &Unit,
    lead: bool,
) -> UnitFacts {
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

async fn materials<C: ConnectionTrait>(
    place: &Place<'_, C>,
    policy: &Policy,
    application: &Application,
    answers: &Answers,
    present: &BTreeSet<String>,
    filed: &BTreeSet<domain::finding::LedgerFiled>,
    filed_on: NaiveDate,
) -> Result<Materials> {
    let sections = sections::sections(place.app, place.conn, application).await?;
    let missing_fields = sections
        .iter()
        .flat_map(|section| &section.missing)
        .filter_map(|missing| policy.field(missing.field.split('.').next().unwrap_or_default()))
        .filter(|(_, field)| field.kind != domain::policy::FieldKind::File && field.id != "brand_introduction")
        .map(|(_, field)| field.label.clone())
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    let code = attachments::content_digest(place.app, place.conn, application, answers).await?;
    let introduction = answers.text("narrative", "brand_introduction");
    // A slot kept per unit or year counts under its plain name for the list of materials.
    let files = present.iter().map(|slot| slot.split('/').next().unwrap_or(slot).to_owned()).collect();
    Ok(Materials {
        missing_fields,
        signed_form_current: present.contains(&format!("signed_form/{code}"))
            || application
                .pinned
                .as_ref()
                .is_some_and(|pinned| present.contains(&format!("signed_form/{}", pinned.digest))),
        files,
        introduction: if introduction.is_empty() {
            Introduction::Absent
        } else {
            Introduction::Read {
                words: domain::word_count::word_count(introduction) as u64,
                missing_headings: missing_headings(policy, introduction),
            }
        },
        filing_year: filed_on.year(),
        rosters: filed.clone(),
        publicity: u32::try_from(answers.list("narrative", "publicity").len()).unwrap_or(u32::MAX),
    })
}
