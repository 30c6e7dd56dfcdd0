use super::super::columns::Columns;
use super::*;

fn column(identifier: &str) -> &'static Column {
    Columns::builtin().column(identifier).expect("a built-in column")
}

fn code_of<T>(read: Read<T>) -> Result<T, &'static str> {
    read.map(|(value, _)| value).map_err(|fault| fault.code)
}

#[test]
fn dates() {
    let day = |text: &str| text.parse::<NaiveDate>().expect("a date");
    let march = day("2024-03-05");
    for text in [
        "2024/3/5",
        "2024-3-5",
        "2024年3月5日",
        "20240305",
        "2024.3.5",
        "2024-03-05",
        "２０２４／３／５",
        " 2024 年 3 月 5 日 ",
        "2024年3月5",
        "2024-03-05 08:30:00",
        "2024-03-05T00:00:00",
        "2024.03.05.",
        "2024年3月5号",
    ] {
        assert_eq!(code_of(date(CellText::Text(text))), Ok(march), "{text}");
    }
    assert_eq!(code_of(date(CellText::Date(march))), Ok(march));
    assert_eq!(code_of(date(CellText::Number(20_240_305.0))), Ok(march));
    let (read, warning) = date(CellText::Number(45_356.0)).expect("a serial");
    assert_eq!((read, warning.map(|fault| fault.code)), (march, Some("date_serial")));
    for (cell, code) in [
        (CellText::Text("2024-02-30"), "date_not_exist"),
        (CellText::Text("20241301"), "date_not_exist"),
        (CellText::Text("0024-03-05"), "date_format"),
        (CellText::Text("2024年3月"), "date_format"),
        (CellText::Text("24/3/5"), "date_format"),
        (CellText::Text("三月五日"), "date_format"),
        (CellText::Text("2024-3-5至2024-3-9"), "date_format"),
        (CellText::Number(2024.3), "date_format"),
        (CellText::Number(-1.0), "date_format"),
        (CellText::Number(f64::NAN), "date_format"),
        (CellText::Bool(true), "date_format"),
    ] {
        assert_eq!(code_of(date(cell)), Err(code), "{cell:?}");
    }
}

#[test]
fn flags() {
    for (text, expected) in [
        ("是", Ok(true)),
        ("否", Ok(false)),
        (" 是 ", Ok(true)),
        ("有", Ok(true)),
        ("无", Ok(false)),
        ("√", Ok(true)),
        ("×", Ok(false)),
        ("Y", Ok(true)),
        ("no", Ok(false)),
        ("TRUE", Ok(true)),
        ("１", Ok(true)),
        ("合格", Ok(true)),
        ("不合格", Ok(false)),
        ("可能", Err("flag_unknown")),
    ] {
        assert_eq!(flag(CellText::Text(text)).map_err(|fault| fault.code), expected, "{text}");
    }
    assert_eq!(flag(CellText::Number(1.0)).map_err(|fault| fault.code), Ok(true));
    assert_eq!(flag(CellText::Bool(false)).map_err(|fault| fault.code), Ok(false));
    assert_eq!(flag(CellText::Number(2.0)).map_err(|fault| fault.code), Err("flag_unknown"));
}

#[test]
fn whole_numbers() {
    let hours = column("hours");
    for (cell, expected) in [
        (CellText::Number(120.0), Ok(120)),
        (CellText::Text("120"), Ok(120)),
        (CellText::Text("１２０学时"), Ok(120)),
        (CellText::Text("1,200"), Ok(1200)),
        (CellText::Text("120.0"), Ok(120)),
        (CellText::Number(1.0), Ok(1)),
        (CellText::Number(2000.0), Ok(2000)),
        (CellText::Number(0.0), Err("whole_range")),
        (CellText::Number(2001.0), Err("whole_range")),
        (CellText::Text("-5"), Err("whole_range")),
        (CellText::Number(12.5), Err("whole_fraction")),
        (CellText::Text("十二"), Err("whole_format")),
        (CellText::Text("1e3"), Err("whole_format")),
        (CellText::Number(f64::INFINITY), Err("whole_format")),
        (CellText::Bool(true), Err("whole_format")),
    ] {
        assert_eq!(code_of(whole(hours, cell)), expected, "{cell:?}");
    }
    let (wage, warning) = whole(column("monthly_wage"), CellText::Text("5,600.50元")).expect("rounded");
    assert_eq!((wage, warning.map(|fault| fault.code)), (5601, Some("whole_rounded")));
}

