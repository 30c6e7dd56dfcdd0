//! Signs of padding and samples: found from the work list, looked at, drawn, called, concluded.

use super::client::{Installation, installation, told};
use axum::http::StatusCode;
use domain::{
    application::PinnedRoster,
    comparison::Unconfirmed,
    ids::{ApplicationId, BrandId},
    roster::SheetKind,
};

const HEAD: &str =
    "姓名,证件类型,证件号码,手机号码,人员类别,就业形式,就业地,是否本品牌组织输出,岗位/工种,入职日期,是否签订劳动合同\n";

/// Five people of one mobile.
fn roster() -> String {
    let numbers =
        ["350527199001010015", "350527199001020010", "350527199001030016", "350527199001040011", "350527199001050017"];
    let row = |number: &&str| {
        format!(
            "林晓东,居民身份证,{number},13911112222,农村转移就业劳动者,灵活就业,350582 晋江市,否,缝纫工,2025-02-01,否\n"
        )
    };
    HEAD.to_owned() + &numbers.iter().map(row).collect::<String>()
}

/// A filed application whose roster was searched.
async fn searched(installation: &Installation) -> (ApplicationId, BrandId) {
    let id = installation.submitted().await;
    let (app, application) = (&installation.city.app, installation.city.application(id).await);
    let unit = application.lead_unit();
    let who = installation.city.member(unit).await;
    let sheet = futures::stream::iter([Ok::<_, std::io::Error>(roster().into_bytes())]);
    let file = app::attachments::receive(app, 1 << 20, "就业花名册.csv", sheet).await.expect("a file is stored");
    let import =
        app::rosters::begin_import(app, &who, application.brand, unit, SheetKind::Employment, 2025, &file).await;
    let import = import.expect("a check begins");
    let view = app::rosters::wait_for_check(app, &who, import).await.expect("a check ends");
    assert_eq!((view.people, view.rejected), (5, 0), "{view:?}");
    let versions = app::rosters::commit_import(app, &who, import).await.expect("published");
    let tx = app.begin(None).await.expect("a verb");
    let pinned = [PinnedRoster { version: versions[0], digest: String::new() }];
    app::rosters::freeze(&tx, application.brand, &pinned, Unconfirmed::Count).await.expect("claimed");
    tx.commit().await.expect("committed");
    app::rosters::search_pending_signs(app).await.expect("searched");
    (id, application.brand)
}

