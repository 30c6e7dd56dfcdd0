//! Handing in, again after a return, and taking back: answers, files and rosters are frozen under one digest.

use super::{Answers, draft};
use crate::{App, Error, Result, Verb, attachments, facts, rosters, seals};
use domain::{
    access::{Actor, Role, UnitMember},
    brand::BrandEvent,
    case::{Case, CaseEvent, Filing, Pinned, State},
    ids::CaseId,
    level::Level,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::BTreeSet;
use storage::entities::submission;

/// Hands the application in (5.1.a): answers, files and rosters are frozen.
///
/// # Errors
/// Materials incomplete, each named with its clause; outside the window; somebody acted since the page was drawn.
pub async fn submit(app: &App, actor: &Actor, case: CaseId, seen: u32) -> Result<()> {
    let mut verb = app.begin(Some(actor)).await?;
    let mut case = verb.case(case).await?;
    let unit = filer(actor, &case)?;
    crate::cases::check_seen(&verb, &case, seen).await?;
    let round = verb.round(case.round.ok_or(Error::NotFound)?).await?;
    let policy = verb.policy(&case.policy)?;
    let (filing, facts) = prepare(&mut verb, &case, policy.review.county_days.value).await?;
    let event = case.submit(&unit, &facts, round.window(), filing)?;
    file(&mut verb, &mut case, event).await?;
    verb.commit().await
}

/// Hands in the corrected sections (5.2.a).
///
/// # Errors
/// As [`submit`]; not in the unit's hands.
pub async fn resubmit(app: &App, actor: &Actor, case: CaseId, seen: u32) -> Result<()> {
    let mut verb = app.begin(Some(actor)).await?;
    let mut case = verb.case(case).await?;
    let unit = filer(actor, &case)?;
    crate::cases::check_seen(&verb, &case, seen).await?;
    let policy = verb.policy(&case.policy)?;
    let (filing, facts) = prepare(&mut verb, &case, policy.review.county_days.value).await?;
    let event = case.resubmit(&unit, &facts, filing)?;
    file(&mut verb, &mut case, event).await?;
    verb.commit().await
}

/// The lead unit files; a county files what it keyed in for the unit.
fn filer(actor: &Actor, case: &Case) -> Result<UnitMember> {
    if case.on_behalf && actor.county_reviewer(&case.area).is_ok() {
        let for_unit = Actor { role: Role::Unit, unit: Some(case.lead_unit()), ..actor.clone() };
        return Ok(for_unit.unit_member(case.lead_unit())?);
    }
    Ok(actor.unit_member(case.lead_unit())?)
}

async fn prepare(verb: &mut Verb, case: &Case, days: u32) -> Result<(Filing, domain::case::Facts)> {
    let answers = draft(verb.app(), verb.conn(), case.id).await?;
    let facts = facts::of_draft(verb, case, &answers, Level::County).await?;
    let rosters = rosters::pin(verb.conn(), case.brand, rosters::years(verb.today())).await?;
    let no = submission::Entity::find().filter(submission::Column::CaseId.eq(case.id.0)).all(verb.conn()).await?.len();
    let pinned = Pinned {
        submission: u32::try_from(no).unwrap_or(u32::MAX - 1) + 1,
        digest: content_digest(verb.app(), verb.conn(), case, &answers).await?,
        rosters,
    };
    let title = answers.text("brand", "brand_name").trim().to_owned();
    Ok((Filing { title, units: case.units.clone(), pinned, due: verb.due_in(days) }, facts))
}

async fn file(verb: &mut Verb, case: &mut Case, event: CaseEvent) -> Result<()> {
    let (CaseEvent::Submitted { title, pinned, .. } | CaseEvent::Resubmitted { title, pinned, .. }) = &event else {
        return Err(Error::Internal("filing made another event".into()));
    };
    let answers = serde_json::to_string(&draft(verb.app(), verb.conn(), case.id).await?)?;
    let key = format!("{}/{}", case.id, pinned.submission);
    let row = submission::ActiveModel {
        case_id: Set(case.id.0),
        no: Set(i64::from(pinned.submission)),
        answers_sealed: Set(verb.seal(seals::SUBMISSION_ANSWERS.key(&key), &answers)),
        digest: Set(pinned.digest.clone()),
        at: Set(verb.now().timestamp_millis()),
    };
    submission::Entity::insert(row).exec_without_returning(verb.conn()).await?;
    let mut brand = verb.brand(case.brand).await?;
    if brand.name != *title {
        verb.append_brand(&mut brand, BrandEvent::Named { name: title.clone() }).await?;
    }
    let unconfirmed = verb.policy(&case.policy)?.comparing.unconfirmed.value;
    rosters::freeze(verb, case.brand, &pinned.rosters, unconfirmed).await?;
    verb.append_case(case, event).await
}

/// Takes the application back, any time before the notice (5.1.a). A county gives up only a draft that it keyed in, and
/// says why.
///
/// # Errors
/// The notice is out, or the attempt has ended; a county gives no reason.
pub async fn withdraw(app: &App, actor: &Actor, case: CaseId, seen: u32, reason: &str) -> Result<()> {
    let mut verb = app.begin(Some(actor)).await?;
    let mut case = verb.case(case).await?;
    let unit =
        if case.state() == State::Drafting { filer(actor, &case)? } else { actor.unit_member(case.lead_unit())? };
    crate::cases::check_seen(&verb, &case, seen).await?;
    if actor.role == Role::County && reason.trim().is_empty() {
        return Err(Error::field("reason", "代单位撤回，请写明原因，如单位书面申请撤回。"));
    }
    let event = case.withdraw(&unit, reason.trim().to_owned())?;
    verb.append_case(&mut case, event).await?;
    crate::acts::ended(&mut verb, &case, None).await?;
    verb.commit().await
}

/// The answers filed last; none before the first filing.
///
/// # Errors
/// The database is away, or the submission does not open.
pub async fn submitted(app: &App, conn: &impl ConnectionTrait, case: CaseId) -> Result<Option<Answers>> {
    let row = submission::Entity::find()
        .filter(submission::Column::CaseId.eq(case.0))
        .order_by_desc(submission::Column::No)
        .one(conn)
        .await?;
    row.map(|row| open_submission(app, &row)).transpose()
}

/// The answers of one earlier filing, to stand beside the new ones.
///
/// # Errors
/// There is no such filing.
pub async fn submitted_as(app: &App, conn: &impl ConnectionTrait, case: CaseId, no: u32) -> Result<Answers> {
    let row = submission::Entity::find_by_id((case.0, i64::from(no))).one(conn).await?.ok_or(Error::NotFound)?;
    open_submission(app, &row)
}

fn open_submission(app: &App, row: &submission::Model) -> Result<Answers> {
    let context = seals::SUBMISSION_ANSWERS.key(&format!("{}/{}", row.case_id, row.no));
    Ok(serde_json::from_str(&app.open_text(context, &row.answers_sealed)?)?)
}

/// The keyed digest of answers and files: its head is the content code printed on the recommendation form (4.1). The
/// scan of the signed form itself is left out, for it carries the code.
///
/// # Errors
/// The database is away.
pub async fn content_digest(app: &App, conn: &impl ConnectionTrait, case: &Case, answers: &Answers) -> Result<String> {
    let files: BTreeSet<String> = attachments::of_case(conn, case.id)
        .await?
        .into_iter()
        .filter(|file| !file.slot.starts_with("signed_form"))
        .map(|file| format!("{}={}", file.slot, file.digest))
        .collect();
    let content = serde_json::to_vec(&(case.id, answers, files))?;
    Ok(app.vault().mac("submission", &content).to_string())
}
