//! Head-counts: 3.3 (more than) and 3.5 (at least).

use super::{ApplicationFacts, Count, Finding, Outcome};
use crate::{level::Level, policy::Policy};

#[derive(Clone, Copy)]
enum Limit {
    /// 超过
    MoreThan(u64),
    /// 不少于、不低于
    AtLeast(u64),
}

impl Limit {
    fn holds(self, people: u64) -> bool {
        match self {
            Limit::MoreThan(limit) => people > limit,
            Limit::AtLeast(limit) => people >= limit,
        }
    }
}

/// 3.3.a or 3.3.b by level, or the lowered limit of 3.3.d.
pub(super) fn scale(policy: &Policy, facts: &ApplicationFacts) -> Finding {
    let rule = policy.scale_more_than(facts.level);
    let relaxed = facts.relaxation.as_ref().filter(|_| facts.heritage && policy.scale.heritage_relaxation.value);
    let limit = relaxed.map_or(rule.value, |relaxation| relaxation.lowered_to);
    let whose = if facts.level == Level::County { "县级" } else { "市级" };
    let required = format!("{whose}劳务品牌带动就业创业超过 {limit} 人");
    let finding = counted(facts, &rule.clause, required, Limit::MoreThan(limit.into()), facts.employed, "就业花名册");
    match relaxed {
        Some(relaxation) => finding.from_evidence("降低标准的认定（3.3.d）", &relaxation.reason),
        None => finding,
    }
}

/// 3.5.b1 to b3: people trained in the main category in the last full year.
pub(super) fn training(policy: &Policy, facts: &ApplicationFacts) -> Finding {
    let Some(category) = facts.category.as_deref().and_then(|code| policy.category(code)) else {
        let open = Finding::new("3.5.b1", "每年培训达到所属类别的人数", "尚未选定培训主类别", Outcome::Unknown);
        return open.settled_by("请在推荐表选定一个培训主类别");
    };
    let required = format!("{}每年培训不少于 {} 人", category.label, category.at_least);
    let source = format!("{}年培训花名册", facts.training_year);
    let limit = Limit::AtLeast(category.at_least.into());
    counted(facts, &category.clause, required, limit, facts.trained, &source)
        .from_evidence("当年进度", format!("已培训 {} 人，不计入", facts.trained_this_year))
}

/// A roster count is a verified minimum. A dispute that could change the outcome leaves it unknown, and so does other evidence
/// not yet judged.
fn counted(
    facts: &ApplicationFacts,
    clause: &str,
    required: String,
    limit: Limit,
    count: Count,
    source: &str,
) -> Finding {
    let Count { verified, disputed, excluded } = count;
    let left = [(disputed, "另有待核"), (excluded, "核定不计入")].into_iter().filter(|(people, _)| *people > 0);
    let says = left.fold(format!("去重 {verified} 人"), |says, (people, why)| format!("{says}，{why} {people} 人"));
    let (outcome, settle) = match facts.judged.get(clause) {
        _ if limit.holds(verified) => (Outcome::Met, None),
        Some(judgement) if judgement.met => (Outcome::Met, None),
        _ if limit.holds(verified + disputed) => (Outcome::Unknown, Some("待核人员核定后才能判断")),
        None if facts.offered.contains(clause) => (Outcome::Unknown, Some("单位另报了佐证材料，请审核人员认定")),
        _ => (Outcome::Unmet, Some("请补报花名册，或者另报佐证材料")),
    };
    let mut finding = Finding::new(clause, required, &says, outcome).from_evidence(source, says);
    if let Some(judgement) = facts.judged.get(clause) {
        finding = finding.from_evidence("审核认定", &judgement.reason);
    }
    finding.settle = settle.map(str::to_owned);
    finding
}
