//! A unit registers itself: it may draft at once, and its county confirms it before it submits.

use super::{State, login, login::Login, note, opening, passwords};
use crate::{App, Error, Result, Together, units};
use domain::{access::Role, ids::AccountId, person_name::PersonName};

/// Whether a registration can be taken as typed: everything that is wrong with it.
///
/// # Errors
/// A malformed credit code; a field empty; a weak password.
pub fn check_registration(app: &App, unit: &units::NewUnit, login: &str, password: &str) -> Result<()> {
    checked(app, unit, login, password).map(|_| ())
}

fn checked(app: &App, unit: &units::NewUnit, login: &str, password: &str) -> Result<(Login, PersonName)> {
    let login = Login::fresh(login).map_err(|sentence| Error::field("login", sentence));
    let name = PersonName::parse(&unit.details.contact_name).map(|name| name.value);
    let name = name.map_err(|error| Error::field("contact_name", error.to_string()));
    let fits = passwords::check(password, login.as_ref().map_or("", Login::as_str));
    let (login, name, (), ()) = (login, name, units::check(app, unit), fits).together()?;
    Ok((login, name))
}

/// Registers a unit with its credit code and its first account, both or neither.
///
/// # Errors
/// A malformed or known credit code; a field empty; the sign-in name taken; a weak password.
pub async fn register_unit(app: &App, unit: units::NewUnit, login: &str, password: &str) -> Result<AccountId> {
    let (login, name) = checked(app, &unit, login, password)?;
    let hash = passwords::hash(app, password).await?;
    let mut tx = app.begin(None).await?;
    let unit = units::enter(&mut tx, unit).await?;
    if login.find(app, tx.conn()).await?.is_some() {
        return Err(login::taken("login"));
    }
    let row = opening::Row {
        login,
        name: name.as_str().to_owned(),
        role: Role::Unit,
        office: None,
        unit: Some(unit),
        state: State::Active,
        password: Some(hash),
    };
    let id = opening::insert(&tx, row).await?;
    note(&tx, id, "register_unit", &format!("unit/{}", unit.0)).await?;
    tx.commit().await?;
    Ok(id)
}
