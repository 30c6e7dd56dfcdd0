//! Taking away what is over: sealed rows, fingerprints, and the names of files, whose contents the sweep takes.

use super::{
    DELETED, What,
    over::{BATCH, accounts_of, files_of, files_of_titles, receipts_of, receipts_of_titles, title, titles_of},
};
use crate::{Result, Transaction, seals};
use domain::ids::{ApplicationId, CultivationId, ImportId};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait, Query},
};
use storage::{
    entities::{
        bank_account, comparison_mark, draft_section, file, intake, objection, rights_request, rights_task, roster,
        roster_block, roster_import, roster_person, roster_problem, roster_verdict, roster_verdict_ground,
        roster_version, service_receipt, submission,
    },
    rosters::LedgerYear,
};

/// What stands where the words of an objection stood.
const GONE: &str = "已按保存期限删除";
/// Blocks of sealed rows deleted in one transaction.
const BLOCKS: u64 = 200;

/// Deletes a thing; false where there is more of it to delete in another transaction.
pub(super) async fn delete(tx: &mut Transaction, what: &What) -> Result<bool> {
    match what {
        What::Upload(id) => upload(tx, *id).await?,
        What::CheckResults(id) => check_results(tx, *id).await?,
        What::Papers(application) => papers(tx, *application).await?,
        What::TitlePapers(cultivation) => title_papers(tx, *cultivation).await?,
        What::Version(id) => return version(tx, *id).await,
        What::Intake(id) => {
            intake::Entity::delete_by_id(*id).exec(tx.conn()).await?;
            files(tx, &format!("intake/{id}")).await?;
        }
        What::Request(id) => {
            rights_task::Entity::delete_many().filter(rights_task::Column::Request.eq(*id)).exec(tx.conn()).await?;
            rights_request::Entity::delete_by_id(*id).exec(tx.conn()).await?;
        }
    }
    Ok(true)
}

async fn upload(tx: &Transaction, id: i64) -> Result<()> {
    rosters::clear_import(tx, ImportId(id)).await?;
    roster_version::Entity::delete_many()
        .filter(roster_version::Column::Import.eq(id))
        .filter(roster_version::Column::State.eq("staged"))
        .exec(tx.conn())
        .await?;
    roster_import::Entity::delete_by_id(id).exec(tx.conn()).await?;
    files(tx, &rosters::import_subject(id)).await
}

async fn check_results(tx: &Transaction, id: i64) -> Result<()> {
    roster_problem::Entity::delete_many().filter(roster_problem::Column::Import.eq(id)).exec(tx.conn()).await?;
    Ok(())
}

async fn files(tx: &Transaction, subject: &str) -> Result<()> {
    file::Entity::delete_many().filter(file::Column::Subject.eq(subject)).exec(tx.conn()).await?;
    Ok(())
}

async fn title_papers(tx: &Transaction, cultivation: CultivationId) -> Result<()> {
    let conn = tx.conn();
    file::Entity::delete_many()
        .filter(file::Column::Subject.in_subquery(files_of_titles(title(cultivation))))
        .exec(conn)
        .await?;
    bank_account::Entity::delete_many().filter(accounts_of(title(cultivation))).exec(conn).await?;
    service_receipt::Entity::delete_many().filter(receipts_of_titles(title(cultivation))).exec(conn).await?;
    Ok(())
}

async fn papers(tx: &Transaction, application: ApplicationId) -> Result<()> {
    let conn = tx.conn();
    file::Entity::delete_many().filter(files_of(application)).exec(conn).await?;
    draft_section::Entity::delete_many()
        .filter(draft_section::Column::ApplicationId.eq(application.0))
        .exec(conn)
        .await?;
    submission::Entity::delete_many().filter(submission::Column::ApplicationId.eq(application.0)).exec(conn).await?;
    bank_account::Entity::delete_many().filter(accounts_of(titles_of(application))).exec(conn).await?;
    service_receipt::Entity::delete_many().filter(receipts_of(application)).exec(conn).await?;
    // The decision on an objection stands in the record; what was said and by whom goes.
    for row in objection::Entity::find().filter(objection::Column::ApplicationId.eq(application.0)).all(conn).await? {
        let gone = |field: vault::Field| tx.seal(field.row(row.id), GONE);
        let change = objection::ActiveModel {
            id: Set(row.id),
            text_sealed: Set(gone(seals::OBJECTION_TEXT)),
            contact_sealed: Set(gone(seals::OBJECTION_CONTACT)),
            investigation_sealed: Set(row.investigation_sealed.map(|_| gone(seals::OBJECTION_INVESTIGATION))),
            answer_sealed: Set(row.answer_sealed.map(|_| gone(seals::OBJECTION_ANSWER))),
            ..Default::default()
        };
        objection::Entity::update(change).exec(conn).await?;
    }
    Ok(())
}

