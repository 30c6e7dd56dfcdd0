//! `/desk`: 待我办, 待他人办, 临近期限, 全部. Filters live in the address.

use askama::Template;

use crate::components::{Due, Field, Pager, Tabs, Tag};
use crate::frame::Frame;

/// One application.
#[derive(Clone, Debug)]
pub(crate) struct WorkRow {
    /// Brand.
    pub(crate) brand: String,
    /// The application, or the matter that waits for the reader.
    pub(crate) href: String,
    /// Lead unit.
    pub(crate) unit: String,
    /// County or functional area.
    pub(crate) area: String,
    /// State of the application.
    pub(crate) state: Tag,
    /// The act asked for, or who is waited for.
    pub(crate) act: String,
    /// Signs of padding in the rosters filed; empty for none.
    pub(crate) signs: String,
    /// Until when.
    pub(crate) due: Due,
    /// Clause numbers.
    pub(crate) clause: String,
}

/// The work list.
#[derive(Clone, Debug, Template)]
#[template(path = "desk/work_list.html")]
pub(crate) struct WorkListPage {
    pub(crate) frame: Frame,
    /// Code of the tab shown, kept by the filters.
    pub(crate) tab: String,
    /// The four tabs with their counts.
    pub(crate) tabs: Tabs,
    /// Search, state, area, round.
    pub(crate) filters: Vec<Field>,
    /// Head of the column of acts: 要我办 or 等谁办.
    pub(crate) act_head: String,
    /// Rows, nearest deadline first.
    pub(crate) rows: Vec<WorkRow>,
    /// What would appear here.
    pub(crate) when_empty: String,
    /// Pages.
    pub(crate) pager: Pager,
    /// The same list as a workbook.
    pub(crate) export_href: String,
    /// The same list as CSV.
    pub(crate) csv_href: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::{Choice, DueTone, FieldKind, Tab};
    use crate::frame::{Link, Room};
    use crate::pages::samples::{Samples, frame, long};
    use app::listing::Count;

    fn row(brand: &str, unit: &str, state: Tag, act: &str, due: Due, clause: &str) -> WorkRow {
        WorkRow {
            brand: brand.into(),
            href: "/desk/applications/1".into(),
            unit: unit.into(),
            area: "晋江市".into(),
            state,
            act: act.into(),
            signs: if act == "初审" { "疑点 9 项".into() } else { String::new() },
            due,
            clause: clause.into(),
        }
    }

    fn due(tone: DueTone, left: &str, day: &str) -> Due {
        Due { tone, left: left.into(), day: day.into() }
    }

    impl Samples for WorkListPage {
        const NAME: &str = "desk-work-list";
        fn samples() -> Vec<(&'static str, Self)> {
            let tab = |label: &str, count, current| Tab {
                link: Link { current, ..Link::new(label, "/desk?tab=x") },
                count: Some(Count::of(count)),
            };
            let choices = |label: &str| FieldKind::Select(vec![Choice::new("1", label)]);
            let empty = Self {
                frame: frame(Room::Desk, "待我办的办件", "/desk"),
                tab: "mine".into(),
                tabs: Tabs {
                    label: "办件".into(),
                    tabs: vec![
                        tab("待我办", 0, true),
                        tab("待他人办", 3, false),
                        tab("临近期限", 0, false),
                        tab("全部", 41, false),
                    ],
                },
                filters: vec![
                    Field::text("q", "品牌或单位"),
                    Field::new("state", "状态", choices("待初审")),
                    Field::new("round", "批次", choices("2025年第二批")),
                ],
                act_head: "要我办".into(),
                rows: vec![],
                when_empty: "现在没有等您办的办件。单位提交或上一手转来后，会显示在这里。".into(),
                pager: Pager::default(),
                export_href: "/desk/export.xlsx".into(),
                csv_href: "/desk/export.csv".into(),
            };
            let submitted = || Tag::state("submitted", "待初审");
            let rows = vec![
                row(
                    "晋江鞋服工匠",
                    "晋江市鞋服行业协会",
                    submitted(),
                    "初审",
                    due(DueTone::Overdue, "超期 1 个工作日", "9月25日 星期四"),
                    "5.2.a",
                ),
                row(
                    "晋江伞匠",
                    "晋江市东石伞业商会",
                    submitted(),
                    "审核（退回补正）",
                    due(DueTone::Soon, "还剩 2 个工作日", "9月29日 星期一"),
                    "5.2.a",
                ),
                row(
                    "晋江拉链工",
                    "晋江市拉链行业协会",
                    Tag::state("returned", "待补正"),
                    "核验补正",
                    due(DueTone::Paused, "暂停计时", ""),
                    "5.2.a",
                ),
                row(
                    "晋江泵阀技工",
                    "晋江市泵阀商会",
                    Tag::state("reviewed", "初审通过（已入库）"),
                    "综合评价",
                    due(DueTone::Calm, "还剩 12 个工作日", "10月21日 星期二"),
                    "5.2.b",
                ),
                row(
                    "晋江食品师傅",
                    "晋江市食品行业协会",
                    Tag::state("rectifying", "整改中"),
                    "跟踪走访",
                    Due::default(),
                    "6.1.d4",
                ),
                row(
                    "晋江布艺工",
                    "晋江市纺织商会",
                    Tag::state("on_notice", "公示中"),
                    "答复异议",
                    due(DueTone::Calm, "还剩 6 个工作日", "10月13日 星期一"),
                    "5.3.g",
                ),
                row(
                    "晋江陶瓷工匠",
                    "晋江市磁灶陶瓷协会",
                    Tag::state("recognised", "培育期内"),
                    "日常指导",
                    Due::default(),
                    "7.2.c",
                ),
            ];
            let mut full = Self { rows: [rows.clone(), rows].concat(), ..empty.clone() };
            full.tabs.tabs[0].count = Some(Count::of(14));
            full.pager = Pager { next: "?after=14".into(), total: "共 41 件".into(), ..Pager::default() };
            let huge = Self {
                rows: vec![
                    row(
                        &long("晋江鞋服"),
                        &long("协会"),
                        submitted(),
                        &long("初审"),
                        due(DueTone::Soon, "还剩 2 个工作日", ""),
                        "5.2.a 5.2.b"
                    );
                    40
                ],
                ..full.clone()
            };
            vec![("empty", empty), ("full", full), ("long", huge)]
        }
    }
}
