//! Comparison with outside records: a list leaves once the office agreed, an answer marks people, and the marks decide who
//! waits for a verdict.

mod answers;

use crate::{
    city::{Officials, credit_code, day, on},
    roster_city::{
        Installation, Sheet, number,
        release::{list_inside, release_to},
        sheet::workbook,
    },
};
use app::{
    App, Error, Faults,
    acts::{self, Outcome, Sending},
    attachments,
    comparisons::{self, Exchanged},
    listing::Search,
    matters,
    rosters::{self, Compared, Disputed, DisputedQuery, Keeps, Reason, Verdict, Whom},
    worklist::{self, Filter, Subject, Tab},
};
use domain::{
    access::{Actor, Denied, Role},
    act::{ActKind, ReleaseRoster},
    brand::{Brand, BrandEvent},
    comparison::{Mark, Release, ReleasedField, Source, Unconfirmed},
    finding::Count,
    ids::{BrandId, ComparisonId, RosterVersionId},
    policy::Step,
    roster::{Ledger, SheetKind},
};
use futures::TryStreamExt;
use sea_orm::EntityTrait;
use std::io::{Cursor, Read};
use storage::entities::access_record;
use zip::{ZipArchive, result::ZipError};

const TODAY: &str = "2026-03-01";

async fn proposed(installation: &Installation, who: &Actor, brand: BrandId, release: &Release) -> app::Result<Outcome> {
    let act = on(brand, ReleaseRoster { release: release.clone() });
    let sending = Sending { seen: None, opinion: "拟同意", meeting: None };
    acts::send(&installation.app, who, act, sending).await
}

/// A list that both hands of the county agreed to.
async fn released(
    installation: &Installation,
    officials: &Officials,
    brand: BrandId,
    release: &Release,
) -> ComparisonId {
    let outcome = proposed(installation, &officials.county, brand, release).await.expect("proposed");
    let Outcome::Waiting(matter) = outcome else { panic!("{outcome:?}") };
    matters::agree(&installation.app, &officials.county_head, matter, "同意", None).await.expect("agreed");
    comparisons::of_brand(&installation.app, &officials.county, brand).await.expect("a list")[0].id
}

/// The archive as the recipient gets it, and what opens it.
async fn packed(installation: &Installation, who: &Actor, id: ComparisonId) -> (Vec<u8>, String) {
    let packed = comparisons::pack(&installation.app, who, id).await.expect("packed");
    let (name, content) = comparisons::archive(&installation.app, who, id, packed.no).await.expect("an archive");
    assert_eq!(name, format!("comparison-{id}-{}.zip", packed.no));
    let pieces: Vec<Vec<u8>> = content.try_collect().await.expect("content");
    (pieces.concat(), packed.password.to_string())
}

/// The rows of the list inside, heads first.
async fn rows(installation: &Installation, who: &Actor, id: ComparisonId) -> Vec<Vec<String>> {
    let (archive, password) = packed(installation, who, id).await;
    list_inside(archive, &password)
}

async fn brought(
    installation: &Installation,
    who: &Actor,
    id: ComparisonId,
    (name, bytes): (&str, Vec<u8>),
    on: &str,
) -> app::Result<Result<i64, Faults>> {
    let pieces = futures::stream::iter([Ok::<_, std::io::Error>(bytes)]);
    let upload = attachments::receive(&installation.app, 64 << 20, name, pieces).await?;
    comparisons::check_answer(&installation.app, who, id, &upload, day(on)).await
}

/// An answer that says this of the lines with these places in the list, recorded.
async fn answered(installation: &Installation, who: &Actor, id: ComparisonId, said: &[(usize, &str)], on: &str) -> i64 {
    let list = rows(installation, who, id).await;
    let lines = said.iter().map(|(at, mark)| format!("{},{mark}\n", list[at + 1][0]));
    let file = ("答复.csv", format!("编号,比对结果\n{}", lines.collect::<String>()).into_bytes());
    let answer = brought(installation, who, id, file, on).await.expect("read").expect("nothing is wrong");
    comparisons::record_answer(&installation.app, who, id, answer).await.expect("recorded");
    installation.recounts_alike().await;
    answer
}

