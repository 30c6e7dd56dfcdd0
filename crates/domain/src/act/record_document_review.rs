//! A review of the documents is put on record (5.3.a).

use super::{Act, ActKind, Answer, Desk, Field, Given, Now, Outcome, Ready, Spec, written};
use crate::{
    application::{Application, ApplicationEvent, State},
    refusal::Refusal,
    turn::Party,
};
use serde::{Deserialize, Serialize};

/// What the review came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordDocumentReview {
    /// Whether it found the documents sound.
    pub passed: bool,
    /// Points in hundredths, where points were given.
    pub score: Option<i64>,
    /// The opinion.
    pub opinion: String,
}

impl Act for RecordDocumentReview {
    const SPEC: Spec<State> = Spec {
        desks: &[Desk { party: Party::City, states: &[State::InReview] }],
        fields: &[
            Field::new("passed", "评审结论", Answer::YesNo("通过", "不通过"), "请选择评审结论。"),
            Field::optional("score", "评审得分", Answer::Points).hint("0 至 100 的分数，如 86.5。"),
            Field::new("opinion", "评审意见", Answer::Long(5), "请填写评审意见。"),
        ],
        ..Spec::record(ActKind::RecordDocumentReview, "登记资料评审", "5.3.a", "资料评审已登记。")
    };
    type On = Application;
    type Part = ();
    type Found = ();

    fn ready(_: &Now<'_, Self>) -> Result<(), Refusal> {
        Ok(())
    }

    fn decide(self, _: Ready<'_, Self>, _: &mut Given) -> Result<Outcome<ApplicationEvent>, Refusal> {
        if self.score.is_some_and(|score| !(0..=10_000).contains(&score)) {
            return Err(Refusal::field("score", "请填 0 至 100 的分数，如 86.5。"));
        }
        let opinion = written(&self.opinion, "opinion", "请填写评审意见。")?;
        Ok(Outcome::one(ApplicationEvent::DocumentReviewed { passed: self.passed, score: self.score, opinion }))
    }
}
