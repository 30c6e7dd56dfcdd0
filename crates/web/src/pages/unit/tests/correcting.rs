//! A return: signed for, corrected where asked, handed in again; and the money at the end.

use super::browser::Browser;
use crate::city::{city, on};
use axum::http::StatusCode;
use domain::{
    act::ReturnForCorrection,
    application::{Leg, Return, Shortfall, Stage, State},
    service::Paper,
    stream::Stream,
};
use sea_orm::{EntityTrait, PaginatorTrait};
use storage::entities::service_receipt;

#[tokio::test]
async fn only_the_named_sections_open_and_the_old_answers_stand_beside_the_new() {
    let city = city().await;
    let officials = city.officials().await;
    let round = city.round(&officials.city).await;
    let unit = city.unit("晋江市鞋业行业协会", "350582").await;
    let application = city.submitted(&unit, round, "晋江鞋服制版师", 0).await;
    let browser = Browser::of(&city.app, &unit).await;
    let at = format!("/unit/applications/{}", application.id);
    assert!(browser.page(&format!("{at}/sections/brand")).await.shows("退回补正前不能修改"));

    let shortfalls =
        vec![Shortfall {
            section: "figures".into(), clause: "3.5.b2".into(), what: "培训人数与花名册不符".into()
        }];
    let act = on(application.id, ReturnForCorrection { shortfalls });
    city.decide(&officials.county, &officials.county_head, act).await.expect("returned");
    city.go_to("2025-03-05 10:00");

    let home = browser.page("/unit").await;
    assert!(home.shows("退回补正") && home.shows("需修改") && home.shows("不可修改"));
    let list = browser.page(&format!("{at}/corrections")).await;
    assert!(list.shows("培训人数与花名册不符") && list.shows("3.5.b2") && list.shows("没有改动"));
    let (seen, key) = (list.hidden("seen"), list.hidden("key"));
    let nobody = browser.post(&format!("{at}/corrections/sign"), &[("seen", &seen), ("signer", " ")]).await;
    assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nobody.shows("href=\"#signer\""));
    let signed = [("seen", seen.as_str()), ("key", &key), ("signer", "苏文")];
    browser.post(&format!("{at}/corrections/sign"), &signed).await.location();
    let Stage::Returned(Return { due, leg: Leg::AtUnit, .. }) = city.application(application.id).await.stage else {
        panic!()
    };
    assert_eq!(due, Some(crate::city::day("2025-03-19")), "ten working days from the day after");

    let shut = format!("{at}/sections/brand");
    assert!(browser.page(&shut).await.shows("不在补正范围内"));
    let refused = browser.post(&shut, &[("seen", "0"), ("brand_name", "另一个名字")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.shows("另一个名字") && refused.shows("请刷新页面，按当前状态办理"), "{}", refused.text());

    let figures = format!("{at}/sections/figures/2024");
    let page = browser.page(&figures).await;
    assert!(page.shows("需要修改") && page.shows("培训人数与花名册不符"));
    let mut typed = super::browser::fields(&crate::city::figures());
    typed.iter_mut().filter(|(name, _)| name == "trained_count").for_each(|(_, value)| *value = "1364".into());
    typed.push(("seen".into(), page.hidden("seen")));
    let typed: Vec<_> = typed.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(browser.post(&figures, &typed).await.location(), format!("{at}/corrections"));
    let list = browser.page(&format!("{at}/corrections")).await;
    assert!(list.shows("培训人数：1,100") && list.shows("培训人数：1,364"), "{}", list.text());
    assert!(list.shows("内容改动后盖章件作废") && list.shows("打印推荐表、上传盖章件"), "{}", list.text());
    let again = [("seen", list.hidden("seen")), ("key", list.hidden("key"))];
    let early: Vec<_> = again.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let early = browser.post(&format!("{at}/resubmit"), &early).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    city.sign(&unit, application.id).await;
    let list = browser.page(&format!("{at}/corrections")).await;
    assert!(!list.shows("内容改动后盖章件作废"));
    let again = [("seen", list.hidden("seen")), ("key", list.hidden("key"))];
    let again: Vec<_> = again.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(browser.post(&format!("{at}/resubmit"), &again).await.location(), at);
    assert_eq!(city.application(application.id).await.state(), State::Submitted);
    let desk =
        Browser::of(&city.app, &officials.county).await.page(&format!("/desk/applications/{}", application.id)).await;
    assert_eq!(desk.text().matches("已作废（补正前）").count(), 1, "the paper of before: {}", desk.text());
}

