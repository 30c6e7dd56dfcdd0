//! What is done about a request: a correction asked of a unit, rows deleted, the answer.

use super::{append, held, moment, open, person, task};
use crate::{App, Error, Result, originals, seals};
use domain::{
    access::RightsOfficer,
    ids::{RightsRequestId, RightsTaskId, RosterVersionId},
    rights::{RefusalGround, RequestKind, RightsEvent},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use std::collections::BTreeMap;
use storage::entities::{rights_request, rights_task};

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
    let row = open(&tx, officer, id, seen).await?;
    let found = held::found(app, officer, person(&row)?).await?;
    let of = found.iter().find(|row| row.roster == roster && row.newest);
    let of = of.ok_or_else(|| Error::field("roster", "请选择要更正的花名册。"))?;
    let next = tx.next_id::<RightsTaskId>().await?.0;
    let task = rights_task::ActiveModel {
        id: Set(next),
        request: Set(row.id),
        brand: Set(of.brand.0),
        unit: Set(of.unit.0),
        roster: Set(roster),
        asked_at: Set(tx.now().timestamp_millis()),
        text_sealed: Set(tx.seal(seals::RIGHTS_TASK.row(next), text.trim())),
    };
    rights_task::Entity::insert(task).exec_without_returning(tx.conn()).await?;
    let event =
        RightsEvent::CorrectionAsked { brand: of.brand, unit: of.unit, ledger: of.ledger.clone(), year: of.year };
    append(&mut tx, row, event).await?;
    tx.commit().await
}

/// Deletes the person's rows wherever no decision rests on them or their time is over; the others stay, for the reason they
/// carry. Returns how many went.
///
/// # Errors
/// Not of this desk, closed, or acted on since; deletion was not asked; nothing may be deleted: the sentence says why.
pub async fn erase(app: &App, officer: &RightsOfficer, id: RightsRequestId, seen: u32) -> Result<u64> {
    let mut tx = app.begin(Some(officer.actor())).await?;
    let row = open(&tx, officer, id, seen).await?;
    if row.asked != RequestKind::Deletion.code() {
        return Err(Error::field("", "本人没有请求删除，不能删除。"));
    }
    let who = person(&row)?;
    let found = held::found(app, officer, who).await?;
    let mut versions = BTreeMap::new();
    for held in found.iter().filter(|held| held.kept.is_none()) {
        versions.insert(held.version.0, held.brand);
    }
    if versions.is_empty() {
        let why = found.iter().find_map(|held| held.kept.clone());
        let why = why.unwrap_or_else(|| "没有查到本人的信息，无可删除。".into());
        return Err(Error::field("", format!("不能删除：{why}请办结为不予办理，并向本人说明。")));
    }
    let mut gone = 0;
    for (version, brand) in &versions {
        let blocks = rosters::blocks_with(app, *version, who).await?;
        gone += rosters::erase(&tx, *brand, *version, &blocks, who).await?;
    }
    let versions = versions.into_keys().map(RosterVersionId).collect();
    append(&mut tx, row, RightsEvent::RowsDeleted { versions, rows: gone }).await?;
    tx.commit().await?;
    originals::sweep(app).await?;
    app.db().forget_old_pages().await?;
    Ok(gone)
}

/// Whether a correction says what is to be corrected.
///
/// # Errors
/// Fewer than four characters.
pub fn check_correction(text: &str) -> Result<()> {
    if text.trim().chars().count() < 4 {
        return Err(Error::field("text", "请写明要更正的项目和正确的内容，如“姓名应为林晓东”。"));
    }
    Ok(())
}

/// Whether an answer says anything.
///
/// # Errors
/// Fewer than four characters.
pub fn check_answer(answer: &str) -> Result<()> {
    if answer.trim().chars().count() < 4 {
        return Err(Error::field("answer", "请写明答复的内容；不予办理的写明理由。"));
    }
    Ok(())
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
    let row = open(&tx, officer, id, seen).await?;
    if ground.is_none() {
        done(app, officer, &row).await?;
    }
    let sealed = tx.seal(seals::RIGHTS_ANSWER.row(row.id), answer.trim());
    let row = append(&mut tx, row, RightsEvent::Closed { ground }).await?;
    let row = rights_request::Model {
        closed_at: Some(tx.now().timestamp_millis()),
        ground: ground.map(|ground| ground.code().to_owned()),
        answer_sealed: Some(sealed),
        ..row
    };
    rights_request::Entity::update(row.into_active_model().reset_all()).exec(tx.conn()).await?;
    tx.commit().await
}

/// Whether what was asked is done.
async fn done(app: &App, officer: &RightsOfficer, row: &rights_request::Model) -> Result<()> {
    let reported = row.reported_at.map(moment);
    match RequestKind::parse(&row.asked) {
        Some(RequestKind::Access | RequestKind::Copy) if reported.is_none() => {
            Err(Error::field("outcome", "还没有出具查阅报告，请先出具，或选择不予办理。"))
        }
        Some(RequestKind::Correction) => {
            let tasks = rights_task::Entity::find().filter(rights_task::Column::Request.eq(row.id));
            let tasks = tasks.all(app.db().reader()).await?;
            if tasks.is_empty() {
                return Err(Error::field("outcome", "还没有要求单位更正，请先提出，或选择不予办理。"));
            }
            for row in tasks {
                if task(app, row).await?.done_at.is_none() {
                    let sentence = "单位还没有提交更正后的花名册，请等它提交，或选择不予办理。";
                    return Err(Error::field("outcome", sentence));
                }
            }
            Ok(())
        }
        Some(RequestKind::Deletion) if !held::found(app, officer, person(row)?).await?.is_empty() => {
            Err(Error::field("outcome", "仍存有本人的信息，请先删除，或选择不予办理。"))
        }
        _ => Ok(()),
    }
}
