//! Sessions in the database, under the keyed fingerprint of their token: a stolen database opens no door.
//!
//! A session ends after 30 minutes without a request, after 12 hours in all, on signing out, and with its account's
//! password or closing (S-2, S-19; values ours).

use crate::{App, Result};
use chrono::Duration;
use domain::ids::AccountId;
use sea_orm::ConnectionTrait;
use storage::sessions::{self, Session};

/// Without a request for so long, a session is over.
const IDLE: Duration = Duration::minutes(30);
/// However busy, a session is over.
const WHOLE: Duration = Duration::hours(12);
/// A request moves the end only when it would move it this far.
const STEP: Duration = Duration::minutes(1);

/// Begins a session; false where the token is in use.
///
/// # Errors
/// The database is away.
pub async fn create(app: &App, token: &str, account: Option<AccountId>, body: &str) -> Result<bool> {
    let (begins, ends) = (app.now().timestamp_millis(), (app.now() + IDLE).timestamp_millis());
    let session = Session { body: body.to_owned(), created_at: begins, expires_at: ends };
    Ok(sessions::insert(app.db().reader(), digest(app, token), account, session).await?)
}

/// Overwrites what a session holds. One that was ended meanwhile stays ended.
///
/// # Errors
/// The database is away.
pub async fn save(app: &App, token: &str, account: Option<AccountId>, body: &str) -> Result<()> {
    Ok(sessions::save(app.db().reader(), &digest(app, token), account, body).await?)
}

/// What a session holds, while it lasts. Looking moves its end, which [`keep_moved`] writes later.
///
/// # Errors
/// The database is away.
pub async fn load(app: &App, token: &str) -> Result<Option<String>> {
    let digest = digest(app, token);
    let Some(row) = sessions::get(app.db().reader(), &digest).await? else { return Ok(None) };
    // A demo's clock jumps by days while its visitor stays: there a session ends by signing out.
    if app.clock().is_demo() {
        return Ok(Some(row.body));
    }
    let now = app.now().timestamp_millis();
    let mut moved = app.session_ends().get();
    let end = moved.get(&digest).map_or(row.expires_at, |moved| row.expires_at.max(*moved));
    if end <= now || row.created_at + WHOLE.num_milliseconds() <= now {
        return Ok(None);
    }
    let later = now + IDLE.num_milliseconds();
    if later - end >= STEP.num_milliseconds() {
        moved.insert(digest, later);
    }
    Ok(Some(row.body))
}

/// Writes the ends that looks have moved, all in one short transaction; returns how many. To be called about once a
/// minute: so much may a program that is killed, or another one over the same database, take a session to be older.
///
/// # Errors
/// The database is away; they are kept and written the next time.
pub async fn keep_moved(app: &App) -> Result<usize> {
    let moved = app.session_ends().get().clone();
    if moved.is_empty() {
        return Ok(0);
    }
    let tx = app.db().begin_staging().await?;
    for (digest, end) in &moved {
        sessions::move_end(&tx, digest, *end).await?;
    }
    tx.commit().await?;
    app.session_ends().get().retain(|digest, end| moved.get(digest) != Some(end));
    Ok(moved.len())
}

/// Ends a session.
///
/// # Errors
/// The database is away.
pub async fn delete(app: &App, token: &str) -> Result<()> {
    Ok(sessions::delete(app.db().reader(), digest(app, token)).await?)
}

/// Sweeps what is over; returns how many.
///
/// # Errors
/// The database is away.
pub async fn sweep(app: &App) -> Result<u64> {
    if app.clock().is_demo() {
        return Ok(0);
    }
    keep_moved(app).await?;
    let now = app.now();
    Ok(sessions::sweep(app.db().reader(), now, now - WHOLE).await?)
}

/// Ends every session of an account.
pub(crate) async fn end_all(conn: &impl ConnectionTrait, account: AccountId) -> Result<()> {
    Ok(sessions::delete_of(conn, account).await?)
}

/// The fingerprint under which a session is kept, and a form knows by which it comes.
#[must_use]
pub fn digest(app: &App, token: &str) -> String {
    app.vault().token_fingerprint(token).to_string()
}
