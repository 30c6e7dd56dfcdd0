//! `/password/{token}`: a password is set by a one-time link; `/password`: one's own is changed.

use super::{LOOK, enter, secret, secret_in, twice};
use crate::{
    frame::{Frame, Room},
    pages::shared::FormPage,
    shell::{Caller, Fail, Routes, Submitted, Who},
};
use app::accounts;
use axum::response::{IntoResponse, Redirect, Response};

/// Both ways to a password.
pub(super) fn routes() -> Routes {
    Routes::new().asked("/password/{token}", LOOK, set_form, set).asked("/password", Who::SignedIn, change_form, change)
}

async fn set_form(caller: &Caller, token: String) -> Result<FormPage, Fail> {
    let holder = accounts::holder_of_link(&caller.app, &token).await?;
    Ok(form_of_link(caller.frame(Room::Portal, "设置密码"), &token, &holder.login))
}

async fn set(caller: &Caller, token: String, sent: &Submitted) -> Result<Response, Fail> {
    let account = accounts::set_password_by_link(&caller.app, &token, twice(sent)?).await?;
    if accounts::signed_in(&caller.app, account).await?.is_some() {
        let home = enter(caller, account).await?;
        return Ok(Redirect::to(home.home()).into_response());
    }
    caller.flash("密码已设好。账号经第二人确认后即可登录。").await;
    Ok(Redirect::to("/sign-in").into_response())
}

async fn change_form(caller: &Caller, (): ()) -> Result<FormPage, Fail> {
    Ok(form_of_own(caller.frame(caller.home(), "修改密码")))
}

async fn change(caller: &Caller, (): (), sent: &Submitted) -> Result<Response, Fail> {
    let actor = caller.actor()?;
    accounts::change_password(&caller.app, actor, secret_in(sent, "old_password"), twice(sent)?).await?;
    let home = enter(caller, actor.account).await?;
    caller.flash("密码已修改，其他地方的登录已退出。").await;
    Ok(Redirect::to(home.home()).into_response())
}

/// Sets a password by a one-time link.
fn form_of_link(frame: Frame, token: &str, account: &str) -> FormPage {
    let fields = vec![
        secret("password", "新密码", "new-password").hint("至少 10 个字符。"),
        secret("password_again", "再输一次新密码", "new-password"),
    ];
    FormPage {
        intro: vec![format!("账号 {account}。链接用一次即失效。")],
        ..FormPage::new(frame, &format!("/password/{token}"), "设置密码并登录", fields)
    }
}

/// Changes one's own password.
fn form_of_own(frame: Frame) -> FormPage {
    let fields = vec![
        secret("old_password", "原密码", "current-password"),
        secret("password", "新密码", "new-password").hint("至少 10 个字符。"),
        secret("password_again", "再输一次新密码", "new-password"),
    ];
    FormPage {
        intro: vec!["改好后，这个账号在其他地方的登录全部退出。".into()],
        ..FormPage::new(frame, "/password", "修改密码", fields)
    }
}

/// Both forms as they first appear.
#[cfg(test)]
pub(super) fn samples() -> Vec<(&'static str, FormPage)> {
    let at = |title| crate::pages::samples::frame(Room::Portal, title, "");
    vec![
        ("sign-in-set-password", form_of_link(at("设置密码"), "3f9a", "13800000000")),
        ("sign-in-change-password", form_of_own(at("修改密码"))),
    ]
}
