//! Records a reviewer makes without a chain: evaluation, checks, judgements, document review, site visit, passing on,
//! service (5.2.b, 3.4, 5.3.a, 7.2.a). Each is one event; decisions built on them go through the hands of the office.

use crate::{App, Error, Result, Transaction, applications, seals};
use chrono::NaiveDate;
use domain::{
    access::Actor,
    application::{Application, ApplicationEvent, Paper, ServiceMethod, SiteVisit},
    ids::{ApplicationId, FileId, UnitId},
};
use sea_orm::{ActiveValue::Set, EntityTrait};
use storage::entities::service_receipt;

/// A verb on one application that records one event: seen-checked, visible to the actor, judged by `judge`.
async fn record<F>(app: &App, actor: &Actor, id: ApplicationId, seen: u32, judge: F) -> Result<()>
where
    F: AsyncFnOnce(&Transaction, &Application) -> Result<ApplicationEvent>,
{
    let mut tx = app.begin(Some(actor)).await?;
    let mut application = tx.application(id).await?;
    applications::may_see(actor, &application)?;
    applications::check_seen(&tx, &application, seen).await?;
    let event = judge(&tx, &application).await?;
    tx.append_application(&mut application, event).await?;
    tx.commit().await
}

/// Records the county's evaluation on the five heads (5.2.b); points in hundredths.
///
/// # Errors
/// Points outside the heads; no opinion; not under preliminary review.
pub async fn evaluate(
    app: &App,
    actor: &Actor,
    application: ApplicationId,
    seen: u32,
    scores: Vec<(String, i64)>,
    opinion: String,
) -> Result<()> {
    record(app, actor, application, seen, async |tx, application| {
        let policy = tx.policy(&application.policy)?;
        let heads: Vec<_> = policy
            .review
            .evaluation_heads
            .iter()
            .map(|head| (head.code.clone(), i64::from(head.points) * 100))
            .collect();
        Ok(application.evaluate(&actor.county_reviewer(&application.area)?, scores, &heads, opinion)?)
    })
    .await
}

/// What a look at outside records found about a unit.
#[derive(Clone, Copy, Debug)]
pub struct UnitStanding {
    /// The unit.
    pub unit: UnitId,
    /// No breach of law or discipline found (3.4.d).
    pub no_violation: bool,
    /// Not on the courts' list of dishonest judgment debtors (3.4.e).
    pub not_debtor: bool,
    /// When it was looked up.
    pub checked_on: NaiveDate,
    /// A scan or screenshot of it.
    pub evidence: Option<FileId>,
}

/// Records a check of a unit's standing: violations and the courts' list (3.4.d, 3.4.e).
///
/// # Errors
/// The unit does not cultivate this brand; a date to come.
pub async fn check_unit(
    app: &App,
    actor: &Actor,
    application: ApplicationId,
    seen: u32,
    standing: UnitStanding,
) -> Result<()> {
    record(app, actor, application, seen, async |tx, application| {
        let UnitStanding { unit, no_violation, not_debtor, checked_on, evidence } = standing;
        if actor.city_reviewer().is_err() {
            actor.county_reviewer(&application.area)?;
        }
        if !application.units.contains(&unit) {
            return Err(Error::NotFound);
        }
        if checked_on > tx.today() {
            return Err(Error::field("checked_on", "查询日期不能晚于今天，请核对。"));
        }
        Ok(ApplicationEvent::UnitChecked { unit, no_violation, not_debtor, checked_on, evidence })
    })
    .await
}

/// Whether people judge a clause, because a rule cannot.
#[must_use]
pub fn is_judged(clause: &str) -> bool {
    const JUDGED: [&str; 10] =
        ["3.1", "3.3.a", "3.3.b", "3.5.b1", "3.5.b2", "3.5.b3", "3.6.a", "3.6.b", "3.6.c", "3.5.c"];
    JUDGED.contains(&clause)
}

/// Records a judgement on a clause that a rule cannot decide (3.1, 3.6, other evidence of scale).
///
/// # Errors
/// No reason; a clause that is not judged by people.
pub async fn judge(
    app: &App,
    actor: &Actor,
    application: ApplicationId,
    seen: u32,
    clause: &str,
    met: bool,
    reason: &str,
) -> Result<()> {
    record(app, actor, application, seen, async |_, application| {
        if actor.city_reviewer().is_err() {
            actor.county_reviewer(&application.area)?;
        }
        if reason.trim().is_empty() {
            return Err(Error::field("reason", "请写明判断的依据。"));
        }
        if !is_judged(clause) {
            return Err(Error::field("clause", "这一条由系统按证据判定，不能人工认定。"));
        }
        Ok(ApplicationEvent::Judged { clause: clause.to_owned(), met, reason: reason.trim().to_owned() })
    })
    .await
}

