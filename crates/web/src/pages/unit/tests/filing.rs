//! From an empty room to an application handed in.

use super::browser::{Browser, fields};
use crate::city::{self, City, city};
use axum::http::{StatusCode, header};
use domain::{
    access::Actor,
    application::{Application, State},
    ids::{ApplicationId, RoundId},
    stream::Stream,
};
use serde_json::Value;

pub(super) const PDF: &[u8] = b"%PDF-1.7\n one page";
const NAME: &str = "晋江鞋服制版师";

async fn setting() -> (City, city::Officials, RoundId, Actor) {
    let city = city().await;
    let officials = city.officials().await;
    let round = city.round(&officials.city).await;
    let unit = city.unit("晋江市鞋业行业协会", "350582").await;
    (city, officials, round, unit)
}

/// Starts an application and returns its application.
async fn started(city: &City, browser: &Browser, round: RoundId) -> Application {
    let (round, key) = (round.to_string(), city.app.fresh_key());
    let typed = [("round", round.as_str()), ("name", NAME), ("key", key.as_str())];
    let answer = browser.post("/unit/start", &typed).await;
    let id = answer.location().split('/').nth(3).unwrap().parse().unwrap();
    city.application(ApplicationId(id)).await
}

/// Sends a section as its page would.
pub(super) async fn fill(
    browser: &Browser,
    at: &str,
    answers: &Value,
    files: &[(&str, &str, &[u8])],
) -> super::browser::Answer {
    let page = browser.page(at).await;
    let (seen, mut typed) = (page.hidden("seen"), fields(answers));
    typed.push(("seen".into(), seen));
    let typed: Vec<_> = typed.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.upload(at, &typed, files).await
}

#[tokio::test]
async fn an_application_is_filled_in_and_handed_in() {
    let (city, _, round, unit) = setting().await;
    let browser = Browser::of(&city.app, &unit).await;
    assert!(browser.page("/unit").await.shows("开始申报"));
    let application = started(&city, &browser, round).await;
    let at = format!("/unit/applications/{}", application.id);

    let home = browser.page("/unit").await;
    assert!(home.shows("距可以提交还差") && home.shows("未开始") && home.shows("继续填写：品牌基本情况"));
    let next = fill(&browser, &format!("{at}/sections/brand"), &city::brand_answers(NAME), &[]).await;
    let own = unit.unit.unwrap();
    assert_eq!(next.location(), format!("{at}/sections/unit/{own}"));
    let rules = [("internal_rules", "内部管理制度.pdf", PDF), ("financial_rules", "财务制度.pdf", PDF)];
    fill(&browser, &format!("{at}/sections/unit/{own}"), &city::unit_answers(), &rules).await.location();
    for year in [2024, 2025] {
        fill(&browser, &format!("{at}/sections/figures/{year}"), &city::figures(), &[]).await.location();
    }
    let plans = [("development_plan", "发展规划.pdf", PDF), ("construction_scheme", "建设方案.pdf", PDF)];
    let last = fill(&browser, &format!("{at}/sections/narrative"), &city::narrative(), &plans).await;
    assert_eq!(last.location(), format!("{at}/check"));

    let check = browser.page(&format!("{at}/check")).await;
    assert!(
        check.shows("花名册") && check.shows("请打印推荐表，盖章后上传扫描件。") && !check.shows("提交申报</button>")
    );
    city.rosters(application.brand, &unit, 0, 5_100, 1_100).await;
    let paper = browser.page(&format!("{at}/form")).await;
    assert!(paper.shows("内容编码") && paper.shows("晋江鞋服制版师"));
    let scan = [("signed_form", "盖章.pdf", PDF)];
    let (key, code) = (paper.hidden("key"), paper.hidden("code"));
    let old = browser.upload(&format!("{at}/form"), &[("key", &key), ("code", "0000-0000-0000")], &scan).await;
    assert_eq!(old.status, StatusCode::CONFLICT, "a paper of other contents: {}", old.text());
    let key = browser.page(&format!("{at}/form")).await.hidden("key");
    browser.upload(&format!("{at}/form"), &[("key", &key), ("code", &code)], &scan).await.location();
    assert!(browser.page(&format!("{at}/form")).await.shows("与现在的内容一致"));

    let check = browser.page(&format!("{at}/check")).await;
    assert!(check.shows("提交申报</button>"), "{}", check.text());
    let (seen, key) = (check.hidden("seen"), check.hidden("key"));
    let unpromised = browser.post(&format!("{at}/submit"), &[("seen", &seen), ("key", &key)]).await;
    assert_eq!(unpromised.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unpromised.shows("href=\"#truth_declared\""));
    let sent = [("seen", seen.as_str()), ("key", &key), ("truth_declared", "1")];
    assert_eq!(browser.post(&format!("{at}/submit"), &sent).await.location(), at);
    assert_eq!(city.application(application.id).await.state(), State::Submitted);
    assert_eq!(browser.post(&format!("{at}/submit"), &sent).await.location(), at, "a second click leads to the same");

    let home = browser.page(&at).await;
    assert!(home.shows("等待晋江市人社局初审") && home.shows("提交申报"));
    let stale = browser.post(&format!("{at}/withdraw"), &[("seen", &seen), ("reason", "材料有误")]).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(stale.shows("材料有误") && stale.shows("提交申报"), "what was typed and what changed stay");
}

