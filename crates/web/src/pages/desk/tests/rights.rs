//! Forms of the desk that come back.

use crate::testing::Story;
use axum::http::StatusCode;
use domain::{identity::DocumentKind, rights::IdentityCheck, rights::RequestKind};

#[tokio::test]
async fn a_requests_forms_tell_everything_that_is_wrong_and_keep_what_was_typed() {
    let story = Story::on_notice().await;
    let county = &story.officials.county;
    let request = app::rights::NewRequest {
        asked: Some(RequestKind::Access),
        name: "林示例".into(),
        document_kind: Some(DocumentKind::ResidentId),
        number: "350527199001010015".into(),
        contact: "13800000000".into(),
        check: Some(IdentityCheck::Original),
        words: "查阅本人的信息".into(),
    };
    let officer = county.rights_officer().expect("a bureau");
    let id = app::rights::register(&story.city.app, &officer, &request).await.expect("registered");
    let none = story.installation.get(Some(county), "/desk/rights?q=zzz").await.words();
    assert!(none.contains("办理中 1 件") && !none.contains("，办理中 1 件"), "{none}");
    let close = format!("/desk/rights/{id}/close");
    let refused = story.installation.post(Some(county), &close, &[("seen", "1"), ("answer", "好")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.words());
    for said in ["有 2 处需要修改", "请选择结果。", "请写明答复的内容"] {
        assert!(refused.words().contains(said), "{said}: {}", refused.words());
    }
    assert!(refused.body.contains(">\n好</textarea>"), "{}", refused.body);
    let long = "长".repeat(5_001);
    let book = [("seen", "1"), ("outcome", "done"), ("answer", long.as_str())];
    let refused = story.installation.post(Some(county), &close, &book).await;
    assert!(refused.words().contains("答复请写在 5,000 字以内。"), "{}", refused.words());
    let book = app::rights::NewRequest { contact: "长".repeat(201), words: "长".repeat(2_001), ..request };
    let refused = app::rights::register(&story.city.app, &officer, &book).await;
    let app::Error::Invalid(wrong) = refused.expect_err("too long") else { panic!("at the fields") };
    assert_eq!(wrong.iter().map(|one| one.field.as_str()).collect::<Vec<_>>(), ["contact", "words"]);
    let report = format!("/desk/rights/{id}/report");
    let shown = story.installation.post(Some(county), &report, &[("seen", "1"), ("key", "one")]).await;
    assert!(shown.words().contains("花名册中没有查到本人的信息。"), "{}", shown.words());
    let told = story.installation.post(Some(county), &report, &[("seen", "1"), ("key", "one")]).await;
    assert!(told.words().contains("已经提交过"), "{}", told.words());
    let done = [("seen", "2"), ("outcome", "done"), ("answer", "已当面出示查阅报告。")];
    assert_eq!(story.installation.post(Some(county), &close, &done).await.to(), format!("/desk/rights/{id}"));
    assert_eq!(story.installation.get(Some(county), &close).await.status, StatusCode::CONFLICT, "closed");
}
