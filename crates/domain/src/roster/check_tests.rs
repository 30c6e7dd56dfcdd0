use super::super::columns::Columns;
use super::super::{SheetKind, Value};
use super::*;
use proptest::prelude::*;

const TODAY: (i32, u32, u32) = (2025, 6, 30);

fn checker(kind: SheetKind, bodies: Option<&[String]>) -> RowChecker {
    let labels: Vec<CellText> = Columns::builtin().of(kind).map(|column| CellText::Text(&column.label)).collect();
    let header =
        HeaderMap::find(Columns::builtin(), kind, &[RawRow { number: 1, cells: &labels }]).expect("the labels");
    let today = NaiveDate::from_ymd_opt(TODAY.0, TODAY.1, TODAY.2).expect("a date");
    RowChecker::new(header, 2024, today, bodies)
}

/// The sheet's row of these cells by column identifier.
fn check<'a>(kind: SheetKind, cells: impl IntoIterator<Item = (&'a str, CellText<'a>)>) -> RowOutcome {
    let mut row = vec![CellText::Empty; Columns::builtin().of(kind).count()];
    for (identifier, cell) in cells {
        let at = Columns::builtin().of(kind).position(|column| column.identifier == identifier).expect("a column");
        row[at] = cell;
    }
    checker(kind, None).check(&RawRow { number: 7, cells: &row })
}

const PERSON: [(&str, CellText); 5] = [
    ("seq", CellText::Number(1.0)),
    ("name", CellText::Text("林晓东")),
    ("id_number", CellText::Text("350527199001010015")),
    ("mobile", CellText::Number(13_800_138_000.0)),
    ("person_category", CellText::Text("脱贫劳动力")),
];

const TRAINING: [(&str, CellText); 7] = [
    ("training_category", CellText::Text("餐饮类")),
    ("training_trade", CellText::Text("中式面点师")),
    ("training_body", CellText::Text("晋江市某职业培训学校（总校）")),
    ("started_on", CellText::Text("2024/3/5")),
    ("ended_on", CellText::Text("2024年3月15日")),
    ("hours", CellText::Number(80.0)),
    ("passed", CellText::Text("是")),
];

const EMPLOYMENT: [(&str, CellText); 7] = [
    ("employment_form", CellText::Text("灵活就业")),
    ("work_place", CellText::Text("350582 晋江市")),
    ("placed_by_brand", CellText::Text("否")),
    ("post", CellText::Text("砌筑工")),
    ("hired_on", CellText::Text("2024.4.1")),
    ("has_contract", CellText::Text("否")),
    ("monthly_wage", CellText::Number(5600.0)),
];

fn training(changes: &[(&'static str, CellText<'static>)]) -> RowOutcome {
    check(SheetKind::Training, PERSON.into_iter().chain(TRAINING).chain(changes.iter().copied()))
}

fn employment(changes: &[(&'static str, CellText<'static>)]) -> RowOutcome {
    check(SheetKind::Employment, PERSON.into_iter().chain(EMPLOYMENT).chain(changes.iter().copied()))
}

fn accepted(outcome: RowOutcome) -> (RosterRow, Vec<&'static str>) {
    match outcome {
        RowOutcome::Accepted { row, warnings } => (*row, warnings.iter().map(|warning| warning.code).collect()),
        other @ (RowOutcome::Blank | RowOutcome::Totals | RowOutcome::Rejected(_)) => panic!("{other:?}"),
    }
}

fn errors(outcome: &RowOutcome) -> Vec<(&'static str, &'static str)> {
    match outcome {
        RowOutcome::Rejected(problems) => {
            let errors = problems.iter().filter(|problem| problem.severity == Severity::Error);
            errors.map(|problem| (problem.column, problem.code)).collect()
        }
        RowOutcome::Blank | RowOutcome::Totals | RowOutcome::Accepted { .. } => Vec::new(),
    }
}

#[test]
fn a_trained_person_is_read_whole() {
    let (row, warnings) = accepted(training(&[]));
    assert_eq!(warnings, [] as [&str; 0]);
    assert_eq!((row.name.as_str(), row.mobile.digits()), ("林晓东", "13800138000"));
    assert_eq!(row.document.identity(), "resident_id:350527199001010015");
    assert!(row.poverty_alleviated() && row.passed() && row.feeds(Ledger::Training) && !row.feeds(Ledger::Employment));
    assert_eq!(row.training_category(), Some("catering"));
    assert_eq!(row.date("ended_on"), NaiveDate::from_ymd_opt(2024, 3, 15));
    assert_eq!(row.whole("hours"), Some(80));
}

#[test]
fn an_employed_person_is_read_whole() {
    let (row, _) = accepted(employment(&[
        ("employment_form", CellText::Text("创业")),
        ("business_name", CellText::Text("某面馆")),
        ("business_uscc", CellText::Text("91350582MA2T000077")),
    ]));
    assert!(row.start_up() && !row.placed_by_brand() && row.feeds(Ledger::Employment));
    assert_eq!(row.value("monthly_wage"), Some(&Value::Whole(5600)));
}

