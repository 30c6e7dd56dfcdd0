//! Verdicts on disputed people: who decides, what it does to the counts, what is remembered, what is refused.

use crate::roster_city::{self, Installation, Sheet};
use app::{
    Error,
    listing::Search,
    rosters::{self, Chosen, Disputed, DisputedQuery, Keeps, Reason, Verdict, Whom},
};
use domain::{
    access::{Actor, Denied},
    brand::BrandEvent,
    finding::Count,
    ids::BrandId,
    level::Level,
    roster::{Ledger, SheetKind},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use storage::entities::{access_record, event, roster_block};

const JINJIANG: &str = "350582";
const NANAN: &str = "350583";

fn count(verified: u64, disputed: u64, excluded: u64) -> Count {
    Count { verified, disputed, excluded }
}

async fn listed(installation: &Installation, who: &Actor, brand: BrandId) -> Vec<Disputed> {
    let (mut people, mut query) = (Vec::new(), DisputedQuery::default());
    loop {
        let page = rosters::disputed(&installation.app, who, brand, &query).await.expect("a page");
        people.extend(page.people);
        query.after = page.next;
        if query.after.is_none() {
            return people;
        }
    }
}

fn chosen(people: &[Disputed]) -> Whom {
    Whom::Chosen(people.iter().map(|person| person.chosen.clone()).collect())
}

async fn decide(
    installation: &Installation,
    who: &Actor,
    brand: BrandId,
    whom: Whom,
    keeps: Keeps,
) -> app::Result<u64> {
    let verdict = Verdict { whom, keeps, reason: "核对劳动合同和工资发放记录。".into() };
    let decided = rosters::decide_people(&installation.app, who, brand, &verdict).await;
    installation.recounts_alike().await;
    decided
}

fn refused(error: Error, field: &str, words: &str) {
    match error {
        Error::Invalid(fields) => {
            assert_eq!(fields[0].field, field);
            assert!(fields[0].message.contains(words), "{}", fields[0].message);
        }
        other => panic!("{other:?}"),
    }
}

/// Two brands of one county that both claim people 20 to 30.
async fn rivals(installation: &Installation) -> (BrandId, BrandId) {
    let (ours, theirs) = (installation.brand(&[1]).await, installation.brand(&[2]).await);
    let mine = installation.published(ours, 1, SheetKind::Employment, 2025, &Sheet::employment(0..30)).await;
    let other = installation.published(theirs, 2, SheetKind::Employment, 2025, &Sheet::employment(20..60)).await;
    installation.claim(ours, &mine).await;
    installation.claim(theirs, &other).await;
    (ours, theirs)
}

async fn employed(installation: &Installation, brand: BrandId) -> Count {
    installation.counts(&installation.pinned(brand).await).await.employed
}

#[tokio::test(flavor = "multi_thread")]
async fn the_county_decides_with_which_of_its_brands_people_stay() {
    let installation = Installation::open().await;
    let (ours, theirs) = rivals(&installation).await;
    let county = installation.county(JINJIANG);
    let people = listed(&installation, &county, ours).await;
    assert_eq!(people.len(), 10);
    for person in &people {
        assert_eq!((person.level, person.reasons.iter().collect::<Vec<_>>()), (Level::County, vec![&Reason::Brands]));
        let brands: Vec<_> = person.sides.iter().map(|side| side.brand.as_ref().map(|(id, _)| *id)).collect();
        assert_eq!(brands, [Some(ours), Some(theirs)]);
        for side in &person.sides {
            assert_eq!(side.rows.len(), 1, "{side:?}");
            assert!(side.rows[0].number.contains('*') && side.rows[0].name.contains('*'), "{side:?}");
        }
        assert_eq!(person.chosen, person.chosen.to_string().parse::<Chosen>().expect("as it was written"));
    }
    assert_eq!(decide(&installation, &county, ours, chosen(&people[..4]), Keeps::Here).await.expect("decided"), 4);
    assert_eq!(employed(&installation, ours).await, count(24, 6, 0));
    assert_eq!(employed(&installation, theirs).await, count(30, 6, 4));
    decide(&installation, &county, ours, chosen(&people[4..7]), Keeps::Other(theirs)).await.expect("decided");
    assert_eq!(employed(&installation, ours).await, count(24, 3, 3));
    assert_eq!(employed(&installation, theirs).await, count(33, 3, 4));
    let rest = Whom::All { reason: Some(Reason::Brands), people: 3 };
    decide(&installation, &county, ours, rest, Keeps::Nobody).await.expect("decided");
    assert_eq!(employed(&installation, ours).await, count(24, 0, 6));
    assert_eq!(employed(&installation, theirs).await, count(33, 0, 7));
    assert!(
        listed(&installation, &county, ours).await.is_empty()
            && listed(&installation, &county, theirs).await.is_empty()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_verdict_stands_on_the_stream_of_every_brand_without_personal_data() {
    let installation = Installation::open().await;
    let (ours, theirs) = rivals(&installation).await;
    let people = listed(&installation, &installation.county(JINJIANG), ours).await;
    decide(&installation, &installation.county(JINJIANG), ours, chosen(&people[..4]), Keeps::Here)
        .await
        .expect("decided");
    let conn = installation.app.db().reader();
    for (brand, other, figures) in [(ours, theirs, (4, 0)), (theirs, ours, (0, 4))] {
        let events = storage::log::stream::<BrandEvent>(conn, brand.0).await.expect("events");
        let last = events.last().expect("an event");
        let BrandEvent::PeopleDecided { counted, excluded, others, reason, digest } = &last.event else {
            panic!("{last:?}")
        };
        assert_eq!(((*counted, *excluded), others.as_slice()), (figures, &[other][..]));
        assert!(reason.starts_with("核对劳动合同") && digest.len() == 64);
        assert_eq!(last.by, Some(installation.county(JINJIANG).account));
    }
    let rows =
        event::Entity::find().filter(event::Column::Kind.eq("brand.people_decided.v1")).all(conn).await.expect("rows");
    for row in &rows {
        assert!(people.iter().all(|person| !row.body.contains(&person.chosen.person.to_string())), "{}", row.body);
    }
    assert_eq!(rows.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_bureau_that_may_decides() {
    let installation = Installation::open().await;
    let (ours, _) = rivals(&installation).await;
    let people = listed(&installation, &installation.county(JINJIANG), ours).await;
    for stranger in [installation.unit(1), installation.county(NANAN)] {
        let error = decide(&installation, &stranger, ours, chosen(&people), Keeps::Here).await.expect_err("not theirs");
        assert!(matches!(error, Error::Denied(Denied::Hidden | Denied::NotYours(_))), "{error:?}");
        let seen = rosters::disputed(&installation.app, &stranger, ours, &DisputedQuery::default()).await;
        let seen = seen.map(|page| page.people.len());
        assert!(matches!(seen, Err(Error::Denied(Denied::Hidden | Denied::NotYours(_)))), "{seen:?}");
    }
    let city = installation.city_officer();
    let error = decide(&installation, &city, ours, chosen(&people), Keeps::Here).await.expect_err("the county's");
    refused(error, "people", "由县级核定");
    let error = decide(&installation, &installation.county(JINJIANG), ours, chosen(&[]), Keeps::Here)
        .await
        .expect_err("nobody");
    refused(error, "people", "请勾选");
    let verdict = Verdict { whom: chosen(&people), keeps: Keeps::Here, reason: "  ".into() };
    let error = rosters::decide_people(&installation.app, &installation.county(JINJIANG), ours, &verdict)
        .await
        .expect_err("no reason");
    refused(error, "reason", "请写明");
    let stranger = installation.brand(&[3]).await;
    let whom = chosen(&people[..1]);
    let error = decide(&installation, &installation.county(JINJIANG), ours, whom, Keeps::Other(stranger))
        .await
        .expect_err("no rival");
    refused(error, "keeps", "分开核定");
    let all = Whom::All { reason: None, people: 9 };
    let error =
        decide(&installation, &installation.county(JINJIANG), ours, all, Keeps::Here).await.expect_err("ten, not nine");
    refused(error, "people", "10 人");
    assert_eq!(employed(&installation, ours).await, count(20, 10, 0), "nothing was decided");
}

#[tokio::test(flavor = "multi_thread")]
async fn across_areas_the_city_decides_and_a_county_learns_no_more_than_that() {
    let installation = Installation::open().await;
    let ours = installation.brand(&[1]).await;
    let theirs = installation.brand_in(NANAN, &[2]).await;
    let mine = installation.published(ours, 1, SheetKind::Employment, 2025, &Sheet::employment(0..30).passport()).await;
    let other = installation.published(theirs, 2, SheetKind::Employment, 2025, &Sheet::employment(20..60)).await;
    installation.claim(ours, &mine).await;
    installation.claim(theirs, &other).await;
    let (county, city) = (installation.county(JINJIANG), installation.city_officer());
    let docket =
        rosters::dockets(&installation.app, &county, &Search::default(), None).await.expect("dockets").page.rows;
    assert_eq!(
        docket.iter().map(|docket| (docket.brand, docket.county, docket.city)).collect::<Vec<_>>(),
        [(ours, 1, 10)]
    );
    assert_eq!(
        rosters::dockets(&installation.app, &city, &Search::default(), None).await.expect("dockets").page.rows.len(),
        2
    );
    assert_eq!(rosters::undecided(installation.app.db().reader(), ours).await.expect("a number"), 11);
    let people = listed(&installation, &county, ours).await;
    let (passport, disputed): (Vec<_>, Vec<_>) =
        people.into_iter().partition(|p| p.reasons.contains(&Reason::Document));
    assert!(
        disputed.iter().all(|p| p.level == Level::City && p.sides[1].brand.is_none() && p.sides[1].rows.is_empty())
    );
    assert!(rosters::rivals(&installation.app, &county, &disputed).await.expect("rivals").is_empty());
    let error = decide(&installation, &county, ours, chosen(&disputed), Keeps::Here).await.expect_err("the city's");
    refused(error, "people", "由市级核定");
    decide(&installation, &county, ours, chosen(&passport), Keeps::Here).await.expect("a passport is its own");
    assert_eq!(employed(&installation, ours).await, count(21, 10, 0));
    assert_eq!(rosters::rivals(&installation.app, &city, &disputed).await.expect("rivals")[0].0, theirs);
    assert_eq!(rosters::decidable(&installation.app, &city, ours, None).await.expect("a number"), 10);
    let all = Whom::All { reason: None, people: 10 };
    decide(&installation, &city, ours, all, Keeps::Other(theirs)).await.expect("decided");
    assert_eq!(
        (employed(&installation, ours).await, employed(&installation, theirs).await),
        (count(21, 0, 10), count(40, 0, 0))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_verdict_is_remembered_until_another_brand_or_name_comes_in() {
    let installation = Installation::open().await;
    let (ours, theirs) = rivals(&installation).await;
    let county = installation.county(JINJIANG);
    decide(&installation, &county, ours, Whom::All { reason: None, people: 10 }, Keeps::Here).await.expect("decided");
    // The roster is replaced: the same people, a few more, one with a new telephone number.
    let sheet = Sheet::employment(5..35).mobile_of_first("13900000000");
    let next = installation.published(ours, 1, SheetKind::Employment, 2025, &sheet).await;
    installation.claim(ours, &next).await;
    let people = listed(&installation, &county, ours).await;
    assert_eq!(people.len(), 5, "only those whom nobody decided on: {people:?}");
    assert_eq!(employed(&installation, ours).await, count(25, 5, 0));
    assert_eq!(employed(&installation, theirs).await, count(25, 5, 10));
    // A third brand claims two whom the verdict gave to ours, and one of them under another name.
    let third = installation.brand(&[3]).await;
    let sheet = Sheet::employment(28..30).name_of_first("欧阳示例");
    let claimed = installation.published(third, 3, SheetKind::Employment, 2025, &sheet).await;
    installation.claim(third, &claimed).await;
    let again = listed(&installation, &county, ours).await;
    assert_eq!(again.len(), 7);
    assert_eq!(again.iter().filter(|person| person.reasons.contains(&Reason::Names)).count(), 1);
    assert_eq!(employed(&installation, ours).await, count(23, 7, 0));
    // When it gives up, what was decided stands again; the other name goes with its roster.
    installation.release(third).await;
    let mended = installation.published(third, 3, SheetKind::Employment, 2025, &Sheet::employment(50..52)).await;
    assert_eq!(mended.len(), 1);
    assert_eq!(employed(&installation, ours).await, count(25, 5, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_verdict_can_be_given_anew_even_when_nothing_speaks_against_the_person_any_more() {
    let installation = Installation::open().await;
    let (ours, theirs) = rivals(&installation).await;
    let county = installation.county(JINJIANG);
    decide(&installation, &county, ours, Whom::All { reason: None, people: 10 }, Keeps::Nobody).await.expect("decided");
    installation.release(theirs).await;
    assert_eq!(employed(&installation, ours).await, count(20, 0, 10), "what was decided stands");
    let query = DisputedQuery { decided: true, ..DisputedQuery::default() };
    let decided = rosters::disputed(&installation.app, &county, ours, &query).await.expect("a page").people;
    assert_eq!(decided.len(), 10);
    assert!(decided.iter().all(|person| person.verdict == Some(false) && person.sides[0].rows.len() == 1));
    decide(&installation, &county, ours, chosen(&decided[..3]), Keeps::Here).await.expect("decided anew");
    assert_eq!(employed(&installation, ours).await, count(23, 0, 7));
    // Nobody who was never in doubt can be decided on.
    let never = Chosen { person: vault::Fingerprint::from_bytes([7; 16]), ..decided[0].chosen.clone() };
    let whom = Whom::Chosen(vec![never]);
    refused(
        decide(&installation, &county, ours, whom, Keeps::Nobody).await.expect_err("nobody's"),
        "people",
        "已有变化",
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_decides_on_what_they_did_not_see() {
    let installation = Installation::open().await;
    let (ours, _) = rivals(&installation).await;
    let county = installation.county(JINJIANG);
    let people = listed(&installation, &county, ours).await;
    let third = installation.brand(&[3]).await;
    let claimed = installation.published(third, 3, SheetKind::Employment, 2025, &Sheet::employment(20..21)).await;
    installation.claim(third, &claimed).await;
    let error =
        decide(&installation, &county, ours, chosen(&people), Keeps::Here).await.expect_err("one has a new claimant");
    refused(error, "people", "1 人的情况已有变化");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_number_under_two_names_waits_and_a_verdict_leaves_it_out_or_in() {
    let installation = Installation::open().await;
    let brand = installation.brand(&[1]).await;
    let sheet = Sheet::training(0..10).another_name_for_last("欧阳示例");
    let versions = installation.published(brand, 1, SheetKind::Training, 2025, &sheet).await;
    installation.claim(brand, &versions).await;
    let county = installation.county(JINJIANG);
    let people = listed(&installation, &county, brand).await;
    assert_eq!(people.len(), 1);
    assert_eq!((people[0].chosen.ledger, people[0].sides[0].rows.len()), (Ledger::Training, 2), "both rows are shown");
    assert_eq!(installation.counts(&versions).await.trained, count(9, 1, 0));
    decide(&installation, &county, brand, chosen(&people), Keeps::Nobody).await.expect("decided");
    assert_eq!(installation.counts(&versions).await.trained, count(9, 0, 1));
    // A replaced roster with the same two names does not ask again; with a third name it does.
    let same = installation
        .published(brand, 1, SheetKind::Training, 2025, &sheet.clone().mobile_of_first("13900000000"))
        .await;
    installation.claim(brand, &same).await;
    assert_eq!(installation.counts(&same).await.trained, count(9, 0, 1));
    let other = Sheet::training(0..10).another_name_for_last("司徒示例");
    let other = installation.published(brand, 1, SheetKind::Training, 2025, &other).await;
    installation.claim(brand, &other).await;
    assert_eq!(installation.counts(&other).await.trained, count(9, 1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_is_unmasked_for_a_purpose_and_on_record() {
    let installation = Installation::open().await;
    let (ours, _) = rivals(&installation).await;
    let county = installation.county(JINJIANG);
    let who = listed(&installation, &county, ours).await.remove(0).chosen;
    let error = rosters::unmask_person(&installation.app, &county, ours, &who, "看").await.expect_err("no purpose");
    refused(error, "purpose", "用途");
    let elsewhere = installation.county(NANAN);
    let error =
        rosters::unmask_person(&installation.app, &elsewhere, ours, &who, "电话核实").await.expect_err("elsewhere");
    assert!(matches!(error, Error::Denied(Denied::Hidden)), "{error:?}");
    let shown = rosters::unmask_person(&installation.app, &county, ours, &who, "电话核实人员").await.expect("shown");
    assert_eq!(shown.len(), 1, "both rosters agree");
    assert!((20..30).any(|n| roster_city::number(n) == shown[0].1), "{shown:?}");
    let looks = access_record::Entity::find().filter(access_record::Column::Kind.eq("unmask"));
    let looks = looks.all(installation.app.db().reader()).await.expect("records");
    assert_eq!(looks.len(), 1);
    assert!(looks[0].detail.ends_with("电话核实人员") && !looks[0].detail.contains(&shown[0].1));
}

/// A roster may hold a million rows: only the blocks with the person's own are opened.
#[tokio::test(flavor = "multi_thread")]
async fn of_a_long_roster_the_rows_of_disputed_people_alone_are_opened() {
    let installation = Installation::open().await;
    let (ours, theirs) = (installation.brand(&[1]).await, installation.brand(&[2]).await);
    // Blocks have 64 rows: the first person stands in the first and in the last.
    let sheet = Sheet::employment(0..700).another_job_for_first("质检员");
    let mine = installation.published(ours, 1, SheetKind::Employment, 2025, &sheet).await;
    let other = installation.published(theirs, 2, SheetKind::Employment, 2025, &Sheet::employment(0..1)).await;
    installation.claim(ours, &mine).await;
    installation.claim(theirs, &other).await;
    let conn = installation.app.db().reader();
    let second = roster_block::ActiveModel {
        version: Set(mine[0].0),
        no: Set(2),
        rows_sealed: Set(vec![0; 64]),
        ..Default::default()
    };
    roster_block::Entity::update(second).exec(conn).await.expect("the second block opens no more");
    let people = listed(&installation, &installation.county(JINJIANG), ours).await;
    let says: Vec<_> = people[0].sides[0].rows.iter().map(|row| row.says.split('，').next()).collect();
    assert_eq!((people.len(), says), (1, vec![Some("缝纫工"), Some("质检员")]));
}
