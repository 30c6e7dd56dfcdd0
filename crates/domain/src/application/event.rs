//! Everything that can happen to an application. Decisions, figures and references; never personal data.

use super::{Figures, Pinned, Reason, Resume, Shortfall, stage::refused_under};
use crate::{
    event::Event,
    finding::Outcome,
    ids::{AreaCode, BrandId, CultivationId, FileId, MatterId, NoticeId, ObjectionId, RoundId, UnitId},
    level::Level,
    objection::ObjectionOutcome,
    service::{Paper, ServiceMethod},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// One act on an application.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
#[expect(missing_docs, reason = "each variant's sentence stands above it; its fields are named in the glossary")]
pub enum ApplicationEvent {
    /// An application was begun in an open round.
    #[serde(rename = "application.drafted.v1")]
    Drafted {
        brand: BrandId,
        round: RoundId,
        area: AreaCode,
        units: Vec<UnitId>,
        policy: String,
        title: String,
        on_behalf: bool,
    },
    /// The partner units of a joint brand were named (3.4.b), the lead unit first.
    #[serde(rename = "application.units_named.v1")]
    UnitsNamed { units: Vec<UnitId> },
    /// The unit handed the application to its county; answers and rosters are pinned.
    #[serde(rename = "application.submitted.v1")]
    Submitted { title: String, units: Vec<UnitId>, pinned: Pinned, figures: Figures, due: Option<NaiveDate> },
    /// Sent back with one list of everything missing.
    #[serde(rename = "application.returned.v1")]
    Returned { by: Level, shortfalls: Vec<Shortfall>, resume: Resume, matter: Option<MatterId> },
    /// The county handed the city's correction notice down to the unit, or the corrected application up to the city.
    #[serde(rename = "application.passed_on.v1")]
    PassedOn { up: bool, due: Option<NaiveDate> },
    /// The unit handed in the corrected sections.
    #[serde(rename = "application.resubmitted.v1")]
    Resubmitted { title: String, units: Vec<UnitId>, pinned: Pinned, figures: Figures, due: Option<NaiveDate> },
    /// Handed to the county that is in fact responsible; the date of filing stays.
    #[serde(rename = "application.transferred.v1")]
    Transferred { from: AreaCode, to: AreaCode, reason: String },
    /// Refused, with reasons and clauses.
    #[serde(rename = "application.declined.v1")]
    Declined { by: Level, reasons: Vec<Reason>, review_channel: String },
    /// The unit took the application back.
    #[serde(rename = "application.withdrawn.v1")]
    Withdrawn { reason: String },
    /// The county evaluated the five heads; points in hundredths.
    #[serde(rename = "application.evaluated.v1")]
    Evaluated { scores: Vec<(String, i64)>, opinion: String },
    /// A unit's standing was checked (3.4.d, 3.4.e).
    #[serde(rename = "application.unit_checked.v1")]
    UnitChecked { unit: UnitId, no_violation: bool, not_debtor: bool, checked_on: NaiveDate, evidence: Option<FileId> },
    /// A reviewer judged a record that a rule cannot (3.1, 3.6, other evidence of scale).
    #[serde(rename = "application.judged.v1")]
    Judged { clause: String, met: bool, reason: String },
    /// The paper original was compared with what was filed (原件已核验).
    #[serde(rename = "application.original_verified.v1")]
    OriginalVerified { content_code: String, scan: FileId },
    /// The head-count asked of a heritage brand was lowered.
    #[serde(rename = "application.relaxed.v1")]
    Relaxed { level: Level, lowered_to: u32, reason: String },
    /// A name outside the pattern was accepted, or not, with the reason.
    #[serde(rename = "application.name_exception.v1")]
    NameExceptionDecided { accepted: bool, reason: String },
    /// Passed the preliminary review and entered the county pool.
    #[serde(rename = "application.admitted.v1")]
    Admitted { figures: Figures, findings: Vec<(String, Outcome)>, pool_entry: bool },
    /// The county recommended the brand to the city.
    #[serde(rename = "application.recommended.v1")]
    Recommended { rank: u32, opinion: String, figures: Figures, quota: Option<u32>, used: u32, due: Option<NaiveDate> },
    /// The city approved one recommendation beyond the quota guideline.
    #[serde(rename = "application.over_quota_approved.v1")]
    OverQuotaApproved { document: String, reason: String },
    /// Not chosen on merit or quota; stays in the pool.
    #[serde(rename = "application.not_selected.v1")]
    NotSelected {
        by: Level,
        reason: String,
        /// By the city's review, not for want of a recommendation.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        reviewed: bool,
    },
    /// The city took the application into review.
    #[serde(rename = "application.accepted.v1")]
    AcceptedForReview { due: Option<NaiveDate> },
    /// A document review is on record; points in hundredths.
    #[serde(rename = "application.document_reviewed.v1")]
    DocumentReviewed { passed: bool, score: Option<i64>, opinion: String },
    /// A site visit is on record.
    #[serde(rename = "application.site_visited.v1")]
    SiteVisited { on: NaiveDate, officers: u32, passed: bool, opinion: String, files: Vec<FileId> },
    /// Put on the list to be published.
    #[serde(rename = "application.proposed.v1")]
    Proposed { notice: NoticeId, figures: Figures },
    /// The notice with this application was published; the period's last day.
    #[serde(rename = "application.on_notice.v1")]
    PlacedOnNotice { notice: NoticeId, last_day: NaiveDate },
    /// An objection to this brand came in within the notice.
    #[serde(rename = "application.objection_lodged.v1")]
    ObjectionLodged { objection: ObjectionId, acknowledge_due: Option<NaiveDate>, answer_due: Option<NaiveDate> },
    /// Such an objection was acknowledged: it is now due to be answered.
    #[serde(rename = "application.objection_acknowledged.v1")]
    ObjectionAcknowledged { objection: ObjectionId },
    /// An objection was answered.
    #[serde(rename = "application.objection_decided.v1")]
    ObjectionDecided { objection: ObjectionId, outcome: ObjectionOutcome, reason: String },
    /// Taken off the notice so that a corrected one can be published.
    #[serde(rename = "application.off_notice.v1")]
    TakenOffNotice { notice: NoticeId },
    /// Recognised as a city brand: the cultivation that begins carries title, plaque and cycle.
    #[serde(rename = "application.recognised.v1")]
    Recognised {
        cultivation: CultivationId,
        document: String,
        announced_on: NaiveDate,
        cycle_ends: NaiveDate,
        figures: Figures,
        legal_basis: Option<String>,
    },
    /// A paper was handed over (送达); what it starts runs from `on`.
    #[serde(rename = "application.served.v1")]
    Served { paper: Paper, method: ServiceMethod, on: NaiveDate, proof: Option<FileId>, due: Option<NaiveDate> },
}

impl Event for ApplicationEvent {
    const STREAM: &'static str = "application";

    fn clause(&self) -> &str {
        match self {
            ApplicationEvent::Drafted { .. } | ApplicationEvent::Withdrawn { .. } => "5.1.a",
            ApplicationEvent::UnitsNamed { .. } => "3.4.b",
            ApplicationEvent::Submitted { .. } | ApplicationEvent::Transferred { .. } => "5.1.b",
            ApplicationEvent::Returned { by: Level::City, .. } => "5.3.a",
            ApplicationEvent::Returned { .. }
            | ApplicationEvent::PassedOn { .. }
            | ApplicationEvent::Resubmitted { .. } => "5.2.a",
            ApplicationEvent::Declined { by, reasons, .. } => refused_under(*by, reasons),
            ApplicationEvent::Evaluated { .. } => "5.2.b",
            ApplicationEvent::UnitChecked { .. } => "3.4.d",
            ApplicationEvent::Judged { clause, .. } => clause,
            ApplicationEvent::OriginalVerified { .. } => "4.1",
            ApplicationEvent::Relaxed { .. } => "3.3.d",
            ApplicationEvent::NameExceptionDecided { .. } => "3.2.b",
            ApplicationEvent::Admitted { .. } => "5.2.c",
            ApplicationEvent::NotSelected { reviewed: true, .. } => "5.3.b",
            ApplicationEvent::Recommended { .. } | ApplicationEvent::NotSelected { .. } => "5.2.d",
            ApplicationEvent::OverQuotaApproved { .. } => "A.4",
            ApplicationEvent::AcceptedForReview { .. }
            | ApplicationEvent::DocumentReviewed { .. }
            | ApplicationEvent::SiteVisited { .. } => "5.3.a",
            ApplicationEvent::Proposed { .. } => "5.3.b",
            ApplicationEvent::PlacedOnNotice { .. } => "5.3.d",
            ApplicationEvent::ObjectionLodged { .. }
            | ApplicationEvent::ObjectionAcknowledged { .. }
            | ApplicationEvent::ObjectionDecided { .. }
            | ApplicationEvent::TakenOffNotice { .. } => "5.3.g",
            ApplicationEvent::Recognised { .. } => "5.3.e",
            ApplicationEvent::Served { .. } => "7.2.a",
        }
    }

    fn files(&self) -> Vec<FileId> {
        match self {
            ApplicationEvent::SiteVisited { files, .. } => files.clone(),
            ApplicationEvent::OriginalVerified { scan, .. } => vec![*scan],
            ApplicationEvent::UnitChecked { evidence: scan, .. } | ApplicationEvent::Served { proof: scan, .. } => {
                scan.iter().copied().collect()
            }
            ApplicationEvent::Drafted { .. }
            | ApplicationEvent::UnitsNamed { .. }
            | ApplicationEvent::Submitted { .. }
            | ApplicationEvent::Returned { .. }
            | ApplicationEvent::PassedOn { .. }
            | ApplicationEvent::Resubmitted { .. }
            | ApplicationEvent::Transferred { .. }
            | ApplicationEvent::Declined { .. }
            | ApplicationEvent::Withdrawn { .. }
            | ApplicationEvent::Evaluated { .. }
            | ApplicationEvent::Judged { .. }
            | ApplicationEvent::Relaxed { .. }
            | ApplicationEvent::NameExceptionDecided { .. }
            | ApplicationEvent::Admitted { .. }
            | ApplicationEvent::Recommended { .. }
            | ApplicationEvent::OverQuotaApproved { .. }
            | ApplicationEvent::NotSelected { .. }
            | ApplicationEvent::AcceptedForReview { .. }
            | ApplicationEvent::DocumentReviewed { .. }
            | ApplicationEvent::Proposed { .. }
            | ApplicationEvent::PlacedOnNotice { .. }
            | ApplicationEvent::ObjectionLodged { .. }
            | ApplicationEvent::ObjectionAcknowledged { .. }
            | ApplicationEvent::ObjectionDecided { .. }
            | ApplicationEvent::TakenOffNotice { .. }
            | ApplicationEvent::Recognised { .. } => Vec::new(),
        }
    }
}
