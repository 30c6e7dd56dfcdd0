//! One-time keys: whatever a form does is done once, by however many it is sent at once and over however many programs.

mod city;

use app::{
    App, Chance, Clock, Error, applications,
    attachments::{self, DeskFile},
    objections::{self, NewLead},
    once::{self, Earlier, Sending},
};
use city::{City, city};
use domain::{access::Actor, ids::OfficeId};
use sea_orm::{EntityTrait, PaginatorTrait};
use std::{collections::BTreeSet, path::Path, sync::Arc};
use storage::entities::{application_summary, file, objection};

/// Another program over the same database and folder.
async fn second_program(city: &City) -> App {
    let clock = Clock::fixed(city.app.now());
    App::open(city.app.db().clone(), city.app.vault().clone(), Path::new(city.folder.path()), clock, Chance::seeded(12))
        .await
        .expect("the installation opens a second time")
}

/// The form under `key`, sent by somebody with these words.
fn sent(app: &App, who: Option<&Actor>, key: &str, words: &str) -> (App, Arc<Sending>) {
    let sending = Arc::new(Sending::default());
    let content = once::mark(app, words.as_bytes());
    sending.read(app, who.map(|who| who.account), "/form", key, content);
    (app.sent_by(sending.clone()), sending)
}

fn lead() -> NewLead {
    let text = "花名册中有人没有参加培训。".to_owned();
    NewLead { about: "晋江鞋服".into(), text, contact: String::new(), files: Vec::new() }
}

