//! The rows behind a person: the blocks of a version that hold rows of the people asked for are opened, and theirs kept.

use super::{block_place, blocks, pack::Schema, rows::StoredRow};
use crate::{App, Error, Result};
use domain::ids::RosterVersionId;
use std::collections::{BTreeMap, BTreeSet};
use storage::rosters::people;
use vault::Fingerprint;

/// The rows of some people of a version, in file order.
///
/// # Errors
/// The database is away; a row does not open.
pub async fn rows_of(
    app: &App,
    version: RosterVersionId,
    people: &BTreeSet<Fingerprint>,
) -> Result<BTreeMap<Fingerprint, Vec<StoredRow>>> {
    if people.is_empty() {
        return Ok(BTreeMap::new());
    }
    let blocks = people::blocks_of(app.db().reader(), version, people).await?;
    let people = people.clone();
    blocks::fold_these(app, version, blocks, BTreeMap::<_, Vec<_>>::new(), move |vault, block, found| {
        let broken = || Error::Internal(format!("block {} of version {version} does not read", block.no));
        let opened = vault.open_rows(block_place(version, block.no), &block.rows_sealed)?;
        let mut packed = opened.iter();
        let schema = packed.next().and_then(Schema::read).ok_or_else(broken)?;
        for row in packed {
            let person = StoredRow::document(row).map(|(kind, number)| vault.fingerprints().person(kind, number));
            let person = person.ok_or_else(broken)?;
            if people.contains(&person) {
                found.entry(person).or_default().push(StoredRow::unpack(&schema, row).ok_or_else(broken)?);
            }
        }
        Ok(())
    })
    .await
}
