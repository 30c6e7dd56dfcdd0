use super::*;
use crate::{builtin, money::Fen, source};

/// The fault that a change to the file provokes; the line is shown by how it begins, which edits elsewhere do not shift.
fn fault(from: &str, to: &str) -> String {
    let (name, text) = builtin::POLICY;
    assert!(text.contains(from), "{from} is in the file");
    let text = text.replacen(from, to, 1);
    let error = Policy::parse(name, &text).unwrap_err();
    assert!(error.to_string().starts_with(&format!("{name} 第 {} 行", error.line)));
    let begins: String = text.lines().nth(error.line - 1).unwrap().trim().chars().take(24).collect();
    format!("{begins} | {} | {}", error.key, error.problem)
}

/// Texts loaded before keep their meaning: their chain of the publication is that of the notice's text, and a setting that
/// came later has its default (5.3.c).
#[test]
fn a_file_from_before_texts_were_approved_is_still_read() {
    let (name, text) = builtin::POLICY;
    let lines = text.lines().filter(|line| !line.starts_with("record_days"));
    let before = lines.map(|line| line.replace("approve_notice_text", "publish_notice") + "\n").collect::<String>();
    assert!(before.contains("act = \"publish_notice\""));
    let policy = Policy::parse(name, &before).expect("still read");
    assert!(policy.chain(ActKind::ApproveNoticeText, Level::City).is_some());
    assert_eq!(policy.notice.record_days.value, 1);
}

#[test]
fn quanzhou_says_what_the_policy_says() {
    let policy = builtin::policy();
    assert_eq!(policy.identity.number, "泉人社规〔2024〕4号");
    assert_eq!(policy.scale_more_than(Level::County).value, 2000);
    assert_eq!(policy.scale_more_than(Level::City).value, 5000);
    assert_eq!(policy.subsidies.first_subsidy.value, Fen(15_000_000));
    assert_eq!(policy.notice.working_days.value, 5);
    assert_eq!(policy.participating_areas().count(), 13);
    assert!(!policy.area("350527").unwrap().participates, "金门县 takes no part");
    assert_eq!(policy.quota(2024, "350582"), None);
}

#[test]
fn the_trial_has_an_end() {
    let day = |text: &str| text.parse().unwrap();
    let policy = builtin::policy();
    let in_force = ["2024-04-27", "2024-04-28", "2026-04-28", "2026-04-29"].map(|date| policy.in_force_on(day(date)));
    assert_eq!(in_force, [false, true, true, false]);
}

/// The oracle tables of the programme: every deciding number and every sum.
#[test]
fn numbers_agree_with_the_oracle_tables() {
    #[derive(Deserialize)]
    struct Number {
        kind: String,
        key: String,
        threshold: Option<u32>,
        clause: String,
    }
    let policy = builtin::policy();
    for row in
        source::rows::<Number>("training-categories.csv", include_str!("../../tests/data/training-categories.csv"))
            .unwrap()
    {
        let ours = match (row.kind.as_str(), row.key.as_str()) {
            ("training", code) => policy.category(code).map(|category| (category.at_least, category.clause.as_str())),
            (_, key) => {
                let rule = match key {
                    "county_brand" => &policy.scale.county_more_than,
                    "city_brand" => &policy.scale.city_more_than,
                    "brand_introduction" => &policy.materials.introduction_at_least,
                    "roster_years" => &policy.materials.roster_years,
                    "public_notice_period" => &policy.notice.working_days,
                    "cultivation_cycle" => &policy.cycle.years,
                    "assessment_earliest" => &policy.cycle.assessment_after_years,
                    "brands_by_2024" => &policy.city.brand_target,
                    _ => {
                        assert_eq!(row.threshold, None, "{key} has no number in the policy");
                        continue;
                    }
                };
                Some((rule.value, rule.clause.as_str()))
            }
        };
        assert_eq!(ours, row.threshold.map(|number| (number, row.clause.as_str())), "{}", row.key);
    }
}

#[test]
fn sums_agree_with_the_oracle_table() {
    #[derive(Deserialize)]
    struct Sum {
        payment: String,
        condition: String,
        grade_zh: String,
        amount_yuan: String,
        clause: String,
    }
    let policy = builtin::policy();
    for row in source::rows::<Sum>("subsidy-rules.csv", include_str!("../../tests/data/subsidy-rules.csv")).unwrap() {
        let yuan = row.amount_yuan.parse().ok().and_then(Fen::from_yuan).unwrap_or_default();
        match row.payment.as_str() {
            "first" => assert_eq!(policy.subsidies.first_subsidy.value, yuan),
            "second" => {
                let grade = policy.grade(&row.condition).unwrap();
                assert_eq!((&grade.label, grade.second_subsidy, &grade.clause), (&row.grade_zh, yuan, &row.clause));
            }
            _ => assert!(policy.readings.iter().any(|reading| reading.clause == row.clause), "clawback is a reading"),
        }
    }
}

