//! `/desk/money`: every disbursement, in whatever state (6.1.b to 6.1.g).

use super::{OFFICIALS, act, official};
use crate::{
    components::{Act, ActTone, Cell, Tag, Tone},
    frame::Link,
    page,
    pages::desk::lists,
    shell::{Answer, Caller, Routes},
};
use app::people;
use domain::{
    access::Role,
    act::ActKind,
    cultivation::{Cultivation, DisbursementState, Payment},
    stream::StreamKind,
};

pub(super) fn routes() -> Routes {
    Routes::new().get("/desk/money", OFFICIALS, list)
}

async fn list(caller: Caller) -> Answer {
    let actor = official(&caller)?;
    let cultivations = app::payments::cultivations(&caller.app, actor).await?;
    let units = people::unit_names(&caller.app, cultivations.iter().map(|of| of.lead_unit().0)).await?;
    let rows = cultivations.iter().flat_map(|cultivation| {
        let unit = units.get(&cultivation.lead_unit()).cloned().unwrap_or_default();
        cultivation.disbursements.iter().map(move |(payment, disbursement)| {
            let state = &disbursement.state;
            vec![
                Cell::Name(Link::new(
                    cultivation.title.clone(),
                    act::page_of(StreamKind::Cultivation, cultivation.id.0),
                )),
                unit.clone().into(),
                payment.label().into(),
                Cell::Figure(disbursement.amount.to_string()),
                Cell::Tag(tag(state)),
                match state {
                    DisbursementState::Paid { on, .. } => format!("{}付款", domain::calendar::chinese_date(*on)).into(),
                    _ => String::new().into(),
                },
                Cell::Clause("6.1.b".into()),
                Cell::Acts(acts(actor.role, cultivation, *payment, state)),
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

/// The next step of a payment, for the desk that takes it.
fn acts(role: Role, cultivation: &Cultivation, payment: Payment, state: &DisbursementState) -> Vec<Act> {
    let (label, kind) = match (role, state) {
        (Role::City, DisbursementState::AccountConfirmed) => ("审批", ActKind::ApproveDisbursement),
        (Role::Finance, DisbursementState::CityApproved) => ("审核", ActKind::ApprovePayment),
        (Role::Finance, DisbursementState::FinanceApproved) => ("登记付款", ActKind::RecordPayment),
        _ => return Vec::new(),
    };
    let href = act::href(kind, cultivation.id.0, payment.code());
    vec![Act { label: label.into(), href, tone: ActTone::Plain }]
}
