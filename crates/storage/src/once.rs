//! Forms that were done, by the keyed fingerprint of their one-time key.

use crate::{Error, entities::once};
use domain::event::Moment;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, OnConflict},
};

/// A form that was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// Keyed mark of everything typed.
    pub content: i64,
    /// Where it led; none where nobody has said yet.
    pub answer: Option<String>,
}

/// Claims a key; false where it is claimed already.
///
/// # Errors
/// The database is away.
pub async fn claim(conn: &impl ConnectionTrait, key: &str, content: i64, at: Moment) -> Result<bool, Error> {
    let row = once::ActiveModel {
        key: Set(key.to_owned()),
        content: Set(content),
        answer: Set(None),
        at: Set(at.timestamp_millis()),
    };
    let made = once::Entity::insert(row)
        .on_conflict(OnConflict::column(once::Column::Key).do_nothing().to_owned())
        .exec_without_returning(conn)
        .await?;
    Ok(made > 0)
}

/// What was done under a key.
///
/// # Errors
/// The database is away.
pub async fn find(conn: &impl ConnectionTrait, key: &str) -> Result<Option<Done>, Error> {
    let row = once::Entity::find_by_id(key.to_owned()).one(conn).await?;
    Ok(row.map(|row| Done { content: row.content, answer: row.answer }))
}

/// Keeps where a form led, where nobody has said yet.
///
/// # Errors
/// The database is away.
pub async fn answer(conn: &impl ConnectionTrait, key: &str, to: &str) -> Result<(), Error> {
    once::Entity::update_many()
        .col_expr(once::Column::Answer, Expr::value(to))
        .filter(once::Column::Key.eq(key))
        .filter(once::Column::Answer.is_null())
        .exec(conn)
        .await?;
    Ok(())
}

/// Lets go of a key.
///
/// # Errors
/// The database is away.
pub async fn release(conn: &impl ConnectionTrait, key: &str) -> Result<(), Error> {
    once::Entity::delete_by_id(key.to_owned()).exec(conn).await?;
    Ok(())
}
