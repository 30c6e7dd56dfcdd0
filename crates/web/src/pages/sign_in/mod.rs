//! The doors: signing in and out, a unit's registration, passwords.

pub(crate) mod view;

use crate::{
    frame::Room,
    page,
    pages::sign_in::view as doors,
    shell::{Answer, Caller, Door, Fail, Routes, SESSION_ACCOUNT, Submitted, Who},
};
use app::{
    Error, accounts,
    units::{NewUnit, UnitDetails},
};
use axum::{
    extract::{Path, Query},
    response::{IntoResponse, Redirect},
};
use domain::{
    ids::{AccountId, AreaCode},
    mobile::Mobile,
};
use serde::Deserialize;

/// The doors' addresses.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/sign-in", Who::Everyone, sign_in_page)
        .repeatable("/sign-in", Who::Paced(Door::Question), sign_in)
        .repeatable("/sign-out", Who::Everyone, sign_out)
        .get("/register", Who::Everyone, register_page)
        .post("/register", Who::Paced(Door::Form), register)
        .get("/password/{token}", Who::Paced(Door::Question), password_page)
        .repeatable("/password/{token}", Who::Paced(Door::Question), set_password)
        .get("/password", Who::SignedIn, change_password_page)
        .repeatable("/password", Who::SignedIn, change_password)
}

#[derive(Default, Deserialize)]
struct Next {
    #[serde(default)]
    next: String,
}

impl Next {
    /// A page of this installation, or nothing: a link from elsewhere must not lead elsewhere after signing in.
    fn local(&self) -> &str {
        let next = self.next.as_str();
        let foreign = !next.starts_with('/') || next.starts_with("//") || next.contains(['\\', '\r', '\n', '\t']);
        let door = ["/sign-in", "/sign-out", "/password"].iter().any(|door| next.starts_with(door));
        if foreign || door { "" } else { next }
    }
}

async fn sign_in_page(caller: Caller, Query(next): Query<Next>) -> Answer {
    if caller.who.is_some() {
        return Ok(Redirect::to(caller.home().home()).into_response());
    }
    let frame = caller.frame_with_flash(Room::Portal, "登录").await;
    Ok(page::ok(&doors::sign_in(frame, next.local())))
}

async fn sign_in(caller: Caller, Query(next): Query<Next>, typed: Submitted) -> Answer {
    match accounts::sign_in(&caller.app, typed.text("account"), secret(&typed, "password")).await {
        Ok(account) => {
            let home = enter(&caller, account).await?;
            let to = if next.local().is_empty() { home.home() } else { next.local() };
            Ok(Redirect::to(to).into_response())
        }
        Err(error) => {
            Fail::from(error).on_form(doors::sign_in(caller.frame(Room::Portal, "登录"), next.local()), &typed)
        }
    }
}

/// A password as typed: spaces at its ends belong to it.
fn secret<'a>(typed: &'a Submitted, name: &str) -> &'a str {
    typed.fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
}

/// Opens the session of an account under a fresh token: one that was planted before opens nothing.
async fn enter(caller: &Caller, account: AccountId) -> Result<Room, Fail> {
    let session = caller.session.as_ref().ok_or_else(|| Error::Internal("no session layer".into()))?;
    let failed = |error: tower_sessions::session::Error| Error::Internal(error.to_string());
    session.cycle_id().await.map_err(failed)?;
    session.insert(SESSION_ACCOUNT, account.0).await.map_err(failed)?;
    let who = accounts::signed_in(&caller.app, account).await?;
    Ok(Caller { who, ..caller.clone() }.home())
}

async fn sign_out(caller: Caller) -> Answer {
    if let Some(who) = &caller.who {
        accounts::sign_out(&caller.app, &who.actor).await?;
    }
    if let Some(session) = &caller.session {
        session.flush().await.map_err(|error| Error::Internal(error.to_string()))?;
    }
    Ok(Redirect::to("/").into_response())
}

fn registration(caller: &Caller) -> crate::pages::shared::FormPage {
    let policies = caller.app.policies();
    let policy = policies.current().1;
    let kinds: Vec<_> = policy.units.kinds.iter().map(|kind| (kind.code.clone(), kind.label.clone())).collect();
    let areas: Vec<_> = policy.participating_areas().map(|area| (area.code.clone(), area.name.clone())).collect();
    doors::register(caller.frame(Room::Portal, "培育单位注册"), &kinds, &areas)
}

