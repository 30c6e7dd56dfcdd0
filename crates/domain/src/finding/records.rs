//! What people must judge: 3.1, the ledgers of 3.5 and the placement and services of 3.6.

use super::{ApplicationFacts, Finding, Ledger, Outcome};

/// A clause no rule can decide: the reviewer's word, or unknown.
pub(super) fn judged(facts: &ApplicationFacts, clause: &str, required: &str) -> Finding {
    let offered = facts.offered.contains(clause);
    let (measured, settle) = match offered {
        true => ("已报记录，待审核认定", "请审核人员认定"),
        false => ("没有记录", "请单位补报有关记录"),
    };
    by_judgement(facts, clause, required, Finding::new(clause, required, measured, Outcome::Unknown).settled_by(settle))
}

/// The reviewer's word where there is one, else what the rule says.
fn by_judgement(facts: &ApplicationFacts, clause: &str, required: &str, otherwise: Finding) -> Finding {
    let Some(judgement) = facts.judged.get(clause) else { return otherwise };
    let (measured, outcome) =
        if judgement.met { ("审核认定符合", Outcome::Met) } else { ("审核认定不符合", Outcome::Unmet) };
    Finding::new(clause, required, measured, outcome).from_evidence("审核认定", &judgement.reason)
}

pub(super) fn ledgers_and_placement(facts: &ApplicationFacts) -> Vec<Finding> {
    let mut share = judged(facts, "3.6.b", "劳务输出组织化、专业化、标准化水平较高");
    if let (Some(placed), total @ 1..) = (facts.placed_through_unit, facts.employed.verified) {
        let permille = (placed.min(total) * 1_000 + total / 2) / total;
        let share_of_all = format!("{}.{}%", permille / 10, permille % 10);
        share = share.from_evidence("经本单位组织输出", format!("{placed} 人，占 {share_of_all}"));
    }
    vec![
        ledger(facts, "3.5.c", "就业台账完整规范", facts.employment_ledger),
        ledger(facts, "3.5.d", "培训台账完整规范", facts.training_ledger),
        judged(facts, "3.6.a", "有稳定的劳务输转渠道"),
        share,
        judged(facts, "3.6.c", "输出后的职业安全教育、劳动维权等服务及时高效"),
    ]
}

/// Rows without a fault are complete and in form by themselves; rows with faults are for a reviewer to weigh.
fn ledger(facts: &ApplicationFacts, clause: &str, required: &str, ledger: Option<Ledger>) -> Finding {
    let finding = match ledger {
        None | Some(Ledger { rows: 0, .. }) => {
            Finding::new(clause, required, "没有台账", Outcome::Unmet).settled_by("请上传花名册")
        }
        Some(Ledger { rows, faulty: 0 }) => Finding::new(clause, required, format!("{rows} 行，均合规"), Outcome::Met),
        Some(Ledger { rows, faulty }) => {
            let measured = format!("{rows} 行，其中 {faulty} 行有误");
            Finding::new(clause, required, measured, Outcome::Unknown).settled_by("请更正有误的行，或由审核人员认定")
        }
    };
    by_judgement(facts, clause, required, finding)
}
