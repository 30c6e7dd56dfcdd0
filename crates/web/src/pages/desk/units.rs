//! `/desk/units`: units confirmed by their county (3.4.a, 5.1.b), and paper applications keyed in for them (代录, 7.2.b).

use super::act;
use crate::{
    components::{Act, ActTone, Cell, Choice, Field, FieldKind, Pair, Summary, Tag, Tone},
    frame::Link,
    pages::unit::start as begin,
    pages::{
        desk::lists,
        shared::{FormPage, ListAsked, ListAt, ListPage, list_at},
    },
    shell::{Caller, Done, Fail, Routes, Submitted, Who},
};
use app::{Together, acts::Offer, applications, exports::Format, rounds, units};
use domain::{
    access::{Actor, Role},
    ids::{RoundId, UnitId},
    unit::{Unit, UnitState},
};
use std::fs::File;

const READERS: [Role; 3] = [Role::County, Role::City, Role::Auditor];
const COUNTY: Who = Who::Only(&[Role::County]);

const HERE: ListAt = list_at!("/desk/units", "培育单位");

pub(super) fn routes() -> Routes {
    Routes::new().list(HERE, Who::Only(&READERS), list, take_out).form(
        "/desk/units/{id}/key-in",
        COUNTY,
        key_in_form,
        key_in,
    )
}

async fn take_out(caller: &Caller, asked: &ListAsked, format: Format) -> Result<File, Fail> {
    Ok(units::export(&caller.app, caller.one_of(&READERS)?, &asked.search(), format).await?)
}

async fn list(caller: &Caller, asked: &ListAsked) -> Result<ListPage, Fail> {
    let actor = caller.one_of(&READERS)?;
    let found = units::list(&caller.app, actor, &asked.search(), asked.at().as_ref()).await?;
    let policies = caller.app.policies();
    let kinds = &policies.current().1.units.kinds;
    let offers = act::in_list(caller, &found.page.rows).await?;
    let rows = found.page.rows.iter().map(|unit| {
        let kind = kinds.iter().find(|kind| kind.code == unit.kind).map_or(&unit.kind, |kind| &kind.label);
        let tone = match unit.state {
            UnitState::Confirmed => Tone::Good,
            UnitState::Refused => Tone::Bad,
            UnitState::Waiting => Tone::Unsure,
        };
        vec![
            Cell::Noted(unit.name.clone(), unit.reason.clone()),
            unit.credit_code.clone().into(),
            kind.clone().into(),
            super::in_words::area(&caller.app, unit.area.as_str()).into(),
            super::in_words::day_of(unit.registered_at).into(),
            Cell::Tag(Tag::new(tone, unit.state.label())),
            Cell::Acts(acts_on(actor, unit, offers.get(&unit.id.0).map_or(&[], Vec::as_slice))),
        ]
    });
    let rows = rows.collect();
    let page = lists::units(super::frame(caller, "培育单位").await, rows);
    let mut filters = asked.filters(&caller.app, actor, "单位或信用代码");
    filters.push(asked.states("状态", UnitState::ALL.iter().map(|state| (state.code(), state.label()))));
    Ok(asked.shown(HERE, &found, "家", filters, page))
}

/// What the reader may do about a unit: the acts on it, or key in what it filed on paper.
fn acts_on(actor: &Actor, unit: &Unit, offers: &[Offer]) -> Vec<Act> {
    let keyed_in = actor.role == Role::County && unit.state == UnitState::Confirmed;
    let key_in =
        || Act { label: "代录申报".into(), href: format!("/desk/units/{}/key-in", unit.id), tone: ActTone::Plain };
    offers.iter().map(act::listed).chain(keyed_in.then(key_in)).collect()
}

pub(super) async fn about(caller: &Caller, id: UnitId) -> Result<Vec<Pair>, Fail> {
    let actor = caller.one_of(&[Role::County, Role::City])?;
    let unit = units::get(caller.app.db().reader(), id).await?;
    actor.may_see(&unit.area, &[])?;
    let mut rows = vec![Pair::new("单位名称", &unit.name), Pair::new("统一社会信用代码", &unit.credit_code)];
    if let Ok(details) = units::details(&caller.app, actor, id).await {
        let details = details.masked();
        rows.push(Pair::new("注册地址", details.address));
        rows.push(Pair::new("联系人", details.contact_name));
        rows.push(Pair::new("联系电话", details.contact_phone).link("查看", format!("/desk/units/{id}/unmask")));
    }
    Ok(rows)
}

/// The name of a unit that the caller's county may key in for.
async fn keyed_in(caller: &Caller, id: UnitId) -> Result<(&Actor, String), Fail> {
    let actor = caller.one_of(&[Role::County])?;
    let unit = units::get(caller.app.db().reader(), id).await?;
    actor.county_reviewer(&unit.area)?;
    Ok((actor, unit.name))
}

async fn key_in_form(caller: &Caller, id: UnitId) -> Result<FormPage, Fail> {
    let (_, name) = keyed_in(caller, id).await?;
    let about = Summary { rows: about(caller, id).await? };
    let open = rounds::accepting(&caller.app).await?;
    if open.is_empty() {
        return Err(Fail::Blocked("现在没有接受申报的批次，不能代录。".into()));
    }
    let only = open.len() == 1;
    let accepting = open.iter().map(|round| round.id).collect();
    let choices =
        open.into_iter().map(|round| Choice { chosen: only, ..Choice::new(round.id.to_string(), round.title) });
    let mut fields = vec![
        Field::new("round", "批次", FieldKind::Select(choices.collect())),
        Field::text("name", "品牌名称").hint("按纸质申报填写，提交前都可以改。"),
    ];
    let own = begin::Own::of(caller, id).await?;
    let brands = own.brands(caller, &accepting).await?;
    if brands.len() > 1 {
        fields.insert(1, Field::new("brand", "为哪个品牌申报", FieldKind::Radios(brands)));
    }
    let mut intro = vec!["单位交来纸质申报时，由本属地代为录入；记录写明是代录。".into()];
    let mut links = Vec::new();
    if let Some(draft) = own.draft().filter(|draft| draft.on_behalf) {
        intro.push("这家单位已有一份代录草稿，接着录入即可。".into());
        links.push(Link::new("继续代录", format!("/unit/applications/{}", draft.id)));
    }
    let frame = super::frame(caller, format!("代录申报：{name}")).await;
    Ok(FormPage {
        back: Some(Link::new("返回单位", "/desk/units")),
        about,
        intro,
        links,
        ..FormPage::new(frame, &format!("/desk/units/{id}/key-in"), "开始代录", fields)
    })
}

async fn key_in(caller: &Caller, id: UnitId, sent: &Submitted) -> Result<Done, Fail> {
    let (actor, _) = keyed_in(caller, id).await?;
    let round = sent.parse::<RoundId>("round", "请选择批次。");
    let (round, (brand, name)) = (round, begin::brand_or_name(sent)).together()?;
    let application = applications::start_on_behalf(&caller.app, actor, id, round, brand, name).await?;
    let to = format!("/unit/applications/{application}/sections/brand");
    Ok(Done::to(to).saying("已建立代录草稿，随时可以保存。"))
}
