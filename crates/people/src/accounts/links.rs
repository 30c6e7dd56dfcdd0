//! One-time links: the only way to a password, for a new account or a forgotten one.

use super::{State, by_id, keep, login, login::Login, login_in, name_in, passwords};
use crate::{App, Error, Result, Transaction, sessions};
use chrono::Duration;
use domain::{
    access::{Administrator, Role},
    event::Moment,
    ids::AccountId,
    refusal::Refusal,
};
use sea_orm::ConnectionTrait;
use storage::accounts::Account;
use vault::random_token;

/// How long a link lives.
const LIFE: Duration = Duration::hours(72);

/// An account's one-time link, to be handed to its holder in person. Shown once and kept nowhere.
#[derive(Clone)]
pub struct Invitation {
    /// Whose.
    pub account: AccountId,
    /// The secret part of `/password/{token}`.
    pub token: String,
    /// Until when it may be used.
    pub expires_at: Moment,
}

impl std::fmt::Debug for Invitation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Invitation({}, ***)", self.account.0)
    }
}

/// Whom a link belongs to, as its page says.
#[derive(Clone)]
pub struct LinkHolder {
    /// The account.
    pub account: AccountId,
    /// Its holder's name.
    pub name: String,
    /// What is typed at sign-in; mobile numbers masked.
    pub login: String,
}

impl std::fmt::Debug for LinkHolder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "LinkHolder({})", self.account.0)
    }
}

/// Issues a link; earlier ones of the account no longer work.
pub(super) async fn issue(tx: &Transaction, account: AccountId) -> Result<Invitation> {
    let token = random_token(&mut *tx.app().chance().get());
    let expires_at = tx.now() + LIFE;
    let digest = tx.vault().token_fingerprint(&token).to_string();
    storage::links::issue(tx.conn(), digest, account, expires_at).await?;
    Ok(Invitation { account, token, expires_at })
}

/// Whom a link belongs to.
///
/// # Errors
/// It is unknown, used or expired: one answer for all three.
pub async fn holder_of_link(app: &App, token: &str) -> Result<LinkHolder> {
    let row = account_of(app, app.db().reader(), token).await?;
    let login = login::shown(&login_in(app, &row)?);
    Ok(LinkHolder { account: row.id, name: name_in(app, &row)?, login })
}

/// Sets the password of a link's account, once. Every session of the account ends.
///
/// # Errors
/// The link is unknown, used or expired; the password is too weak.
pub async fn set_password_by_link(app: &App, token: &str, password: &str) -> Result<AccountId> {
    let holder = account_of(app, app.db().reader(), token).await?;
    passwords::check(password, &login_in(app, &holder)?)?;
    let hash = passwords::hash(app, password).await?;
    let mut tx = app.begin(None).await?;
    // Looked at again under the lock: two clicks must not both count.
    let mut account = account_of(app, tx.conn(), token).await?;
    let id = account.id;
    storage::links::use_up(tx.conn(), &app.vault().token_fingerprint(token).to_string(), tx.now()).await?;
    if account.state != State::Waiting {
        account.state = State::Active;
    }
    account.password = Some(hash);
    (account.failures, account.locked_until) = (0, None);
    keep(&mut tx, &account, "set_password", "一次性链接").await?;
    sessions::end_all(tx.conn(), id).await?;
    tx.commit().await?;
    Ok(id)
}

async fn account_of(app: &App, conn: &impl ConnectionTrait, token: &str) -> Result<Account> {
    const OVER: Refusal = Refusal::Plain("链接无效，或者已经用过、超过 72 小时。请联系管理员重新领取一次性链接。");
    let digest = app.vault().token_fingerprint(token).to_string();
    let account = storage::links::account_of(conn, &digest, app.now()).await?.ok_or(OVER)?;
    let account = by_id(conn, account).await?;
    if account.state == State::Disabled { Err(OVER.into()) } else { Ok(account) }
}

/// Takes an account's password away and issues a new link. An account that needed a second person needs one again:
/// otherwise one administrator alone could walk in as the city bureau.
///
/// # Errors
/// An administrator's account (only on the server); a disabled account.
pub async fn reset_link(app: &App, admin: &Administrator, id: AccountId) -> Result<Invitation> {
    let tx = app.begin(Some(admin.actor())).await?;
    let row = by_id(tx.conn(), id).await?;
    if row.role == Role::Admin {
        return Err(Refusal::Plain("系统管理员的链接只能由运维人员在服务器上重新生成。").into());
    }
    reset(tx, row).await
}

/// As [`reset_link`], for whoever sits at the server itself.
///
/// # Errors
/// No such sign-in name; a disabled account.
pub async fn reset_from_server(app: &App, name: &str) -> Result<Invitation> {
    let tx = app.begin(None).await?;
    let row = Login::typed(name).find(app, tx.conn()).await?.ok_or(Error::NotFound)?;
    reset(tx, row).await
}

async fn reset(mut tx: Transaction, mut account: Account) -> Result<Invitation> {
    let id = account.id;
    if account.state == State::Disabled {
        return Err(Refusal::Plain("账号已停用，请先启用再重新生成链接。").into());
    }
    account.state = if account.role.needs_second_person() { State::Waiting } else { State::Invited };
    account.password = None;
    // Who asked for the link is the first person now.
    account.created_by = tx.actor().ok().map(|actor| actor.account);
    account.confirmed_by = None;
    keep(&mut tx, &account, "reset_password", "").await?;
    sessions::end_all(tx.conn(), id).await?;
    let invitation = issue(&tx, id).await?;
    tx.commit().await?;
    Ok(invitation)
}
