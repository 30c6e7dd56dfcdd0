//! `/desk/applications/{id}/unmask`: one personal field in full, for a stated purpose, on record.

use super::official;
use crate::{
    components::{Field, Pair, Summary},
    frame::Link,
    page,
    pages::shared::{FormPage, ReceiptPage},
    shell::{Caller, Fail, Routes, Submitted, Who},
};
use app::dossier;
use axum::response::Response;
use domain::{application::Application, ids::ApplicationId};

/// A look at a field in full.
pub(crate) fn routes() -> Routes {
    Routes::new().asked("/desk/applications/{application}/unmask", Who::BUREAUS, unmask_form, unmask)
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
    let fields = vec![Field::text("purpose", "用途").hint("如“电话核实补正事项”。查看人、时间和用途会记录在案。")];
    Ok(FormPage {
        back: Some(Link::new("返回办件", format!("/desk/applications/{id}#materials"))),
        intro: vec![format!("将显示一个字段：{}。离开页面后不再显示。", wanted.label)],
        ..FormPage::new(frame, &format!("/desk/applications/{id}/unmask?field={field}"), "查看", fields)
    })
}

async fn unmask(caller: &Caller, id: ApplicationId, sent: &Submitted) -> Result<Response, Fail> {
    let title = unmask_form(caller, id).await?.frame.title;
    let application = visible(caller, id).await?;
    let (asked, purpose) = (Submitted::asked(caller), sent.text("purpose"));
    let text = dossier::unmask(&caller.app, official(caller)?, &application, asked.text("field"), purpose).await?;
    Ok(page::ok(&ReceiptPage {
        frame: super::frame(caller, title).await,
        number: String::new(),
        lines: vec!["本次查看已记录。".into()],
        rows: Summary { rows: vec![Pair::new("内容", text), Pair::new("用途", purpose)] },
        links: vec![Link::new("返回办件", format!("/desk/applications/{id}"))],
    }))
}