async fn employed(installation: &Installation, brand: BrandId) -> Count {
    installation.counts(&installation.pinned(brand).await).await.employed
}

async fn waiting(installation: &Installation, who: &Actor, brand: BrandId) -> Vec<Disputed> {
    rosters::disputed(&installation.app, who, brand, &DisputedQuery::default()).await.expect("a page").people
}

async fn decide(installation: &Installation, who: &Actor, brand: BrandId, people: &[Disputed], keeps: Keeps) {
    let whom = Whom::Chosen(people.iter().map(|person| person.chosen.clone()).collect());
    let verdict = Verdict { whom, keeps, reason: "核对社保缴费凭证。".into() };
    rosters::decide_people(&installation.app, who, brand, &verdict).await.expect("decided");
    installation.recounts_alike().await;
}

fn field(error: Error, field: &str, words: &str) {
    match error {
        Error::Invalid(fields) => {
            let found = fields.iter().find(|wrong| wrong.field == field);
            assert!(found.is_some_and(|wrong| wrong.message.contains(words)), "{fields:?}");
        }
        other => panic!("{other:?}"),
    }
}

fn count(verified: u64, disputed: u64, excluded: u64) -> Count {
    Count { verified, disputed, excluded }
}

/// A county's brand with thirty people filed.
async fn filed(installation: &Installation) -> (Officials, BrandId, Vec<RosterVersionId>) {
    let (officials, brand) = (installation.officials().await, installation.brand(&[1]).await);
    let versions = installation.published(brand, 1, SheetKind::Employment, 2025, &Sheet::employment(0..30)).await;
    installation.claim(brand, &versions).await;
    (officials, brand, versions)
}

