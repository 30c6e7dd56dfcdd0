//! What is wrong with a file, in a sentence, and before it can do harm.

use std::io::{Cursor, Write};

use crate::files::{parts, refusal, rows, workbook, zip_of};
use spreadsheets::{Cancel, Limits, ReadError, Workbook};
use zip::{ZipWriter, write::SimpleFileOptions};

const LOCKED: &[u8] = include_bytes!("../data/locked.xlsx");

fn refused(bytes: impl Into<Vec<u8>>) -> String {
    refusal(bytes.into(), Limits::default())
}

#[test]
fn wrong_files_are_named() {
    insta::assert_snapshot!(
        [
            refused(""),
            refused(LOCKED),
            refused("%PDF-1.7\n"),
            refused(b"\x89PNG\r\n".to_vec()),
            refused("<html><table><tr><td>姓名</td></tr></table></html>"),
            refused("姓名,年龄\0\u{1}\n"),
            refused("a,b\n\"张三,1\n"),
            refused(b"\x81,\xff\xff\n".to_vec()),
            refused(zip_of(&[("word/document.xml", "<w/>")])),
            refused(zip_of(&[("a.txt", "a")])),
            refused(zip_of(&[("xl/workbook.xml", "<workbook/>")])),
            refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec()),
        ]
        .join("\n"),
        @r#"
        文件是空的。请确认文件已保存完整，再重新上传。
        文件设有打开密码，无法读取。请在 Excel 或 WPS 中取消密码后另存，再上传。
        这是 PDF 文件，不是能读取的表格。请上传 Excel 或 WPS 的表格（.xlsx、.xls、.et、.ods）或 .csv 文件；若内容是表格，请用 Excel 或 WPS 打开后另存为 .xlsx。
        这是图片，不是能读取的表格。请上传 Excel 或 WPS 的表格（.xlsx、.xls、.et、.ods）或 .csv 文件；若内容是表格，请用 Excel 或 WPS 打开后另存为 .xlsx。
        这是网页（常被误存为 .xls），不是能读取的表格。请上传 Excel 或 WPS 的表格（.xlsx、.xls、.et、.ods）或 .csv 文件；若内容是表格，请用 Excel 或 WPS 打开后另存为 .xlsx。
        这是二进制文件，不是能读取的表格。请上传 Excel 或 WPS 的表格（.xlsx、.xls、.et、.ods）或 .csv 文件；若内容是表格，请用 Excel 或 WPS 打开后另存为 .xlsx。
        第 2 行的英文双引号没有成对。请改正后再上传，或另存为 .xlsx。
        第 1 行附近的文字编码无法识别。请用 Excel 或 WPS 另存为“CSV UTF-8”或 .xlsx，再上传。
        这是 Word 文档，不是能读取的表格。请上传 Excel 或 WPS 的表格（.xlsx、.xls、.et、.ods）或 .csv 文件；若内容是表格，请用 Excel 或 WPS 打开后另存为 .xlsx。
        这是压缩包（.zip），不是能读取的表格。请上传 Excel 或 WPS 的表格（.xlsx、.xls、.et、.ods）或 .csv 文件；若内容是表格，请用 Excel 或 WPS 打开后另存为 .xlsx。
        工作簿里没有工作表。请确认上传的是填好的表格。
        文件不完整，后半部分缺失。请重新下载或从原处复制一份完整的文件，再上传。
        "#
    );
}

#[test]
fn a_file_cut_anywhere_says_so() {
    let whole = include_bytes!("../data/openpyxl.xlsx");
    for end in (10..whole.len()).step_by(97) {
        let sentence = refused(&whole[..end]);
        assert!(sentence.contains("不完整"), "{end}: {sentence}");
    }
}

#[test]
fn a_flipped_byte_is_found_by_the_checksum() {
    let mut bytes = workbook("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>");
    let at = bytes.windows(20).position(|w| w == b"worksheets/sheet1.xm").unwrap() + 30;
    bytes[at] ^= 0x40;
    assert!(refused(bytes).contains("损坏"));
}

