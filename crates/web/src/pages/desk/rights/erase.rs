//! `/desk/rights/{id}/erase`: the person's rows go, wherever the law lets them.

use super::{form, here, officer};
use crate::{
    pages::shared::{Effect, FormPage},
    shell::{Caller, Done, Fail, Routes, Submitted, Who},
};
use app::rights;
use domain::ids::RightsRequestId;

/// Deleting.
pub(super) fn routes() -> Routes {
    Routes::new().form("/desk/rights/{id}/erase", Who::BUREAUS, erase_form, erase)
}

async fn erase_form(caller: &Caller, id: RightsRequestId) -> Result<FormPage, Fail> {
    let places = rights::places(&caller.app, &officer(caller)?, id).await?;
    let mut form = form(caller, id, "删除", "erase", "删除", Vec::new()).await?;
    let follows = places.into_iter().map(|place| match place.kept {
        None => format!("删除：{}。", place.told),
        Some(why) => format!("不删除：{}。{why}", place.told),
    });
    form.effect = Some(Effect {
        touches: "请求人在花名册中的行".into(),
        follows: follows
            .chain(["删除后不能恢复；有行被删除的花名册，上传的原件一并删除，人数随之减少。".into()])
            .collect(),
        clause: "4.4".into(),
    });
    Ok(form)
}

async fn erase(caller: &Caller, id: RightsRequestId, sent: &Submitted) -> Result<Done, Fail> {
    let gone = rights::erase(&caller.app, &officer(caller)?, id, sent.seen()?).await?;
    Ok(Done::to(here(id)).saying(format!("已删除 {gone} 行。")))
}
