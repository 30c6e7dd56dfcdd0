//! Rounds, units, existing brands: what is opened, confirmed, taken in.

use super::client::{installation, told};
use axum::http::StatusCode;
use domain::{
    access::Role,
    cultivation::{Cultivation, CultivationState},
    ids::CultivationId,
    stream::Stream,
    unit::{Unit, UnitState},
};

const EXISTING: [(&str, &str); 9] = [
    ("name", "安溪制茶师"),
    ("area", "350524"),
    ("unit_name", "安溪县茶业行业协会"),
    ("credit_code", "51350524500000015C"),
    ("unit_kind", "trade_association"),
    ("document", "泉人社文〔2024〕8号"),
    ("announced_on", "2024-12-20"),
    ("paid_yuan", "150,000"),
    ("paid_on", "2025-01-10"),
];

#[tokio::test]
async fn an_existing_brand_is_taken_in_by_two_people_and_later_acts_work_on_it() {
    let installation = installation().await;
    let (one, two) = (&installation.officials.city, &installation.officials.city_head);
    let wrong = installation.fill(one, "/desk/intake/new", &[("name", "安溪制茶师")], &[]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("id=\"document-error\""), "{}", told(&wrong.body));
    let entered = installation.fill(one, "/desk/intake/new", &EXISTING, &[]).await;
    assert_eq!(entered.status, StatusCode::SEE_OTHER, "{}", told(&entered.body));
    let same = installation.post(one, "/desk/intake/1", &[]).await;
    assert!(told(&same.body).contains("一人不得办理两个环节"), "{}", told(&same.body));
    let taken = installation.fill(two, "/desk/intake/1", &[], &[]).await;
    assert_eq!(
        (taken.status, taken.to.as_str()),
        (StatusCode::SEE_OTHER, "/desk/cultivations/1"),
        "{}",
        told(&taken.body)
    );
    let cultivation = installation.city.stream::<Cultivation>(CultivationId(1)).await;
    assert_eq!((cultivation.state(), cultivation.application), (CultivationState::InCycle, None));
    let page = installation.get(one, "/desk/cultivations/1").await;
    let text = told(&page.body);
    for said in ["存量导入", "泉人社文〔2024〕8号", "2026年12月20日", "不详（存量）", "150,000 元"]
    {
        assert!(text.contains(said), "{said} in {text}");
    }
    let again = installation.fill(one, "/desk/intake/new", &EXISTING, &[]).await;
    assert!(told(&again.body).contains("已有称号"), "{}", told(&again.body));
}

#[tokio::test]
async fn a_file_that_is_no_workbook_is_refused_with_a_sentence() {
    let installation = installation().await;
    let sent = installation.fill(&installation.officials.city, "/desk/intake/upload", &[], &["sheet"]).await;
    assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", told(&sent.body));
    let template = installation.get(&installation.officials.city, "/desk/intake/template.xlsx").await;
    assert!(template.status == StatusCode::OK && template.body.starts_with("PK"));
}

#[tokio::test]
async fn the_city_opens_rounds_and_sets_quotas_the_county_only_reads() {
    let installation = installation().await;
    let city = &installation.officials.city;
    let dates = [("opens_on", "2025-03-01"), ("closes_on", "2025-04-30"), ("recommend_by", "2025-04-01")];
    let round: Vec<_> = [("name", "2025年第一批"), ("year", "2025")].into_iter().chain(dates).collect();
    let wrong = installation.fill(city, "/desk/rounds/new", &round, &[]).await;
    assert!(told(&wrong.body).contains("县级推荐截止不能早于申报截止"), "{}", told(&wrong.body));
    let round: Vec<_> = round
        .into_iter()
        .map(|(name, value)| (name, if name == "recommend_by" { "2025-05-30" } else { value }))
        .collect();
    let opened = installation.fill(city, "/desk/rounds/new", &round, &[]).await;
    assert_eq!(opened.status, StatusCode::SEE_OTHER, "{}", told(&opened.body));
    let quota = [("quota_350582", "2"), ("document", "泉人社函〔2025〕3号")];
    let set = installation.fill(city, "/desk/rounds/1/set_quotas", &quota, &[]).await;
    assert_eq!(set.status, StatusCode::SEE_OTHER, "{}", told(&set.body));
    let county = installation.get(&installation.officials.county, "/desk/rounds").await;
    assert!(
        told(&county.body).contains("2025年第一批") && !county.body.contains("/set_quotas"),
        "{}",
        told(&county.body)
    );
    assert_eq!(
        installation.get(&installation.officials.county, "/desk/rounds/1/set_quotas").await.status,
        StatusCode::FORBIDDEN,
        "the round is known to the county, the act is the city's"
    );
    let close = "/desk/rounds/1/close_round";
    let early = installation.get(city, close).await;
    assert!(told(&early.body).contains("推荐截止日未过"), "{}", told(&early.body));
    assert!(!early.body.contains("href=\"/desk/rounds/1\""), "a round has no page to go back to");
    let list = installation.get(city, "/desk/rounds").await.body;
    assert!(list.contains("/desk/rounds/1/extend_round") && !list.contains("close_round"), "not before its day");
    let early = installation.post(city, close, &[("seen", "1"), ("key", "k"), ("reason", "择优结束")]).await;
    assert!(told(&early.body).contains("推荐截止日未过"), "{}", told(&early.body));
    installation.city.go_to("2025-06-03 09:00");
    assert!(installation.get(city, "/desk/rounds").await.body.contains("/desk/rounds/1/close_round"));
    let head = installation.get(&installation.officials.city_head, "/desk/rounds").await.body;
    assert!(head.contains("2025年第一批") && !head.contains("close_round"), "who only approves drafts nothing");
}

