//! One roster as written by each program a unit might use (data/make.py), read to the same rows.

use std::{fs, ops::ControlFlow, path::Path};

use spreadsheets::{Isolation, Limits, Workbook};

const HEADS: [&str; 14] = [
    "序号",
    "姓名",
    "证件号码",
    "性别",
    "手机号码",
    "人员类别",
    "培训类别",
    "培训工种",
    "培训机构",
    "开始日期",
    "结束日期",
    "学时",
    "是否合格",
    "备注",
];
const SAME: [&str; 7] =
    ["脱贫劳动力", "餐饮类", "中式面点师", "晋江市某职业培训学校（总校）", "2025-03-05", "2025-03-15", "80"];

fn person(own: [&str; 5], passed: &str, remark: &str) -> Vec<String> {
    let cells = own.into_iter().chain(SAME).chain([passed, remark]);
    cells.map(str::to_owned).collect()
}

/// Rows by number, cells from column A on; white space at the ends and within is one space, which CSV and ODS cannot keep.
fn read(file: &Path) -> Vec<(u32, Vec<String>)> {
    let limits = Limits { isolation: Isolation::Here, ..Limits::default() };
    let mut book = Workbook::open(file, limits).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let mut rows = Vec::new();
    book.for_each_row(0, |row| {
        let mut cells = vec![String::new(); HEADS.len()];
        for cell in row.cells() {
            let text = cell.value.text();
            cells[cell.column as usize - 1] = text.split_whitespace().collect::<Vec<_>>().join(" ");
        }
        if cells.iter().any(|cell| !cell.is_empty()) {
            rows.push((row.number(), cells));
        }
        ControlFlow::<()>::Continue(())
    })
    .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    rows
}

#[test]
fn every_program_s_file_reads_the_same() {
    let line = |cells: &[&str]| {
        let mut row: Vec<String> = cells.iter().map(|cell| (*cell).to_owned()).collect();
        row.resize(HEADS.len(), String::new());
        row
    };
    let expected = [
        (1, line(&["培训花名册（2025年）"])),
        (2, line(&HEADS)),
        (3, person(["1", "林晓东", "350527199001010015", "男", "13800138000"], "是", "两行 文字 & <尖括号>")),
        (4, person(["2", "欧阳小梅", "350527199912311249", "女", "13800138001"], "是", "")),
        (5, person(["3", "阿依古丽·买买提", "35052719900307002X", "", "13800138002"], "否", "前后有空格")),
        (7, line(&["合计", "3"])),
    ];
    let mut files: Vec<_> = fs::read_dir("tests/data/made-by").unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    assert_eq!(files.len(), 13, "{files:?}");
    for file in files {
        let mut expected = expected.clone();
        if file.ends_with("sheetjs.xls") {
            // Its dates are styled in a way calamine does not know: day numbers, of which the checker warns.
            for (_, cells) in &mut expected[2..5] {
                cells[9..11].clone_from_slice(&["45721".to_owned(), "45731".to_owned()]);
            }
        }
        assert_eq!(read(&file), expected, "{}", file.display());
    }
}
