//! `/demo/advance`: the demo city's clock walks on. No other city has one.

use crate::shell::{Answer, Caller, Fail, Routes, Submitted, Who};
use app::demo::{self, Step};
use axum::{
    http::{HeaderMap, Uri, header},
    response::{IntoResponse, Redirect},
};
use domain::calendar::{chinese_date, shanghai_date};

/// The button of the demo's clock.
pub(super) fn routes() -> Routes {
    Routes::new().repeatable("/demo/advance", Who::Everyone, advance)
}

async fn advance(caller: Caller, headers: HeaderMap, sent: Submitted) -> Answer {
    if !caller.app.clock().is_demo() {
        return Err(Fail::NotFound);
    }
    let now = demo::advance(&caller.app, sent.text("step").parse::<Step>()?).await?;
    caller.flash(format!("演示时钟已推进到{}。", chinese_date(shanghai_date(now)))).await;
    Ok(Redirect::to(&came_from(&headers)).into_response())
}

/// The page the button stood on: only its path, so that nobody is led elsewhere.
fn came_from(headers: &HeaderMap) -> String {
    let referer = headers.get(header::REFERER).and_then(|referer| referer.to_str().ok());
    let at = referer.and_then(|referer| referer.parse::<Uri>().ok()).map(|uri| uri.path().to_owned());
    at.filter(|path| path.starts_with('/') && !path.starts_with("//")).unwrap_or_else(|| "/".into())
}
