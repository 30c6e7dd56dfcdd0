//! `/desk/brands/{brand}`: the way to a brand's file (一牌一档), which the page of its application or cultivation lays out.
//! What may be done about the brand is offered there.

use super::{OFFICIALS, act, official};
use crate::shell::{Answer, At, Caller, Routes};
use app::dossier;
use axum::response::{IntoResponse, Redirect};
use domain::ids::BrandId;

pub(super) fn routes() -> Routes {
    Routes::new().get("/desk/brands/{brand}", OFFICIALS, show)
}

async fn show(caller: Caller, At(brand): At<BrandId>) -> Answer {
    let at = dossier::opened_at(&caller.app, official(&caller)?, brand).await?;
    Ok(Redirect::to(&act::page_of(at.stream, at.id)).into_response())
}
