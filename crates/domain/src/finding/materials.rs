//! The five materials of chapter 4.

use super::{ApplicationFacts, Finding, Introduction, LedgerFiled, Outcome};
use crate::policy::{Material, Policy};

pub(super) fn all(policy: &Policy, facts: &ApplicationFacts) -> Vec<Finding> {
    policy.materials.items.iter().map(|item| one(policy, facts, item)).collect()
}

/// Headings of the introduction (4.2) that its text does not name.
pub fn missing_headings(policy: &Policy, text: &str) -> Vec<String> {
    let headings = policy.materials.introduction_headings.value.iter();
    headings.filter(|heading| !text.contains(heading.as_str())).cloned().collect()
}

fn one(policy: &Policy, facts: &ApplicationFacts, item: &Material) -> Finding {
    match item.clause.as_str() {
        "4.1" => form(policy, facts, item),
        "4.2" => introduction(policy, facts, item),
        "4.4" => rosters(policy, facts, item),
        "4.5" => publicity(facts, item),
        _ => complete(item, &missing_files(policy, facts, item)),
    }
}

/// Met when nothing is missing; otherwise unmet, with the list of what is.
fn complete(item: &Material, missing: &[String]) -> Finding {
    if missing.is_empty() {
        return Finding::new(&item.clause, &item.label, "齐全", Outcome::Met);
    }
    let list = missing.join("、");
    Finding::new(&item.clause, &item.label, format!("缺 {} 项", missing.len()), Outcome::Unmet)
        .settled_by(format!("请补齐：{list}"))
}

fn missing_files(policy: &Policy, facts: &ApplicationFacts, item: &Material) -> Vec<String> {
    let missing = item.files.iter().filter(|slot| !facts.materials.files.contains(*slot));
    missing.map(|slot| policy.upload(slot).map_or_else(|| slot.clone(), |upload| upload.label.clone())).collect()
}

fn form(policy: &Policy, facts: &ApplicationFacts, item: &Material) -> Finding {
    let mut missing = facts.materials.missing_fields.clone();
    let unsigned = missing_files(policy, facts, item);
    let stale = unsigned.is_empty() && !facts.materials.signed_form_current;
    missing.extend(unsigned);
    let finding = complete(item, &missing);
    match (stale, finding.outcome) {
        (true, Outcome::Met) => Finding::new(&item.clause, &item.label, "盖章扫描件与现有内容不一致", Outcome::Unmet)
            .settled_by("内容改动后原件作废，请重新打印、盖章并上传"),
        _ => finding,
    }
}

/// The words decide; a heading not named is for a reviewer to look for.
fn introduction(policy: &Policy, facts: &ApplicationFacts, item: &Material) -> Finding {
    let at_least = u64::from(policy.materials.introduction_at_least.value);
    let required = format!("{}，不少于 {at_least} 字", item.label);
    let finding = |measured: String, outcome, settle: &str| {
        Finding::new(&item.clause, &required, measured, outcome).settled_by(settle)
    };
    match (&facts.materials.introduction, facts.judged.get(&item.clause)) {
        (Introduction::Absent, _) => finding("没有简介".into(), Outcome::Unmet, "请填写简介或上传文件"),
        (Introduction::Read { words, .. }, _) if *words < at_least => {
            finding(format!("{words} 字"), Outcome::Unmet, &format!("还差 {} 字，请补充", at_least - words))
        }
        (_, Some(judgement)) => {
            let outcome = if judgement.met { Outcome::Met } else { Outcome::Unmet };
            let measured = if judgement.met { "审核认定符合" } else { "审核认定不符合" };
            Finding::new(&item.clause, &required, measured, outcome).from_evidence("审核认定", &judgement.reason)
        }
        (Introduction::Read { words, missing_headings }, None) if missing_headings.is_empty() => {
            Finding::new(&item.clause, &required, format!("{words} 字，内容齐全"), Outcome::Met)
        }
        (Introduction::Read { words, missing_headings }, None) => {
            let missing = missing_headings.join("、");
            let measured = format!("{words} 字，未见“{missing}”");
            finding(measured, Outcome::Unknown, "请补写有关内容，或由审核人员认定")
        }
    }
}

fn rosters(policy: &Policy, facts: &ApplicationFacts, item: &Material) -> Finding {
    let last = facts.materials.filing_year;
    let years = (0..policy.materials.roster_years.value).rev().filter_map(|back| last.checked_sub_unsigned(back));
    let wanted = years.flat_map(|year| {
        [
            (LedgerFiled::Training(year), format!("{year}年培训花名册")),
            (LedgerFiled::Employment(year), format!("{year}年就业花名册")),
        ]
    });
    let missing = wanted.filter(|(roster, _)| !facts.materials.rosters.contains(roster)).map(|(_, label)| label);
    complete(item, &missing.collect::<Vec<_>>())
}

fn publicity(facts: &ApplicationFacts, item: &Material) -> Finding {
    match facts.materials.publicity {
        0 => Finding::new(&item.clause, &item.label, "没有县级以上主流媒体的宣传材料", Outcome::Unmet)
            .settled_by("请填写至少一件，并附文件或网址"),
        count => Finding::new(&item.clause, &item.label, format!("{count} 件"), Outcome::Met),
    }
}
