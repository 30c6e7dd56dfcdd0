//! Finance approves a payment (6.1.f).

use super::{Act, ActKind, Desk, Effect, Form, Given, Known, Now, Outcome, Ready, Spec, Weight, form};
use crate::{
    cultivation::{Cultivation, CultivationEvent, CultivationState, Disbursed, DisbursementState, Payment},
    refusal::Refusal,
    turn::Party,
};
use serde::{Deserialize, Serialize};

/// Nothing is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovePayment {}

impl Act for ApprovePayment {
    const SPEC: Spec<CultivationState> = Spec {
        weight: Weight::Expected,
        desks: &[Desk { party: Party::Finance, states: &[CultivationState::InCycle] }],
        effect: Some(Effect {
            touches: "{}",
            follows: &["同意后由财政部门付款并登记凭证，本平台不划转资金。"],
            clauses: "6.1.f 6.1.g",
        }),
        ..Spec::decision(ActKind::ApprovePayment, "审核拨付", "6.1.f")
    };
    type On = Cultivation;
    type Part = Payment;
    type Found = ();

    fn ready(now: &Now<'_, Self>) -> Result<(), Refusal> {
        match now.on.payment_state(now.part)? {
            DisbursementState::CityApproved => {
                now.on.clean_approvers(now.part, now.approvers)?;
                now.on.checked(now.today(), now.policy.units.debtor_check_days.value)
            }
            other @ (DisbursementState::Opened
            | DisbursementState::AccountConfirmed
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
        let step = Disbursed::FinanceApproved { approvers: ready.approvers.to_vec() };
        Ok(Outcome::one(CultivationEvent::DisbursementMoved { payment: ready.part, step }))
    }
}
