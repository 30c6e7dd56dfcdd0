//! The sealed rows of a version, opened again.

use super::pack::{self, Schema};
use crate::{App, Error, Result};
use domain::{ids::RosterVersionId, roster::RosterRow};
use storage::rosters::blocks;
use vault::Fingerprint;

/// A row as it was filed. `Debug` masks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRow {
    /// The place of its sheet among those read, from 0.
    pub sheet: u16,
    /// The sheet's row number.
    pub row: u32,
    /// Its values.
    pub values: RosterRow,
}

/// Every accepted row of a version, in order, for the program's own work: nobody looks.
pub(crate) async fn each_row(app: &App, version: RosterVersionId, mut each: impl FnMut(&RosterRow)) -> Result<()> {
    for block in 1.. {
        let rows = opened(app, version, block).await?;
        if rows.is_empty() {
            break;
        }
        rows.iter().for_each(|row| each(&row.values));
    }
    Ok(())
}

async fn opened(app: &App, version: RosterVersionId, block: i64) -> Result<Vec<StoredRow>> {
    let sealed = blocks::get(app.db().reader(), version, block).await?;
    let Some(sealed) = sealed else { return Ok(Vec::new()) };
    let opened = app.vault().open_rows(super::block_place(version, block), &sealed.rows_sealed)?;
    let broken = || Error::Internal(format!("block {block} of version {version} does not read"));
    let mut packed = opened.iter();
    let schema = packed.next().and_then(Schema::read).ok_or_else(broken)?;
    packed.map(|row| StoredRow::unpack(&schema, row).ok_or_else(broken)).collect()
}

impl StoredRow {
    /// Whose row it is.
    pub(super) fn person(&self, app: &App) -> Fingerprint {
        let document = &self.values.document;
        app.vault().fingerprints().person(document.kind().code(), document.number())
    }

    /// A row of a block; none when the bytes are something else.
    pub(super) fn unpack(schema: &Schema, packed: &[u8]) -> Option<StoredRow> {
        let (sheet, row, values) = StoredRow::place(packed)?;
        Some(StoredRow { sheet, row, values: schema.unpack(values)? })
    }

    /// Where a packed row stood, and its values.
    pub(super) fn place(packed: &[u8]) -> Option<(u16, u32, &[u8])> {
        let (sheet, rest) = packed.split_first_chunk()?;
        let (row, values) = rest.split_first_chunk()?;
        Some((u16::from_be_bytes(*sheet), u32::from_be_bytes(*row), values))
    }

    /// The kind and number of the document of a packed row, without unpacking the rest.
    pub(super) fn document(packed: &[u8]) -> Option<(&str, &str)> {
        pack::document(packed.get(6..)?)?.split_once(':')
    }
}