#[test]
fn grades_begin_exactly_at_their_line() {
    let policy = builtin::policy();
    let grades = [1000, 900, 899, 800, 799, 600, 599, 0].map(|tenths| policy.grade_for(tenths).label.clone());
    assert_eq!(grades.join(" "), "优秀 优秀 良好 良好 合格 合格 不合格 不合格");
}

#[test]
fn chains_are_found_by_act_and_level() {
    let policy = builtin::policy();
    let chain = policy.chain(ActKind::Recognise, Level::City).unwrap();
    assert!(chain.collective && chain.steps == [Step::Draft, Step::Approve]);
    assert_eq!(policy.chain(ActKind::ConfirmUnit, Level::County).unwrap().steps, [Step::Approve]);
    assert_eq!(policy.chain(ActKind::Recognise, Level::County), None);
}

#[test]
fn a_misread_file_names_line_key_and_what_was_expected() {
    let all = [
        fault("schema = 1", "schema = 1\nshema = 2"),
        fault("value = 2000, unit", "value = \"2000\", unit"),
        fault("value = 2000, unit", "value = -1, unit"),
        fault("value = 2024-04-28, clause = \"0.1\"", "value = \"2024-04-28\", clause = \"0.1\""),
        fault(", clause = \"3.3.a\"", ""),
        fault("steps = [\"approve\"]", "steps = [\"sign\"]"),
        fault("[notice]", "[notice"),
        fault("code = \"350500\"\n", "code = \"350500\"\ncode = \"350500\"\n"),
    ];
    insta::assert_snapshot!(all.join("\n"), @r#"
    shema = 2 | shema | 没有 `shema` 这个键；这里可以写 `schema`、`identity`、`city`、`naming`、`scale`、`units`、`training`、`materials`、`pool`、`review`、`comparison`、`quotas`、`notice`、`cycle`、`subsidies`、`revocation`、`retention`、`rights`、`signs`、`sampling`、`form`、`reading`、`chains`
    county_more_than = { lab | scale.county_more_than.value | 写的是文字 "2000"，应为不小于 0 的整数
    county_more_than = { lab | scale.county_more_than.value | 写的是整数 `-1`，应为不小于 0 的整数
    issued_on = { label = "印 | identity.issued_on.value | 应为日期，写法如 2024-05-06，不加引号
    county_more_than = { lab | scale.county_more_than | 缺少 `clause`，请补上
    { act = "confirm_unit",  | chains.list[1].steps[1] | `sign` 不是可用的值；应为 `draft`、`check`、`approve`
    [notice |  | 不合 TOML 写法（unclosed table, expected `]`）
    code = "350500" | code | 这个键写了两遍，请留一处
    "#);
}

#[test]
fn a_contradictory_file_names_line_key_and_what_was_expected() {
    let all = [
        fault("value = 5000, unit = \"人\", clause = \"3.3.b\"", "value = 2000, unit = \"人\", clause = \"3.3.b\""),
        fault("clause = \"3.3.a\"", "clause = \"3.9.a\""),
        fault(", note = \"政策未写次数\"", ""),
        fault("value = 2026-04-28", "value = 2024-04-28"),
        fault("at_least = 80", "at_least = 90"),
        fault("second_fen = 10_000_000", "second_fen = 20_000_000"),
        fault("points = 20", "points = 25"),
        fault("files = [\"signed_form\"]", "files = [\"sealed_form\"]"),
        fault("act = \"relax\", level = \"county\"", "act = \"approve_over_quota\", level = \"county\""),
        fault("act = \"relax\", level = \"county\"", "act = \"recommend\", level = \"county\""),
        fault("steps = [\"draft\", \"approve\"]", "steps = [\"approve\", \"draft\"]"),
        fault("figures = []", "figures = [{ year = 2024, area = \"350527\", count = 1, clause = \"A.4\" }]"),
        fault("slot = \"logo\"", "slot = \"sign\""),
        fault("open_to = [\"auditor\"]", "open_to = [\"unit\"]"),
        fault("options_from = \"areas\", ", ""),
        fault("value = 36", "value = 5"),
        fault("label = \"培育周期\", value = 2", "label = \"培育周期\", value = 4000000000"),
        fault("hr_bureau = \"鲤城区人力资源和社会保障局\", ", ""),
        fault("value = 90, unit = \"%\"", "value = 101, unit = \"%\""),
        fault("label = \"置信度\", value = 95", "label = \"置信度\", value = 94"),
    ];
    insta::assert_snapshot!(all.join("\n"), @r#"
    city_more_than = { label | scale.city_more_than.value | 市级人数应大于县级的 2000
    county_more_than = { lab | scale.county_more_than.clause | 没有条款 3.9.a，应为 clauses.csv 里的条款号，如 3.3.a
    correction_rounds = { la | review.correction_rounds.note | 本市设定的，要在 note 写明理由
    trial_ends_on = { label  | identity.trial_ends_on.value | 试行期最后一日应晚于施行日期
    { code = "good", label = | subsidies.grades[2].at_least | 应低于上一等次的 90 分
    { code = "good", label = | subsidies.grades[2].second_fen | 不应高于上一等次的 150,000 元
    evaluation_heads = [ | review.evaluation_heads | 各项分值合计应为 100，现为 105
    { code = "recommendation | materials.items[1].files | uploads 里没有“sealed_form”，请补上或改名
    { act = "approve_over_qu | chains.list[5].act | 县级没有“approve_over_quota”这个事项；可用的有 confirm_unit、return_for_correction、decline、transfer、relax、accept_name_exception、admit_to_pool、recommend、release_roster
    { act = "recommend", lev | chains.list[7].act | 县级“recommend”写了两遍，请留一处
    { act = "return_for_corr | chains.list[2].steps | 步骤应按 draft、check、approve 的次序，各至多一次，以 approve 结束
    figures = [{ year = 2024 | quotas.figures[1].area | “350527”不是参加的属地，应为 city.areas 里的 code
    { id = "logo", label = " | form.section[1].fields[14] | 文件字段“logo”要在 materials.uploads 里有同名的 slot
    { slot = "brand_introduc | materials.uploads[2].open_to | 只写 finance（财政）、auditor（审计）；其他角色不在这里设定
    { id = "division_code",  | form.section[1].fields[4] | 选项字段（code）要写 options 或 options_from 之一，其他字段不写
    access_log_months = { la | retention.access_log_months.value | 网络安全法要求日志保存不少于 6 个月，应不小于 6
    years = { label = "培育周期" | cycle.years.value | 应为 1 到 30
    { code = "350502", name  | city.areas[1] | 参加的属地要写 hr_bureau 和 finance_bureau
    equal_percent = { label  | signs.equal_percent.value | 是百分数，应为 1 到 100
    confidence = { label = " | sampling.confidence.value | 置信度请选 90%、95% 或 99%
    "#);
}

#[test]
fn settings_lay_the_file_open() {
    let policy = builtin::policy();
    let shown = |key: &str| {
        let setting = policy.settings().find(|setting| setting.key == key).unwrap();
        let mark = if setting.local_setting { "本市设定" } else { "政策" };
        format!("{mark} {} {} = {}", setting.clause, setting.label, setting.value)
    };
    let all = [
        "identity.trial_ends_on",
        "scale.city_more_than",
        "subsidies.first_fen",
        "subsidies.grades[2]",
        "materials.uploads[1]",
        "chains.list[22]",
        "reading[1]",
    ];
    insta::assert_snapshot!(all.map(shown).join("\n"), @r"
    本市设定 8.2 试行期最后一日 = 2026年4月28日
    政策 3.3.b 市级劳务品牌带动就业创业人数（须超过） = 5000 人
    政策 6.1.b 第一次培育补助 = 150,000 元
    本市设定 6.1.d2 良好 = 不少于 80，第二次补助 100,000 元
    政策 4.1 盖章推荐表扫描件 = 不超过 20 MB，类型 pdf、jpg、png
    政策 4.4 提供名单比对 = 层级 市级，步骤 拟办、审批
    本市设定 6.1.b 补助按品牌还是按单位发放 = 按品牌发放；多家单位共同培育的，由各单位书面约定分配
    ");
    let mut chains = policy.settings().filter(|setting| setting.key.starts_with("chains.list["));
    assert!(chains.all(|setting| !setting.label.is_empty()), "a chain is called as its act");
    assert!(policy.settings().filter(|setting| setting.local_setting).all(|setting| setting.note.is_some()));
}

#[test]
fn a_file_loaded_before_an_act_came_is_still_read_and_offers_no_such_act() {
    let line = "    { act = \"confirm_unit\", level = \"county\", steps = [\"approve\"], clause = \"5.1.b\" },\n";
    let (name, text) = crate::builtin::POLICY;
    let before = text.replace(line, "");
    assert_ne!(before, text, "the file has that line");
    assert!(Policy::parse(name, &before).unwrap_err().to_string().contains("缺少"));
    let policy = Policy::reread(name, &before).unwrap();
    assert_eq!(policy.chain(ActKind::ConfirmUnit, Level::County), None);
    assert!(policy.chain(ActKind::Recognise, Level::City).is_some());
}
