//! From the county's first look to the city's review, by the pages alone.

use super::client::{House, house, told};
use axum::http::StatusCode;
use domain::{access::Actor, case::State, ids::CaseId};

const HEADS: [(&str, &str); 6] = [
    ("score_regional_character", "18"),
    ("score_demonstration", "17.5"),
    ("score_employment", "18"),
    ("score_training", "18"),
    ("score_benefit", "18"),
    ("opinion", "特色鲜明，带动面广。"),
];

impl House {
    async fn on(&self, who: &Actor, id: CaseId, verb: &str, fields: &[(&str, &str)], files: &[&str]) {
        let path = format!("/desk/cases/{id}/{verb}");
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

    pub(super) async fn submitted(&self) -> CaseId {
        let unit = self.city.unit("晋江市鞋业行业协会", "350582").await;
        let round = self.city.round(&self.hands.city).await;
        self.city.submitted(&unit, round, "晋江鞋服制版师", 0).await.id
    }

    pub(super) async fn reviewed_by_county(&self, id: CaseId) {
        let county = &self.hands.county;
        self.on(county, id, "evaluate", &HEADS, &[]).await;
        let unit = self.city.case(id).await.lead_unit().to_string();
        let clean =
            [("unit", unit.as_str()), ("no_violation", "yes"), ("not_debtor", "yes"), ("checked_on", "2025-03-03")];
        self.on(county, id, "check-unit", &clean, &["evidence"]).await;
        for clause in ["3.1", "3.6.a", "3.6.b", "3.6.c"] {
            self.on(county, id, "judge", &[("clause", clause), ("met", "yes"), ("reason", "查阅记录属实")], &[]).await;
        }
    }
}

#[tokio::test]
async fn a_case_goes_from_the_county_to_the_pool_through_two_hands() {
    let house = house().await;
    let id = house.submitted().await;
    let (county, head) = (&house.hands.county, &house.hands.county_head);
    let list = house.get(county, "/desk").await;
    assert_eq!(list.status, StatusCode::OK, "{}", told(&list.body));
    assert!(
        list.body.contains(&format!("/desk/cases/{id}")) && list.body.contains("还剩 20 个工作日"),
        "{}",
        told(&list.body)
    );
    let blocked = house.get(county, &format!("/desk/cases/{id}")).await;
    assert!(told(&blocked.body).contains("还没有完成五项综合评价"), "{}", told(&blocked.body));

    house.reviewed_by_county(id).await;
    house.on(county, id, "admit", &[("opinion", "材料齐全，建议入库。")], &[]).await;
    let waiting = house.get(county, &format!("/desk/cases/{id}")).await;
    assert!(told(&waiting.body).contains("本办件已有一件事项正在审批"), "{}", told(&waiting.body));
    house.agree(head, &[("opinion", "同意")], &[]).await;
    assert_eq!(house.city.case(id).await.state(), State::Reviewed);

    house.on(county, id, "recommend", &[("rank", "1"), ("recommendation", "择优推荐")], &[]).await;
    house.agree(head, &[], &[]).await;
    let city = &house.hands.city;
    house.on(city, id, "accept", &[], &[]).await;
    house.agree(&house.hands.city_head, &[], &[]).await;
    let reviewer = &house.hands.reviewer;
    let opinion = [("passed", "yes"), ("score", "90"), ("opinion", "材料齐全")];
    house.on(reviewer, id, "document-review", &opinion, &[]).await;
    let visit = [("on", "2025-03-03"), ("officers", "2"), ("passed", "yes"), ("opinion", "与申报一致")];
    house.on(reviewer, id, "site-visit", &visit, &["record", "photo"]).await;
    let page = house.get(reviewer, &format!("/desk/cases/{id}")).await;
    let text = told(&page.body);
    for said in ["研究拟认定名单", "资料评审", "晋江市人力资源和社会保障局", "拟办：审核入库", "5,100"]
    {
        assert!(text.contains(said), "{said} in {text}");
    }
}
