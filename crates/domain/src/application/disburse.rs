//! A payment's verbs: the unit confirms, the city and finance approve, finance records (6.1.b, 6.1.f, 6.1.g).

use super::{Application, ApplicationEvent, Disbursed, DisbursementState, Payment, Refusal};
use crate::{
    access::{CityReviewer, FinanceOfficer, UnitMember},
    ids::AccountId,
};
use chrono::NaiveDate;

impl Application {
    /// The unit confirms the account the money goes to (6.1.b).
    ///
    /// # Errors
    /// No payment waits for an account.
    pub fn confirm_account(
        &self,
        _unit: &UnitMember,
        payment: Payment,
        account_digest: String,
    ) -> Result<ApplicationEvent, Refusal> {
        match self.payment_state(payment)? {
            DisbursementState::Opened | DisbursementState::Returned { .. } => {
                Ok(moved(payment, Disbursed::AccountConfirmed { account_digest }))
            }
            other => Err(Refusal::PaymentState(other.label())),
        }
    }

    /// The city approves a payment (6.1.b): nobody who recorded a review, nobody twice.
    ///
    /// # Errors
    /// Wrong hands; the payment is elsewhere on its way.
    pub fn approve_disbursement(
        &self,
        _city: &CityReviewer,
        payment: Payment,
        approvers: Vec<AccountId>,
    ) -> Result<ApplicationEvent, Refusal> {
        match self.payment_state(payment)? {
            DisbursementState::AccountConfirmed => {
                self.clean_hands(payment, &approvers)?;
                Ok(moved(payment, Disbursed::CityApproved { approvers }))
            }
            other => Err(Refusal::PaymentState(other.label())),
        }
    }

    /// Finance approves a payment (6.1.f).
    ///
    /// # Errors
    /// Wrong hands; the payment is elsewhere on its way.
    pub fn approve_payment(
        &self,
        _finance: &FinanceOfficer,
        payment: Payment,
        approvers: Vec<AccountId>,
    ) -> Result<ApplicationEvent, Refusal> {
        match self.payment_state(payment)? {
            DisbursementState::CityApproved => {
                self.clean_hands(payment, &approvers)?;
                Ok(moved(payment, Disbursed::FinanceApproved { approvers }))
            }
            other => Err(Refusal::PaymentState(other.label())),
        }
    }

    /// Records the voucher of a payment made (6.1.f).
    ///
    /// # Errors
    /// Wrong hands; no voucher; a date to come; the payment is elsewhere on its way.
    pub fn record_payment(
        &self,
        finance: &FinanceOfficer,
        payment: Payment,
        voucher: String,
        on: NaiveDate,
        today: NaiveDate,
    ) -> Result<ApplicationEvent, Refusal> {
        match self.payment_state(payment)? {
            DisbursementState::FinanceApproved if voucher.trim().is_empty() => {
                Err(Refusal::Plain("请填写付款凭证号。"))
            }
            DisbursementState::FinanceApproved if on > today => Err(Refusal::Plain("付款日期不能晚于今天，请核对。")),
            DisbursementState::FinanceApproved => {
                self.clean_hands(payment, &[finance.actor().account])?;
                Ok(moved(payment, Disbursed::Paid { voucher, on }))
            }
            other => Err(Refusal::PaymentState(other.label())),
        }
    }

    /// Records that the bank sent a payment back (退票).
    ///
    /// # Errors
    /// No reason; nothing was approved or paid.
    pub fn record_return(
        &self,
        _finance: &FinanceOfficer,
        payment: Payment,
        reason: String,
    ) -> Result<ApplicationEvent, Refusal> {
        if reason.trim().is_empty() {
            return Err(Refusal::NoReason);
        }
        match self.payment_state(payment)? {
            DisbursementState::FinanceApproved | DisbursementState::Paid { .. } => {
                Ok(moved(payment, Disbursed::Returned { reason }))
            }
            other => Err(Refusal::PaymentState(other.label())),
        }
    }

    /// Stops a payment until a doubt is decided (暂缓拨付), or lets it go on.
    ///
    /// # Errors
    /// No reason; paid already; not suspended.
    pub fn suspend(
        &self,
        _city: &CityReviewer,
        payment: Payment,
        stop: bool,
        reason: String,
    ) -> Result<ApplicationEvent, Refusal> {
        if reason.trim().is_empty() {
            return Err(Refusal::NoReason);
        }
        match (self.payment_state(payment)?, stop) {
            (state @ (DisbursementState::Paid { .. } | DisbursementState::Suspended { .. }), true) => {
                Err(Refusal::PaymentState(state.label()))
            }
            (_, true) => Ok(moved(payment, Disbursed::Suspended { reason })),
            (DisbursementState::Suspended { .. }, false) => Ok(moved(payment, Disbursed::Resumed { reason })),
            (state, false) => Err(Refusal::PaymentState(state.label())),
        }
    }

    fn payment_state(&self, payment: Payment) -> Result<&DisbursementState, Refusal> {
        self.disbursements.get(&payment).map(|d| &d.state).ok_or_else(|| self.wrong_state())
    }

    /// No two steps of one payment by one person, and nobody who recorded a review (6.1.g).
    fn clean_hands(&self, payment: Payment, approvers: &[AccountId]) -> Result<(), Refusal> {
        let taken = &self.disbursements[&payment].approvers;
        if approvers.iter().any(|party| self.reviewers.contains(party)) {
            Err(Refusal::ReviewerTouchesMoney)
        } else if approvers.iter().any(|party| taken.contains(party)) {
            Err(Refusal::SameHands)
        } else {
            Ok(())
        }
    }
}

fn moved(payment: Payment, step: Disbursed) -> ApplicationEvent {
    ApplicationEvent::DisbursementMoved { payment, step }
}