/// The first page of what somebody may know of.
async fn listed(app: &App, actor: &Actor) -> Vec<comparisons::Comparison> {
    let found = comparisons::list(app, actor, &Search::default(), None).await.expect("a list");
    found.page.rows.into_iter().map(|listed| listed.comparison).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_leaves_only_after_the_last_hand_and_under_a_password_that_nobody_keeps() {
    let installation = Installation::open().await;
    let (officials, brand, versions) = filed(&installation).await;
    let release = release_to(Source::SocialInsurance, &versions);
    let Outcome::Waiting(matter) = proposed(&installation, &officials.county, brand, &release).await.expect("proposed")
    else {
        panic!("one hand is not enough")
    };
    assert!(listed(&installation.app, &officials.county).await.is_empty(), "nothing may leave yet");
    let early = comparisons::pack(&installation.app, &officials.county, ComparisonId(1)).await.map(|packed| packed.no);
    assert!(matches!(early, Err(Error::NotFound)), "{early:?}");
    let title = matters::view(&installation.app, &officials.county_head, matter).await.expect("a matter").title;
    assert_eq!(title, "提供名单比对：晋江鞋服工匠（社会保险）");
    matters::agree(&installation.app, &officials.county_head, matter, "同意", None).await.expect("agreed");

    let id = listed(&installation.app, &officials.county).await[0].id;
    let list = rows(&installation, &officials.county, id).await;
    assert_eq!(list[0], ["编号", "台账", "年度", "姓名", "证件号码", "比对结果", "比对日期"]);
    assert_eq!(list.len(), 31);
    let known: Vec<_> = list[1..].iter().map(|row| row[4].clone()).collect();
    assert_eq!(known, (0..30).map(number).collect::<Vec<_>>());
    assert!(list[1..].iter().all(|row| row[0].starts_with('Z') && row[0].len() == 20), "{:?}", list[1][0]);

    let (first, password) = packed(&installation, &officials.county, id).await;
    let (second, another) = packed(&installation, &officials.county, id).await;
    assert_ne!(password, another, "each packing has its own");
    let opens = |archive: &[u8], password: &str| {
        ZipArchive::new(Cursor::new(archive.to_vec()))
            .expect("an archive")
            .by_name_decrypt("list.xlsx", password.as_bytes())
            .is_ok_and(|mut file| file.read_to_end(&mut Vec::new()).is_ok())
    };
    assert!(opens(&first, &password) && opens(&second, &another));
    assert!(!opens(&first, &another) && !opens(&second, &password));
    let locked = ZipArchive::new(Cursor::new(first)).expect("an archive").by_name("list.xlsx").err();
    assert!(matches!(locked, Some(ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED))), "{locked:?}");
    installation.assert_nowhere_in_plain(&password);
    installation.assert_nowhere_in_plain(&number(7));

    let downloads = comparisons::downloads(&installation.app, &officials.county, id).await.expect("a list");
    assert_eq!(downloads.iter().map(|one| (one.no, one.entries)).collect::<Vec<_>>(), [(1, 30), (2, 30), (3, 30)]);
    let looks = access_record::Entity::find().all(installation.app.db().reader()).await.expect("rows");
    let of_kind = |kind: &str| looks.iter().filter(|look| look.kind == kind && look.subject == "comparison/1").count();
    assert_eq!((of_kind("release"), of_kind("download")), (3, 3));
    let events = comparisons::history(&installation.app, &officials.county, id).await.expect("events");
    let BrandEvent::RosterReleased { release: on_record, people, matter: of_matter, .. } = &events[0].event else {
        panic!("{events:?}")
    };
    assert_eq!((on_record, *people, *of_matter), (&release, 30, Some(matter)));
    assert_eq!(events[0].by, Some(officials.county_head.account));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_learns_of_a_list_and_the_auditor_only_reads_what_left() {
    let installation = Installation::open().await;
    let (officials, brand, versions) = filed(&installation).await;
    let release = release_to(Source::SocialInsurance, &versions);
    for stranger in [&officials.nanan, &installation.unit(1)] {
        let error = proposed(&installation, stranger, brand, &release).await.expect_err("not theirs");
        assert!(matches!(error, Error::Denied(Denied::Hidden)), "{error:?}");
    }
    let id = released(&installation, &officials, brand, &release).await;
    let auditor = installation.official(Role::Auditor, 1, None, "").await;
    for stranger in [&officials.nanan, &installation.unit(1), &officials.finance] {
        assert!(listed(&installation.app, stranger).await.is_empty());
        for error in [
            comparisons::get(&installation.app, stranger, id).await.expect_err("hidden"),
            comparisons::pack(&installation.app, stranger, id).await.expect_err("hidden"),
            comparisons::state_deleted(&installation.app, stranger, id, day(TODAY), "已删除")
                .await
                .expect_err("hidden"),
        ] {
            assert!(matches!(error, Error::Denied(Denied::Hidden)), "{error:?}");
        }
    }
    assert_eq!(comparisons::get(&installation.app, &auditor, id).await.expect("read").release, release);
    assert!(matches!(
        comparisons::pack(&installation.app, &auditor, id).await.expect_err("reads only"),
        Error::Denied(Denied::NotYours(_))
    ));
    // The city may do for any brand what its county may.
    assert_eq!(rows(&installation, &officials.city, id).await.len(), 31);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_more_than_the_purpose_needs_is_refused_at_its_field() {
    let installation = Installation::open().await;
    let (officials, brand, versions) = filed(&installation).await;
    let good = release_to(Source::RealName, &versions);
    let propose = async |change: fn(&mut Release)| {
        let mut release = good.clone();
        change(&mut release);
        proposed(&installation, &officials.county, brand, &release).await.expect_err("refused")
    };
    field(propose(|r| r.fields.push(ReleasedField::UnitName)).await, "fields", "证件类型");
    field(propose(|r| r.fields.truncate(1)).await, "fields", "可以另外提供的只有");
    field(propose(|r| r.recipient = "局".into()).await, "recipient", "全称");
    field(propose(|r| r.assessment = " ".into()).await, "assessment", "影响评估");
    field(propose(|r| r.delete_by = day("2026-06-01")).await, "delete_by", "2026年5月30日");
    field(propose(|r| r.delete_by = day(TODAY)).await, "delete_by", "明天");
    field(propose(|r| r.versions.clear()).await, "versions", "请选择");
    field(propose(|r| r.versions = vec![RosterVersionId(99)]).await, "versions", "已不是申报的版本");
    field(propose(|r| r.source = Source::OtherCity).await, "source", "请选择");
}

#[tokio::test(flavor = "multi_thread")]
async fn to_the_business_register_go_units_and_no_people() {
    let installation = Installation::open().await;
    let (officials, brand) = (installation.officials().await, installation.brand(&[1]).await);
    let code = credit_code(7);
    let sheet = Sheet::employment(0..30).employer_of_first(12, "晋江市某鞋业有限公司", &code);
    let versions = installation.published(brand, 1, SheetKind::Employment, 2025, &sheet).await;
    installation.claim(brand, &versions).await;
    let id = released(&installation, &officials, brand, &release_to(Source::BusinessRegister, &versions)).await;
    let list = rows(&installation, &officials.county, id).await;
    assert_eq!(list[0], ["编号", "台账", "年度", "统一社会信用代码", "比对结果", "比对日期"]);
    assert_eq!((list.len(), list[1][3].as_str()), (2, code.as_str()), "one line for a unit, none for a person");
    answered(&installation, &officials.county, id, &[(0, "不一致")], TODAY).await;
    assert_eq!(employed(&installation, brand).await, count(18, 12, 0));
    let compared = installation.counts(&versions).await.employed_compared;
    assert_eq!(compared, Compared { confirmed: 0, refuted: 12, unknown: 0 });
}

/// What the work list tells of lists that should be deleted.
async fn overdue(installation: &Installation, who: &Actor) -> Vec<Subject> {
    let page = worklist::list(&installation.app, who, Tab::Mine, &Filter::default(), None).await.expect("a list");
    let subjects = page.items.into_iter().map(|item| item.subject);
    subjects.filter(|subject| matches!(subject, Subject::Comparison(_))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn after_the_day_of_deletion_nothing_leaves_and_the_desk_is_told() {
    let installation = Installation::open().await;
    let (officials, brand, versions) = filed(&installation).await;
    let county = &officials.county;
    let id = released(&installation, &officials, brand, &release_to(Source::SocialInsurance, &versions)).await;
    let first = comparisons::pack(&installation.app, county, id).await.expect("packed").no;
    installation.go_to("2026-05-01 09:00");
    let error = comparisons::pack(&installation.app, county, id).await.expect_err("too late");
    assert!(error.to_string().contains("已过约定的删除日期"), "{error}");
    let late = comparisons::archive(&installation.app, county, id, first).await.map(|(name, _)| name);
    let late = late.expect_err("what was packed before neither");
    assert!(late.to_string().contains("已过约定的删除日期"), "{late}");
    assert_eq!(overdue(&installation, county).await, [Subject::Comparison(id)]);
    assert!(overdue(&installation, &officials.nanan).await.is_empty());
    let early = comparisons::state_deleted(&installation.app, county, id, day("2026-02-01"), "社保函〔2026〕7号").await;
    field(early.expect_err("before it left"), "on", "提供名单之后");
    let silent = comparisons::state_deleted(&installation.app, county, id, day("2026-04-30"), " ").await;
    field(silent.expect_err("no statement"), "statement", "文号");
    comparisons::state_deleted(&installation.app, county, id, day("2026-04-30"), "社保函〔2026〕7号")
        .await
        .expect("stated");
    assert!(overdue(&installation, county).await.is_empty());
    let twice = comparisons::state_deleted(&installation.app, county, id, day("2026-04-30"), "再次来函").await;
    assert!(twice.expect_err("once").to_string().contains("已经登记过"));
    let kinds: Vec<_> = comparisons::history(&installation.app, county, id).await.expect("events");
    assert!(matches!(kinds.last().expect("an event").event, BrandEvent::ReleaseDeleted { .. }));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_cities_find_whom_both_list_from_fingerprints_alone() {
    const PASSPHRASE: &str = "海丝-2026-约定的口令-9Q7X";
    let (installation, there) = (Installation::open().await, Installation::open().await);
    let (officials, brand, versions) = filed(&installation).await;
    let theirs = there.brand(&[1]).await;
    let filed = there.published(theirs, 1, SheetKind::Employment, 2025, &Sheet::employment(20..50)).await;
    there.claim(theirs, &filed).await;
    let export =
        async |passphrase: &str| comparisons::export_tokens(&there.app, Ledger::Employment, 2025, passphrase).await;
    field(export("短口令").await.expect_err("too short"), "passphrase", "至少 16 个字符");
    let file = export(PASSPHRASE).await.expect("a file");
    let text = String::from_utf8(file.clone()).expect("text");
    let known = there.app.vault().fingerprints().person("resident_id", &number(25)).to_string();
    assert!(!text.contains(&number(25)) && !text.contains(&known), "neither numbers nor our own fingerprints leave");
    let none = comparisons::export_tokens(&there.app, Ledger::Training, 2025, PASSPHRASE).await;
    field(none.expect_err("nobody"), "year", "没有已提交的花名册");

    let import = async |passphrase: &str, file: Vec<u8>| {
        comparisons::import_tokens(&installation.app, "厦门市", passphrase, file).await
    };
    let other = import("另外一个口令-2026-000000", file.clone()).await;
    field(other.expect_err("another passphrase"), "passphrase", "不一致");
    field(import(PASSPHRASE, b"zihao".to_vec()).await.expect_err("no file"), "file", "重新索取");
    let found = import(PASSPHRASE, file.clone()).await.expect("compared");
    assert_eq!(found, Exchanged { theirs: 30, ours: 30, both: 10, brands: 1 });
    installation.recounts_alike().await;
    field(import(PASSPHRASE, file).await.expect_err("twice"), "file", "已经比对过");

    assert_eq!(installation.counts(&versions).await.employed, count(20, 10, 0));
    let people = waiting(&installation, &officials.county, brand).await;
    let said = &people[0].said[0];
    assert_eq!((people.len(), said.source, said.by.as_str()), (10, Source::OtherCity, "厦门市"));
    decide(&installation, &officials.county, brand, &people, Keeps::Here).await;
    assert_eq!(installation.counts(&versions).await.employed, count(30, 0, 0));
    let listed = listed(&installation.app, &officials.county).await;
    let packed = comparisons::pack(&installation.app, &officials.county, listed[0].id).await.map(|packed| packed.no);
    assert!(matches!(packed, Err(Error::Refused(_))), "no list is to leave: {packed:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_shows_the_brand_is_told_every_act_on_it_that_does_not_stand_apart() {
    let installation = Installation::open().await;
    let (officials, brand, _) = filed(&installation).await;
    let free = async |apart: fn(ActKind) -> bool| {
        let offers = acts::at::<Brand>(&installation.app, &officials.county, brand, apart, &[Step::Draft]).await;
        let free = offers.expect("offers").into_iter().filter(|offer| offer.blocked.is_none());
        free.map(|offer| offer.act).collect::<Vec<_>>()
    };
    assert!(free(|_| false).await.contains(&ActKind::ReleaseRoster));
    assert!(!free(|kind| kind == ActKind::ReleaseRoster).await.contains(&ActKind::ReleaseRoster));
}
