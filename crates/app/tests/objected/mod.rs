//! Objections to a notice: one brand stops and no other, a list is corrected, a late one is a lead.

use crate::{
    NAME,
    city::{City, Officials, on},
    setting,
};
use app::{
    Error,
    acts::{self, Outcome},
    applications,
    listing::Search,
    objections::{self, NewObjection},
};
use domain::{
    access::Actor,
    act::{
        AcknowledgeObjection, ActKind, AnswerLead, AnyAct, DecideObjection, DecideProposedList, Decline,
        InvestigateObjection,
    },
    application::{Application, State},
    ids::{ApplicationId, NoticeId, ObjectionId, RoundId},
    matter::{Matter, MatterState},
    notice::Notice,
    objection::{Objection, ObjectionOutcome},
    policy::Step,
    refusal::Refusal,
    round::Round,
    stream::Stream,
};

async fn objected(city: &City, application: &Application, notice: NoticeId) -> ObjectionId {
    let new = NewObjection {
        notice,
        application: application.id,
        text: "花名册中有多人从未参加过培训，请核查。".into(),
        contact: String::new(),
        files: vec![],
    };
    let receipt = objections::lodge(&city.app, new).await.expect("lodged");
    objections::by_receipt(&city.app, &receipt).await.unwrap().lodged.id
}

async fn two_on_notice(
    city: &City,
    officials: &Officials,
    round: RoundId,
    unit: &Actor,
) -> (Application, Application, NoticeId) {
    let other = city.unit("晋江市制伞行业协会", "350582").await;
    let first = city.submitted(unit, round, NAME, 0).await;
    let second = city.submitted(&other, round, "晋江伞业技工", 10_000).await;
    for (rank, application) in [first.id, second.id].into_iter().enumerate() {
        city.reviewed(officials, application).await;
        city.recommended(officials, application, u32::try_from(rank).unwrap() + 1).await;
        city.in_review(officials, application).await;
    }
    let notice = city.on_notice(officials, &[first.id, second.id]).await;
    (first, second, notice)
}

/// Acknowledged and investigated, as an answer needs.
async fn investigated(city: &City, officials: &Officials, objection: ObjectionId) {
    city.record(&officials.city, on(objection, AcknowledgeObjection {})).await.expect("acknowledged");
    let found = InvestigateObjection { findings: "查阅了培训台账和签到表。".into() };
    city.record(&officials.city, on(objection, found)).await.expect("investigated");
}

fn decide(objection: ObjectionId, outcome: ObjectionOutcome) -> AnyAct {
    on(objection, DecideObjection { outcome, reason: "经核查有关情况属实".into() })
}

#[tokio::test]
async fn one_brands_objection_stops_that_brand_and_no_other() {
    let (city, officials, round, unit) = setting().await;
    let (first, second, notice) = two_on_notice(&city, &officials, round, &unit).await;
    let objection = objected(&city, &first, notice).await;
    city.go_to("2025-03-11 09:00");
    let stopped = city.decide(&officials.city, &officials.city_head, city.recognise(notice, &[first.id])).await;
    let Err(Error::Refused(Refusal::About { application, refusal, .. })) = stopped else { panic!("{stopped:?}") };
    assert_eq!((application, *refusal), (first.id, Refusal::ObjectionOpen(1)));
    let twice = city.decide(&officials.city, &officials.city_head, city.recognise(notice, &[second.id, second.id]));
    assert_eq!(wrong_fields(twice.await), ["applications"], "one brand is given one title");
    city.decide(&officials.city, &officials.city_head, city.recognise(notice, &[second.id]))
        .await
        .expect("the other goes on");
    let dismissed = decide(objection, ObjectionOutcome::Dismissed);
    let early = city.decide(&officials.city, &officials.city_head, dismissed.clone()).await;
    let early_refused = matches!(early, Err(Error::Refused(Refusal::WrongState { .. })));
    assert!(early_refused, "nobody looked into it yet: {early:?}");
    investigated(&city, &officials, objection).await;
    city.decide(&officials.city, &officials.city_head, dismissed).await.expect("dismissed");
    city.decide(&officials.city, &officials.city_head, city.recognise(notice, &[first.id])).await.expect("recognised");
}

