//! `/desk/rights/{id}/correct`: the unit that filed a roster is asked to correct it.

use super::{form, here, officer};
use crate::{
    components::{Choice, Field, FieldKind},
    pages::shared::FormPage,
    shell::{Caller, Done, Fail, Routes, Submitted, Who},
};
use app::{Together, rights};
use domain::ids::RightsRequestId;

/// Asking for a correction.
pub(super) fn routes() -> Routes {
    Routes::new().form("/desk/rights/{id}/correct", Who::BUREAUS, correct_form, correct)
}

async fn correct_form(caller: &Caller, id: RightsRequestId) -> Result<FormPage, Fail> {
    let places = rights::places(&caller.app, &officer(caller)?, id).await?;
    let choices = places.into_iter().filter(|place| place.newest);
    let choices: Vec<_> = choices.map(|place| Choice::new(place.roster.to_string(), place.told)).collect();
    if choices.is_empty() {
        return Err(Fail::Blocked("没有查到本人的信息，无可更正。请办结为不予办理，并向本人说明。".into()));
    }
    let fields = vec![
        Field::new("roster", "要更正的花名册", FieldKind::Radios(choices)),
        Field::long("text", "要更正的内容", 3).hint("单位会看到这段话和遮盖的姓名、证件号码，如“姓名应为林晓东”。"),
    ];
    form(caller, id, "要求单位更正", "correct", "提交", fields).await
}

async fn correct(caller: &Caller, id: RightsRequestId, sent: &Submitted) -> Result<Done, Fail> {
    let (officer, text) = (officer(caller)?, sent.text("text"));
    let roster = sent.parse("roster", "请选择要更正的花名册。");
    let (roster, ()) = (roster, rights::check_correction(text)).together()?;
    rights::ask_correction(&caller.app, &officer, id, sent.seen()?, roster, text).await?;
    Ok(Done::to(here(id)).saying("已要求单位更正，单位在花名册页会看到。"))
}
