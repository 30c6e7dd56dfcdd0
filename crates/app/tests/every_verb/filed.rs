//! Rosters from the upload to verdict, sample and comparison with outside records.

use crate::{
    city::{
        City, on,
        trial::{Trial, Tried},
    },
    roster_city::{
        Installation, Sheet,
        release::{list_inside, release_to},
    },
    story::finished,
};
use app::{
    App, Faults, attachments, comparisons,
    rosters::{self, DisputedQuery, Keeps, NewSample, Verdict, Whom},
};
use domain::{
    access::Actor,
    act::ReleaseRoster,
    comparison::{Source, Unconfirmed},
    ids::{BrandId, ComparisonId, ImportId},
    roster::{Ledger, SheetKind},
    sampling::CallResult,
};
use futures::TryStreamExt;

pub(crate) async fn filed(how: Trial) -> Vec<Tried> {
    let installation = Installation::open_tried(how).await;
    let officials = installation.officials().await;
    let brand = installation.brand(&[1]).await;
    let mistaken = uploaded(&installation, brand, &Sheet::employment(0..5)).await;
    let discard = async |app: App, by: Actor| rosters::discard_import(&app, &by, mistaken).await;
    installation.verb("discard_import", &installation.unit(1), discard).await.expect("discarded");
    let import = uploaded(&installation, brand, &Sheet::employment(0..30)).await;
    let commit = async |app: App, by: Actor| rosters::commit_import(&app, &by, import).await;
    installation.verb("commit_import", &installation.unit(1), commit).await.expect("published");
    let versions = installation.pinned(brand).await;
    installation.claim_with(brand, &versions, Unconfirmed::Wait).await;

    sampled(&installation, &officials.county, brand).await;
    let release = release_to(Source::SocialInsurance, &versions);
    let act = on(brand, ReleaseRoster { release });
    installation.decide(&officials.county, &officials.county_head, act).await.expect("released");
    compared(&installation, &officials.county, brand).await;
    of_another_city(&installation, &officials.city).await;
    let disputed = rosters::disputed(&installation.app, &officials.county, brand, &DisputedQuery::default()).await;
    let chosen: Vec<_> = disputed.expect("a page").people.iter().map(|person| person.chosen.clone()).collect();
    let verdict =
        Verdict { whom: Whom::Chosen(chosen), keeps: Keeps::Here, reason: "核对社保缴费凭证。".into() };
    let decide = async |app: App, by: Actor| rosters::decide_people(&app, &by, brand, &verdict).await;
    installation.verb("decide_people", &officials.county, decide).await.expect("decided");
    installation.recounts_alike().await;
    finished(&installation).await
}

async fn uploaded(installation: &Installation, brand: BrandId, sheet: &Sheet) -> ImportId {
    let unit = installation.unit(1);
    let of = unit.unit.expect("a unit's account");
    let begin = async |app: App, by: Actor| {
        let pieces = futures::stream::iter([Ok::<_, std::io::Error>(sheet.workbook())]);
        let upload = attachments::receive(&app, 64 << 20, "花名册.xlsx", pieces).await?;
        rosters::begin_import(&app, &by, brand, of, SheetKind::Employment, 2025, &upload).await
    };
    let import = installation.verb("begin_import", &unit, begin).await.expect("an upload begins");
    assert_eq!(installation.checked(1, import).await.rejected, 0);
    import
}

async fn sampled(installation: &Installation, by: &Actor, brand: BrandId) {
    let new = NewSample { ledger: Ledger::Employment, year: 2025, confidence: 95, margin: 10, expected: 50 };
    let draw = async |app: App, by: Actor| rosters::draw_sample(&app, &by, brand, &new).await;
    let id = installation.verb("draw_sample", by, draw).await.expect("drawn");
    let (_, sample) = rosters::sample(&installation.app, by, id).await.expect("a sample");
    let size = i64::try_from(sample.size).expect("few");
    let results: Vec<_> = (1..=size).map(|no| (no, Some(CallResult::Confirmed), String::new())).collect();
    let enter = async |app: App, by: Actor| rosters::enter_results(&app, &by, id, &results).await;
    installation.verb("enter_results", by, enter).await.expect("entered");
    let conclude = async |app: App, by: Actor| rosters::conclude_sample(&app, &by, id).await;
    installation.verb("conclude_sample", by, conclude).await.expect("concluded");
}

async fn compared(installation: &Installation, by: &Actor, brand: BrandId) {
    let id = comparisons::of_brand(&installation.app, by, brand).await.expect("a list")[0].id;
    let pack = async |app: App, by: Actor| comparisons::pack(&app, &by, id).await;
    let packed = installation.verb("pack", by, pack).await.expect("packed");
    let (_, content) = comparisons::archive(&installation.app, by, id, packed.no).await.expect("an archive");
    let pieces: Vec<Vec<u8>> = content.try_collect().await.expect("content");
    let list = list_inside(pieces.concat(), &packed.password);
    let numbers: Vec<String> = list.into_iter().skip(1).map(|row| row[0].clone()).collect();
    let answer = answered(installation, by, id, &numbers[0]).await;
    let discard = async |app: App, by: Actor| comparisons::discard_answer(&app, &by, id, answer).await;
    installation.verb("discard_answer", by, discard).await.expect("discarded");
    let answer = answered(installation, by, id, &numbers[1]).await;
    let record = async |app: App, by: Actor| comparisons::record_answer(&app, &by, id, answer).await;
    installation.verb("record_answer", by, record).await.expect("recorded");
    let (on, words) = (installation.app.today(), "已全部删除，无备份");
    let state = async |app: App, by: Actor| comparisons::state_deleted(&app, &by, id, on, words).await;
    installation.verb("state_deleted", by, state).await.expect("deleted");
}

/// Another city's tokens, of whom some are listed here as well.
async fn of_another_city(installation: &Installation, by: &Actor) {
    const PASSPHRASE: &str = "海丝-2026-约定的口令-9Q7X";
    let there = Installation::open().await;
    let brand = there.brand(&[1]).await;
    let versions = there.published(brand, 1, SheetKind::Employment, 2025, &Sheet::employment(20..50)).await;
    there.claim(brand, &versions).await;
    let file = comparisons::export_tokens(&there.app, Ledger::Employment, 2025, PASSPHRASE).await.expect("a file");
    let import = async |app: App, _| comparisons::import_tokens(&app, "厦门市", PASSPHRASE, file.clone()).await;
    installation.verb("import_tokens", by, import).await.expect("brought in");
}

/// An answer that says of one person that the entry is untrue.
async fn answered(city: &City, by: &Actor, id: ComparisonId, number: &str) -> i64 {
    let file = format!("编号,比对结果\n{number},不一致\n").into_bytes();
    let today = city.app.today();
    let check = async |app: App, by: Actor| {
        let pieces = futures::stream::iter([Ok::<_, std::io::Error>(file.clone())]);
        let upload = attachments::receive(&app, 1 << 20, "答复.csv", pieces).await?;
        let checked: Result<i64, Faults> = comparisons::check_answer(&app, &by, id, &upload, today).await?;
        Ok(checked.expect("nothing is wrong"))
    };
    city.verb("check_answer", by, check).await.expect("read")
}
