//! A county confirms that a unit is what and where it says, or refuses with the reason (3.4.a, 5.1.b).

use super::{Act, ActKind, Answer, Desk, Field, Form, Given, Now, Outcome, Ready, Spec};
use crate::{
    refusal::Refusal,
    turn::Party,
    unit::{Unit, UnitEvent, UnitState},
};
use serde::{Deserialize, Serialize};

/// What the county says of a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfirmUnit {
    /// Whether it is confirmed.
    pub accepted: bool,
    /// Why not; may stay empty where it is.
    pub reason: String,
}

const UNREASONED: &str = "请写明不予确认的原因。";

impl Act for ConfirmUnit {
    const SPEC: Spec<UnitState> = Spec {
        desks: &[Desk { party: Party::County, states: &[UnitState::Waiting, UnitState::Refused] }],
        fields: &[
            Field::new("accepted", "意见", Answer::YesNo("确认", "不予确认"), "请选择是否确认。"),
            Field::optional("reason", "理由", Answer::Long(3)).hint("不予确认的，写明原因，单位会看到。"),
        ],
        ..Spec::decision(ActKind::ConfirmUnit, "确认培育单位", "5.1.b")
    };
    type On = Unit;
    type Part = ();
    type Found = ();

    fn ready(_: &Now<'_, Self>) -> Result<(), Refusal> {
        Ok(())
    }

    fn fill(_: &Ready<'_, Self>, form: &mut Form) {
        form.judge("reason", "reason", |sent| match (sent.text("accepted"), sent.text("reason")) {
            ("no", "") => Err(UNREASONED.to_owned()),
            _ => Ok(()),
        });
    }

    fn decide(self, _: Ready<'_, Self>, _: &mut Given) -> Result<Outcome<UnitEvent>, Refusal> {
        let reason = self.reason.trim().to_owned();
        match (self.accepted, reason.is_empty()) {
            (true, _) => Ok(Outcome::one(UnitEvent::Confirmed { reason })),
            (false, true) => Err(Refusal::field("reason", UNREASONED)),
            (false, false) => Ok(Outcome::one(UnitEvent::Refused { reason })),
        }
    }
}
