//! `/unit/rosters/{id}/{version}`: a roster's report. One sentence, bars by kind, every problem with its cell.

use askama::Template;

use crate::components::{Bars, Pager, Summary, Tag};
use crate::frame::Frame;

/// A problem in a cell.
#[derive(Clone, Debug)]
pub(crate) struct Problem {
    /// Address of the cell, e.g. `就业人员!D37`.
    pub(crate) cell: String,
    /// Label of the column.
    pub(crate) column: String,
    /// What stands there, personal data masked; empty for an empty cell.
    pub(crate) found: String,
    /// What is wrong.
    pub(crate) problem: String,
    /// How to mend it.
    pub(crate) mend: String,
    /// 需修改 or 提醒.
    pub(crate) weight: Tag,
}

/// The report.
#[derive(Clone, Debug, Template)]
#[template(path = "unit/roster_report.html")]
pub(crate) struct RosterReportPage {
    pub(crate) frame: Frame,
    /// The rosters page.
    pub(crate) back_href: String,
    /// `共 6,000 行：5,962 行可计入，38 行需修改；计 5,931 人`.
    pub(crate) sentence: String,
    /// File, time, digest.
    pub(crate) about: Summary,
    /// Rows by kind of problem, each bar leading to its rows.
    pub(crate) kinds: Bars,
    /// Problems of this page.
    pub(crate) problems: Vec<Problem>,
    /// Pages.
    pub(crate) pager: Pager,
    /// The workbook with the wrong cells marked; empty when nothing is wrong.
    pub(crate) marked_href: String,
    /// Where to publish it; empty when published or not possible.
    pub(crate) publish_action: String,
    /// The number it gets, e.g. 2.
    pub(crate) version: u32,
    /// Why it cannot be published, or that it is; empty otherwise.
    pub(crate) published: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::{Bar, Pair, Tone};
    use crate::frame::Room;
    use crate::pages::samples::{Samples, frame, long};

    impl Samples for RosterReportPage {
        const NAME: &str = "unit-roster-report";
        fn samples() -> Vec<(&'static str, Self)> {
            let clean = Self {
                frame: frame(Room::Unit, "花名册核对结果：就业花名册 2025年", "/unit/rosters"),
                back_href: "/unit/rosters".into(),
                sentence: "共 5,410 行，全部可计入；计 5,388 人。".into(),
                about: Summary {
                    rows: vec![
                        Pair::new("文件", "就业花名册2025.xlsx"),
                        Pair::new("上传", "苏文 9月24日 14:06"),
                        Pair::new("摘要（SM3）", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
                    ],
                },
                kinds: Bars::default(),
                problems: vec![],
                pager: Pager::default(),
                marked_href: String::new(),
                publish_action: String::new(),
                version: 1,
                published: "已提交为第 1 版，9月24日 14:20。".into(),
            };
            let bar = |label: &str, value, tone| Bar { label: label.into(), value, href: "?kind=id".into(), tone };
            let problem = |cell: &str, column: &str, found: &str, problem: &str, mend: &str| Problem {
                cell: cell.into(),
                column: column.into(),
                found: found.into(),
                problem: problem.into(),
                mend: mend.into(),
                weight: Tag::new(Tone::Bad, "需修改"),
            };
            let full = Self {
                sentence: "共 6,000 行：5,962 行可计入，38 行需修改；计 5,931 人。".into(),
                kinds: Bars {
                    caption: "问题按种类".into(),
                    of: "问题".into(),
                    unit: "行".into(),
                    bars: vec![
                        bar("身份证号校验位不对", 21, Tone::Bad),
                        bar("缺入职日期", 12, Tone::Bad),
                        bar("手机号码位数不对", 5, Tone::Bad),
                        bar("与另一行完全相同", 31, Tone::Unsure),
                    ],
                },
                problems: vec![
                    problem(
                        "就业人员!D37",
                        "证件号码",
                        "3505**********4417",
                        "校验位不对。",
                        "对照身份证重新录入第 18 位。",
                    ),
                    problem("就业人员!Q112", "入职日期", "", "没有填写。", "填写日期，例如 2025-03-18。"),
                ],
                pager: Pager { next: "?after=50".into(), total: "共 69 处".into(), ..Pager::default() },
                marked_href: "/unit/rosters/1/2/marked.xlsx".into(),
                publish_action: "/unit/rosters/1/2/publish".into(),
                version: 2,
                published: String::new(),
                ..clean.clone()
            };
            let row = problem("就业人员!D37", "证件号码", &long("3505"), &long("校验位不对"), &long("重新录入"));
            let huge = Self { problems: vec![row; 50], ..full.clone() };
            vec![("clean", clean), ("full", full), ("long", huge)]
        }
    }
}
