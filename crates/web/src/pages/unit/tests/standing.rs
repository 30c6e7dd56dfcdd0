//! What the first page says of a brand, and what it offers.

use super::browser::Browser;
use crate::{
    city::{City, city, on},
    testing::Story,
};
use app::objections::{self, NewObjection};
use axum::http::StatusCode;
use domain::{
    access::Actor,
    act::{AcknowledgeObjection, DecideObjection, Decline, InvestigateObjection},
    ids::{ApplicationId, RoundId},
    objection::ObjectionOutcome,
    unit::{Unit, UnitEvent},
};

#[tokio::test]
async fn a_notice_that_is_over_is_told_as_over() {
    let story = Story::on_notice().await;
    let browser = Browser::of(&story.city.app, &story.unit).await;
    assert!(browser.page("/unit").await.shows("正在公示，公示最后一日2025年4月10日"));
    story.city.go_to("2025-04-11 09:00");
    let home = browser.page("/unit").await;
    assert!(home.shows("公示期满，等待认定") && !home.shows("正在公示"), "{}", home.text());
}

#[tokio::test]
async fn a_brand_that_left_its_notice_waits_for_another() {
    let story = Story::on_notice().await;
    let (city, officials) = (&story.city, &story.officials);
    let new = NewObjection {
        notice: story.notice,
        application: story.application,
        text: "花名册中有多人从未参加过培训，请核查。".into(),
        contact: String::new(),
        files: vec![],
    };
    let receipt = objections::lodge(&city.app, new).await.expect("lodged");
    let objection = objections::by_receipt(&city.app, &receipt).await.unwrap().lodged.id;
    let browser = Browser::of(&city.app, &story.unit).await;
    city.go_to("2025-04-11 09:00");
    assert!(browser.page("/unit").await.shows("公示期满，异议答复后再认定"));
    city.record(&officials.city, on(objection, AcknowledgeObjection {})).await.expect("acknowledged");
    let found = InvestigateObjection { findings: "查阅了培训台账和签到表。".into() };
    city.record(&officials.city, on(objection, found)).await.expect("investigated");
    let upheld =
        DecideObjection { outcome: ObjectionOutcome::UpheldCorrect, reason: "台账须更正后重新公示".into() };
    city.decide(&officials.city, &officials.city_head, on(objection, upheld)).await.expect("upheld");
    let home = browser.page("/unit").await;
    assert!(home.shows("已退出公示，等待更正后重新公示") && !home.shows("实地核查"), "{}", home.text());
}

#[tokio::test]
async fn nothing_begins_before_the_county_has_confirmed_the_unit() {
    let city = city().await;
    let officials = city.officials().await;
    let round = city.round(&officials.city).await.to_string();
    let unit = city.unit("晋江市鞋业行业协会", "350582").await;
    let mut tx = city.app.begin(None).await.unwrap();
    let mut registered = tx.load::<Unit>(unit.unit.unwrap()).await.unwrap();
    tx.append(&mut registered, UnitEvent::Refused { reason: "执照号码不符".into() }).await.unwrap();
    tx.commit().await.unwrap();

    let browser = Browser::of(&city.app, &unit).await;
    let home = browser.page("/unit").await;
    assert!(home.shows("没有确认本单位：执照号码不符") && !home.shows("/unit/start"), "{}", home.text());
    assert!(!home.shows("从填写品牌名称开始"), "it cannot");
    let typed = [("round", round.as_str()), ("name", "晋江鞋服制版师")];
    for shut in [browser.get("/unit/start").await, browser.post("/unit/start", &typed).await] {
        assert_eq!(shut.status, StatusCode::CONFLICT, "{}", shut.text());
        assert!(shut.shows("没有确认本单位：执照号码不符") && shut.shows("href=\"/unit"), "{}", shut.text());
    }
}

async fn withdrawn(city: &City, unit: &Actor, id: ApplicationId) {
    let seen = city.application(id).await.seq;
    app::applications::withdraw(&city.app, unit, id, seen, "").await.expect("withdrawn");
}

#[tokio::test]
async fn a_brand_that_its_round_refused_is_not_offered_for_that_round() {
    let city = city().await;
    let officials = city.officials().await;
    let round = city.round(&officials.city).await;
    let unit = city.unit("晋江市鞋业行业协会", "350582").await;
    let first = city.submitted(&unit, round, "晋江鞋服制版师", 0).await;
    city.evaluated(&officials.county, first.id).await;
    let declined = Decline { clauses: vec!["5.2.b".into()], reasons: "综合评价偏低，不予推荐".into() };
    city.decide(&officials.county, &officials.county_head, on(first.id, declined)).await.expect("declined");

    let browser = Browser::of(&city.app, &unit).await;
    let at = format!("/unit/start?brand={}", first.brand);
    assert!(!browser.page("/unit").await.shows(&at), "no other round accepts");
    assert!(browser.page(&at).await.shows("name=\"name\""), "the form is for another brand");
    let desk = format!("/desk/brands/{}", first.brand);
    let finance = Browser::of(&city.app, &officials.finance).await.get(&desk).await;
    assert_eq!(finance.status, StatusCode::NOT_FOUND, "the finance bureau knows of none without a title");

    let another = city.round(&officials.city).await;
    let form = browser.page(&at).await;
    let offers = |round: RoundId| form.shows(&format!("name=\"round\" value=\"{round}\""));
    assert!(form.shows("重新申报") && offers(another) && !offers(round), "{}", form.text());
}

#[tokio::test]
async fn a_brand_whose_attempt_ended_is_applied_for_again_by_its_own_button() {
    let city = city().await;
    let officials = city.officials().await;
    let round = city.round(&officials.city).await;
    let unit = city.unit("晋江市鞋业行业协会", "350582").await;
    let first = city.submitted(&unit, round, "晋江鞋服制版师", 0).await;
    let browser = Browser::of(&city.app, &unit).await;
    let at = format!("/unit/start?brand={}", first.brand);
    assert!(!browser.page("/unit").await.shows(&at), "it is under way");
    let under_way = browser.page(&at).await;
    assert!(under_way.shows("name=\"name\"") && !under_way.shows("重新申报"), "{}", under_way.text());
    withdrawn(&city, &unit, first.id).await;

    let home = browser.page("/unit").await;
    assert!(home.shows(&at) && home.shows("重新申报") && home.shows("附件须重新上传"), "{}", home.text());
    let form = browser.page(&at).await;
    assert!(form.shows("晋江鞋服制版师") && form.shows("附件须重新上传"), "{}", form.text());
    assert!(!form.shows("name=\"name\"") && !form.shows("新品牌"), "it has its name: {}", form.text());
    let (round, brand) = (round.to_string(), first.brand.to_string());
    let without = browser.post(&at, &[("brand", &brand)]).await;
    assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!without.shows("name=\"name\"") && without.shows("重新申报"), "the same form comes back");
    let begun = browser.post(&at, &[("round", &round), ("brand", &brand)]).await;
    let again: i64 = begun.location().split('/').nth(3).unwrap().parse().unwrap();
    let again = city.application(ApplicationId(again)).await;
    assert_eq!((again.brand, again.title.as_str()), (first.brand, "晋江鞋服制版师"));
    assert!(!browser.page("/unit").await.shows(&at), "one attempt at a time");
    withdrawn(&city, &unit, again.id).await;
    assert_eq!(browser.page("/unit").await.text().matches(&at).count(), 1, "one button a brand");
}
