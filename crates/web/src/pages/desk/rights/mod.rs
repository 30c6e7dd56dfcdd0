//! `/desk/rights`: people's requests about the data held on them (PIPL 44 to 50): registered, laid open to the person alone,
//! corrected by the unit, deleted where the law lets, answered in time.

mod close;
mod correct;
mod erase;
mod register;
mod report;

#[cfg(test)]
pub(crate) use report::ReportPage;

use super::in_words;
use crate::{
    components::{Act, ActTone, Cell, Field, Pair, Summary, Table, Tag, Tone},
    frame::{Frame, Link},
    page,
    pages::shared::{FormPage, ListAsked, ListAt, ListPage, list_at},
    shell::{Answer, At, Caller, Fail, Routes, Who},
};
use app::{
    App, Error,
    exports::Format,
    listing::Count,
    people,
    rights::{self, RequestView},
    sentences,
};
use askama::Template;
use domain::{access::RightsOfficer, calendar::chinese_date, ids::RightsRequestId, rights::RequestKind};
use std::fs::File;

const LIST: &str = HERE.page;
const HERE: ListAt = list_at!("/desk/rights", "个人信息权利请求");

/// The requests and what is done about one.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .list(HERE, Who::BUREAUS, list, take_out)
        .merge(register::routes())
        .get("/desk/rights/{id}", Who::BUREAUS, show)
        .merge(report::routes())
        .merge(correct::routes())
        .merge(erase::routes())
        .merge(close::routes())
}

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

fn officer(caller: &Caller) -> Result<RightsOfficer, Fail> {
    caller.actor()?.rights_officer().map_err(|denied| Error::from(denied).into())
}

async fn take_out(caller: &Caller, asked: &ListAsked, format: Format) -> Result<File, Fail> {
    Ok(rights::export(&caller.app, &officer(caller)?, &asked.search(), format).await?)
}

async fn list(caller: &Caller, asked: &ListAsked) -> Result<ListPage, Fail> {
    let (app, officer) = (&caller.app, officer(caller)?);
    let found = rights::list(app, &officer, &asked.search(), asked.at().as_ref()).await?;
    let rows = found.page.rows.iter().map(|request| -> Vec<Cell> {
        let due = if request.closed_at.is_some() {
            Cell::Text(String::new())
        } else {
            Cell::Due(in_words::due(app, request.due))
        };
        vec![
            Cell::Link(Link::new(format!("第 {} 号", request.id), format!("{LIST}/{}", request.id))),
            request.asked.label().into(),
            Cell::Noted(request.name.clone(), request.document.clone()),
            sentences::full_moment(request.at).into(),
            Cell::Tag(state(request)),
            due,
        ]
    });
    let empty = "劳动者来查阅、复制、更正或删除自己的信息时，在这里登记。";
    let table = Table::new(&["编号", "事项", "请求人", "登记时间", "状态", "答复期限"], rows.collect(), empty);
    let frame = super::frame(caller, "个人信息权利请求").await;
    let register = Act { label: "登记请求".into(), href: format!("{LIST}/new"), tone: ActTone::Primary };
    let lede = "个人可以查阅、复制自己的信息，要求更正错误，法定情形下要求删除（个人信息保护法第四十四条至第五十条）。";
    let mut filters = asked.filters(app, officer.actor(), "编号");
    filters.push(asked.kinds("事项", RequestKind::ALL.iter().map(|kind| (kind.code(), kind.label()))));
    filters.push(asked.states("状态", [("open", "办理中"), ("closed", "已办结或不予办理")]));
    let page = ListPage { acts: vec![register], ..ListPage::new(frame, lede, table) };
    let mut page = asked.shown(HERE, &found, "件", filters, page);
    let open = rights::open_count(app, &officer).await?;
    if open != Count::default() {
        let all = std::mem::take(&mut page.pager.total);
        let told = [all, format!("办理中 {open} 件")].into_iter().filter(|part| !part.is_empty());
        page.pager.total = told.collect::<Vec<_>>().join("，");
    }
    Ok(page)
}

fn state(request: &RequestView) -> Tag {
    let tone = match (request.closed_at, request.ground) {
        (None, _) => Tone::Unsure,
        (Some(_), None) => Tone::Good,
        (Some(_), Some(_)) => Tone::Bad,
    };
    Tag::new(tone, request.standing())
}

