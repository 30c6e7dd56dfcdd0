//! Sessions, by the keyed fingerprint of their token.

use crate::{Error, entities::session};
use domain::{event::Moment, ids::AccountId};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, OnConflict},
};

/// A session. Its moments are milliseconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// What it holds.
    pub body: String,
    /// When it began.
    pub created_at: i64,
    /// When it ends without a request.
    pub expires_at: i64,
}

/// Begins a session; false where the token is in use.
///
/// # Errors
/// The database is away.
pub async fn insert(
    conn: &impl ConnectionTrait,
    digest: String,
    account: Option<AccountId>,
    session: Session,
) -> Result<bool, Error> {
    let row = session::ActiveModel {
        digest: Set(digest),
        account: Set(account.map(|account| account.0)),
        body: Set(session.body),
        created_at: Set(session.created_at),
        expires_at: Set(session.expires_at),
    };
    let inserted = session::Entity::insert(row)
        .on_conflict(OnConflict::column(session::Column::Digest).do_nothing().to_owned())
        .exec_without_returning(conn)
        .await?;
    Ok(inserted == 1)
}

/// Overwrites what a session holds; nothing where there is none.
///
/// # Errors
/// The database is away.
pub async fn save(
    conn: &impl ConnectionTrait,
    digest: &str,
    account: Option<AccountId>,
    body: &str,
) -> Result<(), Error> {
    let change = session::ActiveModel {
        account: Set(account.map(|account| account.0)),
        body: Set(body.to_owned()),
        ..Default::default()
    };
    session::Entity::update_many().set(change).filter(session::Column::Digest.eq(digest)).exec(conn).await?;
    Ok(())
}

/// A session, over or not.
///
/// # Errors
/// The database is away.
pub async fn get(conn: &impl ConnectionTrait, digest: &str) -> Result<Option<Session>, Error> {
    let row = session::Entity::find_by_id(digest.to_owned()).one(conn).await?;
    let session =
        |row: session::Model| Session { body: row.body, created_at: row.created_at, expires_at: row.expires_at };
    Ok(row.map(session))
}

/// Moves the end of a session forward, never back.
///
/// # Errors
/// The database is away.
pub async fn move_end(conn: &impl ConnectionTrait, digest: &str, end: i64) -> Result<(), Error> {
    session::Entity::update_many()
        .col_expr(session::Column::ExpiresAt, Expr::value(end))
        .filter(session::Column::Digest.eq(digest))
        .filter(session::Column::ExpiresAt.lt(end))
        .exec(conn)
        .await?;
    Ok(())
}

/// Ends a session.
///
/// # Errors
/// The database is away.
pub async fn delete(conn: &impl ConnectionTrait, digest: String) -> Result<(), Error> {
    session::Entity::delete_by_id(digest).exec(conn).await?;
    Ok(())
}

/// Ends every session of an account.
///
/// # Errors
/// The database is away.
pub async fn delete_of(conn: &impl ConnectionTrait, account: AccountId) -> Result<(), Error> {
    session::Entity::delete_many().filter(session::Column::Account.eq(account.0)).exec(conn).await?;
    Ok(())
}

/// Removes the sessions that ended by `now` or began by `begun`; returns how many.
///
/// # Errors
/// The database is away.
pub async fn sweep(conn: &impl ConnectionTrait, now: Moment, begun: Moment) -> Result<u64, Error> {
    let over = Condition::any()
        .add(session::Column::ExpiresAt.lte(now.timestamp_millis()))
        .add(session::Column::CreatedAt.lte(begun.timestamp_millis()));
    Ok(session::Entity::delete_many().filter(over).exec(conn).await?.rows_affected)
}