#[test]
fn codes_in_chinese_or_as_codes() {
    for (identifier, text, expected) in [
        ("person_category", "脱贫劳动力", Ok("poverty_alleviated_worker")),
        ("person_category", "脱 贫 户", Ok("poverty_alleviated_worker")),
        ("training_category", "catering", Ok("catering")),
        ("training_category", "非遗", Ok("intangible_heritage")),
        ("skill_level", "四级／中级工", Ok("level_4")),
        ("sex", "１", Ok("male")),
        ("employment_form", "待业", Err("code_unknown")),
    ] {
        let found = code(column(identifier), CellText::Text(text)).map_err(|fault| fault.code);
        assert_eq!(found.as_deref().map_err(|code| *code), expected, "{text}");
    }
}

#[test]
fn numbers_kept_as_numbers() {
    let read = |cell: CellText<'static>| number_text(cell, "lost").map_err(|fault| fault.code);
    assert_eq!(read(CellText::Number(13_800_138_000.0)).as_deref(), Ok("13800138000"));
    assert_eq!(read(CellText::Text("13800138000.0")).as_deref(), Ok("13800138000"));
    assert_eq!(read(CellText::Text("350527199001010000.0")), Err("lost"));
    assert_eq!(read(CellText::Text("350527199001010015")).as_deref(), Ok("350527199001010015"));
    for cell in [
        CellText::Number(350_527_199_001_010_000.0),
        CellText::Text("3.50527E+17"),
        CellText::Number(0.5),
        CellText::Bool(true),
    ] {
        assert_eq!(read(cell), Err("lost"), "{cell:?}");
    }
}

#[test]
fn places() {
    for (text, expected) in [
        ("350582 晋江市", Ok("350582 晋江市")),
        ("350582", Ok("350582 晋江市")),
        ("晋江市", Ok("350582 晋江市")),
        ("福建省泉州市晋江市", Ok("350582 福建省泉州市晋江市")),
        ("350500 泉州市", Ok("350500 泉州市")),
        ("440000", Ok("440000")),
        ("南洋", Ok("南洋")),
        ("QZ-KFQ 泉州开发区", Ok("QZ-KFQ 泉州开发区")),
        ("160101 某地", Err("place_code")),
        ("35058 晋江市", Err("place_code")),
    ] {
        let found = code_of(place(column("work_place"), CellText::Text(text)));
        assert_eq!(found.as_deref().map_err(|code| *code), expected, "{text}");
    }
    let (_, warning) = place(column("work_place"), CellText::Text("350582 石狮市")).expect("kept");
    assert_eq!(warning.map(|fault| fault.code), Some("place_name"));
}

#[test]
fn free_text_is_inert_and_bounded() {
    let post = column("post");
    assert_eq!(code_of(text(post, CellText::Text(" 砌筑\n工 "))).as_deref(), Ok("砌筑 工"));
    let (kept, warning) = text(post, CellText::Text("=HYPERLINK(\"http://x\")")).expect("kept");
    assert_eq!((kept.as_str(), warning.map(|fault| fault.code)), ("=HYPERLINK(\"http://x\")", Some("text_formula")));
    assert_eq!(code_of(text(post, CellText::Text(&"工".repeat(51)))), Err("too_long"));
    assert!(text(post, CellText::Text(&"工".repeat(50))).is_ok());
}
