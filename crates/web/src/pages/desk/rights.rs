//! `/desk/rights/{id}` and its report: what is held about a person, laid open to them alone.

use askama::Template;

use crate::components::{Act, Summary, Table, Tag};
use crate::frame::{Frame, Link};

/// A request.
#[derive(Clone, Debug, Template)]
#[template(path = "desk/rights_request.html")]
pub(crate) struct RequestPage {
    pub(crate) frame: Frame,
    pub(crate) back: Link,
    /// 办理中, 已办结 or 不予办理.
    pub(crate) state: Tag,
    /// Who asks what, masked.
    pub(crate) about: Summary,
    /// Corrections asked of units.
    pub(crate) tasks: Table,
    /// What may be done now.
    pub(crate) acts: Vec<Act>,
}

/// One row of one roster.
#[derive(Clone, Debug)]
pub(crate) struct HeldRoster {
    /// Brand, year and ledger.
    pub(crate) heading: String,
    /// Unit, version and row.
    pub(crate) place: String,
    /// The fields as stored, and what was decided with them.
    pub(crate) fields: Summary,
}

/// Everything held about a person, to be printed.
#[derive(Clone, Debug, Template)]
#[template(path = "desk/rights_report.html")]
pub(crate) struct ReportPage {
    pub(crate) frame: Frame,
    pub(crate) back: Link,
    /// Who, which document, when.
    pub(crate) about: Summary,
    /// Whether the city holds more, of other counties.
    pub(crate) elsewhere: bool,
    /// The rows.
    pub(crate) rosters: Vec<HeldRoster>,
    /// Who looked, when and why.
    pub(crate) looks: Table,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::{ActTone, Pair, Tone};
    use crate::frame::Room;
    use crate::pages::samples::{Samples, frame, long};

    impl Samples for RequestPage {
        const NAME: &str = "desk-rights-request";
        fn samples() -> Vec<(&'static str, Self)> {
            let tasks = |rows| Table::new(&["单位", "要更正的内容", "进度"], rows, "");
            let act = |label: &str, tone| Act { label: label.into(), href: "/desk/rights/1/report".into(), tone };
            let open = Self {
                frame: frame(Room::Desk, "第 1 号个人信息权利请求", "/desk/rights"),
                back: Link::new("返回请求", "/desk/rights"),
                state: Tag::new(Tone::Unsure, "办理中"),
                about: Summary { rows: vec![Pair::new("事项", "更正"), Pair::new("请求人", "林**")] },
                tasks: tasks(vec![vec!["晋江市鞋服行业协会".into(), "姓名应为林晓东".into(), "等待单位更正".into()]]),
                acts: vec![act("出具查阅报告", ActTone::Primary), act("办结", ActTone::Plain)],
            };
            let closed =
                Self { state: Tag::new(Tone::Good, "已办结"), tasks: tasks(vec![]), acts: vec![], ..open.clone() };
            vec![("open", open), ("closed", closed)]
        }
    }

    impl Samples for ReportPage {
        const NAME: &str = "desk-rights-report";
        fn samples() -> Vec<(&'static str, Self)> {
            let looks = |rows| Table::new(&["时间", "查看人", "内容", "用途"], rows, "没有人查看过完整信息。");
            let empty = Self {
                frame: frame(Room::Desk, "个人信息查阅报告", "/desk/rights"),
                back: Link::new("返回请求", "/desk/rights/1"),
                about: Summary { rows: vec![Pair::new("请求人", "林示例")] },
                elsewhere: false,
                rosters: vec![],
                looks: looks(vec![]),
            };
            let roster = HeldRoster {
                heading: "晋江鞋服工匠 2025 年培训花名册".into(),
                place: "晋江市鞋服行业协会填报，第 2 版，第 14 行".into(),
                fields: Summary {
                    rows: vec![Pair::new("姓名", "林示例"), Pair::new("手机号码", "13800000000")]
                },
            };
            let full = Self {
                elsewhere: true,
                rosters: vec![roster.clone(); 2],
                looks: looks(vec![vec![
                    "9月27日".into(),
                    "晋江市人社局 李".into(),
                    "待核人员".into(),
                    "电话核实".into(),
                ]]),
                ..empty.clone()
            };
            let huge = Self { rosters: vec![HeldRoster { heading: long("花名册"), ..roster }], ..full.clone() };
            vec![("empty", empty), ("full", full), ("long", huge)]
        }
    }
}
