//! Any bytes end in rows or in a sentence, never in a panic.

use proptest::prelude::*;
use spreadsheets::Limits;

use crate::files::{parts, rows, workbook, zip_of};

fn mangled(whole: &[u8], at: usize, by: u8) -> Vec<u8> {
    let mut bytes = whole.to_vec();
    let len = bytes.len();
    bytes[at % len] ^= by;
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn bytes(bytes in prop::collection::vec(any::<u8>(), 0..300), start in prop::sample::select(vec![&b""[..], b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe", b"a,\""])) {
        let _ = rows([start, &bytes].concat(), Limits::default());
    }

    #[test]
    fn xml(inside in "(<(/?(row|c|v|f|is|t|r|rPh|x:c)( r=\"[A-C]?[0-3]\"| t=\"(s|str|b|e|d|n|inlineStr)\"| s=\"1\"){0,3}/?)>|[0-9a&;<>\"_x]|<!\\[CDATA\\[|\\]\\]>|<!--|-->|李){0,30}") {
        let _ = rows(workbook(&inside), Limits::default());
        let _ = rows(zip_of(&parts("<sheetData><row><c t='s'><v>0</v></c></row></sheetData>", &inside, &inside)), Limits::default());
    }

    /// Not `.xls`: there a changed byte can make calamine ask for all memory, hence
    /// `Format::needs_isolation`.
    #[test]
    fn files_with_one_byte_changed(at: prop::sample::Index, by in 1u8..) {
        for whole in [&include_bytes!("../data/openpyxl.xlsx")[..], include_bytes!("../data/locked.xlsx")] {
            let _ = rows(mangled(whole, at.index(whole.len()), by), Limits::default());
        }
    }

    /// The quick matcher and the general scanner read the same cells to the same values:
    /// a space before the closing bracket is all it takes to miss the quick shape.
    #[test]
    fn quick_and_general_agree(cells in prop::collection::vec(("[A-C]{1,2}", "( s=\"[0-9]\")?", prop_oneof![
        "[01]".prop_map(|v| (" t=\"s\"", format!("<v>{v}</v>"))),
        "-?[0-9]{1,20}(\\.[0-9]+)?([eE][+-]?[0-9]{1,3})?".prop_map(|v| ("", format!("<v>{v}</v>"))),
        "[a李 ]{0,5}".prop_map(|v| (" t=\"inlineStr\"", format!("<is><t>{v}</t></is>"))),
    ]), 0..8)) {
        let xml = |space: &str| {
            let cells = cells.iter().map(|(column, style, (kind, value))| format!("<c r=\"{column}1\"{style}{kind}{space}>{value}</c>"));
            workbook(&format!("<row r=\"1\">{}</row>", cells.collect::<String>()))
        };
        let limits = Limits { columns: 16_384, ..Limits::default() };
        prop_assert_eq!(rows(xml(""), limits.clone()).unwrap(), rows(xml(" "), limits).unwrap());
    }
}
