//! A form that is refused tells everything at once, each error at its field, and keeps what was typed.

use super::client::{Installation, Seen, installation, told};
use crate::testing::came_back;
use axum::http::StatusCode;
use domain::access::Actor;

impl Installation {
    /// What comes back of a form that is filled in like this.
    pub(super) async fn refused(&self, who: &Actor, path: &str, fields: &[(&str, &str)]) -> Seen {
        let seen = self.fill(who, path, fields, &[]).await;
        assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}: {}", told(&seen.body));
        seen
    }
}

#[tokio::test]
async fn a_round_with_everything_wrong() {
    let installation = installation().await;
    let fields = [
        ("name", ""),
        ("year", "二〇二五"),
        ("opens_on", "2025-04-01"),
        ("closes_on", "2025-03-01"),
        ("recommend_by", "2025-02-01"),
    ];
    let seen = installation.refused(&installation.officials.city, "/desk/rounds/new", &fields).await;
    let kept = ["二〇二五", "2025-04-01", "2025-03-01", "2025-02-01"];
    came_back(&seen.body, &["name", "year", "closes_on", "recommend_by"], &kept);
}

#[tokio::test]
async fn a_rounds_days_as_they_stand_are_no_change() {
    let installation = installation().await;
    installation.submitted().await;
    let (city, at) = (&installation.officials.city, "/desk/rounds/1/extend_round");
    let page = installation.get(city, at).await.body;
    let stands = |name: &str| {
        let input = page.split("<input").find(|input| input.contains(&format!("name=\"{name}\""))).expect("asked");
        let value = input.split_once("value=\"").expect("a day").1;
        value.split('"').next().unwrap_or_default().to_owned()
    };
    let (closes, recommend_by) = (stands("closes"), stands("recommend_by"));
    let fields = [("closes", closes.as_str()), ("recommend_by", recommend_by.as_str()), ("reason", "县区请求调整")];
    let seen = installation.refused(city, at, &fields).await;
    came_back(&seen.body, &["closes"], &[&closes, &recommend_by, "县区请求调整"]);
}

#[tokio::test]
async fn quotas_name_the_county_whose_figure_cannot_stand() {
    let installation = installation().await;
    let id = installation.submitted().await;
    installation.city.reviewed(&installation.officials, id).await;
    installation.city.recommended(&installation.officials, id, 1).await;
    let fields = [("quota_350582", "0"), ("quota_350583", "两个"), ("quota_350505", "三个"), ("note", "试定")];
    let seen = installation.refused(&installation.officials.city, "/desk/rounds/1/set_quotas", &fields).await;
    let text = told(&seen.body);
    assert!(text.contains("南安市：请填整数") && text.contains("泉港区：请填整数"), "{text}");
    assert!(text.contains("名额不能低于已推荐的数量（1 个）"), "{text}");
    for field in ["quota_350582", "quota_350583", "quota_350505", "document"] {
        assert!(seen.body.contains(&format!("id=\"{field}-error\"")), "{field}: {text}");
    }
    assert!(["两个", "三个", "试定"].iter().all(|typed| seen.body.contains(typed)), "{text}");
}

#[tokio::test]
async fn an_evaluation_names_the_head_and_its_most() {
    let installation = installation().await;
    let id = installation.submitted().await;
    let fields = [
        ("score_regional_character", "18"),
        ("score_demonstration", "很好"),
        ("score_employment", ""),
        ("score_training", "99"),
        ("score_benefit", "17.5"),
        ("opinion", ""),
    ];
    let at = format!("/desk/applications/{id}/evaluate");
    let seen = installation.refused(&installation.officials.county, &at, &fields).await;
    let wrong = ["score_demonstration", "score_employment", "score_training", "opinion"];
    came_back(&seen.body, &wrong, &["很好", "99", "17.5"]);
}

#[tokio::test]
async fn an_original_with_another_code_and_without_its_scan() {
    let installation = installation().await;
    let id = installation.submitted().await;
    let at = format!("/desk/applications/{id}/verify_original");
    let fields = [("content_code", "0000-1111-2222-3333")];
    let seen = installation.refused(&installation.officials.county, &at, &fields).await;
    came_back(&seen.body, &["content_code", "scan"], &["0000-1111-2222-3333"]);
    assert!(told(&seen.body).contains("内容码不一致"), "{}", told(&seen.body));
}

