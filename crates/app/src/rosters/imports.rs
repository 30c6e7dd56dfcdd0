//! An upload from its arrival to its publication: check, look, commit or discard (4.4, annex 2).

use super::{difference, matches, stage};
use crate::{App, Error, Result, Verb, applications, attachments, seals};
use chrono::Datelike;
use domain::{
    access::{Actor, Role},
    brand::Brand,
    ids::{BrandId, FileId, ImportId, RosterVersionId, UnitId},
    roster::{Ledger, SheetKind},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr};
use std::time::Duration;
use storage::entities::{file, roster, roster_import, roster_version};

/// The first year a roster may be filed for.
const FIRST_YEAR: i32 = 2020;
/// Days after which a checked upload that nobody committed is swept.
const KEPT_DAYS: i64 = 30;

/// How far an upload is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportState {
    /// 正在核对
    Checking,
    /// 已核对，待提交
    Checked,
    /// 未能导入
    Failed,
    /// 已提交
    Committed,
    /// 已放弃
    Discarded,
}

impl ImportState {
    /// The code kept in the database.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            ImportState::Checking => "checking",
            ImportState::Checked => "checked",
            ImportState::Failed => "failed",
            ImportState::Committed => "committed",
            ImportState::Discarded => "discarded",
        }
    }

    fn parse(code: &str) -> Result<ImportState> {
        use ImportState::{Checked, Checking, Committed, Discarded, Failed};
        let known = [Checking, Checked, Failed, Committed, Discarded].into_iter().find(|state| state.code() == code);
        known.ok_or_else(|| Error::Internal(format!("an import in state {code}")))
    }
}

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

/// Takes an upload in and begins its check in the background; the page may be closed meanwhile. The file was stored with
/// [`attachments::receive`].
///
/// # Errors
/// The actor is neither of the unit nor of the county that keys in for it (代录); the brand is not the unit's; the year is not one to file for;
/// the same file is there already.
pub async fn begin_import(
    app: &App,
    actor: &Actor,
    brand: BrandId,
    unit: UnitId,
    kind: SheetKind,
    year: i32,
    upload: &attachments::Upload,
) -> Result<ImportId> {
    let import = enter(app, actor, brand, unit, kind, year, upload).await?;
    start(app, import);
    Ok(import)
}

async fn enter(
    app: &App,
    actor: &Actor,
    brand: BrandId,
    unit: UnitId,
    kind: SheetKind,
    year: i32,
    upload: &attachments::Upload,
) -> Result<ImportId> {
    let mut verb = app.begin(Some(actor)).await?;
    let brand = verb.brand(brand).await?;
    may_file(&verb, actor, &brand, unit).await?;
    if !(FIRST_YEAR..=verb.today().year()).contains(&year) {
        return Err(Error::field("year", format!("年度应在 {FIRST_YEAR} 年至今年之间，请重新选择。")));
    }
    let slot = if kind == SheetKind::Employment { "employment_roster" } else { "training_roster" };
    attachments::fits(app.policies().current().1, slot, upload)?;
    refuse_known(&verb, brand.id, unit, kind, year, upload).await?;
    let id = verb.next_id::<roster_import::Entity>(roster_import::Column::Id).await?;
    let file = attachments::keep(&mut verb, &subject(id), slot, upload).await?;
    let row = roster_import::ActiveModel {
        id: Set(id),
        brand: Set(brand.id.0),
        unit: Set(unit.0),
        sheet_kind: Set(kind.code().to_owned()),
        year: Set(i64::from(year)),
        file: Set(file.0),
        digest: Set(upload.digest.to_string()),
        state: Set(ImportState::Checking.code().to_owned()),
        rows_done: Set(0),
        rows: Set(0),
        accepted: Set(0),
        rejected: Set(0),
        blank: Set(0),
        totals: Set(0),
        people: Set(0),
        waiting: Set(0),
        attempts: Set(0),
        failure: Set(None),
        uploaded_by: Set(actor.account.0),
        uploaded_at: Set(verb.now().timestamp_millis()),
        finished_at: Set(None),
    };
    roster_import::Entity::insert(row).exec_without_returning(verb.conn()).await?;
    for ledger in Ledger::ALL.iter().filter(|ledger| kind.feeds(**ledger)) {
        let roster = roster_of(&verb, brand.id, unit, *ledger, year).await?;
        stage_version(&verb, roster, id, upload).await?;
    }
    verb.commit().await?;
    Ok(ImportId(id))
}

