//! What is not the unit's does not exist for it; a partner reads, and changes nothing.

use super::browser::Browser;
use crate::city::city;
use axum::http::{Method, StatusCode};

#[tokio::test]
async fn another_unit_finds_nothing_at_any_address_of_the_room() {
    let city = city().await;
    let officials = city.officials().await;
    let round = city.round(&officials.city).await;
    let unit = city.unit("晋江市鞋业行业协会", "350582").await;
    let application = city.submitted(&unit, round, "晋江鞋服制版师", 0).await;
    let file = app::attachments::list(&city.app, city.app.db().reader(), application.id).await.unwrap()[0].id;
    let stranger = city.unit("南安市石材行业协会", "350583").await;
    let browser = Browser::of(&city.app, &stranger).await;
    let routes = crate::pages::unit::routes();
    let lines =
        routes.lines().iter().filter(|line| ["{application}", "{id}"].iter().any(|name| line.path.contains(name)));
    let mut tried = 0;
    for line in lines {
        let (application, file) = (application.id.to_string(), file.to_string());
        let at = line.path.replace("{application}", &application).replace("{id}", &file);
        let at = at.replace("{*key}", "brand").replace("{payment}", "first");
        let answer = match line.method {
            Method::GET => browser.get(&at).await,
            _ => browser.post(&at, &[("seen", "2"), ("key", "k")]).await,
        };
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{} {at}", line.method);
        assert!(!answer.shows("晋江鞋服制版师"));
        tried += 1;
    }
    assert!(tried >= 15, "the register lists the room: {tried}");
    assert!(!browser.page("/unit").await.shows("晋江鞋服制版师"));
    assert!(!browser.page("/unit/money").await.shows("晋江鞋服制版师"));
}

#[tokio::test]
async fn an_official_s_file_on_the_application_is_not_the_unit_s_to_read() {
    let city = city().await;
    let officials = city.officials().await;
    let round = city.round(&officials.city).await;
    let unit = city.unit("晋江市鞋业行业协会", "350582").await;
    let application = city.submitted(&unit, round, "晋江鞋服制版师", 0).await;
    let mut tx = city.app.begin(Some(&officials.county)).await.unwrap();
    let subject = app::attachments::Subject::Review(application.id);
    let upload = city.upload("pdf").await;
    let file = app::attachments::keep(&mut tx, subject, "decision_scan", &upload).await.unwrap();
    tx.commit().await.unwrap();
    let at = format!("/files/{file}");
    assert_eq!(Browser::of(&city.app, &unit).await.get(&at).await.status, StatusCode::NOT_FOUND);
    assert_eq!(Browser::of(&city.app, &officials.county).await.get(&at).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_partner_reads_the_application_masked_and_changes_nothing() {
    let city = city().await;
    let officials = city.officials().await;
    let round = city.round(&officials.city).await;
    let lead = city.unit("晋江市鞋业行业协会", "350582").await;
    let partner = city.unit("晋江市服装行业协会", "350582").await;
    let application = city.draft(&lead, round, "晋江鞋服制版师").await;
    let at = format!("/unit/applications/{}", application.id);
    let browser = Browser::of(&city.app, &lead).await;
    let page = browser.page(&format!("{at}/partners")).await;
    let typed = [("seen", page.hidden("seen")), ("credit_codes", crate::city::credit_code(partner.unit.unwrap().0))];
    let typed: Vec<_> = typed.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(browser.post(&format!("{at}/partners"), &typed).await.location(), at);
    let older = browser.post(&format!("{at}/partners"), &[typed[0], ("credit_codes", "")]).await;
    assert_eq!(older.status, StatusCode::CONFLICT, "a page from before does not take the partner off");

    let browser = Browser::of(&city.app, &partner).await;
    assert!(browser.page("/unit").await.shows("晋江鞋服制版师"));
    assert!(browser.page(&at).await.shows("牵头单位正在填写"));
    let own = lead.unit.unwrap();
    let section = browser.page(&format!("{at}/sections/unit/{own}")).await;
    assert!(section.shows("陈**") && !section.shows("陈某某") && !section.shows("13800138000"));
    let refused = browser.post(&format!("{at}/sections/brand"), &[("seen", "0"), ("brand_name", "改名")]).await;
    assert!(!refused.status.is_success() && !refused.status.is_redirection(), "{}", refused.status);
    assert_eq!(browser.get(&format!("{at}/check")).await.status, StatusCode::FORBIDDEN);
}
