//! Sealed rows of filed versions, read for signs and samples: all of them leanly, or a few in full.

use crate::{
    App, Error, Result, block_place, blocks,
    pack::{Lean, Schema},
    rows::StoredRow,
};
use domain::{
    identity::DocumentNumber,
    ids::RosterVersionId,
    mobile::Mobile,
    roster::{
        Ledger,
        signs::{Entry, Lines, RowAddress},
    },
};
use serde::{Deserialize, de::value::StrDeserializer};
use std::collections::{BTreeMap, BTreeSet};
use storage::rosters::blocks::{self as stored, Block};
use vault::Vault;

/// Every row of these versions that stands in the ledger, in the order of versions, blocks and rows.
pub(super) async fn lines(app: &App, versions: &[RosterVersionId], ledger: Ledger) -> Result<Lines> {
    let mut lines = Lines::new(ledger);
    for version in versions {
        lines =
            blocks::fold(app, *version, lines, move |vault, block, lines| take_in(vault, block, lines, ledger)).await?;
    }
    Ok(lines)
}

fn broken(block: &Block) -> Error {
    Error::Internal(format!("block {} of version {} does not read", block.no, block.version))
}

fn take_in(vault: &Vault, block: &Block, lines: &mut Lines, ledger: Ledger) -> Result<()> {
    let opened = vault.open_rows(block_place(block.version, block.no), &block.rows_sealed)?;
    let mut packed = opened.iter();
    let schema = packed.next().and_then(Schema::read).ok_or_else(|| broken(block))?;
    for row in packed {
        let (sheet, at, values) = StoredRow::place(row).ok_or_else(|| broken(block))?;
        let lean = schema.lean(values).ok_or_else(|| broken(block))?;
        if lean.feeds(ledger) {
            let place = RowAddress { version: block.version.0, block: block.no, sheet, row: at };
            lines.push(place, &entry(&lean, ledger).ok_or_else(|| broken(block))?);
        }
    }
    Ok(())
}

fn entry<'b>(row: &Lean<'b>, ledger: Ledger) -> Option<Entry<'b>> {
    let document = StrDeserializer::<serde::de::value::Error>::new(row.document);
    let (from, until) = Entry::days(ledger);
    Some(Entry {
        document: DocumentNumber::deserialize(document).ok()?,
        mobile: Mobile::parse(row.mobile).ok()?.value,
        class_no: row.text("class_no"),
        certificate_no: row.text("certificate_no"),
        employer_name: row.text("employer_name"),
        employer_uscc: row.text("employer_uscc"),
        employed: row.text("employment_form") == Some("employed"),
        from: row.day(from),
        until: row.day(until),
    })
}

/// The rows at some places, in full.
pub(super) async fn rows_at(app: &App, places: &[RowAddress]) -> Result<BTreeMap<RowAddress, StoredRow>> {
    let blocks: BTreeSet<(i64, i64)> = places.iter().map(|place| (place.version, place.block)).collect();
    let mut rows = BTreeMap::new();
    for (version, no) in blocks {
        let id = RosterVersionId(version);
        let Some(block) = stored::get(app.db().reader(), id, no).await? else { continue };
        let opened = app.vault().open_rows(block_place(id, no), &block.rows_sealed)?;
        let mut packed = opened.iter();
        let schema = packed.next().and_then(Schema::read).ok_or_else(|| broken(&block))?;
        for row in packed {
            let (sheet, at, _) = StoredRow::place(row).ok_or_else(|| broken(&block))?;
            let place = RowAddress { version, block: no, sheet, row: at };
            if places.contains(&place) {
                rows.insert(place, StoredRow::unpack(&schema, row).ok_or_else(|| broken(&block))?);
            }
        }
    }
    Ok(rows)
}