/// The subject of an upload's original.
fn subject(import: i64) -> String {
    format!("roster_import/{import}")
}

/// A unit files its own rosters; its county those of an application it keys in.
async fn may_file(verb: &Verb, actor: &Actor, brand: &Brand, unit: UnitId) -> Result<()> {
    if actor.role == Role::County {
        applications::keyed_in(verb.conn(), actor, brand.id).await?;
    } else {
        actor.unit_member(unit)?;
    }
    if brand.units.contains(&unit) { Ok(()) } else { Err(Error::NotFound) }
}

/// The same file for the same roster is recognised, unless it was given up or a newer version has replaced it.
async fn refuse_known(
    verb: &Verb,
    brand: BrandId,
    unit: UnitId,
    kind: SheetKind,
    year: i32,
    upload: &attachments::Upload,
) -> Result<()> {
    let earlier = roster_import::Entity::find()
        .filter(roster_import::Column::Digest.eq(upload.digest.to_string()))
        .filter(roster_import::Column::Brand.eq(brand.0))
        .filter(roster_import::Column::Unit.eq(unit.0))
        .filter(roster_import::Column::SheetKind.eq(kind.code()))
        .filter(roster_import::Column::Year.eq(year))
        .filter(roster_import::Column::State.is_in(["checking", "checked", "committed"]))
        .order_by_desc(roster_import::Column::Id)
        .one(verb.conn())
        .await?;
    let Some(earlier) = earlier else { return Ok(()) };
    let day = domain::calendar::shanghai_date(super::moment(earlier.uploaded_at)).format("%Y年%-m月%-d日");
    let sentence = match earlier.state.as_str() {
        "checking" => format!("这份文件已于 {day} 上传，正在核对，不必重复上传。请查看核对进度。"),
        "checked" => format!("这份文件已于 {day} 上传并核对完毕，不必重复上传。请查看核对结果后提交或放弃。"),
        _ => {
            let current = roster_version::Entity::find()
                .filter(roster_version::Column::Import.eq(earlier.id))
                .filter(roster_version::Column::Id.in_subquery(matches::current()))
                .one(verb.conn())
                .await?;
            // Going back to an earlier version is a change like any other.
            let Some(current) = current else { return Ok(()) };
            format!(
                "这份文件与现在的第 {} 版（{day} 上传）完全相同，不必重复上传。如有修改，请保存后上传新的文件。",
                current.no
            )
        }
    };
    Err(Error::field("file", sentence))
}

async fn roster_of(verb: &Verb, brand: BrandId, unit: UnitId, ledger: Ledger, year: i32) -> Result<i64> {
    let known = roster::Entity::find()
        .filter(roster::Column::Brand.eq(brand.0))
        .filter(roster::Column::Unit.eq(unit.0))
        .filter(roster::Column::Ledger.eq(ledger.code()))
        .filter(roster::Column::Year.eq(year))
        .one(verb.conn())
        .await?;
    if let Some(known) = known {
        return Ok(known.id);
    }
    let id = verb.next_id::<roster::Entity>(roster::Column::Id).await?;
    let row = roster::ActiveModel {
        id: Set(id),
        brand: Set(brand.0),
        unit: Set(unit.0),
        ledger: Set(ledger.code().to_owned()),
        year: Set(i64::from(year)),
    };
    roster::Entity::insert(row).exec_without_returning(verb.conn()).await?;
    Ok(id)
}

