//! A form that comes back was still drawn before what happened since: the next click is told, and overwrites nothing.

use super::client::{installation, told};
use crate::city::on;
use app::acts::Outcome;
use axum::http::StatusCode;
use domain::act::Decline;

#[tokio::test]
async fn an_act_that_comes_back_is_as_old_as_it_was_sent() {
    let installation = installation().await;
    installation.submitted().await;
    let (city, at) = (&installation.officials.city, "/desk/rounds/1/extend_round");
    let old = installation.get(city, at).await.carried("seen");
    let colleagues = [("closes", "2025-06-30"), ("recommend_by", "2025-07-31"), ("reason", "申报单位较多")];
    let moved = installation.fill(city, at, &colleagues, &[]).await;
    assert_eq!(moved.status, StatusCode::SEE_OTHER, "{}", told(&moved.body));

    let own = [("closes", "2025-05-15"), ("recommend_by", "2025-06-15")];
    let bare: Vec<_> = own.into_iter().chain([("seen", old.as_str()), ("reason", "")]).collect();
    let back = installation.post(city, at, &bare).await;
    assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", told(&back.body));
    let seen = back.carried("seen");
    assert_eq!(seen, old, "nobody was told of the other dates");
    let again: Vec<_> = own.into_iter().chain([("seen", seen.as_str()), ("reason", "照旧")]).collect();
    let stale = installation.post(city, at, &again).await;
    assert_eq!(stale.status, StatusCode::CONFLICT, "{}", told(&stale.body));
    assert!(stale.body.contains("照旧"), "and keeps what was typed: {}", told(&stale.body));
    assert!(installation.get(city, at).await.body.contains("value=\"2025-06-30\""), "the colleague's dates stand");
    assert_ne!(installation.get(city, at).await.carried("seen"), old, "opened anew, it is seen as it stands");
}

#[tokio::test]
async fn a_step_that_is_refused_is_still_taken_on_what_was_read() {
    let installation = installation().await;
    let id = installation.submitted().await;
    let (officials, city) = (&installation.officials, &installation.city);
    city.evaluated(&officials.county, id).await;
    let declined = on(id, Decline { clauses: vec!["5.2.b".into()], reasons: "材料不实，不符合条件".into() });
    let sent = city.send(&officials.county, &declined).await.expect("proposed");
    let Outcome::Waiting(matter) = sent else { panic!("it waits for the head: {sent:?}") };
    let (head, at) = (&officials.county_head, format!("/desk/matters/{matter}"));
    let page = installation.get(head, &at).await;
    let (seen, subject) = (page.carried("seen"), page.carried("subject_seen"));
    city.check_units(&officials.county, id).await;

    let read = [("seen", seen.as_str()), ("subject_seen", subject.as_str())];
    let bare: Vec<_> = read.into_iter().chain([("answer", "back"), ("opinion", "")]).collect();
    let back = installation.post(head, &at, &bare).await;
    assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", told(&back.body));
    let (seen, carried) = (back.carried("seen"), back.carried("subject_seen"));
    assert_eq!(carried, subject, "nobody was told of the check");
    let agreed =
        [("seen", seen.as_str()), ("subject_seen", carried.as_str()), ("answer", "agree"), ("opinion", "同意")];
    let stale = installation.post(head, &at, &agreed).await;
    assert_eq!(stale.status, StatusCode::CONFLICT, "{}", told(&stale.body));
    assert!(told(&stale.body).contains("所办的事项已有新的记录"), "{}", told(&stale.body));
}

#[tokio::test]
async fn another_order_or_a_missing_opinion_makes_no_brand_look_read() {
    let installation = installation().await;
    let id = installation.submitted().await;
    let (county, city) = (&installation.officials.county, &installation.city);
    city.reviewed(&installation.officials, id).await;
    let (page, rank, seen) = ("/desk/recommend", format!("rank_{id}"), format!("seen_{id}"));
    let old = installation.get(county, page).await.carried(&seen);
    city.check_units(county, id).await;

    let typed = [(rank.as_str(), "1"), (seen.as_str(), old.as_str())];
    let turned: Vec<_> = typed.into_iter().chain([("answer", "preview")]).collect();
    let turned = installation.post(county, page, &turned).await;
    assert_eq!((turned.status, turned.carried(&seen)), (StatusCode::OK, old.clone()), "{}", told(&turned.body));
    let bare = installation.post(county, page, &typed).await;
    let (status, carried) = (bare.status, bare.carried(&seen));
    assert_eq!((status, carried), (StatusCode::UNPROCESSABLE_ENTITY, old.clone()), "{}", told(&bare.body));

    let whole: Vec<_> = typed.into_iter().chain([("recommendation", "择优推荐")]).collect();
    let whole = installation.post(county, page, &whole).await;
    assert_eq!(whole.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(told(&whole.body).contains("本页打开之后，办件已有新的办理"), "{}", told(&whole.body));
    assert_ne!(whole.carried(&seen), old, "what was told is seen");
}
