//! A roster from the empty form to a version that counts.

use super::browser::{Answer, Browser};
use crate::{city::city, testing::came_back};
use axum::http::{StatusCode, header};

const BARE: &str = "姓名,证件号码,性别\n张三,350582199001011234,男\n";

/// A person who passed a course, and one whose number ends in a wrong digit.
pub(super) const SHEET: &str = "\
序号,姓名,证件号码,手机号码,人员类别,培训类别,培训工种,培训机构,开始日期,结束日期,学时,是否合格
1,林晓东,350582199001011231,13800000001,农村转移就业劳动者,制造类,制伞工,晋江市某职业培训学校,2025-01-05,2025-01-20,80,是
2,陈文南,350582199203051241,13800000002,农村转移就业劳动者,制造类,制伞工,晋江市某职业培训学校,2025-01-05,2025-01-20,80,是
";

/// Follows an upload until its check is over.
pub(super) async fn checked(browser: &Browser, at: &str) -> Answer {
    for _ in 0..500 {
        let page = browser.page(at).await;
        if !page.shows("data-poll=") {
            return page;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("the check does not end");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_roster_is_uploaded_and_checked_and_a_stranger_sees_nothing_of_it() {
    let city = city().await;
    let officials = city.officials().await;
    let round = city.round(&officials.city).await;
    let unit = city.unit("晋江市鞋业行业协会", "350582").await;
    let application = city.draft(&unit, round, "晋江鞋服制版师").await;
    let browser = Browser::of(&city.app, &unit).await;
    let at = format!("/unit/rosters/{}", application.brand);
    assert_eq!(browser.get("/unit/rosters").await.location(), at);

    let template = browser.get("/unit/rosters/template/training").await;
    assert!(
        template.body.starts_with(b"PK")
            && template.headers[header::CONTENT_DISPOSITION].as_bytes().starts_with(b"attachment")
    );

    let nothing = browser.upload(&at, &[("kind", "training"), ("year", "2025")], &[]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nothing.shows("href=\"#file\"") && nothing.shows("checked"), "what was chosen stays");

    let bare = browser.upload(&at, &[("year", "")], &[]).await;
    came_back(&bare.text(), &["kind", "year", "file"], &[]);

    let chosen = [("kind", "training"), ("year", "2025")];
    let file = [("file", "培训.csv", BARE.as_bytes())];
    let sent = browser.upload(&at, &chosen, &file).await;
    let report = checked(&browser, sent.location()).await;
    assert!(report.shows("培训.csv"), "{}", report.text());
    assert!(report.shows("缺少必填的“手机号码”列"), "what is wrong is said: {}", report.text());
    assert!(browser.page(&at).await.shows("培训.csv"));
    let stranger = Browser::of(&city.app, &city.unit("南安市石材行业协会", "350583").await).await;
    assert_eq!(stranger.get(sent.location()).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn templates_and_the_marked_copy_are_downloads_of_the_unit_alone() {
    let city = city().await;
    let officials = city.officials().await;
    let round = city.round(&officials.city).await;
    let unit = city.unit("晋江市鞋业行业协会", "350582").await;
    let application = city.draft(&unit, round, "晋江鞋服制版师").await;
    let browser = Browser::of(&city.app, &unit).await;
    for kind in ["training", "employment", "combined"] {
        let book = browser.get(&format!("/unit/rosters/template/{kind}")).await;
        let disposition = book.headers[header::CONTENT_DISPOSITION].to_str().unwrap();
        assert!(book.body.starts_with(b"PK") && disposition.contains("2025"), "{kind}: {disposition}");
    }
    assert_eq!(browser.get("/unit/rosters/template/other").await.status, StatusCode::NOT_FOUND);

    let at = format!("/unit/rosters/{}", application.brand);
    let file = [("file", "培训.csv", SHEET.as_bytes())];
    let sent = browser.upload(&at, &[("kind", "training"), ("year", "2025")], &file).await;
    let report = checked(&browser, sent.location()).await;
    assert!(report.shows("1 行可计入，1 行需修改") && report.shows("第 3 行"), "{}", report.text());
    let marked = format!("{}/marked.xlsx", sent.location());
    assert!(report.shows(&marked));
    let copy = browser.get(&marked).await;
    let disposition = copy.headers[header::CONTENT_DISPOSITION].to_str().unwrap();
    assert!(copy.body.starts_with(b"PK") && disposition.starts_with("attachment"), "{disposition}");
    assert!(disposition.contains("%E6%A0%87%E5%87%BA%E9%94%99%E8%AF%AF"), "标出错误 in its name: {disposition}");
    for other in [city.unit("南安市石材行业协会", "350583").await, officials.county, officials.city] {
        let answer = Browser::of(&city.app, &other).await.get(&marked).await;
        assert!(matches!(answer.status, StatusCode::NOT_FOUND | StatusCode::FORBIDDEN), "{other:?}");
        assert!(!answer.body.starts_with(b"PK"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replaced_roster_says_what_it_changes_before_it_is_filed() {
    let city = city().await;
    let officials = city.officials().await;
    let round = city.round(&officials.city).await;
    let unit = city.unit("晋江市鞋业行业协会", "350582").await;
    let application = city.draft(&unit, round, "晋江鞋服制版师").await;
    let browser = Browser::of(&city.app, &unit).await;
    let at = format!("/unit/rosters/{}", application.brand);
    let chosen = [("kind", "training"), ("year", "2025")];
    let more = "3,吴思敏,350527199001010015,13800000003,农村转移就业劳动者,制造类,制伞工,某某学校,2025-01-05,2025-01-20,80,是\n";
    let sent = browser.upload(&at, &chosen, &[("file", "一.csv", format!("{SHEET}{more}").as_bytes())]).await;
    let first = checked(&browser, sent.location()).await;
    assert!(
        first.shows("计 2 人") && !first.shows("提交后的变化"),
        "a first version replaces nothing: {}",
        first.text()
    );
    browser.post(&format!("{}/file", sent.location()), &[]).await;

    let changed = SHEET.replace("13800000001", "13900000001");
    let sent = browser.upload(&at, &chosen, &[("file", "二.csv", changed.as_bytes())]).await;
    let second = checked(&browser, sent.location()).await;
    let told = "培训：与第 1 版相比，新增 0 人，减少 1 人，另有 1 人的内容有改动。";
    assert!(second.shows("提交后的变化") && second.shows(told), "{}", second.text());
    browser.post(&format!("{}/file", sent.location()), &[]).await;
    assert!(!browser.page(sent.location()).await.shows("提交后的变化"), "once filed it is so");
}
