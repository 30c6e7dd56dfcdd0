//! A county recommends a brand to the city: conditions at city scale, within the quota or with the city's approval
//! (5.2.d, 3.3.c, annex 4).

use super::{Act, ActKind, Answer, Desk, Field, Form, Given, Known, Now, Outcome, Ready, Spec, Weight, form, written};
use crate::{
    application::{Application, ApplicationEvent, Quota, State},
    refusal::Refusal,
    turn::Party,
};
use serde::{Deserialize, Serialize};

/// What the county says of a brand it recommends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recommend {
    /// Its place among the county's own (3.3.c goes first among equals).
    pub rank: u32,
    /// The opinion.
    pub opinion: String,
}

const FROM_ONE: &str = "推荐顺序从 1 起。";

impl Act for Recommend {
    const SPEC: Spec<State> = Spec {
        weight: Weight::Expected,
        desks: &[Desk { party: Party::County, states: &[State::Reviewed] }],
        fields: &[
            Field::new("rank", "推荐顺序", Answer::Number("位"), "请填写推荐顺序，如 1。")
                .hint("同等条件下，带动脱贫劳动力多的在前（3.3.c）。"),
            Field::new("opinion", "推荐意见", Answer::Long(4), "请填写推荐意见。"),
        ],
        shows_findings: true,
        ..Spec::decision(ActKind::Recommend, "推荐上报", "5.2.d")
    };
    type On = Application;
    type Part = ();
    type Found = Quota;

    fn ready(now: &Now<'_, Self>) -> Result<Quota, Refusal> {
        let (Some(quota), Some(deadline)) = (now.standing.quota, now.standing.recommend_by) else {
            return Err(now.wrong_state());
        };
        if now.today() > deadline {
            return Err(Refusal::RecommendationClosed(deadline));
        }
        now.standing.passed()?;
        match quota.guideline {
            Some(guideline) if quota.exceeded() && now.on.over_quota.is_none() => {
                Err(Refusal::QuotaExceeded { quota: guideline, used: quota.used })
            }
            _ => Ok(quota),
        }
    }

    fn fill(_: &Ready<'_, Self>, form: &mut Form) {
        form.judge("rank", "rank", |sent| match form::whole(sent.text("rank")) {
            Some(0) => Err(FROM_ONE.to_owned()),
            _ => Ok(()),
        });
    }

    fn show(known: &Known<'_, Self>, form: &mut Form) {
        form::figures(form, known.standing);
    }

    fn decide(self, ready: Ready<'_, Self>, _: &mut Given) -> Result<Outcome<ApplicationEvent>, Refusal> {
        if self.rank == 0 {
            return Err(Refusal::field("rank", FROM_ONE));
        }
        let Quota { guideline, used } = *ready.found();
        Ok(Outcome::one(ApplicationEvent::Recommended {
            rank: self.rank,
            opinion: written(&self.opinion, "opinion", "请填写推荐意见。")?,
            figures: ready.standing.figures,
            quota: guideline,
            used,
            due: ready.due_in(ready.policy.review.city_days.value),
        }))
    }

    fn summary(&self, _: &Form) -> Vec<(String, String)> {
        vec![("推荐顺序".to_owned(), format!("第 {} 位", self.rank)), ("推荐意见".to_owned(), self.opinion.clone())]
    }
}
