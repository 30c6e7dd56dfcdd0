//! What an investigation found is put on record, sealed (异议核查, 5.3.g).

use super::{Act, ActKind, Answer, Desk, Field, Given, Kept, Now, Outcome, Ready, Spec, Weight, written};
use crate::{
    objection::{Objection, ObjectionEvent, ObjectionState},
    refusal::Refusal,
    turn::Party,
};
use serde::{Deserialize, Serialize};

/// What was found.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvestigateObjection {
    /// Time, manner, materials, conclusion.
    pub findings: String,
}

impl std::fmt::Debug for InvestigateObjection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("InvestigateObjection(***)")
    }
}

impl Act for InvestigateObjection {
    const SPEC: Spec<ObjectionState> = Spec {
        weight: Weight::Expected,
        desks: &[Desk { party: Party::City, states: &[ObjectionState::Acknowledged] }],
        fields: &[Field::new("findings", "核查情况", Answer::Long(6), "请写明核查情况。")
            .hint("写明核查的时间、方式、材料和结论。")],
        ..Spec::record(ActKind::InvestigateObjection, "登记核查情况", "5.3.g", "核查情况已登记。")
    };
    type On = Objection;
    type Part = ();
    type Found = ();

    fn ready(_: &Now<'_, Self>) -> Result<(), Refusal> {
        Ok(())
    }

    fn decide(self, _: Ready<'_, Self>, _: &mut Given) -> Result<Outcome<ObjectionEvent>, Refusal> {
        let findings = written(&self.findings, "findings", "请写明核查情况。")?;
        Ok(Outcome::one(ObjectionEvent::Investigated).keep(Kept::Investigation(findings)))
    }
}
