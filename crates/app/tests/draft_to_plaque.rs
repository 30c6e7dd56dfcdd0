//! From draft to plaque and payment, straight; and what each step refuses.

mod city;

use app::{Error, applications, matters, payments, payments::BankAccount, reviews};
use city::{city, day};
use domain::{
    act::Act,
    application::{Payment, Refusal, State},
    matter::StepRefused,
};

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
        city.application(application.id).await.due,
        Some(day("2025-04-10")),
        "the Qingming holiday is no working day"
    );

    city.go_to("2025-04-10 17:00");
    let early = city.decide(&officials.city, &officials.city_head, city.recognise(notice, &[application.id])).await;
    assert!(matches!(early, Err(Error::OnCase { refusal: Refusal::NoticeNotOver { .. }, .. })), "{early:?}");

    city.go_to("2025-04-11 09:00");
    let old_check = city.decide(&officials.city, &officials.city_head, city.recognise(notice, &[application.id])).await;
    assert!(matches!(old_check, Err(Error::OnCase { refusal: Refusal::FindingsOpen(_), .. })), "{old_check:?}");
    city.check_units(&officials.city, application.id).await;
    city.decide(&officials.city, &officials.city_head, city.recognise(notice, &[application.id]))
        .await
        .expect("recognised");
    let application = city.application(application.id).await;
    let title = application.recognition.clone().expect("a title");
    assert_eq!((title.plaque.as_deref(), title.cycle_ends), (Some("泉字号 2025-0001"), day("2027-04-11")));
    let brand = storage::summaries::brand(city.app.db().reader(), application.brand).await.unwrap().unwrap();
    assert_eq!(brand.title.map(|title| title.on), Some(day("2025-04-11")));

    let account = BankAccount {
        holder: "晋江市鞋业行业协会".into(),
        bank: "某银行".into(),
        number: "6222 0212 3456 7890".into(),
    };
    payments::confirm_account(&city.app, &unit, application.id, application.seq, Payment::First, account)
        .await
        .expect("confirmed");
    let approve = Act::ApproveDisbursement { application: application.id, payment: Payment::First };
    let by_reviewer = city.decide(&officials.reviewer, &officials.city_head, approve.clone()).await;
    assert!(matches!(by_reviewer, Err(Error::Refused(Refusal::ReviewerTouchesMoney))), "{by_reviewer:?}");
    city.decide(&officials.city, &officials.city_head, approve).await.expect("approved by the city");
    let approve = Act::ApprovePayment { application: application.id, payment: Payment::First };
    city.decide(&officials.finance, &officials.finance_head, approve).await.expect("approved by finance");
    let seq = city.application(application.id).await.seq;
    let again = payments::record_payment(
        &city.app,
        &officials.finance,
        application.id,
        seq,
        Payment::First,
        "P1".into(),
        day("2025-04-11"),
    )
    .await;
    assert!(matches!(again, Err(Error::Refused(Refusal::SameHands))), "{again:?}");
    payments::record_payment(
        &city.app,
        &officials.cashier,
        application.id,
        seq,
        Payment::First,
        "P1".into(),
        day("2025-04-11"),
    )
    .await
    .expect("recorded");
    let paid: Vec<_> =
        city.application(application.id).await.disbursements.values().map(|d| d.amount.to_string()).collect();
    assert_eq!(paid, ["150,000 元"]);

    let file = storage::audit::checkpoint_file(city.folder.path());
    storage::audit::checkpoint(city.app.db(), city.app.vault(), &file, city.app.now()).await.unwrap();
    let report = storage::audit::verify(city.app.db(), city.app.vault(), &file).await.unwrap();
    assert_eq!(report.faults, [""; 0]);
}

#[tokio::test]
async fn an_incomplete_application_is_saved_but_not_submitted() {
    let city = city().await;
    let officials = city.officials().await;
    let round = city.round(&officials.city).await;
    let unit = city.unit("晋江市鞋业行业协会", "350582").await;
    let application = city.draft(&unit, round, "晋江鞋服制版师").await;
    let refused = applications::submit(&city.app, &unit, application.id, application.seq).await;
    let Err(Error::Refused(Refusal::MaterialsIncomplete(missing))) = refused else { panic!("{refused:?}") };
    let clauses: Vec<_> = missing.iter().map(|finding| finding.clause.as_str()).collect();
    assert_eq!(clauses, ["4.1", "4.4"], "the signed form and the rosters");
}

#[tokio::test]
async fn a_brand_has_one_attempt_at_a_time() {
    let city = city().await;
    let officials = city.officials().await;
    let round = city.round(&officials.city).await;
    let unit = city.unit("晋江市鞋业行业协会", "350582").await;
    let application = city.draft(&unit, round, "晋江鞋服制版师").await;
    let again = applications::start_application(&city.app, &unit, round, Some(application.brand), "").await.unwrap();
    assert_eq!(again, application.id, "the draft is offered instead of a second one");
}

#[tokio::test]
async fn a_change_after_signing_voids_the_signed_form() {
    let city = city().await;
    let officials = city.officials().await;
    let round = city.round(&officials.city).await;
    let unit = city.unit("晋江市鞋业行业协会", "350582").await;
    let application = city.draft(&unit, round, "晋江鞋服制版师").await;
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
    let seq = city.application(application.id).await.seq;
    let act = Act::AdmitToPool { application: application.id };
    let by_head = matters::propose(&city.app, &officials.county_head, &act, Some(seq), "").await;
    assert!(matches!(by_head, Err(Error::Step(StepRefused::NotYourStep(_)))), "{by_head:?}");
    let outcome = matters::propose(&city.app, &officials.county, &act, Some(seq), "拟入库").await.unwrap();
    let matters::Outcome::Waiting(matter) = outcome else { panic!("{outcome:?}") };
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
    let closed = matters::agree(&city.app, &officials.county_head, matter, "同意", None).await;
    assert!(matches!(closed, Err(Error::Step(StepRefused::Closed))), "{closed:?}");
    city.decide(&officials.county, &officials.county_head, act).await.expect("proposed anew");
    assert_eq!(city.application(application.id).await.state(), State::Reviewed);
}

#[tokio::test]
async fn a_stale_page_answers_with_what_happened() {
    let city = city().await;
    let officials = city.officials().await;
    let round = city.round(&officials.city).await;
    let unit = city.unit("晋江市鞋业行业协会", "350582").await;
    let application = city.submitted(&unit, round, "晋江鞋服制版师", 0).await;
    reviews::judge(&city.app, &officials.county, application.id, application.seq, "3.1", true, "属实").await.unwrap();
    let stale =
        reviews::judge(&city.app, &officials.county, application.id, application.seq, "3.6.a", true, "属实").await;
    let Err(Error::Stale { since }) = stale else { panic!("{stale:?}") };
    assert_eq!(since, ["3月3日 09:00 判明符合：属实"]);
}
