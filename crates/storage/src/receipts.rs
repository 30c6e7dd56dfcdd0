//! Who signed for a paper that was served, sealed, beside the event that records the service.

use crate::{Error, entities::service_receipt};
use domain::stream::StreamKind;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};

/// Keeps a signer for an event of a stream.
///
/// # Errors
/// The database is away.
pub async fn insert(
    conn: &impl ConnectionTrait,
    (stream, id, seq): (StreamKind, i64, u32),
    signer_sealed: Vec<u8>,
) -> Result<(), Error> {
    let row = service_receipt::ActiveModel {
        stream: Set(stream.code().to_owned()),
        stream_id: Set(id),
        seq: Set(i64::from(seq)),
        signer_sealed: Set(signer_sealed),
    };
    service_receipt::Entity::insert(row).exec_without_returning(conn).await?;
    Ok(())
}
