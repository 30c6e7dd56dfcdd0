//! `/desk/applications/{id}`: everything about one application, and beside it whose turn it is and what may be done.

use askama::Template;

use crate::components::{ActPanel, Emblem, Files, Findings, Summary, Table, Tag, Timeline};
use crate::frame::{Frame, Link};

/// An application.
#[derive(Clone, Debug, Template)]
#[template(path = "desk/application.html")]
pub(crate) struct ApplicationPage {
    pub(crate) frame: Frame,
    /// Mark.
    pub(crate) emblem: Emblem,
    /// Brand.
    pub(crate) brand: String,
    /// Unit, area, round.
    pub(crate) line: String,
    /// State.
    pub(crate) state: Tag,
    /// What to watch: an open objection, an expiring policy; empty for nothing.
    pub(crate) warnings: Vec<String>,
    /// 概况
    pub(crate) overview: Summary,
    /// 条件与证据
    pub(crate) findings: Findings,
    /// 材料
    pub(crate) materials: Files,
    /// What was answered, section by section; personal fields masked.
    pub(crate) answers: Vec<(String, Summary)>,
    /// 推荐表 and other papers to check, with codes and stamps.
    pub(crate) papers: Summary,
    /// 花名册: ledger, year, version, rows, people verified, people disputed.
    pub(crate) rosters: Table,
    /// The way to the people who wait for a verdict; none where nobody does.
    pub(crate) disputed: Option<Link>,
    /// What outside records say of the people filed, and the way to ask them.
    pub(crate) compared: Vec<String>,
    /// Comparisons of the brand, and a new one; for those who may look.
    pub(crate) comparisons: Vec<Link>,
    /// The way to signs of padding and samples; none for those who may not see them, and before filing.
    pub(crate) signs: Option<Link>,
    /// 评审: evaluation, document review, site visit, scores.
    pub(crate) reviews: Table,
    /// 公示: notice, days, objections.
    pub(crate) notices: Table,
    /// The cultivation it led to, once recognised.
    pub(crate) cultivation: Option<Link>,
    /// 全程记录
    pub(crate) timeline: Timeline,
    /// The panel at the side.
    pub(crate) panel: ActPanel,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::{
        Act, ActTone, Blocked, Cell, Chain, ChainStep, Due, DueTone, FileItem, Moment, Pair, StepState, Tone,
    };
    use crate::frame::Room;
    use crate::pages::samples::{Samples, frame, long};

    impl Chain {
        /// A chain of three with the second step waiting.
        pub(crate) fn sample() -> Self {
            let step = |label: &str, who: &str, when: &str, opinion: &str, state| ChainStep {
                label: label.into(),
                who: who.into(),
                when: when.into(),
                opinion: opinion.into(),
                state,
            };
            Self {
                act: "审核入库".into(),
                href: "/desk/matters/8".into(),
                steps: vec![
                    step("拟办", "林秀英", "9月24日 09:40", "材料齐全，建议入库。", StepState::Done),
                    step("审核", "陈建国", "", "", StepState::Now),
                    step("审批", "", "", "", StepState::Later),
                ],
            }
        }
    }

    impl Timeline {
        /// A return for correction, a submission, a start.
        pub(crate) fn sample() -> Self {
            let m = |when: &str, who: &str, what: &str, clause: &str, tone| Moment {
                when: when.into(),
                who: who.into(),
                what: what.into(),
                clause: clause.into(),
                details: vec![],
                papers: vec![],
                tone,
            };
            let mut moments = vec![
                m("9月24日 09:40", "晋江市人社局 林秀英（经办）", "拟办审核入库。", "5.2.c", Tone::Active),
                m("9月22日 16:30", "晋江市鞋服行业协会 苏文", "重新提交，改动 2 处。", "5.1.a", Tone::Plain),
                m("9月15日 15:20", "晋江市人社局 林秀英（经办）", "退回补正。", "5.2.a", Tone::Unsure),
                m(
                    "9月12日 10:02",
                    "晋江市鞋服行业协会 苏文",
                    "提交申报，花名册 4 份，计 5,931 人。",
                    "5.1.a",
                    Tone::Plain,
                ),
            ];
            moments[2].details = vec!["缺公章 2 处".into(), "花名册 37 行需修改".into()];
            Self { moments }
        }
    }

