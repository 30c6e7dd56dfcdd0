//! `/desk/applications/{id}/unmask`, `/desk/objections/{id}/unmask`,
//! `/desk/units/{id}/unmask`: personal data in full, for a stated purpose, on record.

use super::{of_city, official};
use crate::{
    components::{Cell, Field, Pair, Summary, Table},
    frame::Link,
    page,
    pages::shared::{FormPage, ListPage, ReceiptPage},
    shell::{Caller, Fail, Routes, Submitted, Who},
};
use app::{dossier, objections, rosters::UnmaskedRow, units};
use axum::response::Response;
use domain::{
    application::Application,
    ids::{ApplicationId, ObjectionId, UnitId},
};

/// A look at a field in full.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .asked("/desk/applications/{application}/unmask", Who::BUREAUS, unmask_form, unmask)
        .asked("/desk/objections/{id}/unmask", Who::CITY, contact_form, contact)
        .asked("/desk/units/{id}/unmask", Who::BUREAUS, unit_form, unit)
}

/// A look: where the reader came from, what will be shown, an example of what for.
pub(super) struct Look {
    pub(super) title: String,
    pub(super) back: Link,
    pub(super) shows: String,
    pub(super) example: &'static str,
}

/// The form that asks what a look is for, sent to an address.
pub(super) async fn form(caller: &Caller, to: &str, look: Look) -> FormPage {
    let hint = format!("如“{}”。查看人、时间和用途会记录在案。", look.example);
    let fields = vec![Field::text("purpose", "用途").hint(hint)];
    FormPage {
        back: Some(look.back),
        intro: vec![format!("将显示{}。离开页面后不再显示。", look.shows)],
        ..FormPage::new(super::frame(caller, look.title).await, to, "查看", fields)
    }
}

/// Names and numbers of several people, this once; the look is on record already.
pub(super) async fn in_full(
    caller: &Caller,
    title: String,
    head: &str,
    rows: Vec<UnmaskedRow>,
    back: Link,
) -> ListPage {
    let cells = rows
        .into_iter()
        .map(|row| vec![Cell::Figure(row.no.to_string()), row.name.into(), row.mobile.into(), row.number.into()]);
    let head = format!("{head}#");
    let table = Table::new(&[&head, "姓名", "手机", "证件号码"], cells.collect(), "没有可以显示的人员。");
    let mut page = ListPage::new(super::frame(caller, title).await, "本次查看已记录。", table);
    page.related.push(("返回", back));
    page
}

/// A few values, this once; the look is on record already.
pub(super) async fn shown(caller: &Caller, title: String, rows: Vec<Pair>, purpose: &str, back: Link) -> Response {
    let rows = rows.into_iter().chain([Pair::new("用途", purpose)]).collect();
    page::ok(&ReceiptPage {
        frame: super::frame(caller, title).await,
        number: String::new(),
        lines: vec!["本次查看已记录。".into()],
        rows: Summary { rows },
        links: vec![back],
    })
}

async fn contact_form(caller: &Caller, id: ObjectionId) -> Result<FormPage, Fail> {
    let view = objections::get(&caller.app, of_city(caller)?, id).await?;
    if !view.lodged.signed {
        return Err(Fail::NotFound);
    }
    let look = Look {
        title: format!("查看联系方式：{}", view.brand),
        back: Link::new("返回异议", "/desk/objections"),
        shows: "署名人的姓名和联系方式".into(),
        example: "电话核实异议事实",
    };
    Ok(form(caller, &format!("/desk/objections/{id}/unmask"), look).await)
}

async fn contact(caller: &Caller, id: ObjectionId, sent: &Submitted) -> Result<Response, Fail> {
    let title = contact_form(caller, id).await?.frame.title;
    let purpose = sent.text("purpose");
    let text = objections::unmask_contact(&caller.app, of_city(caller)?, id, purpose).await?;
    let back = Link::new("返回异议", format!("/desk/objections/{id}"));
    Ok(shown(caller, title, vec![Pair::new("内容", text)], purpose, back).await)
}

async fn unit_form(caller: &Caller, id: UnitId) -> Result<FormPage, Fail> {
    let unit = units::get(caller.app.db().reader(), id).await?;
    official(caller)?.may_see(&unit.area, &[])?;
    let look = Look {
        title: format!("查看联系方式：{}", unit.name),
        back: Link::new("返回单位", "/desk/units"),
        shows: "单位的联系人和联系电话".into(),
        example: "电话核实登记事项",
    };
    Ok(form(caller, &format!("/desk/units/{id}/unmask"), look).await)
}

async fn unit(caller: &Caller, id: UnitId, sent: &Submitted) -> Result<Response, Fail> {
    let title = unit_form(caller, id).await?.frame.title;
    let purpose = sent.text("purpose");
    let details = units::unmask_contact(&caller.app, official(caller)?, id, purpose).await?;
    let rows = vec![Pair::new("联系人", details.contact_name), Pair::new("联系电话", details.contact_phone)];
    Ok(shown(caller, title, rows, purpose, Link::new("返回单位", "/desk/units")).await)
}

async fn visible(caller: &Caller, id: ApplicationId) -> Result<Application, Fail> {
    Ok(app::applications::visible(&caller.app, official(caller)?, id).await?)
}

async fn unmask_form(caller: &Caller, id: ApplicationId) -> Result<FormPage, Fail> {
    let application = visible(caller, id).await?;
    let policy = caller.app.policy(&application.policy)?;
    let asked = Submitted::asked(caller);
    let field = asked.text("field");
    let known = field.rsplit_once(':').and_then(|(_, id)| policy.field(id)).filter(|(_, field)| field.sensitive);
    let (_, wanted) = known.ok_or(Fail::NotFound)?;
    let look = Look {
        title: format!("查看{}：{}", wanted.label, application.title),
        back: Link::new("返回办件", format!("/desk/applications/{id}#materials")),
        shows: format!("一个字段：{}", wanted.label),
        example: "电话核实补正事项",
    };
    Ok(form(caller, &format!("/desk/applications/{id}/unmask?field={field}"), look).await)
}

async fn unmask(caller: &Caller, id: ApplicationId, sent: &Submitted) -> Result<Response, Fail> {
    let title = unmask_form(caller, id).await?.frame.title;
    let application = visible(caller, id).await?;
    let (asked, purpose) = (Submitted::asked(caller), sent.text("purpose"));
    let text = dossier::unmask(&caller.app, official(caller)?, &application, asked.text("field"), purpose).await?;
    let back = Link::new("返回办件", format!("/desk/applications/{id}"));
    Ok(shown(caller, title, vec![Pair::new("内容", text)], purpose, back).await)
}