async fn register_page(caller: Caller) -> Answer {
    Ok(page::ok(&registration(&caller)))
}

async fn register(caller: Caller, typed: Submitted) -> Answer {
    match registered(&caller, &typed).await {
        Ok(account) => {
            enter(&caller, account).await?;
            caller.flash("注册成功，现在就可以填写。属地人社部门确认单位后才能提交。").await;
            Ok(Redirect::to("/unit").into_response())
        }
        Err(error) => Fail::from(error).on_form(registration(&caller), &typed),
    }
}

async fn registered(caller: &Caller, typed: &Submitted) -> Result<AccountId, Error> {
    let text = |name: &str| typed.text(name).to_owned();
    let mobile = Mobile::parse(typed.text("contact_phone"))
        .map_err(|error| Error::field("contact_phone", error.to_string()))?
        .value;
    let password = twice(typed)?;
    let unit = NewUnit {
        credit_code: text("credit_code"),
        name: text("name"),
        kind: text("kind"),
        area: AreaCode(text("area")),
        details: UnitDetails {
            address: text("address"),
            contact_name: text("contact_name"),
            contact_phone: mobile.digits().to_owned(),
        },
    };
    accounts::register_unit(&caller.app, unit, mobile.digits(), password).await.map_err(|error| match error {
        // The mobile number is the sign-in name.
        Error::Invalid(mut errors) => {
            errors.iter_mut().filter(|e| e.field == "login").for_each(|e| e.field = "contact_phone".into());
            Error::Invalid(errors)
        }
        other => other,
    })
}

/// A new password, typed the same twice.
fn twice(typed: &Submitted) -> Result<&str, Error> {
    let password = secret(typed, "password");
    if password == secret(typed, "password_again") {
        Ok(password)
    } else {
        Err(Error::field("password_again", "两次输入的密码不一致，请重新输入。"))
    }
}

async fn password_page(caller: Caller, Path(token): Path<String>) -> Answer {
    let holder = accounts::holder_of_link(&caller.app, &token).await?;
    Ok(page::ok(&doors::set_password(caller.frame(Room::Portal, "设置密码"), &token, &holder.login)))
}

async fn set_password(caller: Caller, Path(token): Path<String>, typed: Submitted) -> Answer {
    let set = match twice(&typed) {
        Ok(password) => accounts::set_password_by_link(&caller.app, &token, password).await,
        Err(error) => Err(error),
    };
    match set {
        Ok(account) if accounts::signed_in(&caller.app, account).await?.is_some() => {
            let home = enter(&caller, account).await?;
            Ok(Redirect::to(home.home()).into_response())
        }
        Ok(_) => {
            caller.flash("密码已设好。账号经第二人确认后即可登录。").await;
            Ok(Redirect::to("/sign-in").into_response())
        }
        Err(error @ Error::Invalid(_)) => {
            let holder = accounts::holder_of_link(&caller.app, &token).await?;
            let form = doors::set_password(caller.frame(Room::Portal, "设置密码"), &token, &holder.login);
            Fail::from(error).on_form(form, &typed)
        }
        Err(other) => Err(other.into()),
    }
}

async fn change_password_page(caller: Caller) -> Answer {
    Ok(page::ok(&doors::change_password(caller.frame(caller.home(), "修改密码"))))
}

async fn change_password(caller: Caller, typed: Submitted) -> Answer {
    let actor = caller.actor()?;
    let changed = match twice(&typed) {
        Ok(new) => accounts::change_password(&caller.app, actor, secret(&typed, "old_password"), new).await,
        Err(error) => Err(error),
    };
    match changed {
        Ok(()) => {
            let home = enter(&caller, actor.account).await?;
            caller.flash("密码已修改，其他地方的登录已退出。").await;
            Ok(Redirect::to(home.home()).into_response())
        }
        Err(error) => {
            Fail::from(error).on_form(doors::change_password(caller.frame(caller.home(), "修改密码")), &typed)
        }
    }
}

#[cfg(test)]
mod tests;
