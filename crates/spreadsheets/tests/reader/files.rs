//! Hand-made files for the tests.

use std::{
    io::{Cursor, Write},
    ops::ControlFlow,
};

use spreadsheets::{Limits, ReadError, Value, Workbook};
use zip::{ZipWriter, write::SimpleFileOptions};

/// A zip of these parts.
pub(crate) fn zip_of(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The parts of a workbook with one sheet.
pub(crate) fn parts<'a>(sheet: &'a str, strings: &'a str, styles: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        (
            "xl/workbook.xml",
            r#"<workbook xmlns:r="r"><sheets><sheet name="表" sheetId="1" r:id="rId1"/></sheets></workbook>"#,
        ),
        (
            "xl/_rels/workbook.xml.rels",
            r#"<Relationships><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="x/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rId3" Type="x/styles" Target="styles.xml"/></Relationships>"#,
        ),
        ("xl/worksheets/sheet1.xml", sheet),
        ("xl/sharedStrings.xml", strings),
        ("xl/styles.xml", styles),
    ]
}

/// A workbook whose one sheet has these rows of XML.
pub(crate) fn workbook(rows: &str) -> Vec<u8> {
    let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
    zip_of(&parts(&sheet, "<sst><si><t>零</t></si><si><t>壹</t></si></sst>", "<styleSheet/>"))
}

/// Every row of the first sheet, as `5: B=text C=1.5`.
pub(crate) fn rows(bytes: Vec<u8>, limits: Limits) -> Result<Vec<String>, ReadError> {
    sheet_rows(&mut Workbook::from_reader(Cursor::new(bytes), limits)?, 0)
}

/// Every row of a sheet.
pub(crate) fn sheet_rows(workbook: &mut Workbook, sheet: usize) -> Result<Vec<String>, ReadError> {
    let mut all = Vec::new();
    workbook.for_each_row(sheet, |row| {
        let cells: Vec<_> = row
            .cells()
            .map(|cell| {
                assert_eq!(row.get(cell.column), Some(cell.value));
                let letter = spreadsheets::Address::new(0, cell.column).to_string();
                let value = match cell.value {
                    Value::Text(text) => format!("{text:?}"),
                    Value::Error(error) => format!("!{error}"),
                    other => other.text().into_owned(),
                };
                format!("{}{}={value}", letter.trim_end_matches('0'), if cell.formula { "(f)" } else { "" })
            })
            .collect();
        all.push(format!("{}: {}", row.number(), cells.join(" ")));
        ControlFlow::<()>::Continue(())
    })?;
    Ok(all)
}

/// The sentence an upload is refused with.
pub(crate) fn refusal(bytes: Vec<u8>, limits: Limits) -> String {
    rows(bytes, limits).expect_err("should be refused").to_string()
}
