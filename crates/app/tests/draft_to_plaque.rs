//! From draft to plaque and payment, straight; and what each step refuses.

mod city;

use app::{
    Error,
    acts::{self, Outcome, Sending},
    applications,
    library::{self, Figures},
    matters, payments,
    payments::TypedAccount,
};
use city::{City, city, day, judged, on, on_payment};
use domain::{
    access::Actor,
    act::{AdmitToPool, ApproveDisbursement, ApprovePayment, RecordPayment},
    application::{Application, State},
    brand::Brand,
    cultivation::Payment,
    matter::StepRefused,
    refusal::Refusal,
    stream::Stream,
    turn::When,
};

/// A draft with everything in it but the rosters, and whose it is.
async fn drafted() -> (City, Actor, Application) {
    let city = city().await;
    let officials = city.officials().await;
    let round = city.round(&officials.city).await;
    let unit = city.unit("晋江市鞋业行业协会", "350582").await;
    let application = city.draft(&unit, round, "晋江鞋服制版师").await;
    (city, unit, application)
}

#[tokio::test]
async fn a_brand_goes_from_draft_to_plaque_and_payment() {
    let city = city().await;
    let officials = city.officials().await;
    let round = city.round(&officials.city).await;
    let unit = city.unit("晋江市鞋业行业协会", "350582").await;

    let application = city.submitted(&unit, round, "晋江鞋服制版师", 0).await;
    assert_eq!(
        (application.state(), application.figures.employed, application.figures.trained),
        (State::Submitted, 5_100, 1_100)
    );
    assert_eq!(application.due, Some(day("2025-03-31")), "twenty working days for the county");

    let application = city.reviewed(&officials, application.id).await;
    assert_eq!(application.state(), State::Reviewed);
    let application = city.recommended(&officials, application.id, 1).await;
    let application = city.in_review(&officials, application.id).await;
    city.go_to("2025-04-02 10:00");
    let notice = city.on_notice(&officials, &[application.id]).await;
    assert_eq!(
        city.application(application.id).await.when(),
        When::Earliest(day("2025-04-10")),
        "the Qingming holiday is no working day"
    );

    city.go_to("2025-04-10 17:00");
    let early = city.decide(&officials.city, &officials.city_head, city.recognise(notice, &[application.id])).await;
    assert!(matches!(early, Err(Error::Refused(Refusal::NoticeNotOver { .. }))), "{early:?}");

    city.go_to("2025-04-11 09:00");
    let old_check = city.decide(&officials.city, &officials.city_head, city.recognise(notice, &[application.id])).await;
    assert!(matches!(old_check, Err(Error::Refused(Refusal::FindingsOpen(_)))), "{old_check:?}");
    city.check_units(&officials.city, application.id).await;
    assert_eq!(library::figures(&city.app).await.expect("figures"), Figures::default());
    city.decide(&officials.city, &officials.city_head, city.recognise(notice, &[application.id]))
        .await
        .expect("recognised");
    let figures = Figures { brands: 1, employed: 5_100, trained: 1_100 };
    assert_eq!(library::figures(&city.app).await.expect("figures"), figures, "added up anew as it was recognised");
    assert_eq!(city.application(application.id).await.state(), State::Recognised);
    let cultivation = city.cultivation(application.id).await;
    let title = (cultivation.plaque.as_deref(), cultivation.cycle_ends);
    assert_eq!(title, (Some("泉字号 2025-0001"), day("2027-04-11")));
    let brand = city.stream::<Brand>(application.brand).await;
    assert_eq!(brand.title.map(|title| title.on), Some(day("2025-04-11")));

    let account = TypedAccount {
        holder: "晋江市鞋业行业协会".into(),
        bank: "某银行".into(),
        number: "6222 0212 3456 7890".into(),
        ..TypedAccount::default()
    };
    payments::confirm_account(&city.app, &unit, cultivation.id, cultivation.seq, Payment::First, account)
        .await
        .expect("confirmed");
    let approve = on_payment(&cultivation, Payment::First, ApproveDisbursement {});
    let by_reviewer = city.decide(&officials.reviewer, &officials.city_head, approve.clone()).await;
    assert!(matches!(by_reviewer, Err(Error::Refused(Refusal::ReviewerTouchesMoney))), "{by_reviewer:?}");
    city.decide(&officials.city, &officials.city_head, approve).await.expect("approved by the city");
    let approve = on_payment(&cultivation, Payment::First, ApprovePayment {});
    city.decide(&officials.finance, &officials.finance_head, approve).await.expect("approved by finance");
    let paid = RecordPayment { voucher: "P1".into(), on: day("2025-04-11") };
    let paid = on_payment(&cultivation, Payment::First, paid);
    let again = city.record(&officials.finance, paid.clone()).await;
    assert!(matches!(again, Err(Error::Refused(Refusal::SameHands))), "{again:?}");
    city.record(&officials.cashier, paid).await.expect("recorded");
    let paid = city.cultivation(application.id).await.disbursements;
    let paid: Vec<_> = paid.values().map(|d| (d.amount.to_string(), d.state.label())).collect();
    assert_eq!(paid, [("150,000 元".to_owned(), "已付款")]);

    let file = storage::audit::checkpoint_file(city.folder.path());
    storage::audit::checkpoint(city.app.db(), city.app.vault(), &file, city.app.now()).await.unwrap();
    let report = storage::audit::verify(city.app.db(), city.app.vault(), &file).await.unwrap();
    assert_eq!(report.faults, [""; 0]);
}

