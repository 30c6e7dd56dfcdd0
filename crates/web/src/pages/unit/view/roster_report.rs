//! `/unit/rosters/{id}/{version}`: a roster's report. One sentence, bars by kind, every problem with its cell.

use askama::Template;

use crate::components::{Bars, Cell, Pager, Summary, Table, Tag};
use crate::frame::Frame;
use crate::pages::shared::refill;
use crate::shell::{FormView, Submitted};
use app::FieldError;

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
    /// Problems of this page, each at its place with how to mend it, personal data masked.
    pub(crate) problems: Table,
    /// Pages.
    pub(crate) pager: Pager,
    /// The workbook with the wrong cells marked; empty when nothing is wrong.
    pub(crate) marked_href: String,
    /// Where to publish it; empty when published or not possible.
    pub(crate) publish_action: String,
    /// Where to give it up; empty where that is not possible.
    pub(crate) discard_action: String,
    /// What it changes against the version it would replace, ledger by ledger.
    pub(crate) differences: Vec<String>,
    /// That it is filed, or why it cannot be; empty otherwise.
    pub(crate) filed: String,
    /// Why filing or giving it up was refused just now.
    pub(crate) refused: Vec<FieldError>,
}

impl FormView for RosterReportPage {
    fn refused(mut self, typed: &Submitted, errors: Vec<FieldError>) -> Self {
        self.refused = refill([], typed, errors);
        self
    }
}

/// Problems under their heads, each row with its place first.
pub(crate) fn problems(rows: Vec<Vec<Cell>>) -> Table {
    let table = Table::new(&["位置", "列", "问题和改法", "性质"], rows, "没有需要修改的单元格。").class("tall");
    Table { caption: "逐处修改".into(), ..table }
}

/// One problem: where, in which column, what is wrong and how to mend it, how grave.
pub(crate) fn problem(place: String, column: String, message: String, weight: Tag) -> Vec<Cell> {
    vec![Cell::Head(place), column.into(), message.into(), Cell::Tag(weight)]
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
                problems: problems(vec![]),
                pager: Pager::default(),
                marked_href: String::new(),
                publish_action: String::new(),
                discard_action: String::new(),
                differences: vec![],
                filed: "已提交为第 1 版。".into(),
                refused: vec![],
            };
            let bar = |label: &str, value, tone| Bar { label: label.into(), value, href: "?kind=id".into(), tone };
            let wrong = |place: &str, column: &str, message: &str| {
                problem(place.into(), column.into(), message.into(), Tag::new(Tone::Bad, "需修改"))
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
                problems: problems(vec![
                    wrong("就业人员 第 37 行", "证件号码", "校验位不对，请对照身份证重新录入第 18 位。"),
                    wrong("就业人员 第 112 行", "入职日期", "没有填写，请填写日期，例如 2025-03-18。"),
                ]),
                pager: Pager { next: "?after=50".into(), total: "共 69 处".into(), ..Pager::default() },
                marked_href: "/unit/rosters/1/2/marked.xlsx".into(),
                publish_action: "/unit/rosters/1/2/file".into(),
                discard_action: "/unit/rosters/1/2/discard".into(),
                differences: vec!["就业：与第 1 版相比，新增 4 人，减少 2 人，另有 1 人的内容有改动。".into()],
                filed: String::new(),
                ..clean.clone()
            };
            let row = wrong(&long("就业人员"), "证件号码", &long("校验位不对"));
            let huge = Self { problems: problems(vec![row; 50]), ..full.clone() };
            vec![("clean", clean), ("full", full), ("long", huge)]
        }
    }
}
