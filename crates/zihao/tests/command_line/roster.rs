use super::Installation;
use std::fs;

const HEAD: &str = "姓名,证件号码,手机号码,人员类别,培训类别,培训工种,培训机构,开始日期,结束日期,学时,是否合格\n";
const REST: &str = "13800138000,其他,制造类,制版师,某某学校,2024-03-02,2024-03-16,80,是\n";

#[test]
fn a_wrong_digit_is_told_by_row_and_column() {
    let installation = Installation::new();
    let file = installation.path("roster.csv");
    let rows = format!("林某,350527199001010014,{REST}陈某,350527199001010015,{REST}");
    fs::write(&file, format!("{HEAD}{rows}")).unwrap();
    let check = ["roster", "check", file.to_str().unwrap(), "--ledger", "training", "--year", "2024"];
    let ran = installation.run(&[check.as_slice(), &["--format", "json"]].concat());
    assert_eq!(ran.code(), 1);
    let report = ran.json();
    assert_eq!([&report["rows"], &report["accepted"], &report["rejected"], &report["people"]], [2, 1, 1, 1]);
    let problem = &report["problems"][0];
    assert_eq!([&problem["column"], &problem["code"], &problem["severity"]], ["证件号码", "id_checksum", "error"]);
    assert_eq!(problem["row"], 2, "as the sheet numbers it");
    assert!(!ran.said().contains("350527199001010014"), "numbers are masked");
    let told = installation.run(&check);
    assert_eq!(told.code(), 1);
    assert!(told.said().starts_with("需修改 ") && told.said().contains(" 第 2 行 证件号码："), "{}", told.said());
}

#[test]
fn a_template_is_a_roster_without_rows() {
    let installation = Installation::new();
    let file = installation.path("form.xlsx");
    let file = file.to_str().unwrap();
    installation.run(&["roster", "template", "--ledger", "training", "--year", "2024", file]).well();
    let ran =
        installation.run(&["roster", "check", file, "--ledger", "training", "--year", "2024", "--format", "json"]);
    assert_eq!(ran.well().json()["rows"], 0);
    let other = installation.path("form.xls");
    let ran = installation.run(&["roster", "template", other.to_str().unwrap()]);
    assert_eq!(ran.code(), 1);
    assert!(ran.complained().contains("不以 .xlsx 结尾") && !other.exists(), "{}", ran.complained());
}

#[test]
fn what_cannot_be_read_or_written_is_named() {
    let installation = Installation::new();
    let file = installation.path("nowhere/form.xlsx");
    let ran = installation.run(&["roster", "template", file.to_str().unwrap()]);
    assert_eq!(ran.code(), 1);
    let told = format!("无法写出 {}：没有这个文件或目录。\n", file.display());
    assert_eq!(ran.complained(), told);
    let words = installation.path("words");
    fs::write(&words, "a passphrase of both").unwrap();
    let import = ["roster", "compare", "import", "--from", "厦门市", "--passphrase-file", words.to_str().unwrap()];
    let ran = installation.run(&[import.as_slice(), &["nowhere"]].concat());
    assert_eq!(ran.complained(), "指纹文件 nowhere 读不出：没有这个文件或目录。\n");
}

#[test]
fn what_is_no_workbook_is_unreadable() {
    let installation = Installation::new();
    let file = installation.path("roster.xlsx");
    let check = ["roster", "check", file.to_str().unwrap(), "--ledger", "training", "--year", "2024"];
    for content in ["PK\u{3}\u{4} cut short", "a letter, not a table", ""] {
        fs::write(&file, content).unwrap();
        let ran = installation.run(&check);
        assert_eq!(ran.code(), 2, "{content:?}: {}{}", ran.said(), ran.complained());
    }
    assert_eq!(
        installation.run(&["roster", "check", "nowhere.xlsx", "--ledger", "training", "--year", "2024"]).code(),
        2
    );
}
