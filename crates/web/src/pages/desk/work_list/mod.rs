//! `/desk`: 待我办, 待他人办, 临近期限, 全部.

mod view;

use super::{OFFICIALS, in_words, official};
use crate::{
    components::{Choice, Field, FieldKind, Pager, Tab as TabView, Tabs, Tag, Tone},
    frame::Link,
    page,
    pages::shared::export,
    shell::{Answer, Caller, Fail, Routes},
};
use app::{
    exports::Format,
    listing::{At, Count},
    worklist::{self, Filter, Item, Standing, Subject, Tab, When},
};
use axum::extract::Query;
use domain::{access::Role, application::State, stream::StreamKind, turn::Party};
use serde::{Deserialize, Serialize};
pub(crate) use view::WorkListPage;
use view::WorkRow;

pub(super) fn routes() -> Routes {
    Routes::new().get("/desk", OFFICIALS, show).get("/desk/export.xlsx", OFFICIALS, workbook).get(
        "/desk/export.csv",
        OFFICIALS,
        text,
    )
}

/// What the address says.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
struct Asked {
    tab: String,
    q: String,
    area: String,
    state: String,
    round: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    after: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    before: String,
}

impl Asked {
    fn filter(&self) -> Filter {
        Filter {
            area: Some(self.area.as_str()).filter(|code| !code.is_empty()).map(Into::into),
            state: State::parse(&self.state),
            round: self.round.parse().ok(),
            text: self.q.clone(),
        }
    }

    fn at(&self) -> Option<At> {
        At::of(&self.after, &self.before)
    }

    /// The address of this list with something changed.
    fn with(&self, path: &str, change: impl FnOnce(&mut Asked)) -> String {
        let mut asked = Asked { after: String::new(), before: String::new(), ..self.clone() };
        change(&mut asked);
        format!("{path}?{}", serde_html_form::to_string(&asked).unwrap_or_default())
    }
}

async fn show(caller: Caller, Query(asked): Query<Asked>) -> Answer {
    let actor = official(&caller)?;
    let app = &caller.app;
    let tab = Tab::parse(&asked.tab);
    let filter = asked.filter();
    let list = worklist::list(app, actor, tab, &filter, asked.at().as_ref()).await?;
    let title = if tab == Tab::All { "全部办件".to_owned() } else { format!("{}的办件", tab.label()) };
    let frame = super::frame(&caller, title).await;
    let pager = Pager {
        prev: list.before.map_or_else(String::new, |at| asked.with("/desk", |asked| asked.before = at)),
        next: list.after.map_or_else(String::new, |at| asked.with("/desk", |asked| asked.after = at)),
        total: if list.items.is_empty() { String::new() } else { format!("共 {} 件", list.total) },
    };
    Ok(page::ok(&WorkListPage {
        frame,
        tab: tab.code().into(),
        tabs: tabs(&asked, tab, list.counts),
        filters: filters(&caller, &asked).await?,
        act_head: if tab == Tab::Mine { "要我办" } else { "等谁办" }.into(),
        rows: list.items.into_iter().map(|item| row(&caller, tab, item)).collect(),
        when_empty: when_empty(tab, actor.role).into(),
        pager,
        export_href: asked.with("/desk/export.xlsx", |_| {}),
        csv_href: asked.with("/desk/export.csv", |_| {}),
    }))
}

fn tabs(asked: &Asked, now: Tab, counts: [Count; 4]) -> Tabs {
    let tab = |(tab, count): (Tab, Count)| TabView {
        link: Link {
            current: tab == now,
            ..Link::new(tab.label(), asked.with("/desk", |asked| asked.tab = tab.code().into()))
        },
        count: Some(count),
    };
    Tabs { label: "办件".into(), tabs: Tab::ALL.into_iter().zip(counts).map(tab).collect() }
}

async fn filters(caller: &Caller, asked: &Asked) -> Result<Vec<Field>, Fail> {
    let actor = official(caller)?;
    let all = || std::iter::once(Choice::new("", "全部"));
    let states = all().chain(State::ALL.iter().map(|state| Choice::new(state.code(), state.label()))).collect();
    let rounds = app::rounds::list(&caller.app).await?;
    let rounds = rounds.into_iter().map(|round| Choice::new(round.id.to_string(), round.title));
    let rounds = all().chain(rounds).collect();
    let mut fields = vec![
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
    };
    let who = match item.party {
        Some(Party::Unit) => "单位",
        Some(party @ (Party::County | Party::City | Party::Finance)) => party.label(),
        Some(Party::Nobody) | None => "",
    };
    let act = match (tab, who) {
        (Tab::Mine, _) | (_, "") => item.act,
        (_, who) => format!("{who}：{}", item.act),
    };
    let due = match item.when {
        When::Due(day) => in_words::due(&caller.app, Some(day)),
        When::Earliest(day) => in_words::earliest(&caller.app, day),
        When::Paused => in_words::paused(),
        When::Waiting => in_words::due(&caller.app, None),
    };
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

async fn workbook(caller: Caller, Query(asked): Query<Asked>) -> Answer {
    take_out(&caller, &asked, Format::Xlsx).await
}

async fn text(caller: Caller, Query(asked): Query<Asked>) -> Answer {
    take_out(&caller, &asked, Format::Csv).await
}

async fn take_out(caller: &Caller, asked: &Asked, format: Format) -> Answer {
    let tab = Tab::parse(&asked.tab);
    let file = worklist::export(&caller.app, official(caller)?, tab, &asked.filter(), format).await?;
    Ok(export(&caller.app, &format!("办件-{}", tab.label()), format, file))
}
