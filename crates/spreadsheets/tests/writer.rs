//! What is written, read back.

use std::{
    io::{Cursor, Read},
    ops::ControlFlow,
};

use spreadsheets::{
    Column, Export, ExportColumn, Fault, Limits, Marked, SheetForm, Template, Value, Workbook, plain_label,
};

/// All text of a sheet, asserting that nothing is a formula or anything but text.
fn texts(bytes: &[u8], sheet: usize) -> Vec<String> {
    let mut book = Workbook::from_reader(Cursor::new(bytes.to_vec()), Limits::default()).unwrap();
    let mut rows = Vec::new();
    book.for_each_row(sheet, |row| {
        let cells = row.cells().map(|cell| {
            assert!(!cell.formula && matches!(cell.value, Value::Text(_)), "{cell:?}");
            format!("{}={}", cell.column, cell.value.text())
        });
        rows.push(format!("{}: {}", row.number(), cells.collect::<Vec<_>>().join(" ")));
        ControlFlow::<()>::Continue(())
    })
    .unwrap();
    rows
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

fn template() -> Template {
    let column = |label: &str, options: &[&str]| Column {
        label: label.into(),
        width: 12.0,
        options: options.iter().map(|option| (*option).into()).collect(),
        ..Column::default()
    };
    let trades: Vec<_> = (0..60).map(|n| format!("培训工种第{n}类")).collect();
    let long = Column { options: trades, ..column("培训工种", &[]) };
    let id = Column { note: "18 位".into(), text_format: true, required: true, ..column("证件号码", &[]) };
    Template {
        title: "培训就业人员花名册".into(),
        guide: vec!["一人一行。".into()],
        sheets: vec![SheetForm {
            name: "培训人员".into(),
            columns: vec![id, column("性别", &["男", "女"]), long, column("地址", &["甲,乙", "丙"])],
            rows: 500,
        }],
    }
}

#[test]
fn a_template_has_labels_drop_downs_notes_and_a_guide() {
    let mut bytes = Vec::new();
    template().write(&mut bytes).unwrap();
    let book = Workbook::from_reader(Cursor::new(bytes.clone()), Limits::default()).unwrap();
    let names: Vec<_> = book.sheets().iter().map(|sheet| (sheet.name.as_str(), sheet.hidden)).collect();
    assert_eq!(names, [("培训人员", false), ("填表说明", false), ("选项", true)]);
    assert_eq!(texts(&bytes, 0), ["1: 1=*证件号码 2=性别 3=培训工种 4=地址"]);
    assert_eq!(plain_label(" *证件号码 "), "证件号码");
    assert_eq!(
        texts(&bytes, 1)[..5],
        [
            "1: 1=培训就业人员花名册",
            "2: 1=一人一行。",
            "4: 1=工作表 2=列名 3=是否必填 4=怎样填 5=可选项",
            "5: 1=培训人员 2=证件号码 3=必填 4=18 位",
            "6: 1=培训人员 2=性别 3=选填 5=男、女"
        ]
    );
    let options = texts(&bytes, 2);
    assert_eq!((options.len(), options[0].as_str()), (60, "1: 1=培训工种第0类 2=甲,乙"));
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    for piece in [
        r#"sqref="B2:B501"><formula1>"男,女"</formula1>"#,
        r#"sqref="C2:C501"><formula1>'选项'!$A$1:$A$60</formula1>"#,
        r#"sqref="D2:D501"><formula1>'选项'!$B$1:$B$2</formula1>"#,
        r#"state="frozen""#,
    ] {
        assert!(sheet.contains(piece), "{piece} in {sheet}");
    }
    // The identity column is text before anyone types.
    assert!(part(&bytes, "xl/styles.xml").contains(r#"numFmtId="49""#));
    assert!(sheet.contains(r#"<col min="1" max="1" width="12.7109375" style="#), "{sheet}");
    assert!(part(&bytes, "xl/comments1.xml").contains("必填。18 位"));
}

#[test]
fn an_export_never_runs() {
    let columns =
        [ExportColumn { label: "品牌".into(), width: 20.0 }, ExportColumn { label: "备注".into(), width: 20.0 }];
    let mut export = Export::new("名单", &columns, Some(&std::env::temp_dir())).unwrap();
    export.row(["=HYPERLINK(\"https://example.invalid\")", ""]).unwrap();
    export.row(["+1", "350521199001011239"]).unwrap();
    export.row(["a\nb", "_x0041_<&> "]).unwrap();
    let mut bytes = Vec::new();
    export.finish(&mut bytes).unwrap();
    assert_eq!(
        texts(&bytes, 0),
        [
            "1: 1=品牌 2=备注",
            "2: 1==HYPERLINK(\"https://example.invalid\")",
            "3: 1=+1 2=350521199001011239",
            "4: 1=a\nb 2=_x0041_<&> "
        ]
    );
}

#[test]
fn a_marked_copy_keeps_addresses() {
    let uploaded = "表,,\n姓名,证件号码,日期\n李四,=1+1,\n\n王五,,x\n";
    let mut book = Workbook::from_reader(Cursor::new(uploaded), Limits::default()).unwrap();
    let mut marked = Marked::new("花名册", 3, None).unwrap();
    book.for_each_row(0, |row| {
        let fault = |column, message: &str| Fault { column, message: message.into() };
        match row.number() {
            2 => marked.header(row),
            3 => marked.row(row, &[fault(2, "证件号码应为 18 位"), fault(3, "请填日期")]),
            _ => marked.row(row, &[]),
        }
        .unwrap();
        ControlFlow::<()>::Continue(())
    })
    .unwrap();
    let mut bytes = Vec::new();
    marked.finish(&mut bytes).unwrap();
    assert_eq!(
        texts(&bytes, 0),
        [
            "1: 1=表",
            "2: 1=姓名 2=证件号码 3=日期 4=问题说明",
            "3: 1=李四 2==1+1 4=证件号码应为 18 位；请填日期",
            "5: 1=王五 3=x"
        ]
    );
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    let style = |cell: &str| {
        let tag = sheet.split(&format!("<c r=\"{cell}\" s=\"")).nth(1).expect(cell);
        tag.split('"').next().unwrap_or_default().to_owned()
    };
    assert_eq!(style("B3"), style("C3"));
    assert_ne!(style("A3"), style("B3"));
}
