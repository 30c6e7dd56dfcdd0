//! Chains of approval (审批链): through whose hands a decision passes before it is made.

use serde::{Deserialize, Serialize};

use crate::level::Level;

/// Every act that runs a chain, with the level that decides. A policy file names each exactly once.
pub const ACTS: [(&str, Level); 25] = [
    ("confirm_unit", Level::County),
    ("return_for_correction", Level::County),
    ("decline", Level::County),
    ("admit_to_pool", Level::County),
    ("relax_county", Level::County),
    ("recommend", Level::County),
    ("transfer", Level::County),
    ("release_roster", Level::County),
    ("return_for_correction", Level::City),
    ("decline", Level::City),
    ("accept_for_review", Level::City),
    ("relax_city", Level::City),
    ("accept_name_exception", Level::City),
    ("approve_over_quota", Level::City),
    ("decide_proposed_list", Level::City),
    ("publish_notice", Level::City),
    ("decide_objection", Level::City),
    ("recognise", Level::City),
    ("approve_disbursement", Level::City),
    ("order_rectification", Level::City),
    ("revoke_title", Level::City),
    ("close_cycle", Level::City),
    ("close_round", Level::City),
    ("release_roster", Level::City),
    ("approve_payment", Level::Finance),
];

/// The `[chains]` section.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Chains {
    #[serde(rename = "clause")]
    _clause: String,
    #[serde(rename = "local_setting")]
    _local_setting: bool,
    #[serde(rename = "note")]
    _note: String,
    pub(super) list: Vec<Chain>,
}

/// One chain. The last step performs the act; nobody takes two steps.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chain {
    /// Code of the act, one of [`ACTS`].
    pub act: String,
    /// Who decides.
    pub level: Level,
    /// What officials call it.
    pub label: String,
    /// The steps in order; one step is allowed for a small office.
    pub steps: Vec<Step>,
    /// A meeting must decide: date, minutes number, scan (集体研究).
    #[serde(default)]
    pub collective: bool,
    /// The legal section must have reviewed it (法制审核).
    #[serde(default)]
    pub legal_review: bool,
    /// Sections or bureaus that sign beside (会签).
    #[serde(default)]
    pub countersign: Vec<String>,
    /// Clause id of the act.
    pub clause: String,
}

/// A step of a chain, in the order they are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// 拟办
    Draft,
    /// 审核
    Check,
    /// 审批
    Approve,
}

impl Step {
    /// The word officials use.
    pub fn label(self) -> &'static str {
        match self {
            Step::Draft => "拟办",
            Step::Check => "审核",
            Step::Approve => "审批",
        }
    }

    /// The code used in the policy file and the database.
    pub fn code(self) -> &'static str {
        match self {
            Step::Draft => "draft",
            Step::Check => "check",
            Step::Approve => "approve",
        }
    }
}
