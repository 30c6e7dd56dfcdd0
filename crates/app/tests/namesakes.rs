//! A brand stands once: what begins, is handed in or comes from paper under the name of a brand that has its title or is on the
//! way to it (3.2, 5.3, 6.1.b).

mod city;

use app::{
    Error, acts, applications,
    intake::{self, Existing},
};
use city::{City, Officials, city, existing};
use domain::{
    access::Actor,
    application::{Application, State},
    finding::Outcome,
    ids::{ApplicationId, RoundId},
    refusal::Refusal,
    stream::Stream,
    unit::Unit,
};

const UNIT: &str = "晋江市鞋业行业协会";
const NAME: &str = "晋江鞋服制版师";
/// The same name, otherwise spaced and pointed.
const OTHERWISE: [&str; 3] = [NAME, "晋江鞋服 制版师", "晋江鞋服制版师。"];

async fn setting() -> (City, Officials, RoundId, Actor) {
    let city = city().await;
    let officials = city.officials().await;
    let round = city.round(&officials.city).await;
    let unit = city.unit(UNIT, "350582").await;
    (city, officials, round, unit)
}

/// A brand of the unit as its papers tell it.
async fn on_paper(city: &City, unit: &Actor, name: &str, area: &str) -> Existing {
    let known = city.stream::<Unit>(unit.unit.expect("a unit")).await;
    let (unit_name, credit_code) = (known.name, known.credit_code);
    Existing { unit_name, credit_code, area: area.into(), ..existing(1, name, "") }
}

/// The unit's brand has its title from paper.
async fn titled(city: &City, officials: &Officials, unit: &Actor) {
    let paper = on_paper(city, unit, NAME, "350582").await;
    let id = intake::propose(&city.app, &officials.city, &paper, &[]).await.expect("entered");
    intake::confirm(&city.app, &officials.city_head, id).await.expect("confirmed");
}

async fn begin(city: &City, unit: &Actor, round: RoundId, name: &str) -> app::Result<ApplicationId> {
    applications::start_application(&city.app, unit, round, None, name).await
}

/// The field and the sentence of what was typed wrongly.
fn at_field<T: std::fmt::Debug>(refused: app::Result<T>) -> (String, String) {
    match refused {
        Err(Error::Invalid(wrong)) if wrong.len() == 1 => (wrong[0].field.clone(), wrong[0].message.clone()),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_brand_with_its_title_is_not_begun_again_as_a_new_one() {
    let (city, officials, round, unit) = setting().await;
    titled(&city, &officials, &unit).await;
    for name in OTHERWISE {
        let (field, said) = at_field(begin(&city, &unit, round, name).await);
        assert!(field == "name" && said.contains("培育期内"), "{name}: {field} {said}");
    }
    let (field, said) = at_field(begin(&city, &city.unit("晋江市制伞行业协会", "350582").await, round, NAME).await);
    assert!(field == "name" && said.contains("已有称号"), "of one area there is one: {field} {said}");
    let renamed = city.draft(&unit, round, "晋江鞋服打版师").await;
    city.fill(&unit, renamed.id, NAME).await;
    let seen = city.application(renamed.id).await.seq;
    let refused = applications::submit(&city.app, &unit, renamed.id, seen).await;
    assert!(
        matches!(&refused, Err(Error::Refused(Refusal::Plain(said))) if said.contains("已有称号")),
        "nor handed in under another name at first: {refused:?}"
    );
}

#[tokio::test]
async fn a_brand_under_way_is_neither_begun_again_nor_taken_in_from_paper() {
    let (city, officials, round, unit) = setting().await;
    city.submitted(&unit, round, NAME, 0).await;
    for name in OTHERWISE {
        let (field, said) = at_field(begin(&city, &unit, round, name).await);
        assert!(field == "name" && said.contains("正在申报"), "{name}: {field} {said}");
    }
    let other = city.unit("晋江市制伞行业协会", "350582").await;
    for paper in
        [on_paper(&city, &unit, OTHERWISE[1], "350524").await, on_paper(&city, &other, OTHERWISE[2], "350582").await]
    {
        let (field, said) = at_field(intake::propose(&city.app, &officials.city, &paper, &[]).await);
        assert!(field == "name" && said.contains("正在申报"), "{field} {said}");
    }
    let elsewhere = on_paper(&city, &other, NAME, "350524").await;
    intake::propose(&city.app, &officials.city, &elsewhere, &[]).await.expect("another brand of the name");
}

#[tokio::test]
async fn a_brand_given_up_is_taken_up_again_under_its_name() {
    let (city, _, round, unit) = setting().await;
    let first = city.submitted(&unit, round, NAME, 0).await;
    applications::withdraw(&city.app, &unit, first.id, first.seq, "改期").await.expect("withdrawn");
    let again = begin(&city, &unit, round, OTHERWISE[1]).await.expect("begun again");
    let again = city.application(again).await;
    assert_eq!((again.brand, again.state()), (first.brand, State::Drafting));
}

/// How the name stands at a desk, and what was found.
async fn name_of(city: &City, application: &Application) -> (Outcome, String) {
    let known = acts::standing(&city.app, application).await.expect("known");
    let finding = known.findings.into_iter().find(|finding| finding.clause == "3.2.b").expect("of the name");
    (finding.outcome, finding.measured)
}

#[tokio::test]
async fn who_files_a_name_later_is_asked_about_it_and_nobody_is_held_up_by_it() {
    let (city, _, round, unit) = setting().await;
    let first = city.submitted(&unit, round, NAME, 0).await;
    city.go_to("2025-03-04 09:00");
    let elsewhere = city.unit("南安市鞋业行业协会", "350583").await;
    let second = city.submitted(&elsewhere, round, NAME, 10_000).await;
    let (outcome, measured) = name_of(&city, &second).await;
    assert!(outcome == Outcome::Unknown && measured.contains("晋江市，正在申报"), "{outcome:?} {measured}");
    assert_eq!(name_of(&city, &first).await.0, Outcome::Met);
}
