//! An application (申报): one brand's attempt in one round. It ends with the title or without it.
//!
//! An application is the fold of its events and nothing else: [`Stream::apply`] says what each event means. When an event
//! may happen is said by the acts ([`crate::act`]) and, for what a unit does, beside them here.

mod event;
mod records;
mod stage;
mod turn;
mod unit;

pub use event::ApplicationEvent;
pub use records::{
    Evaluation, Figures, Objected, Pinned, PinnedRoster, Quota, Reason, Relaxation, ReviewRecord, Shortfall, UnitCheck,
    content_code,
};
pub use stage::{Leg, Resume, Return, Stage, State};
pub use unit::{Filing, Window};

use crate::{
    calendar::shanghai_date,
    event::{Moment, Recorded},
    finding::Finding,
    ids::{AccountId, ApplicationId, AreaCode, BrandId, NoticeId, ObjectionId, RoundId, UnitId},
    level::Level,
    service::Paper,
    stream::{Stream, StreamKind},
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
    /// The round.
    pub round: RoundId,
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
    /// When the city took it into its review.
    pub accepted_on: Option<NaiveDate>,
    /// By when whoever has the turn must act; [`Application::when`] tells what none means.
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
    /// Objections within a notice, and how far each has come.
    pub objections: BTreeMap<ObjectionId, Objected>,
    /// Papers served and when.
    pub served: Vec<(Paper, NaiveDate)>,
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

impl Stream for Application {
    const KIND: StreamKind = StreamKind::Application;
    type Id = ApplicationId;
    type Event = ApplicationEvent;
    type State = State;

    fn begin(id: ApplicationId, first: &Recorded<ApplicationEvent>) -> Option<Application> {
        let ApplicationEvent::Drafted { brand, round, area, units, policy, title, on_behalf } = first.event.clone()
        else {
            return None;
        };
        Some(Application {
            id,
            brand,
            round,
            area,
            units,
            on_behalf,
            policy,
            title,
            stage: Stage::Drafting,
            seq: first.seq,
            submitted_at: None,
            since: first.at,
            accepted_on: None,
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
            served: Vec::new(),
            reviewers: BTreeSet::new(),
        })
    }

    fn apply(&mut self, recorded: &Recorded<ApplicationEvent>) {
        self.seq = recorded.seq;
        let (state, due) = (self.state(), self.due);
        self.change(recorded);
        if self.state().ended() {
            self.due = None;
        } else if self.state() == State::OnNotice {
            // The end of a notice is nobody's deadline (5.3.d); an objection has days of its own (5.3.g).
            self.due = self.objections.values().copied().filter_map(Objected::due).min();
        }
        // The same state with another due day is another turn: the clock of the turn is what people ask about.
        if self.state() != state || self.due != due {
            self.since = recorded.at;
        }
    }

    fn id(&self) -> ApplicationId {
        self.id
    }

    fn seq(&self) -> u32 {
        self.seq
    }

    fn state(&self) -> State {
        self.stage.state()
    }
}

impl Application {
    fn change(&mut self, recorded: &Recorded<ApplicationEvent>) {
        match recorded.event.clone() {
            ApplicationEvent::Drafted { .. } => {}
            ApplicationEvent::Submitted { title, units, pinned, figures, due } => {
                self.submitted_at = Some(recorded.at);
                self.filed(title, units, pinned, figures);
                self.move_to(Stage::Submitted, due);
            }
            ApplicationEvent::Returned { by, shortfalls, resume, .. } => {
                let leg = if by == Level::City { Leg::DownAtCounty } else { Leg::AtUnit };
                self.corrections += 1;
                let back = Return { by, at: recorded.at, shortfalls, leg, resume, served: false, due: None };
                self.move_to(Stage::Returned(back), None);
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
                self.name_exception = Some((accepted, reason));
            }
            ApplicationEvent::Admitted { figures, .. } => {
                self.figures = figures;
                self.move_to(Stage::Reviewed, None);
            }
            ApplicationEvent::Recommended { rank, opinion, figures, due, .. } => {
                self.figures = figures;
                self.recommendation = Some((rank, opinion));
                self.move_to(Stage::Recommended, due);
            }
            ApplicationEvent::OverQuotaApproved { document, .. } => self.over_quota = Some(document),
            ApplicationEvent::NotSelected { reviewed, .. } => self.stage = Stage::NotSelected { reviewed },
            ApplicationEvent::AcceptedForReview { due } => {
                self.accepted_on = Some(shanghai_date(recorded.at));
                self.move_to(Stage::InReview, due);
            }
            ApplicationEvent::DocumentReviewed { passed, opinion, .. } => {
                self.document_review = Some(self.reviewed(recorded, shanghai_date(recorded.at), passed, opinion));
            }
            ApplicationEvent::SiteVisited { on, passed, opinion, .. } => {
                self.site_visit = Some(self.reviewed(recorded, on, passed, opinion));
            }
            ApplicationEvent::Proposed { notice, figures } => {
                self.proposed = Some(notice);
                self.figures = figures;
            }
            ApplicationEvent::PlacedOnNotice { notice, last_day } => {
                self.move_to(Stage::OnNotice { notice, last_day }, None);
            }
            ApplicationEvent::ObjectionLodged { objection, acknowledge_due, answer_due } => {
                self.objections.insert(objection, Objected::Lodged { acknowledge_due, answer_due });
            }
            ApplicationEvent::ObjectionAcknowledged { objection } => {
                if let Some(objected) = self.objections.get_mut(&objection) {
                    *objected = objected.acknowledged();
                }
            }
            ApplicationEvent::ObjectionDecided { objection, outcome, .. } => {
                self.objections.insert(objection, Objected::Answered(outcome));
            }
            ApplicationEvent::TakenOffNotice { .. } => {
                self.proposed = None;
                self.move_to(Stage::InReview, None);
            }
            ApplicationEvent::Recognised { cultivation, cycle_ends, figures, .. } => {
                self.figures = figures;
                self.move_to(Stage::Recognised { cultivation, cycle_ends }, None);
            }
            ApplicationEvent::Served { paper, on, due, .. } => self.was_served(paper, on, due),
        }
    }

    fn move_to(&mut self, stage: Stage, due: Option<NaiveDate>) {
        self.stage = stage;
        self.due = due;
    }

    fn reviewed(
        &mut self,
        recorded: &Recorded<ApplicationEvent>,
        on: NaiveDate,
        passed: bool,
        opinion: String,
    ) -> ReviewRecord {
        self.reviewers.extend(recorded.by);
        ReviewRecord { passed, opinion, by: recorded.by, on }
    }

    fn was_served(&mut self, paper: Paper, on: NaiveDate, due: Option<NaiveDate>) {
        self.served.push((paper, on));
        if let (Paper::CorrectionNotice, Stage::Returned(returned)) = (paper, &mut self.stage) {
            returned.served = true;
            returned.due = due;
            self.due = due;
        }
    }

    fn filed(&mut self, title: String, units: Vec<UnitId>, pinned: Pinned, figures: Figures) {
        if self.title != title {
            // What was decided was decided about the old name (3.2).
            self.name_exception = None;
        }
        if self.pinned.as_ref().is_none_or(|old| !old.same_as(&pinned.digest, &pinned.rosters)) {
            // What people judged and reviewed was what stood there before: a correction is judged and reviewed anew. A visit
            // was to the site, which is as it was (5.3.a).
            self.judgements.clear();
            self.document_review = None;
        }
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

    /// The lead unit (牵头单位, 3.4.b): the payee.
    #[must_use]
    pub fn lead_unit(&self) -> UnitId {
        self.units[0]
    }

    /// Objections not yet answered.
    #[must_use]
    pub fn open_objections(&self) -> usize {
        self.objections.values().filter(|objected| objected.is_open()).count()
    }

    /// The code printed on the recommendation form: the head of the frozen content's digest.
    #[must_use]
    pub fn content_code(&self) -> Option<String> {
        self.pinned.as_ref().map(Pinned::content_code)
    }
}
