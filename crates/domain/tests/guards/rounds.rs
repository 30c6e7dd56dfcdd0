//! Rounds: when a list can be decided, and where a round's days may be moved.

use super::{Asked, Typed, day, filed, in_review, official, told};
use chrono::NaiveDate;
use domain::{
    access::Role,
    act::{ApplicationStanding, DecideProposedList, ExtendRound, RoundStanding},
    application::{Application, ApplicationEvent},
    ids::RoundId,
    refusal::Refusal,
    round::{Round, RoundEvent},
};

/// A round whose window was January 2025.
fn opened(recommend_by: NaiveDate) -> Round {
    let opened = RoundEvent::Opened {
        title: "2025年第一批".into(),
        year: 2025,
        policy: String::new(),
        opens: day("2025-01-01"),
        closes: day("2025-02-01"),
        recommend_by,
    };
    told(RoundId(1), vec![("2025-01-01", 4, opened)])
}

#[test]
fn a_list_is_offered_where_a_brand_can_stand_on_it() {
    let round = opened(day("2025-03-01"));
    let opinion = || "材料齐全".to_owned();
    let reviewed = filed(vec![
        ("2025-02-10", 4, ApplicationEvent::AcceptedForReview { due: None }),
        ("2025-02-11", 4, ApplicationEvent::DocumentReviewed { passed: true, score: None, opinion: opinion() }),
        (
            "2025-02-12",
            4,
            ApplicationEvent::SiteVisited {
                on: day("2025-02-12"),
                officers: 2,
                passed: true,
                opinion: opinion(),
                files: Vec::new(),
            },
        ),
    ]);
    let offered = |candidates: Vec<Application>| {
        let candidates = candidates.into_iter().map(|of| (of, ApplicationStanding::default())).collect();
        let standing = RoundStanding { candidates, ..RoundStanding::default() };
        let by = official(4, Role::City);
        Asked::<DecideProposedList> { on: &round, part: (), by, standing, today: "2025-03-28" }.offered()
    };
    assert_eq!(offered(vec![in_review()]), Err(Refusal::ReviewMissing("资料评审")), "the one brand's own hindrance");
    assert!(matches!(offered(vec![in_review(), in_review()]), Err(Refusal::Plain(_))));
    assert_eq!(offered(vec![in_review(), reviewed]), Ok(()));
}

#[test]
fn a_round_is_not_moved_into_the_past() {
    let round = opened(day("2025-04-30"));
    let by = official(4, Role::City);
    let asked =
        Asked::<ExtendRound> { on: &round, part: (), by, standing: RoundStanding::default(), today: "2025-03-28" };
    let moved = |recommend_by| ExtendRound {
        closes: day("2025-02-01"),
        recommend_by: day(recommend_by),
        reason: "县区请求调整".into(),
    };
    let past = asked.takes(moved("2025-03-27"));
    assert!(matches!(&past, Err(Refusal::Fields(wrong)) if wrong[0].0 == "recommend_by"), "{past:?}");
    assert_eq!(asked.takes(moved("2025-03-28")), Ok(()), "what is over already may stay where it is");
    let fields = |closes, recommend_by| {
        let wrong = asked.reads(&Typed(&[("closes", closes), ("recommend_by", recommend_by)]));
        wrong.into_iter().map(|(field, _)| field).collect::<Vec<_>>()
    };
    assert_eq!(fields("2025-02-01", "2025-03-27"), ["recommend_by", "reason"], "told with the missing reason");
    assert_eq!(fields("2025-02-01", "2025-04-30"), ["closes", "reason"], "nothing is moved");
    assert_eq!(fields("2024-12-31", ""), ["closes", "recommend_by", "reason"]);
}
