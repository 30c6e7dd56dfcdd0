//! Objections and leads: whose day a row tells, and that each waits for somebody until it is answered.

use super::{
    Filter, Tab,
    city::{City, Officials, city, day, on},
    page,
};
use app::{
    objections,
    worklist::{Item, Subject, When},
};
use domain::{
    act::{AcknowledgeObjection, AnswerLead, DecideObjection, InvestigateObjection},
    ids::{ApplicationId, NoticeId, ObjectionId},
    objection::{ObjectionEvent, ObjectionOutcome},
};

const BRANDS: [(&str, &str); 2] = [("晋江市鞋业行业协会", "晋江鞋服制版师"), ("晋江市制伞行业协会", "晋江伞业技工")];

/// So many of the brands on one notice, from 4 to 10 March 2025.
async fn on_notice(city: &City, officials: &Officials, brands: usize) -> (Vec<ApplicationId>, NoticeId) {
    let round = city.round(&officials.city).await;
    let mut listed = Vec::new();
    for (rank, (unit, name)) in (1..).zip(&BRANDS[..brands]) {
        let unit = city.unit(unit, "350582").await;
        let id = city.submitted(&unit, round, name, rank * 10_000).await.id;
        city.reviewed(officials, id).await;
        city.recommended(officials, id, u32::try_from(rank).expect("a rank")).await;
        city.in_review(officials, id).await;
        listed.push(id);
    }
    let notice = city.on_notice(officials, &listed).await;
    (listed, notice)
}

async fn lodged(city: &City, notice: NoticeId, application: ApplicationId) {
    let new = objections::NewObjection {
        notice,
        application,
        text: "从业人数与事实不符。".into(),
        contact: String::new(),
        files: Vec::new(),
    };
    objections::lodge(&city.app, new).await.expect("lodged");
}

