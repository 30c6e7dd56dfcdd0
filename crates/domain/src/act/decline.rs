//! An application is refused, with reasons and the way to ask for a review (5.2.a, 5.3.b).

use super::{
    Act, ActKind, Also, Answer, Desk, Effect, Field, Form, Given, Known, Now, Outcome, Ready, Spec, Weight, form,
};
use crate::{
    application::{Application, ApplicationEvent, Reason, Stage, State},
    clauses, finding,
    notice::NoticeEvent,
    refusal::Refusal,
    turn::Party,
};
use serde::{Deserialize, Serialize};

/// Why an application is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decline {
    /// The clauses not met.
    pub clauses: Vec<String>,
    /// Why, in words that a paper will quote.
    pub reasons: String,
}

const GROUNDLESS: &str = "没有不符合的条件，也还没有综合评价。请先完成综合评价，再作不予通过的决定。";

/// The clauses on which it can be refused: those not met, and the desk's own review, a county's once it has evaluated (5.2.b).
/// What nobody knows yet is no ground.
fn grounds(now: &Now<'_, Decline>) -> Vec<(String, String)> {
    let mut grounds: Vec<(String, String)> = Vec::new();
    for finding in now.standing.findings.iter().filter(|finding| finding.outcome == finding::Outcome::Unmet) {
        if grounds.iter().all(|(clause, _)| *clause != finding.clause) {
            let words = format!("{}　{}：{}", finding.clause, finding.required, finding.measured);
            grounds.push((finding.clause.clone(), words));
        }
    }
    let county = now.permit.party() == Party::County;
    if !county || now.on.evaluation.is_some() {
        let review = if county { "5.2.b" } else { "5.3.a" };
        grounds.push((review.to_owned(), format!("{review}　{}", clauses::heading(review))));
    }
    grounds
}

impl Act for Decline {
    const SPEC: Spec<State> = Spec {
        weight: Weight::Legal,
        desks: &[
            Desk { party: Party::County, states: &[State::Submitted] },
            Desk { party: Party::City, states: &[State::Recommended, State::InReview, State::OnNotice] },
        ],
        fields: &[
            Field::new("clauses", "涉及条款", Answer::TickCodes, "请至少选择一条涉及的条款。"),
            Field::new("reasons", "理由", Answer::Long(5), "请写明不予通过的理由。")
                .hint("会写进文书，单位会看到这句话。先事实后依据。"),
        ],
        effect: Some(Effect {
            touches: "{}",
            follows: &[
                "作出不予通过的决定，写明理由和复核途径，送达培育单位。",
                "本批次的申报到此结束，下一批次可以重新申报。",
            ],
            clauses: "{} 7.2.a",
        }),
        shows_findings: true,
        ..Spec::decision(ActKind::Decline, "不予通过", "5.2.a")
    };
    type On = Application;
    type Part = ();
    type Found = ();

    fn ready(now: &Now<'_, Self>) -> Result<(), Refusal> {
        if grounds(now).is_empty() { Err(Refusal::Plain(GROUNDLESS)) } else { Ok(()) }
    }

    fn show(known: &Known<'_, Self>, form: &mut Form) {
        form::figures(form, known.standing);
        form::evaluation(form, known.policy, known.on);
    }

    fn fill(ready: &Ready<'_, Self>, form: &mut Form) {
        form.choices("clauses", grounds(ready));
    }

    fn clause(desk: Party) -> &'static str {
        match desk {
            Party::City => "5.3.b",
            Party::Unit | Party::County | Party::Finance | Party::Nobody => Self::SPEC.clause,
        }
    }

    fn decide(self, ready: Ready<'_, Self>, _: &mut Given) -> Result<Outcome<ApplicationEvent>, Refusal> {
        if self.clauses.is_empty() || self.reasons.trim().is_empty() {
            return Err(Refusal::NoReason);
        }
        // Asked again when it is decided: what was mended meanwhile is no ground any more.
        let grounds = grounds(&ready);
        if let Some(clause) = self.clauses.iter().find(|clause| grounds.iter().all(|(ground, _)| ground != *clause)) {
            let sentence = format!("条款 {clause} 现在不是不予通过的依据，请按现在的情况重新选择。");
            return Err(Refusal::field("clauses", sentence));
        }
        let reason = |clause| Reason { clause, text: self.reasons.trim().to_owned() };
        let reasons = self.clauses.iter().cloned().map(reason).collect();
        let review_channel = ready.policy.identity.review_channel.value.clone();
        let declined = Outcome::one(ApplicationEvent::Declined { by: ready.permit.level(), reasons, review_channel });
        let Stage::OnNotice { notice, .. } = ready.on.stage else { return Ok(declined) };
        // Whoever reads the notice is told that the brand is off it, as after an objection.
        let under = Some(Self::clause(ready.permit.party()).to_owned());
        let removed = NoticeEvent::ApplicationRemoved { application: ready.on.id, under };
        Ok(declined.also(Also::Notice(notice, removed)))
    }

    fn summary(&self, _: &Form) -> Vec<(String, String)> {
        vec![("涉及条款".to_owned(), self.clauses.join("、")), ("理由".to_owned(), self.reasons.clone())]
    }
}
