//! Where and when an act is judged, and the proof that it may be done.

use super::{Act, Permit, Subject};
use crate::{
    calendar::{Calendar, shanghai_date},
    coded::Coded,
    event::Moment,
    ids::{AccountId, MatterId},
    notice::Meeting,
    policy::Policy,
    refusal::Refusal,
    stream::Stream,
};
use chrono::NaiveDate;
use std::{
    ops::Deref,
    sync::atomic::{AtomicBool, Ordering},
};

/// What is known beside the record, lent to whoever judges. A list reads nothing but records: it lends what nobody
/// gathered, and is told whether anybody looked at it.
#[derive(Debug)]
pub struct Lent<'a, S> {
    known: &'a S,
    looked: Option<&'a AtomicBool>,
}

impl<'a, S> Lent<'a, S> {
    /// What was gathered.
    #[must_use]
    pub fn of(known: &'a S) -> Lent<'a, S> {
        Lent { known, looked: None }
    }

    /// The whole of it, for as long as it is lent.
    #[must_use]
    pub fn whole(self) -> &'a S {
        if let Some(looked) = self.looked {
            looked.store(true, Ordering::Relaxed);
        }
        self.known
    }
}

impl<S> Clone for Lent<'_, S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S> Copy for Lent<'_, S> {}

impl<S> Deref for Lent<'_, S> {
    type Target = S;

    fn deref(&self) -> &S {
        self.whole()
    }
}

/// Where and when an act is judged, and by whom it is done.
#[derive(Debug)]
pub struct Now<'a, A: Act> {
    /// What it is done to.
    pub on: &'a A::On,
    /// Which part of it.
    pub part: A::Part,
    /// By whom: proof of sitting at a desk that has the act.
    pub permit: &'a Permit,
    /// Everyone whose hands the decision passed through.
    pub approvers: &'a [AccountId],
    /// The matter it was decided in; none for a record or a rehearsal.
    pub matter: Option<MatterId>,
    /// The meeting that decided (集体研究).
    pub meeting: Option<&'a Meeting>,
    /// What is known beside the record.
    pub standing: Lent<'a, <A::On as Subject>::Standing>,
    /// The policy version it runs under.
    pub policy: &'a Policy,
    /// The working-day calendar.
    pub calendar: &'a Calendar,
    /// When.
    pub at: Moment,
}

/// What is known of what an act is done to, whoever looks at it and whether or not it may be done.
#[derive(Debug)]
pub struct Known<'a, A: Act> {
    /// What it is done to.
    pub on: &'a A::On,
    /// Which part of it.
    pub part: A::Part,
    /// What is known beside the record.
    pub standing: &'a <A::On as Subject>::Standing,
    /// The policy version it runs under.
    pub policy: &'a Policy,
}

impl<A: Act> Clone for Now<'_, A> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<A: Act> Copy for Now<'_, A> {}

impl<'a, A: Act> Now<'a, A> {
    /// As a page looks at it: nothing is decided yet, and the first hand would be the reader's own.
    #[must_use]
    pub fn looked_at(
        on: &'a A::On,
        part: A::Part,
        permit: &'a Permit,
        standing: &'a <A::On as Subject>::Standing,
        policy: &'a Policy,
        calendar: &'a Calendar,
        at: Moment,
    ) -> Self {
        let approvers = std::slice::from_ref(&permit.actor().account);
        let standing = Lent::of(standing);
        Now { on, part, permit, approvers, matter: None, meeting: None, standing, policy, calendar, at }
    }

    /// As a list looks at it, which read the record alone: once `looked` is set more was asked for, and what was
    /// answered is no answer.
    #[must_use]
    pub fn by_record_alone(self, looked: &'a AtomicBool) -> Self {
        Now { standing: Lent { looked: Some(looked), ..self.standing }, ..self }
    }

    /// The date in Asia/Shanghai.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        shanghai_date(self.at)
    }

    /// The last of `days` working days from today; none where the year is not announced: a due date is never guessed.
    #[must_use]
    pub fn due_in(&self, days: u32) -> Option<NaiveDate> {
        self.calendar.working_days_end(self.today(), days).ok()
    }

    /// That the act belongs to another state of what it is done to.
    #[must_use]
    pub fn wrong_state(&self) -> Refusal {
        Refusal::WrongState { now: self.on.state().label() }
    }
}

/// An act that may be done now: only [`Ready::check`] makes one.
#[derive(Debug)]
pub struct Ready<'a, A: Act> {
    now: Now<'a, A>,
    found: A::Found,
}

impl<'a, A: Act> Ready<'a, A> {
    /// Asks whether the act may be done now: the button and the click ask the same.
    ///
    /// # Errors
    /// It belongs to another state or desk, or a rule stands in its way.
    pub fn check(now: Now<'a, A>) -> Result<Ready<'a, A>, Refusal> {
        if !A::SPEC.is_at(now.permit.party(), &now.on.state()) {
            return Err(now.wrong_state());
        }
        Ok(Ready { found: A::ready(&now)?, now })
    }

    /// What the check found.
    #[must_use]
    pub fn found(&self) -> &A::Found {
        &self.found
    }
}

impl<'a, A: Act> Deref for Ready<'a, A> {
    type Target = Now<'a, A>;

    fn deref(&self) -> &Now<'a, A> {
        &self.now
    }
}
