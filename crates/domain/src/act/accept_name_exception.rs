//! A name outside the pattern is accepted, or not (3.2.b, 原则上), before the list is made.

use super::{Act, ActKind, Answer, Desk, Field, Given, Now, Outcome, Ready, Spec, written};
use crate::{
    application::{Application, ApplicationEvent, State},
    finding::Outcome as Stands,
    refusal::Refusal,
    turn::Party,
};
use serde::{Deserialize, Serialize};

/// What the office says of the name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AcceptNameException {
    /// Whether it is accepted.
    pub accepted: bool,
    /// Why.
    pub reason: String,
}

impl Act for AcceptNameException {
    const SPEC: Spec<State> = Spec {
        desks: &[
            Desk { party: Party::County, states: &[State::Submitted] },
            Desk { party: Party::City, states: &[State::Reviewed, State::Recommended, State::InReview] },
        ],
        fields: &[
            Field::new("accepted", "是否同意例外", Answer::YesNo("同意例外", "不同意例外"), "请选择是否同意。"),
            Field::reason().read_by_unit(),
        ],
        ..Spec::decision(ActKind::AcceptNameException, "认定名称例外", "3.2.b")
    };
    type On = Application;
    type Part = ();
    type Found = ();

    fn ready(now: &Now<'_, Self>) -> Result<(), Refusal> {
        let outside = now.standing.findings.iter().any(|finding| {
            finding.clause.starts_with("3.2") && finding.outcome != Stands::Met && finding.exception.is_none()
        });
        if outside { Ok(()) } else { Err(Refusal::NothingWaits("品牌名称没有待认可的例外。")) }
    }

    fn decide(self, _: Ready<'_, Self>, _: &mut Given) -> Result<Outcome<ApplicationEvent>, Refusal> {
        let reason = written(&self.reason, "reason", "请写明理由。")?;
        Ok(Outcome::one(ApplicationEvent::NameExceptionDecided { accepted: self.accepted, reason }))
    }
}