async fn request(caller: &Caller, id: RightsRequestId) -> Result<RequestView, Fail> {
    Ok(rights::get(&caller.app, &officer(caller)?, id).await?)
}

fn here(id: RightsRequestId) -> String {
    format!("{LIST}/{id}")
}

fn about(app: &App, request: &RequestView) -> Summary {
    let due = request.due.map_or_else(|| "所在年度日历未公布".to_owned(), chinese_date);
    let desk = request.area.as_ref().map_or_else(|| "市级".to_owned(), |area| in_words::area(app, area.as_str()));
    let mut rows = vec![
        Pair::new("事项", request.asked.label()),
        Pair::new("请求人", format!("{}，{}", request.name, request.document)),
        Pair::new("核对身份", request.check.label()),
        Pair::new("联系方式", &request.contact),
        Pair::new("请求的内容", &request.words),
        Pair::new("登记", format!("{}，{desk}", sentences::full_moment(request.at))),
        Pair::new("答复期限", due),
    ];
    if let Some(at) = request.reported_at {
        rows.push(Pair::new("查阅报告", format!("{}出具", sentences::full_moment(at))));
    }
    if let Some(at) = request.closed_at {
        rows.push(Pair::new("办结", sentences::full_moment(at)));
        if let Some(ground) = request.ground {
            rows.push(Pair::new("不予办理的理由", ground.label()));
        }
        rows.push(Pair::new("答复", request.answer.clone().unwrap_or_default()));
    }
    Summary { rows }
}

async fn show(caller: Caller, At(id): At<RightsRequestId>) -> Answer {
    let request = request(&caller, id).await?;
    let app = &caller.app;
    let units = people::unit_names(app, request.tasks.iter().map(|task| task.unit.0)).await?;
    let tasks = request.tasks.iter().map(|task| -> Vec<Cell> {
        let done = match task.done_at {
            Some(at) => Cell::Noted("已提交新版".into(), sentences::full_moment(at)),
            None => "等待单位更正".into(),
        };
        let roster = format!("{} 年{}花名册", task.year, task.ledger.label());
        vec![Cell::Noted(units.get(&task.unit).cloned().unwrap_or_default(), roster), task.text.as_str().into(), done]
    });
    let act = |label: &str, verb: &str, tone| Act { label: label.into(), href: format!("{LIST}/{id}/{verb}"), tone };
    let acts = if request.closed_at.is_some() {
        Vec::new()
    } else {
        let own = match request.asked {
            RequestKind::Correction => Some(act("要求单位更正", "correct", ActTone::Plain)),
            RequestKind::Deletion => Some(act("删除", "erase", ActTone::Legal)),
            RequestKind::Access | RequestKind::Copy => None,
        };
        let report = act("出具查阅报告", "report", ActTone::Primary);
        [report].into_iter().chain(own).chain([act("办结", "close", ActTone::Plain)]).collect()
    };
    Ok(page::ok(&RequestPage {
        frame: super::frame(&caller, format!("第 {id} 号个人信息权利请求")).await,
        back: Link::new("返回请求", LIST),
        state: state(&request),
        about: about(app, &request),
        tasks: Table::new(&["单位", "要更正的内容", "进度"], tasks.collect(), ""),
        acts,
    }))
}

/// The form of an act on an open request, with the request beside it.
async fn form(
    caller: &Caller,
    id: RightsRequestId,
    title: &str,
    action: &str,
    button: &str,
    fields: Vec<Field>,
) -> Result<FormPage, Fail> {
    let request = request(caller, id).await?;
    if request.closed_at.is_some() {
        return Err(Fail::Blocked("这件请求已经办结，不能再办理。".into()));
    }
    let frame = super::frame(caller, format!("{title}：第 {id} 号请求")).await;
    Ok(FormPage {
        back: Some(Link::new("返回请求", here(id))),
        about: about(&caller.app, &request),
        seen: Some(caller.seen(request.seq)),
        ..FormPage::new(frame, &format!("{}/{action}", here(id)), button, fields)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        frame::Room,
        pages::samples::{Samples, frame},
    };

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
}
