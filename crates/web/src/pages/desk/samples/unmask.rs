//! `/desk/samples/{sample}/unmask`: names and numbers of a page of the call list, for a purpose, on record.

use super::{bureau, from, here, named};
use crate::{
    frame::Link,
    page,
    pages::{
        desk::unmask::{Look, form, in_full},
        shared::FormPage,
    },
    shell::{Caller, Fail, Routes, Submitted, Who},
};
use app::rosters;
use axum::response::Response;
use domain::ids::SampleId;

/// Names and numbers in full.
pub(super) fn routes() -> Routes {
    Routes::new().asked("/desk/samples/{sample}/unmask", Who::BUREAUS, unmask_form, unmask)
}

/// What a call list is read in full for, nearly always.
const CALLING: &str = "电话回访抽查人员";

async fn title(caller: &Caller, id: SampleId) -> Result<String, Fail> {
    let (brand, sample) = rosters::sample(&caller.app, bureau(caller)?, id).await?;
    Ok(format!("查看回访电话：{} {}", named(&brand.name), sample.ledger.label()))
}

async fn unmask_form(caller: &Caller, id: SampleId) -> Result<FormPage, Fail> {
    let (title, from, here) = (title(caller, id).await?, from(caller), here(id));
    let look = Look {
        title,
        back: Link::new("返回回访名单", format!("{here}?from={from}")),
        shows: "本页人员的姓名、手机号码和证件号码".into(),
        example: CALLING,
    };
    let mut page = form(caller, &format!("{here}/unmask?from={from}"), look).await;
    page.sets.iter_mut().flat_map(|set| &mut set.fields).for_each(|field| field.value = CALLING.into());
    Ok(page)
}

async fn unmask(caller: &Caller, id: SampleId, sent: &Submitted) -> Result<Response, Fail> {
    let (title, from) = (title(caller, id).await?, from(caller));
    let rows = rosters::unmask_called(&caller.app, bureau(caller)?, id, from, sent.text("purpose")).await?;
    let back = Link::new("回访名单", format!("{}?from={from}", here(id)));
    Ok(page::ok(&in_full(caller, title, "次序", rows, back).await))
}
