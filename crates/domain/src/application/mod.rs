//! An application (办件): one brand's attempt in one round and, once recognised, its cultivation cycle.
//!
//! An application is the fold of its events and nothing else. [`Application::apply`] says what each event means; the verbs beside it
//! (one file for each desk) say when an event may happen: they judge facts handed to them and touch nothing.

mod city;
mod county;
mod disburse;
mod event;
mod payment;
mod records;
mod refusal;
mod stage;
mod turn;
mod unit;

pub use city::{Announcement, SiteVisit};
pub use county::{Quota, Recommendation};
pub use event::{ApplicationEvent, ObjectionOutcome, Paper, Payment, ServiceMethod};
pub use payment::{Disbursed, Disbursement, DisbursementState};
pub use records::{
    Evaluation, Figures, Pinned, PinnedRoster, Reason, Recognition, Relaxation, ReviewRecord, Shortfall, UnitCheck,
};
pub use refusal::Refusal;
pub use stage::{Leg, Resume, Return, Stage, State};
pub use turn::{Party, Turn};
pub use unit::{Filing, Window};

use crate::{
    event::{Moment, Recorded},
    finding::Finding,
    ids::{AccountId, ApplicationId, AreaCode, BrandId, MatterId, NoticeId, ObjectionId, RoundId, UnitId},
    level::Level,
};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// An application as its events tell it.
#[derive(Clone, Debug, PartialEq)]
pub struct Application {
    /// Its number.
    pub id: ApplicationId,
    /// The brand it is about.
    pub brand: BrandId,
    /// The round; none for brands taken in from paper.
    pub round: Option<RoundId>,
    /// The county responsible (属地).
    pub area: AreaCode,
    /// Cultivating units, the lead unit first.
    pub units: Vec<UnitId>,
    /// Whether its county keyed it in from paper (代录): only then may the county type and file for the unit.
    pub on_behalf: bool,
    /// SM3 of the policy version it runs under.
    pub policy: String,
    /// The brand's name as last filed.
    pub title: String,
    /// The state, with its facts.
    pub stage: Stage,
    /// The seq of the last event: what a click is judged against.
    pub seq: u32,
    /// The first filing: never moved by a transfer or a correction.
    pub submitted_at: Option<Moment>,
    /// When the state began.
    pub since: Moment,
    /// By when whoever has the turn must act.
    pub due: Option<NaiveDate>,
    /// What was filed last.
    pub pinned: Option<Pinned>,
    /// The figures the last decision was taken on.
    pub figures: Figures,
    /// How often it was returned.
    pub corrections: u32,
    /// The county's evaluation.
    pub evaluation: Option<Evaluation>,
    /// Checks of the units' standing.
    pub unit_checks: BTreeMap<UnitId, UnitCheck>,
    /// Judgements by clause: met or not, and why.
    pub judgements: BTreeMap<String, (bool, String)>,
    /// The scan compared with this content code.
    pub original_verified: Option<String>,
    /// Lowered head-counts by level.
    pub relaxations: BTreeMap<Level, Relaxation>,
    /// The decision on a name outside the pattern.
    pub name_exception: Option<(bool, String)>,
    /// The county's rank and opinion.
    pub recommendation: Option<(u32, String)>,
    /// The city's approval beyond the quota.
    pub over_quota: Option<String>,
    /// The document review on record.
    pub document_review: Option<ReviewRecord>,
    /// The site visit on record.
    pub site_visit: Option<ReviewRecord>,
    /// The list it was last put on.
    pub proposed: Option<NoticeId>,
    /// Objections and how they ended.
    pub objections: BTreeMap<ObjectionId, Option<ObjectionOutcome>>,
    /// The title, once given.
    pub recognition: Option<Recognition>,
    /// Payments, as far as opened.
    pub disbursements: BTreeMap<Payment, Disbursement>,
    /// Papers served and when.
    pub served: Vec<(Paper, NaiveDate)>,
    /// The matter that returned it last.
    pub returned_by: Option<MatterId>,
    /// People who recorded a review: they may not touch the money (6.1.g).
    pub reviewers: BTreeSet<AccountId>,
}

