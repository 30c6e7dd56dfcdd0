//! What stands on record about an application: what is missing, what was filed, what reviewers found, what recognition gave.

use crate::{
    ids::{AccountId, RosterVersionId},
    objection::ObjectionOutcome,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Something missing from an application, with its clause (5.2.a).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shortfall {
    /// The section that reopens: a form section's id, or `roster`.
    pub section: String,
    /// The clause that asks for it.
    pub clause: String,
    /// What is missing, in words.
    pub what: String,
}

/// A reason with its clause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// The clause not met.
    pub clause: String,
    /// Why, in words.
    pub text: String,
}

/// What a submission froze: answers by their digest, rosters by theirs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pinned {
    /// The number of the submission of this application, from 1.
    pub submission: u32,
    /// Keyed digest of the frozen answers and files; its head is printed as the content code.
    pub digest: String,
    /// The roster versions filed (4.4).
    pub rosters: Vec<PinnedRoster>,
}

/// One roster version as filed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PinnedRoster {
    /// Which version.
    pub version: RosterVersionId,
    /// SM3 of the original file.
    pub digest: String,
}

/// Head-counts a decision was taken on: distinct people, verified and disputed apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// People led to jobs or start-ups over the filed years (3.3).
    pub employed: u64,
    /// Of these claims, people under review (待核).
    pub employed_disputed: u64,
    /// Of `employed`, poverty-alleviated workers (3.3.c).
    pub poverty_alleviated: u64,
    /// People who passed training in the main category in the last full year (3.5).
    pub trained: u64,
    /// People under review in training.
    pub trained_disputed: u64,
}

/// A county's evaluation on the five heads of 5.2.b; points in hundredths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evaluation {
    /// Points by head.
    pub scores: Vec<(String, i64)>,
    /// The opinion.
    pub opinion: String,
}

impl Evaluation {
    /// Points of all heads together, in hundredths.
    #[must_use]
    pub fn points(&self) -> i64 {
        self.scores.iter().map(|(_, points)| points).sum()
    }
}

/// A lowered head-count for a heritage brand (3.3.d).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relaxation {
    /// The figure that replaces the threshold: more than so many, as the threshold itself (3.3.a).
    pub lowered_to: u32,
    /// Why.
    pub reason: String,
}

/// A record of document review or site visit (5.3.a).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewRecord {
    /// Whether it found the application sound.
    pub passed: bool,
    /// The opinion.
    pub opinion: String,
    /// Who recorded it.
    pub by: Option<AccountId>,
    /// The day of the visit, or on which the review was recorded: nothing is decided on it before (5.3.b).
    pub on: NaiveDate,
}

/// An objection that came in within the notice (5.3.g). A lead has no place here: it stops nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Objected {
    /// To be acknowledged, then answered; no day where the calendar is not announced.
    Lodged {
        /// By when it is to be acknowledged.
        acknowledge_due: Option<NaiveDate>,
        /// By when it is to be answered.
        answer_due: Option<NaiveDate>,
    },
    /// To be answered.
    Acknowledged {
        /// By when; no day where the calendar is not announced.
        answer_due: Option<NaiveDate>,
    },
    /// Answered, and how it ended.
    Answered(ObjectionOutcome),
}

impl Objected {
    /// Whether somebody is owed an answer.
    #[must_use]
    pub fn is_open(self) -> bool {
        match self {
            Objected::Lodged { .. } | Objected::Acknowledged { .. } => true,
            Objected::Answered(_) => false,
        }
    }

    /// By when its next step is to be taken; none where the calendar is not announced and where nothing is left to do.
    #[must_use]
    pub fn due(self) -> Option<NaiveDate> {
        match self {
            Objected::Lodged { acknowledge_due: due, .. } | Objected::Acknowledged { answer_due: due } => due,
            Objected::Answered(_) => None,
        }
    }

    /// As it stands once it is acknowledged.
    pub(super) fn acknowledged(self) -> Objected {
        match self {
            Objected::Lodged { answer_due, .. } => Objected::Acknowledged { answer_due },
            Objected::Acknowledged { .. } | Objected::Answered(_) => self,
        }
    }
}

/// A check of a unit's standing (3.4.d, 3.4.e).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitCheck {
    /// No breach of law or discipline found.
    pub no_violation: bool,
    /// Not a dishonest judgment debtor.
    pub not_debtor: bool,
    /// When it was looked up.
    pub checked_on: NaiveDate,
}

/// What the quota of annex 4 leaves a county.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// The guideline; none where it is not set: a warning only.
    pub guideline: Option<u32>,
    /// Recommended so far in the year, this application not counted.
    pub used: u32,
}

impl Quota {
    /// Whether one more recommendation goes beyond the guideline.
    #[must_use]
    pub fn exceeded(self) -> bool {
        self.guideline.is_some_and(|quota| self.used >= quota)
    }
}

impl Pinned {
    /// The code printed on its paper.
    #[must_use]
    pub fn content_code(&self) -> String {
        content_code(&self.digest)
    }

    /// Whether these answers, files and rosters, in whatever order, are what was filed: what people judged of it holds.
    #[must_use]
    pub fn same_as(&self, digest: &str, rosters: &[PinnedRoster]) -> bool {
        fn versions(of: &[PinnedRoster]) -> BTreeSet<(RosterVersionId, &str)> {
            of.iter().map(|roster| (roster.version, roster.digest.as_str())).collect()
        }
        self.digest == digest && versions(&self.rosters) == versions(rosters)
    }
}

/// The code printed on the paper of some contents: four groups of four from their digest (4.1).
#[must_use]
pub fn content_code(digest: &str) -> String {
    let head: Vec<char> = digest.to_uppercase().chars().take(16).collect();
    head.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}
