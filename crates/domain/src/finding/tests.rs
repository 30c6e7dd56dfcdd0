use std::{collections::BTreeSet, sync::LazyLock};

use proptest::prelude::*;

use super::*;
use crate::{act::is_judged, builtin, level::Level, policy::Policy};

static POLICY: LazyLock<Policy> = LazyLock::new(builtin::policy);

/// A made-up application that meets everything at city scale.
fn sound() -> ApplicationFacts {
    let today = "2025-06-03".parse().unwrap();
    let judged = |clause: &str| (clause.to_owned(), Judgement { met: true, reason: "记录齐全".into() });
    let unit = UnitFacts {
        name: "德化县陶瓷同业公会".into(),
        code_valid: true,
        kind: Some("trade_association".into()),
        kind_confirmed: true,
        lead: true,
        internal_rules: true,
        financial_rules: true,
        declared_clean: true,
        check: Some(Check { no_violation: true, not_debtor: true, on: today }),
        training: Some(TrainingMode::Own),
    };
    let files = [
        "signed_form",
        "brand_introduction",
        "internal_rules",
        "financial_rules",
        "development_plan",
        "construction_scheme",
    ];
    ApplicationFacts {
        level: Level::City,
        today,
        fresh_checks: false,
        name: NameFacts {
            findings: vec![Finding { absolute: false, ..Finding::new("3.2.b", "", "", Outcome::Met) }],
            exception: None,
        },
        heritage: false,
        employed: Count { verified: 5001, disputed: 0, excluded: 0 },
        relaxation: None,
        units: vec![unit],
        category: Some("manufacturing".into()),
        training_year: 2024,
        trained: Count { verified: 1000, disputed: 0, excluded: 0 },
        trained_this_year: 12,
        employment_ledger: Some(Ledger { rows: 5100, faulty: 0 }),
        training_ledger: Some(Ledger { rows: 1000, faulty: 0 }),
        placed_through_unit: Some(2500),
        offered: BTreeSet::new(),
        judged: ["3.1", "3.6.a", "3.6.b", "3.6.c"].map(judged).into(),
        materials: Materials {
            missing_fields: vec![],
            signed_form_current: true,
            files: files.map(str::to_owned).into(),
            introduction: Introduction::Read { words: 5000, missing_headings: vec![] },
            filing_year: 2025,
            rosters: [2024, 2025]
                .map(|year| [LedgerFiled::Training(year), LedgerFiled::Employment(year)])
                .concat()
                .into_iter()
                .collect(),
            publicity: 1,
        },
    }
}

fn finding(facts: &ApplicationFacts, clause: &str) -> Finding {
    assess(&POLICY, facts).into_iter().find(|finding| finding.clause == clause).unwrap()
}

/// What changes in the sound application, and how one clause then stands.
fn stands(clause: &str, change: impl FnOnce(&mut ApplicationFacts)) -> Outcome {
    let mut facts = sound();
    change(&mut facts);
    finding(&facts, clause).outcome
}

#[test]
fn a_sound_application_meets_every_clause_and_each_clause_is_known() {
    let findings = assess(&POLICY, &sound());
    assert_eq!(overall_of(&findings), Outcome::Met);
    let clauses: Vec<_> = findings.iter().map(|finding| finding.clause.as_str()).collect();
    insta::assert_snapshot!(clauses.join(" "), @"3.1 3.2.b 3.3.b 3.4.a 3.4.b 3.4.c 3.4.d 3.4.e 3.5.a 3.5.b2 3.5.c 3.5.d 3.6.a 3.6.b 3.6.c 4.1 4.2 4.3 4.4 4.5");
    assert!(clauses.iter().all(|clause| crate::clauses::get(clause).is_some()));
}

#[test]
fn more_than_and_at_least_differ_at_the_line() {
    assert_eq!(stands("3.3.b", |facts| facts.employed.verified = 5000), Outcome::Unmet);
    assert_eq!(stands("3.3.b", |facts| facts.employed.verified = 5001), Outcome::Met);
    let county =
        |people| move |facts: &mut ApplicationFacts| (facts.level, facts.employed.verified) = (Level::County, people);
    assert_eq!(stands("3.3.a", county(2000)), Outcome::Unmet);
    assert_eq!(stands("3.3.a", county(2001)), Outcome::Met);
    assert_eq!(stands("3.5.b2", |facts| facts.trained.verified = 999), Outcome::Unmet);
    assert_eq!(stands("3.5.b2", |facts| facts.trained.verified = 1000), Outcome::Met);
    let catering = |people| {
        move |facts: &mut ApplicationFacts| {
            facts.category = Some("catering".into());
            facts.trained.verified = people;
        }
    };
    assert_eq!((stands("3.5.b3", catering(499)), stands("3.5.b3", catering(500))), (Outcome::Unmet, Outcome::Met));
}

