//! `/self-check`: would this brand pass? Without an account, and nothing is kept (7.2.b).

use super::FORM;
use crate::{
    components::{Choice, Field, FieldKind, FieldSet, FindingRow, Findings},
    frame::{Frame, Link, Room},
    page,
    pages::shared::FormPage,
    shell::{Caller, Fail, Routes, Submitted, Who},
};
use app::{Error, FieldError};
use askama::Template;
use axum::response::Response;
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

/// The self-check.
pub(super) fn routes() -> Routes {
    Routes::new().asked("/self-check", (Who::Everyone, FORM), assess_form, assess).nav(
        Room::Portal,
        "/self-check",
        "申报自测",
    )
}

/// The questions.
async fn assess_form(caller: &Caller, (): ()) -> Result<FormPage, Fail> {
    let policies = caller.app.policies();
    let policy = policies.current().1;
    let categories: Vec<_> =
        policy.training.categories.iter().map(|category| (category.code.clone(), category.label.clone())).collect();
    let kinds: Vec<_> = policy.units.kinds.iter().map(|kind| (kind.code.clone(), kind.label.clone())).collect();
    Ok(form(caller.frame(Room::Portal, "申报自测"), &categories, &kinds))
}

/// The answer to what was typed.
async fn assess(caller: &Caller, (): (), sent: &Submitted) -> Result<Response, Fail> {
    Ok(page::ok(&result(caller, facts(caller, sent)?)))
}

/// What was typed, as facts. Where a person has to look, the form's word is taken for declared, never for checked.
fn facts(caller: &Caller, sent: &Submitted) -> Result<ApplicationFacts, Error> {
    let mut wrong = Vec::new();
    let mut people = |field: &str| {
        let typed: String = sent.text(field).chars().filter(|c| !matches!(c, ',' | '，' | ' ')).collect();
        let number = if typed.is_empty() { Ok(0) } else { typed.parse::<u64>() };
        number.unwrap_or_else(|_| {
            wrong.push(FieldError::new(field, "请填写整数，例如 5200。"));
            0
        })
    };
    let (employed, trained, words) = (people("employment_led"), people("trained"), people("introduction"));
    let name = sent.text("brand_name");
    if name.is_empty() {
        wrong.push(FieldError::new("brand_name", "请填写品牌名称。"));
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

/// The questions, with the training categories and kinds of unit of the policy in force, value and words.
fn form(frame: Frame, categories: &[(String, String)], kinds: &[(String, String)]) -> FormPage {
    let options = |list: &[(String, String)]| list.iter().map(|(value, words)| Choice::new(value, words)).collect();
    let set = |legend: &str, fields| FieldSet { legend: legend.to_owned(), hint: String::new(), fields };
    let tick = |name: &str, label: &str| Field::new(name, label, FieldKind::Tick(false));
    let modes = vec![Choice::new("own", "自有培训资源"), Choice::new("entrusted", "委托协同单位")];
    let sets = vec![
        set(
            "品牌",
            vec![
                Field::text("brand_name", "品牌名称").hint("地域 + 产业或产品 + 工种，例如“惠安石雕工匠”。"),
                Field::new("training_category", "培训类别", FieldKind::Select(options(categories))),
                tick("heritage", "属于非物质文化遗产类"),
            ],
        ),
        set(
            "人数",
            vec![
                Field::number("employment_led", "带动就业创业人数", "人")
                    .hint("去年和今年花名册里的人，同一人只算一次。"),
                Field::number("trained", "去年培训合格人数", "人"),
            ],
        ),
        set(
            "培育单位",
            vec![
                Field::text("unit_name", "单位名称").hint("有几家就用顿号分开，牵头单位写在最前。"),
                Field::new("unit_kind", "单位类型", FieldKind::Select(options(kinds))),
                Field::new("training_mode", "培训方式", FieldKind::Radios(modes)),
                tick("internal_rules", "有内部管理制度"),
                tick("financial_rules", "有财务管理制度"),
                tick("clean", "没有违法违纪行为，不是失信被执行人"),
            ],
        ),
        set(
            "材料",
            vec![
                Field::number("introduction", "品牌建设及成果简介字数", "字"),
                tick("publicity", "有县级以上主流媒体的宣传材料"),
            ],
        ),
    ];
    FormPage {
        intro: vec!["不用登录，不保存任何内容。结果只供参考，以审核为准。".into()],
        sets,
        ..FormPage::new(frame, "/self-check", "看看是否符合", vec![])
    }
}

/// The answer, clause by clause.
#[derive(Clone, Debug, Template)]
#[template(path = "portal/self_check_result.html")]
pub(crate) struct SelfCheckResult {
    pub(crate) frame: Frame,
    /// One sentence on the whole.
    pub(crate) verdict: String,
    /// Clause by clause.
    pub(crate) findings: Findings,
    /// What to do next.
    pub(crate) next: Vec<Link>,
}

/// The questions as they first appear.
#[cfg(test)]
pub(crate) fn samples() -> Vec<(&'static str, FormPage)> {
    let at = crate::pages::samples::frame(Room::Portal, "申报自测", "");
    let kinds = [("association".to_owned(), "行业协会或商会".to_owned()), ("enterprise".to_owned(), "企业".to_owned())];
    vec![("portal-self-check", form(at, &kinds, &kinds))]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::{FindingRow, Outcome};
    use crate::frame::Room;
    use crate::pages::samples::{Samples, frame, long};

    impl Findings {
        /// One of each outcome, and an exception.
        pub(crate) fn samples() -> Self {
            let row = |clause: &str, required: &str, measured: &str, outcome| FindingRow {
                clause: clause.into(),
                required: required.into(),
                measured: measured.into(),
                outcome,
                evidence: vec![Link::new("就业花名册 第 2 版", "/f/2")],
                ..FindingRow::default()
            };
            Self {
                rows: vec![
                    FindingRow {
                        exception: "例外理由已由 林某（经办）采纳：沿用三十年的行业名。".into(),
                        ..row("3.2.b", "地域 + 产业或产品 + 工种", "晋江 + 鞋服 + 工匠", Outcome::Met)
                    },
                    row("3.3.b", "带动就业创业超过 5,000 人", "核验 5,931 人，待核 12 人", Outcome::Met),
                    FindingRow {
                        settle: "上传内部管理制度后可判断。".into(),
                        evidence: vec![],
                        ..row("3.4.c", "有内部和财务管理制度", "", Outcome::Unknown)
                    },
                    FindingRow {
                        settle: "还差 68 人。补充培训花名册后再看。".into(),
                        ..row("3.5.b2", "上一年度培训不少于 1,000 人", "932 人", Outcome::Unmet)
                    },
                ],
            }
        }
    }

    impl Samples for SelfCheckResult {
        const NAME: &str = "portal-self-check-result";
        fn samples() -> Vec<(&'static str, Self)> {
            let full = Self {
                frame: frame(Room::Portal, "自测结果", "/self-check"),
                verdict: "还有 1 项不符合，1 项要看材料才能判断。".into(),
                findings: Findings::samples(),
                next: vec![Link::new("改一改再测", "/self-check"), Link::new("注册并开始申报", "/register")],
            };
            let empty = Self { findings: Findings::default(), ..full.clone() };
            let mut huge = full.clone();
            huge.findings.rows[3].measured = long("人");
            huge.verdict = long("不符合");
            vec![("empty", empty), ("full", full), ("long", huge)]
        }
    }
}
