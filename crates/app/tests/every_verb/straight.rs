//! From the draft to the first payment, with the money's detours.

use crate::{
    city::{
        on, on_payment,
        trial::{Trial, Tried},
    },
    story::{NAME, Story, UNIT, finished, story},
};
use app::{
    App,
    payments::{self, TypedAccount},
};
use domain::{
    access::Actor,
    act::{
        ApproveDisbursement, ApprovePayment, RecordPayment, RecordReturn, RecordTitleService, RenewUnitCheck,
        ResumePayment, SuspendPayment, VerifyOriginal,
    },
    cultivation::Payment,
    service::ServiceMethod,
};

pub(crate) async fn straight(how: Trial) -> Vec<Tried> {
    let story = story(how).await;
    let Story { city, officials, round, unit } = &story;
    let id = city.submitted(unit, *round, NAME, 0).await.id;
    let application = city.application(id).await;
    let scan = app::attachments::of_application(city.app.db().reader(), id).await.unwrap()[0].id;
    let content_code = application.content_code().expect("handed in");
    story.recorded(&officials.county, on(id, VerifyOriginal { content_code, scan })).await;
    let notice = story.on_notice(id, 1).await;
    city.go_to("2025-03-11 09:00");
    story.bureau(city.recognise(notice, &[id])).await;
    let cultivation = city.cultivation(id).await;
    let (method, today) = (ServiceMethod::InPerson, city.app.today());
    let served = RecordTitleService { method, on: today, signer: "林某".into(), proof: None };
    story.recorded(&officials.county, on(cultivation.id, served)).await;
    let (unit_looked, no) = (cultivation.lead_unit(), None);
    let look =
        RenewUnitCheck { unit: unit_looked, no_violation: true, not_debtor: true, checked_on: today, evidence: no };
    story.recorded(&officials.county, on(cultivation.id, look)).await;
    let first = Payment::First;
    for again in [false, true] {
        let account = TypedAccount {
            holder: UNIT.into(),
            bank: "某银行".into(),
            number: "6222 0212 3456 7890".into(),
            ..TypedAccount::default()
        };
        let seen = city.cultivation(id).await.seq;
        let confirm = async |app: App, by: Actor| {
            payments::confirm_account(&app, &by, cultivation.id, seen, first, account.clone()).await
        };
        city.verb("payments::confirm_account", unit, confirm).await.expect("confirmed");
        if !again {
            let reason = || "收款账户待核实".to_owned();
            story.recorded(&officials.city, on_payment(&cultivation, first, SuspendPayment { reason: reason() })).await;
            story.recorded(&officials.city, on_payment(&cultivation, first, ResumePayment { reason: reason() })).await;
        }
        story.bureau(on_payment(&cultivation, first, ApproveDisbursement {})).await;
        let approve = on_payment(&cultivation, first, ApprovePayment {});
        city.decide(&officials.finance, &officials.finance_head, approve).await.expect("approved by finance");
        let paid = RecordPayment { voucher: "P1".into(), on: today };
        story.recorded(&officials.cashier, on_payment(&cultivation, first, paid)).await;
        if !again {
            let back = on_payment(&cultivation, first, RecordReturn { reason: "户名不符".into() });
            story.recorded(&officials.finance, back).await;
        }
    }
    finished(&story.city).await
}