#[test]
fn a_dispute_that_changes_the_outcome_leaves_it_unknown() {
    let count = |verified, disputed| {
        move |facts: &mut ApplicationFacts| facts.employed = Count { verified, disputed, excluded: 0 }
    };
    assert_eq!(stands("3.3.b", count(4990, 20)), Outcome::Unknown);
    assert_eq!(stands("3.3.b", count(4990, 10)), Outcome::Unmet, "even with all of them it is not more than 5000");
    assert_eq!(stands("3.3.b", count(5001, 900)), Outcome::Met);
}

#[test]
fn other_evidence_is_unknown_until_judged() {
    let below = |judged: Option<bool>| {
        move |facts: &mut ApplicationFacts| {
            facts.employed.verified = 4000;
            facts.offered.insert("3.3.b".into());
            facts
                .judged
                .extend(judged.map(|met| ("3.3.b".to_owned(), Judgement { met, reason: "社保数据核对".into() })));
        }
    };
    let outcomes = [None, Some(true), Some(false)].map(|judged| stands("3.3.b", below(judged)));
    assert_eq!(outcomes, [Outcome::Unknown, Outcome::Met, Outcome::Unmet]);
}

#[test]
fn what_waits_for_a_reviewer_is_a_reviewers_to_judge() {
    let mut facts = sound();
    facts.judged.clear();
    (facts.employed.verified, facts.trained.verified) = (10, 10);
    (facts.employment_ledger, facts.training_ledger) =
        (Some(Ledger { rows: 10, faulty: 1 }), Some(Ledger { rows: 10, faulty: 1 }));
    facts.materials.introduction = Introduction::Read { words: 5000, missing_headings: vec!["社会贡献".into()] };
    facts.offered = assess(&POLICY, &facts).into_iter().map(|finding| finding.clause).collect();
    let waits = |finding: &Finding| finding.settle.as_deref().is_some_and(|settle| settle.contains("审核人员认定"));
    let waiting: Vec<_> = assess(&POLICY, &facts).into_iter().filter(waits).map(|finding| finding.clause).collect();
    for clause in ["3.1", "3.3.b", "3.5.c", "3.5.d", "3.6.c", "4.2"] {
        assert!(waiting.iter().any(|waits| waits == clause), "{clause} in {waiting:?}");
    }
    let nobodys: Vec<_> = waiting.iter().filter(|clause| !is_judged(clause)).collect();
    assert!(nobodys.is_empty(), "{nobodys:?} would keep an application for good");
}

#[test]
fn a_relaxation_replaces_the_line_for_heritage_only() {
    let relaxed = |heritage, verified| {
        move |facts: &mut ApplicationFacts| {
            (facts.heritage, facts.employed.verified) = (heritage, verified);
            facts.relaxation = Some(Relaxation { lowered_to: 800, reason: "国家级非遗项目".into() });
        }
    };
    assert_eq!(stands("3.3.b", relaxed(true, 801)), Outcome::Met);
    assert_eq!(stands("3.3.b", relaxed(true, 800)), Outcome::Unmet);
    assert_eq!(stands("3.3.b", relaxed(false, 801)), Outcome::Unmet);
}

#[test]
fn units_are_judged_one_by_one_and_the_worst_counts() {
    let with_second = |change: fn(&mut UnitFacts)| {
        move |facts: &mut ApplicationFacts| {
            let mut second =
                UnitFacts {
                    name: "德化县如瓷生活家居有限公司".into(), lead: false, ..facts.units[0].clone()
                };
            change(&mut second);
            facts.units.push(second);
        }
    };
    assert_eq!(stands("3.4.b", with_second(|unit| unit.lead = true)), Outcome::Unmet);
    assert_eq!(stands("3.4.b", with_second(|_| {})), Outcome::Met);
    assert_eq!(stands("3.4.a", with_second(|unit| unit.kind_confirmed = false)), Outcome::Unknown);
    assert_eq!(stands("3.4.a", with_second(|unit| unit.code_valid = false)), Outcome::Unmet);
    assert_eq!(stands("3.4.c", with_second(|unit| unit.financial_rules = false)), Outcome::Unmet);
    assert_eq!(stands("3.4.d", with_second(|unit| unit.check = None)), Outcome::Unknown);
    assert_eq!(stands("3.4.d", with_second(|unit| unit.declared_clean = false)), Outcome::Unmet);
    assert_eq!(stands("3.4.e", with_second(|unit| unit.check.as_mut().unwrap().not_debtor = false)), Outcome::Unmet);
    assert_eq!(
        stands("3.5.a", with_second(|unit| unit.training = Some(TrainingMode::Entrusted(None)))),
        Outcome::Unknown
    );
    assert_eq!(stands("3.4.a", |facts| facts.units.clear()), Outcome::Unknown);
}

#[test]
fn old_checks_count_until_a_title_is_at_stake() {
    let days = |days: u64, fresh_checks| {
        move |facts: &mut ApplicationFacts| {
            facts.today = facts.today + chrono::Days::new(days);
            facts.fresh_checks = fresh_checks;
        }
    };
    assert_eq!(stands("3.4.e", days(31, false)), Outcome::Met);
    assert_eq!(stands("3.4.e", days(30, true)), Outcome::Met);
    assert_eq!(stands("3.4.e", days(31, true)), Outcome::Unknown);
}

