//! Brands from before this system (存量导入): partner units, scans, and a workbook that is taken whole or not at all.

use super::client::{Installation, installation, told};
use crate::city::credit_code;
use app::listing::Search;
use axum::http::StatusCode;
use domain::{
    cultivation::{Cultivation, CultivationState},
    ids::CultivationId,
    stream::Stream,
};

const HEADS: &str = "品牌名称,属地,牵头单位,统一社会信用代码,单位类型,认定文件字号,公布日期,牌匾编号,\
                     第一次补助金额（元）,拨付日期,联合培育单位\n";

fn entry(partners: &str) -> Vec<(&'static str, String)> {
    let fields = [
        ("name", "安溪制茶师"),
        ("area", "350524"),
        ("unit_name", "安溪县茶业行业协会"),
        ("unit_kind", "trade_association"),
        ("document", "泉人社文〔2024〕8号"),
        ("announced_on", "2024-12-20"),
        ("partners", partners),
    ];
    let mut fields: Vec<_> = fields.into_iter().map(|(name, value)| (name, value.to_owned())).collect();
    fields.push(("credit_code", credit_code(61)));
    fields
}

fn borrowed<'a>(fields: &'a [(&'static str, String)]) -> Vec<(&'a str, &'a str)> {
    fields.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

/// A row of the workbook.
fn row(name: &str, nth: i64, announced_on: &str, partners: &str) -> String {
    let code = credit_code(nth);
    format!("{name},安溪县,安溪县茶业行业协会,{code},行业协会,泉人社文〔2024〕8号,{announced_on},,,,{partners}\n")
}

impl Installation {
    async fn waiting(&self) -> usize {
        app::intake::list(&self.city.app, &self.officials.city, &Search::default(), None).await.unwrap().page.rows.len()
    }
}

#[tokio::test]
async fn a_joint_brand_is_entered_with_its_scans_and_confirmed_by_another() {
    let installation = installation().await;
    let (one, two) = (&installation.officials.city, &installation.officials.city_head);
    let wrong = entry("安溪县某茶厂，123");
    let wrong = installation.fill(one, "/desk/intake/new", &borrowed(&wrong), &[]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong.body.contains("id=\"partners-error\"") && wrong.body.contains("安溪县某茶厂，123"),
        "{}",
        told(&wrong.body)
    );
    let twice = entry(&format!("安溪县茶业行业协会，{}，行业协会", credit_code(61)));
    let twice = installation.fill(one, "/desk/intake/new", &borrowed(&twice), &[]).await;
    assert!(told(&twice.body).contains("与前面的单位信用代码相同"), "{}", told(&twice.body));
    assert_eq!(installation.waiting().await, 0);

    let joint = entry(&format!("安溪县职业培训学校，{}，行业协会", credit_code(62)));
    let entered = installation.fill(one, "/desk/intake/new", &borrowed(&joint), &["scans"]).await;
    assert_eq!(entered.status, StatusCode::SEE_OTHER, "{}", told(&entered.body));
    let again = installation.fill(one, "/desk/intake/new", &borrowed(&joint), &[]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(told(&again.body).contains("正等复核，不必重复录入"), "caught at entry: {}", told(&again.body));

    let same = installation.post(one, "/desk/intake/1", &[]).await;
    assert!(told(&same.body).contains("一人不得办理两个环节"), "{}", told(&same.body));
    let same = installation.get(one, "/desk/intake/1").await;
    assert!(same.status == StatusCode::CONFLICT && same.body.contains("href=\"/desk/intake\""), "{}", told(&same.body));
    let own = installation.get(one, "/desk/intake").await.body;
    assert!(own.contains("安溪制茶师") && !own.contains("/desk/intake/1\""), "nothing to decide for who entered it");
    assert!(installation.get(two, "/desk/intake").await.body.contains("/desk/intake/1\""));
    let page = installation.get(two, "/desk/intake/1").await;
    assert!(told(&page.body).contains("安溪县职业培训学校") && told(&page.body).contains("scans.pdf"));
    let scan = page.body.split("/files/").nth(1).expect("a scan").split('"').next().unwrap();
    let scan = format!("/files/{scan}");
    assert!(installation.get(two, &scan).await.body.starts_with("%PDF"));
    for other in [&installation.officials.county, &installation.officials.finance] {
        assert_eq!(installation.get(other, &scan).await.status, StatusCode::NOT_FOUND);
    }
    let taken = installation.fill(two, "/desk/intake/1", &[], &[]).await;
    assert_eq!(taken.to, "/desk/cultivations/1", "{}", told(&taken.body));
    let cultivation = installation.city.stream::<Cultivation>(CultivationId(1)).await;
    assert_eq!((cultivation.state(), cultivation.units.len()), (CultivationState::InCycle, 2));
}

#[tokio::test]
async fn a_workbook_with_a_wrong_cell_is_not_taken_and_each_is_named_by_row_and_column() {
    let installation = installation().await;
    let city = &installation.officials.city;
    let sheet = [
        HEADS.to_owned(),
        row("安溪制茶师", 61, "2024-12-20", ""),
        row("安溪藤编师", 62, "去年", ""),
        row("安溪制茶师", 63, "2024-12-20", ""),
        row("安溪香线师", 64, "2024-12-20", "某厂"),
    ]
    .concat();
    let refused = installation.upload(city, "/desk/intake/upload", "sheet", "存量.csv", &sheet).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let text = told(&refused.body);
    for said in [
        "第 3 行“公布日期”：",
        "第 4 行“品牌名称”：与第 2 行是同一个品牌",
        "第 5 行“联合培育单位”：联合培育单位第 1 家",
    ] {
        assert!(text.contains(said), "{said} in {text}");
    }
    assert_eq!(installation.waiting().await, 0, "nothing half stored");

    let good =
        [HEADS.to_owned(), row("安溪制茶师", 61, "2024-12-20", ""), row("安溪藤编师", 62, "2024-12-20", "")].concat();
    let taken = installation.upload(city, "/desk/intake/upload", "sheet", "存量.csv", &good).await;
    assert_eq!(taken.to, "/desk/intake", "{}", told(&taken.body));
    assert_eq!(installation.waiting().await, 2);
    let again = installation.upload(city, "/desk/intake/upload", "sheet", "存量.csv", &good).await;
    assert!(told(&again.body).contains("第 2 行“品牌名称”：这个属地的同名品牌已经录入"), "{}", told(&again.body));
    assert_eq!(installation.waiting().await, 2);
}

#[tokio::test]
async fn a_workbook_has_a_thousand_brands_at_most_and_a_hundred_faults_are_told() {
    let installation = installation().await;
    let city = &installation.officials.city;
    let sheet = |rows: i64, announced_on: &str| {
        let rows = (1..=rows).map(|nth| row(&format!("安溪第{nth}工匠"), 1_000 + nth, announced_on, ""));
        HEADS.to_owned() + &rows.collect::<String>()
    };
    let form = installation.get(city, "/desk/intake/upload").await;
    assert!(told(&form.body).contains("一个表最多 1,000 个"), "{}", told(&form.body));
    let long = installation.upload(city, "/desk/intake/upload", "sheet", "存量.csv", &sheet(1_001, "2024-12-20")).await;
    assert_eq!(long.status, StatusCode::UNPROCESSABLE_ENTITY);
    let text = told(&long.body);
    assert!(text.contains("一个表最多填 1,000 个品牌") && text.contains("分成几个表"), "{text}");

    let wrong = sheet(103, "去年") + &row("安溪第1工匠", 3_000, "2024-12-20", "");
    let wrong = installation.upload(city, "/desk/intake/upload", "sheet", "存量.csv", &wrong).await;
    let text = told(&wrong.body);
    assert!(text.contains("第 101 行“公布日期”：") && !text.contains("第 102 行"), "{text}");
    assert!(text.contains("有 104 处需要修改"), "told and counted: {text}");
    assert!(text.contains("另有 4 处，请一并核对。"), "three dates, and the brand that stands there twice: {text}");
    assert_eq!(installation.waiting().await, 0);
}

#[tokio::test]
async fn a_brand_on_paper_has_its_dates_in_their_order() {
    let installation = installation().await;
    let typed = |announced: &str, paid: &str| {
        let mut typed = entry("");
        typed.retain(|(name, _)| *name != "announced_on");
        typed.extend(
            [("announced_on", announced), ("paid_yuan", "150000"), ("paid_on", paid)].map(|(n, v)| (n, v.into())),
        );
        typed
    };
    let one = &installation.officials.city;
    for (announced, paid, field, why) in [
        ("2019-12-20", "2025-01-10", "announced_on", "公布日期不能早于2024年4月28日（实施方案印发之日）"),
        ("2024-12-20", "2024-12-19", "paid_on", "拨付日期不能早于2024年12月20日（认定公布之日）"),
    ] {
        let wrong = installation.fill(one, "/desk/intake/new", &borrowed(&typed(announced, paid)), &[]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.body.contains(&format!("id=\"{field}-error\"")) && told(&wrong.body).contains(why), "{why}");
    }
    let page = installation.get(one, "/desk/intake/new").await;
    assert!(page.body.contains("min=\"2024-04-28\" max=\"2025-03-03\""), "the browser knows the bounds");
}