#[tokio::test]
async fn a_draft_at_hand_is_offered_instead_of_a_second() {
    let (city, _, round, unit) = setting().await;
    let browser = Browser::of(&city.app, &unit).await;
    let first = started(&city, &browser, round).await;
    assert!(browser.page("/unit/start").await.shows(&format!("/unit/applications/{}", first.id)));
    assert_eq!(started(&city, &browser, round).await.id, first.id);
    let nameless = browser.post("/unit/start", &[("round", &round.to_string()), ("name", " ")]).await;
    assert_eq!(nameless.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nameless.shows("href=\"#name\""));
}

#[tokio::test]
async fn a_wrong_field_keeps_its_text_and_the_error_leads_to_it() {
    let (city, _, round, unit) = setting().await;
    let browser = Browser::of(&city.app, &unit).await;
    let application = started(&city, &browser, round).await;
    let at = format!("/unit/applications/{}/sections/figures/2024", application.id);
    let mut figures = city::figures();
    figures["employment_led"] = "五千多".into();
    let answer = fill(&browser, &at, &figures, &[]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.shows("value=\"五千多\"") && answer.shows("href=\"#employment_led\""), "{}", answer.text());
    assert!(browser.page(&at).await.shows("value=\"五千多\""), "a draft is kept, wrong or not");

    let at = format!("/unit/applications/{}/sections/narrative", application.id);
    let entry = serde_json::json!({ "honours": [{ "name": "省级劳务品牌", "issuer": "" }] });
    let half = fill(&browser, &at, &entry, &[("development_plan", "规划.png", b"\x89PNG\r\n\x1a\n")]).await;
    assert_eq!(half.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(half.shows("href=\"#honours.0.issuer\"") && half.shows("href=\"#development_plan\""), "{}", half.text());
    assert!(browser.page(&at).await.shows("所获荣誉 第 2 条"), "one blank entry follows the last");
}

/// What the boxes of a page hold, by their names.
fn box_of(page: &str, name: &str) -> String {
    let after = page.split(&format!("id=\"{name}\" name=\"{name}\"")).nth(1).expect("a box of this name");
    let (tag, rest) = after.split_once('>').expect("the end of its tag");
    match tag.split_once("value=\"") {
        Some((_, value)) => value.split('"').next().unwrap_or_default().to_owned(),
        None => rest.split("</textarea>").next().unwrap_or_default().trim_start_matches('\n').to_owned(),
    }
}

#[tokio::test]
async fn two_in_one_section_are_told_of_each_other_and_both_texts_stay() {
    let (city, _, round, unit) = setting().await;
    let browser = Browser::of(&city.app, &unit).await;
    let application = started(&city, &browser, round).await;
    let at = format!("/unit/applications/{}/sections/brand", application.id);
    // The same sign-in at two desks is two people as well.
    for other in [city.colleague(&unit).await, unit.clone()] {
        let old = browser.page(&at).await;
        let carried = [("seen", old.hidden("seen")), ("drawn", old.hidden("drawn"))];
        let name = box_of(&old.text(), "brand_name");
        let send = async |who: &Browser, changed: &[(&str, &str)]| {
            let mut fields = vec![("brand_name", name.as_str()), ("division_code", "350582")];
            fields.extend(carried.iter().map(|(name, value)| (*name, value.as_str())));
            fields.extend(changed);
            who.post(&at, &fields).await
        };
        let theirs = [("name_rationale", "晋江以鞋服见长"), ("trade", "师")];
        send(&Browser::of(&city.app, &other).await, &theirs).await.location();

        let late = send(&browser, &[("products", "运动鞋"), ("trade", "工匠")]).await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        let text = late.text();
        assert!(text.contains("您打开这一页之后") && text.contains("没有保存"), "{text}");
        assert_eq!(box_of(&text, "products"), "运动鞋", "what only the second typed");
        assert_eq!(box_of(&text, "name_rationale"), "晋江以鞋服见长", "what only the first typed");
        assert_eq!(box_of(&text, "trade"), "工匠", "both typed: the second's stands in the box");
        assert!(text.contains("两人都改了") && text.contains("<p>师</p>"), "and the first's beside it: {text}");
        assert_eq!(box_of(&browser.page(&at).await.text(), "products"), "", "nothing was saved yet");

        let both = [("name_rationale", "晋江以鞋服见长"), ("products", "运动鞋"), ("trade", "工匠")];
        let carried = [("seen", late.hidden("seen")), ("drawn", late.hidden("drawn"))];
        let mut fields = vec![("brand_name", name.as_str()), ("division_code", "350582")];
        fields.extend(carried.iter().map(|(name, value)| (*name, value.as_str())));
        fields.extend(both);
        browser.post(&at, &fields).await.location();
        let kept = browser.page(&at).await.text();
        assert_eq!(both.map(|(name, _)| box_of(&kept, name)), both.map(|(_, text)| text.to_owned()));
        // Empty again for the other pair.
        let page = browser.page(&at).await;
        let carried = [("seen", page.hidden("seen")), ("drawn", page.hidden("drawn"))];
        let mut fields = vec![("brand_name", name.as_str()), ("division_code", "350582")];
        fields.extend(carried.iter().map(|(name, value)| (*name, value.as_str())));
        browser.post(&at, &fields).await.location();
    }
}

#[tokio::test]
async fn going_back_to_an_older_page_and_saving_more_is_no_conflict() {
    let (city, _, round, unit) = setting().await;
    let browser = Browser::of(&city.app, &unit).await;
    let application = started(&city, &browser, round).await;
    let at = format!("/unit/applications/{}/sections/figures/2024", application.id);
    let old = browser.page(&at).await;
    let (seen, drawn) = (old.hidden("seen"), old.hidden("drawn"));
    let first = [("seen", seen.as_str()), ("drawn", &drawn), ("employment_led", "5100")];
    browser.post(&at, &first).await.location();
    let more = [first[0], first[1], first[2], ("trained_count", "1100")];
    browser.post(&at, &more).await.location();
    let kept = browser.page(&at).await.text();
    assert_eq!((box_of(&kept, "employment_led"), box_of(&kept, "trained_count")), ("5100".into(), "1100".into()));
}

#[tokio::test]
async fn a_colleague_s_saving_is_not_overwritten() {
    let (city, _, round, unit) = setting().await;
    let browser = Browser::of(&city.app, &unit).await;
    let application = started(&city, &browser, round).await;
    let at = format!("/unit/applications/{}/sections/figures/2024", application.id);
    let seen = browser.page(&at).await.hidden("seen");
    let colleague = city.colleague(&unit).await;
    fill(&Browser::of(&city.app, &colleague).await, &at, &city::figures(), &[]).await.location();
    let late = browser.post(&at, &[("seen", &seen), ("employment_led", "4321")]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.shows("4321"), "what was typed stays on the page");
}

#[tokio::test]
async fn a_file_is_saved_at_once_downloaded_as_an_attachment_and_taken_off() {
    let (city, _, round, unit) = setting().await;
    let browser = Browser::of(&city.app, &unit).await;
    let application = started(&city, &browser, round).await;
    let at = format!("/unit/applications/{}/sections/narrative", application.id);
    fill(&browser, &at, &serde_json::json!({}), &[("development_plan", "发展规划.pdf", PDF)]).await.location();
    let page = browser.page(&at).await;
    let (_, rest) = { page.text().split_once("/files/").map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap() };
    let file = rest.split('"').next().unwrap().to_owned();
    let answer = browser.get(&format!("/files/{file}")).await;
    assert_eq!((answer.status, &answer.body[..]), (StatusCode::OK, PDF));
    let disposition = answer.headers[header::CONTENT_DISPOSITION].to_str().unwrap();
    assert!(disposition.starts_with("attachment") && disposition.contains("filename*=UTF-8''%E5%8F%91"));
    assert_eq!(answer.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");

    let seen = page.hidden("seen");
    let removed = browser.post(&at, &[("seen", &seen), ("remove", &file), ("placement_channels", "三地渠道")]).await;
    assert_eq!(removed.location(), at);
    let page = browser.page(&at).await;
    assert!(!page.shows("发展规划.pdf") && page.shows("三地渠道"), "taking a file off saves what was typed");
}