#[tokio::test]
async fn an_upheld_objection_corrects_the_notice_or_refuses_the_brand() {
    let (city, officials, round, unit) = setting().await;
    let (first, second, notice) = two_on_notice(&city, &officials, round, &unit).await;
    let correct = objected(&city, &first, notice).await;
    let refuse = objected(&city, &second, notice).await;
    investigated(&city, &officials, correct).await;
    investigated(&city, &officials, refuse).await;
    let act = decide(correct, ObjectionOutcome::UpheldCorrect);
    city.decide(&officials.city, &officials.city_head, act).await.expect("upheld");
    assert_eq!(city.application(first.id).await.state(), State::InReview, "back for a corrected notice");
    city.decide(&officials.city, &officials.city_head, decide(refuse, ObjectionOutcome::UpheldRefuse)).await.unwrap();
    assert_eq!(city.application(second.id).await.state(), State::Declined);
    let fresh = |corrects| corrected_list(round, first.id, corrects);
    let nothing = city.decide(&officials.city, &officials.city_head, fresh(Some(NoticeId(99)))).await;
    assert_eq!(wrong_fields(nothing), ["corrects"], "there is no such notice");
    city.decide(&officials.city, &officials.city_head, fresh(Some(notice))).await.expect("a corrected list");
    let [known] = correctable(&city, round).await.try_into().expect("one notice lost a brand");
    assert_eq!(known.id, notice);
    assert_eq!(app::notices::corrections(&city.app, &known, true).await.unwrap().corrected_by, [], "not out yet");
    let [by] = app::notices::corrections(&city.app, &known, false).await.unwrap().corrected_by.try_into().unwrap();
    let (by, _) = app::notices::get(&city.app, by.id).await.unwrap();
    assert_eq!(app::notices::corrections(&city.app, &by, true).await.unwrap().corrects.unwrap().id, notice);
}

fn corrected_list(round: RoundId, application: ApplicationId, corrects: Option<NoticeId>) -> AnyAct {
    on(round, DecideProposedList { title: "更正公示".into(), applications: vec![application], corrects })
}

/// The notices that a list of the round may correct, as the form offers them.
async fn correctable(city: &City, round: RoundId) -> Vec<Notice> {
    acts::standing(&city.app, &city.stream::<Round>(round).await).await.unwrap().correctable
}