/// Facts gathered in the verb's transaction, on which the application judges.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The clauses held against the evidence.
    pub findings: Vec<Finding>,
    /// Head-counts, recounted now.
    pub figures: Figures,
    /// Today in Asia/Shanghai.
    pub today: NaiveDate,
}

impl Application {
    /// Begins an application from its first event.
    ///
    /// # Errors
    /// [`FoldError`] where the first event does not begin an application.
    pub fn begin(id: ApplicationId, first: &Recorded<ApplicationEvent>) -> Result<Application, FoldError> {
        let blank = |brand: BrandId, area: &AreaCode, units: &[UnitId], policy: &str, title: &str| Application {
            id,
            brand,
            round: None,
            area: area.clone(),
            units: units.to_vec(),
            on_behalf: false,
            policy: policy.to_owned(),
            title: title.to_owned(),
            stage: Stage::Drafting,
            seq: first.seq,
            submitted_at: None,
            since: first.at,
            due: None,
            pinned: None,
            figures: Figures::default(),
            corrections: 0,
            evaluation: None,
            unit_checks: BTreeMap::new(),
            judgements: BTreeMap::new(),
            original_verified: None,
            relaxations: BTreeMap::new(),
            name_exception: None,
            recommendation: None,
            over_quota: None,
            document_review: None,
            site_visit: None,
            proposed: None,
            objections: BTreeMap::new(),
            recognition: None,
            disbursements: BTreeMap::new(),
            served: Vec::new(),
            returned_by: None,
            reviewers: BTreeSet::new(),
        };
        match &first.event {
            ApplicationEvent::Drafted { brand, round, area, units, policy, title, on_behalf } => Ok(Application {
                round: Some(*round),
                on_behalf: *on_behalf,
                ..blank(*brand, area, units, policy, title)
            }),
            ApplicationEvent::Imported {
                brand,
                area,
                units,
                policy,
                title,
                document,
                announced_on,
                plaque,
                first_subsidy_paid,
                cycle_ends,
                ..
            } => {
                let mut application = blank(*brand, area, units, policy, title);
                application.stage = Stage::Recognised;
                application.due = Some(*cycle_ends);
                application.recognition = Some(Recognition {
                    document: document.clone(),
                    announced_on: *announced_on,
                    plaque: plaque.clone(),
                    cycle_ends: *cycle_ends,
                });
                if let Some((amount, on)) = first_subsidy_paid {
                    application.disbursements.insert(Payment::First, Disbursement::paid_before(*amount, *on));
                }
                Ok(application)
            }
            _ => Err(FoldError::NoBeginning(id)),
        }
    }

