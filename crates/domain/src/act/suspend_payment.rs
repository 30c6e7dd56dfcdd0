//! A payment stops until a doubt is decided (暂缓拨付, 6.1.g).

use super::{Act, ActKind, Desk, Field, Form, Given, Known, Now, Outcome, Ready, Spec, form, written};
use crate::{
    cultivation::{Cultivation, CultivationEvent, CultivationState, Disbursed, DisbursementState, Payment},
    refusal::Refusal,
    turn::Party,
};
use serde::{Deserialize, Serialize};

/// Why it stops.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuspendPayment {
    /// Why.
    pub reason: String,
}

impl Act for SuspendPayment {
    const SPEC: Spec<CultivationState> = Spec {
        desks: &[Desk { party: Party::City, states: &[CultivationState::InCycle] }],
        fields: &[Field::reason().read_by_unit()],
        ..Spec::record(ActKind::SuspendPayment, "暂缓拨付", "6.1.g", "已暂缓拨付。")
    };
    type On = Cultivation;
    type Part = Payment;
    type Found = ();

    fn ready(now: &Now<'_, Self>) -> Result<(), Refusal> {
        match now.on.payment_state(now.part)? {
            state @ (DisbursementState::Paid { .. } | DisbursementState::Suspended { .. }) => {
                Err(Refusal::PaymentState(state.label()))
            }
            DisbursementState::Opened
            | DisbursementState::AccountConfirmed
            | DisbursementState::CityApproved
            | DisbursementState::FinanceApproved
            | DisbursementState::Returned { .. } => Ok(()),
        }
    }

    fn show(known: &Known<'_, Self>, form: &mut Form) {
        form::payment(form, known.on, known.part, known.standing);
    }

    fn decide(self, ready: Ready<'_, Self>, _: &mut Given) -> Result<Outcome<CultivationEvent>, Refusal> {
        let reason = written(&self.reason, "reason", "请写明理由。")?;
        let step = Disbursed::Suspended { reason };
        Ok(Outcome::one(CultivationEvent::DisbursementMoved { payment: ready.part, step }))
    }
}
