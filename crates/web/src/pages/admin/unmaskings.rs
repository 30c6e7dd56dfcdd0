//! `/admin/unmaskings`: every look at personal data in full: who, when, at what, what for. For auditors and administrators.

use crate::{
    components::{Cell, Choice, Field, FieldKind, Pager, Table},
    frame::Room,
    page,
    pages::shared::ListPage,
    shell::{Answer, Caller, Routes, Who},
};
use app::{sentences, unmaskings};
use axum::extract::Query;
use domain::{access::Role, ids::AccountId};
use serde::Deserialize;

const HERE: &str = "/admin/unmaskings";

pub(super) fn routes() -> Routes {
    Routes::new().get(HERE, Who::Only(&[Role::Admin, Role::Auditor]), list).nav(Room::Admin, HERE, "查看记录").nav(
        Room::Desk,
        HERE,
        "查看记录",
    )
}

#[derive(Deserialize)]
struct ListQuery {
    #[serde(default)]
    by: String,
    #[serde(default)]
    on: String,
    #[serde(default)]
    before: String,
}

async fn list(caller: Caller, Query(asked): Query<ListQuery>) -> Answer {
    let (app, actor) = (&caller.app, caller.actor()?);
    let query = unmaskings::Query {
        by: asked.by.parse().ok().map(AccountId),
        on: asked.on.parse().ok(),
        before: asked.before.parse().ok(),
    };
    let page = unmaskings::list(app, actor, &query).await?;
    let rows = page.unmaskings.into_iter().map(|look| -> Vec<Cell> {
        let by =
            look.by.map_or_else(|| Cell::Text("账号已不存在".into()), |person| Cell::Noted(person.name, person.office));
        vec![sentences::full_moment(look.at).into(), by, Cell::Noted(look.what, look.whom), look.purpose.into()]
    });
    let empty = "工作人员查看完整的个人信息后，查看人、时间和用途显示在这里。";
    let table = Table::new(&["时间", "查看人", "内容和对象", "用途"], rows.collect(), empty);
    let lookers = unmaskings::lookers(app, actor).await?.into_iter();
    let choices = [Choice::new("", "全部")].into_iter();
    let choices =
        choices.chain(lookers.map(|(id, who)| Choice::new(id.to_string(), format!("{} {}", who.office, who.name))));
    let by = Field::new("by", "查看人", FieldKind::Select(choices.collect())).value(&asked.by);
    let on = Field::new("on", "日期", FieldKind::Date).value(&asked.on);
    let next =
        page.next.map_or_else(String::new, |before| format!("{HERE}?by={}&on={}&before={before}", asked.by, asked.on));
    let prev = if asked.before.is_empty() { String::new() } else { format!("{HERE}?by={}&on={}", asked.by, asked.on) };
    Ok(page::ok(&ListPage {
        filters: vec![by, on],
        pager: Pager { prev, next, total: String::new() },
        ..ListPage::new(
            caller.frame(caller.home(), "个人信息查看记录"),
            "每次查看完整的姓名、证件号码、电话等个人信息都留有记录。记录只写看了什么、为什么看，不写内容本身。",
            table,
        )
    }))
}