#[tokio::test]
async fn a_county_confirms_a_unit_by_one_hand_and_refuses_one_with_the_reason() {
    let installation = installation().await;
    let (city, head) = (&installation.city, &installation.officials.county_head);
    let mut tx = city.app.begin(None).await.unwrap();
    let new = app::units::NewUnit {
        credit_code: crate::city::credit_code(91),
        name: "晋江市伞业商会".into(),
        kind: "trade_association".into(),
        area: "350582".into(),
        details: app::units::UnitDetails {
            contact_name: "林某某".into(),
            contact_phone: "13800138000".into(),
            ..app::units::UnitDetails::default()
        },
    };
    let unit = app::units::enter(&mut tx, new).await.expect("registered");
    tx.commit().await.unwrap();
    let at = format!("/desk/units/{unit}/confirm_unit");
    assert!(installation.get(head, "/desk/units").await.body.contains(&at), "the list leads there");
    let drafter = installation.get(&installation.officials.county, "/desk/units").await.body;
    assert!(drafter.contains("晋江市伞业商会") && !drafter.contains(&at), "who has no step of it is not led there");
    let form = told(&installation.get(head, &at).await.body);
    assert!(form.contains("晋江市伞业商会") && !form.contains("拟办意见"), "nobody comes next: {form}");
    assert!(form.contains("林** 联系电话 138****8000") && !form.contains("13800138000"), "{form}");
    let shown =
        installation.fill(head, &format!("/desk/units/{unit}/unmask"), &[("purpose", "电话核实登记")], &[]).await;
    assert!(told(&shown.body).contains("联系人 林某某 联系电话 13800138000"), "{}", told(&shown.body));
    let bare = installation.fill(head, &at, &[("accepted", "no")], &[]).await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bare.body.contains("id=\"reason-error\""), "{}", told(&bare.body));
    let refused = installation.fill(head, &at, &[("accepted", "no"), ("reason", "证照不全")], &[]).await;
    assert_eq!((refused.status, refused.to.as_str()), (StatusCode::SEE_OTHER, "/desk/units"));
    assert_eq!(city.stream::<Unit>(unit).await.state(), UnitState::Refused);
    installation.fill(head, &at, &[("accepted", "yes")], &[]).await;
    assert_eq!(city.stream::<Unit>(unit).await.state(), UnitState::Confirmed);
}

#[tokio::test]
async fn every_list_opens_for_whom_it_is_meant() {
    let installation = installation().await;
    let auditor = installation.auditor().await;
    let (county, city, finance) =
        (&installation.officials.county, &installation.officials.city, &installation.officials.finance);
    for (who, paths) in [
        (county, &["/desk", "/desk/recommend", "/desk/rounds", "/desk/notices", "/desk/money", "/desk/units"][..]),
        (city, &["/desk", "/desk/notices/new", "/desk/objections", "/desk/intake", "/desk/money", "/desk/units"][..]),
        (finance, &["/desk", "/desk/money"][..]),
        (&auditor, &["/desk?tab=all", "/desk/objections", "/desk/intake", "/desk/notices", "/desk/money"][..]),
    ] {
        for path in paths {
            let seen = installation.get(who, path).await;
            assert_eq!(seen.status, StatusCode::OK, "{} {path}: {}", who.role.code(), told(&seen.body));
        }
    }
    for path in ["/desk/objections", "/desk/intake", "/desk/notices/new"] {
        assert_eq!(installation.get(county, path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(finance.role, Role::Finance);
    assert_eq!(installation.get(finance, "/desk/objections").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_county_keys_in_for_a_unit_of_its_own() {
    let installation = installation().await;
    let unit = installation.city.unit("晋江市伞业商会", "350582").await.unit.unwrap();
    installation.city.round(&installation.officials.city).await;
    let path = format!("/desk/units/{unit}/key-in");
    let long = "长".repeat(51);
    let refused =
        installation.fill(&installation.officials.county, &path, &[("round", "1"), ("name", long.as_str())], &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("id=\"name-error\""), "at its field: {}", told(&refused.body));
    let begun =
        installation.fill(&installation.officials.county, &path, &[("round", "1"), ("name", "晋江伞匠")], &[]).await;
    assert_eq!(
        (begun.status, begun.to.as_str()),
        (StatusCode::SEE_OTHER, "/unit/applications/1/sections/brand"),
        "{}",
        told(&begun.body)
    );
    assert_eq!(installation.get(&installation.officials.nanan, &path).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_brand_is_told_of_the_list_that_its_round_has_under_way() {
    let installation = installation().await;
    let (city, officials) = (&installation.city, &installation.officials);
    let first = installation.in_review().await;
    let unit = city.unit("晋江市制伞行业协会", "350582").await;
    let second = city.submitted(&unit, city.application(first).await.round, "晋江伞业技工", 10_000).await.id;
    city.reviewed(officials, second).await;
    city.recommended(officials, second, 2).await;
    city.in_review(officials, second).await;
    let listed = first.to_string();
    let list = [("applications", listed.as_str()), ("title", "拟认定名单公示")];
    let sent = installation.fill(&officials.city, "/desk/notices/new", &list, &[]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", told(&sent.body));
    for at in [format!("/desk/applications/{second}"), "/desk/notices/new".into()] {
        let page = installation.get(&officials.city, &at).await.body;
        assert!(told(&page).contains("本批次已有一份拟认定名单在审批"), "{at}: {}", told(&page));
        assert!(page.contains("href=\"/desk/matters/"), "and where: {at}");
    }
}
