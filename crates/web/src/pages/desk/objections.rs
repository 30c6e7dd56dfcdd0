//! `/desk/objections`: acknowledged, investigated, decided; leads are answered (5.3.g).

use super::{act, in_words, of_city};
use crate::{
    components::{Act, ActTone, Cell, Pair, Tag, Tone},
    frame::Link,
    page::{self, MessagePage},
    pages::{
        desk::lists,
        shared::{ListAsked, ListAt, ListPage, list_at},
    },
    shell::{Answer, At, Caller, Fail, Routes, Who},
};
use app::{
    acts::Offer,
    attachments,
    exports::Format,
    objections::{self, ObjectionView},
};
use axum::response::{IntoResponse, Redirect};
use domain::{
    access::Role,
    ids::ObjectionId,
    objection::{Objection, ObjectionState},
};
use std::{collections::BTreeMap, fs::File};

const HERE: ListAt = list_at!("/desk/objections", "异议和线索");

pub(super) fn routes() -> Routes {
    const READERS: Who = Who::Only(&[Role::City, Role::Auditor]);
    Routes::new().list(HERE, READERS, list, take_out).get("/desk/objections/{id}", Who::CITY, show)
}

async fn take_out(caller: &Caller, asked: &ListAsked, format: Format) -> Result<File, Fail> {
    Ok(objections::export(&caller.app, of_city(caller)?, &asked.search(), format).await?)
}

async fn list(caller: &Caller, asked: &ListAsked) -> Result<ListPage, Fail> {
    let actor = of_city(caller)?;
    let found = objections::list(&caller.app, actor, &asked.search(), asked.at().as_ref()).await?;
    let may = actor.role == Role::City;
    let ids = found.page.rows.iter().map(|view| view.lodged.id).collect();
    let offers = if may { act::in_list_of::<Objection>(caller, ids).await? } else { BTreeMap::new() };
    let offered = |view: &ObjectionView| offers.get(&view.lodged.id.0).map_or(&[][..], Vec::as_slice);
    let rows = found.page.rows.iter().map(|view| line(caller, may, view, offered(view))).collect();
    let page = lists::objections(super::frame(caller, "异议和线索").await, rows);
    let filters = vec![
        asked.words("回执号"),
        asked.kinds("类别", [("objection", "异议"), ("lead", "举报线索")]),
        asked.states("状态", ObjectionState::ALL.iter().map(|of| (of.code(), of.label()))),
    ];
    Ok(asked.shown(HERE, &found, "件", filters, page))
}

/// An objection: what the reader may do about it now, else the way to read it.
fn line(caller: &Caller, may: bool, view: &ObjectionView, offers: &[Offer]) -> Vec<Cell> {
    let row = &view.lodged;
    let signed = if row.signed { "署名" } else { "匿名" };
    let mut acts: Vec<Act> = offers.iter().map(act::listed).collect();
    if may && acts.is_empty() {
        let href = format!("/desk/objections/{}", row.id);
        acts.push(Act { label: "查看".into(), href, tone: ActTone::Plain });
    }
    let what = if row.late { "举报线索" } else { "异议" };
    vec![
        Cell::Noted(row.receipt.clone(), what.into()),
        match row.application {
            Some(id) => Cell::Name(Link::new(view.brand.clone(), format!("/desk/applications/{id}"))),
            None => Cell::Text(view.brand.clone()),
        },
        Cell::Noted(first(&view.text), signed.into()),
        in_words::day_of(row.lodged_at).into(),
        Cell::Tag(state(row.state)),
        Cell::Due(in_words::due(&caller.app, row.due)),
        Cell::Acts(acts),
    ]
}

/// The beginning of what was written.
fn first(text: &str) -> String {
    const SHOWN: usize = 30;
    if text.chars().count() <= SHOWN { text.to_owned() } else { text.chars().take(SHOWN).chain(['…']).collect() }
}

fn state(state: ObjectionState) -> Tag {
    let tone = match state {
        ObjectionState::Lodged => Tone::Unsure,
        ObjectionState::Acknowledged | ObjectionState::Investigated => Tone::Active,
        ObjectionState::Answered => Tone::Good,
    };
    Tag::new(tone, state.label())
}

/// What was written, by whom, and how far it is.
pub(super) async fn about(caller: &Caller, id: ObjectionId) -> Result<Vec<Pair>, Fail> {
    told(caller, &objections::get(&caller.app, of_city(caller)?, id).await?).await
}

async fn told(caller: &Caller, view: &ObjectionView) -> Result<Vec<Pair>, Fail> {
    let (actor, id) = (of_city(caller)?, view.lodged.id);
    let next = match view.lodged.state {
        ObjectionState::Lodged => Some("受理期限"),
        ObjectionState::Acknowledged | ObjectionState::Investigated => Some("答复期限"),
        ObjectionState::Answered => None,
    };
    let due = in_words::due(&caller.app, view.lodged.due);
    let signer = Pair::new("联系方式", if view.lodged.signed { view.contact.as_str() } else { "匿名" });
    let may_unmask = view.lodged.signed && actor.role == Role::City;
    let signer = if may_unmask { signer.link("查看", unmask(id)) } else { signer };
    let mut rows = vec![
        Pair::new("回执号", &view.lodged.receipt),
        Pair::new("涉及", &view.brand),
        Pair::new("公示", &view.notice),
        Pair::new("内容", &view.text),
        signer,
    ];
    rows.extend(next.map(|next| Pair { note: due.day, ..Pair::new(next, due.left) }));
    for file in attachments::of_objection(&caller.app, id).await? {
        rows.push(Pair::new("证据材料", &file.name).link("下载", format!("/files/{}", file.id)));
    }
    rows.extend(view.investigation.as_ref().map(|found| Pair::new("核查情况", found)));
    rows.extend(view.answer.as_ref().map(|answer| Pair::new("答复", answer)));
    Ok(rows)
}

fn unmask(id: ObjectionId) -> String {
    format!("/desk/objections/{id}/unmask")
}

/// The page of the act that the reader may do now; where there is none, what stands and what is in its way.
async fn show(caller: Caller, At(id): At<i64>) -> Answer {
    let view = objections::get(&caller.app, of_city(&caller)?, ObjectionId(id)).await?;
    let offers = act::at::<Objection>(&caller, view.lodged.id).await?;
    if let Some(offer) = offers.iter().find(|offer| offer.blocked.is_none()) {
        return Ok(Redirect::to(&act::href(offer.act, offer.id, offer.part)).into_response());
    }
    let kind = if view.lodged.late { "线索" } else { "异议" };
    let frame = super::frame(&caller, format!("{kind}：{}", view.brand)).await;
    let rows = told(&caller, &view).await?;
    let mut links = vec![Link::new("返回异议和线索", "/desk/objections")];
    if view.lodged.signed {
        links.push(Link::new("查看联系方式", unmask(view.lodged.id)));
    }
    let rows = rows.into_iter().filter(|row| !row.value.is_empty()).map(|row| format!("{}：{}", row.key, row.value));
    let blocked = offers.iter().filter_map(|offer| Some(format!("{}：{}", offer.label, offer.blocked.as_ref()?)));
    let lines = rows.chain(blocked).collect();
    Ok(page::ok(&MessagePage { frame, lines, number: String::new(), links }))
}
