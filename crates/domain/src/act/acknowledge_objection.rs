//! An objection or lead is acknowledged (受理, 5.3.g).

use super::{Act, ActKind, Desk, Given, Now, Outcome, Ready, Spec, Weight};
use crate::{
    objection::{Objection, ObjectionEvent, ObjectionState},
    refusal::Refusal,
    turn::Party,
};
use serde::{Deserialize, Serialize};

/// Nothing is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AcknowledgeObjection {}

impl Act for AcknowledgeObjection {
    const SPEC: Spec<ObjectionState> = Spec {
        weight: Weight::Expected,
        desks: &[Desk { party: Party::City, states: &[ObjectionState::Lodged] }],
        intro: "受理后，异议人凭回执号可以查到进展。请在答复期限前核查并答复。",
        ..Spec::record(ActKind::AcknowledgeObjection, "受理并告知", "5.3.g", "已受理。")
    };
    type On = Objection;
    type Part = ();
    type Found = ();

    fn ready(_: &Now<'_, Self>) -> Result<(), Refusal> {
        Ok(())
    }

    fn decide(self, _: Ready<'_, Self>, _: &mut Given) -> Result<Outcome<ObjectionEvent>, Refusal> {
        Ok(Outcome::one(ObjectionEvent::Acknowledged))
    }
}
