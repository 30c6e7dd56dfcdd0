//! `/desk/notices`: published with the website's evidence, recognised when it is over (5.3.c to 5.3.e).

mod draft;
mod text;

use super::{act, in_words};
use crate::{
    components::{Act, ActTone, Cell, Table, Tag, Tone},
    frame::Link,
    page,
    pages::{
        desk::lists,
        portal::notice::related,
        shared::{ListAsked, ListAt, ListPage, list_at, near},
    },
    shell::{Answer, At, Caller, Fail, Routes, Who},
};
use app::{
    App,
    acts::{self, Offer},
    exports::Format,
    notices::{self, NoticeRow},
    people,
};
use domain::{
    access::Role,
    calendar::{chinese_date, chinese_day},
    ids::NoticeId,
    notice::Notice,
};
pub(super) use draft::under_way;
use std::fs::File;
#[cfg(test)]
pub(crate) use {draft::NoticeDraftPage, text::NoticeTextPage};

const READERS: [Role; 3] = [Role::County, Role::City, Role::Auditor];
const HERE: ListAt = list_at!("/desk/notices", "公示");

pub(super) fn routes() -> Routes {
    const READING: Who = Who::Only(&READERS);
    Routes::new().list(HERE, READING, list, take_out).merge(draft::routes()).merge(text::routes()).get(
        "/desk/notices/{id}",
        READING,
        show,
    )
}

async fn take_out(caller: &Caller, asked: &ListAsked, format: Format) -> Result<File, Fail> {
    Ok(notices::export(&caller.app, caller.one_of(&READERS)?, &asked.search(), format).await?)
}

async fn list(caller: &Caller, asked: &ListAsked) -> Result<ListPage, Fail> {
    let (app, actor) = (&caller.app, caller.one_of(&READERS)?);
    let found = notices::page(app, actor, &asked.search(), asked.at().as_ref()).await?;
    let rows = found.page.rows.iter().map(|row| line(app, row)).collect();
    let page = lists::notices(super::frame(caller, "公示").await, rows, actor.role == Role::City);
    let states = [("unpublished", "待发布"), ("running", "公示中"), ("over", "公示期满")];
    let filters = vec![asked.words("公示"), asked.states("状态", states)];
    Ok(asked.shown(HERE, &found, "次公示", filters, page))
}

fn line(app: &App, row: &NoticeRow) -> Vec<Cell> {
    let running = |last| app.today() <= last && !row.is_emptied();
    let (published, due) = match row.period {
        Some((from, last)) if running(last) => (near(app.today(), from), Cell::Due(in_words::due(app, Some(last)))),
        Some((from, last)) => (near(app.today(), from), format!("到{}", near(app.today(), last)).into()),
        None => ("未发布".into(), Cell::Due(in_words::due(app, None))),
    };
    let tone = match row.period {
        None => Tone::Unsure,
        Some(_) if row.is_emptied() => Tone::Plain,
        Some((_, last)) if running(last) => Tone::Active,
        Some(_) => Tone::Good,
    };
    vec![
        Cell::Name(Link::new(row.title.clone(), format!("/desk/notices/{}", row.id))),
        Cell::Figure(row.brands.to_string()),
        published.into(),
        due,
        Cell::Figure(row.open_objections.to_string()),
        Cell::Tag(Tag::new(tone, notices::standing(row, app.today()))),
    ]
}

/// Whether a notice has a page for a reader: a county reads it once it is published.
pub(super) fn is_read_by(role: Role, notice: &Notice) -> bool {
    READERS.contains(&role) && (role != Role::County || notice.period.is_some())
}

async fn show(caller: Caller, At(id): At<i64>) -> Answer {
    let actor = caller.one_of(&READERS)?;
    let (notice, applications) = notices::get(&caller.app, NoticeId(id)).await?;
    if !is_read_by(actor.role, &notice) {
        return Err(Fail::NotFound);
    }
    let units = people::unit_names(&caller.app, applications.iter().map(|application| application.lead_unit.0)).await?;
    let rows = applications
        .iter()
        .filter(|application| actor.may_see(&application.area, &[]).is_ok() || notice.period.is_some());
    let rows = rows.map(|application| {
        let state = application.state;
        let removed = notice.removed.contains(&application.id);
        vec![
            if actor.may_see(&application.area, &[]).is_ok() {
                Cell::Name(Link::new(application.title.clone(), format!("/desk/applications/{}", application.id)))
            } else {
                Cell::Text(application.title.clone())
            },
            units.get(&application.lead_unit).cloned().unwrap_or_default().into(),
            in_words::area(&caller.app, application.area.as_str()).into(),
            Cell::Tag(if removed {
                Tag::new(Tone::Plain, "已退出名单")
            } else {
                Tag::state(state.code(), state.label())
            }),
            Cell::Figure(application.open_objections.to_string()),
        ]
    });
    let table = Table::new(&["品牌", "牵头单位", "属地", "状态", "未答复异议#"], rows.collect(), "名单上没有品牌。");
    let frame = super::frame(&caller, notice.title.clone()).await;
    let mut page = ListPage::new(frame, &lede(&notice), table);
    let corrections = notices::corrections(&caller.app, &notice, actor.role == Role::County).await?;
    page.related = related(corrections, "/desk/notices");
    if notice.text.is_some() {
        page.related.push(("公示文本", Link::new("已核定，查看和复制", format!("/desk/notices/{id}/text"))));
    }
    for view in app::matters::on_notice(&caller.app, actor, &notice).await? {
        let when = view.matter.taken.last().map(|taken| app::sentences::moment(taken.at)).unwrap_or_default();
        let papers = if view.matter.meeting.is_some() { "流程和会议纪要" } else { "流程" };
        page.related.push((
            view.act.label(),
            Link::new(format!("{when} {papers}"), format!("/desk/matters/{}", view.matter.id)),
        ));
    }
    if actor.role == Role::City {
        let known = acts::standing(&caller.app, &notice).await?;
        let offers = acts::on(&caller.app, actor, &notice, &known, caller.steps()).await?;
        let free = offers.iter().filter(|offer| offer.blocked.is_none());
        let act = |offer: &Offer| Act {
            label: offer.label.clone(),
            href: act::href(offer.act, offer.id, offer.part),
            tone: ActTone::Primary,
        };
        page.acts = free.map(act).collect();
    }
    Ok(page::ok(&page))
}

fn lede(notice: &Notice) -> String {
    match &notice.period {
        Some(period) if notice.is_emptied() => format!(
            "{}发布于 {}。{}，不再受理异议，也没有等待认定的品牌。",
            chinese_date(period.published_on),
            period.evidence.url,
            notices::EMPTIED,
        ),
        None if notice.text.is_some() => {
            "文本已核定，尚未发布。复制到官网发布后，登记网址、时间和截图，公示期从发布次日起算。".into()
        }
        None => "名单已定，公示文本还没有核定；先核定，再在官网发布。".into(),
        Some(period) => format!(
            "{}发布于 {}，公示 {} 个工作日，最后一日{}；{}起可以认定。",
            chinese_date(period.published_on),
            period.evidence.url,
            period.working_days,
            chinese_day(period.last_day),
            chinese_day(period.earliest_decision),
        ),
    }
}
