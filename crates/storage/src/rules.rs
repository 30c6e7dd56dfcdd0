//! Policy files and calendar years as they were loaded.

use crate::{
    Error,
    entities::{calendar_year, policy_version},
};
use domain::{event::Moment, ids::AccountId};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, sea_query::OnConflict};

/// A policy file that was loaded.
#[derive(Clone, Debug)]
pub struct LoadedPolicy {
    /// SM3 of its text.
    pub digest: String,
    /// Its file name.
    pub name: String,
    /// Its text.
    pub body: String,
    /// By whom; none where the program brought it.
    pub by: Option<AccountId>,
}

/// Every policy file: the program's own first, then what people loaded, each in the order of time.
///
/// # Errors
/// The database is away.
pub async fn policies(conn: &impl ConnectionTrait) -> Result<Vec<LoadedPolicy>, Error> {
    let mut rows = policy_version::Entity::find().all(conn).await?;
    rows.sort_by_key(|row| (row.loaded_by.is_some(), row.loaded_at));
    let loaded = |row: policy_version::Model| LoadedPolicy {
        digest: row.digest,
        name: row.name,
        body: row.body,
        by: row.loaded_by.map(AccountId),
    };
    Ok(rows.into_iter().map(loaded).collect())
}

/// Writes a policy file down, unless it is there.
///
/// # Errors
/// The database is away.
pub async fn remember_policy(conn: &impl ConnectionTrait, policy: LoadedPolicy, at: Moment) -> Result<(), Error> {
    let known = OnConflict::column(policy_version::Column::Digest).do_nothing().to_owned();
    policy_version::Entity::insert(row(policy, at)).on_conflict(known).exec_without_returning(conn).await?;
    Ok(())
}

/// Writes a policy file down as loaded now, also where it had been loaded before.
///
/// # Errors
/// The database is away.
pub async fn load_policy(conn: &impl ConnectionTrait, policy: LoadedPolicy, at: Moment) -> Result<(), Error> {
    use policy_version::Column::{Digest, LoadedAt, LoadedBy, Name};
    let again = OnConflict::column(Digest).update_columns([Name, LoadedAt, LoadedBy]).to_owned();
    policy_version::Entity::insert(row(policy, at)).on_conflict(again).exec_without_returning(conn).await?;
    Ok(())
}

fn row(policy: LoadedPolicy, at: Moment) -> policy_version::ActiveModel {
    policy_version::ActiveModel {
        digest: Set(policy.digest),
        name: Set(policy.name),
        body: Set(policy.body),
        loaded_at: Set(at.timestamp_millis()),
        loaded_by: Set(policy.by.map(|by| by.0)),
    }
}

/// The calendar years that were loaded, with their texts.
///
/// # Errors
/// The database is away.
pub async fn calendar_years(conn: &impl ConnectionTrait) -> Result<Vec<(i64, String)>, Error> {
    let rows = calendar_year::Entity::find().all(conn).await?;
    Ok(rows.into_iter().map(|row| (row.year, row.body)).collect())
}

/// Writes a calendar year down, in place of the one before.
///
/// # Errors
/// The database is away.
pub async fn load_calendar_year(conn: &impl ConnectionTrait, year: i32, text: &str, at: Moment) -> Result<(), Error> {
    use calendar_year::Column::{Body, LoadedAt, Year};
    let row = calendar_year::ActiveModel {
        year: Set(i64::from(year)),
        body: Set(text.to_owned()),
        loaded_at: Set(at.timestamp_millis()),
    };
    let again = OnConflict::column(Year).update_columns([Body, LoadedAt]).to_owned();
    calendar_year::Entity::insert(row).on_conflict(again).exec_without_returning(conn).await?;
    Ok(())
}