/// Ticks 原件已核验: the stamped paper carries the content code of what was filed (4.1).
///
/// # Errors
/// The code is another one: the data changed after stamping.
pub async fn verify_original(
    app: &App,
    actor: &Actor,
    application: ApplicationId,
    seen: u32,
    content_code: &str,
    scan: FileId,
) -> Result<()> {
    record(app, actor, application, seen, async |_, application| {
        actor.county_reviewer(&application.area)?;
        let code = application.content_code().unwrap_or_default();
        if content_code.trim().replace(['－', '—'], "-").to_uppercase() != code {
            return Err(Error::field(
                "content_code",
                format!("内容码不一致：系统中为 {code}。请核对纸质件是否为最新版本。"),
            ));
        }
        Ok(ApplicationEvent::OriginalVerified { content_code: code, scan })
    })
    .await
}

/// Hands a city's correction notice down, or the unit's correction up (5.2.a).
///
/// # Errors
/// The application is not on its way through the county.
pub async fn pass_on(app: &App, actor: &Actor, application: ApplicationId, seen: u32) -> Result<()> {
    record(app, actor, application, seen, async |tx, application| {
        let days = tx.policy(&application.policy)?.review.city_days.value;
        Ok(application.pass_on(&actor.county_reviewer(&application.area)?, tx.due_in(days))?)
    })
    .await
}

/// Records a review of the documents (5.3.a); points in hundredths.
///
/// # Errors
/// No opinion; not in review.
pub async fn record_document_review(
    app: &App,
    actor: &Actor,
    application: ApplicationId,
    seen: u32,
    passed: bool,
    score: Option<i64>,
    opinion: String,
) -> Result<()> {
    record(app, actor, application, seen, async |_, application| {
        Ok(application.record_document_review(&actor.city_reviewer()?, passed, score, opinion)?)
    })
    .await
}

/// Records a site visit (5.3.a).
///
/// # Errors
/// Too few officers; no findings; a date to come; not in review.
pub async fn record_site_visit(
    app: &App,
    actor: &Actor,
    application: ApplicationId,
    seen: u32,
    visit: SiteVisit,
) -> Result<()> {
    record(app, actor, application, seen, async |tx, application| {
        let least = tx.policy(&application.policy)?.review.site_visit_officers.value;
        Ok(application.record_site_visit(&actor.city_reviewer()?, visit, least, tx.today())?)
    })
    .await
}

/// A paper handed over (送达).
#[derive(Clone, Debug)]
pub struct Service {
    /// Which paper.
    pub paper: Paper,
    /// How.
    pub method: ServiceMethod,
    /// When: the period it starts runs from the next day.
    pub on: NaiveDate,
    /// Who signed for it; sealed.
    pub signer: String,
    /// The receipt.
    pub proof: Option<FileId>,
}

/// Records the service of a paper. Only service starts a unit's period (7.2.a).
///
/// # Errors
/// A date to come; nobody named; the paper does not belong to the application's state.
pub async fn record_service(app: &App, actor: &Actor, id: ApplicationId, seen: u32, service: Service) -> Result<()> {
    let mut tx = app.begin(Some(actor)).await?;
    let mut application = tx.application(id).await?;
    applications::may_see(actor, &application)?;
    // A unit that opens its notice on the platform signs for it itself.
    let by_unit = service.method == ServiceMethod::Platform && actor.unit_member(application.lead_unit()).is_ok();
    if !by_unit && actor.city_reviewer().is_err() {
        actor.county_reviewer(&application.area)?;
    }
    applications::check_seen(&tx, &application, seen).await?;
    if service.on > tx.today() {
        return Err(Error::field("on", "送达日期不能晚于今天，请核对。"));
    }
    if service.signer.trim().is_empty() {
        return Err(Error::field("signer", "请填写签收人。"));
    }
    let due = match (service.paper, &application.stage) {
        (Paper::CorrectionNotice, domain::application::Stage::Returned(ret))
            if ret.leg == domain::application::Leg::AtUnit =>
        {
            let days = tx.policy(&application.policy)?.review.correction_days.value;
            tx.calendar().working_days_end(service.on, days).ok()
        }
        (Paper::CorrectionNotice, _) => {
            return Err(domain::application::Refusal::WrongState { now: application.state() }.into());
        }
        _ => None,
    };
    let Service { paper, method, on, signer, proof } = service;
    tx.append_application(&mut application, ApplicationEvent::Served { paper, method, on, proof, due }).await?;
    let key = format!("{}/{}", application.id, application.seq);
    let row = service_receipt::ActiveModel {
        application_id: Set(application.id.0),
        seq: Set(i64::from(application.seq)),
        signer_sealed: Set(tx.seal(seals::SERVICE_SIGNER.key(&key), signer.trim())),
    };
    service_receipt::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    tx.commit().await
}
