//! A cultivation (培育): the two years after the title, with its payments (6.1).
//!
//! It begins with `title_given`, from an application or from a brand recognised on paper, and is the fold of its events.
//! Money runs beside the one main state, as a track.

mod disbursement;
mod event;

pub use disbursement::{Disbursed, Disbursement, DisbursementState};
pub use event::{CultivationEvent, Origin, Payment};

use crate::{
    application::UnitCheck,
    coded::coded,
    event::{Moment, Recorded},
    ids::{AccountId, ApplicationId, AreaCode, BrandId, CultivationId, UnitId},
    refusal::Refusal,
    service::Paper,
    stream::{Stream, StreamKind},
    turn::{Party, Turn},
};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

coded! {
    /// Where a cultivation stands.
    CultivationState {
        InCycle = "in_cycle" "培育期内",
    }
}

/// A cultivation as its events tell it.
#[derive(Clone, Debug, PartialEq)]
pub struct Cultivation {
    /// Its number.
    pub id: CultivationId,
    /// The seq of the last event.
    pub seq: u32,
    /// The brand that carries the title.
    pub brand: BrandId,
    /// The application it came from; none for a brand taken in from paper.
    pub application: Option<ApplicationId>,
    /// The county responsible (属地).
    pub area: AreaCode,
    /// Cultivating units, the lead unit first.
    pub units: Vec<UnitId>,
    /// SM3 of the policy version it runs under.
    pub policy: String,
    /// The brand's name when the title was given.
    pub title: String,
    /// The document that announced the title (5.3.e).
    pub document: String,
    /// The date of the announcement: the cycle's first day.
    pub announced_on: NaiveDate,
    /// The plaque's number; unknown for some brands taken in from paper.
    pub plaque: Option<String>,
    /// The cycle's last day (6.1.a).
    pub cycle_ends: NaiveDate,
    /// The first day on which an assessment is possible (6.1.c).
    pub assessable_from: NaiveDate,
    /// When the state, or the turn within it, began.
    pub since: Moment,
    /// Payments, as far as opened.
    pub disbursements: BTreeMap<Payment, Disbursement>,
    /// The looks at each unit's standing, the oldest first (3.4.d, 3.4.e).
    pub unit_checks: BTreeMap<UnitId, Vec<UnitCheck>>,
    /// Papers served and when.
    pub served: Vec<(Paper, NaiveDate)>,
    /// People who recorded a review of the application: they may not touch the money (6.1.g).
    pub reviewers: BTreeSet<AccountId>,
}

impl Stream for Cultivation {
    const KIND: StreamKind = StreamKind::Cultivation;
    type Id = CultivationId;
    type Event = CultivationEvent;
    type State = CultivationState;

    fn begin(id: CultivationId, first: &Recorded<CultivationEvent>) -> Option<Cultivation> {
        let CultivationEvent::TitleGiven {
            origin,
            brand,
            area,
            units,
            policy,
            title,
            document,
            announced_on,
            plaque,
            cycle_ends,
            assessable_from,
        } = first.event.clone()
        else {
            return None;
        };
        let mut disbursements = BTreeMap::new();
        let mut unit_checks = BTreeMap::new();
        let (application, reviewers) = match origin {
            Origin::Application { application, reviewers, checks } => {
                unit_checks.extend(checks.into_iter().map(|(unit, check)| (unit, vec![check])));
                (Some(application), reviewers)
            }
            Origin::Paper { first_subsidy_paid, .. } => {
                if let Some((amount, on)) = first_subsidy_paid {
                    disbursements.insert(Payment::First, Disbursement::paid_before(amount, on));
                }
                (None, Vec::new())
            }
        };
        Some(Cultivation {
            id,
            seq: first.seq,
            brand,
            application,
            area,
            units,
            policy,
            title,
            document,
            announced_on,
            plaque,
            cycle_ends,
            assessable_from,
            since: first.at,
            disbursements,
            unit_checks,
            served: Vec::new(),
            reviewers: reviewers.into_iter().collect(),
        })
    }

