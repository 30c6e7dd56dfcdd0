//! Accounts: who may sign in, as what, from which office.
//!
//! An account is opened with a one-time link and no password; its holder sets one. Accounts of the city bureau, of
//! finance and of auditors wait for a second person. Administrators are opened only on the server itself, so that no
//! administrator can make himself the second person. Units register themselves.

mod first;
mod hashing;
mod keeping;
mod links;
mod login;
pub mod offices;
mod opening;
mod passwords;
mod signed_in;
mod signing_in;

pub use first::FirstAccount;
pub use keeping::{AccountView, Change, Post, change_password, change_post, disable, enable, list};
pub use kernel::names::{Named, names_of};
pub use links::{Invitation, LinkHolder, holder_of_link, reset_from_server, reset_link, set_password_by_link};
pub use opening::{NewAccount, check_names, confirm_account, may_confirm, new_account, open_from_server};
pub use signed_in::{SignedIn, signed_in};
pub use signing_in::{sign_in, sign_out};

use crate::{App, Error, Result, Transaction, access_log, seals};
use domain::{
    access::{Actor, Role},
    ids::{AccountId, AreaCode, OfficeId, UnitId},
};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};
use storage::entities::{account, office};

/// Where an account stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Opened; its holder has not set a password yet.
    Invited,
    /// Waits for the second person.
    Waiting,
    /// In use.
    Active,
    /// Closed; can be opened again.
    Disabled,
}

impl State {
    /// The code in the database.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            State::Invited => "invited",
            State::Waiting => "waiting",
            State::Active => "active",
            State::Disabled => "disabled",
        }
    }

    /// The word people read.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            State::Invited => "待设密码",
            State::Waiting => "待第二人确认",
            State::Active => "在用",
            State::Disabled => "已停用",
        }
    }

    fn of(row: &account::Model) -> Result<State> {
        [State::Invited, State::Waiting, State::Active, State::Disabled]
            .into_iter()
            .find(|state| state.code() == row.state)
            .ok_or_else(|| Error::Internal(format!("account {} is {}", row.id, row.state)))
    }

    /// Where an account stands that nobody need confirm any more.
    fn settled(has_password: bool) -> State {
        if has_password { State::Active } else { State::Invited }
    }
}

fn role_of(row: &account::Model) -> Result<Role> {
    Role::parse(&row.role).ok_or_else(|| Error::Internal(format!("account {} is a {}", row.id, row.role)))
}

async fn by_id(conn: &impl ConnectionTrait, id: AccountId) -> Result<account::Model> {
    account::Entity::find_by_id(id.0).one(conn).await?.ok_or(Error::NotFound)
}

async fn office_of(conn: &impl ConnectionTrait, row: &account::Model) -> Result<Option<office::Model>> {
    match row.office {
        None => Ok(None),
        Some(id) => Ok(office::Entity::find_by_id(id).one(conn).await?),
    }
}

/// What an account acts as, whatever its state.
fn actor_of(row: &account::Model, office: Option<&office::Model>) -> Result<Actor> {
    let role = role_of(row)?;
    let area = office.filter(|_| role == Role::County).and_then(|office| office.area.clone()).map(AreaCode);
    Ok(Actor { account: AccountId(row.id), role, office: row.office.map(OfficeId), area, unit: row.unit.map(UnitId) })
}

fn name_in(app: &App, row: &account::Model) -> Result<String> {
    app.open_text(seals::ACCOUNT_NAME.row(row.id), &row.name_sealed)
}

fn login_in(app: &App, row: &account::Model) -> Result<String> {
    app.open_text(seals::ACCOUNT_LOGIN.row(row.id), &row.login_sealed)
}

/// Sets the state and what goes with it, and records who did it.
async fn move_to(tx: &Transaction, change: account::ActiveModel, kind: &str, detail: &str) -> Result<()> {
    let row = account::Entity::update(change).exec(tx.conn()).await?;
    note(tx, AccountId(row.id), kind, detail).await
}

/// Records what was done to an account, in the same transaction.
async fn note(tx: &Transaction, account: AccountId, kind: &str, detail: &str) -> Result<()> {
    let by = tx.actor().ok().map(|actor| actor.account);
    let subject = format!("account/{}", account.0);
    access_log::record_in(tx, by, access_log::Record { kind, subject: &subject, result: "ok", detail }).await
}

fn changed(id: AccountId, state: State) -> account::ActiveModel {
    account::ActiveModel { id: Set(id.0), state: Set(state.code().to_owned()), ..Default::default() }
}
