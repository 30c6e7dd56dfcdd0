//! Matters: proposed acts on their way through an office (拟办 → 审核 → 审批 → 集体研究).
//!
//! Acts themselves know nothing of chains: the last step performs the act in its own transaction, judged again then.

mod approvers;
mod proposing;
mod reading;
mod stepping;

pub use approvers::steps_of;
pub(crate) use proposing::{no_open_matter, propose};
pub use reading::{MatterView, WaitingMatter, on_notice, on_subject, steps_taken, view, waiting_for};
pub(crate) use stepping::drop_stale;
pub use stepping::{agree, drop, hand_to, send_back};
