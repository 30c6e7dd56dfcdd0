//! One-time links to a password, by the keyed fingerprint of their token.

use crate::{Error, entities::one_time_link};
use domain::{event::Moment, ids::AccountId};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

/// Issues a link; earlier ones of the account that were not used no longer work.
///
/// # Errors
/// The database is away.
pub async fn issue(
    conn: &impl ConnectionTrait,
    digest: String,
    account: AccountId,
    expires_at: Moment,
) -> Result<(), Error> {
    withdraw(conn, account).await?;
    let row = one_time_link::ActiveModel {
        digest: Set(digest),
        account: Set(account.0),
        expires_at: Set(expires_at.timestamp_millis()),
        used_at: Set(None),
    };
    one_time_link::Entity::insert(row).exec_without_returning(conn).await?;
    Ok(())
}

/// Takes back the links of an account that were not used; says whether there were any.
///
/// # Errors
/// The database is away.
pub async fn withdraw(conn: &impl ConnectionTrait, account: AccountId) -> Result<bool, Error> {
    let unused = one_time_link::Entity::delete_many()
        .filter(one_time_link::Column::Account.eq(account.0))
        .filter(one_time_link::Column::UsedAt.is_null());
    Ok(unused.exec(conn).await?.rows_affected > 0)
}

/// Whose link it is, while it works: neither used nor over.
///
/// # Errors
/// The database is away.
pub async fn account_of(conn: &impl ConnectionTrait, digest: &str, now: Moment) -> Result<Option<AccountId>, Error> {
    let link = one_time_link::Entity::find_by_id(digest.to_owned()).one(conn).await?;
    let works = |link: &one_time_link::Model| link.used_at.is_none() && link.expires_at > now.timestamp_millis();
    Ok(link.filter(works).map(|link| AccountId(link.account)))
}

/// Uses a link up.
///
/// # Errors
/// The database is away.
pub async fn use_up(conn: &impl ConnectionTrait, digest: &str, at: Moment) -> Result<(), Error> {
    let used = one_time_link::ActiveModel { used_at: Set(Some(at.timestamp_millis())), ..Default::default() };
    let of = one_time_link::Column::Digest.eq(digest);
    one_time_link::Entity::update_many().set(used).filter(of).exec(conn).await?;
    Ok(())
}
