//! Signs of padding and samples: found after filing, looked at by those of the area, drawn, called, concluded.

use crate::roster_city::{self, Installation, Sheet};
use app::{
    Error,
    listing::Search,
    rosters::{self, NewSample, SignAt, SignSheet, SignsDocket},
    unmaskings,
};
use domain::{
    access::{Actor, Denied, Role},
    brand::BrandEvent,
    ids::{AccountId, BrandId, SampleId},
    roster::{Ledger, SheetKind, signs::SignKind},
    sampling::{self, CallResult},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use storage::entities::{access_record, roster_sample_person, roster_sign};

const JINJIANG: &str = "350582";
const NANAN: &str = "350583";
/// All of one mobile.
const MOBILE: &str = "13911112222";

fn auditor() -> Actor {
    Actor { account: AccountId(roster_city::AUDITOR), role: Role::Auditor, office: None, area: None, unit: None }
}

/// A brand that filed a roster of thirty, of whom the first four share a mobile.
async fn filed(installation: &Installation) -> BrandId {
    let brand = installation.brand(&[1]).await;
    let mut sheet = Sheet::employment(0..30);
    for row in 0..4 {
        sheet = sheet.mobile_of(row, MOBILE);
    }
    let versions = installation.published(brand, 1, SheetKind::Employment, 2025, &sheet).await;
    installation.claim(brand, &versions).await;
    brand
}

async fn sheet(installation: &Installation, who: &Actor, brand: BrandId) -> SignSheet {
    let (_, mut sheets) = rosters::signs_of(&installation.app, who, brand).await.expect("signs");
    assert_eq!(sheets.len(), 1);
    sheets.remove(0)
}

async fn listed(installation: &Installation, who: &Actor) -> Result<Vec<SignsDocket>, Error> {
    Ok(rosters::signed_brands(&installation.app, who, &Search::default(), None).await?.page.rows)
}

fn employment(margin: u32) -> NewSample {
    NewSample { ledger: Ledger::Employment, year: 2025, confidence: 95, margin, expected: 50 }
}

fn sentence(error: Error) -> String {
    match error {
        Error::Invalid(errors) => errors.into_iter().map(|error| error.message).collect(),
        other => other.to_string(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_filed_is_searched_once_and_again_when_it_is_replaced() {
    let installation = Installation::open().await;
    let brand = filed(&installation).await;
    let county = installation.county(JINJIANG);
    assert!(sheet(&installation, &county, brand).await.found_at.is_none(), "a page searches nothing");
    assert_eq!(rosters::search_pending_signs(&installation.app).await.expect("searched"), 1);
    assert_eq!(rosters::search_pending_signs(&installation.app).await.expect("searched"), 0, "nothing new");

    let found = sheet(&installation, &county, brand).await;
    assert_eq!((found.rows, found.people, found.total, found.outdated), (30, 30, 1, false));
    let (at, sign) = &found.signs[0];
    assert_eq!((sign.kind, sign.people, sign.rows), (SignKind::SharedPhone, 4, 4));
    assert_eq!(sign.sentence, "4 个人填的是同一个手机号码 139****2222。");
    let (_, rows, next) = rosters::sign_rows(&installation.app, &county, brand, *at, 0).await.expect("rows");
    assert_eq!((rows.len(), next), (4, None));
    assert_eq!((rows[3].place.as_str(), rows[3].mobile.as_str()), ("第 1 版 第 5 行", "139****2222"));
    assert!(!rows[3].number.contains(&roster_city::number(3)[6..14]), "masked: {rows:?}");
    let sealed = roster_sign::Entity::find().all(installation.app.db().reader()).await.expect("signs");
    assert!(!sealed.iter().any(|row| row.body_sealed.windows(4).any(|some| some == b"2222")), "sealed");

    // A version without the fault takes the sign away.
    let clean = installation.published(brand, 1, SheetKind::Employment, 2025, &Sheet::employment(0..30)).await;
    installation.claim(brand, &clean).await;
    assert!(sheet(&installation, &county, brand).await.outdated);
    assert_eq!(rosters::search_signs(&installation.app, &county, brand).await.expect("searched"), 0);
    let found = sheet(&installation, &county, brand).await;
    assert_eq!((found.total, found.signs.len(), found.outdated), (0, 0, false));
    let gone = rosters::sign_rows(&installation.app, &county, brand, *at, 0).await.map(|(sign, ..)| sign);
    assert!(matches!(gone, Err(Error::NotFound)), "gone with its roster: {gone:?}");
    installation.assert_nowhere_in_plain(MOBILE);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_persons_overlapping_jobs_are_found_across_the_units_of_a_brand() {
    let installation = Installation::open().await;
    let brand = installation.brand(&[1, 2]).await;
    let mut versions = Vec::new();
    for unit in [1, 2] {
        let sheet = Sheet::employment(0..12).employed_at(&format!("晋江第{unit}鞋业有限公司"));
        versions.extend(installation.published(brand, unit, SheetKind::Employment, 2025, &sheet).await);
    }
    installation.claim(brand, &versions).await;
    rosters::search_pending_signs(&installation.app).await.expect("searched");
    let found = sheet(&installation, &installation.county(JINJIANG), brand).await;
    let told: Vec<_> = found.signs.iter().map(|(_, sign)| (sign.kind, sign.people, sign.rows)).collect();
    assert!(told.contains(&(SignKind::TwoJobs, 12, 24)), "{told:?}");
    assert_eq!(told.iter().filter(|(kind, ..)| *kind == SignKind::NoCreditCode).count(), 2, "{told:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn signs_are_for_the_area_the_city_and_the_auditor_alone() {
    let installation = Installation::open().await;
    let brand = filed(&installation).await;
    let at = SignAt { ledger: Ledger::Employment, year: 2025, no: 1 };
    rosters::search_pending_signs(&installation.app).await.expect("searched");
    for reader in [installation.county(JINJIANG), installation.city_officer(), auditor()] {
        assert_eq!(sheet(&installation, &reader, brand).await.total, 1);
        assert_eq!(listed(&installation, &reader).await.expect("brands").len(), 1);
        rosters::sign_rows(&installation.app, &reader, brand, at, 0).await.expect("rows");
    }
    assert_eq!(listed(&installation, &installation.county(NANAN)).await.expect("brands"), []);
    assert!(matches!(listed(&installation, &installation.unit(1)).await, Err(Error::NotFound)));
    for stranger in [installation.county(NANAN), installation.unit(1), installation.unit(2)] {
        let hidden = |error: Error| assert!(matches!(error, Error::Denied(Denied::Hidden)), "{error:?}");
        hidden(rosters::signs_of(&installation.app, &stranger, brand).await.expect_err("signs"));
        hidden(rosters::sign_rows(&installation.app, &stranger, brand, at, 0).await.expect_err("rows"));
        hidden(rosters::search_signs(&installation.app, &stranger, brand).await.expect_err("a search"));
        hidden(rosters::draw_sample(&installation.app, &stranger, brand, &employment(10)).await.expect_err("a draw"));
        let look = rosters::unmask_sign_rows(&installation.app, &stranger, brand, at, 0, "核对报名表").await;
        hidden(look.expect_err("a look"));
    }
    let denied = |error: Error| assert!(matches!(error, Error::Denied(Denied::NotYours(_))), "{error:?}");
    denied(rosters::search_signs(&installation.app, &auditor(), brand).await.expect_err("an auditor only reads"));
    denied(
        rosters::unmask_sign_rows(&installation.app, &auditor(), brand, at, 0, "核对报名表").await.expect_err("a look"),
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn whole_numbers_are_shown_for_a_purpose_and_the_look_is_recorded() {
    let installation = Installation::open().await;
    let brand = filed(&installation).await;
    rosters::search_pending_signs(&installation.app).await.expect("searched");
    let (county, at) = (installation.county(JINJIANG), SignAt { ledger: Ledger::Employment, year: 2025, no: 1 });
    let bare =
        rosters::unmask_sign_rows(&installation.app, &county, brand, at, 0, "看 ").await.expect_err("no purpose");
    assert!(sentence(bare).contains("请写明查看的用途"));
    let rows = rosters::unmask_sign_rows(&installation.app, &county, brand, at, 0, "核对报名表").await.expect("rows");
    assert_eq!((rows.len(), rows[0].mobile.as_str(), rows[0].number.clone()), (4, MOBILE, roster_city::number(0)));
    assert!(!format!("{rows:?}").contains(MOBILE));
    let looks = access_record::Entity::find()
        .filter(access_record::Column::Kind.eq("unmask"))
        .all(installation.app.db().reader())
        .await
        .expect("records");
    assert_eq!(looks.len(), 1);
    assert!(looks[0].detail.contains("核对报名表") && !looks[0].detail.contains(MOBILE), "{looks:?}");
    let told = unmaskings::list(&installation.app, &auditor(), &Search::default(), None).await.expect("the looks");
    assert_eq!(told.page.rows[0].what, "疑点所涉人员的姓名、手机和证件号码");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sample_is_drawn_called_and_concluded() {
    let installation = Installation::open().await;
    let brand = filed(&installation).await;
    let (app, county) = (&installation.app, installation.county(JINJIANG));
    for (new, said) in [
        (NewSample { confidence: 80, ..employment(10) }, "置信度请选"),
        (employment(0), "允许误差应为"),
        (NewSample { expected: 51, ..employment(10) }, "预计不属实的占比"),
    ] {
        assert!(sentence(rosters::draw_sample(app, &county, brand, &new).await.expect_err("refused")).contains(said));
    }
    let nothing = NewSample { year: 2024, ..employment(10) };
    assert!(matches!(rosters::draw_sample(app, &county, brand, &nothing).await, Err(Error::NotFound)));
    let id = rosters::draw_sample(app, &county, brand, &employment(10)).await.expect("drawn");
    let listed_so = async |open| {
        let told: Vec<_> =
            listed(&installation, &county).await.expect("brands").iter().map(|row| row.open_samples).collect();
        assert_eq!(told, open);
        assert_eq!(rosters::recount(app).await.expect("a recount").differences, []);
    };
    listed_so(vec![1]).await;
    let again = rosters::draw_sample(app, &county, brand, &employment(10)).await.expect_err("one at a time");
    assert!(sentence(again).contains("24 人没有结果"));

    // Whoever knows seed and list draws the same people.
    let (_, sample) = rosters::sample(app, &county, id).await.expect("a sample");
    assert_eq!((sample.plan.population, sample.size), (30, 24));
    let people = drawn(&installation, id).await;
    assert_eq!(people.iter().map(|(number, _)| *number).collect::<Vec<_>>(), sampling::draw(&sample.seed, 30, 24));
    assert!(people.iter().all(|(number, row)| *row == *number as i64 + 1), "number n stands in row n + 1");

    let page = rosters::called_rows(app, &sample, 1).await.expect("a page");
    assert_eq!((page.people.len(), page.before, page.next), (20, None, Some(21)));
    assert_eq!(rosters::called_rows(app, &sample, 21).await.expect("a page").people.len(), 4);
    let whole = rosters::unmask_called(app, &county, id, 21, "电话回访抽查人员").await.expect("numbers");
    let first = u32::try_from(people[20].0).expect("small") - 1;
    assert_eq!((whole.len(), whole[0].no, whole[0].number.clone()), (4, 21, roster_city::number(first)));

    let refuted = |note: &str| vec![(1, Some(CallResult::Refuted), note.to_owned())];
    let bare = rosters::enter_results(app, &county, id, &refuted(" ")).await.expect_err("why");
    assert!(sentence(bare).contains("第 1 位：不属实的请写明情况"));
    let undecided = vec![(2, None, "没人接".to_owned())];
    assert!(sentence(rosters::enter_results(app, &county, id, &undecided).await.expect_err("what")).contains("补选"));
    rosters::enter_results(app, &county, id, &refuted("本人称未在该单位就业。")).await.expect("entered");
    let early = rosters::conclude_sample(app, &county, id).await.expect_err("calls are missing");
    assert!(sentence(early).contains("还有 23 人没有结果"));
    let rest = (2..=24).map(|no| {
        let result = if no < 4 { CallResult::Unreached } else { CallResult::Confirmed };
        (no, Some(result), String::new())
    });
    rosters::enter_results(app, &county, id, &rest.collect::<Vec<_>>()).await.expect("entered");
    let nobody = vec![(25, Some(CallResult::Confirmed), String::new())];
    assert!(matches!(rosters::enter_results(app, &county, id, &nobody).await, Err(Error::NotFound)));
    assert_eq!(rosters::conclude_sample(app, &county, id).await.expect("concluded"), brand);
    listed_so(vec![]).await;

    let page = rosters::called_rows(app, &sample, 1).await.expect("a page");
    assert_eq!(
        (page.people[0].result, page.people[0].note.as_str()),
        (Some(CallResult::Refuted), "本人称未在该单位就业。")
    );
    assert!(sentence(rosters::conclude_sample(app, &county, id).await.expect_err("once")).contains("已经办结"));
    let late = rosters::enter_results(app, &county, id, &refuted("改")).await.expect_err("it is over");
    assert!(sentence(late).contains("不能再改"));
    let events = rosters::sign_events(app, &auditor(), brand).await.expect("events");
    let (_, sample) = rosters::sample(app, &county, id).await.expect("a sample");
    let untrue = sample.tally.by_reached(&sample.plan).map(|estimate| estimate.people);
    assert_eq!((events.len(), sample.tally.refuted, sample.tally.unreached), (2, 1, 2));
    let concluded = BrandEvent::SampleConcluded { sample: id, confirmed: 21, refuted: 1, unreached: 2, untrue };
    assert_eq!(events[1].event, concluded);
    rosters::draw_sample(app, &county, brand, &employment(10)).await.expect("another, now that it is over");
    installation.assert_nowhere_in_plain("本人称未在该单位就业");
}

async fn drawn(installation: &Installation, sample: SampleId) -> Vec<(u64, i64)> {
    let rows = roster_sample_person::Entity::find()
        .filter(roster_sample_person::Column::Sample.eq(sample.0))
        .order_by_asc(roster_sample_person::Column::No)
        .all(installation.app.db().reader())
        .await
        .expect("people");
    rows.into_iter().map(|row| (row.number.unsigned_abs(), row.row)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn samples_are_called_by_the_area_and_the_city_alone() {
    let installation = Installation::open().await;
    let brand = filed(&installation).await;
    let app = &installation.app;
    let id = rosters::draw_sample(app, &installation.city_officer(), brand, &employment(10)).await.expect("drawn");
    let result = vec![(1, Some(CallResult::Confirmed), String::new())];
    for stranger in [installation.county(NANAN), installation.unit(1), auditor()] {
        let refused = |error: Error| assert!(matches!(error, Error::Denied(_)), "{error:?}");
        refused(rosters::enter_results(app, &stranger, id, &result).await.expect_err("a result"));
        refused(rosters::conclude_sample(app, &stranger, id).await.expect_err("an end"));
        refused(rosters::unmask_called(app, &stranger, id, 1, "电话回访").await.expect_err("numbers"));
        if stranger.role != Role::Auditor {
            refused(rosters::sample(app, &stranger, id).await.map(drop).expect_err("the list"));
        }
    }
    rosters::sample(app, &auditor(), id).await.expect("an auditor reads");
    assert!(matches!(rosters::sample(app, &auditor(), SampleId(99)).await, Err(Error::NotFound)));
}
