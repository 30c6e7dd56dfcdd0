//! Rosters (花名册, annex 2): filed extracts of the training and employment ledgers, counted by distinct person.

#![deny(clippy::wildcard_enum_match_arm)]

mod blocks;
mod check;
pub mod comparisons;
mod count;
mod difference;
mod disputed;
mod dockets;
mod erasure;
mod imports;
mod pack;
mod people;
mod problems;
mod recount;
mod rows;
mod scan;
mod sightings;
mod signs;
mod stage;
mod template;
mod verdicts;
mod visibility;

pub use check::{CheckReport, Found, check_file, check_file_with};
pub use count::{Counts, Filed, filed, filed_each, newest};
pub use difference::{Difference, differences};
pub use disputed::{
    Chosen, Disputed, DisputedPage, DisputedQuery, SideView, Sighting, brand_name, disputed, rivals, unmask_person,
    verdicts,
};
pub use dockets::{Docket, docket, dockets, export_dockets, undecided};
pub use domain::roster::doubt::Reason;
pub use erasure::erase;
pub use imports::{
    ImportState, ImportView, VersionView, begin_import, commit_import, discard_import, import_status, imports,
    imports_of, keyed_in, resume_checks, sweep_imports, wait_for_check,
};
pub use problems::{ProblemKind, ProblemPage, ProblemQuery, ProblemView, marked_workbook, problem_kinds, problems};
pub use recount::{Discrepancy, Recount, mend, recount};
pub use rows::StoredRow;
pub(crate) use rows::each_row;
pub use sightings::rows_of;
pub use signs::{
    Called, NewSample, SampleView, SampledPage, SignAt, SignRow, SignSheet, SignsDocket, UnmaskedRow, called_rows,
    conclude_sample, draw_sample, enter_results, export_signed, sample, sample_size, search_pending_signs,
    search_signs, sign_events, sign_rows, signed_brands, signs_of, signs_of_brands, unmask_called, unmask_sign_rows,
};
pub use spreadsheets::ENDINGS;
pub use stage::check_import;
pub use storage::rosters::tallies::Compared;
pub use template::template;
pub use verdicts::{Keeps, Verdict, Whom, check_chosen, check_ground, decidable, decide_people};

use chrono::{Datelike, NaiveDate};
use domain::{
    application::PinnedRoster,
    comparison::Unconfirmed,
    ids::{BrandId, ImportId, RosterVersionId},
};
pub(crate) use kernel::{App, Error, FieldError, Result, Transaction, access_log, originals, seals, uploads};
use sea_orm::ConnectionTrait;
use std::ops::RangeInclusive;
use storage::rosters::{
    claims, matches, staging,
    tallies::{self, Tallies},
    versions,
};

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
    Ok(versions::newest_of(conn, brand, years).await?.iter().map(count::pinned).collect())
}

/// Claims the people of the pinned versions for a brand, in place of what it claimed before: from now on another
/// submitted brand with one of them makes that person disputed (待核). Where the application's policy lets the unconfirmed wait,
/// so do all whom no outside record has confirmed.
///
/// # Errors
/// The database is away.
pub async fn freeze(tx: &Transaction, brand: BrandId, pinned: &[PinnedRoster], unconfirmed: Unconfirmed) -> Result<()> {
    let wait = unconfirmed == Unconfirmed::Wait;
    claims::replace(tx.conn(), brand, pinned.iter().map(|pinned| pinned.version), wait).await?;
    retally(tx, brand).await
}

/// Gives up a brand's claims when its attempt ends.
///
/// # Errors
/// The database is away.
pub async fn release(tx: &Transaction, brand: BrandId) -> Result<()> {
    claims::release(tx.conn(), brand).await?;
    retally(tx, brand).await
}

/// Brings the counters of a brand, and of those that share people with it, up to what the transaction did.
///
/// # Errors
/// The database is away.
pub async fn retally(tx: &Transaction, brand: BrandId) -> Result<()> {
    Ok(tallies::refresh(tx.conn(), brand, &Tallies::new()).await?)
}

/// Forgets doubts, claims and head-counts of a version that is deleted, with those of the brands that shared people with it.
///
/// # Errors
/// The database is away.
pub async fn forget_version(tx: &Transaction, brand: BrandId, version: RosterVersionId) -> Result<()> {
    let conn = tx.conn();
    let near = tallies::sharing(conn, brand).await?;
    matches::forget(conn, &[version]).await?;
    claims::forget(conn, version).await?;
    for brand in near.into_iter().chain([brand]) {
        tallies::refresh_one(conn, brand, &Tallies::new()).await?;
    }
    Ok(())
}

/// Takes away what an upload staged.
///
/// # Errors
/// The database is away.
pub async fn clear_import(tx: &Transaction, import: ImportId) -> Result<()> {
    Ok(staging::clear(tx.conn(), import).await?)
}

/// Where a block of rows is sealed.
fn block_place(version: RosterVersionId, no: i64) -> vault::Context {
    seals::ROSTER_ROWS.key(&format!("{version}/{no}"))
}
