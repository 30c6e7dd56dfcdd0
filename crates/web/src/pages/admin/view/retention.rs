//! `/admin/retention`: what is over, what was deleted, which keys were replaced.

use askama::Template;

use crate::components::Table;
use crate::frame::Frame;

/// The duties towards what is kept.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/retention.html")]
pub(crate) struct RetentionPage {
    pub(crate) frame: Frame,
    /// How much is over today, as a sentence.
    pub(crate) sentence: String,
    /// The dry run, kind by kind.
    pub(crate) due: Table,
    /// Past deletions.
    pub(crate) runs: Table,
    /// Keys made, taken over and removed.
    pub(crate) keys: Table,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::{Cell, Tag, Tone};
    use crate::frame::Room;
    use crate::pages::samples::{Samples, frame};

    impl Samples for RetentionPage {
        const NAME: &str = "admin-retention";
        fn samples() -> Vec<(&'static str, Self)> {
            let due = |rows| Table::new(&["数据", "保存期限", "到期截至", "到期#", "最早的"], rows, "");
            let runs = |rows| Table::new(&["开始", "结果", "执行人", "删除的数据"], rows, "执行过的删除显示在这里。");
            let keys = |rows| Table::new(&["时间", "事项"], rows, "换过数据密钥后显示在这里。");
            let line: Vec<Cell> = vec![
                Cell::Noted("培育周期已结束的花名册".into(), "retention.roster_years".into()),
                "3 年".into(),
                "2022年9月14日".into(),
                Cell::Figure("4".into()),
                "2022年4月11日".into(),
            ];
            let empty = Self {
                frame: frame(Room::Admin, "个人信息保存期限", "/admin/retention"),
                sentence: "今天没有到期的数据。".into(),
                due: due(vec![]),
                runs: runs(vec![]),
                keys: keys(vec![]),
            };
            let run: Vec<Cell> = vec![
                "2025年9月15日 09:00".into(),
                Cell::Tag(Tag::new(Tone::Good, "已完成")),
                "operator".into(),
                "访问日志 1204 项".into(),
            ];
            let full = Self {
                due: due(vec![line; 3]),
                runs: runs(vec![run]),
                keys: keys(vec![vec!["2025年9月15日 09:00".into(), "生成第 2 代数据密钥。".into()]]),
                ..empty.clone()
            };
            vec![("empty", empty), ("full", full)]
        }
    }
}
