//! An application goes to the county that is in fact responsible; the date of filing stays (5.1.b).

use super::{Act, ActKind, Also, Answer, Desk, Field, Form, Given, Known, Now, Outcome, Ready, Spec, written};
use crate::{
    application::{Application, ApplicationEvent, State},
    brand::BrandEvent,
    ids::AreaCode,
    refusal::Refusal,
    turn::Party,
};
use serde::{Deserialize, Serialize};

/// Where an application goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transfer {
    /// The county responsible.
    pub to: AreaCode,
    /// Why.
    pub reason: String,
}

impl Act for Transfer {
    const SPEC: Spec<State> = Spec {
        desks: &[Desk { party: Party::County, states: &[State::Submitted] }],
        fields: &[Field::new("to", "转往", Answer::Code, "请选择转往的县（市、区）。"), Field::reason().read_by_unit()],
        intro: "转给实际负责的县（市、区），原提交日期不变。",
        ..Spec::decision(ActKind::Transfer, "转办", "5.1.b")
    };
    type On = Application;
    type Part = ();
    type Found = ();

    fn ready(_: &Now<'_, Self>) -> Result<(), Refusal> {
        Ok(())
    }

    fn fill(ready: &Ready<'_, Self>, form: &mut Form) {
        let others = ready.policy.participating_areas().filter(|area| area.code != ready.on.area.as_str());
        form.choices("to", others.map(|area| (area.code.clone(), area.name.clone())));
    }

    fn show(known: &Known<'_, Self>, form: &mut Form) {
        let areas = known.policy.participating_areas();
        form.choices("to", areas.map(|area| (area.code.clone(), area.name.clone())));
    }

    fn decide(self, ready: Ready<'_, Self>, _: &mut Given) -> Result<Outcome<ApplicationEvent>, Refusal> {
        let (from, to) = (ready.on.area.clone(), self.to);
        if to == from {
            return Err(Refusal::field("to", "转往的县（市、区）与当前相同，请另选。"));
        }
        if !ready.policy.participating_areas().any(|area| area.code == to.as_str()) {
            return Err(Refusal::field("to", "请选择参加本项工作的县（市、区）。"));
        }
        let reason = written(&self.reason, "reason", "请写明理由。")?;
        let brand = Also::Brand(ready.on.brand, BrandEvent::AreaSet { area: to.clone() });
        Ok(Outcome::one(ApplicationEvent::Transferred { from, to, reason }).also(brand))
    }
}
