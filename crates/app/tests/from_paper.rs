//! Brands recognised on paper (存量导入): what a sheet says of itself, what the record says of it, and which numbers a plaque
//! may carry.

#[path = "city/mod.rs"]
mod city;

use app::{
    Error, Faults, attachments,
    intake::{self, Existing},
};
use city::{City, Officials, city, credit_code, existing};

async fn officials() -> (City, Officials) {
    let city = city().await;
    let officials = city.officials().await;
    (city, officials)
}

/// A row of a sheet, of a unit of Anxi.
fn row(name: &str, unit: &str, nth: i64, plaque: &str, partners: &str) -> String {
    let code = credit_code(60 + nth);
    format!("{name},安溪县,{unit},{code},行业协会,泉人社文〔2024〕8号,2024-12-20,{plaque},,,{partners}\n")
}

async fn upload(city: &City, rows: &str) -> attachments::Upload {
    let file = format!("{}\n{rows}", intake::HEADS.join(","));
    let pieces = futures::stream::iter([Ok::<_, std::io::Error>(file.into_bytes())]);
    attachments::receive(&city.app, 4 << 20, "存量品牌.csv", pieces).await.expect("received")
}

/// What is said of a sheet that is not taken.
async fn told(city: &City, officials: &Officials, rows: &str) -> Faults {
    let upload = upload(city, rows).await;
    let entered = intake::propose_sheet(&city.app, &officials.city, &upload).await.expect("read");
    entered.expect_err("not taken")
}

/// The field and the sentence of what cannot be entered.
async fn refused(city: &City, officials: &Officials, existing: &Existing) -> (String, String) {
    match intake::propose(&city.app, &officials.city, existing, &[]).await {
        Err(Error::Invalid(wrong)) if wrong.len() == 1 => (wrong[0].field.clone(), wrong[0].message.clone()),
        other => panic!("{other:?}"),
    }
}

fn said(faults: &Faults, row: u32, column: &str, sentence: &str) -> bool {
    faults.told.iter().any(|one| one.row == row && one.column == column && one.message.contains(sentence))
}

#[tokio::test]
async fn what_a_sheet_says_itself_is_told_without_the_write_lock() {
    let (city, officials) = officials().await;
    let unit = "安溪县茶业行业协会";
    let many = "甲；".repeat(900);
    let rows: String = (1..=150).map(|nth| row(&format!("安溪第{nth}工匠"), unit, nth, "", &many)).collect();
    let sheet = upload(&city, &rows).await;
    let long = upload(&city, &row("安溪制茶师", unit, 1, "", &"甲；".repeat(16_000))).await;
    let held = city.app.begin(Some(&officials.city_head)).await.expect("the write lock");
    let told = intake::propose_sheet(&city.app, &officials.city, &sheet).await.expect("read").expect_err("not taken");
    let cut = intake::propose_sheet(&city.app, &officials.city, &long).await.expect("read").expect_err("not taken");
    drop(held);
    assert_eq!((told.told.len(), told.more), (100, 50));
    assert!(said(&told, 2, "联合培育单位", "最多填 10 家"), "{told:?}");
    assert!(said(&cut, 2, "联合培育单位", "2,000 字以内"), "{cut:?}");
}

#[tokio::test]
async fn a_sheet_does_not_contradict_itself() {
    let (city, officials) = officials().await;
    let rows = [
        row("安溪制茶师", "安溪县茶业行业协会", 1, "2024-0007", ""),
        row("安溪藤编师", "安溪县藤铁工艺协会", 2, "泉字号２０２４－7", ""),
        row("安溪香线师", "安溪县香业行业协会", 1, "", ""),
    ];
    let told = told(&city, &officials, &rows.concat()).await;
    assert!(said(&told, 3, "牌匾编号", "与第 2 行的牌匾编号相同"), "{told:?}");
    assert!(said(&told, 4, "牵头单位", "在第 2 行是“安溪县茶业行业协会”"), "{told:?}");
    assert_eq!(told.told.len(), 2, "{told:?}");
}

