//! Rosters in every format, checked by the built program: the old ones by a child of its own.

use crate::Installation;
use std::{fs, io::Write, path::Path};

const MADE_BY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../spreadsheets/tests/data/made-by");

fn check(file: &Path) -> crate::Ran {
    let file = file.to_str().expect("a path in UTF-8");
    Installation::new().run(&["roster", "check", "--ledger", "training", "--year", "2025", "--format", "json", file])
}

#[test]
fn every_program_s_file_has_the_same_people() {
    for file in fs::read_dir(MADE_BY).expect("the files stand") {
        let file = file.expect("a file").path();
        let report = check(&file).json();
        let figure = |name: &str| report[name].as_u64();
        let figures = ["rows", "accepted", "people", "passed", "poverty_alleviated"].map(figure);
        assert_eq!(figures, [3, 3, 3, 2, 3].map(Some), "{}", file.display());
    }
}

/// Eighty million cells in a few hundred bytes: the child that would hold them is ended, and the program says so.
#[test]
fn a_sheet_that_would_take_all_memory_ends_the_child_alone() {
    let installation = Installation::new();
    let file = installation.path("花名册.ods");
    fs::write(&file, repeated(5_000, 16_000)).expect("a file");
    let ran = check(&file);
    assert_eq!(ran.code(), 2);
    assert!(ran.complained().contains("占用的内存或时间过多"), "{}", ran.complained());
}

#[test]
fn a_damaged_workbook_of_an_old_kind_is_refused_in_a_sentence() {
    let installation = Installation::new();
    let whole = fs::read(Path::new(MADE_BY).join("libreoffice.xls")).expect("the file stands");
    for length in [600, 3_000, 5_000] {
        let file = installation.path(&format!("{length}.xls"));
        fs::write(&file, &whole[..length]).expect("a file");
        let ran = check(&file);
        assert!(ran.code() == 2 && ran.complained().contains("请"), "{length}: {} {}", ran.code(), ran.complained());
    }
}

/// An OpenDocument sheet of one text, so many times down and across.
fn repeated(rows: u32, columns: u32) -> Vec<u8> {
    let spaces = "xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' xmlns:table='urn:oasis:names:tc:opendocument:xmlns:table:1.0' xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0'";
    let cell = format!(
        "<table:table-cell office:value-type='string' table:number-columns-repeated='{columns}'><text:p>姓名</text:p></table:table-cell>"
    );
    let row = format!("<table:table-row table:number-rows-repeated='{rows}'>{cell}</table:table-row>");
    let table = format!("<table:table table:name='表'>{row}</table:table>");
    let content = format!(
        "<office:document-content {spaces}><office:body><office:spreadsheet>{table}</office:spreadsheet></office:body></office:document-content>"
    );
    let manifest = "<manifest:manifest xmlns:manifest='urn:oasis:names:tc:opendocument:xmlns:manifest:1.0'/>";
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, part) in [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", manifest),
        ("content.xml", &content),
    ] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part");
        zip.write_all(part.as_bytes()).expect("a part");
    }
    zip.finish().expect("a workbook").into_inner()
}
