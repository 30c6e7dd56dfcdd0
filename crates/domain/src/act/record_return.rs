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
        fields: &[Field::reason().read_by_unit()],
        ..Spec::record(ActKind::RecordReturn, "登记退票", "6.1.f", "退票已登记，等单位重新确认账户。")
    };
    type On = Cultivation;
    type Part = Payment;
    type Found = ();

    fn ready(now: &Now<'_, Self>) -> Result<(), Refusal> {
        match now.on.payment_state(now.part)? {
            // A bank sends back what was sent to it by a voucher on record. Of a payment from paper neither payer nor fund is
            // known here, and what opened anew would be paid a second time.
            DisbursementState::Paid { voucher: Some(_), .. } => Ok(()),
            DisbursementState::Paid { voucher: None, .. } => Err(Refusal::NothingWaits(
                "这笔补助是启用本系统前拨付的，没有付款凭证，不能在此登记退票。请按原拨付渠道核实处理。",
            )),
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
