//! Deciding acts as data, so that a chain of approval can carry one through the hands of an office
//! (拟办 → 审核 → 审批) before its last step performs it.

use crate::{
    application::{ObjectionOutcome, Payment, Reason, Shortfall},
    comparison::Release,
    ids::{ApplicationId, AreaCode, BrandId, NoticeId, ObjectionId, RoundId, UnitId},
    level::Level,
    notice::WebsiteEvidence,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A decision somebody proposes. Its parameters are exactly those of the verb it stands for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the verb of the same name in `app` says what each means")]
pub enum Act {
    ConfirmUnit {
        unit: UnitId,
        area: AreaCode,
        accepted: bool,
        reason: String,
    },
    ReturnForCorrection {
        application: ApplicationId,
        level: Level,
        shortfalls: Vec<Shortfall>,
    },
    Decline {
        application: ApplicationId,
        level: Level,
        reasons: Vec<Reason>,
    },
    Transfer {
        application: ApplicationId,
        to: AreaCode,
        reason: String,
    },
    RelaxCounty {
        application: ApplicationId,
        lowered_to: u32,
        reason: String,
    },
    RelaxCity {
        application: ApplicationId,
        lowered_to: u32,
        reason: String,
    },
    AcceptNameException {
        application: ApplicationId,
        level: Level,
        accepted: bool,
        reason: String,
    },
    AdmitToPool {
        application: ApplicationId,
    },
    Recommend {
        application: ApplicationId,
        rank: u32,
        opinion: String,
    },
    ApproveOverQuota {
        application: ApplicationId,
        document: String,
        reason: String,
    },
    AcceptForReview {
        application: ApplicationId,
    },
    DecideProposedList {
        title: String,
        applications: Vec<ApplicationId>,
        corrects: Option<NoticeId>,
    },
    PublishNotice {
        notice: NoticeId,
        evidence: WebsiteEvidence,
    },
    DecideObjection {
        application: ApplicationId,
        objection: ObjectionId,
        outcome: ObjectionOutcome,
        reason: String,
    },
    Recognise {
        notice: NoticeId,
        applications: Vec<ApplicationId>,
        document: String,
        announced_on: NaiveDate,
        legal_basis: Option<String>,
    },
    CloseRound {
        round: RoundId,
        reason: String,
    },
    ReleaseRoster {
        brand: BrandId,
        level: Level,
        release: Release,
    },
    ApproveDisbursement {
        application: ApplicationId,
        payment: Payment,
    },
    ApprovePayment {
        application: ApplicationId,
        payment: Payment,
    },
}

impl Act {
    /// The name under which the policy file keeps this act's chain.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Act::ConfirmUnit { .. } => "confirm_unit",
            Act::ReturnForCorrection { .. } => "return_for_correction",
            Act::Decline { .. } => "decline",
            Act::Transfer { .. } => "transfer",
            Act::RelaxCounty { .. } => "relax_county",
            Act::RelaxCity { .. } => "relax_city",
            Act::AcceptNameException { .. } => "accept_name_exception",
            Act::AdmitToPool { .. } => "admit_to_pool",
            Act::Recommend { .. } => "recommend",
            Act::ApproveOverQuota { .. } => "approve_over_quota",
            Act::AcceptForReview { .. } => "accept_for_review",
            Act::DecideProposedList { .. } => "decide_proposed_list",
            Act::PublishNotice { .. } => "publish_notice",
            Act::DecideObjection { .. } => "decide_objection",
            Act::Recognise { .. } => "recognise",
            Act::CloseRound { .. } => "close_round",
            Act::ReleaseRoster { .. } => "release_roster",
            Act::ApproveDisbursement { .. } => "approve_disbursement",
            Act::ApprovePayment { .. } => "approve_payment",
        }
    }

    /// The words on the button.
    #[must_use]
    pub fn label(&self) -> &'static str {
        match self {
            Act::ConfirmUnit { .. } => "确认培育单位",
            Act::ReturnForCorrection { .. } => "退回补正",
            Act::Decline { .. } => "不予通过",
            Act::Transfer { .. } => "转办",
            Act::RelaxCounty { .. } | Act::RelaxCity { .. } => "降低人数标准",
            Act::AcceptNameException { .. } => "认定名称例外",
            Act::AdmitToPool { .. } => "审核入库",
            Act::Recommend { .. } => "推荐上报",
            Act::ApproveOverQuota { .. } => "同意超名额推荐",
            Act::AcceptForReview { .. } => "接收评审",
            Act::DecideProposedList { .. } => "确定拟认定名单",
            Act::PublishNotice { .. } => "发布公示",
            Act::DecideObjection { .. } => "处理异议",
            Act::Recognise { .. } => "认定授牌",
            Act::CloseRound { .. } => "关闭批次",
            Act::ReleaseRoster { .. } => "提供名单比对",
            Act::ApproveDisbursement { .. } => "审批拨付",
            Act::ApprovePayment { .. } => "审核拨付",
        }
    }

    /// At whose desk it is decided.
    #[must_use]
    pub fn level(&self) -> Level {
        match self {
            Act::ReturnForCorrection { level, .. }
            | Act::Decline { level, .. }
            | Act::AcceptNameException { level, .. }
            | Act::ReleaseRoster { level, .. } => *level,
            Act::ConfirmUnit { .. }
            | Act::Transfer { .. }
            | Act::RelaxCounty { .. }
            | Act::AdmitToPool { .. }
            | Act::Recommend { .. } => Level::County,
            Act::RelaxCity { .. }
            | Act::ApproveOverQuota { .. }
            | Act::AcceptForReview { .. }
            | Act::DecideProposedList { .. }
            | Act::PublishNotice { .. }
            | Act::DecideObjection { .. }
            | Act::Recognise { .. }
            | Act::CloseRound { .. }
            | Act::ApproveDisbursement { .. } => Level::City,
            Act::ApprovePayment { .. } => Level::Finance,
        }
    }

    /// The applications it touches.
    #[must_use]
    pub fn applications(&self) -> Vec<ApplicationId> {
        match self {
            Act::ReturnForCorrection { application, .. }
            | Act::Decline { application, .. }
            | Act::Transfer { application, .. }
            | Act::RelaxCounty { application, .. }
            | Act::RelaxCity { application, .. }
            | Act::AcceptNameException { application, .. }
            | Act::AdmitToPool { application }
            | Act::Recommend { application, .. }
            | Act::ApproveOverQuota { application, .. }
            | Act::AcceptForReview { application }
            | Act::DecideObjection { application, .. }
            | Act::ApproveDisbursement { application, .. }
            | Act::ApprovePayment { application, .. } => vec![*application],
            Act::DecideProposedList { applications, .. } | Act::Recognise { applications, .. } => applications.clone(),
            Act::ConfirmUnit { .. }
            | Act::PublishNotice { .. }
            | Act::CloseRound { .. }
            | Act::ReleaseRoster { .. } => Vec::new(),
        }
    }
}
