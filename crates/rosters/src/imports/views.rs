//! Uploads as their pages show them.

use super::ImportState;
use crate::{App, Error, Result, ledger_of, seals, sheet_kind, visibility::visible};
use domain::{
    access::Actor,
    ids::{BrandId, FileId, ImportId, RosterVersionId, UnitId},
    roster::{Ledger, SheetKind},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::time::Duration;
use storage::entities::{file, roster_import, roster_version};

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
    view(app, row).await
}

/// The uploads of a brand, newest first.
///
/// # Errors
/// No such brand, or not the actor's to see.
pub async fn imports(app: &App, actor: &Actor, brand: BrandId) -> Result<Vec<ImportView>> {
    let of =
        storage::summaries::load::<domain::brand::Brand>(app.db().reader(), brand).await?.ok_or(Error::NotFound)?;
    actor.may_see(&of.area, &of.units)?;
    let rows = roster_import::Entity::find()
        .filter(roster_import::Column::Brand.eq(brand.0))
        .order_by_desc(roster_import::Column::Id)
        .all(app.db().reader())
        .await?;
    let mut views = Vec::new();
    for row in rows.into_iter().filter(|row| actor.may_see(&of.area, &[UnitId(row.unit)]).is_ok()) {
        views.push(view(app, row).await?);
    }
    Ok(views)
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

async fn view(app: &App, row: roster_import::Model) -> Result<ImportView> {
    let conn = app.db().reader();
    let name = file::Entity::find_by_id(row.file).one(conn).await?.ok_or(Error::NotFound)?;
    let versions = roster_version::Entity::find()
        .filter(roster_version::Column::Import.eq(row.id))
        .order_by_asc(roster_version::Column::Id)
        .all(conn)
        .await?;
    let mut views = Vec::new();
    for version in versions {
        views.push(VersionView {
            id: RosterVersionId(version.id),
            ledger: ledger_of(conn, version.roster).await?,
            no: (version.state == "published").then_some(version.no),
            rows: version.rows,
            accepted: version.accepted,
            people: version.people,
            waiting: version.waiting,
        });
    }
    Ok(ImportView {
        id: ImportId(row.id),
        brand: BrandId(row.brand),
        unit: UnitId(row.unit),
        kind: sheet_kind(&row.sheet_kind)?,
        year: i32::try_from(row.year).unwrap_or_default(),
        state: ImportState::parse(&row.state)?,
        file_name: app.open_text(seals::FILE_NAME.row(name.id), &name.name_sealed)?,
        file: FileId(row.file),
        digest: row.digest,
        rows_done: row.rows_done,
        rows: row.rows,
        accepted: row.accepted,
        rejected: row.rejected,
        blank: row.blank,
        totals: row.totals,
        people: row.people,
        waiting: row.waiting,
        failure: row.failure,
        uploaded_at: row.uploaded_at,
        finished_at: row.finished_at,
        versions: views,
    })
}