/// First the version stops counting, with every head-count that it or its neighbours had of it; then its rows go, some at a
/// time, and its people; at last what its upload left.
async fn version(tx: &Transaction, id: i64) -> Result<bool> {
    let conn = tx.conn();
    let Some(row) = roster_version::Entity::find_by_id(id).one(conn).await? else { return Ok(true) };
    let Some(of) = roster::Entity::find_by_id(row.roster).one(conn).await? else { return Ok(true) };
    if row.state != DELETED {
        let change = roster_version::ActiveModel { id: Set(id), state: Set(DELETED.to_owned()), ..Default::default() };
        roster_version::Entity::update(change).exec(conn).await?;
        rosters::forget_version(tx, domain::ids::BrandId(of.brand), id).await?;
        return Ok(false);
    }
    let blocks = Query::select()
        .column(roster_block::Column::No)
        .from(roster_block::Entity)
        .and_where(Expr::col(roster_block::Column::Version).eq(id))
        .limit(BLOCKS)
        .take();
    let gone = roster_block::Entity::delete_many()
        .filter(roster_block::Column::Version.eq(id))
        .filter(roster_block::Column::No.in_subquery(blocks))
        .exec(conn)
        .await?;
    if gone.rows_affected == BLOCKS {
        return Ok(false);
    }
    let people = Query::select()
        .column(roster_person::Column::Person)
        .from(roster_person::Entity)
        .and_where(Expr::col(roster_person::Column::Version).eq(id))
        .limit(BATCH)
        .take();
    let gone = roster_person::Entity::delete_many()
        .filter(roster_person::Column::Version.eq(id))
        .filter(roster_person::Column::Person.in_subquery(people))
        .exec(conn)
        .await?;
    if gone.rows_affected >= BATCH {
        return Ok(false);
    }
    last_traces(tx, &row, &of).await?;
    Ok(true)
}

/// Verdicts, signs, samples and what comparisons said, where no roster of that ledger and year is left, and the upload where none of its versions is.
async fn last_traces(tx: &Transaction, version: &roster_version::Model, of: &roster::Model) -> Result<()> {
    let conn = tx.conn();
    let left = roster_version::Entity::find()
        .filter(roster_version::Column::Roster.in_subquery(rosters::beside(of)))
        .filter(roster_version::Column::State.ne(DELETED));
    if left.one(conn).await?.is_none() {
        let its = LedgerYear::try_from(of)?;
        roster_verdict::Entity::delete_many()
            .filter(roster_verdict::Column::Brand.eq(of.brand))
            .filter(roster_verdict::Column::Ledger.eq(of.ledger.as_str()))
            .filter(roster_verdict::Column::Year.eq(of.year))
            .exec(conn)
            .await?;
        roster_verdict_ground::Entity::delete_many()
            .filter(roster_verdict_ground::Column::Brand.eq(of.brand))
            .filter(roster_verdict_ground::Column::Ledger.eq(of.ledger.as_str()))
            .filter(roster_verdict_ground::Column::Year.eq(of.year))
            .exec(conn)
            .await?;
        comparison_mark::Entity::delete_many()
            .filter(comparison_mark::Column::Brand.eq(of.brand))
            .filter(comparison_mark::Column::Ledger.eq(of.ledger.as_str()))
            .filter(comparison_mark::Column::Year.eq(of.year))
            .exec(conn)
            .await?;
        rosters::forget_signs(conn, its).await?;
        rosters::forget_samples(conn, its).await?;
    }
    let others = roster_version::Entity::find()
        .filter(roster_version::Column::Import.eq(version.import))
        .filter(roster_version::Column::State.ne(DELETED));
    if others.one(conn).await?.is_none() {
        check_results(tx, version.import).await?;
        roster_import::Entity::delete_by_id(version.import).exec(conn).await?;
        files(tx, &rosters::import_subject(version.import)).await?;
    }
    Ok(())
}