async fn stage_version(verb: &Verb, roster: i64, import: i64, upload: &attachments::Upload) -> Result<()> {
    let id = verb.next_id::<roster_version::Entity>(roster_version::Column::Id).await?;
    let row = roster_version::ActiveModel {
        id: Set(id),
        roster: Set(roster),
        // Numbers are given at publication, without gaps; until then one that no other staged version has.
        no: Set(-id),
        import: Set(import),
        digest: Set(upload.digest.to_string()),
        state: Set("staged".to_owned()),
        rows: Set(0),
        accepted: Set(0),
        rejected: Set(0),
        people: Set(0),
        waiting: Set(0),
        committed_at: Set(None),
        committed_by: Set(None),
    };
    roster_version::Entity::insert(row).exec_without_returning(verb.conn()).await?;
    Ok(())
}

/// Starts the check of an upload beside everything else; a few run at once, the others wait their turn.
fn start(app: &App, import: ImportId) {
    let app = app.clone();
    tokio::spawn(async move {
        let Ok(_turn) = app.roster_checks().acquire().await else { return };
        if let Err(error) = stage::check_import(&app, import).await {
            tracing::error!(%import, ?error, "a roster check could not be recorded");
        }
    });
}

/// Takes up the checks that a stop of the program interrupted. Call once at start.
///
/// # Errors
/// The database is away.
pub async fn resume_checks(app: &App) -> Result<usize> {
    let interrupted: Vec<i64> = roster_import::Entity::find()
        .select_only()
        .column(roster_import::Column::Id)
        .filter(roster_import::Column::State.eq(ImportState::Checking.code()))
        .order_by_asc(roster_import::Column::Id)
        .into_tuple()
        .all(app.db().reader())
        .await?;
    interrupted.iter().for_each(|import| start(app, ImportId(*import)));
    Ok(interrupted.len())
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
    let of = storage::summaries::brand(app.db().reader(), brand).await?.ok_or(Error::NotFound)?;
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

/// The row of an upload that the actor may see: the unit that files it, not its partners.
pub(super) async fn visible(app: &App, actor: &Actor, import: ImportId) -> Result<roster_import::Model> {
    let conn = app.db().reader();
    let row = roster_import::Entity::find_by_id(import.0).one(conn).await?.ok_or(Error::NotFound)?;
    let brand = storage::summaries::brand(conn, BrandId(row.brand)).await?.ok_or(Error::NotFound)?;
    actor.may_see(&brand.area, &[UnitId(row.unit)])?;
    Ok(row)
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
            ledger: super::ledger_of(conn, version.roster).await?,
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
        kind: super::sheet_kind(&row.sheet_kind)?,
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

/// Publishes a checked upload: each of its rosters gets its next version, and the newest version is what counts. Rejected
/// rows stay out; they are listed and can be filed with a mended file.
///
/// # Errors
/// The check is not over, or nothing of the file can count; the actor may not file for the unit.
pub async fn commit_import(app: &App, actor: &Actor, import: ImportId) -> Result<Vec<RosterVersionId>> {
    let verb = app.begin(Some(actor)).await?;
    let row = own(&verb, actor, import).await?;
    match ImportState::parse(&row.state)? {
        ImportState::Checked => {}
        ImportState::Checking => return Err(Error::field("import", "还在核对，请等核对完毕、查看结果后再提交。")),
        ImportState::Committed => return Err(Error::field("import", "这份花名册已经提交，不必重复提交。")),
        ImportState::Failed | ImportState::Discarded => {
            return Err(Error::field("import", "这份文件没有导入，请修改后重新上传。"));
        }
    }
    if row.accepted == 0 {
        return Err(Error::field("import", "没有一行可以计入，不能提交。请按核对结果修改后重新上传。"));
    }
    let versions = roster_version::Entity::find()
        .filter(roster_version::Column::Import.eq(import.0))
        .order_by_asc(roster_version::Column::Id)
        .all(verb.conn())
        .await?;
    let mut published = Vec::new();
    for version in versions {
        if version.rows == 0 {
            // A combined file that lists nobody for a ledger does not replace that ledger's roster.
            roster_version::Entity::delete_by_id(version.id).exec(verb.conn()).await?;
            continue;
        }
        publish(&verb, actor, &row, &version).await?;
        published.push(RosterVersionId(version.id));
    }
    set_state(&verb, import, ImportState::Committed).await?;
    verb.commit().await?;
    Ok(published)
}

async fn publish(
    verb: &Verb,
    actor: &Actor,
    import: &roster_import::Model,
    version: &roster_version::Model,
) -> Result<()> {
    let last = difference::newest(verb.conn(), version.roster).await?.map_or(0, |version| version.no);
    // Rosters published while this one was checked or waited are compared now.
    matches::find(verb.conn(), version.id, Some(import.uploaded_at)).await?;
    let change = roster_version::ActiveModel {
        id: Set(version.id),
        no: Set(last + 1),
        state: Set("published".to_owned()),
        committed_at: Set(Some(verb.now().timestamp_millis())),
        committed_by: Set(Some(actor.account.0)),
        ..Default::default()
    };
    roster_version::Entity::update(change).exec(verb.conn()).await?;
    Ok(())
}

/// Gives an upload up: what was staged goes, the record that it was there stays. A running check stops.
///
/// # Errors
/// It is committed already; the actor may not file for the unit.
pub async fn discard_import(app: &App, actor: &Actor, import: ImportId) -> Result<()> {
    let verb = app.begin(Some(actor)).await?;
    let row = own(&verb, actor, import).await?;
    if row.state == ImportState::Committed.code() {
        return Err(Error::field("import", "已经提交的花名册不能放弃；如需更正，请上传修改后的文件作为新的一版。"));
    }
    give_up(&verb, import).await?;
    verb.commit().await
}

async fn give_up(verb: &Verb, import: ImportId) -> Result<()> {
    // The original goes with the next sweep of files.
    file::Entity::update_many()
        .col_expr(file::Column::RemovedAt, Expr::value(verb.now().timestamp_millis()))
        .filter(file::Column::Subject.eq(subject(import.0)))
        .exec(verb.conn())
        .await?;
    set_state(verb, import, ImportState::Discarded).await?;
    stage::clear(verb.conn(), import).await?;
    roster_version::Entity::delete_many()
        .filter(roster_version::Column::Import.eq(import.0))
        .filter(roster_version::Column::State.eq("staged"))
        .exec(verb.conn())
        .await?;
    Ok(())
}

/// Sweeps checked uploads that nobody committed for thirty days; returns how many. For the nightly job.
///
/// # Errors
/// The database is away.
pub async fn sweep_imports(app: &App) -> Result<usize> {
    let verb = app.begin(None).await?;
    let before = verb.now().timestamp_millis() - KEPT_DAYS * 24 * 60 * 60 * 1_000;
    let old: Vec<i64> = roster_import::Entity::find()
        .select_only()
        .column(roster_import::Column::Id)
        .filter(roster_import::Column::State.eq(ImportState::Checked.code()))
        .filter(roster_import::Column::FinishedAt.lt(before))
        .into_tuple()
        .all(verb.conn())
        .await?;
    for import in &old {
        give_up(&verb, ImportId(*import)).await?;
    }
    verb.commit().await?;
    Ok(old.len())
}

async fn own(verb: &Verb, actor: &Actor, import: ImportId) -> Result<roster_import::Model> {
    let row = roster_import::Entity::find_by_id(import.0).one(verb.conn()).await?.ok_or(Error::NotFound)?;
    let brand = verb.brand(BrandId(row.brand)).await?;
    may_file(verb, actor, &brand, UnitId(row.unit)).await?;
    Ok(row)
}

async fn set_state(verb: &Verb, import: ImportId, state: ImportState) -> Result<()> {
    roster_import::Entity::update_many()
        .col_expr(roster_import::Column::State, Expr::value(state.code()))
        .filter(roster_import::Column::Id.eq(import.0))
        .exec(verb.conn())
        .await?;
    Ok(())
}
