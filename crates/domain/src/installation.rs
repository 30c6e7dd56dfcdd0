//! What the installation itself does with what it keeps: its keys, and what it deletes when its time is over.

use crate::{
    coded::coded,
    event::{Event, Recorded},
    ids::InstallationId,
    stream::{Stream, StreamKind},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// One act of the installation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
#[expect(missing_docs, reason = "each variant's sentence stands above it")]
pub enum InstallationEvent {
    /// A new data key seals from now on (S-17, C-9).
    #[serde(rename = "installation.key_made.v1")]
    KeyMade { generation: u16 },
    /// Everything kept is sealed under this key; the older ones are retired.
    #[serde(rename = "installation.resealed.v1")]
    Resealed { generation: u16, values: u64, files: u64 },
    /// A retired key was taken out of the key ring for good.
    #[serde(rename = "installation.key_removed.v1")]
    KeyRemoved { generation: u16 },
    /// Records whose time was over were deleted (PIPL 19, 47): of which kind, under which setting, up to which day.
    #[serde(rename = "installation.deleted.v1")]
    Deleted { record: String, setting: String, until: NaiveDate, count: u64 },
}

coded! {
    /// An installation only ever runs.
    InstallationState {
        Running = "running" "运行中",
    }
}

/// An installation as its events tell it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installation {
    /// Its number: there is one.
    pub id: InstallationId,
    /// The seq of its last event.
    pub seq: u32,
    /// The generation of the data key that everything kept was last sealed under; none before the first rotation.
    pub resealed: Option<u16>,
}

impl Installation {
    /// The one installation of a database.
    pub const ID: InstallationId = InstallationId(1);
}

impl Stream for Installation {
    const KIND: StreamKind = StreamKind::Installation;
    type Id = InstallationId;
    type Event = InstallationEvent;
    type State = InstallationState;

    fn begin(id: InstallationId, first: &Recorded<InstallationEvent>) -> Option<Installation> {
        // Any act may be the first: an installation is there before anything is told of it.
        let mut installation = Installation { id, seq: 0, resealed: None };
        installation.apply(first);
        Some(installation)
    }

    fn apply(&mut self, recorded: &Recorded<InstallationEvent>) {
        self.seq = recorded.seq;
        match recorded.event {
            InstallationEvent::Resealed { generation, .. } => self.resealed = Some(generation),
            InstallationEvent::KeyMade { .. }
            | InstallationEvent::KeyRemoved { .. }
            | InstallationEvent::Deleted { .. } => {}
        }
    }

    fn id(&self) -> InstallationId {
        self.id
    }

    fn seq(&self) -> u32 {
        self.seq
    }

    fn state(&self) -> InstallationState {
        InstallationState::Running
    }
}

impl Event for InstallationEvent {
    const STREAM: &'static str = "installation";

    fn clause(&self) -> &'static str {
        match self {
            InstallationEvent::KeyMade { .. }
            | InstallationEvent::Resealed { .. }
            | InstallationEvent::KeyRemoved { .. } => "7.2.a",
            InstallationEvent::Deleted { .. } => "4.4",
        }
    }
}
