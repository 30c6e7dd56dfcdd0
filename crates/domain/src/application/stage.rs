//! The states of an application: with their facts for the fold, without them for lists and the database.

use super::{Reason, Shortfall};
use crate::{event::Moment, ids::NoticeId, level::Level};
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
    /// The last day for the unit, once the notice was served; nothing is overdue without service.
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
    /// 初审不通过 / 评审未通过
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
    NotSelected,
    /// 市级评审
    InReview,
    /// 公示中
    OnNotice {
        /// The notice it stands on.
        notice: NoticeId,
        /// Its last day.
        last_day: NaiveDate,
    },
    /// 培育期内
    Recognised,
    /// 撤回
    Withdrawn,
}

/// A stage without its facts: for lists, filters and the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is the stage of the same name")]
pub enum State {
    Drafting,
    Submitted,
    Returned,
    Declined,
    Reviewed,
    Recommended,
    NotSelected,
    InReview,
    OnNotice,
    Recognised,
    Withdrawn,
}

impl State {
    /// Every state, in the order of an application's life.
    pub const ALL: [State; 11] = [
        State::Drafting,
        State::Submitted,
        State::Returned,
        State::Declined,
        State::Reviewed,
        State::Recommended,
        State::NotSelected,
        State::InReview,
        State::OnNotice,
        State::Recognised,
        State::Withdrawn,
    ];

    /// The code used in addresses and the database.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            State::Drafting => "drafting",
            State::Submitted => "submitted",
            State::Returned => "returned",
            State::Declined => "declined",
            State::Reviewed => "reviewed",
            State::Recommended => "recommended",
            State::NotSelected => "not_selected",
            State::InReview => "in_review",
            State::OnNotice => "on_notice",
            State::Recognised => "recognised",
            State::Withdrawn => "withdrawn",
        }
    }

    /// The words people read.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            State::Drafting => "起草",
            State::Submitted => "待初审",
            State::Returned => "待补正",
            State::Declined => "不予通过",
            State::Reviewed => "初审通过（已入库）",
            State::Recommended => "已推荐",
            State::NotSelected => "未入选（留库培育）",
            State::InReview => "市级评审",
            State::OnNotice => "公示中",
            State::Recognised => "培育期内",
            State::Withdrawn => "已撤回",
        }
    }

    /// The state of a code, if it is one.
    #[must_use]
    pub fn parse(code: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Whether the attempt is over without a title.
    #[must_use]
    pub fn ended(self) -> bool {
        matches!(self, State::Declined | State::NotSelected | State::Withdrawn)
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
