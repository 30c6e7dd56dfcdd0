//! Lists: whoever judges by the record alone is told of a guard that asked for more.

use super::{at, official, told};
use domain::{
    access::Role,
    act::{AcknowledgeObjection, Act, DecideObjection, Now, ObjectionStanding, Permit, Ready},
    builtin,
    ids::ObjectionId,
    objection::{Objection, ObjectionEvent},
};
use std::sync::atomic::AtomicBool;

/// Whether the guard of an act looked beside the record of an objection, or of a lead, that came this far.
fn looks<A: Act<On = Objection, Part = ()>>(late: bool, then: &[ObjectionEvent]) -> bool {
    let lodged = ObjectionEvent::Lodged {
        notice: None,
        application: None,
        signed: false,
        late,
        acknowledge_due: None,
        answer_due: None,
    };
    let events = std::iter::once(&lodged).chain(then).map(|event| ("2025-03-03", 4, event.clone()));
    let objection: Objection = told(ObjectionId(1), events.collect());
    let (policy, calendar, standing) = (builtin::policy(), builtin::calendar(), ObjectionStanding::default());
    let permit = Permit::of(&official(4, Role::City), A::SPEC.desks, &objection).expect("the city's");
    let looked = AtomicBool::new(false);
    let now = Now::<A>::looked_at(&objection, (), &permit, &standing, &policy, &calendar, at("2025-03-04"));
    drop(Ready::check(now.by_record_alone(&looked)));
    looked.into_inner()
}

#[test]
fn a_guard_that_asks_for_more_than_the_record_is_told() {
    let investigated = [ObjectionEvent::Acknowledged, ObjectionEvent::Investigated];
    assert!(looks::<DecideObjection>(false, &investigated), "what it is about has to stand on the notice still");
    assert!(!looks::<DecideObjection>(true, &investigated), "of a lead the record says enough");
    assert!(!looks::<DecideObjection>(false, &[]), "and of another state");
    assert!(!looks::<AcknowledgeObjection>(false, &[]));
}
