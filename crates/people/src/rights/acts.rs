//! What is done about a request: a correction asked of a unit, rows deleted, the answer.

use super::{append, held, open};
use crate::{App, Error, Result, originals, seals};
use domain::{
    access::RightsOfficer,
    ids::{RightsRequestId, RightsTaskId},
    length,
    rights::{RefusalGround, RequestKind, RightsEvent},
};
use std::collections::BTreeMap;
use storage::rights::{self, NewTask, Request};

/// Asks the unit whose roster it is to mend it by a new version; it sees a masked notice on its roster page.
///
/// # Errors
/// Not of this desk, closed, or acted on since; the roster does not list the person; nothing is said.
pub async fn ask_correction(
    app: &App,
    officer: &RightsOfficer,
    id: RightsRequestId,
    seen: u32,
    roster: i64,
    text: &str,
) -> Result<()> {
    check_correction(text)?;
    let mut tx = app.begin(Some(officer.actor())).await?;
    let request = open(&tx, officer, id, seen).await?;
    let listed = held::listed(app, officer, request.person).await?;
    let one = listed.iter().find(|one| one.at.roster.0 == roster && one.at.newest);
    let at = &one.ok_or_else(|| Error::field("roster", "请选择要更正的花名册。"))?.at;
    let next = tx.next_id::<RightsTaskId>().await?;
    let task = NewTask {
        id: next,
        request: id,
        brand: at.of.brand,
        unit: at.unit,
        roster: at.roster,
        at: tx.now(),
        text_sealed: tx.seal(seals::RIGHTS_TASK.row(next.0), text.trim()),
    };
    rights::ask(tx.conn(), task).await?;
    let (brand, ledger) = (at.of.brand, at.of.ledger.label().to_owned());
    let event = RightsEvent::CorrectionAsked { brand, unit: at.unit, ledger, year: at.of.year };
    append(&mut tx, id, event).await?;
    tx.commit().await
}

/// Deletes the person's rows wherever no decision rests on them or their time is over; the others stay, for the reason they
/// carry. Returns how many went.
///
/// # Errors
/// Not of this desk, closed, or acted on since; deletion was not asked; nothing may be deleted: the sentence says why.
pub async fn erase(app: &App, officer: &RightsOfficer, id: RightsRequestId, seen: u32) -> Result<u64> {
    let mut tx = app.begin(Some(officer.actor())).await?;
    let request = open(&tx, officer, id, seen).await?;
    if request.asked != RequestKind::Deletion {
        return Err(Error::field("", "本人没有请求删除，不能删除。"));
    }
    let who = request.person;
    let listed = held::listed(app, officer, who).await?;
    let free = listed.iter().filter(|one| one.kept.is_none());
    let versions: BTreeMap<_, _> = free.map(|one| (one.at.version, one.at.of.brand)).collect();
    if versions.is_empty() {
        let why = listed.iter().find_map(|one| one.kept.clone());
        let why = why.unwrap_or_else(|| "没有查到本人的信息，无可删除。".into());
        return Err(Error::field("", format!("不能删除：{why}请办结为不予办理，并向本人说明。")));
    }
    let mut gone = 0;
    for (version, brand) in &versions {
        gone += rosters::erase(&tx, *brand, *version, who).await?;
    }
    let versions = versions.into_keys().collect();
    append(&mut tx, id, RightsEvent::RowsDeleted { versions, rows: gone }).await?;
    tx.commit().await?;
    originals::sweep(app).await?;
    app.db().forget_old_pages().await?;
    Ok(gone)
}

/// Whether a correction says what is to be corrected.
///
/// # Errors
/// Fewer than four characters, or more than anybody reads.
pub fn check_correction(text: &str) -> Result<()> {
    if length::is_short(text) {
        return Err(Error::field("text", "请写明要更正的项目和正确的内容，如“姓名应为林晓东”。"));
    }
    Error::within(length::PASSAGE, "text", "更正的内容", text)
}

/// Whether an answer says anything.
///
/// # Errors
/// Fewer than four characters, or more than anybody reads.
pub fn check_answer(answer: &str) -> Result<()> {
    if length::is_short(answer) {
        return Err(Error::field("answer", "请写明答复的内容；不予办理的写明理由。"));
    }
    Error::within(length::LETTER, "answer", "答复", answer)
}

/// Closes a request with its answer: done, or refused on a ground.
///
/// # Errors
/// Not of this desk, closed, or acted on since; no answer; what was asked is neither done nor refused.
pub async fn close(
    app: &App,
    officer: &RightsOfficer,
    id: RightsRequestId,
    seen: u32,
    ground: Option<RefusalGround>,
    answer: &str,
) -> Result<()> {
    check_answer(answer)?;
    let mut tx = app.begin(Some(officer.actor())).await?;
    let request = open(&tx, officer, id, seen).await?;
    if ground.is_none() {
        done(app, officer, &request).await?;
    }
    rights::set_answer(tx.conn(), id, tx.seal(seals::RIGHTS_ANSWER.row(id.0), answer.trim())).await?;
    append(&mut tx, id, RightsEvent::Closed { ground }).await?;
    tx.commit().await
}

/// Whether what was asked is done.
async fn done(app: &App, officer: &RightsOfficer, request: &Request) -> Result<()> {
    match request.asked {
        RequestKind::Access | RequestKind::Copy if request.reported_at.is_none() => {
            Err(Error::field("outcome", "还没有出具查阅报告，请先出具，或选择不予办理。"))
        }
        RequestKind::Correction => {
            let tasks = rights::tasks_of(app.db().reader(), &[request.id]).await?;
            if tasks.is_empty() {
                return Err(Error::field("outcome", "还没有要求单位更正，请先提出，或选择不予办理。"));
            }
            if tasks.iter().any(|task| task.done_at.is_none()) {
                let sentence = "单位还没有提交更正后的花名册，请等它提交，或选择不予办理。";
                return Err(Error::field("outcome", sentence));
            }
            Ok(())
        }
        RequestKind::Deletion if !held::listed(app, officer, request.person).await?.is_empty() => {
            Err(Error::field("outcome", "仍存有本人的信息，请先删除，或选择不予办理。"))
        }
        RequestKind::Access | RequestKind::Copy | RequestKind::Deletion => Ok(()),
    }
}