    fn apply(&mut self, recorded: &Recorded<CultivationEvent>) {
        self.seq = recorded.seq;
        match recorded.event.clone() {
            CultivationEvent::TitleGiven { .. } => {}
            CultivationEvent::DisbursementOpened { payment, amount, payer, fund } => {
                self.disbursements.insert(payment, Disbursement::opened(amount, payer, fund));
                self.since = recorded.at;
            }
            CultivationEvent::DisbursementMoved { payment, step } => {
                if let Some(disbursement) = self.disbursements.get_mut(&payment) {
                    disbursement.apply(step, recorded.by, recorded.at);
                }
                self.since = recorded.at;
            }
            CultivationEvent::UnitChecked { unit, no_violation, not_debtor, checked_on, .. } => {
                self.unit_checks.entry(unit).or_default().push(UnitCheck { no_violation, not_debtor, checked_on });
            }
            CultivationEvent::Served { paper, on, .. } => self.served.push((paper, on)),
        }
    }

    fn id(&self) -> CultivationId {
        self.id
    }

    fn seq(&self) -> u32 {
        self.seq
    }

    fn state(&self) -> CultivationState {
        CultivationState::InCycle
    }
}

impl Cultivation {
    /// The lead unit (牵头单位, 3.4.b): the payee.
    #[must_use]
    pub fn lead_unit(&self) -> UnitId {
        self.units[0]
    }

    /// Whose turn it is, and to do what: the next step of a payment not yet made.
    #[must_use]
    pub fn turn(&self) -> Turn {
        let open = self.disbursements.values().map(|of| &of.state).find(|state| !state.is_paid());
        match open {
            Some(state) => state.turn(),
            None => Turn::of(Party::Nobody, "培育期内", "6.1.a"),
        }
    }

    /// The payment that waits for the unit's account, if one does.
    #[must_use]
    pub fn waiting_for_account(&self) -> Option<Payment> {
        let waits = |of: &Disbursement| of.state.waits_for_account();
        self.disbursements.iter().find(|(_, of)| waits(of)).map(|(payment, _)| *payment)
    }

    /// Where a payment stands.
    ///
    /// # Errors
    /// It was never opened.
    pub fn payment_state(&self, payment: Payment) -> Result<&DisbursementState, Refusal> {
        self.disbursements.get(&payment).map(|of| &of.state).ok_or(Refusal::PaymentState("未开办"))
    }

    /// That on a day every unit's standing had been looked up, was clean, and the look had not run out: a look holds for
    /// `valid` days (3.4.d, 3.4.e).
    ///
    /// # Errors
    /// A unit nobody looked up, one with something on record, or a look that had run out.
    pub fn checked(&self, on: NaiveDate, valid: u32) -> Result<(), Refusal> {
        for unit in &self.units {
            let looks = self.unit_checks.get(unit).into_iter().flatten();
            match looks.filter(|look| look.checked_on <= on).max_by_key(|look| look.checked_on) {
                None => return Err(Refusal::UnitUnchecked),
                Some(look) if !(look.no_violation && look.not_debtor) => {
                    return Err(Refusal::UnitOnRecord { checked_on: look.checked_on });
                }
                Some(look) if (on - look.checked_on).num_days() > valid.into() => {
                    return Err(Refusal::UnitCheckRunOut { checked_on: look.checked_on, valid });
                }
                Some(_) => {}
            }
        }
        Ok(())
    }

    /// No two steps of one payment by one person, and nobody who recorded a review (6.1.g).
    ///
    /// # Errors
    /// Wrong hands.
    pub fn clean_approvers(&self, payment: Payment, approvers: &[AccountId]) -> Result<(), Refusal> {
        let taken = self.disbursements.get(&payment).map(|of| &of.approvers);
        if approvers.iter().any(|approver| self.reviewers.contains(approver)) {
            Err(Refusal::ReviewerTouchesMoney)
        } else if taken.is_some_and(|taken| approvers.iter().any(|approver| taken.contains(approver))) {
            Err(Refusal::SameHands)
        } else {
            Ok(())
        }
    }
}

impl crate::act::Part<Cultivation> for Payment {
    fn all(on: &Cultivation) -> Vec<Payment> {
        on.disbursements.keys().copied().collect()
    }

    fn code(self) -> &'static str {
        self.code()
    }

    fn label(self) -> &'static str {
        self.label()
    }
}
