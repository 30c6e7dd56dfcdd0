//! What the house itself does with what it keeps: its keys, and what it deletes when its time is over.

use crate::event::Event;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// One act of the house.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
#[expect(missing_docs, reason = "each variant's sentence stands above it")]
pub enum HouseEvent {
    /// A new data key seals from now on (S-17, C-9).
    #[serde(rename = "house.key_made.v1")]
    KeyMade { generation: u16 },
    /// Everything kept is sealed under this key; the older ones are retired.
    #[serde(rename = "house.resealed.v1")]
    Resealed { generation: u16, values: u64, files: u64 },
    /// A retired key was taken out of the key ring for good.
    #[serde(rename = "house.key_removed.v1")]
    KeyRemoved { generation: u16 },
    /// Records whose time was over were deleted (PIPL 19, 47): of which kind, under which setting, up to which day.
    #[serde(rename = "house.deleted.v1")]
    Deleted { record: String, setting: String, until: NaiveDate, count: u64 },
}

impl HouseEvent {
    /// The one stream of a house.
    pub const STREAM_ID: i64 = 1;
}

impl Event for HouseEvent {
    const STREAM: &'static str = "house";

    fn clause(&self) -> &'static str {
        match self {
            HouseEvent::KeyMade { .. } | HouseEvent::Resealed { .. } | HouseEvent::KeyRemoved { .. } => "7.2.a",
            HouseEvent::Deleted { .. } => "4.4",
        }
    }
}
