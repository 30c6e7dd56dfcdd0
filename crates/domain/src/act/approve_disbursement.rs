//! The city approves a payment: nobody who recorded a review, nobody twice (6.1.b, 6.1.g).

use super::{Act, ActKind, Desk, Effect, Form, Given, Known, Now, Outcome, Ready, Spec, Weight, form};
use crate::{
    cultivation::{Cultivation, CultivationEvent, CultivationState, Disbursed, DisbursementState, Payment},
    refusal::Refusal,
    turn::Party,
};
use serde::{Deserialize, Serialize};

/// Nothing is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApproveDisbursement {}

impl Act for ApproveDisbursement {
    const SPEC: Spec<CultivationState> = Spec {
        weight: Weight::Expected,
        desks: &[Desk { party: Party::City, states: &[CultivationState::InCycle] }],
        effect: Some(Effect {
            touches: "{}",
            follows: &["同意后转财政部门审核拨付。", "经手人须与评审、核查人不同。"],
            clauses: "6.1.b 6.1.g",
        }),
        ..Spec::decision(ActKind::ApproveDisbursement, "审批拨付", "6.1.b")
    };
    type On = Cultivation;
    type Part = Payment;
    type Found = ();

    fn ready(now: &Now<'_, Self>) -> Result<(), Refusal> {
        match now.on.payment_state(now.part)? {
            DisbursementState::AccountConfirmed => {
                now.on.clean_approvers(now.part, now.approvers)?;
                now.on.checked(now.today(), now.policy.units.debtor_check_days.value)
            }
            other @ (DisbursementState::Opened
            | DisbursementState::CityApproved
            | DisbursementState::FinanceApproved
            | DisbursementState::Paid { .. }
            | DisbursementState::Returned { .. }
            | DisbursementState::Suspended { .. }) => Err(Refusal::PaymentState(other.label())),
        }
    }

    fn show(known: &Known<'_, Self>, form: &mut Form) {
        form::payment(form, known.on, known.part, known.standing);
    }

    fn decide(self, ready: Ready<'_, Self>, _: &mut Given) -> Result<Outcome<CultivationEvent>, Refusal> {
        let step = Disbursed::CityApproved { approvers: ready.approvers.to_vec() };
        Ok(Outcome::one(CultivationEvent::DisbursementMoved { payment: ready.part, step }))
    }
}
