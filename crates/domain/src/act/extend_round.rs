//! A round's dates are moved, with the reason (5.1.a).

use super::{Act, ActKind, Answer, Desk, Field, Form, Given, Now, Outcome, Ready, Spec, form, written};
use crate::{
    refusal::Refusal,
    round::{Round, RoundEvent, RoundState, out_of_order},
    turn::Party,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The new dates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExtendRound {
    /// The last day of the application window.
    pub closes: NaiveDate,
    /// The last day for recommendations.
    pub recommend_by: NaiveDate,
    /// Why.
    pub reason: String,
}

/// A round is not closed backwards.
const PAST: &str = "调整后的日期不能早于今天。";

impl Act for ExtendRound {
    const SPEC: Spec<RoundState> = Spec {
        desks: &[Desk { party: Party::City, states: &[RoundState::Open] }],
        fields: &[
            Field::new("closes", "申报截止", Answer::Date, "请填写申报截止日期。"),
            Field::new("recommend_by", "县级推荐截止", Answer::Date, "请填写县级推荐截止日期。"),
            Field::new("reason", "调整理由", Answer::Long(3), "请写明调整理由。"),
        ],
        ..Spec::record(ActKind::ExtendRound, "调整日期", "5.1.a", "日期已调整。")
    };
    type On = Round;
    type Part = ();
    type Found = ();

    fn ready(_: &Now<'_, Self>) -> Result<(), Refusal> {
        Ok(())
    }

    fn fill(ready: &Ready<'_, Self>, form: &mut Form) {
        form.value("closes", ready.on.closes.to_string());
        form.value("recommend_by", ready.on.recommend_by.to_string());
        for field in ["closes", "recommend_by"] {
            let (round, today) = (ready.on.clone(), ready.today());
            // A day that is not typed yet is taken to stay: it is asked for at its own field.
            form.judge(field, field, move |sent| {
                let closes = form::day(sent, "closes").unwrap_or(round.closes);
                let recommend_by = form::day(sent, "recommend_by").unwrap_or(round.recommend_by);
                let told = wrong(&round, closes, recommend_by, today).into_iter().find(|(at, _)| at == field);
                told.map_or(Ok(()), |(_, sentence)| Err(sentence))
            });
        }
    }

    fn decide(self, ready: Ready<'_, Self>, _: &mut Given) -> Result<Outcome<RoundEvent>, Refusal> {
        let ExtendRound { closes, recommend_by, reason } = self;
        let wrong = wrong(ready.on, closes, recommend_by, ready.today());
        if !wrong.is_empty() {
            return Err(Refusal::Fields(wrong));
        }
        let reason = written(&reason, "reason", "请写明调整理由。")?;
        Ok(Outcome::one(RoundEvent::Extended { closes, recommend_by, reason }))
    }
}

/// What is wrong with a round's new days, each at its field: their order, nothing moved, moved behind today.
fn wrong(round: &Round, closes: NaiveDate, recommend_by: NaiveDate, today: NaiveDate) -> Vec<(String, String)> {
    let mut wrong = out_of_order([round.opens, closes, recommend_by], ["closes", "recommend_by"]);
    let moved = [("closes", closes, round.closes), ("recommend_by", recommend_by, round.recommend_by)];
    if wrong.is_empty() && moved.iter().all(|(_, to, from)| to == from) {
        return vec![("closes".to_owned(), "日期没有变化，不必调整。".to_owned())];
    }
    for (field, to, from) in moved {
        // A field says one thing: what is out of order is moved anyhow.
        let told = wrong.iter().any(|(at, _)| at == field);
        if !told && to != from && to < today {
            wrong.push((field.to_owned(), PAST.to_owned()));
        }
    }
    wrong
}