    impl Samples for ApplicationPage {
        const NAME: &str = "desk-application";
        fn samples() -> Vec<(&'static str, Self)> {
            let table = |heads: &[&str], rows, when_empty| Table::new(heads, rows, when_empty);
            let name = "晋江鞋服工匠";
            let rosters = ["台账", "年度", "版本", "行数#", "核验人数#", "待核#"];
            let reviews = ["环节", "结果", "经办", "日期"];
            let empty = Self {
                frame: frame(Room::Desk, "晋江鞋服工匠 办件", "/desk"),
                emblem: Emblem::of(name),
                brand: name.into(),
                line: "晋江市鞋服行业协会 · 晋江市 · 2025年第二批".into(),
                state: Tag::state("drafting", "起草"),
                warnings: vec![],
                overview: Summary::default(),
                findings: Findings::default(),
                materials: Files::default(),
                answers: vec![],
                papers: Summary::default(),
                rosters: table(&rosters, vec![], "单位提交花名册版本后显示在这里。"),
                disputed: None,
                compared: vec![],
                comparisons: vec![],
                signs: None,
                reviews: table(&reviews, vec![], "综合评价、资料评审和实地核查的记录显示在这里。"),
                notices: table(&["公示", "期限", "异议"], vec![], "列入公示后，期限和异议显示在这里。"),
                cultivation: None,
                timeline: Timeline::default(),
                panel: ActPanel { turn: "等单位提交。".into(), ..ActPanel::default() },
            };
            let act = |label: &str, tone| Act { label: label.into(), href: "/desk/applications/1/act".into(), tone };
            let blocked = |label: &str, reason: &str, clause: &str| Blocked {
                label: label.into(),
                reason: reason.into(),
                clause: clause.into(),
            };
            let full = Self {
                state: Tag::state("submitted", "待初审"),
                warnings: vec!["试行期已于 2026年4月28日届满，认定须另有依据（8.2）。".into()],
                overview: Summary {
                    rows: vec![
                        Pair::new("牵头单位", "晋江市鞋服行业协会（行业协会）"),
                        Pair::new("产业", "纺织服装、服饰业（18）"),
                        Pair::new("培训类别", "制造类"),
                        Pair::new("提交", "2025年9月12日，第 2 次提交 9月22日"),
                        Pair {
                            note: "点开查看一个字段须写明用途，并留下记录。".into(),
                            ..Pair::new("联系人", "苏*　138****0000")
                        }
                        .link("查看", "/desk/applications/1/unmask"),
                    ],
                },
                findings: Findings::samples(),
                materials: Files {
                    files: ["推荐表盖章页.pdf", "品牌建设及成果简介.docx", "财务管理制度.pdf"]
                        .map(|n| FileItem { name: n.into(), href: "/f/1".into(), note: "1.2 MB · 9月12日".into() })
                        .into(),
                },
                answers: vec![(
                    "品牌成效（2025年）".into(),
                    Summary { rows: vec![Pair::new("带动就业创业人数", "5931")] },
                )],
                papers: Summary {
                    rows: vec![Pair::new("推荐表内容编码", "7F3K-20A9-66C7-F0F4 与盖章件一致")]
                },
                rosters: table(
                    &rosters,
                    vec![
                        vec![
                            "就业".into(),
                            "2025年".into(),
                            "第 2 版".into(),
                            Cell::Figure("6,000".into()),
                            Cell::Figure("5,931".into()),
                            Cell::Figure("12".into()),
                        ],
                        vec![
                            "培训".into(),
                            "2024年".into(),
                            "第 1 版".into(),
                            Cell::Figure("1,402".into()),
                            Cell::Figure("932".into()),
                            Cell::Figure("0".into()),
                        ],
                    ],
                    "",
                ),
                disputed: Some(Link::new("待核人员 12 人：查看原因和记录，逐人或批量核定", "/desk/disputed/1")),
                compared: vec!["就业：一致 5,900 人，不一致 20 人，未查到 11 人，未比对 0 人。".into()],
                comparisons: vec![Link::new("提供名单比对", "/desk/comparisons/new?brand=1")],
                signs: Some(Link::new("疑点 9 项：查看疑点和抽查", "/desk/signs/1")),
                timeline: Timeline::sample(),
                panel: ActPanel {
                    turn: "等晋江市人社局 陈建国（审核）。".into(),
                    due: Due {
                        tone: DueTone::Soon, left: "还剩 2 个工作日".into(), day: "9月29日 星期一".into()
                    },
                    chain: Chain::sample(),
                    acts: vec![
                        act("退回补正", ActTone::Plain),
                        act("审核入库", ActTone::Primary),
                        act("初审不通过", ActTone::Legal),
                    ],
                    blocked: vec![
                        blocked("推荐到市级", "还没有入库。", "5.2.d"),
                        blocked("认定", "公示期未满：最后一日 10月10日。", "5.3.d"),
                    ],
                },
                cultivation: Some(Link::new("培育和补助", "/desk/cultivations/1")),
                ..empty.clone()
            };
            let mut huge =
                Self { brand: long(name), line: long("协会"), warnings: vec![long("注意"); 3], ..full.clone() };
            huge.timeline.moments = vec![huge.timeline.moments[2].clone(); 80];
            huge.panel.blocked[0].reason = long("没有入库");
            vec![("empty", empty), ("full", full), ("long", huge)]
        }
    }
}
