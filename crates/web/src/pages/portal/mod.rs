//! The open portal: the library, notices and objections, verifying a plaque, the self-check, the policy, the demo's clock.

mod brand;
mod demo;
mod home;
mod library;
mod look_up;
pub(crate) mod notice;
mod notices;
pub(crate) mod objection;
mod policy;
mod privacy;
pub(crate) mod self_check;
mod verify;

#[cfg(test)]
mod tests;

#[cfg(test)]
pub(crate) use {
    brand::BrandPage,
    home::HomePage,
    library::LibraryPage,
    look_up::LookUpPage,
    notices::NoticesPage,
    privacy::{PrivacyPage, WorkerNotice},
    verify::VerifyPage,
};

use crate::{
    page,
    shell::{Answer, Caller, RateClass, Routes, Who},
};
use askama::Template;
use axum::{
    http::{HeaderValue, header},
    response::IntoResponse,
};

const FORM: Who = Who::Paced(RateClass::Form);
const QUESTION: Who = Who::Paced(RateClass::Question);

/// The portal's addresses.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .merge(home::routes())
        .merge(library::routes())
        .merge(brand::routes())
        .merge(verify::routes())
        .merge(notices::routes())
        .merge(notice::routes())
        .merge(objection::routes())
        .merge(look_up::routes())
        .merge(self_check::routes())
        .merge(policy::routes())
        .merge(privacy::routes())
        .get("/robots.txt", Who::Everyone, robots)
        .merge(demo::routes())
}

/// A page that looks the same to everybody not signed in may be kept for a minute, in a demo whose clock jumps as long as
/// it is asked about; anybody else's is nobody's to keep.
fn open(caller: &Caller, shown: &impl Template) -> Answer {
    let mut response = page::ok(shown);
    if caller.who.is_none() {
        let headers = response.headers_mut();
        let keep = if caller.app.clock().is_demo() { "no-cache" } else { "public, max-age=60" };
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
        headers.insert(header::VARY, HeaderValue::from_static("Cookie"));
    }
    Ok(response)
}

/// What is not for search engines.
async fn robots() -> impl IntoResponse {
    const ROBOTS: &str = "User-agent: *\nDisallow: /unit\nDisallow: /desk\nDisallow: /admin\nDisallow: /sign-in\n\
                          Disallow: /register\nDisallow: /objections\nDisallow: /notices/*/objections\nDisallow: /leads\n";
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::CACHE_CONTROL, "public, max-age=86400")], ROBOTS)
}
