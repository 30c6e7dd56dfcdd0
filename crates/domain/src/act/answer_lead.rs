//! A lead (举报线索) is answered: it stops nothing, so the answer is all there is (5.3.g).

use super::{Act, ActKind, Answer, Desk, Field, Given, Kept, Now, Outcome, Ready, Spec, Weight, written};
use crate::{
    objection::{Objection, ObjectionEvent, ObjectionState},
    refusal::Refusal,
    turn::Party,
};
use serde::{Deserialize, Serialize};

/// What was done about it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerLead {
    /// In words that the informant reads.
    pub answer: String,
}

impl std::fmt::Debug for AnswerLead {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AnswerLead(***)")
    }
}

impl Act for AnswerLead {
    const SPEC: Spec<ObjectionState> = Spec {
        weight: Weight::Expected,
        desks: &[Desk { party: Party::City, states: &[ObjectionState::Investigated] }],
        fields: &[
            Field::new("answer", "处理情况", Answer::Long(5), "请写明处理情况。").hint("反映人凭回执号会看到这句话。")
        ],
        ..Spec::record(ActKind::AnswerLead, "答复线索", "5.3.g", "线索已答复。")
    };
    type On = Objection;
    type Part = ();
    type Found = ();

    fn ready(now: &Now<'_, Self>) -> Result<(), Refusal> {
        if now.on.late { Ok(()) } else { Err(now.wrong_state()) }
    }

    fn decide(self, _: Ready<'_, Self>, _: &mut Given) -> Result<Outcome<ObjectionEvent>, Refusal> {
        let answer = written(&self.answer, "answer", "请写明处理情况。")?;
        Ok(Outcome::one(ObjectionEvent::Answered { outcome: None }).keep(Kept::Answer(answer)))
    }
}
