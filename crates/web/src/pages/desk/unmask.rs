//! `/desk/applications/{id}/unmask`, `/desk/objections/{id}/unmask`,
//! `/desk/units/{id}/unmask`: personal data in full, for a stated purpose, on record.

use super::{of_city, official};
use crate::{
    components::{Field, Pair, Summary},
    frame::Link,
    page,
    pages::shared::{FormPage, ReceiptPage},
    shell::{Caller, Fail, Routes, Submitted, Who},
};
use app::{dossier, objections, units};
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

/// What for, as every look at personal data asks.
fn purpose(example: &str) -> Vec<Field> {
    vec![Field::text("purpose", "用途").hint(format!("如“{example}”。查看人、时间和用途会记录在案。"))]
}

async fn contact_form(caller: &Caller, id: ObjectionId) -> Result<FormPage, Fail> {
    let view = objections::get(&caller.app, of_city(caller)?, id).await?;
    if !view.lodged.signed {
        return Err(Fail::NotFound);
    }
    let frame = super::frame(caller, format!("查看联系方式：{}", view.brand)).await;
    Ok(FormPage {
        back: Some(Link::new("返回异议", "/desk/objections")),
        intro: vec!["将显示署名人的姓名和联系方式。离开页面后不再显示。".into()],
        ..FormPage::new(frame, &format!("/desk/objections/{id}/unmask"), "查看", purpose("电话核实异议事实"))
    })
}

async fn contact(caller: &Caller, id: ObjectionId, sent: &Submitted) -> Result<Response, Fail> {
    let title = contact_form(caller, id).await?.frame.title;
    let purpose = sent.text("purpose");
    let text = objections::unmask_contact(&caller.app, of_city(caller)?, id, purpose).await?;
    shown(caller, title, (text, purpose), Link::new("返回异议", format!("/desk/objections/{id}"))).await
}

async fn unit_form(caller: &Caller, id: UnitId) -> Result<FormPage, Fail> {
    let unit = units::get(caller.app.db().reader(), id).await?;
    official(caller)?.may_see(&unit.area, &[])?;
    let frame = super::frame(caller, format!("查看联系方式：{}", unit.name)).await;
    Ok(FormPage {
        back: Some(Link::new("返回单位", "/desk/units")),
        intro: vec!["将显示单位的联系人和联系电话。离开页面后不再显示。".into()],
        ..FormPage::new(frame, &format!("/desk/units/{id}/unmask"), "查看", purpose("电话核实登记事项"))
    })
}

async fn unit(caller: &Caller, id: UnitId, sent: &Submitted) -> Result<Response, Fail> {
    let title = unit_form(caller, id).await?.frame.title;
    let purpose = sent.text("purpose");
    let details = units::unmask_contact(&caller.app, official(caller)?, id, purpose).await?;
    let text = format!("{}，{}", details.contact_name, details.contact_phone);
    shown(caller, title, (text, purpose), Link::new("返回单位", "/desk/units")).await
}

/// The value, this once.
async fn shown(caller: &Caller, title: String, (text, purpose): (String, &str), back: Link) -> Result<Response, Fail> {
    Ok(page::ok(&ReceiptPage {
        frame: super::frame(caller, title).await,
        number: String::new(),
        lines: vec!["本次查看已记录。".into()],
        rows: Summary { rows: vec![Pair::new("内容", text), Pair::new("用途", purpose)] },
        links: vec![back],
    }))
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
    let frame = super::frame(caller, format!("查看{}：{}", wanted.label, application.title)).await;
    Ok(FormPage {
        back: Some(Link::new("返回办件", format!("/desk/applications/{id}#materials"))),
        intro: vec![format!("将显示一个字段：{}。离开页面后不再显示。", wanted.label)],
        ..FormPage::new(
            frame,
            &format!("/desk/applications/{id}/unmask?field={field}"),
            "查看",
            purpose("电话核实补正事项"),
        )
    })
}

async fn unmask(caller: &Caller, id: ApplicationId, sent: &Submitted) -> Result<Response, Fail> {
    let title = unmask_form(caller, id).await?.frame.title;
    let application = visible(caller, id).await?;
    let (asked, purpose) = (Submitted::asked(caller), sent.text("purpose"));
    let text = dossier::unmask(&caller.app, official(caller)?, &application, asked.text("field"), purpose).await?;
    shown(caller, title, (text, purpose), Link::new("返回办件", format!("/desk/applications/{id}"))).await
}
