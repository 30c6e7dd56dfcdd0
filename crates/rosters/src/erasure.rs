//! One person's rows taken out of a version that no decision rests on: sealed rows, fingerprint, doubts, and the original.

use super::{block_place, pack::Schema, rows::StoredRow};
use crate::{Error, Result, Transaction};
use domain::ids::{BrandId, RosterVersionId};
use std::collections::BTreeSet;
use storage::{
    originals,
    rosters::{
        LedgerYear,
        blocks::{self as stored, Block},
        comparisons::marks,
        imports, matches, people, samples, signs,
        tallies::{self, Tallies},
        verdicts,
        versions::{self, Figures},
    },
};
use vault::{Fingerprint, RowBlock, Vault};

fn is_of(vault: &Vault, row: &[u8], person: Fingerprint) -> bool {
    StoredRow::document(row).is_some_and(|(kind, number)| vault.fingerprints().person(kind, number) == person)
}

/// Takes a person out of a version; how many rows went. Only the blocks that their line names are opened. The head-counts of
/// the brand and its neighbours follow.
///
/// # Errors
/// The database is away; a row does not open.
pub async fn erase(tx: &Transaction, brand: BrandId, version: RosterVersionId, person: Fingerprint) -> Result<u64> {
    let conn = tx.conn();
    let near = tallies::sharing(conn, brand).await?;
    let mut gone = 0;
    for no in people::blocks_of(conn, version, &BTreeSet::from([person])).await? {
        let Some(block) = stored::get(conn, version, no).await? else { continue };
        let (kept, removed) = without(tx, &block, person)?;
        for place in &removed {
            samples::forget_note(conn, version, *place).await?;
        }
        let removed = i64::try_from(removed.len()).unwrap_or(i64::MAX);
        let rows_sealed = tx.vault().seal_rows(block_place(version, no), &kept, &mut *tx.app().chance().get());
        stored::overwrite(conn, Block { count: block.count - removed, rows_sealed, ..block }).await?;
        gone += removed;
    }
    forget(tx, version, person, gone).await?;
    tallies::clear(conn, brand).await?;
    for brand in near.into_iter().chain([brand]) {
        tallies::refresh_one(conn, brand, &Tallies::new()).await?;
    }
    Ok(gone.unsigned_abs())
}

/// A block's rows but those of a person, the schema at their head, and the places (sheet, row) of those left out.
fn without(tx: &Transaction, block: &Block, person: Fingerprint) -> Result<(RowBlock, Vec<(u16, u32)>)> {
    let opened = tx.vault().open_rows(block_place(block.version, block.no), &block.rows_sealed)?;
    let mut rows = opened.iter();
    let head = rows.next().filter(|head| Schema::read(head).is_some());
    let head = head.ok_or_else(|| Error::Internal(format!("block {} of version {}", block.no, block.version)))?;
    let mut kept = RowBlock::with_capacity(opened.len(), opened.size());
    kept.push(head);
    let mut removed = Vec::new();
    for row in rows {
        if is_of(tx.vault(), row, person) {
            removed.extend(StoredRow::place(row).map(|(sheet, row, _)| (sheet, row)));
        } else {
            kept.push(row);
        }
    }
    Ok((kept, removed))
}

/// The person's line, the doubts about them, what was judged of them, and the original file, which names them still.
async fn forget(tx: &Transaction, id: RosterVersionId, person: Fingerprint, rows: i64) -> Result<()> {
    let conn = tx.conn();
    let listed = people::delete(conn, id, person).await?;
    matches::forget_person(conn, id, person).await?;
    let Some(version) = versions::get(conn, id).await? else { return Ok(()) };
    signs::forget(conn, version.roster.ledger_year()).await?;
    forget_judgements(tx, version.roster.ledger_year(), person).await?;
    let was = version.figures;
    let figures = Figures {
        rows: was.rows - rows,
        accepted: was.accepted - rows,
        people: was.people - i64::from(listed == Some(false)),
        waiting: was.waiting - i64::from(listed == Some(true)),
        ..was
    };
    versions::set_figures(conn, id, figures).await?;
    if let Some(upload) = imports::get(conn, version.import).await? {
        originals::let_go(conn, upload.file, tx.now()).await?;
    }
    Ok(())
}

/// What bureaus and outside records said of a person of a brand, ledger and year, where no version there lists them any more.
async fn forget_judgements(tx: &Transaction, of: LedgerYear, person: Fingerprint) -> Result<()> {
    if people::lists(tx.conn(), of, person).await? {
        return Ok(());
    }
    verdicts::forget(tx.conn(), of, Some(person)).await?;
    Ok(marks::forget(tx.conn(), of, Some(person)).await?)
}
