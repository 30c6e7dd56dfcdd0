//! Chains of approval (审批链): through whose hands a decision passes before it is made.

use serde::{Deserialize, Serialize};

use crate::{act::ActKind, level::Level};

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
    /// The act.
    pub act: ActKind,
    /// Who decides.
    pub level: Level,
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

    /// The steps of a list of codes as an account's row keeps it, e.g. `draft,check`; unknown codes are left out.
    pub fn parse_list(codes: &str) -> Vec<Step> {
        const ALL: [Step; 3] = [Step::Draft, Step::Check, Step::Approve];
        codes.split(',').filter_map(|code| ALL.into_iter().find(|step| step.code() == code.trim())).collect()
    }
}
