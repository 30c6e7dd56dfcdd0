//! A brand is not chosen on merit, by its county out of the pool (5.2.d) or by the city's review (5.3.b): not a refusal, it
//! stays in the pool.

use super::{Act, ActKind, Answer, Desk, Field, Given, Now, Outcome, Ready, Spec, written};
use crate::{
    application::{Application, ApplicationEvent, State},
    level::Level,
    refusal::Refusal,
    turn::Party,
};
use serde::{Deserialize, Serialize};

/// Why it is not chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeaveUnselected {
    /// Why.
    pub reason: String,
}

impl Act for LeaveUnselected {
    const SPEC: Spec<State> = Spec {
        desks: &[
            Desk { party: Party::County, states: &[State::Reviewed] },
            Desk { party: Party::City, states: &[State::Recommended, State::InReview] },
        ],
        fields: &[Field::new("reason", "理由", Answer::Long(4), "请写明未入选的原因。").read_by_unit()],
        alone: true,
        intro: "未入选不是不予通过：品牌留在县级培育库，下一批次可以再推荐。",
        ..Spec::record(ActKind::LeaveUnselected, "未入选（留库培育）", "5.2.d", "已登记为未入选，品牌留库培育。")
    };
    type On = Application;
    type Part = ();
    type Found = ();

    fn ready(_: &Now<'_, Self>) -> Result<(), Refusal> {
        Ok(())
    }

    fn clause(desk: Party) -> &'static str {
        match desk {
            Party::City => "5.3.b",
            Party::Unit | Party::County | Party::Finance | Party::Nobody => Self::SPEC.clause,
        }
    }

    fn decide(self, ready: Ready<'_, Self>, _: &mut Given) -> Result<Outcome<ApplicationEvent>, Refusal> {
        let reason = written(&self.reason, "reason", "请写明未入选的原因。")?;
        let by = ready.permit.level();
        Ok(Outcome::one(ApplicationEvent::NotSelected { by, reason, reviewed: by == Level::City }))
    }
}
