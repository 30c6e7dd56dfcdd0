//! Chains of approval (审批链): through whose hands a decision passes before it is made.

use serde::{Deserialize, Deserializer};

use crate::{act::ActKind, coded::coded, level::Level};

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
    #[serde(deserialize_with = "act_of_chain")]
    pub act: ActKind,
    /// Who decides.
    pub level: Level,
    /// The steps in order; one step is allowed for a small office.
    pub steps: Vec<Step>,
    /// A meeting must decide: date, minutes number, scan (集体研究).
    #[serde(default)]
    pub collective: bool,
    /// Clause id of the act.
    pub clause: String,
}

/// The act of a chain by its code. What passed through the office while a notice was published is its text since, so a policy
/// file loaded before names that chain by the publication.
fn act_of_chain<'de, D: Deserializer<'de>>(from: D) -> Result<ActKind, D::Error> {
    let act = ActKind::deserialize(from)?;
    Ok(if act == ActKind::PublishNotice { ActKind::ApproveNoticeText } else { act })
}

coded! {
    /// A step of a chain, in the order they are taken.
    Step {
        Draft = "draft" "拟办",
        Check = "check" "审核",
        Approve = "approve" "审批",
    }
}

impl Step {
    /// The steps of a list of codes as an account's row keeps it, e.g. `draft,check`; unknown codes are left out.
    pub fn parse_list(codes: &str) -> Vec<Step> {
        codes.split(',').filter_map(|code| Step::ALL.iter().copied().find(|step| step.code() == code.trim())).collect()
    }
}
