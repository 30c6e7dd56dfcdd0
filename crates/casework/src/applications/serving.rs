//! A unit signs for its correction notice on the platform (平台送达, 7.2.a): that starts its term.

use crate::{App, Error, Result, Transaction, consequences, visibility::check_seen};
use domain::{
    access::Actor,
    application::{Application, ApplicationEvent, Leg, Return, Stage},
    ids::ApplicationId,
    length,
    refusal::Refusal,
    service::{Paper, ServiceMethod},
    stream::Stream,
};

/// Signs for the correction notice; the term runs from the next day.
///
/// # Errors
/// Not the lead unit; nobody named; no notice waits; somebody acted since the page was drawn.
pub async fn sign_for_notice(app: &App, actor: &Actor, id: ApplicationId, seen: u32, signer: &str) -> Result<()> {
    let mut tx = app.begin(Some(actor)).await?;
    let mut application = tx.load::<Application>(id).await?;
    actor.unit_member(application.lead_unit())?;
    check_seen(&tx, &application, seen).await?;
    if signer.trim().is_empty() {
        return Err(Error::field("signer", "请填写签收人。"));
    }
    Error::within(length::NAME, "signer", "签收人", signer)?;
    if !awaits_service(&application) {
        return Err(Refusal::WrongState { now: application.state().label() }.into());
    }
    on_platform(&mut tx, &mut application, signer.trim()).await?;
    tx.commit().await
}

/// Whether the unit is asked to correct, and nothing says that it has the notice.
pub(super) fn awaits_service(application: &Application) -> bool {
    matches!(application.stage, Stage::Returned(Return { leg: Leg::AtUnit, served: false, .. }))
}

/// The unit has its correction notice: its term runs from the next day, and who signed is sealed beside.
pub(super) async fn on_platform(tx: &mut Transaction, application: &mut Application, signer: &str) -> Result<()> {
    let (on, days) = (tx.today(), tx.policy(&application.policy)?.review.correction_days.value);
    let served = ApplicationEvent::Served {
        paper: Paper::CorrectionNotice,
        method: ServiceMethod::Platform,
        on,
        proof: None,
        due: tx.due_in(days),
    };
    consequences::append(tx, application, served, None).await?;
    consequences::keep_signer(tx, application, signer).await
}
