//! An objection (异议, 5.3.g) to a brand on notice, or a lead (举报线索) that stops nothing. What was written and by whom
//! is sealed beside it.

use crate::{
    act::ActKind,
    coded::coded,
    event::{Event, Moment, Recorded},
    ids::{ApplicationId, NoticeId, ObjectionId},
    stream::{Stream, StreamKind},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// One act on an objection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
#[expect(missing_docs, reason = "each variant's sentence stands above it")]
pub enum ObjectionEvent {
    /// It came in. `late` ones and those about nothing on notice are leads.
    #[serde(rename = "objection.lodged.v1")]
    Lodged {
        notice: Option<NoticeId>,
        application: Option<ApplicationId>,
        signed: bool,
        late: bool,
        acknowledge_due: Option<NaiveDate>,
        answer_due: Option<NaiveDate>,
    },
    /// The bureau acknowledged it.
    #[serde(rename = "objection.acknowledged.v1")]
    Acknowledged,
    /// What the investigation found is on record, sealed.
    #[serde(rename = "objection.investigated.v1")]
    Investigated,
    /// It was answered: with its outcome, or as a lead.
    #[serde(rename = "objection.answered.v1")]
    Answered { outcome: Option<ObjectionOutcome> },
}

impl Event for ObjectionEvent {
    const STREAM: &'static str = "objection";

    fn clause(&self) -> &'static str {
        "5.3.g"
    }
}

coded! {
    /// How an objection ends (5.3.g).
    ObjectionOutcome {
        Dismissed = "dismissed" "不成立",
        UpheldCorrect = "upheld_correct" "成立，更正后重新公示",
        UpheldRefuse = "upheld_refuse" "成立，不予认定",
    }
}

coded! {
    /// Where an objection stands.
    ObjectionState {
        Lodged = "lodged" "待受理",
        Acknowledged = "acknowledged" "已受理",
        Investigated = "investigated" "已核查",
        Answered = "answered" "已答复",
    }
}

impl ObjectionState {
    /// What comes next for an objection, or for a lead; none once it is answered.
    #[must_use]
    pub fn next_act(self, lead: bool) -> Option<ActKind> {
        Some(match (self, lead) {
            (ObjectionState::Lodged, _) => ActKind::AcknowledgeObjection,
            (ObjectionState::Acknowledged, _) => ActKind::InvestigateObjection,
            (ObjectionState::Investigated, false) => ActKind::DecideObjection,
            (ObjectionState::Investigated, true) => ActKind::AnswerLead,
            (ObjectionState::Answered, _) => return None,
        })
    }
}

/// An objection as its events tell it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Objection {
    /// Its number.
    pub id: ObjectionId,
    /// The seq of its last event.
    pub seq: u32,
    /// The notice it is about; none for a lead about something else.
    pub notice: Option<NoticeId>,
    /// The application on it.
    pub application: Option<ApplicationId>,
    /// Whether the objector is named.
    pub signed: bool,
    /// Whether it is a lead: it stops nothing.
    pub late: bool,
    /// By when it is to be acknowledged; none where the calendar is not announced.
    pub acknowledge_due: Option<NaiveDate>,
    /// By when it is to be answered; none where the calendar is not announced.
    pub answer_due: Option<NaiveDate>,
    /// When it came in.
    pub lodged_at: Moment,
    /// When it was acknowledged.
    pub acknowledged_at: Option<Moment>,
    /// When it was answered.
    pub answered_at: Option<Moment>,
    /// Where it stands.
    pub state: ObjectionState,
}

impl Objection {
    /// By when its next step is to be taken; none where the calendar is not announced and where nothing is left to do.
    #[must_use]
    pub fn due(&self) -> Option<NaiveDate> {
        match self.state {
            ObjectionState::Lodged => self.acknowledge_due,
            ObjectionState::Acknowledged | ObjectionState::Investigated => self.answer_due,
            ObjectionState::Answered => None,
        }
    }
}

impl Stream for Objection {
    const KIND: StreamKind = StreamKind::Objection;
    type Id = ObjectionId;
    type Event = ObjectionEvent;
    type State = ObjectionState;

    fn begin(id: ObjectionId, first: &Recorded<ObjectionEvent>) -> Option<Objection> {
        let ObjectionEvent::Lodged { notice, application, signed, late, acknowledge_due, answer_due } =
            first.event.clone()
        else {
            return None;
        };
        Some(Objection {
            id,
            seq: first.seq,
            notice,
            application,
            signed,
            late,
            acknowledge_due,
            answer_due,
            lodged_at: first.at,
            acknowledged_at: None,
            answered_at: None,
            state: ObjectionState::Lodged,
        })
    }

    fn apply(&mut self, recorded: &Recorded<ObjectionEvent>) {
        self.seq = recorded.seq;
        match &recorded.event {
            ObjectionEvent::Lodged { .. } => {}
            ObjectionEvent::Acknowledged => {
                self.state = ObjectionState::Acknowledged;
                self.acknowledged_at = Some(recorded.at);
            }
            ObjectionEvent::Investigated => self.state = ObjectionState::Investigated,
            ObjectionEvent::Answered { .. } => {
                self.state = ObjectionState::Answered;
                self.answered_at = Some(recorded.at);
            }
        }
    }

    fn id(&self) -> ObjectionId {
        self.id
    }

    fn seq(&self) -> u32 {
        self.seq
    }

    fn state(&self) -> ObjectionState {
        self.state
    }
}
