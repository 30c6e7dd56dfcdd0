//! `/sign-in` and `/sign-out`: a session begins and ends.

use super::{LOOK, enter, field, secret, secret_in};
use crate::{
    frame::{Frame, Link, Room},
    pages::shared::FormPage,
    shell::{Answer, Caller, Fail, Routes, Submitted, Who, encoded},
};
use app::{Error, accounts};
use axum::response::{IntoResponse, Redirect, Response};

const SIGN_IN: &str = "/sign-in";

/// Signing in and out.
pub(super) fn routes() -> Routes {
    Routes::new().asked(SIGN_IN, (Who::Everyone, LOOK), sign_in_form, sign_in).repeatable(
        "/sign-out",
        Who::Everyone,
        sign_out,
    )
}

/// Where to go after signing in: a page of this installation, or nothing. A link from elsewhere must not lead elsewhere.
fn next(caller: &Caller) -> String {
    local(Submitted::asked(caller).text("next")).to_owned()
}

fn local(next: &str) -> &str {
    let foreign = !next.starts_with('/') || next.starts_with("//") || next.contains(['\\', '\r', '\n', '\t']);
    let ours = ["/sign-in", "/sign-out", "/password"].iter().any(|ours| next.starts_with(ours));
    if foreign || ours { "" } else { next }
}

async fn sign_in_form(caller: &Caller, (): ()) -> Result<FormPage, Fail> {
    if caller.who.is_some() {
        return Err(Fail::Elsewhere(caller.home().home().to_owned()));
    }
    Ok(form(caller.frame_with_flash(Room::Portal, "登录").await, &next(caller)))
}

async fn sign_in(caller: &Caller, (): (), sent: &Submitted) -> Result<Response, Fail> {
    let account = accounts::sign_in(&caller.app, sent.text("account"), secret_in(sent, "password")).await?;
    let home = enter(caller, account).await?;
    let next = next(caller);
    Ok(Redirect::to(if next.is_empty() { home.home() } else { &next }).into_response())
}

/// Account and password. `next` is the address to return to after signing in.
fn form(frame: Frame, next: &str) -> FormPage {
    let fields = vec![field("account", "账号", "text", "username"), secret("password", "密码", "current-password")];
    let action = if next.is_empty() { SIGN_IN.to_owned() } else { format!("{SIGN_IN}?next={}", encoded(next)) };
    FormPage {
        links: vec![Link::new("培育单位注册", "/register")],
        intro: vec!["忘记密码请联系本单位管理员或属地人社部门，重新领取一次性链接。".into()],
        ..FormPage::new(frame, &action, "登录", fields)
    }
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

/// The form as it first appears.
#[cfg(test)]
pub(super) fn samples() -> Vec<(&'static str, FormPage)> {
    let at = crate::pages::samples::frame(Room::Portal, "登录", "");
    vec![("sign-in", form(at, "/unit"))]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_signing_in_one_stays_here() {
        assert_eq!(local("/desk/applications/12?tab=files"), "/desk/applications/12?tab=files");
        for elsewhere in
            ["https://evil.example", "//evil.example", "/\\evil.example", "evil", "/\t/evil.example", "/sign-out", ""]
        {
            assert_eq!(local(elsewhere), "", "{elsewhere}");
        }
    }

    #[test]
    fn the_address_to_return_to_cannot_break_out() {
        let at = crate::pages::samples::frame(Room::Portal, "登录", "");
        assert_eq!(form(at, "/unit?a=1&b=\"品").action, "/sign-in?next=/unit%3Fa%3D1%26b%3D%22%E5%93%81");
    }
}
