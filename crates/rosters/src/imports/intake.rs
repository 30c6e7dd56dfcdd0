//! An upload taken in, and the check that begins with it.

use super::{ImportState, may_file};
use crate::{App, Error, Result, Transaction, originals, stage, uploads};
use chrono::Datelike;
use domain::{
    access::Actor,
    ids::{BrandId, ImportId, UnitId},
    roster::{Ledger, SheetKind},
};
use std::time::Duration;
use storage::{
    originals::Subject,
    rosters::{
        LedgerYear,
        imports::{self, NewImport, RosterOf},
        versions,
    },
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
    let import = enter(app, actor, RosterOf { brand, unit, kind, year }, upload).await?;
    start(app, import);
    Ok(import)
}

async fn enter(app: &App, actor: &Actor, of: RosterOf, upload: &uploads::Upload) -> Result<ImportId> {
    let mut tx = app.begin(Some(actor)).await?;
    let brand = tx.load::<domain::brand::Brand>(of.brand).await?;
    may_file(&tx, actor, &brand, of.unit).await?;
    if !(FIRST_YEAR..=tx.today().year()).contains(&of.year) {
        return Err(Error::field("year", format!("年度应在 {FIRST_YEAR} 年至今年之间，请重新选择。")));
    }
    let slot = if of.kind == SheetKind::Employment { "employment_roster" } else { "training_roster" };
    uploads::fits(app.policies().current().1, slot, upload)?;
    refuse_known(&tx, of, upload).await?;
    let id = tx.next_id::<ImportId>().await?;
    let file = originals::keep(&mut tx, Subject::Import(id), slot, upload).await?;
    let new = NewImport { id, of, file, digest: upload.digest, by: actor.account, at: tx.now() };
    imports::insert(tx.conn(), new).await?;
    for ledger in Ledger::ALL.iter().filter(|ledger| of.kind.feeds(**ledger)) {
        let its = LedgerYear { brand: of.brand, ledger: *ledger, year: of.year.into() };
        let roster = storage::rosters::roster_of(tx.conn(), its, of.unit).await?;
        versions::stage(tx.conn(), roster, id, upload.digest).await?;
    }
    tx.commit().await?;
    Ok(id)
}

/// The same file for the same roster is recognised, unless it was given up or a newer version has replaced it.
async fn refuse_known(tx: &Transaction, of: RosterOf, upload: &uploads::Upload) -> Result<()> {
    let Some(earlier) = imports::earlier(tx.conn(), of, upload.digest).await? else { return Ok(()) };
    let day = domain::calendar::shanghai_date(earlier.uploaded_at).format("%Y年%-m月%-d日");
    let sentence = match earlier.state {
        ImportState::Checking => format!("这份文件已于 {day} 上传，正在核对，不必重复上传。请查看核对进度。"),
        ImportState::Checked => {
            format!("这份文件已于 {day} 上传并核对完毕，不必重复上传。请查看核对结果后提交或放弃。")
        }
        ImportState::Committed | ImportState::Failed | ImportState::Discarded => {
            let current = versions::newest_by_import(tx.conn(), earlier.id).await?;
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
    let interrupted = imports::being_checked(app.db().reader()).await?;
    interrupted.iter().for_each(|import| start(app, *import));
    Ok(interrupted.len())
}