    /// Folds a whole stream.
    ///
    /// # Errors
    /// [`FoldError`] where the stream is empty, does not begin with a beginning, or skips a number.
    pub fn fold<'a>(
        id: ApplicationId,
        events: impl IntoIterator<Item = &'a Recorded<ApplicationEvent>>,
    ) -> Result<Application, FoldError> {
        let mut events = events.into_iter();
        let mut application = Application::begin(id, events.next().ok_or(FoldError::NoBeginning(id))?)?;
        for event in events {
            if event.seq != application.seq + 1 {
                return Err(FoldError::Gap { application: id, after: application.seq });
            }
            application.apply(event);
        }
        Ok(application)
    }

    /// What an event means for the application.
    pub fn apply(&mut self, recorded: &Recorded<ApplicationEvent>) {
        self.seq = recorded.seq;
        let before = self.state();
        let before_due = self.due;
        match recorded.event.clone() {
            ApplicationEvent::Drafted { .. } | ApplicationEvent::Imported { .. } => {}
            ApplicationEvent::Submitted { title, units, pinned, figures, due } => {
                self.submitted_at = Some(recorded.at);
                self.filed(title, units, pinned, figures);
                self.stage = Stage::Submitted;
                self.due = due;
            }
            ApplicationEvent::Returned { by, shortfalls, resume, matter } => {
                let leg = if by == Level::City { Leg::DownAtCounty } else { Leg::AtUnit };
                self.stage = Stage::Returned(Return { by, at: recorded.at, shortfalls, leg, resume, due: None });
                self.corrections += 1;
                self.returned_by = matter;
                self.due = None;
            }
            ApplicationEvent::PassedOn { up, due } => self.passed_on(up, due),
            ApplicationEvent::Resubmitted { title, units, pinned, figures, due } => {
                self.filed(title, units, pinned, figures);
                self.resubmitted(due);
            }
            ApplicationEvent::UnitsNamed { units } => self.units = units,
            ApplicationEvent::Transferred { to, .. } => self.area = to,
            ApplicationEvent::Declined { by, reasons, .. } => self.stage = Stage::Declined { by, reasons },
            ApplicationEvent::Withdrawn { .. } => self.stage = Stage::Withdrawn,
            ApplicationEvent::Evaluated { scores, opinion } => self.evaluation = Some(Evaluation { scores, opinion }),
            ApplicationEvent::UnitChecked { unit, no_violation, not_debtor, checked_on, .. } => {
                self.unit_checks.insert(unit, UnitCheck { no_violation, not_debtor, checked_on });
            }
            ApplicationEvent::Judged { clause, met, reason } => {
                self.judgements.insert(clause, (met, reason));
            }
            ApplicationEvent::OriginalVerified { content_code, .. } => self.original_verified = Some(content_code),
            ApplicationEvent::Relaxed { level, lowered_to, reason } => {
                self.relaxations.insert(level, Relaxation { lowered_to, reason });
            }
            ApplicationEvent::NameExceptionDecided { accepted, reason } => {
                self.name_exception = Some((accepted, reason))
            }
            ApplicationEvent::Admitted { figures, .. } => {
                self.figures = figures;
                self.stage = Stage::Reviewed;
                self.due = None;
            }
            ApplicationEvent::Recommended { rank, opinion, figures, due, .. } => {
                self.figures = figures;
                self.recommendation = Some((rank, opinion));
                self.stage = Stage::Recommended;
                self.due = due;
            }
            ApplicationEvent::OverQuotaApproved { document, .. } => self.over_quota = Some(document),
            ApplicationEvent::NotSelected { .. } => self.stage = Stage::NotSelected,
            ApplicationEvent::AcceptedForReview { due } => {
                self.stage = Stage::InReview;
                self.due = due;
            }
            ApplicationEvent::DocumentReviewed { passed, opinion, .. } => {
                self.document_review = Some(ReviewRecord { passed, opinion, by: recorded.by });
                self.reviewers.extend(recorded.by);
            }
            ApplicationEvent::SiteVisited { passed, opinion, .. } => {
                self.site_visit = Some(ReviewRecord { passed, opinion, by: recorded.by });
                self.reviewers.extend(recorded.by);
            }
            ApplicationEvent::Proposed { notice, figures } => {
                self.proposed = Some(notice);
                self.figures = figures;
            }
            ApplicationEvent::PlacedOnNotice { notice, last_day } => {
                self.stage = Stage::OnNotice { notice, last_day };
                self.due = Some(last_day);
            }
            ApplicationEvent::ObjectionLodged { objection, .. } => {
                self.objections.insert(objection, None);
            }
            ApplicationEvent::ObjectionDecided { objection, outcome, .. } => {
                self.objections.insert(objection, Some(outcome));
            }
            ApplicationEvent::TakenOffNotice { .. } => {
                self.stage = Stage::InReview;
                self.proposed = None;
                self.due = None;
            }
            ApplicationEvent::Recognised { document, announced_on, plaque, cycle_ends, figures, .. } => {
                self.figures = figures;
                self.stage = Stage::Recognised;
                self.due = Some(cycle_ends);
                self.recognition = Some(Recognition { document, announced_on, plaque: Some(plaque), cycle_ends });
            }
            ApplicationEvent::DisbursementOpened { payment, amount, .. } => {
                self.disbursements.insert(payment, Disbursement::opened(amount));
            }
            ApplicationEvent::DisbursementMoved { payment, step } => {
                if let Some(disbursement) = self.disbursements.get_mut(&payment) {
                    disbursement.apply(step, recorded.by);
                }
            }
            ApplicationEvent::Served { paper, on, due, .. } => {
                self.served.push((paper, on));
                if let (Paper::CorrectionNotice, Stage::Returned(ret)) = (paper, &mut self.stage) {
                    ret.due = due;
                    self.due = due;
                }
            }
        }
        if self.state() != before {
            self.since = recorded.at;
            if self.state().ended() {
                self.due = None;
            }
        } else if self.due != before_due {
            // The same state, another turn: the clock of the turn is what people ask about.
            self.since = recorded.at;
        }
    }

    fn filed(&mut self, title: String, units: Vec<UnitId>, pinned: Pinned, figures: Figures) {
        self.title = title;
        self.units = units;
        if self.pinned.as_ref().map(|old| &old.digest) != Some(&pinned.digest) {
            // A later change of the data voids the stamped paper.
            self.original_verified = None;
        }
        self.pinned = Some(pinned);
        self.figures = figures;
    }

    fn passed_on(&mut self, up: bool, due: Option<NaiveDate>) {
        let Stage::Returned(ret) = &mut self.stage else { return };
        if up {
            self.stage = ret.resume.stage();
        } else {
            ret.leg = Leg::AtUnit;
        }
        self.due = due;
    }

    fn resubmitted(&mut self, due: Option<NaiveDate>) {
        let Stage::Returned(ret) = &mut self.stage else { return };
        if ret.by == Level::City {
            ret.leg = Leg::UpAtCounty;
            ret.due = None;
        } else {
            self.stage = ret.resume.stage();
        }
        self.due = due;
    }

    /// The state without its facts.
    #[must_use]
    pub fn state(&self) -> State {
        match self.stage {
            Stage::Drafting => State::Drafting,
            Stage::Submitted => State::Submitted,
            Stage::Returned(_) => State::Returned,
            Stage::Declined { .. } => State::Declined,
            Stage::Reviewed => State::Reviewed,
            Stage::Recommended => State::Recommended,
            Stage::NotSelected => State::NotSelected,
            Stage::InReview => State::InReview,
            Stage::OnNotice { .. } => State::OnNotice,
            Stage::Recognised => State::Recognised,
            Stage::Withdrawn => State::Withdrawn,
        }
    }

    /// The lead unit (牵头单位, 3.4.b): the payee.
    #[must_use]
    pub fn lead_unit(&self) -> UnitId {
        self.units[0]
    }

    /// Objections not yet answered.
    #[must_use]
    pub fn open_objections(&self) -> usize {
        self.objections.values().filter(|outcome| outcome.is_none()).count()
    }

    /// The code printed on the recommendation form: the head of the frozen content's digest.
    #[must_use]
    pub fn content_code(&self) -> Option<String> {
        self.pinned.as_ref().map(Pinned::content_code)
    }
}

/// The log does not tell an application.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FoldError {
    /// The stream is empty or its first event does not begin an application.
    #[error("application {0} has no beginning")]
    NoBeginning(ApplicationId),
    /// An event is missing.
    #[error("application {application} has a gap after event {after}")]
    Gap {
        /// The application.
        application: ApplicationId,
        /// The last event before the gap.
        after: u32,
    },
}
