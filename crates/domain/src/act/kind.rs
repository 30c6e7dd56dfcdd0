//! What is known of an act by its kind alone, and an act with what it is done to.

use super::{Act, ActKind, Field, Part, Procedure, Weight};
use crate::{
    level::Level,
    stream::{Stream, StreamKind},
    turn::Party,
};
use serde::{Deserialize, Serialize};

/// An act with what it is done to: how a matter carries it, for thirty years.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct Addressed<A: Act> {
    /// The number of what it is done to.
    pub on: i64,
    /// Which part of it.
    pub part: A::Part,
    /// What was typed.
    pub body: A,
}

impl<A: Act> Addressed<A> {
    /// The number of what it is done to, as its own type.
    #[must_use]
    pub fn id(&self) -> <A::On as Stream>::Id {
        crate::ids::StreamId::of(self.on)
    }

    /// The code of its part; empty for the whole.
    #[must_use]
    pub fn part_code(&self) -> &'static str {
        self.part.code()
    }
}

impl ActKind {
    /// The words on its button, as far as they do not hang on desk or state.
    #[must_use]
    pub fn label(self) -> &'static str {
        for_act!(self, A => A::SPEC.label)
    }

    /// The clause it carries out at a desk.
    #[must_use]
    pub fn clause(self, desk: Party) -> &'static str {
        for_act!(self, A => A::clause(desk))
    }

    /// How it is done.
    #[must_use]
    pub fn how(self) -> Procedure {
        for_act!(self, A => A::SPEC.how)
    }

    /// Whether it waits until no decision on the same thing passes through the office: every decision does, and records
    /// that would end one.
    #[must_use]
    pub fn waits_for_others(self) -> bool {
        for_act!(self, A => A::SPEC.alone || A::SPEC.how == Procedure::Chain)
    }

    /// How much it weighs on a page.
    #[must_use]
    pub fn weight(self) -> Weight {
        for_act!(self, A => A::SPEC.weight)
    }

    /// What it is done to.
    #[must_use]
    pub fn stream(self) -> StreamKind {
        for_act!(self, A => <<A as Act>::On as Stream>::KIND)
    }

    /// The desks that have it.
    #[must_use]
    pub fn parties(self) -> Vec<Party> {
        for_act!(self, A => A::SPEC.desks.iter().map(|desk| desk.party).collect())
    }

    /// Every chain of approval that a policy file must name: the act and the level that decides.
    pub fn chains() -> impl Iterator<Item = (ActKind, Level)> {
        let decided = ActKind::ALL.iter().copied().filter(|kind| kind.how() == Procedure::Chain);
        decided.flat_map(|kind| kind.parties().into_iter().filter_map(move |party| Some((kind, Level::of(party)?))))
    }
}

/// What an act asks, before it fills in choices.
#[must_use]
pub fn fields_of(kind: ActKind) -> &'static [Field] {
    for_act!(kind, A => A::SPEC.fields)
}
