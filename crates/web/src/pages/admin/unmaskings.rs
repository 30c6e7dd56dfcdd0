//! `/admin/unmaskings`: every look at personal data in full: who, when, at what, what for. For auditors and administrators.

use crate::{
    components::{Cell, Table},
    frame::Room,
    pages::shared::{ListAsked, ListAt, ListPage, list_at},
    shell::{Caller, Fail, Routes, Who},
};
use app::{exports::Format, sentences, unmaskings};
use domain::access::Role;
use std::fs::File;

const HERE: ListAt = list_at!("/admin/unmaskings", "个人信息查看记录");

pub(super) fn routes() -> Routes {
    Routes::new()
        .list(HERE, Who::Only(&[Role::Admin, Role::Auditor]), list, take_out)
        .nav(Room::Admin, HERE.page, "查看记录")
        .nav(Room::Desk, HERE.page, "查看记录")
}

async fn take_out(caller: &Caller, asked: &ListAsked, format: Format) -> Result<File, Fail> {
    Ok(unmaskings::export(&caller.app, caller.actor()?, &asked.search(), format).await?)
}

async fn list(caller: &Caller, asked: &ListAsked) -> Result<ListPage, Fail> {
    let (app, actor) = (&caller.app, caller.actor()?);
    let found = unmaskings::list(app, actor, &asked.search(), asked.at().as_ref()).await?;
    let rows = found.page.rows.iter().map(|look| -> Vec<Cell> {
        let by = match &look.by {
            Some(person) => Cell::Noted(person.name.clone(), person.office.clone()),
            None => Cell::Text(unmaskings::GONE.into()),
        };
        let what = Cell::Noted(look.what.clone(), look.whom.clone());
        vec![sentences::full_moment(look.at).into(), by, what, look.purpose.as_str().into()]
    });
    let empty = "工作人员查看完整的个人信息后，查看人、时间和用途显示在这里。";
    let table = Table::new(&["时间", "查看人", "内容", "用途"], rows.collect(), empty);
    let lookers = unmaskings::lookers(app, actor).await?.into_iter();
    let lookers = lookers.map(|(id, who)| (id.to_string(), format!("{} {}", who.office, who.name)));
    let filters = vec![asked.people("查看人", lookers), asked.day("日期")];
    let page = ListPage::new(
        caller.frame(caller.home(), "个人信息查看记录"),
        "每次查看完整的姓名、证件号码、电话等个人信息都留有记录。记录只写看了什么、为什么看，不写内容本身。",
        table,
    );
    Ok(asked.shown(HERE, &found, "次查看", filters, page))
}
