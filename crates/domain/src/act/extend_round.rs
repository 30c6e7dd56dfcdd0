//! A round's dates are moved, with the reason (5.1.a).

use super::{Act, ActKind, Answer, Desk, Field, Form, Given, Now, Outcome, Ready, Spec, form, written};
use crate::{
    refusal::Refusal,
    round::{CLOSES_EARLY, RECOMMENDS_EARLY, Round, RoundEvent, RoundState, out_of_order},
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
        let opens = ready.on.opens;
        form.judge("closes", "closes", move |sent| match form::day(sent, "closes") {
            Some(closes) if closes < opens => Err(CLOSES_EARLY.to_owned()),
            _ => Ok(()),
        });
        form.judge("recommend_by", "recommend_by", move |sent| {
            let (closes, by) = (form::day(sent, "closes"), form::day(sent, "recommend_by"));
            match closes.zip(by) {
                Some((closes, by)) if by < closes => Err(RECOMMENDS_EARLY.to_owned()),
                _ => Ok(()),
            }
        });
    }

    fn decide(self, ready: Ready<'_, Self>, _: &mut Given) -> Result<Outcome<RoundEvent>, Refusal> {
        let ExtendRound { closes, recommend_by, reason } = self;
        let wrong = out_of_order([ready.on.opens, closes, recommend_by], ["closes", "recommend_by"]);
        if !wrong.is_empty() {
            return Err(Refusal::Fields(wrong));
        }
        let moved = [("closes", closes, ready.on.closes), ("recommend_by", recommend_by, ready.on.recommend_by)];
        if moved.iter().all(|(_, to, from)| to == from) {
            return Err(Refusal::field("closes", "日期没有变化，不必调整。"));
        }
        let past = moved.into_iter().filter(|(_, to, from)| to != from && *to < ready.today());
        let past: Vec<_> = past.map(|(field, ..)| (field.to_owned(), PAST.to_owned())).collect();
        if !past.is_empty() {
            return Err(Refusal::Fields(past));
        }
        let reason = written(&reason, "reason", "请写明调整理由。")?;
        Ok(Outcome::one(RoundEvent::Extended { closes, recommend_by, reason }))
    }
}
