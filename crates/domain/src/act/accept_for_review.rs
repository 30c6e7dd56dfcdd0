//! The city takes a recommended application into review (5.3.a).

use super::{Act, ActKind, Desk, Given, Now, Outcome, Ready, Spec, Weight};
use crate::{
    application::{Application, ApplicationEvent, State},
    refusal::Refusal,
    turn::Party,
};
use serde::{Deserialize, Serialize};

/// Nothing is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AcceptForReview {}

impl Act for AcceptForReview {
    const SPEC: Spec<State> = Spec {
        weight: Weight::Expected,
        desks: &[Desk { party: Party::City, states: &[State::Recommended] }],
        intro: "接收后开始计算市级评审期限。",
        ..Spec::decision(ActKind::AcceptForReview, "接收评审", "5.3.a")
    };
    type On = Application;
    type Part = ();
    type Found = ();

    fn ready(_: &Now<'_, Self>) -> Result<(), Refusal> {
        Ok(())
    }

    fn decide(self, ready: Ready<'_, Self>, _: &mut Given) -> Result<Outcome<ApplicationEvent>, Refusal> {
        let due = ready.due_in(ready.policy.review.city_days.value);
        Ok(Outcome::one(ApplicationEvent::AcceptedForReview { due }))
    }
}
