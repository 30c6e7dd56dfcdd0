//! The odd shapes XLSX comes in, and the other formats.
//!
//! `openpyxl.xlsx` is by openpyxl 3.1, `locked.xlsx` the same locked by msoffcrypto-tool 6.1,
//! `xlwt.xls` by xlwt 1.3.

use crate::files::{parts, rows, sheet_rows, workbook, zip_of};
use spreadsheets::{Address, Area, Format, Isolation, Limits, Workbook};

fn read(xml: &str) -> Vec<String> {
    rows(workbook(xml), Limits::default()).unwrap()
}

#[test]
fn rows_and_cells_without_addresses_are_counted_on() {
    let xml = "<row><c><v>1</v></c><c><v>2</v></c></row><row/><row><c t='s'><v>1</v></c></row>\
               <row r='9'><c r='C9'><v>3</v></c><c><v>4</v></c></row><row><c r='B20'><v>5</v></c></row>";
    assert_eq!(read(xml), ["1: A=1 B=2", "3: A=\"壹\"", "9: C=3 D=4", "20: B=5"]);
}

#[test]
fn every_type_of_cell() {
    let xml = r#"<row r="1"><c r="A1" t="b"><v>1</v></c><c r="B1" t="e"><v>#N/A</v></c><c r="C1" t="str"><f>A1&amp;"x"</f><v>a&lt;b</v></c>
      <c r="D1"><f>1+1</f><v> 2 </v></c><c r="E1"><f>1</f></c><c r="F1" t="inlineStr"><is><r><t>李</t></r><r><rPr/><t xml:space="preserve"> 四</t></r><rPh sb="0" eb="1"><t>リ</t></rPh></is></c>
      <c r="G1" t="d"><v>2024-04-28T08:30:00</v></c><c r="H1" s="0"/><c r="I1"><v>x</v></c><c r="J1" t="str"><v><![CDATA[<&>]]></v></c><c r="K1" t="inlineStr"><is><t>_x0041__x005F_x0041_</t></is></c></row>"#;
    assert_eq!(
        read(xml),
        [
            "1: A=TRUE B=!#N/A C(f)=\"a<b\" D(f)=2 E(f)=\"\" F=\"李 四\" G=2024-04-28 08:30:00 I=\"x\" J=\"<&>\" K=\"A_x0041_\""
        ]
    );
}

#[test]
fn prefixes_strict_namespace_comments_and_marks() {
    let sheet = "\u{feff}<?xml version='1.0' encoding='utf-8'?><!-- > --><x:worksheet xmlns:x='http://purl.oclc.org/ooxml/spreadsheetml/main'>\
                 <x:sheetData><x:row r='2'><x:c r='B2' t='s'><x:v>0</x:v></x:c></x:row></x:sheetData></x:worksheet>";
    assert_eq!(
        rows(zip_of(&parts(sheet, "<x:sst><x:si><x:t>零</x:t></x:si></x:sst>", "<a/>")), Limits::default()).unwrap(),
        ["2: B=\"零\""]
    );
}

#[test]
fn dates_by_style_in_both_calendars() {
    let sheet = "<worksheet><sheetData><row r='1'><c r='A1' s='1'><v>45410</v></c><c r=\"B1\" s=\"2\"><v>45410.5</v></c><c r=\"C1\" s=\"0\"><v>45410</v></c></row></sheetData></worksheet>";
    let styles = "<styleSheet><numFmts><numFmt numFmtId='164' formatCode='yyyy&quot;年&quot;m&quot;月&quot;'/></numFmts><cellXfs><xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='164'/></cellXfs></styleSheet>";
    let mut files = parts(sheet, "<sst/>", styles);
    let read = |files: &[(&str, &str)]| rows(zip_of(files), Limits::default()).unwrap();
    assert_eq!(read(&files), ["1: A=2024-04-28 B=2024-04-28 12:00:00 C=45410"]);
    let book = files[0].1.replace("<sheets>", "<workbookPr date1904='1'/><sheets>");
    files[0].1 = &book;
    assert_eq!(read(&files), ["1: A=2028-04-29 B=2028-04-29 12:00:00 C=45410"]);
}

#[test]
fn openpyxl() {
    let mut book = Workbook::open("tests/data/openpyxl.xlsx", Limits::default()).unwrap();
    let names: Vec<_> = book.sheets().iter().map(|sheet| (sheet.name.as_str(), sheet.hidden)).collect();
    assert_eq!(names, [("花名册", false), ("隐藏", true)]);
    insta::assert_snapshot!(sheet_rows(&mut book, 0).unwrap().join("\n"), @r#"
    1: A="姓名" B="身份证号" C="出生日期" D="工资" E="在岗" F="备注"
    2: A="李四" B="350521199001011239" C=1990-01-01 D=5000.5 E=TRUE F(f)=""
    3: A="王五" C=1985-12-31 08:30:00 D=-3 E=FALSE F=" 前后有空格 "
    5: A="合并"
    7: D=!#N/A
    "#);
    assert_eq!(sheet_rows(&mut book, 1).unwrap(), ["2: B=\"x\""]);
    let scan = book
        .for_each_row(0, |row| {
            if row.number() == 2 { std::ops::ControlFlow::Break("enough") } else { std::ops::ControlFlow::Continue(()) }
        })
        .unwrap();
    assert_eq!((scan.stopped, scan.rows), (Some("enough"), 2));
    let scan = book.for_each_row(0, |_| std::ops::ControlFlow::<()>::Continue(())).unwrap();
    assert_eq!(scan.merged, [Area { from: Address::new(5, 1), to: Address::new(6, 3) }]);
}

/// Files of our own may be read without a child.
fn in_this_process() -> Limits {
    Limits { isolation: Isolation::Here, ..Limits::default() }
}

#[test]
fn xls_by_calamine() {
    let mut book = Workbook::open("tests/data/xlwt.xls", in_this_process()).unwrap();
    assert_eq!(book.format(), Format::Xls);
    assert!(book.format().needs_isolation());
    assert_eq!(
        sheet_rows(&mut book, 0).unwrap(),
        [
            "1: A=\"姓名\" B=\"身份证号\" C=\"出生日期\" D=\"工资\"",
            "2: A=\"李四\" B=\"350521199001011239\" C=1990-01-01 D=5000.5",
            "4: A=\"合并\""
        ]
    );
    let scan = book.for_each_row(0, |_| std::ops::ControlFlow::<()>::Continue(())).unwrap();
    assert_eq!(scan.merged, [Area { from: Address::new(4, 1), to: Address::new(5, 2) }]);
}

#[test]
fn ods_by_calamine() {
    let content = "<office:document-content xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' xmlns:table='urn:oasis:names:tc:opendocument:xmlns:table:1.0' xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0'><office:body><office:spreadsheet><table:table table:name='表'><table:table-row><table:table-cell office:value-type='string'><text:p>姓名</text:p></table:table-cell><table:table-cell office:value-type='float' office:value='1.5'><text:p>1.5</text:p></table:table-cell><table:table-cell office:value-type='date' office:date-value='2024-04-28'><text:p>x</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>";
    let bytes = zip_of(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        (
            "META-INF/manifest.xml",
            "<manifest:manifest xmlns:manifest='urn:oasis:names:tc:opendocument:xmlns:manifest:1.0'/>",
        ),
        ("content.xml", content),
    ]);
    assert_eq!(rows(bytes, in_this_process()).unwrap(), ["1: A=\"姓名\" B=1.5 C=2024-04-28"]);
}
