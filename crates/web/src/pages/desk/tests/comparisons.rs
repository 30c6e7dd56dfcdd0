//! A list leaves by the hands of the office, an answer comes back, and the refuted stand among those who wait.

use super::{
    client::{Installation, installation, told},
    disputed::waiting,
};
use crate::testing::came_back;
use axum::http::StatusCode;
use domain::ids::BrandId;

/// A list as somebody types it, without its rosters.
const LIST: [(&str, &str); 6] = [
    ("source", "real_name"),
    ("recipient", "泉州市公安局"),
    ("purpose", "核对实名信息"),
    ("ground", "statutory_duty"),
    ("assessment", "影响评估〔2025〕3号"),
    ("delete_by", "2025-03-20"),
];

/// The first roster that a form offers.
fn version(form: &str) -> &str {
    form.split("name=\"versions\" value=\"").nth(1).expect("a box").split('"').next().unwrap()
}

/// The list of the installation's brand, agreed to by both hands: its page.
async fn released(installation: &Installation, brand: BrandId) -> String {
    let county = &installation.officials.county;
    let at = format!("/desk/comparisons/new?brand={brand}");
    let form = installation.get(county, &at).await;
    assert!(told(&form.body).contains("最长 90 天"), "{}", told(&form.body));
    let fields: Vec<_> = LIST.into_iter().chain([("versions", version(&form.body))]).collect();
    let bare = [
        ("source", "real_name"),
        ("fields", "hired_on"),
        ("recipient", "公安"),
        ("purpose", ""),
        ("delete_by", "2030-01-01"),
        ("drafting_opinion", "请先核对"),
    ];
    let bare = installation.refused(county, &at, &bare).await;
    let wrong = ["versions", "fields", "recipient", "purpose", "ground", "assessment", "delete_by"];
    let kept = ["value=\"real_name\" checked", "value=\"公安\"", "2030-01-01", "请先核对"];
    came_back(&bare.body, &wrong, &kept);
    let sent = installation.fill(county, &at, &fields, &[]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", told(&sent.body));
    let again: Vec<_> = fields.iter().copied().chain([("seen", "1")]).collect();
    let again = installation.post(county, &at, &again).await;
    assert_eq!(again.status, StatusCode::CONFLICT, "{}", told(&again.body));
    for words in ["接收单位", "与谁比对", "花名册"] {
        assert!(again.body.contains(&format!("\">{words}</label>")), "{words}: {}", again.body);
    }
    assert!(!again.body.contains("real_name") && !again.body.contains(">versions<"), "no codes: {}", again.body);
    let matter = told(&installation.get(&installation.officials.county_head, &sent.to).await.body);
    let label = form.body.split("花名册 ").nth(1).expect("a roster to choose").split('<').next().unwrap().trim();
    assert!(matter.contains(&format!("花名册 {label}")) && matter.contains("名单人数"), "{label}: {matter}");
    for words in ["泉州市公安局", "姓名、证件号码", "影响评估〔2025〕3号", "这一步有法律效力"]
    {
        assert!(matter.contains(words), "{words}: {matter}");
    }
    let agreed = installation.fill(&installation.officials.county_head, &sent.to, &[("answer", "agree")], &[]).await;
    assert_eq!((agreed.status, agreed.to.as_str()), (StatusCode::SEE_OTHER, "/desk/comparisons"));
    let list = installation.get(county, "/desk/comparisons").await;
    let page = list.body.split("href=\"/desk/comparisons/").find(|part| part.starts_with(char::is_numeric));
    format!("/desk/comparisons/{}", page.expect("a comparison").split('"').next().unwrap())
}

#[tokio::test]
async fn a_list_leaves_with_a_password_shown_once() {
    let installation = installation().await;
    let (application, brand) = waiting(&installation).await;
    let county = &installation.officials.county;
    assert!(
        installation
            .get(county, &format!("/desk/applications/{application}"))
            .await
            .body
            .contains("/desk/comparisons/new?brand=")
    );
    let page = released(&installation, brand).await;
    assert!(
        installation.get(county, &format!("/desk/applications/{application}")).await.body.contains(&page),
        "the application leads there"
    );
    assert_eq!(
        installation.get(county, &format!("{page}/archive/1")).await.status,
        StatusCode::NOT_FOUND,
        "not packed yet"
    );
    let packed = installation.post(county, &format!("{page}/archive"), &[]).await;
    assert_eq!(packed.status, StatusCode::OK);
    let password =
        packed.body.split("quote-number\"><b>").nth(1).expect("a password").split('<').next().unwrap().to_owned();
    assert_eq!((password.len(), password.matches('-').count()), (23, 3), "{password}");
    let archive = installation.get(county, &format!("{page}/archive/1")).await;
    assert_eq!(archive.status, StatusCode::OK);
    assert!(archive.body.starts_with("PK") && !archive.body.contains("350527199001010015"));
    let shown = installation.get(county, &page).await;
    assert!(!shown.body.contains(&password) && told(&shown.body).contains("第 1 次"), "{}", told(&shown.body));

    let auditor = installation.auditor().await;
    let read = installation.get(&auditor, &page).await;
    assert!(told(&read.body).contains("泉州市公安局") && !read.body.contains("/archive\""), "{}", told(&read.body));
    for path in [format!("{page}/archive"), format!("{page}/archive/1"), format!("{page}/answers")] {
        assert_eq!(installation.get(&auditor, &path).await.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(
            installation.get(&installation.officials.nanan, &path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    assert_eq!(installation.get(&installation.officials.nanan, &page).await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        installation.post(&installation.officials.nanan, &format!("{page}/archive"), &[]).await.status,
        StatusCode::NOT_FOUND
    );

    installation.city.go_to("2025-03-24 09:00");
    assert_eq!(installation.post(county, &format!("{page}/archive"), &[]).await.status, StatusCode::CONFLICT);
    let list = installation.get(county, "/desk").await;
    let told_there = told(&list.body);
    assert!(list.body.contains(&page) && told_there.contains("催告删除比对名单"), "{told_there}");
    let (_, rows) = told_there.split_once("要我办").expect("rows below the filters");
    assert!(rows.contains("超期未删除") && !rows.contains("审批中"), "{rows}");
    let fields = [("on", "2025-03-20"), ("statement", "公安函〔2025〕9号")];
    let stated = installation.fill(county, &format!("{page}/deletion"), &fields, &[]).await;
    assert_eq!(stated.status, StatusCode::SEE_OTHER, "{}", told(&stated.body));
    assert!(!told(&installation.get(county, "/desk").await.body).contains("催告删除比对名单"));
    assert!(told(&installation.get(county, &page).await.body).contains("公安函〔2025〕9号"));
}

#[tokio::test]
async fn an_answer_is_looked_at_then_recorded_and_the_refuted_wait() {
    let installation = installation().await;
    let (application, brand) = waiting(&installation).await;
    let county = &installation.officials.county;
    let page = released(&installation, brand).await;
    let today = installation.city.app.today().to_string();
    let on = [("on", today.as_str()), ("key", "k1")];
    let bring = async |content: &str| {
        let file = ("comparison_answer", "答复.csv", content);
        installation.upload_with(county, &format!("{page}/answers"), &on, file).await
    };
    let wrong = bring("姓名,证件号码,比对结果\n林晓东,350527199001010015,大概\n").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(told(&wrong.body).contains("第 2 行“比对结果”：认不出“大概”"), "{}", told(&wrong.body));
    let brought = bring("姓名,证件号码,比对结果\n林晓东,350527199001010015,不一致\n").await;
    assert_eq!(brought.status, StatusCode::SEE_OTHER, "{}", told(&brought.body));
    let preview = told(&installation.get(county, &brought.to).await.body);
    assert!(preview.contains("新增不一致 1 人"), "{preview}");
    let disputed = format!("/desk/disputed/{brand}");
    assert!(
        !told(&installation.get(county, &format!("{disputed}?reason=refuted")).await.body).contains("林*"),
        "not yet"
    );
    assert_eq!(installation.get(&installation.officials.nanan, &brought.to).await.status, StatusCode::NOT_FOUND);
    let recorded = installation.fill(county, &brought.to, &[], &[]).await;
    assert_eq!(recorded.status, StatusCode::SEE_OTHER, "{}", told(&recorded.body));
    let waits = told(&installation.get(county, &format!("{disputed}?reason=refuted")).await.body);
    assert!(waits.contains("实名信息比对：不一致") && waits.contains("泉州市公安局"), "{waits}");
    let application = told(&installation.get(county, &format!("/desk/applications/{application}")).await.body);
    assert!(application.contains("与外部记录比对"), "{application}");
    assert_eq!(installation.get(county, &brought.to).await.status, StatusCode::CONFLICT, "recorded is recorded");
}

#[tokio::test]
async fn a_list_is_asked_for_where_its_first_hand_may_propose_it_and_nothing_is_under_way() {
    let installation = installation().await;
    let (_, brand) = waiting(&installation).await;
    let (county, head) = (&installation.officials.county, &installation.officials.county_head);
    let at = format!("/desk/comparisons/new?brand={brand}");
    let not_first = installation.get(head, &at).await;
    assert_eq!(not_first.status, StatusCode::CONFLICT, "{}", told(&not_first.body));
    assert!(told(&not_first.body).contains("您的岗位不办理这一环节"), "{}", told(&not_first.body));

    let form = installation.get(county, &at).await;
    assert!(!form.body.contains("multipart/form-data"), "it asks for no file");
    let mut fields: Vec<_> = LIST.into_iter().chain([("versions", version(&form.body)), ("seen", "0")]).collect();
    let stale = installation.fill(county, &at, &fields, &[]).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    let text = told(&stale.body);
    assert!(text.contains("刚才的提交没有生效") && text.contains("核对实名信息"), "{text}");

    fields.pop();
    let sent = installation.fill(county, &at, &fields, &[]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", told(&sent.body));
    let busy = installation.get(county, &at).await;
    assert_eq!(busy.status, StatusCode::CONFLICT);
    assert!(told(&busy.body).contains("正在审批") && !busy.body.contains("name=\"versions\""), "{}", told(&busy.body));
}
