//! All clauses of chapters 3 and 4 over one application.

use super::{ApplicationFacts, Exception, Finding, Outcome, materials, numbers, records, units};
use crate::policy::Policy;

/// Holds every clause an application is judged by against the facts, in the order of the policy.
pub fn assess(policy: &Policy, facts: &ApplicationFacts) -> Vec<Finding> {
    let mut findings = vec![records::judged(facts, "3.1", "品牌主体清晰，地域、行业、技能特征鲜明，口碑良好")];
    findings.extend(name(facts));
    findings.push(numbers::scale(policy, facts));
    findings.extend(units::all(policy, facts));
    findings.push(units::training_mode(facts));
    findings.push(numbers::training(policy, facts));
    findings.extend(records::ledgers_and_placement(facts));
    findings.extend(materials::all(policy, facts));
    findings
}

/// 3.2 holds 原则上: the decision on an exception goes with every finding that does not stand by itself.
fn name(facts: &ApplicationFacts) -> Vec<Finding> {
    if facts.name.findings.is_empty() {
        let empty = Finding::new("3.2.b", "品牌名称为“地域+产业（行业、产品）+工种”", "尚未填写", Outcome::Unknown);
        return vec![empty.settled_by("请填写品牌名称")];
    }
    let excepted = |finding: &Finding| -> Option<Exception> {
        if finding.outcome == Outcome::Met { None } else { facts.name.exception.clone() }
    };
    facts.name.findings.iter().map(|finding| Finding { exception: excepted(finding), ..finding.clone() }).collect()
}
