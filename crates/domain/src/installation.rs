//! What the installation itself does with what it keeps: its keys, and what it deletes when its time is over.

use crate::event::Event;
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

impl InstallationEvent {
    /// The one stream of an installation.
    pub const STREAM_ID: i64 = 1;
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
