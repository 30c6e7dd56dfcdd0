//! Objections and leads: whose day a row tells, and that each waits for somebody until it is answered.

use super::{
    Filter, Tab,
    city::{City, city, on},
    page,
};
use app::{
    objections,
    worklist::{Subject, When},
};
use domain::{
    act::{AcknowledgeObjection, AnswerLead, DecideObjection, InvestigateObjection},
    objection::{ObjectionEvent, ObjectionOutcome},
};

#[tokio::test(flavor = "multi_thread")]
async fn an_objection_tells_its_own_day_and_a_notice_when_it_may_be_decided() {
    let city = city().await;
    let officials = city.officials().await;
    let round = city.round(&officials.city).await;
    let unit = city.unit("晋江市鞋业行业协会", "350582").await;
    let id = city.submitted(&unit, round, "晋江鞋服制版师", 0).await.id;
    city.reviewed(&officials, id).await;
    city.recommended(&officials, id, 1).await;
    city.in_review(&officials, id).await;
    let notice = city.on_notice(&officials, &[id]).await;
    let mine = || async { page(&city, &officials.city, Tab::Mine, &Filter::default(), None).await.items };
    let item = mine().await.remove(0);
    assert_eq!(item.act, "公示期满后认定");
    assert!(matches!(item.when, When::Earliest(_)), "{:?}: nothing is late", item.when);

    let new = objections::NewObjection {
        notice,
        application: id,
        text: "从业人数与事实不符。".into(),
        contact: String::new(),
        files: Vec::new(),
    };
    objections::lodge(&city.app, new).await.expect("lodged");
    let item = mine().await.remove(0);
    let ObjectionEvent::Lodged { acknowledge_due: Some(acknowledge), answer_due: Some(answer), .. } =
        first_event(&city).await
    else {
        panic!("two days")
    };
    assert!(acknowledge < answer);
    assert_eq!((item.act.as_str(), item.when), ("处理异议", When::Due(acknowledge)));

    let objection = domain::ids::ObjectionId(1);
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
async fn a_lead_waits_on_the_work_list_of_the_city_until_it_is_answered() {
    let city = city().await;
    let officials = city.officials().await;
    let text = "有人虚报花名册，请核查。".to_owned();
    let lead =
        objections::NewLead { about: "晋江鞋服制版师".into(), text, contact: String::new(), files: Vec::new() };
    objections::inform(&city.app, lead).await.expect("informed");
    let mine = async |who| page(&city, who, Tab::Mine, &Filter::default(), None).await.items;
    let id = domain::ids::ObjectionId(1);
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
