//! `/desk/samples/{sample}/unmask`: names and numbers of a page of the call list, for a purpose, on record.

use super::{bureau, from, here, in_full, named, purpose};
use crate::{
    frame::Link,
    page,
    pages::{desk::frame, shared::FormPage},
    shell::{Caller, Fail, Routes, Submitted, Who},
};
use app::rosters;
use axum::response::Response;
use domain::ids::SampleId;

/// Names and numbers in full.
pub(super) fn routes() -> Routes {
    Routes::new().asked("/desk/samples/{sample}/unmask", Who::BUREAUS, unmask_form, unmask)
}

async fn title(caller: &Caller, id: SampleId) -> Result<String, Fail> {
    let (brand, sample) = rosters::sample(&caller.app, bureau(caller)?, id).await?;
    Ok(format!("查看回访电话：{} {}", named(&brand.name), sample.ledger.label()))
}

async fn unmask_form(caller: &Caller, id: SampleId) -> Result<FormPage, Fail> {
    let (title, from, here) = (title(caller, id).await?, from(caller), here(id));
    let fields = vec![purpose("电话回访抽查人员").value("电话回访抽查人员")];
    Ok(FormPage {
        back: Some(Link::new("返回回访名单", format!("{here}?from={from}"))),
        intro: vec!["将显示本页人员的姓名、手机号码和证件号码。离开页面后不再显示。".into()],
        ..FormPage::new(frame(caller, title).await, &format!("{here}/unmask?from={from}"), "查看", fields)
    })
}

async fn unmask(caller: &Caller, id: SampleId, sent: &Submitted) -> Result<Response, Fail> {
    let (title, from) = (title(caller, id).await?, from(caller));
    let rows = rosters::unmask_called(&caller.app, bureau(caller)?, id, from, sent.text("purpose")).await?;
    let back = Link::new("回访名单", format!("{}?from={from}", here(id)));
    Ok(page::ok(&in_full(caller, title, "次序", rows, back).await))
}