/// The brands that stand under a tab of the city's drafter, in their order, each with its day.
async fn brands(city: &City, officials: &Officials, tab: Tab) -> Vec<(ApplicationId, When)> {
    let items = page(city, &officials.city, tab, &Filter::default(), None).await.items;
    let brand = |item: Item| match item.subject {
        Subject::Application(id) => Some((id, item.when)),
        _ => None,
    };
    items.into_iter().filter_map(brand).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_objection_tells_its_own_day_and_a_notice_when_it_may_be_decided() {
    let city = city().await;
    let officials = city.officials().await;
    let (listed, notice) = on_notice(&city, &officials, 1).await;
    let mine = || async { page(&city, &officials.city, Tab::Mine, &Filter::default(), None).await.items };
    let item = mine().await.remove(0);
    assert_eq!(item.act, "公示期满后认定");
    assert!(matches!(item.when, When::Earliest(_)), "{:?}: nothing is late", item.when);

    lodged(&city, notice, listed[0]).await;
    let item = mine().await.remove(0);
    let ObjectionEvent::Lodged { acknowledge_due: Some(acknowledge), answer_due: Some(answer), .. } =
        first_event(&city).await
    else {
        panic!("two days")
    };
    assert!(acknowledge < answer);
    assert_eq!((item.act.as_str(), item.when), ("处理异议", When::Due(acknowledge)));

    let objection = ObjectionId(1);
    city.record(&officials.city, on(objection, AcknowledgeObjection {})).await.expect("acknowledged");
    assert_eq!(mine().await.remove(0).when, When::Due(answer), "now it is to be answered");
    let findings = "经核对花名册，属实。".to_owned();
    city.record(&officials.city, on(objection, InvestigateObjection { findings })).await.expect("investigated");
    let decide = DecideObjection { outcome: ObjectionOutcome::Dismissed, reason: "与花名册一致".into() };
    city.send(&officials.city, &on(objection, decide)).await.expect("proposed");
    let heads = page(&city, &officials.city_head, Tab::Mine, &Filter::default(), None).await.items;
    let matter = heads.iter().find(|item| matches!(item.subject, Subject::Matter(_))).expect("it waits");
    assert_eq!(matter.when, When::Due(answer));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_brand_on_notice_stands_under_the_day_it_shows_and_is_near_no_deadline_of_nobodys() {
    let city = city().await;
    let officials = city.officials().await;
    let (listed, notice) = on_notice(&city, &officials, 2).await;
    let [first, second] = listed[..] else { panic!("{listed:?}") };
    let over = When::Earliest(day("2025-03-10"));
    let stand = async |tab| brands(&city, &officials, tab).await;
    assert_eq!(stand(Tab::Mine).await, [(first, over), (second, over)]);
    assert!(stand(Tab::Soon).await.is_empty(), "the end of a notice is nobody's deadline");

    lodged(&city, notice, first).await;
    let acknowledge = When::Due(day("2025-03-06"));
    assert_eq!(stand(Tab::Mine).await, [(first, acknowledge), (second, over)]);
    assert_eq!(stand(Tab::Soon).await, [(first, acknowledge)]);
    city.record(&officials.city, on(ObjectionId(1), AcknowledgeObjection {})).await.expect("acknowledged");
    let answer = When::Due(day("2025-03-24"));
    for tab in [Tab::Mine, Tab::All] {
        assert_eq!(stand(tab).await, [(second, over), (first, answer)], "{tab:?}");
    }
    assert!(stand(Tab::Soon).await.is_empty(), "there are weeks left to answer");
    city.go_to("2025-03-20 09:00");
    assert_eq!(stand(Tab::Soon).await, [(first, answer)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lead_about_a_brand_moves_neither_its_day_nor_its_turn() {
    let city = city().await;
    let officials = city.officials().await;
    let (listed, notice) = on_notice(&city, &officials, 1).await;
    let (id, objection) = (listed[0], ObjectionId(1));
    lodged(&city, notice, id).await;
    city.record(&officials.city, on(objection, AcknowledgeObjection {})).await.expect("acknowledged");
    let due = [(id, When::Due(day("2025-03-24")))];
    let stand = async |tab| brands(&city, &officials, tab).await;
    assert_eq!(stand(Tab::Mine).await, due);

    // To be acknowledged by the 14th.
    city.go_to("2025-03-11 09:00");
    lodged(&city, notice, id).await;
    city.go_to("2025-03-17 09:00");
    assert_eq!(stand(Tab::Mine).await, due, "the lead is late, the objection is not");
    assert_eq!(city.application(id).await.when(), due[0].1, "and its own page says the same");

    let findings = "经核对花名册，属实。".to_owned();
    city.record(&officials.city, on(objection, InvestigateObjection { findings })).await.expect("investigated");
    let decide = DecideObjection { outcome: ObjectionOutcome::Dismissed, reason: "与花名册一致".into() };
    city.send(&officials.city, &on(objection, decide)).await.expect("proposed");
    assert!(stand(Tab::Mine).await.is_empty(), "its one objection passes through the office");
    assert_eq!(stand(Tab::Others).await, due);
    let items = page(&city, &officials.city, Tab::Mine, &Filter::default(), None).await.items;
    assert!(items.iter().any(|item| item.subject == Subject::Objection(ObjectionId(2))), "the lead has its own row");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lead_waits_on_the_work_list_of_the_city_until_it_is_answered() {
    let city = city().await;
    let officials = city.officials().await;
    let text = "有人虚报花名册，请核查。".to_owned();
    let lead =
        objections::NewLead { about: "晋江鞋服制版师".into(), text, contact: String::new(), files: Vec::new() };
    objections::inform(&city.app, lead).await.expect("informed");
    let mine = async |who| page(&city, who, Tab::Mine, &Filter::default(), None).await.items;
    let id = ObjectionId(1);
    let asked = async || {
        let items = mine(&officials.city).await;
        items.into_iter().map(|item| (item.subject, item.act, matches!(item.when, When::Due(_)))).collect::<Vec<_>>()
    };
    assert_eq!(asked().await, [(Subject::Objection(id), "受理并告知".to_owned(), true)]);
    assert!(mine(&officials.county).await.is_empty() && mine(&officials.finance).await.is_empty(), "the city's alone");
    city.record(&officials.city, on(id, AcknowledgeObjection {})).await.expect("acknowledged");
    let findings = "经核对花名册，不属实。".to_owned();
    city.record(&officials.city, on(id, InvestigateObjection { findings })).await.expect("investigated");
    assert_eq!(asked().await, [(Subject::Objection(id), "答复线索".to_owned(), true)]);
    city.record(&officials.city, on(id, AnswerLead { answer: "经核查不属实。".into() })).await.expect("answered");
    assert!(asked().await.is_empty());
}

async fn first_event(city: &City) -> ObjectionEvent {
    let events = storage::log::stream::<ObjectionEvent>(city.app.db().reader(), 1).await.unwrap();
    events[0].event.clone()
}
