//! Finance records the voucher of a payment made; the platform never moves money (6.1.f).

use super::{Act, ActKind, Answer, Desk, Field, Form, Given, Now, Outcome, Ready, Spec, form, not_to_come, written};
use crate::{
    cultivation::{Cultivation, CultivationEvent, CultivationState, Disbursed, DisbursementState, Payment},
    refusal::Refusal,
    turn::Party,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The voucher.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordPayment {
    /// The voucher's number.
    pub voucher: String,
    /// When it was paid.
    pub on: NaiveDate,
}

impl Act for RecordPayment {
    const SPEC: Spec<CultivationState> = Spec {
        desks: &[Desk { party: Party::Finance, states: &[CultivationState::InCycle] }],
        fields: &[
            Field::new("voucher", "付款凭证号", Answer::Line, "请填写付款凭证号。"),
            Field::new("on", "付款日期", Answer::Date, "请填写付款日期。"),
        ],
        ..Spec::record(ActKind::RecordPayment, "登记付款", "6.1.f", "付款已登记。")
    };
    type On = Cultivation;
    type Part = Payment;
    type Found = ();

    fn ready(now: &Now<'_, Self>) -> Result<(), Refusal> {
        match now.on.payment_state(now.part)? {
            DisbursementState::FinanceApproved => Ok(()),
            other @ (DisbursementState::Opened
            | DisbursementState::AccountConfirmed
            | DisbursementState::CityApproved
            | DisbursementState::Paid { .. }
            | DisbursementState::Returned { .. }
            | DisbursementState::Suspended { .. }) => Err(Refusal::PaymentState(other.label())),
        }
    }

    fn fill(ready: &Ready<'_, Self>, form: &mut Form) {
        form.value("on", ready.today().to_string());
        form.not_to_come("on", ready.today(), "付款日期");
        form::payment(form, ready.on, ready.part, ready.standing);
    }

    fn decide(self, ready: Ready<'_, Self>, _: &mut Given) -> Result<Outcome<CultivationEvent>, Refusal> {
        let voucher = written(&self.voucher, "voucher", "请填写付款凭证号。")?;
        not_to_come(self.on, ready.today(), "on", "付款日期")?;
        ready.on.clean_approvers(ready.part, &[ready.permit.actor().account])?;
        let step = Disbursed::Paid { voucher, on: self.on };
        Ok(Outcome::one(CultivationEvent::DisbursementMoved { payment: ready.part, step }))
    }
}
