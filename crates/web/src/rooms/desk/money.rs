//! `/desk/money`: every disbursement, in whatever state (6.1.b to 6.1.g).

use super::{OFFICIALS, official};
use crate::{
    components::{Act, ActTone, Cell, Tag, Tone},
    frame::Link,
    page,
    pages::desk::lists,
    shell::{Answer, Caller, Routes},
};
use app::{people, sentences};
use domain::{
    access::Role,
    application::{Application, DisbursementState, Payment},
};

pub(super) fn routes() -> Routes {
    Routes::new().get("/desk/money", OFFICIALS, list)
}

async fn list(caller: Caller) -> Answer {
    let actor = official(&caller)?;
    let applications = app::payments::applications(&caller.app, actor).await?;
    let units =
        people::unit_names(&caller.app, applications.iter().map(|application| application.lead_unit().0)).await?;
    let rows = applications.iter().flat_map(|application| {
        let unit = units.get(&application.lead_unit()).cloned().unwrap_or_default();
        application.disbursements.iter().map(move |(payment, disbursement)| {
            let state = &disbursement.state;
            vec![
                Cell::Name(Link::new(
                    application.title.clone(),
                    format!("/desk/applications/{}#money", application.id),
                )),
                unit.clone().into(),
                sentences::payment_words(*payment).into(),
                Cell::Figure(disbursement.amount.to_string()),
                Cell::Tag(tag(state)),
                match state {
                    DisbursementState::Paid { on, .. } => format!("{}付款", domain::calendar::chinese_date(*on)).into(),
                    _ => String::new().into(),
                },
                Cell::Clause("6.1.b".into()),
                Cell::Acts(acts(actor.role, application, *payment, state)),
            ]
        })
    });
    let rows = rows.collect();
    Ok(page::ok(&lists::disbursements(super::frame(&caller, "补助资金").await, rows)))
}

fn tag(state: &DisbursementState) -> Tag {
    let tone = match state {
        DisbursementState::Paid { .. } => Tone::Good,
        DisbursementState::Returned { .. } | DisbursementState::Suspended { .. } => Tone::Bad,
        _ => Tone::Active,
    };
    Tag::new(tone, state.label())
}

/// The next step of a payment, where it is the reader's desk's.
fn acts(role: Role, application: &Application, payment: Payment, state: &DisbursementState) -> Vec<Act> {
    let (label, verb) = match (role, state) {
        (Role::City, DisbursementState::AccountConfirmed) => ("审批", "approve-disbursement"),
        (Role::Finance, DisbursementState::CityApproved) => ("审核", "approve-payment"),
        (Role::Finance, DisbursementState::FinanceApproved) => ("登记付款", "record-payment"),
        _ => return Vec::new(),
    };
    let suffix = if payment == Payment::Second { "-second" } else { "" };
    let href = format!("/desk/applications/{}/{verb}{suffix}", application.id);
    vec![Act { label: label.into(), href, tone: ActTone::Plain }]
}
