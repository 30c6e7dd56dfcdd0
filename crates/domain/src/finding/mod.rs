//! Findings: a clause held against the evidence. What cannot be known stays unknown, and unknown never passes for met.

mod assess;
mod facts;
mod materials;
mod numbers;
mod records;
mod units;

pub use assess::assess;
pub use facts::{
    ApplicationFacts, Check, Count, Introduction, Judgement, Ledger, LedgerFiled, Materials, NameFacts, Partner,
    Relaxation, TrainingMode, UnitFacts,
};
pub use materials::missing_headings;

use serde::{Deserialize, Serialize};

/// How a clause stands. Ordered by how well it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// 不符合
    Unmet,
    /// 待核：evidence is missing, or a person must judge.
    Unknown,
    /// 符合
    Met,
}

impl Outcome {
    /// The word people read.
    pub fn label(self) -> &'static str {
        match self {
            Outcome::Met => "符合",
            Outcome::Unmet => "不符合",
            Outcome::Unknown => "待核",
        }
    }
}

/// What a finding rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// The record, such as 就业花名册 or a unit's name.
    pub source: String,
    /// What it says.
    pub says: String,
}

/// A reviewer's decision on a rule that holds 原则上.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exception {
    /// Whether the written reason was accepted.
    pub accepted: bool,
    /// The reason on record.
    pub reason: String,
}

/// One clause held against the evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Clause id.
    pub clause: String,
    /// What the clause asks.
    pub required: String,
    /// What was found.
    pub measured: String,
    /// What that rests on.
    pub evidence: Vec<Evidence>,
    /// How it stands, before any exception.
    pub outcome: Outcome,
    /// False for a rule that holds 原则上: an accepted written reason overrides it.
    pub absolute: bool,
    /// What would settle an unknown, or mend an unmet.
    pub settle: Option<String>,
    /// The decision on an exception, where one was asked for.
    pub exception: Option<Exception>,
}

impl Finding {
    /// An absolute rule and how it stands.
    pub fn new(
        clause: impl Into<String>,
        required: impl Into<String>,
        measured: impl Into<String>,
        outcome: Outcome,
    ) -> Finding {
        Finding {
            clause: clause.into(),
            required: required.into(),
            measured: measured.into(),
            evidence: Vec::new(),
            outcome,
            absolute: true,
            settle: None,
            exception: None,
        }
    }

    /// Adds what it rests on.
    #[must_use]
    pub fn from_evidence(mut self, source: impl Into<String>, says: impl Into<String>) -> Finding {
        self.evidence.push(Evidence { source: source.into(), says: says.into() });
        self
    }

    /// Says what to do next.
    #[must_use]
    pub fn settled_by(mut self, what: impl Into<String>) -> Finding {
        self.settle = Some(what.into());
        self
    }

    /// Whether the clause does not stand in the way: met, or 原则上 with an accepted exception.
    pub fn passes(&self) -> bool {
        let excepted = !self.absolute && self.exception.as_ref().is_some_and(|exception| exception.accepted);
        self.outcome == Outcome::Met || excepted
    }
}

/// All clauses together: unmet if any is, else unknown if any is or nothing was examined, else met.
pub fn overall(outcomes: impl IntoIterator<Item = Outcome>) -> Outcome {
    outcomes.into_iter().min().unwrap_or(Outcome::Unknown)
}

/// The same for findings, with accepted exceptions counted as met.
pub fn overall_of(findings: &[Finding]) -> Outcome {
    overall(findings.iter().map(|finding| if finding.passes() { Outcome::Met } else { finding.outcome }))
}

#[cfg(test)]
mod tests;
