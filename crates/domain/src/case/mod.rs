//! A case (办件): one brand's attempt in one round and, once recognised, its cultivation cycle.
//!
//! A case is the fold of its events and nothing else. [`Case::apply`] says what each event means; the verbs beside it
//! (one file for each desk) say when an event may happen: they judge facts handed to them and touch nothing.

mod city;
mod county;
mod event;
mod payment;
mod refusal;
mod unit;

pub use city::{Announcement, SiteVisit};
pub use county::{Quota, Recommendation};
pub use event::{CaseEvent, ObjectionOutcome, Paper, Payment, ServiceMethod};
pub use payment::{Disbursed, Disbursement, DisbursementState};
pub use refusal::Refusal;
pub use unit::{Filing, Window};

use crate::{
    event::{Moment, Recorded},
    finding::Finding,
    ids::{AccountId, AreaCode, BrandId, CaseId, MatterId, NoticeId, ObjectionId, RosterVersionId, RoundId, UnitId},
    level::Level,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

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
    /// The number of the submission of this case, from 1.
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

/// Where a returned case goes when it is corrected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Resume {
    /// Back to the county's preliminary review.
    Submitted,
    /// Back to the recommended list, its place in the quota kept.
    Recommended,
    /// Back into city review.
    InReview,
}

/// In whose hands a returned case is. A city's return passes through the county both ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leg {
    /// The county is to hand the notice to the unit.
    DownAtCounty,
    /// The unit is to correct.
    AtUnit,
    /// The county is to hand the correction up to the city.
    UpAtCounty,
}

/// A case being corrected.
#[derive(Clone, Debug, PartialEq)]
pub struct Return {
    /// Who asked.
    pub by: Level,
    /// When.
    pub at: Moment,
    /// What is missing.
    pub shortfalls: Vec<Shortfall>,
    /// In whose hands it is.
    pub leg: Leg,
    /// Where it goes afterwards.
    pub resume: Resume,
    /// The last day for the unit, once the notice was served; nothing is overdue without service.
    pub due: Option<NaiveDate>,
}

/// The state of a case; each carries its facts.
#[derive(Clone, Debug, PartialEq)]
pub enum Stage {
    /// 起草
    Drafting,
    /// 待初审
    Submitted,
    /// 待补正
    Returned(Return),
    /// 初审不通过 / 评审未通过
    Declined {
        /// At whose desk.
        by: Level,
        /// Why.
        reasons: Vec<Reason>,
    },
    /// 初审通过（已入库）
    Reviewed,
    /// 已推荐
    Recommended,
    /// 未入选（留库培育）
    NotSelected,
    /// 市级评审
    InReview,
    /// 公示中
    OnNotice {
        /// The notice it stands on.
        notice: NoticeId,
        /// Its last day.
        last_day: NaiveDate,
    },
    /// 培育期内
    Recognised,
    /// 撤回
    Withdrawn,
}

/// A stage without its facts: for lists, filters and the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is the stage of the same name")]
pub enum State {
    Drafting,
    Submitted,
    Returned,
    Declined,
    Reviewed,
    Recommended,
    NotSelected,
    InReview,
    OnNotice,
    Recognised,
    Withdrawn,
}

impl State {
    /// Every state, in the order of a case's life.
    pub const ALL: [State; 11] = [
        State::Drafting,
        State::Submitted,
        State::Returned,
        State::Declined,
        State::Reviewed,
        State::Recommended,
        State::NotSelected,
        State::InReview,
        State::OnNotice,
        State::Recognised,
        State::Withdrawn,
    ];

    /// The code used in addresses and the database.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            State::Drafting => "drafting",
            State::Submitted => "submitted",
            State::Returned => "returned",
            State::Declined => "declined",
            State::Reviewed => "reviewed",
            State::Recommended => "recommended",
            State::NotSelected => "not_selected",
            State::InReview => "in_review",
            State::OnNotice => "on_notice",
            State::Recognised => "recognised",
            State::Withdrawn => "withdrawn",
        }
    }

    /// The words people read.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            State::Drafting => "起草",
            State::Submitted => "待初审",
            State::Returned => "待补正",
            State::Declined => "不予通过",
            State::Reviewed => "初审通过（已入库）",
            State::Recommended => "已推荐",
            State::NotSelected => "未入选（留库培育）",
            State::InReview => "市级评审",
            State::OnNotice => "公示中",
            State::Recognised => "培育期内",
            State::Withdrawn => "已撤回",
        }
    }

    /// The state of a code, if it is one.
    #[must_use]
    pub fn parse(code: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Whether the attempt is over without a title.
    #[must_use]
    pub fn ended(self) -> bool {
        matches!(self, State::Declined | State::NotSelected | State::Withdrawn)
    }
}

