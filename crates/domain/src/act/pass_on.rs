//! The county hands the city's correction notice down to the unit, or the unit's correction up to the city (5.2.a).

use super::{Act, ActKind, Desk, Given, Now, Outcome, Ready, Spec};
use crate::{
    application::{Application, ApplicationEvent, Leg, Stage, State},
    refusal::Refusal,
    turn::Party,
};
use serde::{Deserialize, Serialize};

/// Nothing is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassOn {}

impl Act for PassOn {
    const SPEC: Spec<State> = Spec {
        desks: &[Desk { party: Party::County, states: &[State::Returned] }],
        intro: "核对后转达，处理期限随之转到下一方。",
        ..Spec::record(ActKind::PassOn, "转达市级补正意见", "5.2.a", "已转达。")
    };
    type On = Application;
    type Part = ();
    /// Whether it goes up.
    type Found = bool;

    fn ready(now: &Now<'_, Self>) -> Result<bool, Refusal> {
        match leg(now.on) {
            Some(Leg::DownAtCounty) => Ok(false),
            Some(Leg::UpAtCounty) => Ok(true),
            Some(Leg::AtUnit) | None => Err(now.wrong_state()),
        }
    }

    fn label(now: &Now<'_, Self>) -> &'static str {
        if leg(now.on) == Some(Leg::UpAtCounty) { "核对补正并报市级" } else { Self::SPEC.label }
    }

    fn decide(self, ready: Ready<'_, Self>, _: &mut Given) -> Result<Outcome<ApplicationEvent>, Refusal> {
        let up = *ready.found();
        let due = if up { ready.due_in(ready.policy.review.city_days.value) } else { None };
        Ok(Outcome::one(ApplicationEvent::PassedOn { up, due }))
    }
}

fn leg(application: &Application) -> Option<Leg> {
    if let Stage::Returned(returned) = &application.stage { Some(returned.leg) } else { None }
}
