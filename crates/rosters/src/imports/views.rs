//! Uploads as their pages show them.

use super::ImportState;
use crate::{App, Error, Result, seals, visibility::visible};
use domain::{
    access::Actor,
    brand::Brand,
    ids::{BrandId, FileId, ImportId, RosterVersionId, UnitId},
    roster::{Ledger, SheetKind},
};
use std::time::Duration;
use storage::{
    originals,
    rosters::{
        imports::{self, Import, Upload},
        versions::{self, Version, VersionState},
    },
};

/// A version that an upload makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionView {
    /// Which.
    pub id: RosterVersionId,
    /// Its ledger.
    pub ledger: Ledger,
    /// Its number among the published; none while it is staged.
    pub no: Option<i64>,
    /// Rows of this ledger: accepted plus rejected.
    pub rows: i64,
    /// Rows taken.
    pub accepted: i64,
    /// Distinct people who count.
    pub people: i64,
    /// People who count only once a reviewer has decided (待核).
    pub waiting: i64,
}

/// An upload as its page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportView {
    /// Which.
    pub id: ImportId,
    /// The brand.
    pub brand: BrandId,
    /// The unit.
    pub unit: UnitId,
    /// What the file lists.
    pub kind: SheetKind,
    /// The roster's year.
    pub year: i32,
    /// How far it is.
    pub state: ImportState,
    /// The file's name as uploaded.
    pub file_name: String,
    /// The original.
    pub file: FileId,
    /// Its SM3.
    pub digest: String,
    /// Rows read so far.
    pub rows_done: i64,
    /// Non-empty rows below the labels less totals: accepted plus rejected.
    pub rows: i64,
    /// Rows taken.
    pub accepted: i64,
    /// Rows to be mended.
    pub rejected: i64,
    /// Empty rows.
    pub blank: i64,
    /// Lines of totals and footers.
    pub totals: i64,
    /// Distinct people who count.
    pub people: i64,
    /// People who wait for a reviewer.
    pub waiting: i64,
    /// Why it failed, and what to do.
    pub failure: Option<String>,
    /// When it was uploaded, in milliseconds.
    pub uploaded_at: i64,
    /// When its check ended.
    pub finished_at: Option<i64>,
    /// Its versions, training first.
    pub versions: Vec<VersionView>,
}

/// An upload as its page shows it, with live progress.
///
/// # Errors
/// No such upload, or not the actor's to see.
pub async fn import_status(app: &App, actor: &Actor, import: ImportId) -> Result<ImportView> {
    let row = visible(app, actor, import).await?;
    let file = originals::get(app.db().reader(), row.file).await?.ok_or(Error::NotFound)?;
    views(app, vec![Upload { import: row, name_sealed: file.name_sealed }]).await?.pop().ok_or(Error::NotFound)
}

/// The uploads of a brand, newest first.
///
/// # Errors
/// No such brand, or not the actor's to see.
pub async fn imports(app: &App, actor: &Actor, brand: BrandId) -> Result<Vec<ImportView>> {
    let of = storage::summaries::load::<Brand>(app.db().reader(), brand).await?.ok_or(Error::NotFound)?;
    imports_of(app, actor, &of).await
}

/// As [`imports`], of a brand that was read.
///
/// # Errors
/// Not the actor's to see.
pub async fn imports_of(app: &App, actor: &Actor, brand: &Brand) -> Result<Vec<ImportView>> {
    actor.may_see(&brand.area, &brand.units)?;
    let mut uploads = imports::of_brand(app.db().reader(), brand.id).await?;
    uploads.retain(|upload| actor.may_see(&brand.area, &[upload.import.of.unit]).is_ok());
    views(app, uploads).await
}

/// Waits for the end of a check: for the command line, the demo and tests.
///
/// # Errors
/// As [`import_status`].
pub async fn wait_for_check(app: &App, actor: &Actor, import: ImportId) -> Result<ImportView> {
    loop {
        let view = import_status(app, actor, import).await?;
        if view.state != ImportState::Checking {
            return Ok(view);
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn views(app: &App, uploads: Vec<Upload>) -> Result<Vec<ImportView>> {
    let versions = versions::of_imports(app.db().reader(), uploads.iter().map(|upload| upload.import.id)).await?;
    let view = |Upload { import, name_sealed }: Upload| {
        let id = import.id;
        view(app, import, &name_sealed, versions.iter().filter(|version| version.import == id))
    };
    uploads.into_iter().map(view).collect()
}

fn view<'a>(app: &App, import: Import, name: &[u8], versions: impl Iterator<Item = &'a Version>) -> Result<ImportView> {
    let version = |version: &Version| VersionView {
        id: version.id,
        ledger: version.roster.ledger,
        no: (version.state == VersionState::Published).then_some(version.no),
        rows: version.figures.rows,
        accepted: version.figures.accepted,
        people: version.figures.people,
        waiting: version.figures.waiting,
    };
    Ok(ImportView {
        id: import.id,
        brand: import.of.brand,
        unit: import.of.unit,
        kind: import.of.kind,
        year: import.of.year,
        state: import.state,
        file_name: app.open_text(seals::FILE_NAME.row(import.file.0), name)?,
        file: import.file,
        digest: import.digest.to_string(),
        rows_done: import.rows_done,
        rows: import.figures.rows,
        accepted: import.figures.accepted,
        rejected: import.figures.rejected,
        blank: import.figures.blank,
        totals: import.figures.totals,
        people: import.figures.people,
        waiting: import.figures.waiting,
        failure: import.failure,
        uploaded_at: import.uploaded_at.timestamp_millis(),
        finished_at: import.finished_at.map(|at| at.timestamp_millis()),
        versions: versions.map(version).collect(),
    })
}
