//! From the county's first look to the city's review, by the pages alone.

use super::client::{Installation, installation, told};
use crate::{city::Officials, testing::came_back};
use axum::http::StatusCode;
use domain::{
    access::Actor,
    act::ReturnForCorrection,
    application::{Shortfall, Stage, State},
    cultivation::{DisbursementState, Payment},
    ids::ApplicationId,
    stream::Stream,
};

/// A meeting held on a day.
const fn met(on: &str) -> [(&'static str, &str); 2] {
    [("met_on", on), ("minutes_number", "〔2025〕3号")]
}

const HEADS: [(&str, &str); 6] = [
    ("score_regional_character", "18"),
    ("score_demonstration", "17.5"),
    ("score_employment", "18"),
    ("score_training", "18"),
    ("score_benefit", "18"),
    ("opinion", "特色鲜明，带动面广。"),
];

impl Installation {
    pub(super) async fn on(&self, who: &Actor, id: ApplicationId, verb: &str, fields: &[(&str, &str)], files: &[&str]) {
        let path = format!("/desk/applications/{id}/{verb}");
        let done = self.fill(who, &path, fields, files).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{verb}: {}", told(&done.body));
    }

    /// The colleague finds the matter in the work list and agrees.
    pub(super) async fn agree(&self, who: &Actor, fields: &[(&str, &str)], files: &[&str]) {
        let list = self.get(who, "/desk").await;
        let matter = list.body.split("/desk/matters/").nth(1).expect("a matter waits").split('"').next().unwrap();
        let fields: Vec<_> = fields.iter().copied().chain([("answer", "agree")]).collect();
        let done = self.fill(who, &format!("/desk/matters/{matter}"), &fields, files).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", told(&done.body));
    }

    pub(super) async fn submitted(&self) -> ApplicationId {
        let unit = self.city.unit("晋江市鞋业行业协会", "350582").await;
        let round = self.city.round(&self.officials.city).await;
        self.city.submitted(&unit, round, "晋江鞋服制版师", 0).await.id
    }

    pub(super) async fn reviewed_by_county(&self, id: ApplicationId) {
        let county = &self.officials.county;
        self.on(county, id, "evaluate", &HEADS, &[]).await;
        let unit = self.city.application(id).await.lead_unit().to_string();
        let clean =
            [("unit", unit.as_str()), ("no_violation", "yes"), ("not_debtor", "yes"), ("checked_on", "2025-03-03")];
        self.on(county, id, "check_unit", &clean, &["evidence"]).await;
        for clause in ["3.1", "3.6.a", "3.6.b", "3.6.c"] {
            self.on(county, id, "judge_clause", &[("clause", clause), ("met", "yes"), ("reason", "查阅记录属实")], &[])
                .await;
        }
    }
}

#[tokio::test]
async fn a_return_has_room_for_as_many_shortfalls_as_are_asked_for() {
    let installation = installation().await;
    let id = installation.submitted().await;
    let (county, at) = (&installation.officials.county, format!("/desk/applications/{id}/return_for_correction"));
    let two = installation.get(county, &at).await;
    assert!(two.body.contains("section_2") && !two.body.contains("section_3"), "{}", told(&two.body));
    let typed = [
        ("section_1", "narrative"),
        ("clause_1", "4.2"),
        ("what_1", "缺社会贡献数据"),
        ("section_2", ""),
        ("clause_2", ""),
        ("what_2", ""),
    ];
    let more: Vec<_> = typed.iter().copied().chain([("then", "more")]).collect();
    let three = installation.fill(county, &at, &more, &[]).await;
    assert_eq!(three.status, StatusCode::OK);
    assert!(three.body.contains("section_3") && three.body.contains("缺社会贡献数据"), "{}", told(&three.body));
    let third = [("section_3", "narrative"), ("clause_3", "9.9"), ("what_3", "缺荣誉证书")];
    let wrong: Vec<_> = typed.iter().copied().chain(third).collect();
    let wrong = installation.fill(county, &at, &wrong, &[]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("缺荣誉证书") && told(&wrong.body).contains("请填写方案的条款号"));
    let third = [("section_3", "narrative"), ("clause_3", "4.2"), ("what_3", "缺荣誉证书")];
    let right: Vec<_> = typed.iter().copied().chain(third).collect();
    installation.on(county, id, "return_for_correction", &right, &[]).await;
    installation.agree(&installation.officials.county_head, &[], &[]).await;
    let Stage::Returned(back) = installation.city.application(id).await.stage else { panic!("returned") };
    assert_eq!(back.shortfalls.len(), 2);
}

#[tokio::test]
async fn a_application_goes_from_the_county_to_the_pool_through_two_hands() {
    let installation = installation().await;
    let id = installation.submitted().await;
    let (county, head) = (&installation.officials.county, &installation.officials.county_head);
    let list = installation.get(county, "/desk").await;
    assert_eq!(list.status, StatusCode::OK, "{}", told(&list.body));
    assert!(
        list.body.contains(&format!("/desk/applications/{id}")) && list.body.contains("还剩 20 个工作日"),
        "{}",
        told(&list.body)
    );
    let blocked = installation.get(county, &format!("/desk/applications/{id}")).await;
    assert!(told(&blocked.body).contains("还没有完成五项综合评价"), "{}", told(&blocked.body));

    installation.reviewed_by_county(id).await;
    installation.on(county, id, "admit_to_pool", &[("drafting_opinion", "材料齐全，建议入库。")], &[]).await;
    let waiting = installation.get(county, &format!("/desk/applications/{id}")).await;
    assert!(told(&waiting.body).contains("本办件已有一件事项正在审批"), "{}", told(&waiting.body));
    installation.agree(head, &[("opinion", "同意")], &[]).await;
    assert_eq!(installation.city.application(id).await.state(), State::Reviewed);

    installation.on(county, id, "recommend", &[("rank", "1"), ("opinion", "择优推荐")], &[]).await;
    installation.agree(head, &[], &[]).await;
    let city = &installation.officials.city;
    installation.on(city, id, "accept_for_review", &[], &[]).await;
    installation.agree(&installation.officials.city_head, &[], &[]).await;
    let reviewer = &installation.officials.reviewer;
    let opinion = [("passed", "yes"), ("score", "90"), ("opinion", "材料齐全")];
    installation.on(reviewer, id, "record_document_review", &opinion, &[]).await;
    let visit = [("on", "2025-03-03"), ("officers", "2"), ("passed", "yes"), ("opinion", "与申报一致")];
    installation.on(reviewer, id, "record_site_visit", &visit, &["record", "photo"]).await;
    let page = installation.get(reviewer, &format!("/desk/applications/{id}")).await;
    let text = told(&page.body);
    for said in ["确定拟认定名单", "资料评审", "晋江市人力资源和社会保障局", "拟办：审核入库", "5,100"]
    {
        assert!(text.contains(said), "{said} in {text}");
    }
}

impl Installation {
    /// Through the county's and city's records by the verbs themselves, up to a list in review.
    pub(super) async fn in_review(&self) -> ApplicationId {
        let id = self.submitted().await;
        self.city.reviewed(&self.officials, id).await;
        self.city.recommended(&self.officials, id, 1).await;
        self.city.in_review(&self.officials, id).await;
        id
    }

    async fn sent(&self, who: &Actor, path: &str, fields: &[(&str, &str)], files: &[&str]) {
        let done = self.fill(who, path, fields, files).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{path}: {}", told(&done.body));
    }
}

#[tokio::test]
async fn a_list_is_decided_published_and_recognised_and_the_money_paid() {
    let installation = installation().await;
    let id = installation.in_review().await;
    let (city, head) = (&installation.officials.city, &installation.officials.city_head);
    let application = id.to_string();
    let untitled = [("applications", application.as_str()), ("title", "")];
    let untitled = installation.fill(city, "/desk/notices/new", &untitled, &[]).await;
    assert_eq!(untitled.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", told(&untitled.body));
    let ticked = format!("name=\"applications\" value=\"{application}\" checked");
    assert!(untitled.body.contains(&ticked), "what was ticked stays");
    let nothing = [("title", ""), ("drafting_opinion", "请会前核对名单")];
    let nothing = installation.fill(city, "/desk/notices/new", &nothing, &[]).await;
    came_back(&nothing.body, &["applications", "title"], &["请会前核对名单"]);
    assert!(!nothing.body.contains(&ticked), "what was not ticked stays so");
    let list = [("applications", application.as_str()), ("title", "拟认定名单公示")];
    installation.sent(city, "/desk/notices/new", &list, &[]).await;
    let alone = installation.get(head, "/desk").await;
    let matter =
        alone.body.split("/desk/matters/").nth(1).expect("a matter waits").split('"').next().unwrap().to_owned();
    let page = told(&installation.get(head, &format!("/desk/matters/{matter}")).await.body);
    assert!(page.contains("涉及： 名单上的品牌和培育单位"), "whom it touches: {page}");
    let agreed = [("answer", "agree"), ("opinion", "拟同意，报会议研究")];
    let no_minutes = installation.refused(head, &format!("/desk/matters/{matter}"), &agreed).await;
    came_back(&no_minutes.body, &["met_on", "minutes_number", "minutes"], &["拟同意，报会议研究"]);
    let half =
        [("answer", "agree"), ("opinion", "拟同意"), ("met_on", "2030-01-01"), ("minutes_number", "〔2025〕9号")];
    let half = installation.refused(head, &format!("/desk/matters/{matter}"), &half).await;
    came_back(&half.body, &["met_on", "minutes"], &["拟同意", "2030-01-01", "〔2025〕9号"]);
    let bare = [("answer", "back"), ("opinion", " "), ("minutes_number", "〔2025〕9号")];
    let bare = installation.refused(head, &format!("/desk/matters/{matter}"), &bare).await;
    came_back(&bare.body, &["opinion"], &["〔2025〕9号"]);
    let before = [("met_on", "2025-03-02"), ("minutes_number", "〔2025〕3号"), ("answer", "agree")];
    let before = installation.refused(head, &format!("/desk/matters/{matter}"), &before).await;
    came_back(&before.body, &["met_on", "minutes"], &["2025-03-02"]);
    assert!(
        told(&before.body).contains("会议日期不能早于2025年3月3日（最后一次评审或核查之日）"),
        "{}",
        told(&before.body)
    );
    let unseen = [("subject_seen", "x"), ("answer", "back"), ("opinion", "请核对名单")];
    let unseen = installation.fill(head, &format!("/desk/matters/{matter}"), &unseen, &[]).await;
    assert_eq!(unseen.status, StatusCode::BAD_REQUEST, "what it is about was seen as of some seq");
    installation.agree(head, &met("2025-03-03"), &["minutes"]).await;

    let text = [("opening", "现予公示。"), ("closing", "有异议的，请书面提出。")];
    installation.sent(city, "/desk/notices/1/approve_notice_text", &text, &[]).await;
    installation.agree(head, &[], &[]).await;
    installation.city.go_to("2025-03-03 09:30");
    let evidence =
        [("url", "https://rsj.quanzhou.gov.cn/gs/1.htm"), ("published_on", "2025-03-03"), ("published_at", "09:20")];
    installation.sent(city, "/desk/notices/1/publish_notice", &evidence, &["screenshot"]).await;
    assert_eq!(installation.city.application(id).await.state(), State::OnNotice);
    let early = installation.get(city, &format!("/desk/applications/{id}")).await;
    assert!(told(&early.body).contains("公示期未满：最后一日为2025年3月10日"), "{}", told(&early.body));

    installation.city.go_to("2025-03-11 09:00");
    let named =
        [("applications", application.as_str()), ("document", "泉人社文〔2025〕12号"), ("announced_on", "2025-03-11")];
    installation.sent(city, "/desk/notices/1/recognise", &named, &[]).await;
    let list = installation.get(head, "/desk").await.body;
    let matter = list.split("/desk/matters/").nth(1).expect("a matter waits").split('"').next().unwrap().to_owned();
    let page = installation.get(head, &format!("/desk/matters/{matter}")).await.body;
    let over = "不早于2025年3月11日（公示期满次一工作日）";
    assert!(told(&page).contains(over) && page.contains("min=\"2025-03-11\""), "as the click asks it: {page}");
    installation.agree(head, &met("2025-03-11"), &["minutes"]).await;
    assert_eq!(installation.city.application(id).await.state(), State::Recognised);

    installation.pay(id).await;
    let paid = &installation.city.cultivation(id).await.disbursements[&Payment::First].state;
    assert!(matches!(paid, DisbursementState::Paid { .. }), "{paid:?}");
    let money = installation.get(&installation.officials.finance, "/desk/money").await;
    assert!(told(&money.body).contains("150,000 元") && told(&money.body).contains("已付款"), "{}", told(&money.body));
}

impl Installation {
    async fn pay(&self, id: ApplicationId) {
        let cultivation = self.city.cultivation(id).await;
        let unit = self.city.member(cultivation.lead_unit()).await;
        let account = app::payments::TypedAccount {
            holder: "晋江市鞋业行业协会".into(),
            bank: "某银行晋江支行".into(),
            number: "6222000000000000".into(),
            ..app::payments::TypedAccount::default()
        };
        let (id, seq) = (cultivation.id, cultivation.seq);
        app::payments::confirm_account(&self.city.app, &unit, id, seq, Payment::First, account).await.unwrap();
        let at = |act: &str| format!("/desk/cultivations/{id}/{act}/first");
        let form = self.get(&self.officials.city, &at("approve_disbursement")).await;
        assert!(form.body.contains("6222********0000") && !form.body.contains("6222000000000000"));
        let form = self.get(&self.officials.reviewer, &at("approve_disbursement")).await;
        assert!(told(&form.body).contains("评审记录人不得经手拨付"), "asked before anything is typed");
        let Officials { city, city_head, finance, finance_head, cashier, reviewer, .. } = &self.officials;
        self.offers(&at("approve_disbursement"), &[city], &[city_head, reviewer, finance]).await;
        self.sent(city, &at("approve_disbursement"), &[], &[]).await;
        self.offers(&at("approve_disbursement"), &[], &[city]).await;
        self.agree(city_head, &met("2025-03-11"), &["minutes"]).await;
        self.offers(&at("approve_payment"), &[finance], &[finance_head, cashier, city]).await;
        self.sent(finance, &at("approve_payment"), &[], &[]).await;
        let list = self.get(finance_head, "/desk").await.body;
        let matter = list.split("/desk/matters/").nth(1).expect("a matter waits").split('"').next().unwrap().to_owned();
        for reader in [finance, finance_head, city] {
            let told = told(&self.get(reader, &format!("/desk/matters/{matter}")).await.body);
            assert!(told.contains("150,000 元") && told.contains("6222********0000"), "whoever reads: {told}");
        }
        self.agree(finance_head, &[], &[]).await;
        self.offers(&at("record_payment"), &[cashier], &[finance, finance_head, city]).await;
        for (day, why) in [("2026-01-01", "不能晚于今天"), ("2025-03-10", "不能早于2025年3月11日（财政部门审核之日）")]
        {
            let wrong = self.refused(cashier, &at("record_payment"), &[("voucher", " "), ("on", day)]).await;
            came_back(&wrong.body, &["voucher", "on"], &[day]);
            assert!(told(&wrong.body).contains(why) && wrong.body.contains("min=\"2025-03-11\""), "{why}");
        }
        let voucher = [("voucher", "付-2025-0311"), ("on", "2025-03-11")];
        self.sent(cashier, &at("record_payment"), &voucher, &[]).await;
    }

    /// That the list of money offers a step to some and not to others.
    async fn offers(&self, step: &str, to: &[&Actor], not_to: &[&Actor]) {
        for (people, offered) in [(to, true), (not_to, false)] {
            for who in people {
                let list = self.get(who, "/desk/money").await.body;
                assert_eq!(list.contains(step), offered, "{step} to {} {}", who.role.code(), who.account);
            }
        }
    }
}

#[tokio::test]
async fn the_ranking_proposes_the_pool_in_order() {
    let installation = installation().await;
    let id = installation.submitted().await;
    installation.city.reviewed(&installation.officials, id).await;
    let page = installation.get(&installation.officials.county, "/desk/recommend").await;
    assert!(told(&page.body).contains("名额指导数未设定"), "{}", told(&page.body));
    let rank = format!("rank_{id}");
    let bare = installation.post(&installation.officials.county, "/desk/recommend", &[(rank.as_str(), "一")]).await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(told(&bare.body).contains("不是正整数"), "{}", told(&bare.body));
    let sent = [(rank.as_str(), "1"), ("recommendation", "择优推荐")];
    installation.sent(&installation.officials.county, "/desk/recommend", &sent, &[]).await;
    installation.agree(&installation.officials.county_head, &[], &[]).await;
    assert_eq!(installation.city.application(id).await.state(), State::Recommended);
}

#[tokio::test]
async fn a_brand_is_not_left_out_while_a_decision_on_it_is_under_way_and_the_record_tells_how_that_ended() {
    let installation = installation().await;
    let id = installation.submitted().await;
    let Officials { county, county_head, .. } = &installation.officials;
    installation.city.reviewed(&installation.officials, id).await;
    installation.on(county, id, "recommend", &[("rank", "1"), ("opinion", "择优推荐")], &[]).await;
    let at = format!("/desk/applications/{id}/leave_unselected");
    let refused = installation.get(county, &at).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(told(&refused.body).contains("正在审批，请等它办结，或由拟办人撤回"), "{}", told(&refused.body));
    let seq = installation.city.application(id).await.seq.to_string();
    installation.post(county, &at, &[("seen", &seq), ("reason", "名额所限")]).await;
    assert_eq!(installation.city.application(id).await.state(), State::Reviewed, "the click is refused as well");

    let list = installation.get(county_head, "/desk").await.body;
    let matter = list.split("/desk/matters/").nth(1).expect("a matter waits").split('"').next().unwrap();
    let back = [("answer", "back"), ("opinion", "本批名额已满")];
    installation.sent(county_head, &format!("/desk/matters/{matter}"), &back, &[]).await;
    installation.on(county, id, "leave_unselected", &[("reason", "名额所限")], &[]).await;
    assert_eq!(installation.city.application(id).await.state(), State::NotSelected);
    let page = told(&installation.get(county, &format!("/desk/applications/{id}")).await.body);
    for said in ["退回经办：推荐上报", "另有办理，原拟办事项终止：推荐上报", "未入选，留库培育：名额所限"]
    {
        assert!(page.contains(said), "{said} in {page}");
    }
}

#[tokio::test]
async fn a_list_of_brands_that_cannot_stand_on_it_is_not_offered() {
    let installation = installation().await;
    let id = installation.in_review().await;
    let city = &installation.officials.city;
    let page = installation.get(city, "/desk/notices/new").await.body;
    assert!(page.contains("提交拟认定名单"), "{}", told(&page));
    installation.city.go_to("2025-04-20 09:00");
    let page = installation.get(city, "/desk/notices/new").await.body;
    assert!(told(&page).contains("3.4.e") && !page.contains("提交拟认定名单"), "{}", told(&page));
    let page = installation.get(city, &format!("/desk/applications/{id}")).await.body;
    assert!(!page.contains("/desk/notices/new?round="), "{}", told(&page));
}

#[tokio::test]
async fn a_pool_without_a_brand_to_recommend_asks_for_no_ranking() {
    let installation = installation().await;
    let id = installation.submitted().await;
    installation.city.reviewed(&installation.officials, id).await;
    installation.city.go_to("2025-06-03 09:00");
    let page = installation.get(&installation.officials.county, "/desk/recommend").await.body;
    assert!(told(&page).contains("县级推荐截止日为2025年5月30日") && !page.contains("提交推荐名单"), "{}", told(&page));
}

#[tokio::test]
async fn finance_is_led_to_no_notice() {
    let installation = installation().await;
    let id = installation.in_review().await;
    let (city, officials) = (&installation.city, &installation.officials);
    let notice = city.on_notice(officials, &[id]).await;
    city.go_to("2025-03-12 09:00");
    city.check_units(&officials.city, id).await;
    city.decide(&officials.city, &officials.city_head, city.recognise(notice, &[id])).await.expect("recognised");
    let path = format!("/desk/applications/{id}");
    let finance = installation.get(&installation.officials.finance, &path).await.body;
    assert!(finance.contains("拟认定名单公示") && !finance.contains("/desk/notices/"), "{}", told(&finance));
    assert!(installation.get(&installation.officials.city, &path).await.body.contains("/desk/notices/1"));
}

#[tokio::test]
async fn nobody_signs_for_a_notice_that_was_published() {
    let installation = installation().await;
    let (city, officials) = (&installation.city, &installation.officials);
    let id = installation.submitted().await;
    let shortfall =
        Shortfall { section: "narrative".into(), clause: "4.2".into(), what: "缺社会贡献数据".into() };
    let returned = crate::city::on(id, ReturnForCorrection { shortfalls: vec![shortfall] });
    city.decide(&officials.county, &officials.county_head, returned).await.expect("returned");
    let at = format!("/desk/applications/{id}/record_service");
    let today = city.app.today().to_string();
    let fields = |method| [("paper", "correction_notice"), ("method", method), ("on", today.as_str())];
    let bare = installation.fill(&officials.county, &at, &fields("in_person"), &[]).await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY, "somebody signs for what is handed over");
    assert!(bare.body.contains("id=\"signer-error\""), "{}", told(&bare.body));
    assert!(!told(&bare.body).contains("签收人 （选填）"), "how it was handed over decides");
    let published = installation.fill(&officials.county, &at, &fields("announcement"), &[]).await;
    assert_eq!(published.status, StatusCode::SEE_OTHER, "{}", told(&published.body));
    assert!(city.application(id).await.due.is_some(), "its period runs");
}
