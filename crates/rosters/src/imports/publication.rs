//! A checked upload becomes the next version of its rosters, or is given up.

use super::{ImportState, may_file, subject};
use crate::{App, Error, Result, Transaction, difference, matches, stage, tallies};
use domain::{
    access::Actor,
    ids::{BrandId, ImportId, RosterVersionId, UnitId},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr};
use storage::entities::{file, roster_import, roster_version};

/// Publishes a checked upload: each of its rosters gets its next version, and the newest version is what counts. Rejected
/// rows stay out; they are listed and can be filed with a mended file.
///
/// # Errors
/// The check is not over, or nothing of the file can count; the actor may not file for the unit.
pub async fn commit_import(app: &App, actor: &Actor, import: ImportId) -> Result<Vec<RosterVersionId>> {
    let bases = foreseen(app, import).await?;
    let tx = app.begin(Some(actor)).await?;
    let row = own(&tx, actor, import).await?;
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
        .all(tx.conn())
        .await?;
    let mut published = Vec::new();
    for version in versions {
        if version.rows == 0 {
            // A combined file that lists nobody for a ledger does not replace that ledger's roster.
            roster_version::Entity::delete_by_id(version.id).exec(tx.conn()).await?;
            continue;
        }
        publish(&tx, actor, &row, &version).await?;
        published.push(RosterVersionId(version.id));
    }
    set_state(&tx, import, ImportState::Committed).await?;
    tallies::refresh(tx.conn(), BrandId(row.brand), &bases).await?;
    tx.commit().await?;
    Ok(published)
}

/// What the brand's sets will come to with this upload, counted before the writer's turn.
async fn foreseen(app: &App, import: ImportId) -> Result<tallies::Tallies> {
    let conn = app.db().reader();
    let row = roster_import::Entity::find_by_id(import.0).one(conn).await?.ok_or(Error::NotFound)?;
    if row.state != ImportState::Checked.code() {
        return Ok(tallies::Tallies::new());
    }
    let staged = roster_version::Entity::find()
        .filter(roster_version::Column::Import.eq(import.0))
        .filter(roster_version::Column::Rows.gt(0))
        .all(conn)
        .await?;
    tallies::foreseen(conn, row.brand, &staged.iter().map(|version| version.id).collect::<Vec<_>>()).await
}

async fn publish(
    tx: &Transaction,
    actor: &Actor,
    import: &roster_import::Model,
    version: &roster_version::Model,
) -> Result<()> {
    let last = difference::newest(tx.conn(), version.roster).await?.map_or(0, |version| version.no);
    // Rosters published while this one was checked or waited are compared now.
    matches::find(tx.conn(), version.id, Some(import.uploaded_at)).await?;
    let change = roster_version::ActiveModel {
        id: Set(version.id),
        no: Set(last + 1),
        state: Set("published".to_owned()),
        committed_at: Set(Some(tx.now().timestamp_millis())),
        committed_by: Set(Some(actor.account.0)),
        ..Default::default()
    };
    roster_version::Entity::update(change).exec(tx.conn()).await?;
    Ok(())
}

/// Gives an upload up: what was staged goes, the record that it was there stays. A running check stops.
///
/// # Errors
/// It is committed already; the actor may not file for the unit.
pub async fn discard_import(app: &App, actor: &Actor, import: ImportId) -> Result<()> {
    let tx = app.begin(Some(actor)).await?;
    let row = own(&tx, actor, import).await?;
    if row.state == ImportState::Committed.code() {
        return Err(Error::field("import", "已经提交的花名册不能放弃；如需更正，请上传修改后的文件作为新的一版。"));
    }
    give_up(&tx, import).await?;
    tx.commit().await
}

async fn give_up(tx: &Transaction, import: ImportId) -> Result<()> {
    // The original goes with the next sweep of files.
    file::Entity::update_many()
        .col_expr(file::Column::RemovedAt, Expr::value(tx.now().timestamp_millis()))
        .filter(file::Column::Subject.eq(subject(import.0)))
        .exec(tx.conn())
        .await?;
    set_state(tx, import, ImportState::Discarded).await?;
    stage::clear(tx.conn(), import).await?;
    roster_version::Entity::delete_many()
        .filter(roster_version::Column::Import.eq(import.0))
        .filter(roster_version::Column::State.eq("staged"))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Gives up checked uploads that nobody committed in the days the policy file leaves; returns how many. For the nightly job.
///
/// # Errors
/// The database is away.
pub async fn sweep_imports(app: &App) -> Result<usize> {
    let tx = app.begin(None).await?;
    let days = app.policies().current().1.retention.upload_days.value;
    let before = tx.now().timestamp_millis() - i64::from(days) * 24 * 60 * 60 * 1_000;
    let old: Vec<i64> = roster_import::Entity::find()
        .select_only()
        .column(roster_import::Column::Id)
        .filter(roster_import::Column::State.eq(ImportState::Checked.code()))
        .filter(roster_import::Column::FinishedAt.lt(before))
        .into_tuple()
        .all(tx.conn())
        .await?;
    for import in &old {
        give_up(&tx, ImportId(*import)).await?;
    }
    tx.commit().await?;
    Ok(old.len())
}

async fn own(tx: &Transaction, actor: &Actor, import: ImportId) -> Result<roster_import::Model> {
    let row = roster_import::Entity::find_by_id(import.0).one(tx.conn()).await?.ok_or(Error::NotFound)?;
    let brand = tx.load::<domain::brand::Brand>(BrandId(row.brand)).await?;
    may_file(tx, actor, &brand, UnitId(row.unit)).await?;
    Ok(row)
}

async fn set_state(tx: &Transaction, import: ImportId, state: ImportState) -> Result<()> {
    roster_import::Entity::update_many()
        .col_expr(roster_import::Column::State, Expr::value(state.code()))
        .filter(roster_import::Column::Id.eq(import.0))
        .exec(tx.conn())
        .await?;
    Ok(())
}