#[tokio::test]
async fn an_incomplete_application_is_saved_but_not_submitted() {
    let (city, unit, application) = drafted().await;
    let refused = applications::submit(&city.app, &unit, application.id, application.seq).await;
    let Err(Error::Refused(Refusal::MaterialsIncomplete(missing))) = refused else { panic!("{refused:?}") };
    let clauses: Vec<_> = missing.iter().map(|finding| finding.clause.as_str()).collect();
    assert_eq!(clauses, ["4.1", "4.4"], "the signed form and the rosters");
}

#[tokio::test]
async fn a_brand_has_one_attempt_at_a_time() {
    let (city, unit, application) = drafted().await;
    let again = applications::start_application(&city.app, &unit, application.round, Some(application.brand), "")
        .await
        .unwrap();
    assert_eq!(again, application.id, "the draft is offered instead of a second one");
}

#[tokio::test]
async fn a_change_after_signing_voids_the_signed_form() {
    let (city, unit, application) = drafted().await;
    city.rosters(application.brand, &unit, 0, 5_100, 1_100).await;
    city.sign(&unit, application.id).await;
    city.fill(&unit, application.id, "晋江鞋服打版师").await;
    let refused =
        applications::submit(&city.app, &unit, application.id, city.application(application.id).await.seq).await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::MaterialsIncomplete(_)))), "{refused:?}");
}

#[tokio::test]
async fn a_decision_passes_through_two_hands() {
    let city = city().await;
    let officials = city.officials().await;
    let round = city.round(&officials.city).await;
    let unit = city.unit("晋江市鞋业行业协会", "350582").await;
    let application = city.submitted(&unit, round, "晋江鞋服制版师", 0).await;
    city.county_records(&officials, application.id).await;
    let act = on(application.id, AdmitToPool {});
    let by_head = city.send(&officials.county_head, &act).await;
    assert!(matches!(by_head, Err(Error::Step(StepRefused::NotYourStep(_)))), "{by_head:?}");
    let outcome = city.send(&officials.county, &act).await.unwrap();
    let Outcome::Waiting(matter) = outcome else { panic!("{outcome:?}") };
    assert_eq!(
        city.application(application.id).await.state(),
        State::Submitted,
        "nothing happens before the last step"
    );
    let twice = matters::agree(&city.app, &officials.county, matter, "同意", None).await;
    assert!(matches!(twice, Err(Error::Step(StepRefused::TwoSteps))), "{twice:?}");
    let elsewhere = matters::agree(&city.app, &officials.nanan, matter, "同意", None).await;
    assert!(matches!(elsewhere, Err(Error::NotFound)), "{elsewhere:?}");
    matters::send_back(&city.app, &officials.county_head, matter, "缺评价说明").await.unwrap();
    let sent_back = matters::agree(&city.app, &officials.county_head, matter, "同意", None).await;
    assert!(matches!(sent_back, Err(Error::Step(StepRefused::SentBack))), "{sent_back:?}");
    let taken_back = matters::drop(&city.app, &officials.county_head, matter).await;
    assert!(matches!(taken_back, Err(Error::Step(StepRefused::NotDrafter))), "{taken_back:?}");
    city.decide(&officials.county, &officials.county_head, act).await.expect("proposed anew");
    assert_eq!(city.application(application.id).await.state(), State::Reviewed);
    let closed = matters::drop(&city.app, &officials.county, matter).await;
    assert!(matches!(closed, Err(Error::Step(StepRefused::Closed))), "{closed:?}");
}

#[tokio::test]
async fn a_stale_page_answers_with_what_happened() {
    let city = city().await;
    let officials = city.officials().await;
    let round = city.round(&officials.city).await;
    let unit = city.unit("晋江市鞋业行业协会", "350582").await;
    let application = city.submitted(&unit, round, "晋江鞋服制版师", 0).await;
    let sending = || Sending { seen: Some(application.seq), ..Sending::default() };
    acts::send(&city.app, &officials.county, judged(application.id, "3.1"), sending()).await.unwrap();
    let stale = acts::send(&city.app, &officials.county, judged(application.id, "3.6.a"), sending()).await;
    let Err(Error::Stale { since }) = stale else { panic!("{stale:?}") };
    assert_eq!(since, ["3月3日 09:00 判明符合：查阅记录属实"]);
}

#[tokio::test]
async fn a_draft_has_ten_partners_at_most_and_is_withdrawn_in_a_page() {
    let (city, unit, draft) = drafted().await;
    let codes: Vec<String> = (1..=11).map(city::credit_code).collect();
    let many = applications::set_partners(&city.app, &unit, draft.id, draft.seq, &codes).await;
    assert!(matches!(&many, Err(Error::Invalid(wrong)) if wrong[0].message.contains("最多填 10 家")), "{many:?}");
    let unknown = applications::set_partners(&city.app, &unit, draft.id, draft.seq, &codes[10..]).await;
    assert!(matches!(&unknown, Err(Error::Invalid(wrong)) if wrong[0].message.contains(&codes[10])), "{unknown:?}");
    let seen = city.application(draft.id).await.seq;
    let book = applications::withdraw(&city.app, &unit, draft.id, seen, &"长".repeat(2_001)).await;
    assert!(matches!(&book, Err(Error::Invalid(wrong)) if wrong[0].field == "reason"), "{book:?}");
}
