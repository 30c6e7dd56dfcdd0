//! The unit's room: where things stand, filling in, handing in, correcting, rosters, money.
//!
//! A unit sees its own brands and nothing else: every handler begins with [`member`] or [`own_application`], which answer
//! anybody else as if the page did not exist. The pages of an application and its rosters also serve the county that keys in an
//! application handed in on paper (代录, 7.2.b), framed as its desk with a word on whose behalf.

mod check;
mod corrections;
mod fields;
mod files;
mod home;
mod money;
mod overtaken;
mod overview;
mod paper;
mod partners;
mod reading;
mod rosters;
mod sections;
mod standing;
pub(crate) mod start;
#[cfg(test)]
mod tests;
pub(crate) mod view;
mod withdraw;

pub(crate) use files::{attachment, body_of, media_type};

use crate::{
    frame::{Frame, Link, OnBehalf, Room},
    shell::{Caller, Fail, Routes, Who},
};
use domain::{
    access::{Actor, Denied, Role},
    application::{Application, State},
    ids::{ApplicationId, UnitId},
    policy::Policy,
    stream::Stream,
};
use reading::Show;
use std::sync::Arc;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/unit", Who::UNIT, home::page)
        .nav(Room::Unit, "/unit", "我的品牌")
        .merge(rosters::routes())
        .get("/unit/register", Who::UNIT, home::registration)
        .merge(start::routes())
        .get("/unit/applications/{application}", Who::FILLING, overview::page)
        .merge(sections::routes())
        .merge(partners::routes())
        .merge(check::routes())
        .merge(paper::routes())
        .merge(corrections::routes())
        .merge(withdraw::routes())
        .merge(money::routes())
        .get("/files/{id}", Who::SignedIn, files::download)
}

/// The actor and the unit it acts for.
fn member(caller: &Caller) -> Result<(&Actor, UnitId), Fail> {
    let actor = caller.one_of(&[Role::Unit])?;
    Ok((actor, actor.unit.ok_or(Fail::NotFound)?))
}

/// An application of the unit, as lead or partner, or one that the county keys in, with the policy it runs under.
async fn own_application(caller: &Caller, id: i64) -> Result<(Application, Arc<Policy>), Fail> {
    let actor = caller.one_of(&[Role::Unit, Role::County])?;
    let application = app::applications::visible(&caller.app, actor, ApplicationId(id)).await?;
    let policy = policy_of(caller, &application)?;
    Ok((application, policy))
}

/// The policy of an application that the caller may see, for its unit or the county that keys it in.
fn policy_of(caller: &Caller, application: &Application) -> Result<Arc<Policy>, Fail> {
    let actor = caller.one_of(&[Role::Unit, Role::County])?;
    if actor.role == Role::County && !application.on_behalf {
        return Err(Denied::NotYours("培育单位").into());
    }
    Ok(caller.app.policy(&application.policy)?)
}

/// As [`own_application`], for what only those do who fill the application in.
async fn filled_application(caller: &Caller, id: i64) -> Result<(Application, Arc<Policy>), Fail> {
    let (application, policy) = own_application(caller, id).await?;
    if fills(caller, &application) { Ok((application, policy)) } else { Err(Denied::NotYours("牵头单位").into()) }
}

/// As [`own_application`], for what only the lead unit does.
async fn led_application(caller: &Caller, id: i64) -> Result<(Application, Arc<Policy>), Fail> {
    let (application, policy) = own_application(caller, id).await?;
    if leads(caller, &application) { Ok((application, policy)) } else { Err(Denied::NotYours("牵头单位").into()) }
}

/// Whether the caller's unit leads the brand.
fn leads(caller: &Caller, application: &Application) -> bool {
    member(caller).is_ok_and(|(_, unit)| unit == application.lead_unit())
}

/// Whether the caller's county keys the application in.
fn keys_in(caller: &Caller, application: &Application) -> bool {
    application.on_behalf && caller.actor().is_ok_and(|actor| actor.county_reviewer(&application.area).is_ok())
}

/// Whether the caller fills the application in: for the lead unit, or on its behalf.
fn fills(caller: &Caller, application: &Application) -> bool {
    leads(caller, application) || keys_in(caller, application)
}

/// How much of personal data the caller is shown: the unit its own, the county while it types.
fn show(caller: &Caller, application: &Application) -> Show {
    let typing = keys_in(caller, application) && application.open_for_unit();
    if leads(caller, application) || typing { Show::All } else { Show::Masked }
}

/// The frame of a page about an application: the unit's room, or the county's desk with a word on whose behalf.
async fn frame(caller: &Caller, application: &Application, title: impl Into<String>) -> Result<Frame, Fail> {
    if !keys_in(caller, application) {
        return Ok(caller.frame_with_flash(Room::Unit, title).await);
    }
    let unit = app::units::get(caller.app.db().reader(), application.lead_unit()).await?.name;
    let line = match application.state() {
        State::Drafting => {
            format!("代“{unit}”录入纸质申报，记录写明是代录。盖章的推荐表须扫描上传，提交后核验原件（4.1）。")
        }
        _ if application.open_for_unit() => format!("代“{unit}”补正，只录入纸质补正材料写明的内容。"),
        _ => format!("这份申报由本局代“{unit}”录入，现在只供查看。"),
    };
    let mut frame = caller.frame_with_flash(Room::Desk, title).await;
    frame.on_behalf =
        Some(OnBehalf { line, desk: Link::new("返回办件", format!("/desk/applications/{}", application.id)) });
    Ok(frame)
}

/// Where one goes once the application is out of one's hands.
fn handed_in(caller: &Caller, application: &Application) -> String {
    if keys_in(caller, application) { format!("/desk/applications/{}", application.id) } else { href(application) }
}

/// The page of an application.
fn href(application: &Application) -> String {
    format!("/unit/applications/{}", application.id)
}

/// The way back to an application, named by its brand.
fn back(application: &Application) -> Link {
    Link::new(name(application), href(application))
}

/// The brand's name, or what stands for it before it has one.
fn name(application: &Application) -> String {
    if application.title.is_empty() { "未命名的品牌".into() } else { application.title.clone() }
}
