//! `/desk/applications/{id}/unmask`: one personal field in full, for a stated purpose, on record.

use super::official;
use crate::{
    components::{Field, Pair, Summary},
    frame::Link,
    page,
    pages::shared::{FormPage, ReceiptPage},
    shell::{Answer, Caller, Fail, Routes, Submitted, Who},
};
use app::dossier;
use axum::extract::{Path, Query};
use domain::ids::ApplicationId;
use serde::Deserialize;

pub(super) fn routes() -> Routes {
    const PATH: &str = "/desk/applications/{application}/unmask";
    Routes::new().get(PATH, Who::BUREAUS, ask).repeatable(PATH, Who::BUREAUS, show)
}

#[derive(Deserialize)]
struct Wanted {
    #[serde(default)]
    field: String,
}

async fn form(caller: &Caller, id: i64, field: &str) -> Result<FormPage, Fail> {
    let actor = official(caller)?;
    let application = app::applications::visible(&caller.app, actor, ApplicationId(id)).await?;
    let policy = caller.app.policy(&application.policy)?;
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

async fn ask(caller: Caller, Path(id): Path<i64>, Query(wanted): Query<Wanted>) -> Answer {
    Ok(page::ok(&form(&caller, id, &wanted.field).await?))
}

async fn show(caller: Caller, Path(id): Path<i64>, Query(wanted): Query<Wanted>, typed: Submitted) -> Answer {
    let drawn = form(&caller, id, &wanted.field).await?;
    let actor = official(&caller)?;
    let application = app::applications::visible(&caller.app, actor, ApplicationId(id)).await?;
    let shown = dossier::unmask(&caller.app, actor, &application, &wanted.field, typed.text("purpose")).await;
    match shown.map_err(Fail::from) {
        Err(fail) => fail.on_form(drawn, &typed),
        Ok(text) => Ok(page::ok(&ReceiptPage {
            frame: super::frame(&caller, drawn.frame.title).await,
            number: String::new(),
            lines: vec!["本次查看已记录。".into()],
            rows: Summary { rows: vec![Pair::new("内容", text), Pair::new("用途", typed.text("purpose"))] },
            links: vec![Link::new("返回办件", format!("/desk/applications/{id}"))],
        })),
    }
}
