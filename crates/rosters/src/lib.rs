//! Rosters (花名册, annex 2): filed extracts of the training and employment ledgers, counted by distinct person.

mod blocks;
mod check;
pub mod comparisons;
mod count;
mod difference;
mod disputed;
mod dockets;
mod doubts;
mod erasure;
mod imports;
mod matches;
mod pack;
mod people;
mod problems;
mod recount;
mod rows;
mod scan;
mod sets;
mod sightings;
mod signs;
mod stage;
mod standing;
mod tallies;
mod template;
mod verdicts;
mod visibility;

pub use check::{CheckReport, Found, check_file, check_file_with};
pub use count::{Compared, Counts, counts};
pub use difference::{Difference, differences};
pub(crate) use disputed::reviewer;
pub use disputed::{
    Chosen, Disputed, DisputedPage, DisputedQuery, SideView, Sighting, brand_name, disputed, rivals, unmask_person,
    verdicts,
};
pub use dockets::{Docket, dockets, undecided};
pub use erasure::{blocks_with, erase};
pub use imports::{
    ImportState, ImportView, VersionView, begin_import, commit_import, discard_import, import_status, imports,
    keyed_in, resume_checks, subject as import_subject, sweep_imports, wait_for_check,
};
pub use problems::{ProblemKind, ProblemPage, ProblemQuery, ProblemView, marked_workbook, problem_kinds, problems};
pub use recount::{Discrepancy, Recount, mend, recount};
pub(crate) use rows::each_row;
pub use rows::{StoredRow, rows};
pub use sets::beside;
pub use sightings::rows_of;
pub use signs::{
    Called, NewSample, SampleView, SampledPage, SignAt, SignRow, SignSheet, SignsDocket, UnmaskedRow, called_rows,
    conclude_sample, draw_sample, enter_results, forget_samples, forget_signs, sample, sample_size,
    search_pending_signs, search_signs, sign_events, sign_rows, signed_brands, signs_of, signs_of_brands,
    unmask_called, unmask_sign_rows,
};
pub use spreadsheets::ENDINGS;
pub use stage::check_import;
pub use standing::Reason;
pub use template::template;
pub use verdicts::{Keeps, Verdict, Whom, check_chosen, check_ground, decidable, decide_people};

use chrono::{Datelike, NaiveDate};
use domain::{
    application::PinnedRoster,
    comparison::Unconfirmed,
    event::Moment,
    ids::{BrandId, ImportId, RosterVersionId},
    roster::{Ledger, SheetKind},
};
pub(crate) use kernel::{App, Error, FieldError, Result, Transaction, access_log, originals, seals, uploads};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use std::ops::RangeInclusive;
use storage::entities::{roster, roster_claim, roster_version};

/// The years an application is filed with (4.4): the year before and the current one.
#[must_use]
pub fn years(today: NaiveDate) -> RangeInclusive<i32> {
    today.year() - 1..=today.year()
}

/// The newest published version of every roster of a brand in these years: what a submission pins.
///
/// # Errors
/// The database is away.
pub async fn pin(conn: &impl ConnectionTrait, brand: BrandId, years: RangeInclusive<i32>) -> Result<Vec<PinnedRoster>> {
    let rosters = roster::Entity::find()
        .filter(roster::Column::Brand.eq(brand.0))
        .filter(roster::Column::Year.between(*years.start(), *years.end()))
        .order_by_asc(roster::Column::Id)
        .all(conn)
        .await?;
    let mut pinned = Vec::new();
    for roster in rosters {
        let newest = roster_version::Entity::find()
            .filter(roster_version::Column::Roster.eq(roster.id))
            .filter(roster_version::Column::State.eq("published"))
            .order_by_desc(roster_version::Column::No)
            .one(conn)
            .await?;
        if let Some(version) = newest {
            pinned.push(PinnedRoster { version: RosterVersionId(version.id), digest: version.digest });
        }
    }
    Ok(pinned)
}

/// Claims the people of the pinned versions for a brand, in place of what it claimed before: from now on another
/// submitted brand with one of them makes that person disputed (待核). Where the application's policy lets the unconfirmed wait,
/// so do all whom no outside record has confirmed.
///
/// # Errors
/// The database is away.
pub async fn freeze(tx: &Transaction, brand: BrandId, pinned: &[PinnedRoster], unconfirmed: Unconfirmed) -> Result<()> {
    roster_claim::Entity::delete_many().filter(roster_claim::Column::Brand.eq(brand.0)).exec(tx.conn()).await?;
    for roster_version in pinned {
        let id = roster_version.version.0;
        let Some(version) = roster_version::Entity::find_by_id(id).one(tx.conn()).await? else { continue };
        let Some(of) = roster::Entity::find_by_id(version.roster).one(tx.conn()).await? else { continue };
        let claim = roster_claim::ActiveModel {
            version: Set(id),
            brand: Set(brand.0),
            ledger: Set(of.ledger),
            year: Set(of.year),
            must_confirm: Set(unconfirmed == Unconfirmed::Wait),
        };
        roster_claim::Entity::insert(claim).exec_without_returning(tx.conn()).await?;
    }
    retally(tx, brand).await
}

/// Gives up a brand's claims when its attempt ends.
///
/// # Errors
/// The database is away.
pub async fn release(tx: &Transaction, brand: BrandId) -> Result<()> {
    roster_claim::Entity::delete_many().filter(roster_claim::Column::Brand.eq(brand.0)).exec(tx.conn()).await?;
    retally(tx, brand).await
}

/// Brings the counters of a brand, and of those that share people with it, up to what the transaction did.
///
/// # Errors
/// The database is away.
pub async fn retally(tx: &Transaction, brand: BrandId) -> Result<()> {
    tallies::refresh(tx.conn(), brand, &tallies::Tallies::new()).await
}

/// Forgets doubts, claims and head-counts of a version that is deleted, with those of the brands that shared people with it.
///
/// # Errors
/// The database is away.
pub async fn forget_version(tx: &Transaction, brand: BrandId, version: i64) -> Result<()> {
    let near = tallies::sharing(tx.conn(), brand.0).await?;
    matches::forget(tx.conn(), &[version]).await?;
    roster_claim::Entity::delete_many().filter(roster_claim::Column::Version.eq(version)).exec(tx.conn()).await?;
    for brand in near.into_iter().chain([brand.0]) {
        tallies::refresh_one(tx.conn(), brand, &tallies::Tallies::new()).await?;
    }
    Ok(())
}

/// Takes away what an upload staged.
///
/// # Errors
/// The database is away.
pub async fn clear_import(tx: &Transaction, import: ImportId) -> Result<()> {
    stage::clear(tx.conn(), import).await
}

/// Where a block of rows is sealed.
fn block_place(version: i64, no: i64) -> vault::Context {
    seals::ROSTER_ROWS.key(&format!("{version}/{no}"))
}

/// The ledger of a roster.
async fn ledger_of(conn: &impl ConnectionTrait, id: i64) -> Result<Ledger> {
    let row = roster::Entity::find_by_id(id).one(conn).await?;
    row.and_then(|row| Ledger::parse(&row.ledger)).ok_or_else(|| Error::Internal(format!("roster {id}")))
}

fn sheet_kind(code: &str) -> Result<SheetKind> {
    SheetKind::parse(code).ok_or_else(|| Error::Internal(format!("a sheet of kind {code}")))
}

fn moment(millis: i64) -> Moment {
    Moment::from_timestamp_millis(millis).unwrap_or(Moment::UNIX_EPOCH)
}
