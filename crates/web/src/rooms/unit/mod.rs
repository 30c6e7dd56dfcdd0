//! The unit's room: where things stand, filling in, handing in, correcting, rosters, money.
//!
//! A unit sees its own brands and nothing else: every handler begins with [`member`] or [`own_case`], which answer
//! anybody else as if the page did not exist.

mod check;
mod corrections;
mod fields;
mod files;
mod home;
mod money;
mod overview;
mod paper;
mod partners;
mod reading;
mod sections;
mod standing;
mod start;
#[cfg(test)]
mod tests;
mod withdraw;

use crate::{
    frame::Link,
    shell::{Caller, Fail, Web},
};
use axum::{
    Router,
    routing::{get, post},
};
use domain::{
    access::{Actor, Role},
    case::Case,
    ids::{CaseId, UnitId},
    policy::Policy,
};
use std::sync::Arc;

pub(crate) fn routes() -> Router<Web> {
    Router::new()
        .route("/unit", get(home::page))
        .route("/unit/register", get(home::registration))
        .route("/unit/start", get(start::page).post(start::send))
        .route("/unit/cases/{id}", get(overview::page))
        .route("/unit/cases/{id}/sections/{*key}", get(sections::page).post(sections::save))
        .route("/unit/cases/{id}/partners", get(partners::page).post(partners::send))
        .route("/unit/cases/{id}/check", get(check::page))
        .route("/unit/cases/{id}/submit", post(check::submit))
        .route("/unit/cases/{id}/form", get(paper::page).post(paper::upload))
        .route("/unit/cases/{id}/corrections", get(corrections::page))
        .route("/unit/cases/{id}/corrections/sign", post(corrections::sign))
        .route("/unit/cases/{id}/resubmit", post(corrections::resubmit))
        .route("/unit/cases/{id}/withdraw", get(withdraw::page).post(withdraw::send))
        .route("/unit/money", get(money::page))
        .route("/unit/money/{id}/{payment}", get(money::account).post(money::confirm))
        .route("/files/{id}", get(files::download))
}

/// The actor and the unit it acts for.
fn member(caller: &Caller) -> Result<(&Actor, UnitId), Fail> {
    let actor = caller.one_of(&[Role::Unit])?;
    Ok((actor, actor.unit.ok_or(Fail::NotFound)?))
}

/// A case of the unit, as lead or partner, with the policy it runs under.
async fn own_case(caller: &Caller, id: i64) -> Result<(Case, Arc<Policy>), Fail> {
    let (actor, _) = member(caller)?;
    let case = app::cases::visible(&caller.app, actor, CaseId(id)).await?;
    let policy = caller.app.policy(&case.policy)?;
    Ok((case, policy))
}

/// As [`own_case`], for what only the lead unit does.
async fn led_case(caller: &Caller, id: i64) -> Result<(Case, Arc<Policy>), Fail> {
    let (case, policy) = own_case(caller, id).await?;
    if leads(caller, &case) { Ok((case, policy)) } else { Err(domain::access::Denied::NotYours("牵头单位").into()) }
}

/// Whether the caller's unit leads the brand.
fn leads(caller: &Caller, case: &Case) -> bool {
    member(caller).is_ok_and(|(_, unit)| unit == case.lead_unit())
}

/// The page of a case.
fn href(case: &Case) -> String {
    format!("/unit/cases/{}", case.id)
}

/// The way back to a case, named by its brand.
fn back(case: &Case) -> Link {
    Link::new(name(case), href(case))
}

/// The brand's name, or what stands for it before it has one.
fn name(case: &Case) -> String {
    if case.title.is_empty() { "未命名的品牌".into() } else { case.title.clone() }
}
