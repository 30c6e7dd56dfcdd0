//! A county recommends a brand to the city: conditions at city scale, within the quota or with the city's approval
//! (5.2.d, 3.3.c, annex 4).

use super::{Act, ActKind, Answer, Desk, Field, Form, Given, Known, Now, Outcome, Ready, Spec, Weight, form, written};
use crate::{
    application::{Application, ApplicationEvent, Quota, State},
    refusal::Refusal,
    turn::Party,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What the county says of a brand it recommends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recommend {
    /// Its place among the county's own (3.3.c goes first among equals).
    pub rank: u32,
    /// The opinion.
    pub opinion: String,
}

const FROM_ONE: &str = "推荐顺序从 1 起。";

/// That a county can give a rank: it ranks its own from 1, and none of them twice (5.2.d).
fn free(rank: u32, given: &BTreeSet<u32>) -> Result<(), String> {
    match rank {
        0 => Err(FROM_ONE.to_owned()),
        _ if given.contains(&rank) => {
            let next = given.last().map_or(1, |last| last.saturating_add(1));
            Err(format!("第 {rank} 位已给本批次推荐的另一品牌，请从第 {next} 位起排。"))
        }
        _ => Ok(()),
    }
}

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

    fn fill(ready: &Ready<'_, Self>, form: &mut Form) {
        let given = ready.standing.ranks.clone();
        form.judge("rank", "rank", move |sent| {
            form::whole(sent.text("rank")).map_or(Ok(()), |rank| free(rank, &given))
        });
    }

    fn show(known: &Known<'_, Self>, form: &mut Form) {
        form::figures(form, known.standing);
    }

    fn decide(self, ready: Ready<'_, Self>, _: &mut Given) -> Result<Outcome<ApplicationEvent>, Refusal> {
        free(self.rank, &ready.standing.ranks).map_err(|sentence| Refusal::field("rank", sentence))?;
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
