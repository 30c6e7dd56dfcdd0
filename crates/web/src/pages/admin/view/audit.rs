//! `/admin/audit`: is the record whole? The chain of SM3 and the checkpoints outside the database.

use askama::Template;

use crate::components::{Summary, Table, Tag};
use crate::frame::Frame;

/// The last verification of the record.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/audit.html")]
pub(crate) struct AuditPage {
    pub(crate) frame: Frame,
    /// 完整 or 有断点; none before the first verification.
    pub(crate) outcome: Option<Tag>,
    /// What was found, as a sentence.
    pub(crate) sentence: String,
    /// Events, head, checkpoint, time taken.
    pub(crate) particulars: Summary,
    /// Where the chain breaks; empty when it does not.
    pub(crate) breaks: Table,
    /// Earlier checkpoints.
    pub(crate) checkpoints: Table,
    /// Where to verify again.
    pub(crate) action: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::{Cell, Pair, Tone};
    use crate::frame::Room;
    use crate::pages::samples::{Samples, frame};

    impl Samples for AuditPage {
        const NAME: &str = "admin-audit";
        fn samples() -> Vec<(&'static str, Self)> {
            let breaks = |rows| Table::new(&["位置", "办件", "应为", "实为"], rows, "没有断点。");
            let points = |rows| {
                Table::new(
                    &["时间", "事件数#", "链头", "结果"],
                    rows,
                    "每小时、每次启动和备份都会留存核验点，显示在这里。",
                )
            };
            let empty = Self {
                frame: frame(Room::Admin, "记录核验", "/admin/audit"),
                outcome: None,
                sentence: "还没有核验过。".into(),
                particulars: Summary::default(),
                breaks: breaks(vec![]),
                checkpoints: points(vec![]),
                action: "/admin/audit".into(),
            };
            let head = "66c7f0f462eeedd9d1f2d46bdc10e4e2";
            let point: Vec<Cell> = vec![
                "9月26日 09:00".into(),
                Cell::Figure("12,408".into()),
                head.into(),
                Cell::Tag(Tag::new(Tone::Good, "一致")),
            ];
            let full = Self {
                outcome: Some(Tag::new(Tone::Good, "完整")),
                sentence: "12,408 条记录逐条相接，与核验点一致。".into(),
                particulars: Summary { rows: vec![Pair::new("链头（SM3）", head), Pair::new("用时", "1.8 秒")] },
                checkpoints: points(vec![point; 4]),
                ..empty.clone()
            };
            let broken = Self {
                outcome: Some(Tag::new(Tone::Bad, "有断点")),
                sentence: "第 8,113 条与前一条接不上。请保留现场并报告审计。".into(),
                breaks: breaks(vec![vec!["8,113".into(), "晋江鞋服工匠".into(), head.into(), "0000".into()]]),
                ..full.clone()
            };
            vec![("empty", empty), ("full", full), ("broken", broken)]
        }
    }
}
