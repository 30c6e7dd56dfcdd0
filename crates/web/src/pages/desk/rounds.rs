//! `/desk/rounds`: rounds opened, given quotas, extended, closed (5.1.a, annex 4, 5.2.d).

use super::{act, in_words, of_city};
use crate::{
    components::{Cell, Field, FieldKind, Tag, Tone},
    frame::{Frame, Link},
    pages::{
        desk::lists,
        shared::{FormPage, ListAsked, ListAt, ListPage, list_at, near},
    },
    shell::{Caller, Done, Fail, Routes, Submitted, Who},
};
use app::{
    Error, Together,
    acts::Offer,
    exports::Format,
    rounds::{self, NewRound, RoundView, Standing},
};
use chrono::{Datelike, NaiveDate};
use domain::{
    access::Role,
    application::Window,
    calendar::chinese_date,
    round::{CLOSES_EARLY, RECOMMENDS_EARLY, UNNAMED},
};
use std::fs::File;

const HERE: ListAt = list_at!("/desk/rounds", "申报批次");
const READERS: [Role; 3] = [Role::County, Role::City, Role::Auditor];

pub(super) fn routes() -> Routes {
    Routes::new().list(HERE, Who::Only(&READERS), list, take_out).form("/desk/rounds/new", Who::CITY, open_form, open)
}

async fn take_out(caller: &Caller, asked: &ListAsked, format: Format) -> Result<File, Fail> {
    Ok(rounds::export(&caller.app, caller.one_of(&READERS)?, &asked.search(), format).await?)
}

async fn list(caller: &Caller, asked: &ListAsked) -> Result<ListPage, Fail> {
    let actor = caller.one_of(&READERS)?;
    let found = rounds::page(&caller.app, actor, &asked.search(), asked.at().as_ref()).await?;
    let things = found.page.rows.iter().map(|view| &view.round);
    let offers = act::in_list(caller, things).await?;
    let offered = |view: &RoundView| offers.get(&view.round.id.0).map_or(&[][..], Vec::as_slice);
    let rows = found.page.rows.iter().map(|view| line(caller, view, offered(view)));
    let rows = rows.collect::<Result<_, Fail>>()?;
    let page = lists::rounds(super::frame(caller, "申报批次").await, rows, actor.role == Role::City);
    let filters = vec![asked.words("批次"), asked.states("状态", [("open", "未关闭"), ("closed", "已关闭")])];
    Ok(asked.shown(HERE, &found, "个批次", filters, page))
}

fn line(caller: &Caller, view: &RoundView, offers: &[Offer]) -> Result<Vec<Cell>, Fail> {
    let (app, round) = (&caller.app, &view.round);
    let standing = Standing::of(round, app.today());
    let tone = match standing {
        Standing::Closed => Tone::Good,
        Standing::Ahead => Tone::Plain,
        Standing::Accepting | Standing::Recommending => Tone::Active,
        Standing::Over => Tone::Unsure,
    };
    Ok(vec![
        Cell::Name(Link::new(round.title.clone(), format!("/desk?tab=all&round={}", round.id))),
        near(app.today(), round.opens).into(),
        near(app.today(), round.closes).into(),
        match round.closed {
            true => near(app.today(), round.recommend_by).into(),
            false => Cell::Due(in_words::due(app, Some(round.recommend_by))),
        },
        app.policy(&round.policy)?.identity.number.clone().into(),
        Cell::Figure(view.quota.map_or_else(|| "未设定".into(), |quota| quota.to_string())),
        Cell::Figure(view.filed.to_string()),
        Cell::Tag(Tag::new(tone, standing.label())),
        Cell::Acts(offers.iter().map(act::listed).collect()),
    ])
}

async fn open_form(caller: &Caller, (): ()) -> Result<FormPage, Fail> {
    of_city(caller)?;
    let policies = caller.app.policies();
    let policy = policies.in_force_on(caller.app.today()).map_or_else(
        || {
            let ends = chinese_date(policies.current().1.trial_ends_on());
            format!("实施方案试行期已于{ends}届满。须先由管理员载入续期的政策文件，才能开启新批次（8.2）。")
        },
        |(_, policy)| format!("依据 {}，至{}。", policy.identity.number, chinese_date(policy.trial_ends_on())),
    );
    let frame = super::frame(caller, "开启批次").await;
    Ok(form(frame, &policy, caller.app.today().year()))
}

/// A new round under the policy in force; `policy` says which. Refused under an expired one (8.2).
fn form(frame: Frame, policy: &str, year: i32) -> FormPage {
    let fields = vec![
        Field::text("name", "批次名称").hint("例如 2025年第二批。"),
        Field::number("year", "名额年度", "年").value(year.to_string()),
        Field::new("opens_on", "申报开始", FieldKind::Date),
        Field::new("closes_on", "申报截止", FieldKind::Date).hint("当日 24:00 截止。"),
        Field::new("recommend_by", "县级推荐截止", FieldKind::Date),
    ];
    FormPage {
        back: Some(Link::new("返回申报批次", "/desk/rounds")),
        intro: vec![policy.to_owned(), "开启后，办件一直按这一版本办理，不受以后修改影响。".into()],
        ..FormPage::new(frame, "/desk/rounds/new", "开启批次", fields)
    }
}

async fn open(caller: &Caller, (): (), sent: &Submitted) -> Result<Done, Fail> {
    let title = match sent.text("name") {
        "" => Err(Error::field("name", UNNAMED)),
        title => Ok(title.to_owned()),
    };
    let year = sent.parse("year", "请填写年度，如 2025。");
    let opens = day(sent, "opens_on", "请填写申报开始日期。", None);
    let closes = day(sent, "closes_on", "请填写申报截止日期。", Some(("opens_on", CLOSES_EARLY)));
    let recommend_by = day(sent, "recommend_by", "请填写县级推荐截止日期。", Some(("closes_on", RECOMMENDS_EARLY)));
    let (title, year, opens, closes, recommend_by) = (title, year, opens, closes, recommend_by).together()?;
    let new = NewRound { title, year, window: Window { opens, closes }, recommend_by };
    rounds::open_round(&caller.app, of_city(caller)?, new).await?;
    Ok(Done::to("/desk/rounds").saying("批次已开启。"))
}

/// A day, not before another of the form where that could be read.
fn day(sent: &Submitted, field: &str, sentence: &str, not_before: Option<(&str, &str)>) -> Result<NaiveDate, Error> {
    let day = in_words::parse_day(sent.text(field)).ok_or_else(|| Error::field(field, sentence))?;
    match not_before {
        Some((other, sentence)) if in_words::parse_day(sent.text(other)).is_some_and(|other| day < other) => {
            Err(Error::field(field, sentence))
        }
        _ => Ok(day),
    }
}

/// The form as it first appears.
#[cfg(test)]
pub(crate) fn samples() -> Vec<(&'static str, FormPage)> {
    let at = |title| crate::pages::samples::frame(crate::frame::Room::Desk, title, "/desk/rounds");
    vec![("desk-round-new", form(at("开启批次"), "依据 泉人社规〔2024〕4号。", 2025))]
}
