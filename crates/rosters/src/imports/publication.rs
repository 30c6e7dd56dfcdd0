//! A checked upload becomes the next version of its rosters, or is given up.

use super::{ImportState, may_file};
use crate::{App, Error, Result, Transaction};
use chrono::TimeDelta;
use domain::{
    access::Actor,
    brand::Brand,
    ids::{ImportId, RosterVersionId},
};
use storage::{
    originals::{self, Subject},
    rosters::{
        imports::{self, Import},
        matches, staging,
        tallies::{self, Tallies},
        versions::{self, Version},
    },
};

/// Publishes a checked upload: each of its rosters gets its next version, and the newest version is what counts. Rejected
/// rows stay out; they are listed and can be filed with a mended file.
///
/// # Errors
/// The check is not over, or nothing of the file can count; the actor may not file for the unit.
pub async fn commit_import(app: &App, actor: &Actor, import: ImportId) -> Result<Vec<RosterVersionId>> {
    let bases = foreseen(app, import).await?;
    let tx = app.begin(Some(actor)).await?;
    let row = own(&tx, actor, import).await?;
    match row.state {
        ImportState::Checked => {}
        ImportState::Checking => return Err(Error::field("import", "还在核对，请等核对完毕、查看结果后再提交。")),
        ImportState::Committed => return Err(Error::field("import", "这份花名册已经提交，不必重复提交。")),
        ImportState::Failed | ImportState::Discarded => {
            return Err(Error::field("import", "这份文件没有导入，请修改后重新上传。"));
        }
    }
    if row.figures.accepted == 0 {
        return Err(Error::field("import", "没有一行可以计入，不能提交。请按核对结果修改后重新上传。"));
    }
    let mut published = Vec::new();
    for version in versions::of_import(tx.conn(), import).await? {
        if version.figures.rows == 0 {
            // A combined file that lists nobody for a ledger does not replace that ledger's roster.
            versions::delete(tx.conn(), version.id).await?;
            continue;
        }
        publish(&tx, actor, &row, &version).await?;
        published.push(version.id);
    }
    imports::set_state(tx.conn(), import, ImportState::Committed).await?;
    tallies::refresh(tx.conn(), row.of.brand, &bases).await?;
    tx.commit().await?;
    Ok(published)
}

/// What the brand's sets will come to with this upload, counted before the writer's turn.
async fn foreseen(app: &App, import: ImportId) -> Result<Tallies> {
    let conn = app.db().reader();
    let row = imports::get(conn, import).await?.ok_or(Error::NotFound)?;
    if row.state != ImportState::Checked {
        return Ok(Tallies::new());
    }
    let staged = versions::of_import(conn, import).await?.into_iter().filter(|version| version.figures.rows > 0);
    Ok(tallies::foreseen(conn, row.of.brand, &staged.map(|version| version.id).collect::<Vec<_>>()).await?)
}

async fn publish(tx: &Transaction, actor: &Actor, import: &Import, version: &Version) -> Result<()> {
    let last = versions::before(tx.conn(), version).await?.map_or(0, |version| version.no);
    // Rosters published while this one was checked or waited are compared now.
    matches::find(tx.conn(), version, Some(import.uploaded_at)).await?;
    Ok(versions::publish(tx.conn(), version.id, last + 1, actor.account, tx.now()).await?)
}

/// Gives an upload up: what was staged goes, the record that it was there stays. A running check stops.
///
/// # Errors
/// It is committed already; the actor may not file for the unit.
pub async fn discard_import(app: &App, actor: &Actor, import: ImportId) -> Result<()> {
    let tx = app.begin(Some(actor)).await?;
    let row = own(&tx, actor, import).await?;
    if row.state == ImportState::Committed {
        return Err(Error::field("import", "已经提交的花名册不能放弃；如需更正，请上传修改后的文件作为新的一版。"));
    }
    give_up(&tx, import).await?;
    tx.commit().await
}

async fn give_up(tx: &Transaction, import: ImportId) -> Result<()> {
    // The original goes with the next sweep of files.
    originals::take_off_all(tx.conn(), Subject::Import(import), tx.now()).await?;
    imports::set_state(tx.conn(), import, ImportState::Discarded).await?;
    staging::clear(tx.conn(), import).await?;
    Ok(versions::delete_staged(tx.conn(), import).await?)
}

/// Gives up checked uploads that nobody committed in the days the policy file leaves; returns how many. For the nightly job.
///
/// # Errors
/// The database is away.
pub async fn sweep_imports(app: &App) -> Result<usize> {
    let tx = app.begin(None).await?;
    let days = app.policies().current().1.retention.upload_days.value;
    let old = imports::checked_before(tx.conn(), tx.now() - TimeDelta::days(days.into())).await?;
    for import in &old {
        give_up(&tx, *import).await?;
    }
    tx.commit().await?;
    Ok(old.len())
}

async fn own(tx: &Transaction, actor: &Actor, import: ImportId) -> Result<Import> {
    let row = imports::get(tx.conn(), import).await?.ok_or(Error::NotFound)?;
    let brand = tx.load::<Brand>(row.of.brand).await?;
    may_file(tx, actor, &brand, row.of.unit).await?;
    Ok(row)
}
