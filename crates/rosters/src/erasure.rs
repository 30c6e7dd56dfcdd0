//! One person's rows taken out of a version that no decision rests on: sealed rows, fingerprint, doubts, and the original.

use super::{block_place, blocks, pack::Schema, rows::StoredRow, sets, signs, tallies};
use crate::{App, Error, Result, Transaction};
use domain::ids::BrandId;
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter,
    sea_query::{Expr, Query},
};
use storage::{
    entities::{
        comparison_mark, file, roster, roster_block, roster_import, roster_match, roster_person, roster_verdict,
        roster_verdict_ground, roster_version,
    },
    rosters::LedgerYear,
};
use vault::{Fingerprint, RowBlock, Vault};

/// The blocks of a version that hold a row of a person.
///
/// # Errors
/// The database is away; a row does not open.
pub async fn blocks_with(app: &App, version: i64, person: Fingerprint) -> Result<Vec<i64>> {
    blocks::fold(app, version, Vec::new(), move |vault, block, found| {
        let opened = vault.open_rows(block_place(version, block.no), &block.rows_sealed)?;
        if opened.iter().skip(1).any(|row| is_of(vault, row, person)) {
            found.push(block.no);
        }
        Ok(())
    })
    .await
}

fn is_of(vault: &Vault, row: &[u8], person: Fingerprint) -> bool {
    StoredRow::document(row).is_some_and(|(kind, number)| vault.fingerprints().person(kind, number) == person)
}

/// Takes a person out of a version; how many rows went. The head-counts of the brand and its neighbours follow.
///
/// # Errors
/// The database is away; a row does not open.
pub async fn erase(tx: &Transaction, brand: BrandId, version: i64, blocks: &[i64], person: Fingerprint) -> Result<u64> {
    let conn = tx.conn();
    let near = tallies::sharing(conn, brand.0).await?;
    let mut gone = 0;
    for no in blocks {
        let Some(block) = roster_block::Entity::find_by_id((version, *no)).one(conn).await? else { continue };
        let (kept, removed) = without(tx, &block, person)?;
        for place in &removed {
            signs::forget_note(conn, version, *place).await?;
        }
        let removed = i64::try_from(removed.len()).unwrap_or(i64::MAX);
        let sealed = tx.vault().seal_rows(block_place(version, *no), &kept, &mut *tx.app().chance().get());
        let change = roster_block::ActiveModel {
            version: Set(version),
            no: Set(*no),
            count: Set(block.count - removed),
            rows_sealed: Set(sealed),
            ..Default::default()
        };
        roster_block::Entity::update(change).exec(conn).await?;
        gone += removed;
    }
    forget(tx, version, person, gone).await?;
    tallies::clear(conn, brand.0).await?;
    for brand in near.into_iter().chain([brand.0]) {
        tallies::refresh_one(conn, brand, &tallies::Tallies::new()).await?;
    }
    Ok(gone.unsigned_abs())
}

/// A block's rows but those of a person, the schema at their head, and the places (sheet, row) of those left out.
fn without(tx: &Transaction, block: &roster_block::Model, person: Fingerprint) -> Result<(RowBlock, Vec<(u16, u32)>)> {
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
async fn forget(tx: &Transaction, version: i64, person: Fingerprint, rows: i64) -> Result<()> {
    let conn = tx.conn();
    let mark = person.as_bytes().to_vec();
    let lines = roster_person::Entity::find()
        .filter(roster_person::Column::Version.eq(version))
        .filter(roster_person::Column::Person.eq(mark.clone()))
        .all(conn)
        .await?;
    let waited = i64::from(lines.iter().any(|line| line.waiting));
    let counted = i64::from(!lines.is_empty()) - waited;
    roster_person::Entity::delete_many()
        .filter(roster_person::Column::Version.eq(version))
        .filter(roster_person::Column::Person.eq(mark.clone()))
        .exec(conn)
        .await?;
    for side in [roster_match::Column::Version, roster_match::Column::Other] {
        roster_match::Entity::delete_many()
            .filter(side.eq(version))
            .filter(roster_match::Column::Person.eq(mark.clone()))
            .exec(conn)
            .await?;
    }
    let Some(row) = roster_version::Entity::find_by_id(version).one(conn).await? else { return Ok(()) };
    if let Some(of) = roster::Entity::find_by_id(row.roster).one(conn).await? {
        signs::forget_signs(conn, LedgerYear::try_from(&of)?).await?;
        forget_judgements(tx, &of, mark).await?;
    }
    let import = row.import;
    let row = roster_version::Model {
        rows: row.rows - rows,
        accepted: row.accepted - rows,
        people: row.people - counted,
        waiting: row.waiting - waited,
        ..row
    };
    roster_version::Entity::update(row.into_active_model().reset_all()).exec(conn).await?;
    if let Some(upload) = roster_import::Entity::find_by_id(import).one(conn).await? {
        file::Entity::update_many()
            .col_expr(file::Column::RemovedAt, Expr::value(tx.now().timestamp_millis()))
            // Nothing names its content any more: the next sweep of files takes it.
            .col_expr(file::Column::Digest, Expr::value(""))
            .filter(file::Column::Id.eq(upload.file))
            .exec(conn)
            .await?;
    }
    Ok(())
}

/// What bureaus and outside records said of a person of a brand, ledger and year, where no version there lists them any more.
async fn forget_judgements(tx: &Transaction, of: &roster::Model, mark: Vec<u8>) -> Result<()> {
    let conn = tx.conn();
    let versions = Query::select()
        .column(roster_version::Column::Id)
        .from(roster_version::Entity)
        .and_where(roster_version::Column::Roster.in_subquery(sets::beside(of)))
        .take();
    let listed = roster_person::Entity::find()
        .filter(roster_person::Column::Version.in_subquery(versions))
        .filter(roster_person::Column::Person.eq(mark.clone()));
    if listed.one(conn).await?.is_some() {
        return Ok(());
    }
    macro_rules! forget {
        ($($table:ident),+) => {$(
            $table::Entity::delete_many()
                .filter($table::Column::Brand.eq(of.brand))
                .filter($table::Column::Ledger.eq(of.ledger.as_str()))
                .filter($table::Column::Year.eq(of.year))
                .filter($table::Column::Person.eq(mark.clone()))
                .exec(conn)
                .await?;
        )+};
    }
    forget!(roster_verdict, roster_verdict_ground, comparison_mark);
    Ok(())
}