#[test]
fn sealed_rows_read_back_and_equal_rows_have_equal_bytes() {
    let (row, _) = accepted(training(&[]));
    let bytes = row.to_bytes();
    assert_eq!(RosterRow::from_bytes(&bytes).expect("reads back"), row);
    let (renumbered, _) =
        accepted(training(&[("seq", CellText::Text("99")), ("started_on", CellText::Text("20240305"))]));
    assert_eq!(renumbered.to_bytes(), bytes);
    let (other, _) = accepted(training(&[("hours", CellText::Number(81.0))]));
    assert_ne!(other.to_bytes(), bytes);
    assert_eq!(
        String::from_utf8(bytes).expect("UTF-8"),
        r#"{"id":"resident_id:350527199001010015","name":"林晓东","mobile":"13800138000","ledgers":["training"],"values":{"person_category":"poverty_alleviated_worker","training_category":"catering","training_trade":"中式面点师","training_body":"晋江市某职业培训学校（总校）","started_on":"2024-03-05","ended_on":"2024-03-15","hours":80,"passed":true}}"#
    );
}

#[test]
fn each_wrong_cell_is_named() {
    let text = CellText::Text;
    for (identifier, cell, expected) in [
        ("name", CellText::Empty, ("姓名", "missing")),
        ("name", text("=cmd"), ("姓名", "name_characters")),
        ("id_number", text("350527199001010016"), ("证件号码", "id_checksum")),
        ("id_number", text("350527900101001"), ("证件号码", "id_legacy")),
        ("id_number", CellText::Number(350_527_199_001_010_015.0), ("证件号码", "id_numeric_cell")),
        ("id_number", text("3.50527E+17"), ("证件号码", "id_numeric_cell")),
        ("id_number", CellText::Error("#N/A"), ("证件号码", "cell_error")),
        ("id_type", text("军官证"), ("证件类型", "code_unknown")),
        ("id_type", text("护照"), ("证件号码", "id_length")),
        ("mobile", text("12012345678"), ("手机号码", "mobile_format")),
        ("person_category", text("/"), ("人员类别", "missing")),
        ("training_category", text("编程"), ("培训类别", "code_unknown")),
        ("started_on", text("2024-03-16"), ("结束日期", "dates_reversed")),
        ("ended_on", text("2025-01-02"), ("结束日期", "date_outside_year")),
        ("hours", CellText::Number(0.0), ("学时", "whole_range")),
        ("passed", text("不清楚"), ("是否合格", "flag_unknown")),
        ("started_on", text("2005-12-31"), ("证件号码", "under_age")),
    ] {
        assert_eq!(errors(&training(&[(identifier, cell)])), [expected], "{identifier} {cell:?}");
    }
    for (identifier, cell, expected) in [
        ("employment_form", text("单位就业"), ("用工单位", "missing")),
        ("placed_by_brand", text("是"), ("输出方式", "missing")),
        ("left_on", text("2024-03-31"), ("离职日期", "dates_reversed")),
        ("hired_on", text("2025-01-01"), ("入职日期", "date_outside_year")),
        ("employer_uscc", text("91350582MA2T000078"), ("用工单位信用代码", "uscc_checksum")),
        ("work_place", text("160101"), ("就业地", "place_code")),
    ] {
        assert_eq!(errors(&employment(&[(identifier, cell)])), [expected], "{identifier} {cell:?}");
    }
}

#[test]
fn odd_cells_are_taken_with_a_warning() {
    let text = CellText::Text;
    for (identifier, cell, warning) in [
        ("sex", text("女"), "sex_mismatch"),
        ("id_number", text("350527 19900101 0015"), "tidied_separators"),
        ("mobile", text("１３８００１３８０００"), "tidied_full_width"),
        ("name", text("林 晓东"), "tidied_separators"),
        ("remark", text("=1+1"), "text_formula"),
        ("started_on", CellText::Number(45_356.0), "date_serial"),
    ] {
        assert_eq!(accepted(training(&[(identifier, cell)])).1, [warning], "{identifier}");
    }
    assert!(accepted(training(&[("sex", text("男")), ("passed", text("否"))])).1.is_empty());
    assert_eq!(
        accepted(employment(&[("hired_on", text("2020-1-1")), ("left_on", text("2023-12-31"))])).1,
        ["left_before_year"]
    );
}

#[test]
fn messages_mask_people() {
    let outcome =
        training(&[("id_number", CellText::Text("350527199001010016")), ("mobile", CellText::Text("12012345678"))]);
    let RowOutcome::Rejected(problems) = outcome else { panic!("{outcome:?}") };
    let all: String = problems.iter().map(|problem| problem.message.as_str()).collect();
    assert!(all.contains("350527**********16") && !all.contains("19900101") && !all.contains("12012345678"), "{all}");
    assert!(problems.iter().all(|problem| problem.row == 7));
    let RowOutcome::Rejected(problems) = training(&[("training_category", CellText::Text("350527199001010015"))])
    else {
        panic!("no such category")
    };
    assert!(problems[0].message.starts_with("“350527**********15”："), "{}", problems[0].message);
}

