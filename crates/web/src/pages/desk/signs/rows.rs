//! `/desk/signs/{brand}/{sign}`: the rows behind a sign, masked; in full for a purpose, on record.

use super::{READING, bureau, reader};
use crate::{
    components::{Cell, Pager, Table, count},
    frame::Link,
    page,
    pages::{
        desk::{
            frame,
            unmask::{Look, form, in_full},
        },
        shared::{FormPage, ListPage},
    },
    shell::{Answer, At, Caller, Fail, Routes, Submitted, Who},
};
use app::rosters::{self, SignAt};
use axum::response::Response;
use domain::{access::Role, ids::BrandId};

/// The rows, masked and in full.
pub(super) fn routes() -> Routes {
    Routes::new().get("/desk/signs/{brand}/{sign}", READING, list).asked(
        "/desk/signs/{brand}/{sign}/unmask",
        Who::BUREAUS,
        unmask_form,
        unmask,
    )
}

/// From which row on, by the address.
fn from(caller: &Caller) -> usize {
    Submitted::asked(caller).text("from").parse().unwrap_or(0)
}

async fn list(caller: Caller, At((brand, at)): At<(BrandId, String)>) -> Answer {
    let actor = reader(&caller)?;
    let (at, from): (SignAt, usize) = (at.parse()?, from(&caller));
    let (sign, rows, next) = rosters::sign_rows(&caller.app, actor, brand, at, from).await?;
    let cells = rows
        .into_iter()
        .map(|row| vec![row.place.into(), Cell::Noted(row.name, row.number), row.mobile.into(), row.says.into()]);
    let table = Table::new(&["位置", "人员", "手机", "记录"], cells.collect(), "没有更多的行。");
    let title = format!("{}：{} {}年", sign.kind.label(), at.ledger.label(), at.year);
    let mut page = ListPage::new(frame(&caller, title).await, &sign.sentence, table);
    page.related.push(("返回", Link::new("疑点与抽查", format!("/desk/signs/{brand}"))));
    if actor.role != Role::Auditor {
        let unmask = Link::new("查看本页的姓名和号码", format!("/desk/signs/{brand}/{at}/unmask?from={from}"));
        page.related.push(("需要核对的，可以", unmask));
    }
    let kept = sign.places.len() as u64;
    let all = if sign.rows > kept { format!("，列出前 {} 行", count(&kept)) } else { String::new() };
    page.pager = Pager {
        prev: if from > 0 { format!("?from={}", from.saturating_sub(50)) } else { String::new() },
        next: next.map_or_else(String::new, |next| format!("?from={next}")),
        total: format!("共 {} 行{all}", count(&sign.rows)),
        ..Pager::default()
    };
    Ok(page::ok(&page))
}

const IN_FULL: &str = "查看疑点人员的姓名和号码";

async fn unmask_form(caller: &Caller, (brand, at): (BrandId, String)) -> Result<FormPage, Fail> {
    let (sign, from): (SignAt, usize) = (at.parse()?, from(caller));
    rosters::sign_rows(&caller.app, bureau(caller)?, brand, sign, from).await?;
    let look = Look {
        title: IN_FULL.into(),
        back: Link::new("返回疑点", format!("/desk/signs/{brand}/{at}?from={from}")),
        shows: "本页人员的姓名、证件号码和手机号码".into(),
        example: "核对报名表和签到表",
    };
    Ok(form(caller, &format!("/desk/signs/{brand}/{at}/unmask?from={from}"), look).await)
}

async fn unmask(caller: &Caller, (brand, at): (BrandId, String), sent: &Submitted) -> Result<Response, Fail> {
    let (actor, sign, purpose) = (bureau(caller)?, at.parse()?, sent.text("purpose"));
    let rows = rosters::unmask_sign_rows(&caller.app, actor, brand, sign, from(caller), purpose).await?;
    let back = Link::new("疑点", format!("/desk/signs/{brand}/{at}"));
    Ok(page::ok(&in_full(caller, IN_FULL.into(), "行", rows, back).await))
}
