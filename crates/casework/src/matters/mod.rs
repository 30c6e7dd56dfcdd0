//! Matters: proposed acts on their way through an office (拟办 → 审核 → 审批 → 集体研究).
//!
//! Acts themselves know nothing of chains: the last step performs the act in its own transaction, judged again then.

mod approvers;
mod keeping;
mod reading;
mod stepping;

pub use approvers::{approvers_of, own_steps};
pub use keeping::{keep_proposal, no_open_matter, open_matters, passing};
pub use reading::{MatterView, on_notice, on_subject, proposed, steps_taken, view};
pub use stepping::{
    SeenMatter, drop, drop_stale, meeting_days, meeting_days_of, met_in_time, send_back, subject_seq, take_step,
    transfer,
};