#[tokio::test]
async fn a_county_follows_a_sign_from_its_work_list_to_the_rows() {
    let installation = installation().await;
    let (application, brand) = searched(&installation).await;
    let county = &installation.officials.county;
    assert!(told(&installation.get(county, "/desk").await.body).contains("花名册疑点 1 项"), "the work list notices");
    let path = format!("/desk/signs/{brand}");
    assert!(
        installation.get(county, &format!("/desk/applications/{application}")).await.body.contains(&path),
        "the application leads there"
    );
    assert!(told(&installation.get(county, "/desk/signs").await.body).contains("晋江鞋服"));
    let page = installation.get(county, &path).await;
    let text = told(&page.body);
    assert!(text.contains("5 个人填的是同一个手机号码 139****2222。") && text.contains("不是结论"), "{text}");
    let rows = installation.get(county, &format!("{path}/employment.2025.1")).await;
    let text = told(&rows.body);
    assert!(text.contains("第 2 版 第 6 行") && text.contains("林**"), "{text}");
    assert!(!rows.body.contains("13911112222") && !rows.body.contains("199001010015"), "masked");
    let ask = format!("{path}/employment.2025.1/unmask?from=0");
    assert!(rows.body.contains(&ask));
    let bare = installation.fill(county, &ask, &[("purpose", "看")], &[]).await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    let whole = installation.fill(county, &ask, &[("purpose", "核对报名表")], &[]).await;
    assert!(whole.body.contains("13911112222") && whole.body.contains("350527199001010015"), "{}", told(&whole.body));
    let again = installation.post(county, &path, &[]).await;
    assert_eq!((again.status, again.to), (StatusCode::SEE_OTHER, path.clone()));
    for nowhere in ["employment.2025.9", "employment.2024.1", "nothing"] {
        assert_eq!(installation.get(county, &format!("{path}/{nowhere}")).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn a_sample_is_drawn_called_and_concluded_on_its_pages() {
    let installation = installation().await;
    let (_, brand) = searched(&installation).await;
    let county = &installation.officials.county;
    let path = format!("/desk/signs/{brand}/sample?of=employment.2025");
    let plan = installation.get(county, &path).await;
    assert!(told(&plan.body).contains("全册 5 人"), "{}", told(&plan.body));
    let wrong =
        installation.fill(county, &path, &[("confidence", "95"), ("margin", "0"), ("expected", "50")], &[]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(told(&wrong.body).contains("允许误差应为 1 至 20"), "{}", told(&wrong.body));
    let drawn =
        installation.fill(county, &path, &[("confidence", "95"), ("margin", "10"), ("expected", "50")], &[]).await;
    assert_eq!((drawn.status, drawn.to.as_str()), (StatusCode::SEE_OTHER, "/desk/samples/1"), "{}", told(&drawn.body));

    let list = installation.get(county, &drawn.to).await;
    let text = told(&list.body);
    assert!(
        text.contains("回访中 0/5") && text.contains("139****2222") && text.contains("您好，这里是晋江市人社局"),
        "{text}"
    );
    assert!(!list.body.contains("13911112222") && !list.body.contains("办结抽查"), "{text}");
    let numbers =
        installation.fill(county, "/desk/samples/1/unmask?from=1", &[("purpose", "电话回访抽查人员")], &[]).await;
    assert!(numbers.body.contains("13911112222"), "{}", told(&numbers.body));

    let bare = [("result-1", "refuted"), ("note-1", ""), ("result-2", "confirmed"), ("note-2", "已核对")];
    let refused = installation.fill(county, "/desk/samples/1", &bare, &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        told(&refused.body).contains("第 1 位：不属实的请写明情况") && refused.body.contains("已核对"),
        "nothing is lost"
    );
    let early = installation.fill(county, "/desk/samples/1/conclude", &[], &[]).await;
    assert!(told(&early.body).contains("还有 5 人没有结果"), "{}", told(&early.body));
    let all = [
        ("result-1", "refuted"),
        ("note-1", "本人否认"),
        ("result-2", "confirmed"),
        ("note-2", ""),
        ("result-3", "confirmed"),
        ("note-3", ""),
        ("result-4", "confirmed"),
        ("note-4", ""),
        ("result-5", "unreached"),
        ("note-5", ""),
    ];
    let saved = installation.fill(county, "/desk/samples/1", &all, &[]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", told(&saved.body));
    let text = told(&installation.get(county, "/desk/samples/1").await.body);
    assert!(text.contains("已联系到 4 人，1 人不属实") && text.contains("1 人无法联系，占已回访的 20%"), "{text}");
    let over = installation.fill(county, "/desk/samples/1/conclude", &[], &[]).await;
    assert_eq!((over.status, over.to), (StatusCode::SEE_OTHER, format!("/desk/signs/{brand}")));
    let text = told(&installation.get(county, &format!("/desk/signs/{brand}")).await.body);
    assert!(text.contains("已办结") && text.contains("办结抽查：属实 3 人，不属实 1 人，无法联系 1 人"), "{text}");
    let read = told(&installation.get(&installation.auditor().await, "/desk/samples/1").await.body);
    assert!(read.contains("已办结") && read.contains("本人否认") && !read.contains("保存本页结果"), "{read}");
}

#[tokio::test]
async fn others_find_nothing() {
    let installation = installation().await;
    let (_, brand) = searched(&installation).await;
    let path = format!("/desk/signs/{brand}");
    let plan = [("confidence", "95"), ("margin", "10"), ("expected", "50")];
    installation.fill(&installation.officials.city, &format!("{path}/sample?of=employment.2025"), &plan, &[]).await;
    let auditor = installation.auditor().await;
    for page in [path.clone(), format!("{path}/employment.2025.1"), "/desk/samples/1".into()] {
        assert_eq!(
            installation.get(&installation.officials.nanan, &page).await.status,
            StatusCode::NOT_FOUND,
            "{page}"
        );
        assert_eq!(installation.get(&auditor, &page).await.status, StatusCode::OK, "{page}");
    }
    let closed = [
        format!("{path}/employment.2025.1/unmask"),
        "/desk/samples/1/unmask".into(),
        "/desk/samples/1/conclude".into(),
    ];
    for page in closed {
        for stranger in [&installation.officials.nanan, &auditor] {
            assert_eq!(installation.get(stranger, &page).await.status, StatusCode::NOT_FOUND, "{page}");
            assert_eq!(
                installation.post(stranger, &page, &[("purpose", "电话回访抽查人员")]).await.status,
                StatusCode::NOT_FOUND
            );
        }
    }
    for door in [path.clone(), format!("{path}/sample?of=employment.2025"), "/desk/samples/1".into()] {
        for stranger in [&installation.officials.nanan, &auditor] {
            let sent = installation.post(stranger, &door, &[("result-1", "confirmed"), ("note-1", "")]).await;
            assert_eq!(sent.status, StatusCode::NOT_FOUND, "{door}");
        }
    }
}