#[tokio::test]
async fn what_goes_back_as_it_was_is_said_to_and_whoever_hands_in_has_signed() {
    let city = city().await;
    let officials = city.officials().await;
    let round = city.round(&officials.city).await;
    let unit = city.unit("晋江市鞋业行业协会", "350582").await;
    let application = city.submitted(&unit, round, "晋江鞋服制版师", 0).await;
    let shortfall =
        |section: &str, what: &str| Shortfall { section: section.into(), clause: "4.2".into(), what: what.into() };
    let shortfalls = vec![shortfall("figures", "人数与花名册不符"), shortfall("narrative", "缺社会贡献数据")];
    let act = on(application.id, ReturnForCorrection { shortfalls });
    city.go_to("2025-03-04 10:00");
    city.decide(&officials.county, &officials.county_head, act).await.expect("returned");
    city.go_to("2025-03-05 10:00");

    let browser = Browser::of(&city.app, &unit).await;
    let at = format!("/unit/applications/{}", application.id);
    let list = browser.page(&format!("{at}/corrections")).await;
    assert!(list.shows("仍有 2 处未改动，确认按现状提交") && list.shows("一并记为签收"), "{}", list.text());
    let seen = list.hidden("seen");
    let unsaid = browser.post(&format!("{at}/resubmit"), &[("seen", &seen)]).await;
    assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unsaid.shows("href=\"#unchanged\""), "{}", unsaid.text());
    let returned = city.application(application.id).await;
    assert_eq!((returned.state(), returned.served.len()), (State::Returned, 0), "nothing was done");

    let said = browser.post(&format!("{at}/resubmit"), &[("seen", &seen), ("unchanged", "1")]).await;
    assert_eq!(said.location(), at);
    let back = city.application(application.id).await;
    let served = vec![(Paper::CorrectionNotice, crate::city::day("2025-03-05"))];
    assert_eq!((back.state(), back.served), (State::Submitted, served), "whoever answers a notice has it (7.2.a)");
    let signed = service_receipt::Entity::find().count(city.app.db().reader()).await.unwrap();
    assert_eq!(signed, 1, "and who that was is kept");
    assert!(browser.page(&at).await.shows("平台送达"), "the record says so");
}

#[tokio::test]
async fn the_account_is_confirmed_and_shown_masked() {
    let city = city().await;
    let officials = city.officials().await;
    let round = city.round(&officials.city).await;
    let unit = city.unit("晋江市鞋业行业协会", "350582").await;
    let application = city.submitted(&unit, round, "晋江鞋服制版师", 0).await;
    city.reviewed(&officials, application.id).await;
    city.recommended(&officials, application.id, 1).await;
    city.in_review(&officials, application.id).await;
    city.go_to("2025-04-02 10:00");
    let notice = city.on_notice(&officials, &[application.id]).await;
    city.go_to("2025-04-11 09:00");
    city.check_units(&officials.city, application.id).await;
    city.decide(&officials.city, &officials.city_head, city.recognise(notice, &[application.id]))
        .await
        .expect("recognised");

    let browser = Browser::of(&city.app, &unit).await;
    assert!(browser.page("/unit").await.shows("确认收款账户"));
    let at = format!("/unit/money/{}/first", city.cultivation(application.id).await.id);
    assert!(browser.page("/unit/money").await.shows(&at));
    let page = browser.page(&at).await;
    let (seen, key) = (page.hidden("seen"), page.hidden("key"));
    let wrong = [("seen", seen.as_str()), ("key", &key), ("holder", "晋江市鞋业行业协会"), ("number", "12x")];
    let wrong = browser.post(&at, &wrong).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.shows("value=\"12x\"") && wrong.shows("href=\"#bank\"") && wrong.shows("href=\"#number\""));
    let typed = [
        ("seen", seen.as_str()),
        ("key", &key),
        ("holder", "晋江市鞋业行业协会"),
        ("bank", "某银行晋江支行"),
        ("number", "6222021234567890"),
    ];
    assert_eq!(browser.post(&at, &typed).await.location(), "/unit/money");
    let money = browser.page("/unit/money").await;
    assert!(
        money.shows("6222********7890")
            && !money.shows("6222021234567890")
            && money.shows("等待泉州市人力资源和社会保障局审批")
    );
    let timeline = browser.page(&format!("/unit/applications/{}", application.id)).await;
    assert!(timeline.shows("认定授牌") && timeline.shows("推荐上报市级"));
    for internal in ["综合评价", "特色鲜明", "资料评审通过", "择优推荐", "列入拟认定名单"] {
        assert!(!timeline.shows(internal), "{internal} is the office's own");
    }
}
