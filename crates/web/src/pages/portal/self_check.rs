//! `/self-check`: would this brand pass? Without an account, and nothing is kept (7.2.b).

use crate::{
    components::{FindingRow, Findings},
    frame::{Link, Room},
    page,
    pages::{
        portal::view::self_check::{self as pages, SelfCheckResult},
        shared::FormPage,
    },
    shell::{Answer, Caller, Submitted},
};
use app::{Error, FieldError};
use chrono::Datelike;
use domain::{
    brand_name::Scope,
    clauses::covers,
    finding::{
        self, ApplicationFacts, Count, Finding, Introduction, Materials, NameFacts, Outcome, TrainingMode, UnitFacts,
        overall_of,
    },
    level::Level,
};
use std::collections::{BTreeMap, BTreeSet};

/// Clauses that a form can answer; everything else needs papers and people.
const ASKED: [&str; 9] = ["3.2", "3.3", "3.4.a", "3.4.b", "3.4.c", "3.4.d", "3.5.a", "3.5.b1", "4.2"];
const ALSO_ASKED: [&str; 3] = ["3.5.b2", "3.5.b3", "4.5"];

pub(super) async fn form(caller: Caller) -> Answer {
    Ok(page::ok(&questions(&caller)))
}

fn questions(caller: &Caller) -> FormPage {
    let policies = caller.app.policies();
    let policy = policies.current().1;
    let categories: Vec<_> =
        policy.training.categories.iter().map(|category| (category.code.clone(), category.label.clone())).collect();
    let kinds: Vec<_> = policy.units.kinds.iter().map(|kind| (kind.code.clone(), kind.label.clone())).collect();
    pages::form(caller.frame(Room::Portal, "申报自测"), &categories, &kinds)
}

pub(super) async fn assess(caller: Caller, sent: Submitted) -> Answer {
    match facts(&caller, &sent) {
        Ok(facts) => Ok(page::ok(&result(&caller, facts))),
        Err(error) => crate::shell::Fail::from(error).on_form(questions(&caller), &sent),
    }
}

/// What was typed, as facts. Where a person has to look, the form's word is taken for declared, never for checked.
fn facts(caller: &Caller, sent: &Submitted) -> Result<ApplicationFacts, Error> {
    let mut wrong = Vec::new();
    let mut people = |field: &str| {
        let typed: String = sent.text(field).chars().filter(|c| !matches!(c, ',' | '，' | ' ')).collect();
        let number = if typed.is_empty() { Ok(0) } else { typed.parse::<u64>() };
        number.unwrap_or_else(|_| {
            wrong.push(FieldError { field: field.to_owned(), message: "请填写整数，例如 5200。".into() });
            0
        })
    };
    let (employed, trained, words) = (people("employment_led"), people("trained"), people("introduction"));
    let name = sent.text("brand_name");
    if name.is_empty() {
        wrong.push(FieldError { field: "brand_name".into(), message: "请填写品牌名称。".into() });
    }
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let units: Vec<&str> =
        sent.text("unit_name").split(['、', '，', ',']).map(str::trim).filter(|unit| !unit.is_empty()).collect();
    let today = caller.app.today();
    Ok(ApplicationFacts {
        level: Level::City,
        today,
        fresh_checks: false,
        name: NameFacts { findings: caller.app.naming().check(name, &units, Scope::City).findings, exception: None },
        heritage: sent.yes("heritage"),
        employed: Count { verified: employed, disputed: 0, excluded: 0 },
        relaxation: None,
        units: units.iter().enumerate().map(|(place, unit)| unit_facts(sent, unit, place == 0)).collect(),
        category: Some(sent.text("training_category").to_owned()).filter(|code| !code.is_empty()),
        training_year: today.year() - 1,
        trained: Count { verified: trained, disputed: 0, excluded: 0 },
        trained_this_year: 0,
        employment_ledger: None,
        training_ledger: None,
        placed_through_unit: None,
        offered: BTreeSet::new(),
        judged: BTreeMap::new(),
        materials: Materials {
            introduction: if words == 0 {
                Introduction::Absent
            } else {
                Introduction::Read { words, missing_headings: vec![] }
            },
            filing_year: today.year(),
            publicity: u32::from(sent.yes("publicity")),
            ..Materials::default()
        },
    })
}

fn unit_facts(sent: &Submitted, name: &str, lead: bool) -> UnitFacts {
    UnitFacts {
        name: name.to_owned(),
        code_valid: true,
        kind: Some(sent.text("unit_kind").to_owned()).filter(|kind| !kind.is_empty()),
        kind_confirmed: false,
        lead,
        internal_rules: sent.yes("internal_rules"),
        financial_rules: sent.yes("financial_rules"),
        declared_clean: sent.yes("clean"),
        check: None,
        training: match sent.text("training_mode") {
            "own" => Some(TrainingMode::Own),
            "entrusted" => Some(TrainingMode::Entrusted(None)),
            _ => None,
        },
    }
}

fn result(caller: &Caller, facts: ApplicationFacts) -> SelfCheckResult {
    let policies = caller.app.policies();
    let policy = policies.current().1;
    let heritage = facts.heritage;
    let asked = |finding: &Finding| ASKED.iter().chain(&ALSO_ASKED).any(|wide| covers(wide, &finding.clause));
    let city: Vec<Finding> = finding::assess(policy, &facts).into_iter().filter(asked).collect();
    let county = finding::assess(policy, &ApplicationFacts { level: Level::County, ..facts });
    let pool = county.into_iter().filter(|finding| covers("3.3", &finding.clause));
    let verdict = verdict(&city, heritage);
    let findings = Findings { rows: pool.chain(city).map(row).collect() };
    SelfCheckResult {
        frame: caller.frame(Room::Portal, "自测结果"),
        verdict,
        findings,
        next: vec![Link::new("改一改再测", "/self-check"), Link::new("注册并开始申报", "/register")],
    }
}

fn verdict(findings: &[Finding], heritage: bool) -> String {
    let small = findings.iter().any(|finding| finding.clause.starts_with("3.3") && finding.outcome == Outcome::Unmet);
    let mut says = match overall_of(findings) {
        Outcome::Met => "所填各项符合市级劳务品牌的条件。材料和台账以审核为准。".to_owned(),
        Outcome::Unknown => "没有发现不符合的条件；有几项要由审核人员看材料判断。".to_owned(),
        Outcome::Unmet => "有条件还不符合，请看下表怎样补足。".to_owned(),
    };
    if heritage && small {
        says.push_str("非物质文化遗产类可以申请降低人数标准，由人社部门认定（3.3.d）。");
    }
    says
}

fn row(finding: Finding) -> FindingRow {
    FindingRow {
        clause: finding.clause,
        required: finding.required,
        measured: finding.measured,
        evidence: vec![],
        outcome: match finding.outcome {
            Outcome::Met => crate::components::Outcome::Met,
            Outcome::Unmet => crate::components::Outcome::Unmet,
            Outcome::Unknown => crate::components::Outcome::Unknown,
        },
        settle: finding.settle.unwrap_or_default(),
        exception: String::new(),
    }
}
