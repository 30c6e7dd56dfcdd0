//! `/desk/rights/{id}/close`: a request is answered, done or refused on a ground.

use super::{form, here, officer};
use crate::{
    components::{Choice, Field, FieldKind},
    pages::shared::FormPage,
    shell::{Caller, Done, Fail, Routes, Submitted, Who},
};
use app::{Error, Together, rights};
use domain::{ids::RightsRequestId, rights::RefusalGround};

/// Answering.
pub(super) fn routes() -> Routes {
    Routes::new().form("/desk/rights/{id}/close", Who::BUREAUS, close_form, close)
}

async fn close_form(caller: &Caller, id: RightsRequestId) -> Result<FormPage, Fail> {
    let done = [Choice::new("done", "已按请求办理")].into_iter();
    let refused = RefusalGround::ALL.iter().map(|ground| Choice::new(ground.code(), format!("不予办理：{ground}")));
    let fields = vec![
        Field::new("outcome", "结果", FieldKind::Radios(done.chain(refused).collect())),
        Field::long("answer", "答复", 4).hint("写明办了什么；不予办理的写明理由和依据。请求人会收到。"),
    ];
    form(caller, id, "办结", "close", "办结", fields).await
}

async fn close(caller: &Caller, id: RightsRequestId, sent: &Submitted) -> Result<Done, Fail> {
    let (officer, answer) = (officer(caller)?, sent.text("answer"));
    let ground = match sent.text("outcome") {
        "done" => Ok(None),
        other => RefusalGround::parse(other).map(Some).ok_or_else(|| Error::field("outcome", "请选择结果。")),
    };
    let (ground, ()) = (ground, rights::check_answer(answer)).together()?;
    rights::close(&caller.app, &officer, id, sent.seen()?, ground, answer).await?;
    Ok(Done::to(here(id)).saying("已办结。"))
}
