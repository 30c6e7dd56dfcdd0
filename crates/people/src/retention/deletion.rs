//! Taking away what is over: sealed rows, fingerprints, and the names of files, whose contents the sweep takes.

use super::over::What;
use crate::{Result, Transaction, seals};
use domain::ids::{ApplicationId, RosterVersionId};
use storage::{
    objections::{self, Words},
    retention,
    rosters::problems,
};

/// What stands where the words of an objection stood.
const GONE: &str = "已按保存期限删除";

/// Deletes a thing; false where there is more of it to delete in another transaction.
pub(super) async fn delete(tx: &mut Transaction, what: &What) -> Result<bool> {
    let conn = tx.conn();
    match what {
        What::Upload(id) => {
            rosters::clear_import(tx, *id).await?;
            retention::delete_unfiled(conn, *id).await?;
        }
        What::CheckResults(id) => problems::delete(conn, *id).await?,
        What::Papers(application) => papers(tx, *application).await?,
        What::TitlePapers(cultivation) => retention::delete_papers_of_cultivation(conn, *cultivation).await?,
        What::Version(id) => return version(tx, *id).await,
        What::Intake(id) => retention::delete_intake(conn, *id).await?,
        What::Lead(id) => retention::delete_lead(conn, *id).await?,
        What::Request(id) => retention::delete_request(conn, *id).await?,
    }
    Ok(true)
}

async fn papers(tx: &Transaction, application: ApplicationId) -> Result<()> {
    retention::delete_papers_of_application(tx.conn(), application).await?;
    // The decision on an objection stands in the record; what was said and by whom goes.
    for objection in objections::on_application(tx.conn(), application).await? {
        let gone = |field: vault::Field| tx.seal(field.row(objection.id.0), GONE);
        let words = Words {
            text: gone(seals::OBJECTION_TEXT),
            contact: gone(seals::OBJECTION_CONTACT),
            investigation: objection.words.investigation.map(|_| gone(seals::OBJECTION_INVESTIGATION)),
            answer: objection.words.answer.map(|_| gone(seals::OBJECTION_ANSWER)),
        };
        objections::replace_words(tx.conn(), objection.id, words).await?;
    }
    Ok(())
}

/// First the version stops counting, with every head-count that it or its neighbours had of it; then its rows go, some at a
/// time, and its people; at last what its upload left, and what was found and drawn where no roster of its ledger is left.
async fn version(tx: &Transaction, id: RosterVersionId) -> Result<bool> {
    let conn = tx.conn();
    let Some(version) = retention::filed_version(conn, id).await? else { return Ok(true) };
    if !version.deleted {
        retention::mark_deleted(conn, id).await?;
        rosters::forget_version(tx, version.of.brand, id).await?;
        return Ok(false);
    }
    if !retention::delete_some_of_version(conn, id).await? {
        return Ok(false);
    }
    retention::delete_with_last_version(conn, &version).await?;
    Ok(true)
}
