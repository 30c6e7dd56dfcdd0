//! Handing in, again after a return, and taking back: answers, files and rosters are frozen under one digest.

use super::{
    serving::{awaits_service, on_platform},
    starting::stands_alone,
};
use crate::{
    App, Error, Place, Result, Transaction, answers, consequences, content::draft_content, facts, names, seals,
    visibility::check_seen,
};
use domain::{
    access::{Actor, Role, UnitMember},
    application::{Application, ApplicationEvent, Filing, Pinned, State},
    brand::{Brand, BrandEvent},
    ids::ApplicationId,
    length,
    level::Level,
    refusal::Refusal,
    round::Round,
    stream::Stream,
};
use storage::submissions::{self, Submission};

/// Said to a county that hands in a correction for a unit.
const UNSERVED: &str = "补正通知的送达还没有登记。请先在办件页登记送达（7.2.a），再代单位重新提交。";

/// Hands the application in (5.1.a): answers, files and rosters are frozen.
///
/// # Errors
/// Materials incomplete, each named with its clause; outside the window; another brand stands under the name; somebody acted
/// since the page was drawn.
pub async fn submit(app: &App, actor: &Actor, application: ApplicationId, seen: u32) -> Result<()> {
    let mut tx = app.begin(Some(actor)).await?;
    let mut application = tx.load::<Application>(application).await?;
    let unit = filer(actor, &application)?;
    check_seen(&tx, &application, seen).await?;
    let round = tx.load::<Round>(application.round).await?;
    let policy = tx.policy(&application.policy)?;
    let (filing, facts) = prepare(&mut tx, &application, policy.review.county_days.value).await?;
    stands_alone(&tx, &application, &filing.title).await?;
    let event = application.submit(&unit, &facts, round.window(), filing)?;
    file(&mut tx, &mut application, event).await?;
    tx.commit().await
}

/// Hands in the corrected sections (5.2.a). Nothing proves better that a unit has its notice: where nobody signed for it,
/// whoever hands in does (7.2.a). A county that keys the correction in records first how the notice was handed over.
///
/// # Errors
/// As [`submit`]; not in the unit's hands; the county has no service on record.
pub async fn resubmit(app: &App, actor: &Actor, application: ApplicationId, seen: u32) -> Result<()> {
    let names = names::names_of(app, &[actor.account]).await?;
    let mut tx = app.begin(Some(actor)).await?;
    let mut application = tx.load::<Application>(application).await?;
    let unit = filer(actor, &application)?;
    check_seen(&tx, &application, seen).await?;
    if awaits_service(&application) {
        let signer = names.get(&actor.account).filter(|_| actor.role == Role::Unit);
        let signer = signer.ok_or(Refusal::Plain(UNSERVED))?.name_to(actor);
        on_platform(&mut tx, &mut application, &signer).await?;
    }
    let policy = tx.policy(&application.policy)?;
    let (filing, facts) = prepare(&mut tx, &application, policy.review.county_days.value).await?;
    // Where the name is not to be corrected it stays the judgement of the desk, which is told of its namesakes (3.2.b).
    if application.section_open("brand") {
        stands_alone(&tx, &application, &filing.title).await?;
    }
    let event = application.resubmit(&unit, &facts, filing)?;
    file(&mut tx, &mut application, event).await?;
    tx.commit().await
}

/// The lead unit files; a county files what it keyed in for the unit.
fn filer(actor: &Actor, application: &Application) -> Result<UnitMember> {
    if application.on_behalf && actor.county_reviewer(&application.area).is_ok() {
        let for_unit = Actor { role: Role::Unit, unit: Some(application.lead_unit()), ..actor.clone() };
        return Ok(for_unit.unit_member(application.lead_unit())?);
    }
    Ok(actor.unit_member(application.lead_unit())?)
}

async fn prepare(
    tx: &mut Transaction,
    application: &Application,
    days: u32,
) -> Result<(Filing, domain::application::Facts)> {
    let content = draft_content(&Place::of(tx), application).await?;
    let facts = facts::held_against(tx.app(), application, &content, &[], Level::County, tx.today())?;
    let pinned = Pinned {
        submission: submissions::count(tx.conn(), application.id).await?.saturating_add(1),
        digest: content.digest.clone(),
        rosters: content.rosters.pinned(),
    };
    let title = content.answers.text("brand", "brand_name").trim().to_owned();
    Ok((Filing { title, units: application.units.clone(), pinned, due: tx.due_in(days) }, facts))
}

async fn file(tx: &mut Transaction, application: &mut Application, event: ApplicationEvent) -> Result<()> {
    let (ApplicationEvent::Submitted { title, pinned, .. } | ApplicationEvent::Resubmitted { title, pinned, .. }) =
        &event
    else {
        return Err(Error::Internal("filing made another event".into()));
    };
    let answers = serde_json::to_string(&answers::draft(tx.app(), tx.conn(), application.id).await?)?;
    let (application_id, no) = (application.id, pinned.submission);
    let answers_sealed = tx.seal(seals::SUBMISSION_ANSWERS.key(&format!("{application_id}/{no}")), &answers);
    let filed = Submission { application: application_id, no, answers_sealed, at: tx.now() };
    submissions::insert(tx.conn(), filed, &pinned.digest).await?;
    let mut brand = tx.load::<Brand>(application.brand).await?;
    if brand.name != *title {
        tx.append(&mut brand, BrandEvent::Named { name: title.clone() }).await?;
    }
    let unconfirmed = tx.policy(&application.policy)?.comparing.unconfirmed.value;
    rosters::freeze(tx, application.brand, &pinned.rosters, unconfirmed).await?;
    tx.append(application, event).await
}

/// Takes the application back, any time before the notice (5.1.a). A county gives up only a draft that it keyed in, and
/// says why.
///
/// # Errors
/// The notice is out, or the attempt has ended; a county gives no reason.
pub async fn withdraw(app: &App, actor: &Actor, application: ApplicationId, seen: u32, reason: &str) -> Result<()> {
    let mut tx = app.begin(Some(actor)).await?;
    let mut application = tx.load::<Application>(application).await?;
    let unit = if application.state() == State::Drafting {
        filer(actor, &application)?
    } else {
        actor.unit_member(application.lead_unit())?
    };
    check_seen(&tx, &application, seen).await?;
    if actor.role == Role::County && reason.trim().is_empty() {
        return Err(Error::field("reason", "代单位撤回，请写明原因，如单位书面申请撤回。"));
    }
    Error::within(length::PASSAGE, "reason", "原因", reason)?;
    let event = application.withdraw(&unit, reason.trim().to_owned())?;
    consequences::append(&mut tx, &mut application, event, None).await?;
    tx.commit().await
}