#[tokio::test]
async fn a_plaque_of_our_series_has_a_number_that_the_series_prints() {
    let (city, officials) = officials().await;
    for plaque in ["2025-9223372036854775807", "2025-10000", "2025-0000", "2025-99999999999999999999999"] {
        let (field, sentence) = refused(&city, &officials, &existing(1, "安溪制茶师", plaque)).await;
        assert!(field == "plaque" && sentence.contains("序号最多四位"), "{plaque}: {field} {sentence}");
        let told = told(&city, &officials, &row("安溪制茶师", "安溪县茶业行业协会", 1, plaque, "")).await;
        assert!(said(&told, 2, "牌匾编号", "序号最多四位"), "{plaque}: {told:?}");
    }
    let (field, _) = refused(&city, &officials, &existing(1, &"长".repeat(51), "")).await;
    assert_eq!(field, "name");
    for (plaque, said) in [
        ("泉字号 2025-0001号", "只写年份和序号"),
        ("泉 字号2025", "只写年份和序号"),
        ("2024-0001", "公布日期在 2025 年"),
        ("2025-1001", "请核对编号"),
        ("2025-9999", "还没有这一年的牌匾编号"),
    ] {
        let (field, sentence) = refused(&city, &officials, &existing(1, "安溪制茶师", plaque)).await;
        assert!(field == "plaque" && sentence.contains(said), "{plaque}: {field} {sentence}");
    }
    let good = existing(1, "安溪制茶师", "2025-1000");
    let id = intake::propose(&city.app, &officials.city, &good, &[]).await.expect("not far ahead of the series");
    intake::confirm(&city.app, &officials.city_head, id).await.expect("confirmed");
    let next = existing(2, "安溪藤编师", "泉字号 2025-2000");
    intake::propose(&city.app, &officials.city, &next, &[]).await.expect("nor this, of the number before");
    let (_, sentence) = refused(&city, &officials, &existing(3, "安溪香线师", "2025-2001")).await;
    assert!(sentence.contains("最后一个（1000）"), "{sentence}");
}

#[tokio::test]
async fn no_more_was_paid_than_the_scheme_gives() {
    let (city, officials) = officials().await;
    let paid = |yuan: &str| {
        let (paid_yuan, paid_on) = (yuan.to_owned(), "2025-02-10".to_owned());
        Existing { paid_yuan, paid_on, ..existing(1, "安溪制茶师", "") }
    };
    for yuan in ["150001", "15,000,000"] {
        let (field, sentence) = refused(&city, &officials, &paid(yuan)).await;
        assert!(field == "paid_yuan" && sentence.contains("150,000 元"), "{yuan}: {field} {sentence}");
    }
    intake::propose(&city.app, &officials.city, &paid("150000"), &[]).await.expect("the whole first subsidy");
}

#[tokio::test]
async fn a_brand_stands_once_in_a_sheet_and_beside_what_waits_however_it_is_spelled() {
    let (city, officials) = officials().await;
    let unit = "安溪县茶业行业协会";
    let rows = [
        row("安溪制茶师", unit, 1, "", ""),
        row("安溪 制茶师", "安溪县藤铁工艺协会", 2, "", ""),
        row("安溪制茶师。", unit, 1, "", "").replace(",安溪县,", ",德化县,"),
    ];
    let told = told(&city, &officials, &rows.concat()).await;
    assert!(said(&told, 3, "品牌名称", "与第 2 行是同一个品牌"), "{told:?}");
    assert!(said(&told, 4, "品牌名称", "同一家牵头单位的同名品牌"), "{told:?}");
    intake::propose(&city.app, &officials.city, &existing(1, "安溪制茶师", ""), &[]).await.expect("entered");
    let (field, sentence) = refused(&city, &officials, &existing(2, "安溪制茶师。", "")).await;
    assert!(field == "name" && sentence.contains("正等复核"), "{field} {sentence}");
}

#[tokio::test]
async fn a_brand_recognised_already_is_not_imported_again_without_a_word() {
    let (city, officials) = officials().await;
    let first = existing(1, "安溪制茶师", "");
    let id = intake::propose(&city.app, &officials.city, &first, &[]).await.expect("entered");
    intake::confirm(&city.app, &officials.city_head, id).await.expect("confirmed");
    let moved = Existing { area: "350582".into(), ..first.clone() };
    let (field, sentence) = refused(&city, &officials, &moved).await;
    assert!(field == "name" && sentence.contains("属地是安溪县"), "{field} {sentence}");

    let other = Existing { area: "350582".into(), ..existing(2, "安溪制茶师", "") };
    intake::propose(&city.app, &officials.city, &other, &[]).await.expect("another unit's, of another county");
    let same = intake::namesakes(&city.app, &other).await.expect("asked");
    assert_eq!(same.iter().map(|brand| brand.area.as_str()).collect::<Vec<_>>(), ["350524"]);
    assert!(intake::namesakes(&city.app, &first).await.expect("asked").is_empty());

    let namesake = row("安溪制茶师", "德化县茶业行业协会", 3, "", "").replace(",安溪县,", ",德化县,");
    let sheet = upload(&city, &namesake).await;
    let entered = intake::propose_sheet(&city.app, &officials.city, &sheet).await.expect("read").expect("taken");
    assert_eq!((entered.brands, entered.namesakes), (1, 1));
}
