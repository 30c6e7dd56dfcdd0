//! The head-count asked of a heritage brand is lowered, at the county's scale or the city's (3.3.d).

use super::{Act, ActKind, Answer, Desk, Field, Form, Given, Now, Outcome, Ready, Spec, form, written};
use crate::{
    application::{Application, ApplicationEvent, State},
    refusal::Refusal,
    turn::Party,
};
use serde::{Deserialize, Serialize};

/// A lowered head-count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relax {
    /// The figure that replaces the threshold: more than so many, as the threshold itself (3.3.a).
    pub lowered_to: u32,
    /// Why.
    pub reason: String,
}

impl Act for Relax {
    const SPEC: Spec<State> = Spec {
        desks: &[
            Desk { party: Party::County, states: &[State::Submitted] },
            Desk { party: Party::City, states: &[State::Reviewed, State::Recommended, State::InReview] },
        ],
        fields: &[
            Field::new("lowered_to", "降低到", Answer::Number("人"), "请填写降低后的人数，如 1200。"),
            Field::reason().read_by_unit(),
        ],
        ..Spec::decision(ActKind::Relax, "降低人数标准", "3.3.d")
    };
    type On = Application;
    type Part = ();
    type Found = u32;

    fn ready(now: &Now<'_, Self>) -> Result<u32, Refusal> {
        if !now.standing.heritage {
            return Err(Refusal::NotHeritage(now.on.title.clone()));
        }
        Ok(now.policy.scale_more_than(now.permit.level()).value)
    }

    fn fill(ready: &Ready<'_, Self>, form: &mut Form) {
        let threshold = *ready.found();
        form.hint("lowered_to", format!("低于原标准 {threshold} 人。"));
        form.judge("lowered_to", "lowered_to", move |sent| match form::whole(sent.text("lowered_to")) {
            Some(people) if people == 0 || people >= threshold => {
                Err(Refusal::RelaxationTooHigh(threshold).to_string())
            }
            _ => Ok(()),
        });
    }

    fn decide(self, ready: Ready<'_, Self>, _: &mut Given) -> Result<Outcome<ApplicationEvent>, Refusal> {
        let (threshold, lowered_to) = (*ready.found(), self.lowered_to);
        if lowered_to == 0 || lowered_to >= threshold {
            return Err(Refusal::RelaxationTooHigh(threshold));
        }
        let reason = written(&self.reason, "reason", "请写明理由。")?;
        Ok(Outcome::one(ApplicationEvent::Relaxed { level: ready.permit.level(), lowered_to, reason }))
    }
}
