//! Signing in and out, a unit's registration, passwords.

mod password;
mod register;
mod session;

#[cfg(test)]
mod tests;

use crate::{
    components::{Field, FieldKind},
    frame::Room,
    shell::{Caller, Fail, RateClass, Routes, SESSION_ACCOUNT, Submitted, Who},
};
use app::{Error, accounts};
use domain::ids::AccountId;

/// What asks about a name, a link or a password.
const LOOK: Who = Who::Paced(RateClass::Question);
/// What leaves an account behind.
const ENTER: Who = Who::Paced(RateClass::Form);

/// The addresses of signing in.
pub(crate) fn routes() -> Routes {
    Routes::new().merge(session::routes()).merge(register::routes()).merge(password::routes())
}

/// A password as typed: spaces at its ends belong to it.
fn secret_in<'a>(sent: &'a Submitted, name: &str) -> &'a str {
    sent.fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
}

/// A new password, typed the same twice.
fn twice(sent: &Submitted) -> Result<&str, Error> {
    let password = secret_in(sent, "password");
    if password == secret_in(sent, "password_again") {
        Ok(password)
    } else {
        Err(Error::field("password_again", "两次输入的密码不一致，请重新输入。"))
    }
}

fn secret(name: &str, label: &str, autocomplete: &'static str) -> Field {
    field(name, label, "password", autocomplete)
}

fn field(name: &str, label: &str, input: &'static str, autocomplete: &'static str) -> Field {
    Field::new(name, label, FieldKind::Line { input, autocomplete, width: 0, suffix: "" })
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

/// The forms as they first appear.
#[cfg(test)]
pub(crate) fn samples() -> impl Iterator<Item = (&'static str, crate::pages::shared::FormPage)> {
    session::samples().into_iter().chain(register::samples()).chain(password::samples())
}
