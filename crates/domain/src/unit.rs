//! A cultivating unit (培育单位): registers with its credit code, confirmed by its county (3.4.a, 5.1.b).

use crate::{
    coded::coded,
    event::{Event, Recorded},
    ids::{AreaCode, UnitId},
    stream::{Stream, StreamKind},
};
use serde::{Deserialize, Serialize};

/// One act on a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
#[expect(missing_docs, reason = "each variant's sentence stands above it")]
pub enum UnitEvent {
    /// The unit registered, or was entered with a brand recognised on paper. `unit_kind` is a code of the policy file.
    #[serde(rename = "unit.registered.v1")]
    Registered { credit_code: String, name: String, unit_kind: String, area: AreaCode, from_paper: bool },
    /// Its county confirmed that it is what and where it says.
    #[serde(rename = "unit.confirmed.v1")]
    Confirmed { reason: String },
    /// Its county did not confirm it, with the reason.
    #[serde(rename = "unit.refused.v1")]
    Refused { reason: String },
}

impl Event for UnitEvent {
    const STREAM: &'static str = "unit";

    fn clause(&self) -> &str {
        match self {
            UnitEvent::Registered { .. } => "3.4.a",
            UnitEvent::Confirmed { .. } | UnitEvent::Refused { .. } => "5.1.b",
        }
    }
}

coded! {
    /// Where a unit stands.
    UnitState {
        Waiting = "waiting" "待确认",
        Confirmed = "confirmed" "已确认",
        Refused = "refused" "未确认",
    }
}

/// A unit as its events tell it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Its number.
    pub id: UnitId,
    /// The seq of its last event.
    pub seq: u32,
    /// 统一社会信用代码
    pub credit_code: String,
    /// 单位全称
    pub name: String,
    /// The code of its kind in the policy file (3.4.a).
    pub kind: String,
    /// The county of its registered address (5.1.b).
    pub area: AreaCode,
    /// Where it stands.
    pub state: UnitState,
    /// Why it stands so; empty where nothing was said.
    pub reason: String,
    /// When it was registered.
    pub registered_at: crate::event::Moment,
}

impl Stream for Unit {
    const KIND: StreamKind = StreamKind::Unit;
    type Id = UnitId;
    type Event = UnitEvent;
    type State = UnitState;

    fn begin(id: UnitId, first: &Recorded<UnitEvent>) -> Option<Unit> {
        let UnitEvent::Registered { credit_code, name, unit_kind, area, from_paper } = first.event.clone() else {
            return None;
        };
        Some(Unit {
            id,
            seq: first.seq,
            credit_code,
            name,
            kind: unit_kind,
            area,
            // What the city recognised on paper needs no county's word.
            state: if from_paper { UnitState::Confirmed } else { UnitState::Waiting },
            reason: if from_paper { "存量导入".to_owned() } else { String::new() },
            registered_at: first.at,
        })
    }

    fn apply(&mut self, recorded: &Recorded<UnitEvent>) {
        self.seq = recorded.seq;
        match &recorded.event {
            UnitEvent::Registered { .. } => {}
            UnitEvent::Confirmed { reason } => {
                self.state = UnitState::Confirmed;
                self.reason.clone_from(reason);
            }
            UnitEvent::Refused { reason } => {
                self.state = UnitState::Refused;
                self.reason.clone_from(reason);
            }
        }
    }

    fn id(&self) -> UnitId {
        self.id
    }

    fn seq(&self) -> u32 {
        self.seq
    }

    fn state(&self) -> UnitState {
        self.state
    }
}