#[test]
fn addresses_and_limits() {
    let cells = |n: u32| {
        (1..=n).map(|c| format!("<c r=\"{}\"><v>1</v></c>", spreadsheets::Address::new(1, c))).collect::<String>()
    };
    let wide = format!("<row r=\"1\">{}</row>", cells(300));
    let far = "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>2</v></c></row>";
    let three = "<row><c><v>1</v></c></row>".repeat(3);
    let few = Limits { rows: 2, ..Limits::default() };
    let stopped = Limits { cancel: Cancel::when(|| true), ..Limits::default() };
    insta::assert_snapshot!(
        [
            refused(workbook(&wide)),
            refused(workbook(far)),
            refused(workbook("<row r=\"1048577\"><c><v>1</v></c></row>")),
            refused(workbook("<row r=\"1\"><c r=\"XFE1\"><v>1</v></c></row>")),
            refused(workbook("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>7</v></c></row>")),
            refusal(workbook(&three), few),
            refusal(workbook(&three), Limits { cells: 2, ..Limits::default() }),
            refusal(workbook(&three), stopped),
            refusal(workbook("<row r=\"1\"><c r=\"B1\" t=\"str\"><v>一二三四</v></c></row>"), Limits { text_chars: 3, ..Limits::default() }),
            refusal(workbook("<row/>"), Limits { strings_bytes: 4, ..Limits::default() }),
            Workbook::from_reader(Cursor::new(workbook("")), Limits::default()).unwrap().for_each_row(3, |_| std::ops::ControlFlow::<()>::Continue(())).unwrap_err().to_string(),
        ]
        .join("\n"),
        @r#"
        IW1 单元格超出允许的 256 列。请删除右侧多余的列后再上传。
        XFD1048576 单元格超出允许的 256 列。请删除右侧多余的列后再上传。
        文件已损坏（行号 1048577 有误）。请用 Excel 或 WPS 打开后另存为 .xlsx，再上传。
        文件已损坏（第 1 行有单元格的地址或样式有误）。请用 Excel 或 WPS 打开后另存为 .xlsx，再上传。
        文件已损坏（第 1 行引用了不存在的文字）。请用 Excel 或 WPS 打开后另存为 .xlsx，再上传。
        数据超过 2 行。请分成几个文件上传。
        数据超过 2 个单元格。请分成几个文件上传。
        读取用时过长或已被取消。请稍后再试，或分成几个文件上传。
        B1 单元格的文字超过 3 字。请缩短后再上传。
        文件中的文字总量超过 0 MB。请分成几个文件上传。
        工作簿里没有第 4 张工作表。请重新选择工作表。
        "#
    );
    let all = Limits { columns: 16_384, ..Limits::default() };
    assert_eq!(rows(workbook(far), all).unwrap(), ["1: A=1", "1048576: XFD=2"]);
}

/// A workbook whose sheet is `open`, then so many megabytes of `filler`.
fn bomb(open: &str, filler: u8, megabytes: usize) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts("", "<sst/>", "<a/>") {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
        if name.ends_with("sheet1.xml") {
            zip.write_all(open.as_bytes()).unwrap();
            for _ in 0..megabytes {
                zip.write_all(&vec![filler; 1 << 20]).unwrap();
            }
        }
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn bombs_stop_at_the_door() {
    let zeros = bomb("", 0, 64);
    assert!(zeros.len() < 100_000);
    assert!(matches!(rows(zeros.clone(), Limits::default()), Err(ReadError::TooLarge { .. })));
    let small = Limits { inflated_bytes: 32 << 20, ratio: 5000, ..Limits::default() };
    assert!(matches!(rows(zeros, small), Err(ReadError::TooLarge { .. })));
}

#[test]
fn one_endless_string_is_never_held() {
    let open = "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>";
    let limits = Limits { ratio: 5000, ..Limits::default() };
    assert!(matches!(rows(bomb(open, b'a', 64), limits.clone()), Err(ReadError::TextTooLong { .. })));
    for open in ["<worksheet><sheetData><row r=\"1", "<!--", "<worksheet><![CDATA["] {
        assert!(matches!(rows(bomb(open, b'a', 8), limits.clone()), Err(ReadError::TextTooLong { .. })), "{open}");
    }
}

#[test]
fn a_directory_that_lies_is_caught_while_reading() {
    let mut bytes = bomb("<worksheet><sheetData>", b' ', 4);
    let real = ((4 << 20) + 22u32).to_le_bytes();
    let places: Vec<_> = bytes.windows(4).enumerate().filter(|(_, w)| *w == real).map(|(at, _)| at).collect();
    assert!(!places.is_empty());
    for at in places {
        bytes[at..at + 4].copy_from_slice(&1000u32.to_le_bytes());
    }
    let error = rows(bytes, Limits::default()).unwrap_err();
    assert!(matches!(error, ReadError::Damaged(_)), "{error:?}");
}

#[test]
fn a_hundred_thousand_open_elements_cost_nothing() {
    let deep = "<a>".repeat(100_000);
    assert!(refused(workbook(&format!("<row r='1'><c r='A1'>{deep}</c></row>"))).contains("不完整"));
}

#[test]
fn utf16_inside_is_refused() {
    let sheet: String = "<worksheet/>".chars().flat_map(|c| [c, '\0']).collect();
    assert!(refused(zip_of(&parts(&sheet, "<sst/>", "<a/>"))).contains("UTF-16"));
}

#[test]
fn an_empty_sheet_has_no_rows() {
    assert!(rows(workbook(""), Limits::default()).unwrap().is_empty());
    assert!(
        rows(zip_of(&parts("<worksheet><sheetData/></worksheet>", "<sst/>", "<a/>")), Limits::default())
            .unwrap()
            .is_empty()
    );
}
