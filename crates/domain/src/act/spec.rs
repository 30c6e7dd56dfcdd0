//! An act in data: what table, schema, chains and pages read.

use super::{ActKind, Field};
use crate::turn::Party;

/// How an act is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Procedure {
    /// Decided by an office: proposed, and performed by the last step of a chain of approval.
    Chain,
    /// Put on record at once by the one who saw it.
    Record,
}

/// How much an act weighs on a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Weight {
    /// One of several.
    #[default]
    Plain,
    /// What is expected next.
    Expected,
    /// With legal effect for the unit.
    Legal,
}

/// A desk that has an act, and in which states of what it is done to.
#[derive(Clone, Copy, Debug)]
pub struct Desk<S: 'static> {
    /// Whose.
    pub party: Party,
    /// In which states.
    pub states: &'static [S],
}

/// What follows from an act with legal effect, said before it is done.
#[derive(Clone, Copy, Debug)]
pub struct Effect {
    /// Whom it touches; `{}` stands for what it is done to.
    pub touches: &'static str,
    /// What follows, a sentence each.
    pub follows: &'static [&'static str],
    /// The clauses, separated by spaces; `{}` stands for the desk's own.
    pub clauses: &'static str,
}

/// An act in data: what table, schema, chains and pages read.
#[derive(Clone, Copy, Debug)]
pub struct Spec<S: 'static> {
    /// Which act: its code is the one spelling in addresses, chains, matters and events.
    pub kind: ActKind,
    /// How it is done.
    pub how: Procedure,
    /// The words on its button.
    pub label: &'static str,
    /// The clause it carries out.
    pub clause: &'static str,
    /// Its weight on a page.
    pub weight: Weight,
    /// The desks that have it.
    pub desks: &'static [Desk<S>],
    /// What it asks.
    pub fields: &'static [Field],
    /// A sentence before the fields; empty for none.
    pub intro: &'static str,
    /// What follows, for acts with legal effect.
    pub effect: Option<Effect>,
    /// What is said once a record is made.
    pub done: &'static str,
    /// Whether it waits until no decision on the same thing passes through the office: it would end that decision unheard.
    pub alone: bool,
    /// Whether whoever decides is shown the conditions that it rests on.
    pub shows_findings: bool,
}

impl Effect {
    /// Whom it touches, where it is done to what is called `title`.
    #[must_use]
    pub fn touching(self, title: &str) -> String {
        self.touches.replace("{}", title)
    }
}

impl<S: PartialEq + 'static> Spec<S> {
    /// Whether any desk has the act in a state.
    #[must_use]
    pub fn is_of(&self, state: &S) -> bool {
        self.desks.iter().any(|desk| desk.states.contains(state))
    }

    /// Whether a desk has the act in a state.
    #[must_use]
    pub fn is_at(&self, party: Party, state: &S) -> bool {
        self.desks.iter().any(|desk| desk.party == party && desk.states.contains(state))
    }
}

impl<S: 'static> Spec<S> {
    /// A decision that passes through a chain of approval; its desks and fields are still to be named.
    #[must_use]
    pub const fn decision(kind: ActKind, label: &'static str, clause: &'static str) -> Spec<S> {
        Spec {
            kind,
            how: Procedure::Chain,
            label,
            clause,
            weight: Weight::Plain,
            desks: &[],
            fields: &[],
            intro: "",
            effect: None,
            done: "",
            alone: false,
            shows_findings: false,
        }
    }

    /// A record that one person makes at once.
    #[must_use]
    pub const fn record(kind: ActKind, label: &'static str, clause: &'static str, done: &'static str) -> Spec<S> {
        Spec { how: Procedure::Record, done, ..Spec::decision(kind, label, clause) }
    }
}
