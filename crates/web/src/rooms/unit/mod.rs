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
mod rosters;
mod sections;
mod standing;
mod start;
#[cfg(test)]
mod tests;
mod withdraw;

use crate::{
    frame::Link,
    shell::{Caller, Fail, Routes, Who},
};
use domain::{
    access::{Actor, Role},
    case::Case,
    ids::{CaseId, UnitId},
    policy::Policy,
};
use std::sync::Arc;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/unit", Who::UNIT, home::page)
        .get("/unit/register", Who::UNIT, home::registration)
        .get("/unit/start", Who::UNIT, start::page)
        .post("/unit/start", Who::UNIT, start::send)
        .get("/unit/cases/{case}", Who::UNIT, overview::page)
        .get("/unit/cases/{case}/sections/{*key}", Who::UNIT, sections::page)
        .post("/unit/cases/{case}/sections/{*key}", Who::UNIT, sections::save)
        .get("/unit/cases/{case}/partners", Who::UNIT, partners::page)
        .post("/unit/cases/{case}/partners", Who::UNIT, partners::send)
        .get("/unit/cases/{case}/check", Who::UNIT, check::page)
        .post("/unit/cases/{case}/submit", Who::UNIT, check::submit)
        .get("/unit/cases/{case}/form", Who::UNIT, paper::page)
        .post("/unit/cases/{case}/form", Who::UNIT, paper::upload)
        .get("/unit/cases/{case}/corrections", Who::UNIT, corrections::page)
        .post("/unit/cases/{case}/corrections/sign", Who::UNIT, corrections::sign)
        .post("/unit/cases/{case}/resubmit", Who::UNIT, corrections::resubmit)
        .get("/unit/cases/{case}/withdraw", Who::UNIT, withdraw::page)
        .post("/unit/cases/{case}/withdraw", Who::UNIT, withdraw::send)
        .get("/unit/money", Who::UNIT, money::page)
        .get("/unit/money/{case}/{payment}", Who::UNIT, money::account)
        .post("/unit/money/{case}/{payment}", Who::UNIT, money::confirm)
        .get("/files/{id}", Who::SignedIn, files::download)
        .merge(rosters::routes())
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