/// A county's evaluation on the five heads of 5.2.b; points in hundredths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evaluation {
    /// Points by head.
    pub scores: Vec<(String, i64)>,
    /// The opinion.
    pub opinion: String,
}

/// A lowered head-count for a heritage brand (3.3.d).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relaxation {
    /// The figure that replaces the threshold, as a minimum.
    pub lowered_to: u32,
    /// Why.
    pub reason: String,
}

/// A record of document review or site visit (5.3.a).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewRecord {
    /// Whether it found the case sound.
    pub passed: bool,
    /// The opinion.
    pub opinion: String,
    /// Who recorded it.
    pub by: Option<AccountId>,
}

/// A check of a unit's standing (3.4.d, 3.4.e).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnitCheck {
    /// No breach of law or discipline found.
    pub no_violation: bool,
    /// Not a dishonest judgment debtor.
    pub not_debtor: bool,
    /// When it was looked up.
    pub checked_on: NaiveDate,
}

/// What recognition gave (5.3.e, 6.1.a).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recognition {
    /// The document that announced it.
    pub document: String,
    /// The date of the announcement: the cycle's first day.
    pub announced_on: NaiveDate,
    /// The plaque's number; unknown for some brands taken in from paper.
    pub plaque: Option<String>,
    /// The cycle's last day.
    pub cycle_ends: NaiveDate,
}

/// A case as its events tell it.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// Its number.
    pub id: CaseId,
    /// The brand it is about.
    pub brand: BrandId,
    /// The round; none for brands taken in from paper.
    pub round: Option<RoundId>,
    /// The county responsible (属地).
    pub area: AreaCode,
    /// Cultivating units, the lead unit first.
    pub units: Vec<UnitId>,
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

/// Facts gathered in the verb's transaction, on which the case judges.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The clauses held against the evidence.
    pub findings: Vec<Finding>,
    /// Head-counts, recounted now.
    pub figures: Figures,
    /// Today in Asia/Shanghai.
    pub today: NaiveDate,
}

impl Case {
    /// Begins a case from its first event.
    ///
    /// # Errors
    /// [`FoldError`] where the first event does not begin a case.
    pub fn begin(id: CaseId, first: &Recorded<CaseEvent>) -> Result<Case, FoldError> {
        let blank = |brand: BrandId, area: &AreaCode, units: &[UnitId], policy: &str, title: &str| Case {
            id,
            brand,
            round: None,
            area: area.clone(),
            units: units.to_vec(),
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
            CaseEvent::Drafted { brand, round, area, units, policy, title, .. } => {
                Ok(Case { round: Some(*round), ..blank(*brand, area, units, policy, title) })
            }
            CaseEvent::Imported {
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
                let mut case = blank(*brand, area, units, policy, title);
                case.stage = Stage::Recognised;
                case.due = Some(*cycle_ends);
                case.recognition = Some(Recognition {
                    document: document.clone(),
                    announced_on: *announced_on,
                    plaque: plaque.clone(),
                    cycle_ends: *cycle_ends,
                });
                if let Some((amount, on)) = first_subsidy_paid {
                    case.disbursements.insert(Payment::First, Disbursement::paid_before(*amount, *on));
                }
                Ok(case)
            }
            _ => Err(FoldError::NoBeginning(id)),
        }
    }

