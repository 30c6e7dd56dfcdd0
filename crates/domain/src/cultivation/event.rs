//! Everything that can happen in the two years after the title. Decisions, figures and references; never personal data.

use super::Disbursed;
use crate::{
    application::UnitCheck,
    coded::coded,
    event::Event,
    ids::{AccountId, ApplicationId, AreaCode, BrandId, FileId, UnitId},
    money::Fen,
    service::{Paper, ServiceMethod},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// One act on a cultivation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
#[expect(missing_docs, reason = "each variant's sentence stands above it; its fields are named in the glossary")]
pub enum CultivationEvent {
    /// The title was given and the cycle began: by recognition, or on paper before this system (存量).
    #[serde(rename = "cultivation.title_given.v1")]
    TitleGiven {
        origin: Origin,
        brand: BrandId,
        area: AreaCode,
        /// The lead unit first: the payee.
        units: Vec<UnitId>,
        policy: String,
        title: String,
        document: String,
        announced_on: NaiveDate,
        plaque: Option<String>,
        cycle_ends: NaiveDate,
        assessable_from: NaiveDate,
    },
    /// Recognition opened the first (later: the grade opened the second) payment.
    #[serde(rename = "cultivation.disbursement_opened.v1")]
    DisbursementOpened { payment: Payment, amount: Fen, payer: String, fund: String },
    /// One step of a payment.
    #[serde(rename = "cultivation.disbursement_moved.v1")]
    DisbursementMoved { payment: Payment, step: Disbursed },
    /// A unit's standing was looked up again (3.4.d, 3.4.e): money flows to none whose look is out of date.
    #[serde(rename = "cultivation.unit_checked.v1")]
    UnitChecked { unit: UnitId, no_violation: bool, not_debtor: bool, checked_on: NaiveDate, evidence: Option<FileId> },
    /// A paper was handed over (送达).
    #[serde(rename = "cultivation.served.v1")]
    Served { paper: Paper, method: ServiceMethod, on: NaiveDate, proof: Option<FileId> },
}

/// Where the title came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "from", rename_all = "snake_case")]
pub enum Origin {
    /// From an application that was recognised here (5.3.e).
    Application {
        /// Which.
        application: ApplicationId,
        /// People who recorded a review of it: they may not touch its money (6.1.g).
        reviewers: Vec<AccountId>,
        /// The last look at each unit before the title was given (3.4.d, 3.4.e).
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        checks: Vec<(UnitId, UnitCheck)>,
    },
    /// From a brand recognised on paper before this system: entered by one person, confirmed by a second.
    Paper {
        /// The one who entered it; the event's own actor confirmed.
        entered_by: AccountId,
        /// What was already paid of the first subsidy, and when.
        first_subsidy_paid: Option<(Fen, NaiveDate)>,
    },
}

coded! {
    /// Which of the two subsidies (6.1.b, 6.1.d).
    Payment {
        First = "first" "第一次培育补助",
        Second = "second" "第二次培育补助",
    }
}

impl Payment {
    /// The clause that grants it.
    #[must_use]
    pub fn clause(self) -> &'static str {
        match self {
            Payment::First => "6.1.b",
            Payment::Second => "6.1.d",
        }
    }
}

impl Event for CultivationEvent {
    const STREAM: &'static str = "cultivation";

    fn clause(&self) -> &str {
        match self {
            CultivationEvent::TitleGiven { .. } => "6.1.a",
            CultivationEvent::DisbursementOpened { payment, .. } => payment.clause(),
            CultivationEvent::DisbursementMoved { step, .. } => match step {
                Disbursed::AccountConfirmed { .. } | Disbursed::CityApproved { .. } => "6.1.b",
                Disbursed::FinanceApproved { .. } | Disbursed::Paid { .. } | Disbursed::Returned { .. } => "6.1.f",
                Disbursed::Suspended { .. } | Disbursed::Resumed { .. } => "6.1.g",
            },
            CultivationEvent::UnitChecked { .. } => "3.4.e",
            CultivationEvent::Served { .. } => "7.2.a",
        }
    }

    fn files(&self) -> Vec<FileId> {
        match self {
            CultivationEvent::UnitChecked { evidence: scan, .. } | CultivationEvent::Served { proof: scan, .. } => {
                scan.iter().copied().collect()
            }
            CultivationEvent::DisbursementMoved { step: Disbursed::AccountConfirmed { holder_proof, .. }, .. } => {
                holder_proof.iter().copied().collect()
            }
            CultivationEvent::TitleGiven { .. }
            | CultivationEvent::DisbursementOpened { .. }
            | CultivationEvent::DisbursementMoved { .. } => Vec::new(),
        }
    }
}
