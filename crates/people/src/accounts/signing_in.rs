//! Signing in: one sentence and the same work for every failure, and a lock after five.

use super::{State, by_id, login::Login, passwords};
use crate::{App, Error, Result, access_log};
use chrono::Duration;
use domain::{access::Actor, ids::AccountId, refusal::Refusal};
use storage::accounts::{self, Account};

/// This many failures in a row lock an account (S-2; values ours).
const FAILURES: i64 = 5;
const LOCKED_FOR: Duration = Duration::minutes(15);

/// Says nothing about which of them it was: whoever tries names learns none.
const NO_ENTRY: &str = "账号或密码不对，或者账号已暂时锁定。连续 5 次不对锁定 15 分钟，请核对后再试。";

/// Signs in and returns the account. Success and failure are recorded.
///
/// # Errors
/// One sentence for an unknown name, a wrong password and a locked account; another, to whoever knows the password, for
/// an account that waits or is closed.
pub async fn sign_in(app: &App, name: &str, password: &str) -> Result<AccountId> {
    let attempt = count(app, name).await?;
    let hash = attempt.row().and_then(|row| row.password.clone());
    let right = passwords::matches(password, hash).await?;
    settle(app, attempt, right).await
}

enum Attempt {
    Unknown,
    Locked(Account),
    Open(Account),
}

impl Attempt {
    fn row(&self) -> Option<&Account> {
        match self {
            Attempt::Open(row) => Some(row),
            Attempt::Unknown | Attempt::Locked(_) => None,
        }
    }
}

/// Counts the attempt as a failure before the password is looked at: a hundred at once get no more than five tries.
async fn count(app: &App, name: &str) -> Result<Attempt> {
    let tx = app.begin(None).await?;
    let Some(mut row) = Login::typed(name).find(app, tx.conn()).await? else { return Ok(Attempt::Unknown) };
    let now = tx.now();
    if row.locked_until.is_some_and(|until| until > now) {
        return Ok(Attempt::Locked(row));
    }
    let full = row.failures + 1 >= FAILURES;
    row.failures = if full { 0 } else { row.failures + 1 };
    row.locked_until = full.then(|| now + LOCKED_FOR);
    accounts::update(tx.conn(), &row).await?;
    tx.commit().await?;
    Ok(Attempt::Open(row))
}

async fn settle(app: &App, attempt: Attempt, right: bool) -> Result<AccountId> {
    let tx = app.begin(None).await?;
    let (subject, result, answer) = match &attempt {
        Attempt::Unknown => (String::new(), "unknown", Err(Error::field("account", NO_ENTRY))),
        Attempt::Locked(row) => (subject(row), "locked", Err(Error::field("account", NO_ENTRY))),
        Attempt::Open(row) if !right => (subject(row), "wrong_password", Err(Error::field("account", NO_ENTRY))),
        Attempt::Open(row) => {
            // Read anew: while the password was looked at, others tried and administrators acted.
            let mut account = by_id(tx.conn(), row.id).await?;
            (account.failures, account.locked_until) = (0, None);
            if account.state == State::Active {
                account.last_seen_at = Some(tx.now());
            }
            accounts::update(tx.conn(), &account).await?;
            let state = account.state;
            (subject(row), if state == State::Active { "ok" } else { state.code() }, entry(row.id, state))
        }
    };
    let account = answer.as_ref().ok().copied();
    let record = access_log::Record { kind: "sign_in", subject: &subject, result, detail: "" };
    access_log::record_in(&tx, account, record).await?;
    tx.commit().await?;
    answer
}

fn subject(row: &Account) -> String {
    format!("account/{}", row.id)
}

fn entry(account: AccountId, state: State) -> Result<AccountId> {
    match state {
        State::Active => Ok(account),
        State::Waiting => Err(Refusal::Plain("账号还在等待第二人确认，确认后即可登录。请联系系统管理员。").into()),
        State::Invited | State::Disabled => Err(Refusal::Plain("账号已停用，请联系系统管理员。").into()),
    }
}

/// Records that somebody left. The session itself is ended by its door.
///
/// # Errors
/// The database is away.
pub async fn sign_out(app: &App, actor: &Actor) -> Result<()> {
    let subject = format!("account/{}", actor.account.0);
    let record = access_log::Record { kind: "sign_out", subject: &subject, result: "ok", detail: "" };
    access_log::record(app, Some(actor), record).await
}
