//! Money and units: lists of their own beside the work list, a page at a time.

use crate::city::{self, City, city, day};
use app::{
    exports::Format,
    listing::{At, Count, Search},
    payments, units,
};
use domain::{
    cultivation::{Cultivation, CultivationEvent, Origin, Payment},
    ids::{AccountId, BrandId, UnitId},
    money::Fen,
    unit::UnitState,
};
use sea_orm::{ActiveValue::Set, EntityTrait};
use std::io::Read;
use storage::entities::unit;

/// A brand from paper whose payment is open.
async fn funded(city: &City, n: i64, area: &str) {
    let mut tx = city.app.begin(None).await.unwrap();
    let announced_on = day("2024-12-20");
    let given = CultivationEvent::TitleGiven {
        origin: Origin::Paper { entered_by: AccountId(1), first_subsidy_paid: None },
        brand: BrandId(n),
        area: area.into(),
        units: vec![UnitId(n)],
        policy: city.app.policies().current().0.to_owned(),
        title: format!("第{n}个品牌"),
        document: "泉人社文〔2024〕8号".into(),
        announced_on,
        plaque: None,
        cycle_ends: day("2026-12-20"),
        assessable_from: day("2025-12-21"),
    };
    let mut of = tx.begin::<Cultivation>(given).await.unwrap();
    let opened = CultivationEvent::DisbursementOpened {
        payment: Payment::First,
        amount: Fen::from_yuan(100_000 + n % 3).expect("an amount"),
        payer: "泉州市财政局".into(),
        fund: "就业补助资金".into(),
    };
    tx.append(&mut of, opened).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn money_is_listed_by_sums_a_page_at_a_time_and_each_county_sees_its_own() {
    let city = city().await;
    let officials = city.officials().await;
    for n in 1..=120 {
        funded(&city, n, if n % 2 == 0 { "350582" } else { "350583" }).await;
    }
    let (mut seen, mut at) = (Vec::new(), None);
    loop {
        let found =
            payments::list(&city.app, &officials.finance, &Search::default(), at.as_ref()).await.expect("a page");
        assert_eq!(found.total, Count::of(120));
        seen.extend(
            found
                .page
                .rows
                .iter()
                .map(|of| (of.cultivation.disbursements[&Payment::First].amount.0, of.cultivation.id.0)),
        );
        let Some(after) = found.page.after else { break };
        at = At::of(&after, "");
    }
    let mut sorted = seen.clone();
    sorted.sort_unstable_by(|a, b| b.cmp(a));
    assert_eq!((seen.len(), &seen), (120, &sorted), "the largest sums first, none twice");
    let own = payments::list(&city.app, &officials.county, &Search::default(), None).await.expect("a page");
    assert_eq!((own.total, own.page.rows.len()), (Count::of(60), 50));
    assert!(own.page.rows.iter().all(|of| of.cultivation.area.as_str() == "350582"));
    let one = Search { text: "第17个".into(), ..Search::default() };
    assert_eq!(payments::list(&city.app, &officials.finance, &one, None).await.expect("a page").page.rows.len(), 1);
    let mut file =
        payments::export(&city.app, &officials.county, &Search::default(), Format::Csv).await.expect("a file");
    let mut text = String::new();
    file.read_to_string(&mut text).unwrap();
    assert_eq!(text.lines().count(), 61, "what is listed is taken out");
    assert!(text.contains("100000.00") && !text.contains("第1个品牌"), "{}", text.lines().take(3).collect::<String>());
}

#[tokio::test(flavor = "multi_thread")]
async fn units_that_wait_come_first_and_all_are_found_by_code() {
    let city = city().await;
    let officials = city.officials().await;
    let row = |id: i64| unit::ActiveModel {
        id: Set(id),
        seq: Set(1),
        credit_code: Set(city::credit_code(id)),
        name: Set(format!("第{id}家协会")),
        kind: Set("trade_association".into()),
        area: Set(if id % 2 == 0 { "350582" } else { "350583" }.into()),
        details_sealed: Set(Vec::new()),
        state: Set(if id % 10 == 0 { "waiting" } else { "confirmed" }.into()),
        reason: Set(String::new()),
        created_at: Set(0),
    };
    for from in [1, 501, 1_001] {
        let rows = (from..from + 500).map(row);
        unit::Entity::insert_many(rows).exec_without_returning(city.app.db().reader()).await.unwrap();
    }
    let found = units::list(&city.app, &officials.county, &Search::default(), None).await.expect("a page");
    assert_eq!((found.total, found.page.rows.len()), (Count::of(750), 50));
    assert!(found.page.rows.iter().all(|unit| unit.state == UnitState::Waiting && unit.area.as_str() == "350582"));
    let all = units::list(&city.app, &officials.city, &Search::default(), None).await.expect("a page");
    assert_eq!(all.total.to_string(), "1,000+");
    let code = Search { text: city::credit_code(7).to_lowercase(), ..Search::default() };
    let one = units::list(&city.app, &officials.city, &code, None).await.expect("a page").page.rows;
    assert_eq!(one.iter().map(|unit| unit.id).collect::<Vec<_>>(), [UnitId(7)]);
}
