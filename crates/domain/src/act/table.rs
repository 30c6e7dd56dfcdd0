//! Who may do what in which state: printed from the very descriptions that judge the click.

use super::{Act, ActKind, Procedure};
use crate::coded::Coded;

/// One act at one desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What it is done to.
    pub stream: &'static str,
    /// The act.
    pub act: ActKind,
    /// Its button.
    pub label: &'static str,
    /// Decided by an office, or put on record.
    pub how: &'static str,
    /// Whose desk.
    pub party: &'static str,
    /// In which states.
    pub states: Vec<&'static str>,
    /// The clause it carries out.
    pub clause: &'static str,
}

/// Every act at every desk that has it.
#[must_use]
pub fn table() -> Vec<Line> {
    ActKind::ALL.iter().flat_map(|kind| for_act!(*kind, A => lines::<A>())).collect()
}

fn lines<A: Act>() -> Vec<Line> {
    let line = |desk: &super::Desk<_>| Line {
        stream: <A::On as crate::stream::Stream>::KIND.code(),
        act: A::SPEC.kind,
        label: A::SPEC.label,
        how: match A::SPEC.how {
            Procedure::Chain => "审批",
            Procedure::Record => "登记",
        },
        party: desk.party.label(),
        states: desk.states.iter().map(|state: &<A::On as crate::stream::Stream>::State| state.label()).collect(),
        clause: A::clause(desk.party),
    };
    A::SPEC.desks.iter().map(line).collect()
}
