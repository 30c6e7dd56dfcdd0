//! Who is let in, what answers 403, 404 and 409, and what comes back with a form.

use super::client::{installation, told};
use axum::http::StatusCode;
use domain::{act::ActKind, stream::StreamKind};

#[tokio::test]
async fn another_county_finds_nothing_by_any_address() {
    let installation = installation().await;
    let id = installation.submitted().await;
    let nanan = &installation.officials.nanan;
    let acts = ActKind::ALL.iter().filter(|act| act.stream() == StreamKind::Application);
    let acts = acts.map(|act| format!("/{}", act.code()));
    for verb in acts.chain(["", "/unmask", "/nonsense"].map(str::to_owned)) {
        let seen = installation.get(nanan, &format!("/desk/applications/{id}{verb}")).await;
        assert_eq!(seen.status, StatusCode::NOT_FOUND, "{verb}");
        assert!(!seen.body.contains("晋江鞋服"), "{verb}");
    }
    let sent = installation
        .post(nanan, &format!("/desk/applications/{id}/admit_to_pool"), &[("seen", "2"), ("key", "k1")])
        .await;
    assert_eq!(sent.status, StatusCode::NOT_FOUND);
    let list = installation.get(nanan, "/desk?tab=all").await;
    assert!(!list.body.contains("晋江鞋服"));
}

#[tokio::test]
async fn the_desk_does_not_exist_for_units_and_administrators() {
    let installation = installation().await;
    let unit = installation.city.unit("晋江市鞋业行业协会", "350582").await;
    assert_eq!(installation.get(&unit, "/desk").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_citys_acts_are_not_the_countys_nor_the_other_way() {
    let installation = installation().await;
    let id = installation.submitted().await;
    let refused =
        installation.get(&installation.officials.county, &format!("/desk/applications/{id}/accept_for_review")).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", told(&refused.body));
    let refused =
        installation.get(&installation.officials.city, &format!("/desk/applications/{id}/admit_to_pool")).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", told(&refused.body));
}

#[tokio::test]
async fn an_auditor_reads_without_personal_data_and_changes_nothing() {
    let installation = installation().await;
    let id = installation.submitted().await;
    let auditor = installation.auditor().await;
    let page = installation.get(&auditor, &format!("/desk/applications/{id}")).await;
    assert_eq!(page.status, StatusCode::OK);
    let text = told(&page.body);
    assert!(text.contains("138****8000") && !text.contains("13800138000") && !text.contains("陈某某"), "{text}");
    assert!(!page.body.contains("/unmask?"), "an auditor is not offered the full value");
    for verb in ["return_for_correction", "evaluate", "record_service"] {
        let sent = installation
            .post(&auditor, &format!("/desk/applications/{id}/{verb}"), &[("seen", "2"), ("key", verb)])
            .await;
        assert_eq!(sent.status, StatusCode::FORBIDDEN, "{verb}");
    }
}

#[tokio::test]
async fn a_click_on_an_old_page_says_what_happened_and_keeps_what_was_typed() {
    let installation = installation().await;
    let id = installation.submitted().await;
    let county = &installation.officials.county;
    let path = format!("/desk/applications/{id}/judge_clause");
    let fields = [("seen", "1"), ("key", "old"), ("clause", "3.1"), ("met", "yes"), ("reason", "现场查看过")];
    let stale = installation.post(county, &path, &fields).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    let text = told(&stale.body);
    assert!(text.contains("提交申报") && stale.body.contains("现场查看过"), "{text}");
}

#[tokio::test]
async fn a_second_click_is_answered_like_the_first() {
    let installation = installation().await;
    let id = installation.submitted().await;
    let seq = installation.city.application(id).await.seq.to_string();
    let path = format!("/desk/applications/{id}/judge_clause");
    let fields = [("seen", seq.as_str()), ("key", "same"), ("clause", "3.1"), ("met", "yes"), ("reason", "属实")];
    for _ in 0..2 {
        let sent = installation.post(&installation.officials.county, &path, &fields).await;
        assert_eq!((sent.status, sent.to), (StatusCode::SEE_OTHER, format!("/desk/applications/{id}")));
    }
    assert_eq!(installation.city.application(id).await.judgements.len(), 1);
}

#[tokio::test]
async fn a_form_comes_back_with_the_sentence_at_its_field() {
    let installation = installation().await;
    let id = installation.submitted().await;
    let fields = [("section_1", "brand"), ("clause_1", "9.9"), ("what_1", "缺公章")];
    let sent = installation
        .fill(&installation.officials.county, &format!("/desk/applications/{id}/return_for_correction"), &fields, &[])
        .await;
    assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", told(&sent.body));
    assert!(sent.body.contains("id=\"clause_1-error\"") && sent.body.contains("缺公章"), "{}", told(&sent.body));
}

#[tokio::test]
async fn points_beyond_a_head_are_told_at_that_head() {
    let installation = installation().await;
    let id = installation.submitted().await;
    let path = format!("/desk/applications/{id}/evaluate");
    let fields = [
        ("score_regional_character", "18"),
        ("score_demonstration", "20.5"),
        ("score_employment", "18"),
        ("score_training", "18"),
        ("score_benefit", "18"),
        ("opinion", "特色鲜明"),
    ];
    let sent = installation.fill(&installation.officials.county, &path, &fields, &[]).await;
    assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", told(&sent.body));
    assert!(sent.body.contains("id=\"score_demonstration-error\"") && told(&sent.body).contains("请填 0 至 20 分"));
    assert!(!sent.body.contains("id=\"score_benefit-error\"") && sent.body.contains("value=\"20.5\""));
}

#[tokio::test]
async fn who_may_not_draft_is_told_so() {
    let installation = installation().await;
    let id = installation.submitted().await;
    let refused = installation
        .get(&installation.officials.county_head, &format!("/desk/applications/{id}/return_for_correction"))
        .await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(told(&refused.body).contains("您的岗位不办理这一环节"), "{}", told(&refused.body));
}

#[tokio::test]
async fn a_personal_field_is_shown_for_a_purpose_and_the_look_is_on_record() {
    let installation = installation().await;
    let id = installation.submitted().await;
    let unit = installation.city.application(id).await.lead_unit();
    let path = format!("/desk/applications/{id}/unmask?field=unit/{unit}:contact_mobile");
    let bare = installation.fill(&installation.officials.county, &path, &[("purpose", "看")], &[]).await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    let shown = installation.fill(&installation.officials.county, &path, &[("purpose", "电话核实补正事项")], &[]).await;
    assert!(told(&shown.body).contains("13800138000"), "{}", told(&shown.body));
    let other = format!("/desk/applications/{id}/unmask?field=brand:brand_name");
    assert_eq!(installation.get(&installation.officials.county, &other).await.status, StatusCode::NOT_FOUND);
}
