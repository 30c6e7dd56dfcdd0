//! The rows of versions, sealed in blocks.

use crate::{Error, entities::roster_block, lists};
use domain::ids::RosterVersionId;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// A block of rows.
#[derive(Clone, Debug)]
pub struct Block {
    /// The version.
    pub version: RosterVersionId,
    /// Its number in the version, from 1.
    pub no: i64,
    /// Rows in it.
    pub count: i64,
    /// The rows, sealed to their place.
    pub rows_sealed: Vec<u8>,
}

fn block(row: roster_block::Model) -> Block {
    let roster_block::Model { version, no, first_row: _, count, rows_sealed } = row;
    Block { version: RosterVersionId(version), no, count, rows_sealed }
}

/// One block; none beyond the last.
///
/// # Errors
/// The database is away.
pub async fn get(conn: &impl ConnectionTrait, version: RosterVersionId, no: i64) -> Result<Option<Block>, Error> {
    Ok(roster_block::Entity::find_by_id((version.0, no)).one(conn).await?.map(block))
}

/// Some blocks of a version by their numbers, in their order.
///
/// # Errors
/// The database is away.
pub async fn these(
    conn: &impl ConnectionTrait,
    version: RosterVersionId,
    numbers: &[i64],
) -> Result<Vec<Block>, Error> {
    let rows = roster_block::Entity::find()
        .filter(roster_block::Column::Version.eq(version.0))
        .filter(lists::among(conn, roster_block::Column::No, numbers.iter().copied()))
        .order_by_asc(roster_block::Column::No)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(block).collect())
}

/// The next blocks of a version after one of them (0 for the first), at most `many`.
///
/// # Errors
/// The database is away.
pub async fn after(
    conn: &impl ConnectionTrait,
    version: RosterVersionId,
    no: i64,
    many: u64,
) -> Result<Vec<Block>, Error> {
    let rows = roster_block::Entity::find()
        .filter(roster_block::Column::Version.eq(version.0))
        .filter(roster_block::Column::No.gt(no))
        .order_by_asc(roster_block::Column::No)
        .limit(many)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(block).collect())
}

/// Writes a block's rows in place of what it held.
///
/// # Errors
/// The database is away.
pub async fn overwrite(conn: &impl ConnectionTrait, block: Block) -> Result<(), Error> {
    let change = roster_block::ActiveModel {
        count: Set(block.count),
        rows_sealed: Set(block.rows_sealed),
        ..Default::default()
    };
    roster_block::Entity::update_many()
        .set(change)
        .filter(roster_block::Column::Version.eq(block.version.0))
        .filter(roster_block::Column::No.eq(block.no))
        .exec(conn)
        .await?;
    Ok(())
}
