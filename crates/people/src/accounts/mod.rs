//! Accounts: who may sign in, as what, from which office.
//!
//! An account is opened with a one-time link and no password; its holder sets one. Accounts of the city bureau, of
//! finance and of auditors wait for a second person. Administrators are opened only on the server itself, so that no
//! administrator can make himself the second person; and where another becomes the first, links and unconfirmed passwords of
//! the one before are void. Units register themselves.

mod first;
mod hashing;
mod keeping;
mod links;
mod login;
pub mod offices;
mod opening;
mod passwords;
mod past;
mod seen;
mod signed_in;
mod signing_in;

pub use first::FirstAccount;
pub use keeping::{
    AccountView, Change, Colleague, Post, change_password, change_post, colleagues, disable, enable, export, get, list,
};
pub use kernel::names::{Named, names_of};
pub use links::{Invitation, LinkHolder, holder_of_link, reset_from_server, reset_link, set_password_by_link};
pub use opening::{NewAccount, check_names, confirm_account, may_confirm, new_account, open_from_server};
pub use past::{Past, since_confirmed};
pub use seen::SeenAccount;
pub use signed_in::{SignedIn, signed_in};
pub use signing_in::{sign_in, sign_out};

use crate::{App, Error, Result, Transaction, access_log, seals};
use domain::{
    access::{Actor, Role},
    ids::AccountId,
    matter::{Matter, MatterEvent, Step},
};
use sea_orm::ConnectionTrait;
use storage::{
    accounts::{self, Account},
    matters,
    offices::Office,
};

pub use domain::account::AccountState as State;

async fn by_id(conn: &impl ConnectionTrait, id: AccountId) -> Result<Account> {
    accounts::get(conn, id).await?.ok_or(Error::NotFound)
}

async fn office_of(conn: &impl ConnectionTrait, account: &Account) -> Result<Option<Office>> {
    match account.office {
        None => Ok(None),
        Some(id) => Ok(storage::offices::get(conn, id).await?),
    }
}

/// What an account acts as, whatever its state.
fn actor_of(account: &Account, office: Option<&Office>) -> Actor {
    let area = office.filter(|_| account.role == Role::County).and_then(|office| office.area.clone());
    Actor { account: account.id, role: account.role, office: account.office, area, unit: account.unit }
}

fn name_in(app: &App, account: &Account) -> Result<String> {
    app.open_text(seals::ACCOUNT_NAME.row(account.id.0), &account.name_sealed)
}

fn login_in(app: &App, account: &Account) -> Result<String> {
    app.open_text(seals::ACCOUNT_LOGIN.row(account.id.0), &account.login_sealed)
}

/// Writes an account as it is now, and records who changed it. What was transferred to it (转办) and it cannot step on now
/// goes back to everybody who may: else it would wait for somebody who is not there.
async fn keep(tx: &mut Transaction, account: &Account, kind: &str, detail: &str) -> Result<()> {
    accounts::update(tx.conn(), account).await?;
    let takes: &[Step] = if account.state == State::Active { account.steps.as_slice() } else { &[] };
    for id in matters::held_by(tx.conn(), account.id).await? {
        let mut matter = tx.load::<Matter>(id).await?;
        if matter.next_step().is_some_and(|next| !takes.contains(&next)) {
            tx.append(&mut matter, MatterEvent::Released).await?;
        }
    }
    note(tx, account.id, kind, detail).await
}

/// Records what was done to an account, in the same transaction.
async fn note(tx: &Transaction, account: AccountId, kind: &str, detail: &str) -> Result<()> {
    let by = tx.actor().ok().map(|actor| actor.account);
    let subject = format!("account/{}", account.0);
    access_log::record_in(tx, by, access_log::Record { kind, subject: &subject, result: "ok", detail }).await
}
