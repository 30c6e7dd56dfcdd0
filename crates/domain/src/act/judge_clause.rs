//! A person judges what a rule cannot decide: records, other evidence of scale (3.1, 3.3, 3.5, 3.6).

use super::{Act, ActKind, Answer, Desk, Field, Form, Given, Now, Outcome, Ready, Spec, written};
use crate::{
    application::{Application, ApplicationEvent, State},
    finding::{Finding, Outcome as Stands},
    refusal::Refusal,
    turn::Party,
};
use serde::{Deserialize, Serialize};

/// A judgement on one clause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JudgeClause {
    /// The clause.
    pub clause: String,
    /// Whether it is met.
    pub met: bool,
    /// On what grounds.
    pub reason: String,
}

/// Whether people judge a clause, because a rule cannot.
#[must_use]
pub fn is_judged(clause: &str) -> bool {
    const JUDGED: [&str; 12] =
        ["3.1", "3.3.a", "3.3.b", "3.5.b1", "3.5.b2", "3.5.b3", "3.5.c", "3.5.d", "3.6.a", "3.6.b", "3.6.c", "4.2"];
    JUDGED.contains(&clause)
}

/// What waits for somebody's judgement, and what was judged already: a judgement can be mended, also after a slip.
fn open<'a>(now: &Now<'a, JudgeClause>) -> impl Iterator<Item = &'a Finding> {
    let on = now.on;
    let opens =
        move |finding: &Finding| finding.outcome == Stands::Unknown || on.judgements.contains_key(&finding.clause);
    now.standing.whole().findings.iter().filter(move |finding| is_judged(&finding.clause) && opens(finding))
}

impl Act for JudgeClause {
    const SPEC: Spec<State> = Spec {
        desks: &[
            // In the pool as well: what is asked at the city's scale is first asked there (3.3.b).
            Desk { party: Party::County, states: &[State::Submitted, State::Reviewed] },
            Desk { party: Party::City, states: &[State::Recommended, State::InReview, State::OnNotice] },
        ],
        fields: &[
            Field::new("clause", "条款", Answer::Code, "请选择要判明的条款。"),
            Field::new("met", "判断", Answer::YesNo("符合", "不符合"), "请选择是否符合。"),
            Field::new("reason", "理由", Answer::Long(3), "请写明判断的依据。").hint("写明依据的材料和核实情况。"),
        ],
        ..Spec::record(ActKind::JudgeClause, "判明条件", "7.2.a", "判断已登记。")
    };
    type On = Application;
    type Part = ();
    type Found = ();

    fn ready(now: &Now<'_, Self>) -> Result<(), Refusal> {
        if open(now).next().is_some() { Ok(()) } else { Err(Refusal::NothingWaits("没有待判明的条款。")) }
    }

    fn fill(ready: &Ready<'_, Self>, form: &mut Form) {
        let line = |finding: &Finding| {
            let judged = match ready.on.judgements.get(&finding.clause) {
                None => "",
                Some((true, _)) => "（已判为符合）",
                Some((false, _)) => "（已判为不符合）",
            };
            (finding.clause.clone(), format!("{}　{}{judged}", finding.clause, finding.required))
        };
        // What waits stands first.
        let (waits, judged): (Vec<_>, Vec<_>) =
            open(ready).partition(|finding| !ready.on.judgements.contains_key(&finding.clause));
        form.choices("clause", waits.into_iter().chain(judged).map(line));
    }

    fn decide(self, ready: Ready<'_, Self>, _: &mut Given) -> Result<Outcome<ApplicationEvent>, Refusal> {
        if !is_judged(&self.clause) {
            return Err(Refusal::field("clause", "这一条由系统按证据判定，不能人工认定。"));
        }
        if !open(&ready).any(|finding| finding.clause == self.clause) {
            return Err(Refusal::field("clause", "这一条已有结论，不待判明。请刷新后核对。"));
        }
        let reason = written(&self.reason, "reason", "请写明判断的依据。")?;
        Ok(Outcome::one(ApplicationEvent::Judged { clause: self.clause, met: self.met, reason }))
    }
}
