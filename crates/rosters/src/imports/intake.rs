//! An upload taken in, and the check that begins with it.

use super::{ImportState, may_file, subject};
use crate::{App, Error, Result, Transaction, matches, moment, originals, stage, uploads};
use chrono::Datelike;
use domain::{
    access::Actor,
    ids::{BrandId, ImportId, RosterId, RosterVersionId, UnitId},
    roster::{Ledger, SheetKind},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::time::Duration;
use storage::{
    entities::{roster, roster_import, roster_version},
    lists,
};

/// The first year a roster may be filed for.
const FIRST_YEAR: i32 = 2020;
/// How long a check waits before it is tried again when nothing could be written.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// Takes an upload in and begins its check in the background; the page may be closed meanwhile. The file was stored with
/// [`uploads::receive`].
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
    upload: &uploads::Upload,
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
    upload: &uploads::Upload,
) -> Result<ImportId> {
    let mut tx = app.begin(Some(actor)).await?;
    let brand = tx.load::<domain::brand::Brand>(brand).await?;
    may_file(&tx, actor, &brand, unit).await?;
    if !(FIRST_YEAR..=tx.today().year()).contains(&year) {
        return Err(Error::field("year", format!("年度应在 {FIRST_YEAR} 年至今年之间，请重新选择。")));
    }
    let slot = if kind == SheetKind::Employment { "employment_roster" } else { "training_roster" };
    uploads::fits(app.policies().current().1, slot, upload)?;
    refuse_known(&tx, brand.id, unit, kind, year, upload).await?;
    let id = tx.next_id::<ImportId>().await?.0;
    let file = originals::keep(&mut tx, &subject(id), slot, upload).await?;
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
        uploaded_at: Set(tx.now().timestamp_millis()),
        finished_at: Set(None),
    };
    roster_import::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    for ledger in Ledger::ALL.iter().filter(|ledger| kind.feeds(**ledger)) {
        let roster = roster_of(&tx, brand.id, unit, *ledger, year).await?;
        stage_version(&tx, roster, id, upload).await?;
    }
    tx.commit().await?;
    Ok(ImportId(id))
}

/// The same file for the same roster is recognised, unless it was given up or a newer version has replaced it.
async fn refuse_known(
    tx: &Transaction,
    brand: BrandId,
    unit: UnitId,
    kind: SheetKind,
    year: i32,
    upload: &uploads::Upload,
) -> Result<()> {
    let earlier = roster_import::Entity::find()
        .filter(roster_import::Column::Digest.eq(upload.digest.to_string()))
        .filter(roster_import::Column::Brand.eq(brand.0))
        .filter(roster_import::Column::Unit.eq(unit.0))
        .filter(roster_import::Column::SheetKind.eq(kind.code()))
        .filter(roster_import::Column::Year.eq(year))
        .filter(lists::one_of(roster_import::Column::State, ["checking", "checked", "committed"]))
        .order_by_desc(roster_import::Column::Id)
        .one(tx.conn())
        .await?;
    let Some(earlier) = earlier else { return Ok(()) };
    let day = domain::calendar::shanghai_date(moment(earlier.uploaded_at)).format("%Y年%-m月%-d日");
    let sentence = match earlier.state.as_str() {
        "checking" => format!("这份文件已于 {day} 上传，正在核对，不必重复上传。请查看核对进度。"),
        "checked" => format!("这份文件已于 {day} 上传并核对完毕，不必重复上传。请查看核对结果后提交或放弃。"),
        _ => {
            let current = roster_version::Entity::find()
                .filter(roster_version::Column::Import.eq(earlier.id))
                .filter(roster_version::Column::Id.in_subquery(matches::current()))
                .one(tx.conn())
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

async fn roster_of(tx: &Transaction, brand: BrandId, unit: UnitId, ledger: Ledger, year: i32) -> Result<i64> {
    let known = roster::Entity::find()
        .filter(roster::Column::Brand.eq(brand.0))
        .filter(roster::Column::Unit.eq(unit.0))
        .filter(roster::Column::Ledger.eq(ledger.code()))
        .filter(roster::Column::Year.eq(year))
        .one(tx.conn())
        .await?;
    if let Some(known) = known {
        return Ok(known.id);
    }
    let id = tx.next_id::<RosterId>().await?.0;
    let row = roster::ActiveModel {
        id: Set(id),
        brand: Set(brand.0),
        unit: Set(unit.0),
        ledger: Set(ledger.code().to_owned()),
        year: Set(i64::from(year)),
    };
    roster::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(id)
}

async fn stage_version(tx: &Transaction, roster: i64, import: i64, upload: &uploads::Upload) -> Result<()> {
    let id = tx.next_id::<RosterVersionId>().await?.0;
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
    roster_version::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Starts the check of an upload beside everything else; a few run at once, the others wait their turn.
fn start(app: &App, import: ImportId) {
    let app = app.clone();
    tokio::spawn(async move {
        let mut pause = FIRST_PAUSE;
        loop {
            let Ok(turn) = app.roster_checks().acquire().await else { return };
            let Err(error) = stage::check_import(&app, import).await else { return };
            drop(turn);
            // The database is away, or nothing can be written: what was staged is cleared when the check is taken up again.
            tracing::error!(%import, ?error, "a roster check could not be recorded and will be tried again");
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
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
