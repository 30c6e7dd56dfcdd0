//! Matters: proposed acts on their way through the hands of an office (拟办 → 审核 → 审批 → 集体研究).
//!
//! The verbs themselves know nothing of chains: the last step performs the act in its own transaction, and its guards
//! are judged again then.

mod approvers;
mod proposing;
mod reading;
mod stepping;

pub use approvers::{steps, steps_of};
pub(crate) use proposing::no_open_matter;
pub use proposing::{propose, propose_with_meeting};
pub use reading::{MatterView, hindrance, on_application, on_notice, steps_taken, view, waiting_for};
pub(crate) use stepping::drop_stale;
pub use stepping::{agree, drop, hand_to, send_back};

use domain::ids::MatterId;

/// What became of a proposal or a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It waits for the next hand.
    Waiting(MatterId),
    /// The act was performed.
    Performed(MatterId),
}
