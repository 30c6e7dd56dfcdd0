//! People who wait for a verdict: found from the work list, looked at, decided on.

use super::client::{Installation, installation, told};
use axum::http::StatusCode;
use domain::{
    application::PinnedRoster,
    comparison::Unconfirmed,
    ids::{ApplicationId, BrandId},
    roster::SheetKind,
};

const ROSTER: &str = "\
姓名,证件类型,证件号码,手机号码,人员类别,就业形式,就业地,是否本品牌组织输出,岗位/工种,入职日期,是否签订劳动合同
林晓东,居民身份证,350527199001010015,13800000001,农村转移就业劳动者,灵活就业,350582 晋江市,否,缝纫工,2025-02-01,否
阮文示,护照,E12345678,13800000002,农村转移就业劳动者,灵活就业,350582 晋江市,否,缝纫工,2025-02-01,否
";

/// A filed application whose roster lists a passport.
pub(super) async fn waiting(installation: &Installation) -> (ApplicationId, BrandId) {
    let id = installation.submitted().await;
    let (app, application) = (&installation.city.app, installation.city.application(id).await);
    let unit = application.lead_unit();
    let who = installation.city.member(unit).await;
    let sheet = futures::stream::iter([Ok::<_, std::io::Error>(ROSTER.as_bytes().to_vec())]);
    let file = app::attachments::receive(app, 1 << 20, "就业花名册.csv", sheet).await.expect("a file is stored");
    let import =
        app::rosters::begin_import(app, &who, application.brand, unit, SheetKind::Employment, 2025, &file).await;
    let import = import.expect("a check begins");
    let view = app::rosters::wait_for_check(app, &who, import).await.expect("a check ends");
    assert_eq!((view.people, view.waiting), (1, 1), "{view:?}");
    let versions = app::rosters::commit_import(app, &who, import).await.expect("published");
    let tx = app.begin(None).await.expect("a verb");
    let pinned = [PinnedRoster { version: versions[0], digest: String::new() }];
    app::rosters::freeze(&tx, application.brand, &pinned, Unconfirmed::Count).await.expect("claimed");
    tx.commit().await.expect("committed");
    (id, application.brand)
}

#[tokio::test]
async fn a_county_finds_who_waits_from_its_work_list_and_decides() {
    let installation = installation().await;
    let (application, brand) = waiting(&installation).await;
    let county = &installation.officials.county;
    let path = format!("/desk/disputed/{brand}");
    let list = installation.get(county, "/desk").await;
    assert!(list.body.contains(&path) && told(&list.body).contains("核定待核人员 1 人"), "{}", told(&list.body));
    assert!(
        installation.get(county, &format!("/desk/applications/{application}")).await.body.contains(&path),
        "the application leads there"
    );
    assert!(told(&installation.get(county, "/desk/disputed").await.body).contains("晋江鞋服"));

    let page = installation.get(county, &path).await;
    let text = told(&page.body);
    assert!(text.contains("证件待确认") && text.contains("第 3 行") && text.contains("缝纫工"), "{text}");
    assert!(!page.body.contains("E12345678") && !page.body.contains("阮文示"), "masked: {text}");
    let value =
        page.body.split("name=\"people\" value=\"").nth(1).expect("a box").split('"').next().unwrap().to_owned();

    let bare = [("whom", "chosen"), ("people", value.as_str()), ("keeps", "here"), ("reason", "")];
    let refused = installation.fill(county, &path, &bare, &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(told(&refused.body).contains("请写明核定的依据") && refused.body.contains("checked"), "nothing is lost");
    let nobody =
        installation.fill(county, &path, &[("whom", "chosen"), ("keeps", "here"), ("reason", "已核对")], &[]).await;
    assert!(told(&nobody.body).contains("请勾选要核定的人员"), "{}", told(&nobody.body));
    let undecided = installation.fill(county, &path, &[("whom", "all-1"), ("reason", "已核对")], &[]).await;
    assert!(told(&undecided.body).contains("请选择计入哪个品牌"), "{}", told(&undecided.body));

    let whole = [("whom", "all-1"), ("keeps", "here"), ("reason", "核对护照原件和劳动合同。")];
    let decided = installation.fill(county, &path, &whole, &[]).await;
    assert_eq!((decided.status, decided.to), (StatusCode::SEE_OTHER, path.clone()), "{}", told(&decided.body));
    let after = told(&installation.get(county, &path).await.body);
    assert!(after.contains("没有待核人员") && after.contains("计入 1 人，不计入 0 人"), "{after}");
    assert!(!installation.get(county, "/desk").await.body.contains(&path), "nothing is left to do");
    let decided = installation.get(county, &format!("{path}?reason=decided")).await;
    assert!(
        told(&decided.body).contains("已核定：计入") && decided.body.contains("提交核定"),
        "it may be decided anew"
    );
}

#[tokio::test]
async fn the_city_looks_and_leaves_a_countys_people_to_it_and_others_find_nothing() {
    let installation = installation().await;
    let (_, brand) = waiting(&installation).await;
    let path = format!("/desk/disputed/{brand}");
    let page = installation.get(&installation.officials.city, &path).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(told(&page.body).contains("由县级核定") && !page.body.contains("提交核定"), "{}", told(&page.body));
    let verdict = [("whom", "all-1"), ("keeps", "here"), ("reason", "已核对"), ("key", "k")];
    let sent = installation.post(&installation.officials.city, &path, &verdict).await;
    assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", told(&sent.body));
    for stranger in [&installation.officials.nanan, &installation.auditor().await] {
        assert_eq!(installation.get(stranger, &path).await.status, StatusCode::NOT_FOUND);
        assert_eq!(installation.post(stranger, &path, &verdict).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn a_whole_number_is_shown_for_a_purpose() {
    let installation = installation().await;
    let (_, brand) = waiting(&installation).await;
    let county = &installation.officials.county;
    let page = installation.get(county, &format!("/desk/disputed/{brand}")).await;
    let ask = format!("/desk/disputed/{brand}/unmask?who=");
    let who = page.body.split(&ask).nth(1).expect("a link").split('"').next().unwrap().to_owned();
    let bare = installation.fill(county, &format!("{ask}{who}"), &[("purpose", "看")], &[]).await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    let shown = installation.fill(county, &format!("{ask}{who}"), &[("purpose", "电话核实用工情况")], &[]).await;
    assert!(shown.body.contains("E12345678") && shown.body.contains("阮文示"), "{}", told(&shown.body));
    assert_eq!(
        installation.get(&installation.officials.nanan, &format!("{ask}{who}")).await.status,
        StatusCode::NOT_FOUND
    );
    let stolen = installation
        .post(&installation.officials.nanan, &format!("{ask}{who}"), &[("purpose", "电话核实用工情况")])
        .await;
    assert_eq!(stolen.status, StatusCode::NOT_FOUND);
    assert_eq!(installation.get(county, &format!("{ask}nobody")).await.status, StatusCode::NOT_FOUND);
}