    /// Folds a whole stream.
    ///
    /// # Errors
    /// [`FoldError`] where the stream is empty, does not begin with a beginning, or skips a number.
    pub fn fold<'a>(id: CaseId, events: impl IntoIterator<Item = &'a Recorded<CaseEvent>>) -> Result<Case, FoldError> {
        let mut events = events.into_iter();
        let mut case = Case::begin(id, events.next().ok_or(FoldError::NoBeginning(id))?)?;
        for event in events {
            if event.seq != case.seq + 1 {
                return Err(FoldError::Gap { case: id, after: case.seq });
            }
            case.apply(event);
        }
        Ok(case)
    }

    /// What an event means for the case.
    pub fn apply(&mut self, recorded: &Recorded<CaseEvent>) {
        self.seq = recorded.seq;
        let before = self.state();
        let before_due = self.due;
        match recorded.event.clone() {
            CaseEvent::Drafted { .. } | CaseEvent::Imported { .. } => {}
            CaseEvent::Submitted { title, units, pinned, figures, due } => {
                self.submitted_at = Some(recorded.at);
                self.filed(title, units, pinned, figures);
                self.stage = Stage::Submitted;
                self.due = due;
            }
            CaseEvent::Returned { by, shortfalls, resume, matter } => {
                let leg = if by == Level::City { Leg::DownAtCounty } else { Leg::AtUnit };
                self.stage = Stage::Returned(Return { by, at: recorded.at, shortfalls, leg, resume, due: None });
                self.corrections += 1;
                self.returned_by = matter;
                self.due = None;
            }
            CaseEvent::PassedOn { up, due } => self.passed_on(up, due),
            CaseEvent::Resubmitted { title, units, pinned, figures, due } => {
                self.filed(title, units, pinned, figures);
                self.resubmitted(due);
            }
            CaseEvent::UnitsNamed { units } => self.units = units,
            CaseEvent::Transferred { to, .. } => self.area = to,
            CaseEvent::Declined { by, reasons, .. } => self.stage = Stage::Declined { by, reasons },
            CaseEvent::Withdrawn { .. } => self.stage = Stage::Withdrawn,
            CaseEvent::Evaluated { scores, opinion } => self.evaluation = Some(Evaluation { scores, opinion }),
            CaseEvent::UnitChecked { unit, no_violation, not_debtor, checked_on, .. } => {
                self.unit_checks.insert(unit, UnitCheck { no_violation, not_debtor, checked_on });
            }
            CaseEvent::Judged { clause, met, reason } => {
                self.judgements.insert(clause, (met, reason));
            }
            CaseEvent::OriginalVerified { content_code, .. } => self.original_verified = Some(content_code),
            CaseEvent::Relaxed { level, lowered_to, reason } => {
                self.relaxations.insert(level, Relaxation { lowered_to, reason });
            }
            CaseEvent::NameExceptionDecided { accepted, reason } => self.name_exception = Some((accepted, reason)),
            CaseEvent::Admitted { figures, .. } => {
                self.figures = figures;
                self.stage = Stage::Reviewed;
                self.due = None;
            }
            CaseEvent::Recommended { rank, opinion, figures, due, .. } => {
                self.figures = figures;
                self.recommendation = Some((rank, opinion));
                self.stage = Stage::Recommended;
                self.due = due;
            }
            CaseEvent::OverQuotaApproved { document, .. } => self.over_quota = Some(document),
            CaseEvent::NotSelected { .. } => self.stage = Stage::NotSelected,
            CaseEvent::AcceptedForReview { due } => {
                self.stage = Stage::InReview;
                self.due = due;
            }
            CaseEvent::DocumentReviewed { passed, opinion, .. } => {
                self.document_review = Some(ReviewRecord { passed, opinion, by: recorded.by });
                self.reviewers.extend(recorded.by);
            }
            CaseEvent::SiteVisited { passed, opinion, .. } => {
                self.site_visit = Some(ReviewRecord { passed, opinion, by: recorded.by });
                self.reviewers.extend(recorded.by);
            }
            CaseEvent::Proposed { notice, figures } => {
                self.proposed = Some(notice);
                self.figures = figures;
            }
            CaseEvent::PlacedOnNotice { notice, last_day } => {
                self.stage = Stage::OnNotice { notice, last_day };
                self.due = Some(last_day);
            }
            CaseEvent::ObjectionLodged { objection, .. } => {
                self.objections.insert(objection, None);
            }
            CaseEvent::ObjectionDecided { objection, outcome, .. } => {
                self.objections.insert(objection, Some(outcome));
            }
            CaseEvent::TakenOffNotice { .. } => {
                self.stage = Stage::InReview;
                self.proposed = None;
                self.due = None;
            }
            CaseEvent::Recognised { document, announced_on, plaque, cycle_ends, figures, .. } => {
                self.figures = figures;
                self.stage = Stage::Recognised;
                self.due = Some(cycle_ends);
                self.recognition = Some(Recognition { document, announced_on, plaque: Some(plaque), cycle_ends });
            }
            CaseEvent::DisbursementOpened { payment, amount, .. } => {
                self.disbursements.insert(payment, Disbursement::opened(amount));
            }
            CaseEvent::DisbursementMoved { payment, step } => {
                if let Some(disbursement) = self.disbursements.get_mut(&payment) {
                    disbursement.apply(step, recorded.by);
                }
            }
            CaseEvent::Served { paper, on, due, .. } => {
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

    /// Whose turn it is, and to do what.
    #[must_use]
    pub fn turn(&self) -> Turn {
        match &self.stage {
            Stage::Drafting => Turn::of(Hand::Unit, "填写并提交申报", "5.1.a"),
            Stage::Submitted => Turn::of(Hand::County, "初审", "5.2.a"),
            Stage::Returned(Return { leg: Leg::AtUnit, .. }) => Turn::of(Hand::Unit, "补正后重新提交", "5.2.a"),
            Stage::Returned(Return { leg: Leg::DownAtCounty, .. }) => {
                Turn::of(Hand::County, "转达市级补正意见", "5.2.a")
            }
            Stage::Returned(Return { leg: Leg::UpAtCounty, .. }) => Turn::of(Hand::County, "核对补正并报市级", "5.2.a"),
            Stage::Reviewed => Turn::of(Hand::County, "择优推荐", "5.2.d"),
            Stage::Recommended => Turn::of(Hand::City, "接收评审", "5.3.a"),
            Stage::InReview => self.turn_in_review(),
            Stage::OnNotice { .. } if self.open_objections() > 0 => Turn::of(Hand::City, "处理异议", "5.3.g"),
            Stage::OnNotice { .. } => Turn::of(Hand::City, "公示期满后认定", "5.3.e"),
            Stage::Recognised => self.turn_of_payment(),
            Stage::Declined { .. } | Stage::NotSelected | Stage::Withdrawn => Turn::of(Hand::Nobody, "已办结", "5.2.a"),
        }
    }

    fn turn_in_review(&self) -> Turn {
        match (&self.document_review, &self.site_visit, self.proposed) {
            (None, ..) => Turn::of(Hand::City, "资料评审", "5.3.a"),
            (_, None, _) => Turn::of(Hand::City, "实地核查", "5.3.a"),
            (.., None) => Turn::of(Hand::City, "研究拟认定名单", "5.3.b"),
            _ => Turn::of(Hand::City, "发布公示", "5.3.c"),
        }
    }

    fn turn_of_payment(&self) -> Turn {
        let open = self
            .disbursements
            .values()
            .map(|d| &d.state)
            .find(|state| !matches!(state, DisbursementState::Paid { .. }));
        match open {
            Some(DisbursementState::Opened | DisbursementState::Returned { .. }) => {
                Turn::of(Hand::Unit, "确认收款账户", "6.1.b")
            }
            Some(DisbursementState::AccountConfirmed) => Turn::of(Hand::City, "审批拨付", "6.1.b"),
            Some(DisbursementState::CityApproved) => Turn::of(Hand::Finance, "审核拨付", "6.1.f"),
            Some(DisbursementState::FinanceApproved) => Turn::of(Hand::Finance, "登记付款", "6.1.f"),
            _ => Turn::of(Hand::Nobody, "培育期内", "6.1.a"),
        }
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

impl Pinned {
    /// The code printed on paper: four groups of four from the digest.
    #[must_use]
    pub fn content_code(&self) -> String {
        let head: Vec<char> = self.digest.to_uppercase().chars().take(16).collect();
        head.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
    }
}

impl Resume {
    fn stage(self) -> Stage {
        match self {
            Resume::Submitted => Stage::Submitted,
            Resume::Recommended => Stage::Recommended,
            Resume::InReview => Stage::InReview,
        }
    }
}

/// Who holds a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is the role of the same name")]
pub enum Hand {
    Unit,
    County,
    City,
    Finance,
    Nobody,
}

impl Hand {
    /// The code used in the database.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Hand::Unit => "unit",
            Hand::County => "county",
            Hand::City => "city",
            Hand::Finance => "finance",
            Hand::Nobody => "nobody",
        }
    }
}

/// Whose turn it is, to do what, under which clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn {
    /// Who.
    pub hand: Hand,
    /// What is asked of them.
    pub act: &'static str,
    /// Under which clause.
    pub clause: &'static str,
}

impl Turn {
    fn of(hand: Hand, act: &'static str, clause: &'static str) -> Turn {
        Turn { hand, act, clause }
    }
}

/// The log does not tell a case.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FoldError {
    /// The stream is empty or its first event does not begin a case.
    #[error("case {0} has no beginning")]
    NoBeginning(CaseId),
    /// An event is missing.
    #[error("case {case} has a gap after event {after}")]
    Gap {
        /// The case.
        case: CaseId,
        /// The last event before the gap.
        after: u32,
    },
}
