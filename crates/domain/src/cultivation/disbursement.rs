//! A payment's way: the unit confirms its account, the city approves, finance approves, the voucher is recorded.

use super::Payment;
use crate::{
    calendar::shanghai_date,
    event::Moment,
    ids::{AccountId, FileId},
    money::Fen,
    turn::{Party, Turn},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// One step of a payment (6.1.b, 6.1.f).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Disbursed {
    /// The unit confirmed the account; the account itself is sealed elsewhere.
    AccountConfirmed {
        /// Keyed digest of the account, so that a change is noticed.
        account_digest: String,
        /// Proof that its holder, who is not the lead unit, is to be paid.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        holder_proof: Option<FileId>,
    },
    /// The city bureau approved.
    CityApproved {
        /// Everyone whose hands the approval passed through.
        approvers: Vec<AccountId>,
    },
    /// The finance bureau approved.
    FinanceApproved {
        /// Everyone whose hands the approval passed through.
        approvers: Vec<AccountId>,
    },
    /// The payment is recorded; the platform itself never moves money.
    Paid {
        /// The voucher's number.
        voucher: String,
        /// When it was paid.
        on: NaiveDate,
    },
    /// The bank sent it back (退票).
    Returned {
        /// Why.
        reason: String,
    },
    /// Stopped until a doubt is decided (暂缓拨付).
    Suspended {
        /// Why.
        reason: String,
    },
    /// The doubt is decided; goes on where it stopped.
    Resumed {
        /// How it was decided.
        reason: String,
    },
}

/// Where a payment stands.
#[derive(Clone, Debug, PartialEq)]
pub enum DisbursementState {
    /// Waiting for the unit's account.
    Opened,
    /// Waiting for the city.
    AccountConfirmed,
    /// Waiting for finance.
    CityApproved,
    /// Waiting for the voucher.
    FinanceApproved,
    /// Paid.
    Paid {
        /// The voucher's number; unknown for payments made before this system.
        voucher: Option<String>,
        /// When.
        on: NaiveDate,
    },
    /// Sent back by the bank; the unit confirms its account anew.
    Returned {
        /// Why.
        reason: String,
    },
    /// Stopped.
    Suspended {
        /// Why.
        reason: String,
        /// Where it goes on.
        before: Box<DisbursementState>,
    },
}

/// One payment of an application.
#[derive(Clone, Debug, PartialEq)]
pub struct Disbursement {
    /// How much.
    pub amount: Fen,
    /// Who pays; unknown for payments made before this system.
    pub payer: Option<String>,
    /// From which fund.
    pub fund: Option<String>,
    /// Where it stands.
    pub state: DisbursementState,
    /// Digest of the confirmed account.
    pub account_digest: Option<String>,
    /// The day finance approved it last: it cannot have been paid before.
    pub finance_approved_on: Option<NaiveDate>,
    /// Everyone who had a hand in it: no two steps by one person.
    pub approvers: BTreeSet<AccountId>,
}

impl Disbursement {
    /// Just opened.
    #[must_use]
    pub fn opened(amount: Fen, payer: String, fund: String) -> Disbursement {
        Disbursement {
            amount,
            payer: Some(payer),
            fund: Some(fund),
            state: DisbursementState::Opened,
            account_digest: None,
            finance_approved_on: None,
            approvers: BTreeSet::new(),
        }
    }

    /// Paid on paper before this system.
    #[must_use]
    pub fn paid_before(amount: Fen, on: NaiveDate) -> Disbursement {
        let state = DisbursementState::Paid { voucher: None, on };
        Disbursement { state, payer: None, fund: None, ..Disbursement::opened(amount, String::new(), String::new()) }
    }

    /// What a step means.
    pub fn apply(&mut self, step: Disbursed, by: Option<AccountId>, at: Moment) {
        match step {
            Disbursed::AccountConfirmed { account_digest, .. } => {
                self.account_digest = Some(account_digest);
                self.state = DisbursementState::AccountConfirmed;
                // A payment sent back begins anew: the same people may approve it again.
                self.approvers.clear();
            }
            Disbursed::CityApproved { approvers } => {
                self.approvers.extend(approvers);
                self.state = DisbursementState::CityApproved;
            }
            Disbursed::FinanceApproved { approvers } => {
                self.approvers.extend(approvers);
                self.finance_approved_on = Some(shanghai_date(at));
                self.state = DisbursementState::FinanceApproved;
            }
            Disbursed::Paid { voucher, on } => {
                self.approvers.extend(by);
                self.state = DisbursementState::Paid { voucher: Some(voucher), on };
            }
            Disbursed::Returned { reason } => self.state = DisbursementState::Returned { reason },
            Disbursed::Suspended { reason } => {
                let before = Box::new(self.state.clone());
                self.state = DisbursementState::Suspended { reason, before };
            }
            Disbursed::Resumed { .. } => {
                if let DisbursementState::Suspended { before, .. } = &self.state {
                    self.state = *before.clone();
                }
            }
        }
    }
}

impl DisbursementState {
    /// The words people read.
    #[must_use]
    pub fn label(&self) -> &'static str {
        match self {
            DisbursementState::Opened => "待单位确认账户",
            DisbursementState::AccountConfirmed => "待市级审批",
            DisbursementState::CityApproved => "待财政审核",
            DisbursementState::FinanceApproved => "待登记付款",
            DisbursementState::Paid { .. } => "已付款",
            DisbursementState::Returned { .. } => "退票，待重新确认账户",
            DisbursementState::Suspended { .. } => "暂缓拨付",
        }
    }

    /// Whether the money went out.
    #[must_use]
    pub fn is_paid(&self) -> bool {
        matches!(self, DisbursementState::Paid { .. })
    }

    /// The clause it stands under: what is asked next, of what was paid the subsidy's own.
    #[must_use]
    pub fn clause(&self, of: Payment) -> &'static str {
        if self.is_paid() { of.clause() } else { self.turn().clause }
    }

    /// Whether the unit is to confirm its account.
    #[must_use]
    pub fn waits_for_account(&self) -> bool {
        matches!(self, DisbursementState::Opened | DisbursementState::Returned { .. })
    }

    /// Who takes the next step.
    #[must_use]
    pub fn turn(&self) -> Turn {
        match self {
            DisbursementState::Opened | DisbursementState::Returned { .. } => {
                Turn::of(Party::Unit, "确认收款账户", "6.1.b")
            }
            DisbursementState::AccountConfirmed => Turn::of(Party::City, "审批拨付", "6.1.b"),
            DisbursementState::CityApproved => Turn::of(Party::Finance, "审核拨付", "6.1.f"),
            DisbursementState::FinanceApproved => Turn::of(Party::Finance, "登记付款", "6.1.f"),
            DisbursementState::Suspended { .. } => Turn::of(Party::City, "核实后恢复拨付", "6.1.g"),
            DisbursementState::Paid { .. } => Turn::of(Party::Nobody, "培育期内", "6.1.a"),
        }
    }
}
