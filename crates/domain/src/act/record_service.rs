//! A paper of an application was handed over (送达): only that starts the period it sets (7.2.a).

use super::{Act, ActKind, Answer, Desk, Field, Form, Given, Kept, Now, Outcome, Ready, Spec, Weight, written};
use crate::{
    application::{Application, ApplicationEvent, Leg, Return, Stage, State},
    calendar::shanghai_date,
    days::Days,
    ids::FileId,
    refusal::Refusal,
    service::{Paper, ServiceMethod},
    turn::Party,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// How and when a paper was handed over, and who signed for it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordService {
    /// Which paper.
    pub paper: Paper,
    /// How.
    pub method: ServiceMethod,
    /// When: the period it starts runs from the next day.
    pub on: NaiveDate,
    /// Who signed for it, sealed; empty for what was published (公告送达).
    pub signer: String,
    /// The receipt.
    pub proof: Option<FileId>,
}

impl std::fmt::Debug for RecordService {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RecordService({:?} {:?} {})", self.paper, self.method, self.on)
    }
}

/// The ways an official hands a paper over.
pub(super) const METHODS: &[(&str, &str)] =
    &[("in_person", "直接送达"), ("post", "邮寄送达"), ("announcement", "公告送达")];

/// What every service asks, but for the paper.
pub(super) const METHOD: Field = Field::new("method", "送达方式", Answer::Codes(METHODS), "请选择送达方式。");
pub(super) const ON: Field = Field::new("on", "送达日期", Answer::Date, "请填写送达日期。");
pub(super) const SIGNER: Field =
    Field::optional("signer", "签收人", Answer::Line).hint("直接送达、邮寄送达的必填；公告送达没有人签收，留空。");
pub(super) const PROOF: Field = Field::optional("proof", "送达回证", Answer::File("decision_scan"));
pub(super) const INTRO: &str = "送达之日的次日起计算期限；没有送达，不算逾期。";

/// Who signed for a paper: nobody does for one that was published.
///
/// # Errors
/// It was handed over, and nobody is named.
pub(super) fn signed(method: ServiceMethod, signer: &str) -> Result<Option<Kept>, Refusal> {
    match method {
        ServiceMethod::Announcement if signer.trim().is_empty() => Ok(None),
        ServiceMethod::Announcement | ServiceMethod::InPerson | ServiceMethod::Post | ServiceMethod::Platform => {
            let sentence = "请填写签收人；没有人签收的，按公告送达登记。";
            Ok(Some(Kept::Signer(written(signer, "signer", sentence)?)))
        }
    }
}

/// Tells a missing signer together with everything else that is wrong.
pub(super) fn ask_signer(form: &mut Form) {
    form.depends("signer");
    form.judge("signer", "signer", |sent| match ServiceMethod::parse(sent.text("method")) {
        Some(method) => signed(method, sent.text("signer")).map(drop).map_err(|refusal| refusal.to_string()),
        None => Ok(()),
    });
}

impl Act for RecordService {
    const SPEC: Spec<State> = Spec {
        weight: Weight::Expected,
        desks: &[
            Desk { party: Party::County, states: &[State::Returned, State::Declined] },
            Desk { party: Party::City, states: &[State::Returned, State::Declined] },
        ],
        fields: &[Field::new("paper", "文书", Answer::Code, "请选择送达的文书。"), METHOD, ON, SIGNER, PROOF],
        intro: INTRO,
        ..Spec::record(ActKind::RecordService, "登记送达", "7.2.a", "送达已登记。")
    };
    type On = Application;
    type Part = ();
    /// The paper that waits to be handed over, and the days on which it can have been.
    type Found = (Paper, Days);

    fn ready(now: &Now<'_, Self>) -> Result<(Paper, Days), Refusal> {
        match &now.on.stage {
            Stage::Returned(Return { leg: Leg::AtUnit, served: false, at, .. }) => {
                let days = Days::since(shanghai_date(*at), "决定退回补正之日", now.today());
                Ok((Paper::CorrectionNotice, days))
            }
            Stage::Declined { .. } if now.on.served.iter().all(|(paper, _)| *paper != Paper::DeclineNotice) => {
                // It ended with that decision, and nothing has moved it since.
                let days = Days::since(shanghai_date(now.on.since), "决定不予通过之日", now.today());
                Ok((Paper::DeclineNotice, days))
            }
            Stage::Drafting
            | Stage::Submitted
            | Stage::Returned(_)
            | Stage::Declined { .. }
            | Stage::Reviewed
            | Stage::Recommended
            | Stage::NotSelected { .. }
            | Stage::InReview
            | Stage::OnNotice { .. }
            | Stage::Recognised { .. }
            | Stage::Withdrawn => Err(now.wrong_state()),
        }
    }

    fn fill(ready: &Ready<'_, Self>, form: &mut Form) {
        let (paper, days) = ready.found().clone();
        form.choices("paper", [(paper.code().to_owned(), paper.label().to_owned())]);
        form.value("paper", paper.code());
        form.days("on", days);
        ask_signer(form);
    }

    fn decide(self, ready: Ready<'_, Self>, _: &mut Given) -> Result<Outcome<ApplicationEvent>, Refusal> {
        let RecordService { paper, method, on, signer, proof } = self;
        let (waiting, days) = ready.found();
        if paper != *waiting {
            return Err(ready.wrong_state());
        }
        days.hold(on, "on", "送达日期")?;
        let signer = signed(method, &signer)?;
        let due = match paper {
            Paper::CorrectionNotice => {
                ready.calendar.working_days_end(on, ready.policy.review.correction_days.value).ok()
            }
            Paper::DeclineNotice | Paper::ObjectionAnswer | Paper::RecognitionNotice => None,
        };
        let served = ApplicationEvent::Served { paper, method, on, proof, due };
        Ok(signer.into_iter().fold(Outcome::one(served), Outcome::keep))
    }
}
