//! What is kept of an objection beside its stream: words, sealed.

use crate::{Error, entities::objection};
use domain::ids::ObjectionId;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

/// Keeps what an investigation found.
///
/// # Errors
/// The database is away.
pub async fn set_investigation(conn: &impl ConnectionTrait, id: ObjectionId, sealed: Vec<u8>) -> Result<(), Error> {
    set(conn, id, objection::ActiveModel { investigation_sealed: Set(Some(sealed)), ..Default::default() }).await
}

/// Keeps what the objector was answered.
///
/// # Errors
/// The database is away.
pub async fn set_answer(conn: &impl ConnectionTrait, id: ObjectionId, sealed: Vec<u8>) -> Result<(), Error> {
    set(conn, id, objection::ActiveModel { answer_sealed: Set(Some(sealed)), ..Default::default() }).await
}

async fn set(conn: &impl ConnectionTrait, id: ObjectionId, columns: objection::ActiveModel) -> Result<(), Error> {
    objection::Entity::update_many().set(columns).filter(objection::Column::Id.eq(id.0)).exec(conn).await?;
    Ok(())
}
