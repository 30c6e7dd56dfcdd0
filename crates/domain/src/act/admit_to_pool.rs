//! An application passes the preliminary review and its brand enters the county pool (5.2.a, 5.2.c).

use super::{Act, ActKind, Also, Desk, Form, Given, Known, Now, Outcome, Ready, Spec, Weight, form};
use crate::{
    application::{Application, ApplicationEvent, State},
    brand::BrandEvent,
    finding::Outcome as Stands,
    refusal::Refusal,
    turn::Party,
};
use serde::{Deserialize, Serialize};

/// Nothing is asked: the evaluation is on record and the conditions are counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdmitToPool {}

impl Act for AdmitToPool {
    const SPEC: Spec<State> = Spec {
        weight: Weight::Expected,
        desks: &[Desk { party: Party::County, states: &[State::Submitted] }],
        shows_findings: true,
        ..Spec::decision(ActKind::AdmitToPool, "审核入库", "5.2.c")
    };
    type On = Application;
    type Part = ();
    type Found = Vec<(String, Stands)>;

    fn ready(now: &Now<'_, Self>) -> Result<Self::Found, Refusal> {
        if now.on.evaluation.is_none() {
            return Err(Refusal::NotEvaluated);
        }
        now.standing.passed_where(|clause| now.policy.holds_at_entry(clause))
    }

    fn show(known: &Known<'_, Self>, form: &mut Form) {
        form::figures(form, known.standing);
        form::evaluation(form, known.policy, known.on);
    }

    fn decide(self, ready: Ready<'_, Self>, _: &mut Given) -> Result<Outcome<ApplicationEvent>, Refusal> {
        let pool_entry = !ready.standing.in_pool;
        let admitted = Outcome::one(ApplicationEvent::Admitted {
            figures: ready.standing.figures,
            findings: ready.found().clone(),
            pool_entry,
        });
        if !pool_entry {
            return Ok(admitted);
        }
        let basis = "初审通过（5.2.c）".to_owned();
        let entered = BrandEvent::EnteredPool { application: ready.on.id, basis };
        Ok(admitted.also(Also::Brand(ready.on.brand, entered)))
    }
}
