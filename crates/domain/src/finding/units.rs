//! Cultivating units: 3.4, and how they train, 3.5.a.

use super::{ApplicationFacts, Check, Finding, Outcome, Partner, TrainingMode, UnitFacts, overall};
use crate::{calendar::chinese_date, policy::Policy};

/// One unit under one clause: how it stands, what was found, what to do next.
type Verdict = (Outcome, String, Option<&'static str>);

pub(super) fn all(policy: &Policy, facts: &ApplicationFacts) -> Vec<Finding> {
    vec![
        each(facts, "3.4.a", "培育单位证照真实，类型符合规定", |unit| kind(policy, unit)),
        lead(facts),
        each(facts, "3.4.c", "有规范的内部管理和财务管理制度", rules),
        each(facts, "3.4.d", "无违法违纪行为", |unit| clean(unit, |check| check.no_violation, policy, facts)),
        each(facts, "3.4.e", "不属于失信被执行人", |unit| {
            clean(unit, |check| check.not_debtor, policy, facts)
        }),
    ]
}

/// 3.5.a: by its own resources, or by a partner whose qualification is in force.
pub(super) fn training_mode(facts: &ApplicationFacts) -> Finding {
    each(facts, "3.5.a", "依托自有培训资源，或委托具备培训资质的协同单位", |unit| {
        match &unit.training {
            Some(TrainingMode::Own) => (Outcome::Met, "自有培训资源".into(), None),
            Some(TrainingMode::Entrusted(Some(Partner { name, licence_until }))) => {
                let (until, valid) = (chinese_date(*licence_until), facts.today <= *licence_until);
                let outcome = if valid { Outcome::Met } else { Outcome::Unmet };
                (outcome, format!("委托{name}，资质至{until}"), (!valid).then_some("请更新协同单位的培训资质"))
            }
            Some(TrainingMode::Entrusted(None)) => {
                (Outcome::Unknown, "委托协同单位，未填资质".into(), Some("请填写协同单位的资质编号和有效期"))
            }
            None => (Outcome::Unknown, "未填写培训方式".into(), Some("请填写培训方式")),
        }
    })
}

/// Every unit must meet the clause; the finding shows each, and stands as the worst does.
fn each(facts: &ApplicationFacts, clause: &str, required: &str, judge: impl Fn(&UnitFacts) -> Verdict) -> Finding {
    if facts.units.is_empty() {
        return Finding::new(clause, required, "尚未登记培育单位", Outcome::Unknown).settled_by("请先登记培育单位");
    }
    let verdicts: Vec<_> = facts.units.iter().map(|unit| (unit, judge(unit))).collect();
    let outcome = overall(verdicts.iter().map(|(_, (outcome, ..))| *outcome));
    let (_, (_, measured, settle)) =
        verdicts.iter().find(|(_, (of_unit, ..))| *of_unit == outcome).expect("the worst outcome is some unit's");
    let mut finding = Finding::new(clause, required, measured, outcome);
    finding.settle = settle.map(str::to_owned);
    verdicts.iter().fold(finding, |finding, (unit, (_, says, _))| finding.from_evidence(&unit.name, says))
}

fn kind(policy: &Policy, unit: &UnitFacts) -> Verdict {
    if !unit.code_valid {
        return (Outcome::Unmet, "统一社会信用代码有误".into(), Some("请核对统一社会信用代码"));
    }
    let Some(code) = &unit.kind else {
        return (Outcome::Unknown, "未填写单位类型".into(), Some("请填写单位类型"));
    };
    let listed = policy.units.kinds.iter().find(|kind| kind.code == *code);
    match listed.map(|kind| kind.label.clone()) {
        None if !policy.units.open_list.value => (Outcome::Unmet, format!("“{code}”不在规定类型之内"), None),
        label if unit.kind_confirmed => (Outcome::Met, format!("{}，县级已确认", label.as_ref().unwrap_or(code)), None),
        label => (
            Outcome::Unknown,
            format!("{}，县级未确认", label.as_ref().unwrap_or(code)),
            Some("请县级人社部门确认单位"),
        ),
    }
}

fn lead(facts: &ApplicationFacts) -> Finding {
    let leads: Vec<_> = facts.units.iter().filter(|unit| unit.lead).map(|unit| unit.name.as_str()).collect();
    let outcome = if leads.len() == 1 { Outcome::Met } else { Outcome::Unmet };
    let measured = match leads.as_slice() {
        [] => "未指定牵头单位".to_owned(),
        [one] => format!("{} 家单位，{one}牵头", facts.units.len()),
        many => format!("{} 家都填为牵头单位", many.len()),
    };
    let finding = Finding::new("3.4.b", "一家单位培育或多家单位共同培育，有且只有一家牵头", measured, outcome);
    if outcome == Outcome::Met { finding } else { finding.settled_by("请指定一家牵头单位") }
}

fn rules(unit: &UnitFacts) -> Verdict {
    let mend = Some("请上传缺少的制度");
    match (unit.internal_rules, unit.financial_rules) {
        (true, true) => (Outcome::Met, "两项制度已上传".into(), None),
        (false, true) => (Outcome::Unmet, "缺内部管理制度".into(), mend),
        (true, false) => (Outcome::Unmet, "缺财务管理制度".into(), mend),
        (false, false) => (Outcome::Unmet, "缺内部管理制度和财务管理制度".into(), mend),
    }
}

/// A declaration is not a check: without the county's check it stays unknown.
fn clean(unit: &UnitFacts, holds: impl Fn(&Check) -> bool, policy: &Policy, facts: &ApplicationFacts) -> Verdict {
    if !unit.declared_clean {
        return (Outcome::Unmet, "未作声明".into(), Some("请单位作出无违法违纪声明"));
    }
    let Some(check) = &unit.check else {
        return (Outcome::Unknown, "已声明，未核查".into(), Some("请县级人社部门查询并登记结果"));
    };
    let on = chinese_date(check.on);
    if !holds(check) {
        return (Outcome::Unmet, format!("{on}查询，有记录"), None);
    }
    let age = (facts.today - check.on).num_days();
    if facts.fresh_checks && age > policy.units.debtor_check_days.value.into() {
        return (Outcome::Unknown, format!("{on}查询，距今 {age} 天"), Some("查询结果已过有效期，请重新查询"));
    }
    (Outcome::Met, format!("{on}查询，无记录"), None)
}
