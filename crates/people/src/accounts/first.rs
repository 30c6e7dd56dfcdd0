//! The first account of a unit that registers itself: in use at once.

use super::{Post, State, login, login::Login, note, opening, passwords};
use crate::{App, Error, Result, Together, Transaction};
use domain::{
    access::Role,
    ids::{AccountId, UnitId},
    person_name::PersonName,
};

/// A unit's first account, read as typed.
pub struct FirstAccount {
    login: Login,
    name: PersonName,
}

impl FirstAccount {
    /// Reads what was typed: everything that is wrong with it.
    ///
    /// # Errors
    /// A sign-in name of another shape; a holder without a name; a weak password.
    pub fn read(login: &str, holder: &str, password: &str) -> Result<FirstAccount> {
        let login = Login::fresh(login).map_err(|sentence| Error::field("login", sentence));
        let name = PersonName::parse(holder).map(|name| name.value);
        let name = name.map_err(|error| Error::field("contact_name", error.to_string()));
        let fits = passwords::check(password, login.as_ref().map_or("", Login::as_str));
        let (login, name, ()) = (login, name, fits).together()?;
        Ok(FirstAccount { login, name })
    }

    /// The password as it is kept: costs a moment, so it is made before the transaction.
    ///
    /// # Errors
    /// The machine has no memory left for it.
    pub async fn hash(app: &App, password: &str) -> Result<String> {
        passwords::hash(app, password).await
    }

    /// Opens it for its unit, with the password that [`FirstAccount::hash`] made.
    ///
    /// # Errors
    /// The sign-in name is taken; the database is away.
    pub async fn open(self, tx: &Transaction, unit: UnitId, hash: String) -> Result<AccountId> {
        if self.login.find(tx.app(), tx.conn()).await?.is_some() {
            return Err(login::taken("login"));
        }
        let row = opening::Row {
            login: self.login,
            name: self.name.as_str().to_owned(),
            role: Role::Unit,
            office: None,
            unit: Some(unit),
            state: State::Active,
            password: Some(hash),
        };
        let id = opening::insert(tx, row, Post::default()).await?;
        note(tx, id, "register_unit", &format!("unit/{}", unit.0)).await?;
        Ok(id)
    }
}
