//! `/unit`: one sentence on where things stand, the next act, each brand's list of tasks.

use askama::Template;

use crate::components::{Act, Due, Tag, Tasks};
use crate::frame::Frame;

/// A brand of this unit.
#[derive(Clone, Debug)]
pub(crate) struct UnitBrand {
    /// Name.
    pub(crate) name: String,
    /// Its page; empty on that page itself.
    pub(crate) href: String,
    /// Whose turn it is and for what, one sentence.
    pub(crate) turn: String,
    /// State of its application.
    pub(crate) state: Tag,
    /// Which round, e.g. 2025年第二批; empty for none.
    pub(crate) round: String,
    /// `距可以提交还差 N 项`; none once submitted.
    pub(crate) missing: Option<u32>,
    /// Until when; empty for no deadline.
    pub(crate) due: Due,
    /// What to fill in; without tasks the list is not shown.
    pub(crate) tasks: Vec<Tasks>,
    /// What can be done with this brand.
    pub(crate) acts: Vec<Act>,
}

impl UnitBrand {
    /// The words before the deadline.
    pub(crate) fn due_of(&self) -> &'static str {
        if self.missing.is_some() { "申报截止" } else { "期限" }
    }
}

/// A unit's first page.
#[derive(Clone, Debug, Template)]
#[template(path = "unit/home.html")]
pub(crate) struct UnitHome {
    pub(crate) frame: Frame,
    /// Where things stand, one sentence.
    pub(crate) sentence: String,
    /// True when the sentence asks for attention: a return, a deadline near.
    pub(crate) care: bool,
    /// The next act.
    pub(crate) next: Option<Act>,
    /// The unit waits for the county to confirm it; empty when confirmed.
    pub(crate) unconfirmed: String,
    /// Rounds that accept applications, a sentence each.
    pub(crate) rounds: Vec<String>,
    /// Where to begin another application; empty when no round accepts one.
    pub(crate) start_href: String,
    /// Brands.
    pub(crate) brands: Vec<UnitBrand>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::{ActTone, DueTone, Task, TaskState};
    use crate::frame::Room;
    use crate::pages::samples::{Samples, frame, long};

    fn task(label: &str, state: TaskState, note: &str) -> Task {
        Task { label: label.into(), href: "/unit/applications/1/sections/brand".into(), state, note: note.into() }
    }

    impl Samples for UnitHome {
        const NAME: &str = "unit-home";
        fn samples() -> Vec<(&'static str, Self)> {
            let act = |label: &str, tone| Act {
                label: label.into(),
                href: "/unit/applications/1/sections/figures/2024".into(),
                tone,
            };
            let empty = Self {
                frame: frame(Room::Unit, "我的品牌", "/unit"),
                sentence: "还没有品牌。".into(),
                care: false,
                next: None,
                unconfirmed: "晋江市人社局还在确认本单位，确认后即可申报。".into(),
                rounds: vec!["2025年第二批：9月1日至10月31日受理。".into()],
                start_href: String::new(),
                brands: vec![],
            };
            let form = Tasks {
                heading: "推荐表（附件1）".into(),
                tasks: vec![
                    task("品牌基本情况", TaskState::Done, "苏文 9月22日 10:15"),
                    task("培育单位", TaskState::Done, "苏文 9月22日 10:40"),
                    task("人数与成效", TaskState::Begun, "蔡丽 9月25日 16:02，还缺 2 项"),
                    task("名称说明", TaskState::Mend, "品牌名称与单位关键词重合（3.2.c）"),
                ],
            };
            let papers = Tasks {
                heading: "材料".into(),
                tasks: vec![
                    task("品牌建设及成果简介", TaskState::Begun, "已写 3,120 字，不少于 5,000 字（4.2）"),
                    task("制度、规划和方案", TaskState::Untouched, ""),
                    task("花名册", TaskState::Begun, "培训 2024 已提交第 1 版；就业 2025 未上传"),
                ],
            };
            let drafting = UnitBrand {
                name: "晋江鞋服工匠".into(),
                href: "/unit/applications/1".into(),
                turn: "还差 4 项就可以提交。".into(),
                state: Tag::state("drafting", "起草"),
                round: "2025年第二批".into(),
                missing: Some(4),
                due: Due {
                    tone: DueTone::Soon, left: "还剩 23 个工作日".into(), day: "10月31日 星期五".into()
                },
                tasks: vec![form, papers],
                acts: vec![act("检查并提交", ActTone::Plain), act("打印推荐表", ActTone::Plain)],
            };
            let known = UnitBrand {
                name: "晋江伞匠".into(),
                href: "/unit/applications/2".into(),
                turn: "培育期至2026年11月3日。".into(),
                state: Tag::state("recognised", "培育期内"),
                round: "2024年第一批".into(),
                missing: None,
                due: Due::default(),
                tasks: vec![],
                acts: vec![act("补助资金", ActTone::Plain)],
            };
            let full = Self {
                sentence: "“晋江鞋服工匠”还差 4 项就可以提交。".into(),
                care: true,
                next: Some(act("继续填写：人数与成效", ActTone::Primary)),
                unconfirmed: String::new(),
                start_href: "/unit/start".into(),
                brands: vec![drafting.clone(), known],
                ..empty.clone()
            };
            let brand = UnitBrand { name: long("晋江鞋服"), round: long("批次"), ..drafting };
            let huge = Self { sentence: long("还差四项"), brands: vec![brand; 3], ..full.clone() };
            vec![("empty", empty), ("full", full), ("long", huge)]
        }
    }
}