#[test]
fn a_partners_licence_runs_to_the_end_of_its_last_day() {
    let until = |date: &'static str| {
        move |facts: &mut ApplicationFacts| {
            let partner = Partner { name: "示例职业培训学校".into(), licence_until: date.parse().unwrap() };
            facts.units[0].training = Some(TrainingMode::Entrusted(Some(partner)));
        }
    };
    assert_eq!(stands("3.5.a", until("2025-06-03")), Outcome::Met);
    assert_eq!(stands("3.5.a", until("2025-06-02")), Outcome::Unmet);
}

#[test]
fn materials_are_complete_or_listed() {
    let words = |words, missing: &'static [&'static str]| {
        move |facts: &mut ApplicationFacts| {
            let missing_headings = missing.iter().map(|heading| (*heading).to_owned()).collect();
            facts.materials.introduction = Introduction::Read { words, missing_headings };
        }
    };
    assert_eq!(stands("4.2", words(4999, &[])), Outcome::Unmet);
    assert_eq!(stands("4.2", words(5000, &["社会贡献"])), Outcome::Unknown);
    assert_eq!(stands("4.1", |facts| facts.materials.signed_form_current = false), Outcome::Unmet);
    assert_eq!(stands("4.5", |facts| facts.materials.publicity = 0), Outcome::Unmet);
    let mut bare = sound();
    bare.materials = Materials { filing_year: 2025, missing_fields: vec!["工种".into()], ..Materials::default() };
    let said = ["4.1", "4.2", "4.3", "4.4", "4.5"].map(|clause| {
        let finding = finding(&bare, clause);
        format!("{clause} {}：{}", finding.outcome.label(), finding.measured)
    });
    insta::assert_snapshot!(said.join("\n"), @r"
    4.1 不符合：缺 2 项
    4.2 不符合：没有简介
    4.3 不符合：缺 4 项
    4.4 不符合：缺 4 项
    4.5 不符合：没有县级以上主流媒体的宣传材料
    ");
}

#[test]
fn headings_are_looked_for_in_the_text() {
    let text = "一、品牌运营 二、品牌文化 三、促进就业 四、技能培训 五、规范用工 六、所获奖项";
    assert_eq!(missing_headings(&POLICY, text), ["社会贡献"]);
}

#[test]
fn an_accepted_reason_lets_a_name_pass_but_never_an_absolute_rule() {
    let mut facts = sound();
    facts.name.findings[0].outcome = Outcome::Unmet;
    assert!(!finding(&facts, "3.2.b").passes());
    facts.name.exception = Some(Exception { accepted: true, reason: "沿用三十年的名称".into() });
    assert!(finding(&facts, "3.2.b").passes());
    facts.name.exception.as_mut().unwrap().accepted = false;
    assert!(!finding(&facts, "3.2.b").passes());
    let absolute = Finding {
        exception: Some(Exception { accepted: true, reason: String::new() }),
        ..Finding::new("3.4.e", "", "", Outcome::Unmet)
    };
    assert!(!absolute.passes());
}

#[test]
fn a_finding_reads_back_as_written() {
    let finding = finding(&sound(), "3.3.b");
    let text = serde_json::to_string(&finding).unwrap();
    insta::assert_snapshot!(text, @r#"{"clause":"3.3.b","required":"市级劳务品牌带动就业创业超过 5000 人","measured":"去重 5001 人","evidence":[{"source":"就业花名册","says":"去重 5001 人"}],"outcome":"met","absolute":true,"settle":null,"exception":null}"#);
    assert_eq!(serde_json::from_str::<Finding>(&text).unwrap(), finding);
}

proptest! {
    /// One unknown or unmet is enough that nothing passes.
    #[test]
    fn unknown_never_passes_for_met(outcomes in prop::collection::vec(0..3usize, 0..8)) {
        let outcomes: Vec<_> = outcomes.iter().map(|n| [Outcome::Met, Outcome::Unknown, Outcome::Unmet][*n]).collect();
        let all_met = !outcomes.is_empty() && outcomes.iter().all(|outcome| *outcome == Outcome::Met);
        let any_unmet = outcomes.contains(&Outcome::Unmet);
        let expected = if any_unmet { Outcome::Unmet } else if all_met { Outcome::Met } else { Outcome::Unknown };
        prop_assert_eq!(overall(outcomes), expected);
    }

    /// More verified people never make it worse, and settling a dispute either way agrees with what was said.
    #[test]
    fn counting_more_people_never_hurts(verified in 0u64..7000, disputed in 0u64..3000) {
        let at = |verified, disputed| stands("3.3.b", |facts| facts.employed = Count { verified, disputed, excluded: 0 });
        let now = at(verified, disputed);
        prop_assert!(at(verified + 1, disputed) >= now);
        let (all_rejected, all_accepted) = (at(verified, 0), at(verified + disputed, 0));
        prop_assert!(all_rejected <= all_accepted);
        prop_assert_eq!(now == Outcome::Unknown, all_rejected != all_accepted);
    }
}
