//! `/desk`: 待我办, 待他人办, 临近期限, 全部.

use super::{OFFICIALS, in_words, official};
use crate::{
    components::{Choice, Due, Field, FieldKind, Pager, Tab as TabView, Tabs, Tag, Tone},
    frame::{Frame, Link},
    page,
    pages::shared::export,
    shell::{Answer, Asked, Caller, Fail, Routes},
};
use app::{
    exports::Format,
    listing::{At, Count},
    worklist::{self, Filter, Item, Standing, Subject, Tab},
};
use askama::Template;
use domain::{access::Role, stream::StreamKind};
use serde::{Deserialize, Serialize};

pub(super) fn routes() -> Routes {
    Routes::new().get("/desk", OFFICIALS, show).get("/desk/export.xlsx", OFFICIALS, workbook).get(
        "/desk/export.csv",
        OFFICIALS,
        text,
    )
}

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

/// What the address says.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
struct ListQuery {
    tab: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    q: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    area: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    state: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    round: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    after: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    before: String,
}

impl ListQuery {
    fn filter(&self) -> Filter {
        Filter {
            area: Some(self.area.as_str()).filter(|code| !code.is_empty()).map(Into::into),
            state: Standing::parse(&self.state),
            round: self.round.parse().ok(),
            text: self.q.clone(),
        }
    }

    fn at(&self) -> Option<At> {
        At::of(&self.after, &self.before)
    }

    /// The address of this tab without filters.
    fn whole(&self, path: &str) -> String {
        ListQuery { tab: self.tab.clone(), ..ListQuery::default() }.with(path, |_| {})
    }

    /// The address of this list with something changed.
    fn with(&self, path: &str, change: impl FnOnce(&mut ListQuery)) -> String {
        let mut asked = ListQuery { after: String::new(), before: String::new(), ..self.clone() };
        change(&mut asked);
        format!("{path}?{}", serde_html_form::to_string(&asked).unwrap_or_default())
    }
}

async fn show(caller: Caller, Asked(asked): Asked<ListQuery>) -> Answer {
    let actor = official(&caller)?;
    let app = &caller.app;
    let tab = Tab::parse(&asked.tab);
    let filter = asked.filter();
    let list = worklist::list(app, actor, tab, &filter, asked.at().as_ref()).await?;
    let title = if tab == Tab::All { "全部办件".to_owned() } else { format!("{}的办件", tab.label()) };
    let frame = super::frame(&caller, title).await;
    let total = list.total(tab);
    let pager = Pager {
        prev: list.before.map_or_else(String::new, |at| asked.with("/desk", |asked| asked.before = at)),
        next: list.after.map_or_else(String::new, |at| asked.with("/desk", |asked| asked.after = at)),
        total: if list.items.is_empty() { String::new() } else { format!("共 {total} 件") },
        whole: if filter == Filter::default() { String::new() } else { asked.whole("/desk") },
    };
    Ok(page::ok(&WorkListPage {
        frame,
        tabs: tabs(&asked, tab, list.counts),
        filters: filters(&caller, &asked).await?,
        act_head: worklist::act_head(tab).into(),
        rows: list.items.into_iter().map(|item| row(&caller, tab, item)).collect(),
        when_empty: when_empty(tab, actor.role).into(),
        pager,
        export_href: asked.with("/desk/export.xlsx", |_| {}),
        csv_href: asked.with("/desk/export.csv", |_| {}),
    }))
}

fn tabs(asked: &ListQuery, now: Tab, counts: [Count; 4]) -> Tabs {
    let tab = |(tab, count): (Tab, Count)| TabView {
        link: Link {
            current: tab == now,
            ..Link::new(tab.label(), asked.with("/desk", |asked| asked.tab = tab.code().into()))
        },
        count: Some(count),
    };
    Tabs { label: "办件".into(), tabs: Tab::ALL.into_iter().zip(counts).map(tab).collect() }
}

