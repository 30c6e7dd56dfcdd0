//! The bank sent a payment back (退票, 6.1.f).

use super::{Act, ActKind, Desk, Field, Form, Given, Known, Now, Outcome, Ready, Spec, form, written};
use crate::{
    cultivation::{Cultivation, CultivationEvent, CultivationState, Disbursed, DisbursementState, Payment},
    refusal::Refusal,
    turn::Party,
};
use serde::{Deserialize, Serialize};

/// Why it came back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordReturn {
    /// Why.
    pub reason: String,
}

impl Act for RecordReturn {
    const SPEC: Spec<CultivationState> = Spec {
        desks: &[Desk { party: Party::Finance, states: &[CultivationState::InCycle] }],
        fields: &[Field::reason()],
        ..Spec::record(ActKind::RecordReturn, "登记退票", "6.1.f", "退票已登记，等单位重新确认账户。")
    };
    type On = Cultivation;
    type Part = Payment;
    type Found = ();

    fn ready(now: &Now<'_, Self>) -> Result<(), Refusal> {
        match now.on.payment_state(now.part)? {
            // A bank sends back what was sent to it.
            DisbursementState::Paid { .. } => Ok(()),
            other @ (DisbursementState::Opened
            | DisbursementState::AccountConfirmed
            | DisbursementState::CityApproved
            | DisbursementState::FinanceApproved
            | DisbursementState::Returned { .. }
            | DisbursementState::Suspended { .. }) => Err(Refusal::PaymentState(other.label())),
        }
    }

    fn show(known: &Known<'_, Self>, form: &mut Form) {
        form::payment(form, known.on, known.part, known.standing);
    }

    fn decide(self, ready: Ready<'_, Self>, _: &mut Given) -> Result<Outcome<CultivationEvent>, Refusal> {
        let reason = written(&self.reason, "reason", "请写明理由。")?;
        let step = Disbursed::Returned { reason };
        Ok(Outcome::one(CultivationEvent::DisbursementMoved { payment: ready.part, step }))
    }
}
