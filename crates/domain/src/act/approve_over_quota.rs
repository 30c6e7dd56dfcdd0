//! The city approves one recommendation beyond the quota guideline (annex 4).

use super::{Act, ActKind, Answer, Desk, Field, Given, Now, Outcome, Ready, Spec, Weight, written};
use crate::{
    application::{Application, ApplicationEvent, State},
    refusal::Refusal,
    turn::Party,
};
use serde::{Deserialize, Serialize};

/// On what document, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApproveOverQuota {
    /// The document that agrees.
    pub document: String,
    /// Why.
    pub reason: String,
}

impl Act for ApproveOverQuota {
    const SPEC: Spec<State> = Spec {
        weight: Weight::Expected,
        desks: &[Desk { party: Party::City, states: &[State::Reviewed] }],
        fields: &[Field::new("document", "同意的文件字号", Answer::Line, "请填写同意的文件字号。"), Field::reason()],
        ..Spec::decision(ActKind::ApproveOverQuota, "同意超名额推荐", "A.4")
    };
    type On = Application;
    type Part = ();
    type Found = ();

    fn ready(now: &Now<'_, Self>) -> Result<(), Refusal> {
        let exceeded = now.standing.quota.is_some_and(crate::application::Quota::exceeded);
        if exceeded && now.on.over_quota.is_none() {
            Ok(())
        } else {
            Err(Refusal::NothingWaits("没有超出名额，不需要书面同意。"))
        }
    }

    fn decide(self, _: Ready<'_, Self>, _: &mut Given) -> Result<Outcome<ApplicationEvent>, Refusal> {
        let document = written(&self.document, "document", "请填写同意的文件字号。")?;
        let reason = written(&self.reason, "reason", "请写明理由。")?;
        Ok(Outcome::one(ApplicationEvent::OverQuotaApproved { document, reason }))
    }
}
