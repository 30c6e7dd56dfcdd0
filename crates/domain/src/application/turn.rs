//! Whose turn it is, to do what, under which clause.

use super::{Application, DisbursementState, Leg, Return, Stage};
use serde::{Deserialize, Serialize};

/// Who holds an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is the role of the same name")]
pub enum Party {
    Unit,
    County,
    City,
    Finance,
    Nobody,
}

impl Party {
    /// The code used in the database.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Party::Unit => "unit",
            Party::County => "county",
            Party::City => "city",
            Party::Finance => "finance",
            Party::Nobody => "nobody",
        }
    }
}

/// Whose turn it is, to do what, under which clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn {
    /// Who.
    pub party: Party,
    /// What is asked of them.
    pub act: &'static str,
    /// Under which clause.
    pub clause: &'static str,
}

impl Turn {
    fn of(party: Party, act: &'static str, clause: &'static str) -> Turn {
        Turn { party, act, clause }
    }
}

impl Application {
    /// Whose turn it is, and to do what.
    #[must_use]
    pub fn turn(&self) -> Turn {
        match &self.stage {
            Stage::Drafting if self.on_behalf => Turn::of(Party::County, "代录并提交申报", "7.2.b"),
            Stage::Drafting => Turn::of(Party::Unit, "填写并提交申报", "5.1.a"),
            Stage::Submitted => Turn::of(Party::County, "初审", "5.2.a"),
            Stage::Returned(Return { leg: Leg::AtUnit, .. }) if self.on_behalf => {
                Turn::of(Party::County, "代录补正并重新提交", "5.2.a")
            }
            Stage::Returned(Return { leg: Leg::AtUnit, .. }) => Turn::of(Party::Unit, "补正后重新提交", "5.2.a"),
            Stage::Returned(Return { leg: Leg::DownAtCounty, .. }) => {
                Turn::of(Party::County, "转达市级补正意见", "5.2.a")
            }
            Stage::Returned(Return { leg: Leg::UpAtCounty, .. }) => {
                Turn::of(Party::County, "核对补正并报市级", "5.2.a")
            }
            Stage::Reviewed => Turn::of(Party::County, "择优推荐", "5.2.d"),
            Stage::Recommended => Turn::of(Party::City, "接收评审", "5.3.a"),
            Stage::InReview => self.turn_in_review(),
            Stage::OnNotice { .. } if self.open_objections() > 0 => Turn::of(Party::City, "处理异议", "5.3.g"),
            Stage::OnNotice { .. } => Turn::of(Party::City, "公示期满后认定", "5.3.e"),
            Stage::Recognised => self.turn_of_payment(),
            Stage::Declined { .. } | Stage::NotSelected | Stage::Withdrawn => {
                Turn::of(Party::Nobody, "已办结", "5.2.a")
            }
        }
    }

    fn turn_in_review(&self) -> Turn {
        match (&self.document_review, &self.site_visit, self.proposed) {
            (None, ..) => Turn::of(Party::City, "资料评审", "5.3.a"),
            (_, None, _) => Turn::of(Party::City, "实地核查", "5.3.a"),
            (.., None) => Turn::of(Party::City, "研究拟认定名单", "5.3.b"),
            _ => Turn::of(Party::City, "发布公示", "5.3.c"),
        }
    }

    fn turn_of_payment(&self) -> Turn {
        let open = self
            .disbursements
            .values()
            .map(|d| &d.state)
            .find(|state| !matches!(state, DisbursementState::Paid { .. }));
        match open {
            Some(DisbursementState::Opened | DisbursementState::Returned { .. }) => {
                Turn::of(Party::Unit, "确认收款账户", "6.1.b")
            }
            Some(DisbursementState::AccountConfirmed) => Turn::of(Party::City, "审批拨付", "6.1.b"),
            Some(DisbursementState::CityApproved) => Turn::of(Party::Finance, "审核拨付", "6.1.f"),
            Some(DisbursementState::FinanceApproved) => Turn::of(Party::Finance, "登记付款", "6.1.f"),
            _ => Turn::of(Party::Nobody, "培育期内", "6.1.a"),
        }
    }
}
