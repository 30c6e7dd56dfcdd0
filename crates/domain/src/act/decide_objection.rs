//! An objection is answered (5.3.g): dismissed, upheld with a corrected notice, or upheld with refusal.

use super::{Act, ActKind, Also, Answer, Desk, Effect, Field, Given, Kept, Now, Outcome, Ready, Spec, Weight, written};
use crate::{
    application::{ApplicationEvent, Reason, Stage},
    ids::{ApplicationId, NoticeId},
    level::Level,
    notice::NoticeEvent,
    objection::{Objection, ObjectionEvent, ObjectionOutcome, ObjectionState},
    refusal::Refusal,
    turn::Party,
};
use serde::{Deserialize, Serialize};

/// How an objection ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecideObjection {
    /// The outcome.
    pub outcome: ObjectionOutcome,
    /// Why, in words that the answer will quote.
    pub reason: String,
}

const OUTCOMES: &[(&str, &str)] = &[
    ("dismissed", "异议不成立"),
    ("upheld_correct", "成立，品牌退出本次公示，更正后重新公示"),
    ("upheld_refuse", "成立，不予认定，本批次到此结束"),
];

impl Act for DecideObjection {
    const SPEC: Spec<ObjectionState> = Spec {
        weight: Weight::Legal,
        desks: &[Desk { party: Party::City, states: &[ObjectionState::Investigated] }],
        fields: &[
            Field::new("outcome", "处理结论", Answer::Codes(OUTCOMES), "请选择处理结论。"),
            Field::new("reason", "理由", Answer::Long(5), "请写明理由。")
                .hint("会写进答复，异议人和单位会看到这句话。先事实后依据。"),
        ],
        effect: Some(Effect {
            touches: "异议人和“{}”",
            follows: &["答复异议人。", "异议成立的，品牌更正后重新公示，或者不予认定。"],
            clauses: "5.3.g",
        }),
        ..Spec::decision(ActKind::DecideObjection, "处理异议", "5.3.g")
    };
    type On = Objection;
    type Part = ();
    /// The application, the notice it stands on, and whether its attempt has ended: it may have left the notice meanwhile,
    /// refused or to be corrected. The objector is owed an answer all the same.
    type Found = (ApplicationId, Option<NoticeId>, bool);

    fn ready(now: &Now<'_, Self>) -> Result<Self::Found, Refusal> {
        // Of a lead the record says enough: a list need not look what it is about.
        if now.on.late {
            return Err(now.wrong_state());
        }
        let Some(application) = &now.standing.application else { return Err(now.wrong_state()) };
        if application.objections.get(&now.on.id).is_none_or(|objected| !objected.is_open()) {
            return Err(Refusal::NoSuchObjection);
        }
        let notice = if let Stage::OnNotice { notice, .. } = application.stage { Some(notice) } else { None };
        Ok((application.id, notice, application.stage.state().ended()))
    }

    fn decide(self, ready: Ready<'_, Self>, _: &mut Given) -> Result<Outcome<ObjectionEvent>, Refusal> {
        let (outcome, objection, (application, notice, ended)) = (self.outcome, ready.on.id, *ready.found());
        let reason = written(&self.reason, "reason", "请写明理由。")?;
        let decided = ApplicationEvent::ObjectionDecided { objection, outcome, reason: reason.clone() };
        let mut also = vec![Also::Application(application, decided)];
        if let Some(notice) = notice.filter(|_| outcome != ObjectionOutcome::Dismissed) {
            also.push(Also::Notice(notice, NoticeEvent::ApplicationRemoved { application, under: None }));
        }
        match (outcome, notice) {
            (ObjectionOutcome::Dismissed, _) | (ObjectionOutcome::UpheldCorrect, None) => {}
            (ObjectionOutcome::UpheldCorrect, Some(notice)) => {
                also.push(Also::Application(application, ApplicationEvent::TakenOffNotice { notice }));
            }
            // It may have ended in another way already.
            (ObjectionOutcome::UpheldRefuse, _) if ended => {}
            (ObjectionOutcome::UpheldRefuse, _) => {
                let reasons = vec![Reason { clause: "5.3.g".into(), text: reason.clone() }];
                let review_channel = ready.policy.identity.review_channel.value.clone();
                let declined = ApplicationEvent::Declined { by: Level::City, reasons, review_channel };
                also.push(Also::Application(application, declined));
            }
        }
        let answer = format!("异议{}：{reason}", outcome.label());
        let answered = ObjectionEvent::Answered { outcome: Some(outcome) };
        Ok(Outcome { events: vec![answered], also, kept: Some(Kept::Answer(answer)) })
    }
}
