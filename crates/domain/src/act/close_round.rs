//! A round closes (5.2.d): what passed its county and was not recommended was not selected, and stays in the pool.

use super::{
    Act, ActKind, Also, Answer, Desk, Effect, Field, Form, Given, Known, Now, Outcome, Ready, Spec, Weight, written,
};
use crate::{
    application::ApplicationEvent,
    ids::ApplicationId,
    level::Level,
    refusal::Refusal,
    round::{Round, RoundEvent, RoundState},
    turn::Party,
};
use serde::{Deserialize, Serialize};

/// What is said to everybody not selected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CloseRound {
    /// Why.
    pub reason: String,
}

impl Act for CloseRound {
    const SPEC: Spec<RoundState> = Spec {
        weight: Weight::Legal,
        desks: &[Desk { party: Party::City, states: &[RoundState::Open] }],
        fields: &[Field::new("reason", "未入选的统一说明", Answer::Long(3), "请写明未入选的原因。").read_by_unit()],
        effect: Some(Effect {
            touches: "{}已入库、未推荐的品牌",
            follows: &["已入库、未推荐的品牌转为未入选，留库培育，不是不予通过。"],
            clauses: "5.2.d",
        }),
        ..Spec::decision(ActKind::CloseRound, "关闭批次", "5.2.d")
    };
    type On = Round;
    type Part = ();
    type Found = ();

    fn ready(now: &Now<'_, Self>) -> Result<(), Refusal> {
        if now.today() <= now.on.recommend_by {
            return Err(Refusal::Plain("推荐截止日未过，不能关闭批次。"));
        }
        Ok(())
    }

    fn fill(_: &Ready<'_, Self>, form: &mut Form) {
        form.value("reason", "本批次择优推荐已结束，未推荐的品牌留库培育。");
    }

    fn show(known: &Known<'_, Self>, form: &mut Form) {
        form.beside("未推荐的品牌", format!("{} 个", known.standing.reviewed.len()), "");
    }

    fn decide(self, ready: Ready<'_, Self>, _: &mut Given) -> Result<Outcome<RoundEvent>, Refusal> {
        let reason = written(&self.reason, "reason", "请写明未入选的原因。")?;
        let waiting = &ready.standing.reviewed;
        let not_selected = u32::try_from(waiting.len()).unwrap_or(u32::MAX);
        let left = |id: &ApplicationId| {
            let (by, reason) = (Level::City, reason.clone());
            Also::Application(*id, ApplicationEvent::NotSelected { by, reason, reviewed: false })
        };
        let also = waiting.iter().map(left).collect();
        Ok(Outcome { events: vec![RoundEvent::Closed { not_selected }], also, kept: None })
    }
}
