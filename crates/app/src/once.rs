//! One-time keys of forms: a second click gets the first one's answer.

use crate::{App, Result};
use domain::access::Actor;
use sea_orm::{ActiveValue::Set, EntityTrait, sea_query::OnConflict};
use storage::entities::once;

/// Where the first use of a key led; none where the key is new.
///
/// # Errors
/// The database is away.
pub async fn answer(app: &App, actor: Option<&Actor>, key: &str) -> Result<Option<String>> {
    let row = once::Entity::find_by_id(key.to_owned()).one(app.db().reader()).await?;
    Ok(row.filter(|row| row.account == account(actor)).map(|row| row.answer))
}

/// Remembers where a key led.
///
/// # Errors
/// The database is away.
pub async fn remember(app: &App, actor: Option<&Actor>, key: &str, answer: &str) -> Result<()> {
    let row = once::ActiveModel {
        key: Set(key.to_owned()),
        account: Set(account(actor)),
        answer: Set(answer.to_owned()),
        at: Set(app.now().timestamp_millis()),
    };
    once::Entity::insert(row)
        .on_conflict(OnConflict::column(once::Column::Key).do_nothing().to_owned())
        .exec_without_returning(app.db().reader())
        .await?;
    Ok(())
}

fn account(actor: Option<&Actor>) -> i64 {
    actor.map_or(0, |actor| actor.account.0)
}
