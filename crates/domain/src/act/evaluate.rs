//! The county evaluates a brand on the five heads (5.2.b).

use super::{
    Act, ActKind, Answer, Desk, Field, Form, Given, Now, Outcome, Ready, Spec, each_once,
    form::{self, Choice},
    written,
};
use crate::{
    application::{Application, ApplicationEvent, State},
    policy::Head,
    refusal::Refusal,
    turn::Party,
};
use serde::{Deserialize, Serialize};

/// Points by head, in hundredths, and the opinion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evaluate {
    /// Head and points in hundredths.
    #[serde(rename = "score")]
    pub scores: Vec<(String, i64)>,
    /// The opinion.
    pub opinion: String,
}

impl Act for Evaluate {
    const SPEC: Spec<State> = Spec {
        desks: &[Desk { party: Party::County, states: &[State::Submitted] }],
        fields: &[
            Field::new("score", "评分", Answer::Scores, "请填写这一项的得分，最多两位小数。").hint("最多两位小数。"),
            Field::new("opinion", "综合评价意见", Answer::Long(4), "请填写综合评价意见。"),
        ],
        ..Spec::record(ActKind::Evaluate, "综合评价", "5.2.b", "综合评价已登记。")
    };
    type On = Application;
    type Part = ();
    type Found = ();

    fn ready(_: &Now<'_, Self>) -> Result<(), Refusal> {
        Ok(())
    }

    fn fill(ready: &Ready<'_, Self>, form: &mut Form) {
        let heads = &ready.policy.review.evaluation_heads;
        let line = |head: &Head| Choice {
            value: head.code.clone(),
            label: head.label.clone(),
            hint: format!("0 至 {} 分", head.points),
            chosen: false,
        };
        form.ticks("score", heads.iter().map(line).collect());
        form.at_most("score", heads.iter().map(|head| (head.code.clone(), head.points)));
    }

    fn decide(self, ready: Ready<'_, Self>, _: &mut Given) -> Result<Outcome<ApplicationEvent>, Refusal> {
        let heads = &ready.policy.review.evaluation_heads;
        let scores = self.scores;
        let codes: Vec<&str> = scores.iter().map(|(code, _)| code.as_str()).collect();
        each_once(&codes, "score", "同一项打了两次分，每项只打一次。")?;
        let known = |(code, _): &(String, i64)| heads.iter().any(|head| head.code == *code);
        if scores.len() != heads.len() || !scores.iter().all(known) {
            return Err(Refusal::Plain("五项综合评价须逐项打分，且不超过该项满分。"));
        }
        let beyond = |head: &&Head| {
            let fits = 0..=i64::from(head.points) * 100;
            scores.iter().any(|(code, score)| *code == head.code && !fits.contains(score))
        };
        let wrong: Vec<_> = heads.iter().filter(beyond).map(at_head).collect();
        if !wrong.is_empty() {
            return Err(Refusal::Fields(wrong));
        }
        let opinion = written(&self.opinion, "opinion", "请填写综合评价意见。")?;
        Ok(Outcome::one(ApplicationEvent::Evaluated { scores, opinion }))
    }
}

/// The sentence at a head whose points are beyond its maximum.
fn at_head(head: &Head) -> (String, String) {
    (format!("score_{}", head.code), form::beyond(head.points))
}
