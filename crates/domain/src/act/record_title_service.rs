//! The recognition notice was handed over (送达, 7.2.a).

use super::{
    Act, ActKind, Desk, Form, Given, Now, Outcome, Ready, Spec, Weight,
    record_service::{INTRO, METHOD, ON, PROOF, SIGNER, ask_signer, signed},
};
use crate::{
    cultivation::{Cultivation, CultivationEvent, CultivationState},
    days::Days,
    ids::FileId,
    refusal::Refusal,
    service::{Paper, ServiceMethod},
    turn::Party,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// How and when the notice was handed over, and who signed for it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordTitleService {
    /// How.
    pub method: ServiceMethod,
    /// When.
    pub on: NaiveDate,
    /// Who signed for it, sealed; empty for what was published (公告送达).
    pub signer: String,
    /// The receipt.
    pub proof: Option<FileId>,
}

impl std::fmt::Debug for RecordTitleService {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RecordTitleService({:?} {})", self.method, self.on)
    }
}

impl Act for RecordTitleService {
    const SPEC: Spec<CultivationState> = Spec {
        weight: Weight::Expected,
        desks: &[
            Desk { party: Party::County, states: &[CultivationState::InCycle] },
            Desk { party: Party::City, states: &[CultivationState::InCycle] },
        ],
        fields: &[METHOD, ON, SIGNER, PROOF],
        intro: INTRO,
        ..Spec::record(ActKind::RecordTitleService, "登记认定通知送达", "7.2.a", "送达已登记。")
    };
    type On = Cultivation;
    type Part = ();
    /// The days on which it can have been handed over.
    type Found = Days;

    fn ready(now: &Now<'_, Self>) -> Result<Days, Refusal> {
        let served = now.on.served.iter().any(|(paper, _)| *paper == Paper::RecognitionNotice);
        if served {
            return Err(now.wrong_state());
        }
        Ok(Days::since(now.on.announced_on, "认定公布之日", now.today()))
    }

    fn fill(ready: &Ready<'_, Self>, form: &mut Form) {
        form.days("on", ready.found().clone());
        ask_signer(form);
    }

    fn decide(self, ready: Ready<'_, Self>, _: &mut Given) -> Result<Outcome<CultivationEvent>, Refusal> {
        let RecordTitleService { method, on, signer, proof } = self;
        ready.found().hold(on, "on", "送达日期")?;
        let signer = signed(method, &signer)?;
        let served = CultivationEvent::Served { paper: Paper::RecognitionNotice, method, on, proof };
        Ok(signer.into_iter().fold(Outcome::one(served), Outcome::keep))
    }
}
