//! A person's rights over the data held on them (个人信息权利, PIPL 44 to 50): to see it, to have a copy, to have it
//! corrected, to have it deleted. A request is registered, answered in time, and closed with what was done or why not.

use crate::{
    coded::coded,
    event::{Event, Moment, Recorded},
    ids::{AreaCode, BrandId, RightsRequestId, RosterVersionId, UnitId},
    stream::{Stream, StreamKind},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

coded! {
    /// What a person asks.
    RequestKind {
        Access = "access" "查阅",
        Copy = "copy" "复制",
        Correction = "correction" "更正",
        Deletion = "deletion" "删除",
    }
}

coded! {
    /// How it was made sure that the person is who they say (or acts for them).
    IdentityCheck {
        Original = "original" "本人到场，核对证件原件",
        Agent = "agent" "委托代理，核对委托书和双方证件原件",
        Relative = "relative" "近亲属，核对身份和亲属关系证明",
    }
}

coded! {
    /// Why a request is refused (PIPL 50: with reasons).
    RefusalGround {
        NotHeld = "not_held" "没有查到本人的信息",
        Unproven = "unproven" "身份或委托关系未能核实",
        Elsewhere = "elsewhere" "信息由其他县（市、区）处理，请向市人力资源社会保障局提出",
        Decided = "decided" "列入的花名册已作为认定依据，保存期限未满",
        Correct = "correct" "经核对，所存信息与本人证件一致",
    }
}

/// One act on a request. Who the person is stands in sealed rows, never here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
#[expect(missing_docs, reason = "each variant's sentence stands above it")]
pub enum RightsEvent {
    /// Registered at a county's desk, or the city's where there is no area.
    #[serde(rename = "rights.registered.v1")]
    Registered { asked: RequestKind, area: Option<AreaCode>, due: Option<NaiveDate> },
    /// Everything held was opened and laid before the person: so many rows, of these brands.
    #[serde(rename = "rights.reported.v1")]
    Reported { brands: Vec<BrandId>, rows: u64 },
    /// The unit whose roster it is was asked to mend it.
    #[serde(rename = "rights.correction_asked.v1")]
    CorrectionAsked { brand: BrandId, unit: UnitId, ledger: String, year: i64 },
    /// The person's rows were deleted from these versions.
    #[serde(rename = "rights.rows_deleted.v1")]
    RowsDeleted { versions: Vec<RosterVersionId>, rows: u64 },
    /// Answered: done, or refused on this ground.
    #[serde(rename = "rights.closed.v1")]
    Closed { ground: Option<RefusalGround> },
}

impl Event for RightsEvent {
    const STREAM: &'static str = "rights";

    fn clause(&self) -> &'static str {
        "4.4"
    }
}

coded! {
    /// Where a request stands.
    RequestState {
        Open = "open" "办理中",
        Closed = "closed" "已办结",
    }
}

/// A request as its events tell it; who asks and for what stands sealed beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RightsRequest {
    /// Its number.
    pub id: RightsRequestId,
    /// The seq of its last event.
    pub seq: u32,
    /// What is asked.
    pub asked: RequestKind,
    /// The county that answers; none for the city.
    pub area: Option<AreaCode>,
    /// By when it is to be answered; none where the calendar is not announced.
    pub due: Option<NaiveDate>,
    /// When it was registered.
    pub registered_at: Moment,
    /// When what is held was shown.
    pub reported_at: Option<Moment>,
    /// When it was closed.
    pub closed_at: Option<Moment>,
    /// Why it was refused; none where it was met or is open.
    pub ground: Option<RefusalGround>,
}

impl Stream for RightsRequest {
    const KIND: StreamKind = StreamKind::RightsRequest;
    type Id = RightsRequestId;
    type Event = RightsEvent;
    type State = RequestState;

    fn begin(id: RightsRequestId, first: &Recorded<RightsEvent>) -> Option<RightsRequest> {
        let RightsEvent::Registered { asked, area, due } = first.event.clone() else { return None };
        Some(RightsRequest {
            id,
            seq: first.seq,
            asked,
            area,
            due,
            registered_at: first.at,
            reported_at: None,
            closed_at: None,
            ground: None,
        })
    }

    fn apply(&mut self, recorded: &Recorded<RightsEvent>) {
        self.seq = recorded.seq;
        match recorded.event {
            RightsEvent::Registered { .. } | RightsEvent::CorrectionAsked { .. } | RightsEvent::RowsDeleted { .. } => {}
            RightsEvent::Reported { .. } => self.reported_at = Some(recorded.at),
            RightsEvent::Closed { ground } => {
                self.closed_at = Some(recorded.at);
                self.ground = ground;
            }
        }
    }

    fn id(&self) -> RightsRequestId {
        self.id
    }

    fn seq(&self) -> u32 {
        self.seq
    }

    fn state(&self) -> RequestState {
        if self.closed_at.is_some() { RequestState::Closed } else { RequestState::Open }
    }
}