async fn filters(caller: &Caller, asked: &ListQuery) -> Result<Vec<Field>, Fail> {
    let actor = official(caller)?;
    let all = || std::iter::once(Choice::new("", "全部"));
    let states = all().chain(Standing::all().map(|state| Choice::new(state.code(), state.label()))).collect();
    let rounds = app::rounds::list(&caller.app).await?;
    let rounds = rounds.into_iter().map(|round| Choice::new(round.id.to_string(), round.title));
    let rounds = all().chain(rounds).collect();
    let mut fields = vec![
        Field::hidden("tab", Tab::parse(&asked.tab).code()),
        Field::text("q", "品牌或单位").value(&asked.q),
        Field::new("state", "状态", FieldKind::Select(states)).value(&asked.state),
        Field::new("round", "批次", FieldKind::Select(rounds)).value(&asked.round),
    ];
    if actor.role != Role::County {
        let policies = caller.app.policies();
        let areas = policies.current().1.participating_areas();
        let areas = all().chain(areas.map(|area| Choice::new(&area.code, &area.name))).collect();
        fields.push(Field::new("area", "属地", FieldKind::Select(areas)).value(&asked.area));
    }
    Ok(fields)
}

fn row(caller: &Caller, tab: Tab, item: Item) -> WorkRow {
    let href = match item.subject {
        Subject::Application(id) => super::act::page_of(StreamKind::Application, id.0),
        Subject::Cultivation(id) => super::act::page_of(StreamKind::Cultivation, id.0),
        Subject::Matter(matter) => format!("/desk/matters/{matter}"),
        Subject::Disputed(brand) => format!("/desk/disputed/{brand}"),
        Subject::Comparison(comparison) => format!("/desk/comparisons/{comparison}"),
        Subject::Request(request) => format!("/desk/rights/{request}"),
        Subject::Intake(entry) => format!("/desk/intake/{entry}"),
        Subject::Objection(objection) => format!("/desk/objections/{objection}"),
    };
    let act = item.asked(tab);
    let due = in_words::when(&caller.app, item.when);
    let tone = match item.standing {
        Standing::State(_) => Tone::Plain,
        Standing::Passing => Tone::Active,
        Standing::InCycle => Tone::Good,
        Standing::InHand | Standing::Entered => Tone::Unsure,
        Standing::Overdue => Tone::Bad,
    };
    WorkRow {
        brand: item.title,
        href,
        unit: item.unit,
        area: item.area.map_or_else(String::new, |area| in_words::area(&caller.app, area.as_str())),
        state: match item.standing {
            Standing::State(state) => Tag::state(state.code(), state.label()),
            standing => Tag::new(tone, standing.label()),
        },
        act,
        signs: if item.signs > 0 { format!("花名册疑点 {} 项", item.signs) } else { String::new() },
        due,
        clause: item.clause,
    }
}

fn when_empty(tab: Tab, role: Role) -> &'static str {
    match (tab, role) {
        (Tab::Mine, Role::Auditor) => "审计账号只读，没有要办的办件。请看“全部”。",
        (Tab::Mine, _) => "现在没有等您办的办件。单位提交或上一手转来后，会显示在这里。",
        (Tab::Others, _) => "现在没有等别人办的办件。",
        (Tab::Soon, _) => "5 个工作日内没有到期的办件。",
        (Tab::All, _) => "还没有办件。开启批次后，单位起草的申报显示在这里。",
    }
}

async fn workbook(caller: Caller, Asked(asked): Asked<ListQuery>) -> Answer {
    take_out(&caller, &asked, Format::Xlsx).await
}

async fn text(caller: Caller, Asked(asked): Asked<ListQuery>) -> Answer {
    take_out(&caller, &asked, Format::Csv).await
}

async fn take_out(caller: &Caller, asked: &ListQuery, format: Format) -> Answer {
    let tab = Tab::parse(&asked.tab);
    let file = worklist::export(&caller.app, official(caller)?, tab, &asked.filter(), format).await?;
    Ok(export(&caller.app, &format!("办件-{}", tab.label()), format, file))
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
