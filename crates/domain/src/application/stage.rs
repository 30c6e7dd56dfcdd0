//! The states of an application: with their facts for the fold, without them for lists and the database.

use super::{Reason, Shortfall};
use crate::{
    coded::coded,
    event::Moment,
    ids::{CultivationId, NoticeId},
    level::Level,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Where a returned application goes when it is corrected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Resume {
    /// Back to the county's preliminary review.
    Submitted,
    /// Back to the recommended list, its place in the quota kept.
    Recommended,
    /// Back into city review.
    InReview,
}

/// In whose hands a returned application is. A city's return passes through the county both ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leg {
    /// The county is to hand the notice to the unit.
    DownAtCounty,
    /// The unit is to correct.
    AtUnit,
    /// The county is to hand the correction up to the city.
    UpAtCounty,
}

/// An application being corrected.
#[derive(Clone, Debug, PartialEq)]
pub struct Return {
    /// Who asked.
    pub by: Level,
    /// When.
    pub at: Moment,
    /// What is missing.
    pub shortfalls: Vec<Shortfall>,
    /// In whose hands it is.
    pub leg: Leg,
    /// Where it goes afterwards.
    pub resume: Resume,
    /// Whether the unit was served the notice: nothing is overdue before.
    pub served: bool,
    /// The last day for the unit, once it was served; none where the calendar of that year is not announced.
    pub due: Option<NaiveDate>,
}

/// The state of an application; each carries its facts.
#[derive(Clone, Debug, PartialEq)]
pub enum Stage {
    /// 起草
    Drafting,
    /// 待初审
    Submitted,
    /// 待补正
    Returned(Return),
    /// 不予通过
    Declined {
        /// At whose desk.
        by: Level,
        /// Why.
        reasons: Vec<Reason>,
    },
    /// 初审通过（已入库）
    Reviewed,
    /// 已推荐
    Recommended,
    /// 未入选（留库培育）
    NotSelected {
        /// By the city's review (5.3.b), not by its county's choice (5.2.d).
        reviewed: bool,
    },
    /// 市级评审
    InReview,
    /// 公示中
    OnNotice {
        /// The notice it stands on.
        notice: NoticeId,
        /// Its last day.
        last_day: NaiveDate,
    },
    /// 已认定
    Recognised {
        /// The cultivation that began.
        cultivation: CultivationId,
        /// The last day of its cycle: the application's papers are kept from then on.
        cycle_ends: NaiveDate,
    },
    /// 撤回
    Withdrawn,
}

coded! {
    /// A stage without its facts: for lists, filters and the database.
    State {
        Drafting = "drafting" "起草",
        Submitted = "submitted" "待初审",
        Returned = "returned" "待补正",
        Declined = "declined" "不予通过",
        Reviewed = "reviewed" "初审通过（已入库）",
        Recommended = "recommended" "已推荐",
        NotSelected = "not_selected" "未入选（留库培育）",
        InReview = "in_review" "市级评审",
        OnNotice = "on_notice" "公示中",
        Recognised = "recognised" "已认定",
        Withdrawn = "withdrawn" "已撤回",
    }
}

impl State {
    /// Whether the attempt is over without a title.
    #[must_use]
    pub fn ended(self) -> bool {
        matches!(self, State::Declined | State::NotSelected | State::Withdrawn)
    }
}

impl Stage {
    /// The state without its facts.
    #[must_use]
    pub fn state(&self) -> State {
        match self {
            Stage::Drafting => State::Drafting,
            Stage::Submitted => State::Submitted,
            Stage::Returned(_) => State::Returned,
            Stage::Declined { .. } => State::Declined,
            Stage::Reviewed => State::Reviewed,
            Stage::Recommended => State::Recommended,
            Stage::NotSelected { .. } => State::NotSelected,
            Stage::InReview => State::InReview,
            Stage::OnNotice { .. } => State::OnNotice,
            Stage::Recognised { .. } => State::Recognised,
            Stage::Withdrawn => State::Withdrawn,
        }
    }
}

/// The clause that a refusal stands under: the county's review (5.2.a), an objection that was upheld (5.3.g), the city's
/// review (5.3.b).
pub(super) fn refused_under(by: Level, reasons: &[Reason]) -> &'static str {
    match by {
        Level::County => "5.2.a",
        Level::City | Level::Finance if reasons.iter().any(|reason| reason.clause == "5.3.g") => "5.3.g",
        Level::City | Level::Finance => "5.3.b",
    }
}

impl Resume {
    pub(super) fn stage(self) -> Stage {
        match self {
            Resume::Submitted => Stage::Submitted,
            Resume::Recommended => Stage::Recommended,
            Resume::InReview => Stage::InReview,
        }
    }
}
