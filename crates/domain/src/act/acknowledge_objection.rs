//! An objection or lead is acknowledged (受理, 5.3.g).

use super::{Act, ActKind, Also, Desk, Given, Now, Outcome, Ready, Spec, Weight};
use crate::{
    application::ApplicationEvent,
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
        intro: "受理后，异议人、反映人凭回执号可以查到进展。请在答复期限前核查并答复。",
        ..Spec::record(ActKind::AcknowledgeObjection, "受理并告知", "5.3.g", "已受理。")
    };
    type On = Objection;
    type Part = ();
    type Found = ();

    fn ready(_: &Now<'_, Self>) -> Result<(), Refusal> {
        Ok(())
    }

    fn decide(self, ready: Ready<'_, Self>, _: &mut Given) -> Result<Outcome<ObjectionEvent>, Refusal> {
        let acknowledged = ApplicationEvent::ObjectionAcknowledged { objection: ready.on.id };
        // What is owed to a lead is no day of the brand's.
        let brand = ready.on.application.filter(|_| !ready.on.late);
        let also = brand.map(|application| Also::Application(application, acknowledged)).into_iter().collect();
        Ok(Outcome { events: vec![ObjectionEvent::Acknowledged], also, kept: None })
    }
}
