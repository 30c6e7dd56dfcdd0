//! A unit registers itself, and may draft once its county has confirmed it.

use crate::{App, Result, Together, units};
use ::people::accounts::FirstAccount;
use domain::ids::AccountId;

/// Whether a registration can be taken as typed: everything that is wrong with it.
///
/// # Errors
/// A malformed credit code; a field empty; a weak password.
pub fn check_registration(app: &App, unit: &units::NewUnit, login: &str, password: &str) -> Result<()> {
    checked(app, unit, login, password).map(|_| ())
}

fn checked(app: &App, unit: &units::NewUnit, login: &str, password: &str) -> Result<FirstAccount> {
    let account = FirstAccount::read(login, &unit.details.contact_name, password);
    let (account, ()) = (account, units::check(app, unit)).together()?;
    Ok(account)
}

/// Registers a unit with its credit code and its first account, both or neither.
///
/// # Errors
/// A malformed or known credit code; a field empty; the sign-in name taken; a weak password.
pub async fn register_unit(app: &App, unit: units::NewUnit, login: &str, password: &str) -> Result<AccountId> {
    let account = checked(app, &unit, login, password)?;
    let hash = FirstAccount::hash(app, password).await?;
    let mut tx = app.begin(None).await?;
    let unit = units::enter(&mut tx, unit).await?;
    let id = account.open(&tx, unit, hash).await?;
    tx.commit().await?;
    Ok(id)
}