#[test]
fn training_is_given_by_the_unit_or_a_registered_partner() {
    let cells: Vec<(&str, CellText)> = PERSON.into_iter().chain(TRAINING).collect();
    let mut row = vec![CellText::Empty; 21];
    for (identifier, cell) in cells {
        let at = Columns::builtin().of(SheetKind::Training).position(|column| column.identifier == identifier);
        row[at.expect("a column")] = cell;
    }
    let row = RawRow { number: 2, cells: &row };
    let partner = ["晋江市某职业培训学校(总校)".to_owned()];
    assert!(matches!(checker(SheetKind::Training, Some(&partner)).check(&row), RowOutcome::Accepted { .. }));
    let outcome = checker(SheetKind::Training, Some(&[])).check(&row);
    assert_eq!(errors(&outcome), [("培训机构", "training_body_unregistered")]);
}

#[test]
fn a_combined_sheet_feeds_the_ledgers_its_row_fills() {
    let combined = |cells: Vec<(&'static str, CellText<'static>)>| check(SheetKind::Combined, cells);
    let both = accepted(combined(PERSON.into_iter().chain(TRAINING).chain(EMPLOYMENT).collect())).0;
    assert_eq!(both.ledgers, Ledger::ALL);
    let trained = accepted(combined(PERSON.into_iter().chain(TRAINING).collect())).0;
    assert_eq!(trained.ledgers, [Ledger::Training]);
    let neither = combined(PERSON.to_vec());
    assert!(errors(&neither).contains(&("培训类别", "missing")) && errors(&neither).contains(&("就业形式", "missing")));
}

#[test]
fn blank_rows_totals_and_footers_are_no_people() {
    let text = CellText::Text;
    let checker = checker(SheetKind::Training, None);
    let check = |cells: &[CellText]| checker.check(&RawRow { number: 9, cells });
    assert!(matches!(check(&[]), RowOutcome::Blank));
    assert!(matches!(check(&[text(" \n"), CellText::Empty, text("　")]), RowOutcome::Blank));
    for cells in [
        &[text("合 计"), CellText::Empty, CellText::Empty, CellText::Number(120.0)][..],
        &[text("人数合计：120 人")],
        &[CellText::Number(7.0), text("合计")],
        &[
            CellText::Empty,
            text("填报单位（盖章）："),
            CellText::Empty,
            text("填报人："),
            text("联系电话：13800138000"),
        ],
    ] {
        assert!(matches!(check(cells), RowOutcome::Totals), "{cells:?}");
    }
    assert!(matches!(check(&[CellText::Number(8.0)]), RowOutcome::Rejected(_)));
    assert!(matches!(
        check(&[text("合计"), text("林晓东"), text("居民身份证"), text("350527199001010015")]),
        RowOutcome::Rejected(_)
    ));
}

fn any_cell() -> impl Strategy<Value = CellText<'static>> {
    let texts = prop_oneof![any::<String>(), "[0-9/年月日.,E+ -]{0,20}", "[一-龥0-9A-Za-z=＝０-９]{0,60}"];
    prop_oneof![
        Just(CellText::Empty),
        texts.prop_map(|text| CellText::Text(Box::leak(text.into_boxed_str()))),
        any::<f64>().prop_map(CellText::Number),
        (0i32..3_000_000)
            .prop_map(|days| CellText::Date(NaiveDate::from_num_days_from_ce_opt(days).unwrap_or_default())),
        any::<bool>().prop_map(CellText::Bool),
        Just(CellText::Error("#REF!")),
    ]
}

proptest! {
    #[test]
    fn no_cells_break_the_checker_and_none_are_dropped_in_silence(cells in prop::collection::vec(any_cell(), 0..45), kind in 0usize..3) {
        let checker = checker(SheetKind::ALL[kind], None);
        let blank = cells.iter().all(|cell| cell.is_blank());
        match checker.check(&RawRow { number: 2, cells: &cells }) {
            RowOutcome::Blank => prop_assert!(blank),
            RowOutcome::Rejected(problems) => prop_assert!(problems.iter().any(|problem| problem.severity == Severity::Error)),
            RowOutcome::Accepted { row, warnings } => {
                prop_assert!(warnings.iter().all(|problem| problem.severity == Severity::Warning));
                prop_assert_eq!(RosterRow::from_bytes(&row.to_bytes()).expect("reads back"), *row);
            }
            RowOutcome::Totals => {}
        }
    }

    #[test]
    fn one_strange_cell_in_a_good_row_is_taken_or_named(cell in any_cell(), at in 0usize..21) {
        let column = Columns::builtin().of(SheetKind::Training).nth(at).expect("21 columns");
        let outcome = check(SheetKind::Training, PERSON.into_iter().chain(TRAINING).chain([(column.identifier.as_str(), cell)]));
        match outcome {
            RowOutcome::Rejected(problems) => prop_assert!(problems.iter().any(|problem| problem.severity == Severity::Error)),
            RowOutcome::Accepted { row, .. } => prop_assert_eq!(RosterRow::from_bytes(&row.to_bytes()).expect("reads back"), *row),
            outcome @ (RowOutcome::Blank | RowOutcome::Totals) => prop_assert!(false, "{:?}", outcome),
        }
    }
}
