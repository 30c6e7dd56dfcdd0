//! The open portal: the library, notices and objections, verifying a plaque, the self-check, the policy, the demo's clock.

mod brands;
mod demo;
mod home;
pub(crate) mod notices;
mod objections;
mod papers;
mod self_check;
mod verify;

#[cfg(test)]
mod tests;
pub(crate) mod view;

pub(crate) use papers::chapters;

use crate::{
    frame::Room,
    page,
    shell::{Answer, Caller, Door, Fail, Routes, Who},
};
use askama::Template;
use axum::http::{HeaderValue, header};
use std::str::FromStr;

const FORM: Who = Who::Paced(Door::Form);
const QUESTION: Who = Who::Paced(Door::Question);

/// The portal's addresses.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/", Who::Everyone, home::show)
        .nav(Room::Portal, "/", "首页")
        .get("/brands", Who::Everyone, brands::list)
        .nav(Room::Portal, "/brands", "品牌资源库")
        .get("/brands/{brand}", Who::Everyone, brands::show)
        .get("/verify", QUESTION, verify::ask)
        .get("/verify/{number}", QUESTION, verify::by_address)
        .get("/notices", Who::Everyone, notices::list)
        .nav(Room::Portal, "/notices", "公示")
        .get("/notices/{notice}", Who::Everyone, notices::show)
        .form(
            "/notices/{notice}/objections/new",
            (Who::Everyone, FORM.with_files()),
            objections::lodge_form,
            objections::lodge,
        )
        .get("/objections", QUESTION, objections::look_up)
        .form("/leads/new", (Who::Everyone, FORM.with_files()), objections::inform_form, objections::inform)
        .get("/self-check", Who::Everyone, self_check::form)
        .nav(Room::Portal, "/self-check", "申报自测")
        .repeatable("/self-check", FORM, self_check::assess)
        .get("/policy", Who::Everyone, papers::policy)
        .get("/privacy", Who::Everyone, papers::privacy)
        .get("/privacy/workers", Who::Everyone, papers::for_workers)
        .get("/robots.txt", Who::Everyone, papers::robots)
        .repeatable("/demo/advance", Who::Everyone, demo::advance)
}

/// A page that looks the same to everybody not signed in may be kept for a minute; anybody else's is nobody's to keep.
fn open(caller: &Caller, shown: &impl Template) -> Answer {
    let mut response = page::ok(shown);
    if caller.who.is_none() && !caller.app.clock().is_demo() {
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=60"));
        headers.insert(header::VARY, HeaderValue::from_static("Cookie"));
    }
    Ok(response)
}

/// The thing an address names; what is no number names nothing.
fn named<T: FromStr>(text: &str) -> Result<T, Fail> {
    text.parse().map_err(|_| Fail::NotFound)
}