async fn leads(city: &City) -> u64 {
    objection::Entity::find().count(city.app.db().reader()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_or_twenty_at_once_over_two_programs_begin_one_draft() {
    let city = city().await;
    let officials = city.officials().await;
    let (unit, round) = (city.unit("晋江市鞋业行业协会", "350582").await, city.round(&officials.city).await);
    let other = second_program(&city).await;
    for (many, name) in [(2_u32, "晋江鞋服制版师"), (20, "晋江食品加工工")] {
        let started = (0..many).map(|nth| {
            let (app, _) = sent(if nth.is_multiple_of(2) { &city.app } else { &other }, Some(&unit), name, name);
            let unit = unit.clone();
            tokio::spawn(async move { applications::start_application(&app, &unit, round, None, name).await })
        });
        let mut done = 0;
        for started in futures::future::join_all(started).await {
            match started.expect("no panic") {
                Ok(_) => done += 1,
                Err(Error::Repeated) => {}
                Err(error) => panic!("{error:?}"),
            }
        }
        assert_eq!(done, 1, "{many} at once");
    }
    assert_eq!(application_summary::Entity::find().count(city.app.db().reader()).await.unwrap(), 2);
}

/// Forms opened anew have keys of their own: whoever comes later is led to the first one's draft (5.1.a), and a county does not
/// key in beside the unit.
#[tokio::test(flavor = "multi_thread")]
async fn forms_with_keys_of_their_own_begin_one_draft_too() {
    let city = city().await;
    let officials = city.officials().await;
    let (unit, round) = (city.unit("晋江市鞋业行业协会", "350582").await, city.round(&officials.city).await);
    let id = unit.unit.expect("a unit's account");
    for (many, name, by_county) in
        [(2_u32, "晋江鞋服制版师", false), (20, "晋江食品加工工", false), (20, "晋江制伞工", true)]
    {
        let started = (0..many).map(|nth| {
            let who = if by_county { &officials.county } else { &unit };
            let (app, _) = sent(&city.app, Some(who), &format!("{name}{nth}"), name);
            let who = who.clone();
            tokio::spawn(async move {
                match by_county {
                    true => applications::start_on_behalf(&app, &who, id, round, None, name).await,
                    false => applications::start_application(&app, &who, round, None, name).await,
                }
            })
        });
        let started = futures::future::join_all(started).await.into_iter();
        let drafts: BTreeSet<_> = started.map(|started| started.expect("no panic").expect("a draft")).collect();
        assert_eq!(drafts.len(), 1, "{many} at once");
    }
    let beside = applications::start_on_behalf(&city.app, &officials.county, id, round, None, "晋江鞋服制版师").await;
    assert!(matches!(beside, Err(Error::Invalid(_))), "{beside:?}");
    assert_eq!(application_summary::Entity::find().count(city.app.db().reader()).await.unwrap(), 3);
}

#[tokio::test]
async fn what_is_refused_leaves_the_key_free() {
    let city = city().await;
    let officials = city.officials().await;
    let unit = city.unit("晋江市鞋业行业协会", "350582").await;
    let (app, sending) = sent(&city.app, Some(&unit), "k", "one");
    let nowhere = domain::ids::RoundId(99);
    let refused = applications::start_application(&app, &unit, nowhere, None, "晋江鞋服制版师").await;
    assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
    assert!(!sending.is_claimed());
    assert_eq!(once::earlier(&app, &sending).await.unwrap(), None);
    let round = city.round(&officials.city).await;
    let (app, sending) = sent(&city.app, Some(&unit), "k", "two");
    applications::start_application(&app, &unit, round, None, "晋江鞋服制版师").await.expect("mended and sent again");
    assert!(sending.is_claimed());
}

#[tokio::test]
async fn papers_kept_before_the_act_do_not_claim_and_are_not_kept_again() {
    let city = city().await;
    let officials = city.officials().await;
    let (app, sending) = sent(&city.app, Some(&officials.city), "k", "one");
    let (to, minutes) = (DeskFile::Office(OfficeId(city::CITY)), city.upload("pdf").await);
    attachments::add_at_desk(&app, &officials.city, to, "meeting_minutes", &minutes).await.expect("kept");
    assert!(!sending.is_claimed(), "the act may still be refused");
    let claims = app.begin(Some(&officials.city)).await.expect("the act");
    claims.commit().await.expect("done");
    assert!(sending.is_claimed());
    attachments::add_at_desk(&app, &officials.city, to, "meeting_minutes", &minutes).await.expect("a part of the act");
    let (again, _) = sent(&city.app, Some(&officials.city), "k", "one");
    let refused = attachments::add_at_desk(&again, &officials.city, to, "meeting_minutes", &minutes).await;
    assert!(matches!(refused, Err(Error::Repeated)), "{refused:?}");
    assert_eq!(file::Entity::find().count(city.app.db().reader()).await.unwrap(), 2);
}

#[tokio::test]
async fn a_receipt_outlives_the_program_that_gave_it() {
    let city = city().await;
    let (app, _) = sent(&city.app, None, "k", "one");
    app.leads_to(|receipt| format!("/objections?receipt={receipt}"));
    let receipt = objections::inform(&app, lead()).await.expect("taken");
    // The program stops here: nothing else is said about the form.
    let (again, sending) = sent(&city.app, None, "k", "one");
    let answer = Some(format!("/objections?receipt={receipt}"));
    let earlier = once::earlier(&again, &sending).await.unwrap();
    assert_eq!(earlier, Some(Earlier { answer: answer.clone(), same: true }));
    once::answered(&again, &sending, "/elsewhere").await.unwrap();
    let (other, sending) = sent(&city.app, None, "k", "other words");
    assert_eq!(once::earlier(&other, &sending).await.unwrap(), Some(Earlier { answer, same: false }));
    assert!(matches!(objections::inform(&other, lead()).await, Err(Error::Repeated)));
    assert_eq!(leads(&city).await, 1);
}

#[tokio::test]
async fn a_key_is_its_senders_own_and_may_be_let_go() {
    let city = city().await;
    let unit = city.unit("晋江市鞋业行业协会", "350582").await;
    for who in [None, Some(&unit)] {
        let (app, _) = sent(&city.app, who, "k", "one");
        objections::inform(&app, lead()).await.expect("taken");
    }
    assert_eq!(leads(&city).await, 2, "somebody else's key of the same name is another");
    let (app, sending) = sent(&city.app, None, "k", "one");
    once::release(&app, &sending).await.unwrap();
    objections::inform(&app, lead()).await.expect("taken anew");
    assert_eq!(leads(&city).await, 3);
    let rows = storage::entities::once::Entity::find().all(city.app.db().reader()).await.unwrap();
    assert!(rows.iter().all(|row| row.key.len() == 32 && row.key != "k"), "{rows:?}: no key stands in plain");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_twenty_who_save_a_section_from_the_same_page_one_is_kept_and_the_others_are_told() {
    let city = city().await;
    let officials = city.officials().await;
    let (unit, round) = (city.unit("晋江市鞋业行业协会", "350582").await, city.round(&officials.city).await);
    let id = applications::start_application(&city.app, &unit, round, None, "晋江鞋服制版师").await.unwrap();
    for seen in 0..2 {
        let saving = (0..20).map(|nth| {
            let (app, unit) = (city.app.clone(), unit.clone());
            let answers = [("trade".to_owned(), format!("师 {nth}").into())].into_iter().collect();
            tokio::spawn(async move {
                applications::save_section_seen(&app, &unit, id, "brand", &answers, seen).await.expect("saved or told")
            })
        });
        let saved = futures::future::join_all(saving).await;
        let kept = saved.iter().filter(|saved| matches!(saved, Ok(applications::Saved::Kept(_)))).count();
        assert_eq!((kept, saved.len()), (1, 20));
    }
}