#[tokio::test]
async fn a_review_and_a_visit_with_everything_wrong() {
    let installation = installation().await;
    let id = installation.in_review().await;
    let reviewer = &installation.officials.reviewer;
    let at = format!("/desk/applications/{id}/record_document_review");
    let seen = installation.refused(reviewer, &at, &[("score", "120"), ("opinion", " ")]).await;
    came_back(&seen.body, &["passed", "score", "opinion"], &["value=\"120\""]);
    assert!(told(&seen.body).contains("请填 0 至 100 的分数"), "{}", told(&seen.body));

    let at = format!("/desk/applications/{id}/record_site_visit");
    let fields = [("on", "2026-01-01"), ("officers", "1"), ("passed", "yes"), ("opinion", "")];
    let seen = installation.refused(reviewer, &at, &fields).await;
    came_back(&seen.body, &["on", "officers", "opinion"], &["2026-01-01", "value=\"1\"", "value=\"yes\" checked"]);
}

#[tokio::test]
async fn a_ranking_tells_at_each_brand_what_is_wrong_with_its_rank() {
    let installation = installation().await;
    let (officials, city) = (&installation.officials, &installation.city);
    let first = installation.submitted().await;
    let other = city.unit("晋江市制伞行业协会", "350582").await;
    let round = city.application(first).await.round;
    let second = city.submitted(&other, round, "晋江伞业技工", 10_000).await.id;
    // A third stays to be ranked, so that the form does.
    let another = city.unit("晋江市制茶行业协会", "350582").await;
    let third = city.submitted(&another, round, "晋江制茶师", 20_000).await.id;
    for id in [first, second, third] {
        city.reviewed(officials, id).await;
    }
    let ranks = [first, second].map(|id| format!("rank_{id}"));
    let twice = [(ranks[0].as_str(), "2"), (ranks[1].as_str(), "2"), ("drafting_opinion", "两家都报")];
    let seen = installation.refused(&officials.county, "/desk/recommend", &twice).await;
    came_back(&seen.body, &[&ranks[0], &ranks[1], "recommendation"], &["两家都报", "value=\"2\""]);

    let turned = [(ranks[0].as_str(), "2"), (ranks[1].as_str(), "1"), ("answer", "preview")];
    let turned = installation.fill(&officials.county, "/desk/recommend", &turned, &[]).await;
    assert_eq!(turned.status, StatusCode::OK, "nothing is wrong with another order");
    let place = |rank: &str| turned.body.find(&format!("name=\"{rank}\"")).expect("a box");
    assert!(place(&ranks[1]) < place(&ranks[0]), "the order typed");

    let at = format!("/desk/applications/{second}/recommend");
    let alone = installation.fill(&officials.county, &at, &[("rank", "1"), ("opinion", "择优推荐")], &[]).await;
    assert_eq!(alone.status, StatusCode::SEE_OTHER, "{}", told(&alone.body));
    let both = [(ranks[0].as_str(), "1"), (ranks[1].as_str(), "2"), ("recommendation", "择优推荐")];
    let both = installation.refused(&officials.county, "/desk/recommend", &both).await;
    let (text, error) = (told(&both.body), |rank: &str| format!("id=\"{rank}-error\""));
    assert!(both.body.contains(&error(&ranks[1])) && !both.body.contains(&error(&ranks[0])), "{text}");
    assert!(text.contains("其余 1 个品牌的推荐已提交") && both.body.contains("择优推荐"), "{text}");
}

#[tokio::test]
async fn what_no_form_can_say_any_more_keeps_what_was_typed() {
    let installation = installation().await;
    let id = installation.submitted().await;
    let county = &installation.officials.county;
    let seq = installation.city.application(id).await.seq.to_string();
    let fields = [("seen", seq.as_str()), ("reasons", "没有达到规模，已当面说明")];
    let path = format!("/desk/applications/{id}/recommend");
    let seen = installation.post(county, &path, &fields).await;
    assert!(seen.status.is_client_error(), "{}", seen.status);
    assert!(seen.body.contains("没有达到规模，已当面说明"), "{}", told(&seen.body));
}
