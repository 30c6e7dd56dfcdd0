//! `/desk/comparisons/{comparison}`: what left for comparison, to whom, until when, and what came back.

use askama::Template;

use crate::components::{Act, Summary, Table, Tag, Timeline};
use crate::frame::{Frame, Link};

/// One comparison.
#[derive(Clone, Debug, Template)]
#[template(path = "desk/comparison.html")]
pub(crate) struct ComparisonPage {
    pub(crate) frame: Frame,
    /// All comparisons.
    pub(crate) back: Link,
    /// With the recipient, deleted, or overdue.
    pub(crate) state: Tag,
    /// What was approved.
    pub(crate) summary: Summary,
    /// What may be done; none for those who read only.
    pub(crate) acts: Vec<Act>,
    /// Answers that came in.
    pub(crate) answers: Table,
    /// Each packing of the list.
    pub(crate) downloads: Table,
    /// Its events on the brand's record, newest first.
    pub(crate) timeline: Timeline,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::{ActTone, Cell, Moment, Pair, Tone};
    use crate::frame::Room;
    use crate::pages::samples::{Samples, frame, long};

    impl Samples for ComparisonPage {
        const NAME: &str = "desk-comparison";
        fn samples() -> Vec<(&'static str, Self)> {
            let heads = ["答复日期", "一致#", "不一致#", "未查到#", "录入", "状态", "办理"];
            let empty = Self {
                frame: frame(Room::Desk, "社会保险比对：晋江鞋服工匠", "/desk/comparisons/1"),
                back: Link::new("数据比对", "/desk/comparisons"),
                state: Tag::new(Tone::Active, "已提供"),
                summary: Summary { rows: vec![Pair::new("接收单位", "泉州市社会保险中心")] },
                acts: vec![],
                answers: Table::new(&heads, vec![], "接收单位交回填好的名单后，从“录入答复”上传。"),
                downloads: Table::new(&["生成", "条数#", "经手人", "时间"], vec![], "名单还没有下载过。"),
                timeline: Timeline::default(),
            };
            let act = |label: &str, tone| Act { label: label.into(), href: "/desk/comparisons/1/answers".into(), tone };
            let row = vec![
                "2025年10月20日".into(),
                Cell::Figure("5,900".into()),
                Cell::Figure("20".into()),
                Cell::Figure("11".into()),
                Cell::Noted("晋江市人社局 林秀英".into(), "10月20日 09:40".into()),
                Cell::Tag(Tag::new(Tone::Unsure, "待登记")),
                Cell::Acts(vec![act("查看并登记", ActTone::Plain)]),
            ];
            let full = Self {
                acts: vec![act("录入答复", ActTone::Primary), act("下载名单", ActTone::Plain)],
                answers: Table::new(&heads, vec![row], ""),
                timeline: Timeline {
                    moments: vec![Moment { what: "提供名单".into(), clause: "4.4".into(), ..Moment::default() }],
                },
                ..empty.clone()
            };
            let mut huge = full.clone();
            huge.summary.rows = vec![Pair::new("用途", long("核对参保情况"))];
            vec![("empty", empty), ("full", full), ("long", huge)]
        }
    }
}
