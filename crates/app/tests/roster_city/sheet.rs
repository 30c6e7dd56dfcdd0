//! Rosters of made-up people to file, and workbooks read back.

use super::number;
use spreadsheets::{Export, ExportColumn, Limits, Workbook};
use std::{
    fs::File,
    ops::{ControlFlow, Range},
};

/// A roster to file: labels and rows of text.
#[derive(Clone)]
pub(crate) struct Sheet {
    labels: Vec<&'static str>,
    rows: Vec<Vec<String>>,
}

const PERSON: [&str; 5] = ["序号", "姓名", "证件号码", "手机号码", "人员类别"];
const TRAINING: [&str; 7] = ["培训类别", "培训工种", "培训机构", "开始日期", "结束日期", "学时", "是否合格"];
const EMPLOYMENT: [&str; 6] = ["就业形式", "就业地", "是否本品牌组织输出", "岗位/工种", "入职日期", "是否签订劳动合同"];

impl Sheet {
    fn new(people: Range<u32>, parts: &[(&[&'static str], Vec<String>)]) -> Sheet {
        let labels = PERSON.into_iter().chain(parts.iter().flat_map(|(labels, _)| labels.iter().copied())).collect();
        let row = |n: u32| {
            let name = ["林晓", "陈文", "黄海"][n as usize % 3].to_owned()
                + &"东南西北".chars().nth(n as usize % 4).unwrap().to_string();
            let mobile = format!("138{n:08}");
            let person = [n.to_string(), name, number(n), mobile, "农村转移就业劳动者".to_owned()];
            person.into_iter().chain(parts.iter().flat_map(|(_, cells)| cells.clone())).collect()
        };
        Sheet { labels, rows: people.map(row).collect() }
    }

    pub(crate) fn training(people: Range<u32>) -> Sheet {
        Sheet::training_in(2025, people)
    }

    pub(crate) fn training_in(year: i32, people: Range<u32>) -> Sheet {
        Sheet::new(people, &[(&TRAINING, trained(year))])
    }

    pub(crate) fn employment(people: Range<u32>) -> Sheet {
        Sheet::employment_in(2025, people)
    }

    pub(crate) fn employment_in(year: i32, people: Range<u32>) -> Sheet {
        Sheet::new(people, &[(&EMPLOYMENT, employed(year))])
    }

    pub(crate) fn combined(people: Range<u32>) -> Sheet {
        Sheet::new(people, &[(&TRAINING, trained(2025)), (&EMPLOYMENT, employed(2025))])
    }

    fn with(mut self, label: &str, cell: &str, row: Vec<String>) -> Sheet {
        self.rows.push(row);
        let last = self.rows.len() - 1;
        self.set(last, label, cell);
        self
    }

    fn set(&mut self, row: usize, label: &str, cell: &str) {
        let at = self.labels.iter().position(|known| *known == label).expect("a label");
        self.rows[row][at] = cell.to_owned();
    }

    /// One more row that says the same as the last.
    pub(crate) fn repeat_last(self) -> Sheet {
        let last = self.rows.last().expect("a row").clone();
        self.with("序号", "99", last)
    }

    /// One more row of the first person, in another job.
    pub(crate) fn another_job_for_first(self, post: &str) -> Sheet {
        let first = self.rows[0].clone();
        self.with("岗位/工种", post, first)
    }

    /// One more row of the last person, under another name.
    pub(crate) fn another_name_for_last(self, name: &str) -> Sheet {
        let last = self.rows.last().expect("a row").clone();
        self.with("姓名", name, last)
    }

    /// One more person, whose number ends in a wrong digit.
    pub(crate) fn wrong_check_digit(self) -> Sheet {
        let mut wrong = number(900);
        wrong.replace_range(17.., if wrong.ends_with('1') { "2" } else { "1" });
        let row = self.rows[0].clone();
        self.with("证件号码", &wrong, row)
    }

    /// One more person, with a passport.
    pub(crate) fn passport(mut self) -> Sheet {
        let row = self.rows[0].clone();
        self = self.with("证件号码", "E12345678", row);
        if !self.labels.contains(&"证件类型") {
            self.labels.push("证件类型");
            self.rows.iter_mut().for_each(|row| row.push(String::new()));
        }
        let last = self.rows.len() - 1;
        self.set(last, "证件类型", "护照");
        self
    }

    pub(crate) fn mobile_of_first(self, mobile: &str) -> Sheet {
        self.mobile_of(0, mobile)
    }

    pub(crate) fn mobile_of(mut self, row: usize, mobile: &str) -> Sheet {
        self.set(row, "手机号码", mobile);
        self
    }

    /// Everybody employed by this employer.
    pub(crate) fn employed_at(mut self, employer: &str) -> Sheet {
        self.labels.push("用工单位");
        self.rows.iter_mut().for_each(|row| row.push(employer.to_owned()));
        (0..self.rows.len()).for_each(|row| self.set(row, "就业形式", "单位就业"));
        self
    }

    pub(crate) fn name_of_first(mut self, name: &str) -> Sheet {
        self.set(0, "姓名", name);
        self
    }

    /// The first rows work for a unit of this credit code.
    pub(crate) fn employer_of_first(mut self, rows: usize, name: &str, code: &str) -> Sheet {
        for label in ["用工单位", "用工单位信用代码"] {
            if !self.labels.contains(&label) {
                self.labels.push(label);
                self.rows.iter_mut().for_each(|row| row.push(String::new()));
            }
        }
        for row in 0..rows {
            for (label, cell) in [("就业形式", "单位就业"), ("用工单位", name), ("用工单位信用代码", code)]
            {
                self.set(row, label, cell);
            }
        }
        self
    }

    pub(crate) fn workbook(&self) -> Vec<u8> {
        workbook(
            std::iter::once(self.labels.iter().map(|label| (*label).to_owned()).collect()).chain(self.rows.clone()),
        )
    }
}

fn words<const N: usize>(words: [&str; N]) -> Vec<String> {
    words.into_iter().map(str::to_owned).collect()
}

fn trained(year: i32) -> Vec<String> {
    let (from, to) = (format!("{year}-01-05"), format!("{year}/1/20"));
    words(["制造类", "鞋样设计师", "晋江市某职业培训学校", &from, &to, "80", "是"])
}

fn employed(year: i32) -> Vec<String> {
    words(["灵活就业", "350582 晋江市", "否", "缝纫工", &format!("{year}年2月1日"), "否"])
}

/// A workbook of text cells; the first row holds the labels.
pub(crate) fn workbook(mut rows: impl Iterator<Item = Vec<String>>) -> Vec<u8> {
    let labels: Vec<ExportColumn> =
        rows.next().expect("labels").into_iter().map(|label| ExportColumn { label, width: 10.0 }).collect();
    let mut export = Export::new("培训人员", &labels, None).expect("a workbook");
    rows.for_each(|row| export.row(row).expect("a row"));
    let mut bytes = Vec::new();
    export.finish(&mut bytes).expect("a workbook");
    bytes
}

/// The cells of a workbook's first sheet.
pub(crate) fn texts(file: File) -> Vec<Vec<String>> {
    let mut workbook = Workbook::from_reader(file, Limits::default()).expect("a workbook");
    let mut rows = Vec::new();
    workbook
        .for_each_row(0, |row| {
            let mut cells = Vec::new();
            for cell in row.cells() {
                cells.resize(cell.column as usize - 1, String::new());
                cells.push(cell.value.text().into_owned());
            }
            rows.push(cells);
            ControlFlow::<()>::Continue(())
        })
        .expect("rows");
    rows
}
