//! Finance records the voucher of a payment made; the platform never moves money (6.1.f).

use super::{Act, ActKind, Answer, Desk, Field, Form, Given, Known, Now, Outcome, Ready, Spec, Weight, form, written};
use crate::{
    cultivation::{Cultivation, CultivationEvent, CultivationState, Disbursed, DisbursementState, Payment},
    days::Days,
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
        weight: Weight::Expected,
        desks: &[Desk { party: Party::Finance, states: &[CultivationState::InCycle] }],
        fields: &[
            Field::new("voucher", "付款凭证号", Answer::Line, "请填写付款凭证号。").hint("单位会看到这个凭证号。"),
            Field::new("on", "付款日期", Answer::Date, "请填写付款日期。"),
        ],
        ..Spec::record(ActKind::RecordPayment, "登记付款", "6.1.f", "付款已登记。")
    };
    type On = Cultivation;
    type Part = Payment;
    /// The days on which it can have been paid.
    type Found = Days;

    fn ready(now: &Now<'_, Self>) -> Result<Days, Refusal> {
        match now.on.payment_state(now.part)? {
            DisbursementState::FinanceApproved => {
                now.on.clean_approvers(now.part, now.approvers)?;
                Ok(days(now))
            }
            other @ (DisbursementState::Opened
            | DisbursementState::AccountConfirmed
            | DisbursementState::CityApproved
            | DisbursementState::Paid { .. }
            | DisbursementState::Returned { .. }
            | DisbursementState::Suspended { .. }) => Err(Refusal::PaymentState(other.label())),
        }
    }

    fn fill(ready: &Ready<'_, Self>, form: &mut Form) {
        form.days("on", ready.found().clone());
        let (on, valid) = (ready.on.clone(), ready.policy.units.debtor_check_days.value);
        let today = ready.today();
        form.judge("on", "on", move |sent| match form::day(sent, "on") {
            Some(paid) => checked(&on, paid, today, valid).map_err(|no| no.to_string()),
            None => Ok(()),
        });
    }

    fn show(known: &Known<'_, Self>, form: &mut Form) {
        form::payment(form, known.on, known.part, known.standing);
    }

    fn decide(self, ready: Ready<'_, Self>, _: &mut Given) -> Result<Outcome<CultivationEvent>, Refusal> {
        let voucher = written(&self.voucher, "voucher", "请填写付款凭证号。")?;
        ready.found().hold(self.on, "on", "付款日期")?;
        checked(ready.on, self.on, ready.today(), ready.policy.units.debtor_check_days.value)
            .map_err(|refusal| Refusal::field("on", refusal.to_string()))?;
        let step = Disbursed::Paid { voucher, on: self.on };
        Ok(Outcome::one(CultivationEvent::DisbursementMoved { payment: ready.part, step }))
    }
}

/// That the units were looked up in time when it was paid; or that they are by now, so that what was paid all the same can be
/// put on record (3.4.e).
fn checked(of: &Cultivation, paid: NaiveDate, today: NaiveDate, valid: u32) -> Result<(), Refusal> {
    of.checked(paid, valid).or_else(|refusal| of.checked(today, valid).map_err(|_| refusal))
}

/// Nothing is paid before finance approved it (6.1.f).
fn days(now: &Now<'_, RecordPayment>) -> Days {
    let approved = now.on.disbursements.get(&now.part).and_then(|of| of.finance_approved_on);
    match approved {
        Some(on) => Days::since(on, "财政部门审核之日", now.today()),
        None => Days::since(now.on.announced_on, "认定公布之日", now.today()),
    }
}
