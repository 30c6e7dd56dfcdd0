//! The rows behind a person: the sealed rows of a version are opened and those of the people asked for kept.

use super::{block_place, pack::Schema, rows::StoredRow};
use crate::{App, Error, Result};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{BTreeMap, BTreeSet};
use storage::entities::roster_block;
use vault::Fingerprint;

/// Blocks in memory at a time.
const BLOCKS: u64 = 64;

/// The rows of some people of a version, in file order.
///
/// # Errors
/// The database is away; a row does not open.
pub async fn rows_of(
    app: &App,
    version: i64,
    people: &BTreeSet<Fingerprint>,
) -> Result<BTreeMap<Fingerprint, Vec<StoredRow>>> {
    let (mut found, mut after) = (BTreeMap::<_, Vec<_>>::new(), 0);
    if people.is_empty() {
        return Ok(found);
    }
    loop {
        let blocks = roster_block::Entity::find()
            .filter(roster_block::Column::Version.eq(version))
            .filter(roster_block::Column::No.gt(after))
            .order_by_asc(roster_block::Column::No)
            .limit(BLOCKS)
            .all(app.db().reader())
            .await?;
        let Some(last) = blocks.last() else { return Ok(found) };
        after = last.no;
        let (vault, people) = (app.vault().clone(), people.clone());
        let opening = tokio::task::spawn_blocking(move || -> Result<Vec<(Fingerprint, StoredRow)>> {
            let mut rows = Vec::new();
            for block in blocks {
                let broken = || Error::Internal(format!("block {} of version {version} does not read", block.no));
                let opened = vault.open_rows(block_place(version, block.no), &block.rows_sealed)?;
                let mut packed = opened.iter();
                let schema = packed.next().and_then(Schema::read).ok_or_else(broken)?;
                for row in packed {
                    let person =
                        StoredRow::document(row).map(|(kind, number)| vault.fingerprints().person(kind, number));
                    let person = person.ok_or_else(broken)?;
                    if people.contains(&person) {
                        rows.push((person, StoredRow::unpack(&schema, row).ok_or_else(broken)?));
                    }
                }
            }
            Ok(rows)
        });
        for (person, row) in opening.await.map_err(|error| Error::Internal(error.to_string()))?? {
            found.entry(person).or_default().push(row);
        }
    }
}