fn wrong_fields<T: std::fmt::Debug>(answer: app::Result<T>) -> Vec<String> {
    match answer {
        Err(Error::Invalid(fields)) => fields.into_iter().map(|wrong| wrong.field).collect(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn every_objector_is_answered_though_the_brand_left_the_notice() {
    let (city, officials, round, unit) = setting().await;
    let (first, second, notice) = two_on_notice(&city, &officials, round, &unit).await;
    for (brand, upheld, left) in [
        (&first, ObjectionOutcome::UpheldRefuse, State::Declined),
        (&second, ObjectionOutcome::UpheldCorrect, State::InReview),
    ] {
        let (one, other) = (objected(&city, brand, notice).await, objected(&city, brand, notice).await);
        investigated(&city, &officials, one).await;
        investigated(&city, &officials, other).await;
        city.decide(&officials.city, &officials.city_head, decide(one, upheld)).await.expect("upheld");
        assert_eq!(city.application(brand.id).await.state(), left);
        city.decide(&officials.city, &officials.city_head, decide(other, upheld)).await.expect("answered as well");
        assert!(city.stream::<Objection>(other).await.answered_at.is_some());
        let brand = city.application(brand.id).await;
        assert_eq!((brand.state(), brand.open_objections()), (left, 0), "it does not leave twice");
    }
    let removed = city.stream::<Notice>(notice).await.removed;
    assert_eq!(removed, [first.id, second.id], "each was taken off once");
    assert_eq!(told_off(&city, notice).await, [first.id, second.id], "and the public reads so");
}

/// The brands that the public notice says have left it.
async fn told_off(city: &City, notice: NoticeId) -> Vec<ApplicationId> {
    let shown = app::library::notice(&city.app, notice).await.expect("published");
    shown.notice.removed
}

#[tokio::test]
async fn a_refused_brand_is_off_its_notice_and_leaves_nothing_to_correct() {
    let (city, officials, round, unit) = setting().await;
    let (first, second, notice) = two_on_notice(&city, &officials, round, &unit).await;
    let objection = objected(&city, &first, notice).await;
    investigated(&city, &officials, objection).await;
    let refuse = decide(objection, ObjectionOutcome::UpheldRefuse);
    city.decide(&officials.city, &officials.city_head, refuse).await.expect("refused");
    let listed = app::notices::page(&city.app, &officials.city, &Search::default(), None).await.unwrap();
    assert_eq!(listed.page.rows[0].brands, 1, "the other alone stands on it");
    assert!(correctable(&city, round).await.is_empty(), "it comes on no other list");
    let decline = Decline { clauses: vec!["5.3.a".into()], reasons: "材料不实，不符合条件".into() };
    city.decide(&officials.city, &officials.city_head, on(second.id, decline)).await.expect("declined");
    assert_eq!(told_off(&city, notice).await, [first.id, second.id], "by whatever decision");
}

#[tokio::test]
async fn a_brand_refused_by_one_objection_is_refused_though_another_took_it_off_the_notice() {
    let (city, officials, round, unit) = setting().await;
    let (first, _, notice) = two_on_notice(&city, &officials, round, &unit).await;
    let (correct, refuse) = (objected(&city, &first, notice).await, objected(&city, &first, notice).await);
    investigated(&city, &officials, correct).await;
    investigated(&city, &officials, refuse).await;
    for (objection, outcome, left) in [
        (correct, ObjectionOutcome::UpheldCorrect, State::InReview),
        (refuse, ObjectionOutcome::UpheldRefuse, State::Declined),
    ] {
        city.decide(&officials.city, &officials.city_head, decide(objection, outcome)).await.expect("upheld");
        assert_eq!(city.application(first.id).await.state(), left);
    }
}

#[tokio::test]
async fn what_is_in_the_office_about_a_brand_comes_to_nothing_when_it_is_recognised() {
    let (city, officials, round, unit) = setting().await;
    let (first, second, notice) = two_on_notice(&city, &officials, round, &unit).await;
    city.go_to("2025-03-11 09:00");
    let decline = on(first.id, Decline { clauses: vec!["5.3.a".into()], reasons: "材料不实，不符合条件".into() });
    let Ok(Outcome::Waiting(matter)) = city.send(&officials.city, &decline).await else { panic!("it waits") };
    let recognise = city.recognise(notice, &[first.id]);
    city.decide(&officials.city, &officials.city_head, recognise).await.expect("recognised");
    assert_eq!(city.stream::<Matter>(matter).await.state, MatterState::Dropped);
    assert_eq!(city.application(second.id).await.state(), State::OnNotice);
}

#[tokio::test]
async fn a_notice_lists_what_was_published() {
    let (city, officials, round, unit) = setting().await;
    let other = city.unit("晋江市制伞行业协会", "350582").await;
    let first = city.submitted(&unit, round, NAME, 0).await;
    let second = city.submitted(&other, round, "晋江伞业技工", 10_000).await;
    for (rank, application) in [(1, first.id), (2, second.id)] {
        city.reviewed(&officials, application).await;
        city.recommended(&officials, application, rank).await;
        city.in_review(&officials, application).await;
    }
    let list = corrected_list(round, first.id, None);
    let AnyAct::DecideProposedList(mut list) = list else { panic!("{list:?}") };
    list.body.applications.push(second.id);
    city.decide(&officials.city, &officials.city_head, AnyAct::from(list)).await.expect("a list of two");
    let application = city.application(second.id).await;
    let notice = application.proposed.expect("on the list");
    city.text_approved(&officials, notice).await;
    applications::withdraw(&city.app, &other, second.id, application.seq, "改期").await.expect("withdrawn");
    let refused = city.record(&officials.city, on(notice, city.publication().await)).await;
    let refused = refused.expect_err("the text lists a brand that left").to_string();
    assert!(refused.contains("重新核定公示文本"), "{refused}");
    city.published(&officials, notice).await;
    let shown = app::library::notice(&city.app, notice).await.expect("published");
    assert_eq!(shown.text.listed.iter().map(|of| of.application).collect::<Vec<_>>(), [first.id]);

    let objection = objected(&city, &first, notice).await;
    investigated(&city, &officials, objection).await;
    let upheld = decide(objection, ObjectionOutcome::UpheldCorrect);
    city.decide(&officials.city, &officials.city_head, upheld).await.expect("upheld");
    let after = app::library::notice(&city.app, notice).await.expect("published");
    assert_eq!(after.removed().collect::<Vec<_>>(), [NAME]);
    assert_eq!(after.text, shown.text, "what was posted stays as it was");
    let approved = after.notice.text.expect("approved");
    assert_eq!(approved.digest, after.text.digest());
}

#[tokio::test]
async fn a_list_corrects_only_a_notice_that_its_brands_left() {
    let (city, officials, round, unit) = setting().await;
    let (first, _, notice) = two_on_notice(&city, &officials, round, &unit).await;
    let third = city.submitted(&city.unit("晋江市水暖行业协会", "350582").await, round, "晋江水暖安装工", 20_000).await;
    city.reviewed(&officials, third.id).await;
    city.recommended(&officials, third.id, 3).await;
    city.in_review(&officials, third.id).await;
    assert!(correctable(&city, round).await.is_empty(), "no brand left it");
    let correction = || corrected_list(round, third.id, Some(notice));
    let refused = city.decide(&officials.city, &officials.city_head, correction()).await;
    assert_eq!(wrong_fields(refused), ["corrects"]);
    let objection = objected(&city, &first, notice).await;
    investigated(&city, &officials, objection).await;
    let upheld = decide(objection, ObjectionOutcome::UpheldCorrect);
    city.decide(&officials.city, &officials.city_head, upheld).await.expect("upheld");
    assert_eq!(correctable(&city, round).await.len(), 1, "one left it");
    let refused = city.decide(&officials.city, &officials.city_head, correction()).await;
    assert_eq!(wrong_fields(refused), ["corrects"], "but not this one");
}

#[tokio::test]
async fn a_late_objection_is_a_lead_and_stops_nothing() {
    let (city, officials, round, unit) = setting().await;
    let (first, _, notice) = two_on_notice(&city, &officials, round, &unit).await;
    city.go_to("2025-03-11 09:00");
    let lead = objected(&city, &first, notice).await;
    let views = objections::list(&city.app, &officials.city, &Search::default(), None).await.unwrap();
    assert!(views.page.rows.iter().any(|view| view.lodged.id == lead && view.lodged.late));
    let elsewhere = objections::list(&city.app, &officials.county, &Search::default(), None).await;
    assert!(matches!(elsewhere, Err(Error::NotFound)), "objections are the city's: {elsewhere:?}");
    city.decide(&officials.city, &officials.city_head, city.recognise(notice, &[first.id]))
        .await
        .expect("recognised all the same");
    investigated(&city, &officials, lead).await;
    let answer = AnswerLead { answer: "已转入日常监管核查。".into() };
    city.record(&officials.city, on(lead, answer)).await.expect("answered");
}

#[tokio::test]
async fn a_list_of_objections_offers_what_the_click_does() {
    let (city, officials, round, unit) = setting().await;
    let (first, second, notice) = two_on_notice(&city, &officials, round, &unit).await;
    let (one, two) = (objected(&city, &first, notice).await, objected(&city, &second, notice).await);
    let offered = async |who: &Actor, steps: &[Step]| {
        let offers = acts::in_list_of::<Objection>(&city.app, who, vec![one, two], |_| false, steps).await;
        let offers = offers.expect("offers").into_values();
        offers.map(|offers| offers.into_iter().map(|offer| offer.act).collect()).collect::<Vec<Vec<_>>>()
    };
    let (draft, approve, nothing) = ([Step::Draft], [Step::Check, Step::Approve], Vec::<ActKind>::new);
    let acknowledge = vec![ActKind::AcknowledgeObjection];
    assert_eq!(
        offered(&officials.city_head, &approve).await,
        [acknowledge.clone(), acknowledge],
        "a record is anybody's"
    );
    investigated(&city, &officials, one).await;
    investigated(&city, &officials, two).await;
    let decide_it = vec![ActKind::DecideObjection];
    assert_eq!(offered(&officials.city, &draft).await, [decide_it.clone(), decide_it.clone()], "as both brands stand");
    assert_eq!(
        offered(&officials.city_head, &approve).await,
        [nothing(), nothing()],
        "who only approves proposes nothing"
    );
    city.send(&officials.city, &decide(one, ObjectionOutcome::Dismissed)).await.expect("proposed");
    assert_eq!(offered(&officials.city, &draft).await, [nothing(), decide_it], "one matter at a time");
    assert_eq!(offered(&officials.county, &draft).await, [nothing(), nothing()], "the city's alone");
}
