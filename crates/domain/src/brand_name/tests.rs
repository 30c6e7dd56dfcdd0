use std::sync::LazyLock;

use super::*;
use crate::builtin;

static RULE: LazyLock<NamingRule> = LazyLock::new(builtin::naming_rule);

/// A row of the labelled names.
#[derive(Deserialize)]
struct Case {
    name: String,
    unit_names: String,
    expected: String,
    region: String,
    product: String,
    trade: String,
    reason_code: String,
    scope: String,
    accept_review: String,
}

fn cases() -> Vec<(Case, NameReading)> {
    let cases: Vec<Case> =
        crate::source::rows("brand-name-cases.csv", include_str!("../../tests/data/brand-name-cases.csv")).unwrap();
    assert_eq!(cases.len(), 113);
    let read = |case: &Case| {
        let units: Vec<_> = case.unit_names.split(';').collect();
        RULE.check(&case.name, &units, if case.scope == "quanzhou" { Scope::City } else { Scope::Nationwide })
    };
    cases
        .into_iter()
        .map(|case| {
            let reading = read(&case);
            (case, reading)
        })
        .collect()
}

#[test]
fn a_name_is_the_same_however_it_is_spaced_and_pointed() {
    for name in ["泉港海蛎 养殖工", " 泉港海蛎养殖工。", "泉港\u{3000}海蛎·养殖工", "泉港海蛎\u{200b}养殖工"]
    {
        assert_eq!(normal_form(name), "泉港海蛎养殖工", "{name:?}");
    }
    assert_eq!(normal_form("ＡＢ技工１"), normal_form("ab技工1"));
    for traditional in ["晋江鞋服製版师", "晋江鞋服制版師", "晉江鞋服製版師"] {
        assert_eq!(normal_form(traditional), "晋江鞋服制版师");
    }
    assert_ne!(normal_form("泉港海蛎养殖师"), "泉港海蛎养殖工");
    assert_eq!(normal_form("。—"), "");
}

#[test]
fn every_labelled_name_gets_its_answer() {
    for (case, reading) in cases() {
        let expected = if case.expected == "valid" { Outcome::Met } else { Outcome::Unmet };
        let doubted = case.accept_review == "yes" && reading.outcome == Outcome::Unknown;
        assert!(reading.outcome == expected || doubted, "{}: {reading:#?}", case.name);
    }
}

#[test]
fn every_certain_name_is_taken_apart_as_labelled() {
    for (case, reading) in cases().into_iter().filter(|(case, _)| case.accept_review == "no") {
        let parts = (reading.region, reading.product, reading.trade);
        assert_eq!(parts, (case.region, case.product, case.trade), "{}", case.name);
    }
}

#[test]
fn every_certain_fault_is_named() {
    use Reason::{IllegalCharacter, MissingProduct, MissingRegion, MissingTrade, UnitKeyword};
    for (case, reading) in cases().into_iter().filter(|(case, _)| case.accept_review == "no") {
        for (reason, code) in [
            (MissingRegion, "MISSING_REGION"),
            (MissingTrade, "MISSING_TRADE"),
            (UnitKeyword, "UNIT_KEYWORD"),
            (IllegalCharacter, "ILLEGAL_CHARACTER"),
        ] {
            let labelled = case.reason_code.split('|').any(|label| label == code);
            assert_eq!(reading.reasons.contains(&reason), labelled, "{} {code}", case.name);
        }
        assert!(
            reading.reasons.contains(&MissingProduct) || !case.reason_code.contains("MISSING_PRODUCT"),
            "{}",
            case.name
        );
    }
}

fn outcomes(name: &str, units: &[&str]) -> [Outcome; 2] {
    let reading = RULE.check(name, units, Scope::City);
    [0, 1].map(|index| reading.findings[index].outcome)
}

#[test]
fn a_byname_waits_for_a_person() {
    assert_eq!(outcomes("刺桐面线师傅", &["泉州市餐饮行业协会"]), [Outcome::Unknown, Outcome::Met]);
    assert_eq!(outcomes("惠女石雕工匠", &[])[0], Outcome::Unknown, "惠女 is no place");
    assert_eq!(outcomes("惠安石雕工匠", &[])[1], Outcome::Unknown, "without a unit nothing was examined");
}

#[test]
fn the_head_of_a_units_name_is_its_keyword_the_tail_may_be_a_product() {
    assert_eq!(outcomes("德化琉璃工匠", &["德化县如瓷琉璃有限公司"]), [Outcome::Met, Outcome::Unknown]);
    assert_eq!(outcomes("德化如瓷工匠", &["德化县如瓷琉璃有限公司"])[1], Outcome::Unmet);
    assert_eq!(outcomes("安溪铁观音茶艺师", &["安溪县铁观音集团股份有限公司"])[1], Outcome::Unknown);
    assert_eq!(outcomes("安溪铁观音茶艺师", &["安溪县铁观音同业公会"])[1], Outcome::Met);
}

#[test]
fn an_empty_name_says_what_is_missing() {
    let reading = RULE.check(" ", &["德化县陶瓷同业公会"], Scope::City);
    assert_eq!(reading.outcome, Outcome::Unmet);
    insta::assert_snapshot!(reading.findings[0].measured, @"开头没有认得的地域；没有产业、行业或产品；结尾没有工种");
}

#[test]
fn a_reading_is_told_as_data() {
    let reading = RULE.check("晋江鞋服工匠", &["晋江市青蘅鞋服有限公司"], Scope::City);
    insta::assert_snapshot!(serde_json::to_string_pretty(&reading).unwrap(), @r#"
    {
      "outcome": "met",
      "region": "晋江",
      "product": "鞋服",
      "trade": "工匠",
      "reasons": [],
      "findings": [
        {
          "clause": "3.2.b",
          "required": "名称为“地域+产业（行业、产品）+工种”",
          "measured": "晋江（地域）+鞋服（产业产品）+工匠（工种）",
          "evidence": [
            {
              "source": "品牌名称",
              "says": "晋江（地域）+鞋服（产业产品）+工匠（工种）"
            }
          ],
          "outcome": "met",
          "absolute": false,
          "settle": null,
          "exception": null
        },
        {
          "clause": "3.2.c",
          "required": "名称中没有培育单位名称的关键词汇",
          "measured": "没有发现",
          "evidence": [],
          "outcome": "met",
          "absolute": false,
          "settle": null,
          "exception": null
        }
      ]
    }
    "#);
}

#[test]
fn a_list_that_cannot_be_read_names_file_and_line() {
    let lists = WordLists {
        trades: ("brand-suffixes.csv", "suffix,kind,carries_industry,implied_industry\n工,tool,no,\n"),
        ..builtin::WORD_LISTS
    };
    let error = NamingRule::new(&builtin::policy(), &lists).unwrap_err();
    insta::assert_snapshot!(error, @"brand-suffixes.csv 第 2 行：`tool` 不是可用的值；应为 `lexical_trade`、`trade_word`、`trade_character`、`people_word`");
}
