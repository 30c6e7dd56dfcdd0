//! Comparison with outside records: a list leaves once the office agreed, an answer marks people, and the marks decide who
//! waits for a verdict.

use crate::{
    city::{Hands, credit_code, day},
    roster_house::{House, Sheet, number, texts, workbook},
};
use app::{
    Error, attachments,
    comparisons::{self, Exchanged, Faults},
    matters::{self, Outcome},
    rosters::{self, Compared, Disputed, DisputedQuery, Keeps, Reason, Verdict, Whom},
};
use domain::{
    access::{Actor, Denied, Role},
    act::Act,
    brand::BrandEvent,
    comparison::{Ground, Mark, Release, ReleasedField, Source, Unconfirmed},
    finding::Count,
    ids::{BrandId, ComparisonId, RosterVersionId},
    level::Level,
    roster::{Ledger, SheetKind},
};
use futures::TryStreamExt;
use sea_orm::EntityTrait;
use std::io::{Cursor, Read, Write};
use storage::entities::access_record;
use zip::ZipArchive;

const TODAY: &str = "2026-03-01";

fn of(source: Source, versions: &[RosterVersionId]) -> Release {
    Release {
        source,
        recipient: "泉州市社会保险中心".into(),
        purpose: "核对2025年度参保缴费情况".into(),
        ground: Ground::StatutoryDuty,
        assessment: "影响评估〔2026〕3号".into(),
        fields: source.needs().to_vec(),
        versions: versions.to_vec(),
        delete_by: day("2026-04-30"),
    }
}

async fn proposed(house: &House, who: &Actor, brand: BrandId, release: &Release) -> app::Result<Outcome> {
    let level = if who.role == Role::City { Level::City } else { Level::County };
    let act = Act::ReleaseRoster { brand, level, release: release.clone() };
    matters::propose(&house.app, who, &act, None, "拟同意").await
}

/// A list that both hands of the county agreed to.
async fn released(house: &House, hands: &Hands, brand: BrandId, release: &Release) -> ComparisonId {
    let outcome = proposed(house, &hands.county, brand, release).await.expect("proposed");
    let Outcome::Waiting(matter) = outcome else { panic!("{outcome:?}") };
    matters::agree(&house.app, &hands.county_head, matter, "同意", None).await.expect("agreed");
    comparisons::of_brand(&house.app, &hands.county, brand).await.expect("a list")[0].id
}

/// The archive as the recipient gets it, and what opens it.
async fn packed(house: &House, who: &Actor, id: ComparisonId) -> (Vec<u8>, String) {
    let packed = comparisons::pack(&house.app, who, id).await.expect("packed");
    let (name, content) = comparisons::archive(&house.app, who, id, packed.no).await.expect("an archive");
    assert_eq!(name, format!("comparison-{id}-{}.zip", packed.no));
    let pieces: Vec<Vec<u8>> = content.try_collect().await.expect("content");
    (pieces.concat(), packed.password.to_string())
}

/// The rows of the list inside, heads first.
async fn rows(house: &House, who: &Actor, id: ComparisonId) -> Vec<Vec<String>> {
    let (archive, password) = packed(house, who, id).await;
    let mut zip = ZipArchive::new(Cursor::new(archive)).expect("an archive");
    let mut list = tempfile::tempfile().expect("a file");
    let mut bytes = Vec::new();
    zip.by_name_decrypt("list.xlsx", password.as_bytes()).expect("opens").read_to_end(&mut bytes).expect("read");
    list.write_all(&bytes).expect("written");
    texts(list)
}

async fn brought(
    house: &House,
    who: &Actor,
    id: ComparisonId,
    (name, bytes): (&str, Vec<u8>),
    on: &str,
) -> app::Result<Result<i64, Faults>> {
    let pieces = futures::stream::iter([Ok::<_, std::io::Error>(bytes)]);
    let upload = attachments::receive(&house.app, 64 << 20, name, pieces).await?;
    comparisons::check_answer(&house.app, who, id, &upload, day(on)).await
}

/// An answer that says this of the lines with these places in the list, recorded.
async fn answered(house: &House, who: &Actor, id: ComparisonId, said: &[(usize, &str)], on: &str) -> i64 {
    let list = rows(house, who, id).await;
    let lines = said.iter().map(|(at, mark)| format!("{},{mark}\n", list[at + 1][0]));
    let file = ("答复.csv", format!("编号,比对结果\n{}", lines.collect::<String>()).into_bytes());
    let answer = brought(house, who, id, file, on).await.expect("read").expect("nothing is wrong");
    comparisons::record_answer(&house.app, who, id, answer).await.expect("recorded");
    house.recounts_alike().await;
    answer
}

async fn employed(house: &House, brand: BrandId) -> Count {
    house.counts(&house.pinned(brand).await).await.employed
}

async fn waiting(house: &House, who: &Actor, brand: BrandId) -> Vec<Disputed> {
    rosters::disputed(&house.app, who, brand, &DisputedQuery::default()).await.expect("a page").people
}

async fn decide(house: &House, who: &Actor, brand: BrandId, people: &[Disputed], keeps: Keeps) {
    let whom = Whom::Chosen(people.iter().map(|person| person.chosen.clone()).collect());
    let verdict = Verdict { whom, keeps, reason: "核对社保缴费凭证。".into() };
    rosters::decide_people(&house.app, who, brand, &verdict).await.expect("decided");
    house.recounts_alike().await;
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
async fn filed(house: &House) -> (Hands, BrandId, Vec<RosterVersionId>) {
    let (hands, brand) = (house.hands().await, house.brand(&[1]).await);
    let versions = house.published(brand, 1, SheetKind::Employment, 2025, &Sheet::employment(0..30)).await;
    house.claim(brand, &versions).await;
    (hands, brand, versions)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_leaves_only_after_the_last_hand_and_under_a_password_that_nobody_keeps() {
    let house = House::open().await;
    let (hands, brand, versions) = filed(&house).await;
    let release = of(Source::SocialInsurance, &versions);
    let Outcome::Waiting(matter) = proposed(&house, &hands.county, brand, &release).await.expect("proposed") else {
        panic!("one hand is not enough")
    };
    assert!(comparisons::list(&house.app, &hands.county).await.expect("a list").is_empty(), "nothing may leave yet");
    assert!(comparisons::pack(&house.app, &hands.county, ComparisonId(1)).await.is_err());
    let title = matters::view(&house.app, &hands.county_head, matter).await.expect("a matter").title;
    assert_eq!(title, "提供名单比对：晋江鞋服工匠（社会保险）");
    matters::agree(&house.app, &hands.county_head, matter, "同意", None).await.expect("agreed");

    let id = comparisons::list(&house.app, &hands.county).await.expect("a list")[0].id;
    let list = rows(&house, &hands.county, id).await;
    assert_eq!(list[0], ["编号", "台账", "年度", "姓名", "证件号码", "比对结果", "比对日期"]);
    assert_eq!(list.len(), 31);
    let known: Vec<_> = list[1..].iter().map(|row| row[4].clone()).collect();
    assert_eq!(known, (0..30).map(number).collect::<Vec<_>>());
    assert!(list[1..].iter().all(|row| row[0].starts_with('Z') && row[0].len() == 20), "{:?}", list[1][0]);

    let (first, password) = packed(&house, &hands.county, id).await;
    let (second, another) = packed(&house, &hands.county, id).await;
    assert_ne!(password, another, "each packing has its own");
    let opens = |archive: &[u8], password: &str| {
        ZipArchive::new(Cursor::new(archive.to_vec()))
            .expect("an archive")
            .by_name_decrypt("list.xlsx", password.as_bytes())
            .is_ok_and(|mut file| file.read_to_end(&mut Vec::new()).is_ok())
    };
    assert!(opens(&first, &password) && opens(&second, &another));
    assert!(!opens(&first, &another) && !opens(&second, &password));
    assert!(ZipArchive::new(Cursor::new(first)).expect("an archive").by_name("list.xlsx").is_err());
    house.assert_nowhere_in_plain(&password);
    house.assert_nowhere_in_plain(&number(7));

    let downloads = comparisons::downloads(&house.app, &hands.county, id).await.expect("a list");
    assert_eq!(downloads.iter().map(|one| (one.no, one.entries)).collect::<Vec<_>>(), [(1, 30), (2, 30), (3, 30)]);
    let looks = access_record::Entity::find().all(house.app.db().reader()).await.expect("rows");
    let of_kind = |kind: &str| looks.iter().filter(|look| look.kind == kind && look.subject == "comparison/1").count();
    assert_eq!((of_kind("release"), of_kind("download")), (3, 3));
    let events = comparisons::history(&house.app, &hands.county, id).await.expect("events");
    let BrandEvent::RosterReleased { release: on_record, people, matter: of_matter, .. } = &events[0].event else {
        panic!("{events:?}")
    };
    assert_eq!((on_record, *people, *of_matter), (&release, 30, Some(matter)));
    assert_eq!(events[0].by, Some(hands.county_head.account));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_learns_of_a_list_and_the_auditor_only_reads_what_left() {
    let house = House::open().await;
    let (hands, brand, versions) = filed(&house).await;
    let release = of(Source::SocialInsurance, &versions);
    for stranger in [&hands.nanan, &house.unit(1)] {
        let error = proposed(&house, stranger, brand, &release).await.expect_err("not theirs");
        assert!(matches!(error, Error::Denied(Denied::Hidden)), "{error:?}");
    }
    let id = released(&house, &hands, brand, &release).await;
    let auditor = house.official(Role::Auditor, 1, None, "").await;
    for stranger in [&hands.nanan, &house.unit(1), &hands.finance] {
        assert!(comparisons::list(&house.app, stranger).await.expect("a list").is_empty());
        for error in [
            comparisons::get(&house.app, stranger, id).await.expect_err("hidden"),
            comparisons::pack(&house.app, stranger, id).await.expect_err("hidden"),
            comparisons::state_deleted(&house.app, stranger, id, day(TODAY), "已删除").await.expect_err("hidden"),
        ] {
            assert!(matches!(error, Error::Denied(Denied::Hidden)), "{error:?}");
        }
    }
    assert_eq!(comparisons::get(&house.app, &auditor, id).await.expect("read").release, release);
    assert!(matches!(
        comparisons::pack(&house.app, &auditor, id).await.expect_err("reads only"),
        Error::Denied(Denied::NotYours(_))
    ));
    // The city may do for any brand what its county may.
    assert_eq!(rows(&house, &hands.city, id).await.len(), 31);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_more_than_the_purpose_needs_is_refused_at_its_field() {
    let house = House::open().await;
    let (hands, brand, versions) = filed(&house).await;
    let good = of(Source::RealName, &versions);
    let propose = async |change: fn(&mut Release)| {
        let mut release = good.clone();
        change(&mut release);
        proposed(&house, &hands.county, brand, &release).await.expect_err("refused")
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
async fn the_refuted_wait_for_a_verdict_and_a_new_refutation_asks_again() {
    let house = House::open().await;
    let (hands, brand, versions) = filed(&house).await;
    let county = &hands.county;
    let id = released(&house, &hands, brand, &of(Source::SocialInsurance, &versions)).await;
    house.go_to("2026-03-10 09:00");
    answered(&house, county, id, &[(0, "不一致"), (1, "不符"), (2, "一致"), (3, "未查到")], "2026-03-05").await;
    assert_eq!(employed(&house, brand).await, count(28, 2, 0));
    let compared = house.counts(&versions).await.employed_compared;
    assert_eq!(compared, Compared { confirmed: 1, refuted: 2, unknown: 1 });
    let people = waiting(&house, county, brand).await;
    assert_eq!(people.len(), 2);
    for person in &people {
        assert_eq!(person.reasons.iter().copied().collect::<Vec<_>>(), [Reason::Refuted]);
        let said = &person.said[0];
        assert_eq!((said.mark, said.on, said.by.as_str()), (Mark::Refuted, day("2026-03-05"), "泉州市社会保险中心"));
        assert!(!person.sides[0].rows.is_empty(), "the rows behind it are shown");
    }
    decide(&house, county, brand, &people[..1], Keeps::Here).await;
    decide(&house, county, brand, &people[1..], Keeps::Nobody).await;
    assert_eq!(employed(&house, brand).await, count(29, 0, 1));

    // An older day that comes in later is history; a newer refutation is a new question.
    answered(&house, county, id, &[(2, "不一致")], "2026-03-02").await;
    assert_eq!(employed(&house, brand).await, count(29, 0, 1), "the newer day said confirmed");
    answered(&house, county, id, &[(0, "不一致"), (1, "不一致"), (2, "一致")], "2026-03-09").await;
    assert_eq!(employed(&house, brand).await, count(28, 2, 0));
    decide(&house, county, brand, &waiting(&house, county, brand).await, Keeps::Nobody).await;
    answered(&house, county, id, &[(0, "一致")], "2026-03-10").await;
    assert_eq!(employed(&house, brand).await, count(28, 0, 2), "a verdict stands until somebody asks anew");

    // A roster that replaces the old one keeps what was said and decided.
    let replaced = house.published(brand, 1, SheetKind::Employment, 2025, &Sheet::employment(0..32)).await;
    house.claim(brand, &replaced).await;
    assert_eq!(employed(&house, brand).await, count(30, 0, 2));
    assert_eq!(house.counts(&replaced).await.employed_compared, Compared { confirmed: 2, refuted: 1, unknown: 1 });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_drawn_before_a_refutation_decides_on_nobody() {
    let house = House::open().await;
    let (hands, brand, versions) = filed(&house).await;
    let id = released(&house, &hands, brand, &of(Source::SocialInsurance, &versions)).await;
    house.go_to("2026-03-10 09:00");
    answered(&house, &hands.county, id, &[(0, "不一致")], "2026-03-05").await;
    let people = waiting(&house, &hands.county, brand).await;
    answered(&house, &hands.county, id, &[(0, "不一致")], "2026-03-08").await;
    let whom = Whom::Chosen(vec![people[0].chosen.clone()]);
    let verdict = Verdict { whom, keeps: Keeps::Here, reason: "核对缴费凭证。".into() };
    let error = rosters::decide_people(&house.app, &hands.county, brand, &verdict).await.expect_err("changed");
    field(error, "people", "已有变化");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_policy_says_so_the_unconfirmed_wait_and_unknown_never_confirms() {
    let house = House::open().await;
    let (hands, brand, versions) = filed(&house).await;
    let county = &hands.county;
    house.claim_with(brand, &versions, Unconfirmed::Wait).await;
    assert_eq!(employed(&house, brand).await, count(0, 30, 0));
    let id = released(&house, &hands, brand, &of(Source::SocialInsurance, &versions)).await;
    let said: Vec<_> = (0..20).map(|at| (at, "一致")).chain([(20, "未查到"), (21, "不一致")]).collect();
    answered(&house, county, id, &said, TODAY).await;
    assert_eq!(employed(&house, brand).await, count(20, 10, 0));
    let people = waiting(&house, county, brand).await;
    let reasons = |reason| people.iter().filter(|person| person.reasons.contains(&reason)).count();
    assert_eq!((people.len(), reasons(Reason::Unconfirmed), reasons(Reason::Refuted)), (10, 10, 1));
    assert_eq!(rosters::decidable(&house.app, county, brand, Some(Reason::Refuted)).await.expect("a figure"), 1);
    decide(&house, county, brand, &people, Keeps::Here).await;
    assert_eq!(employed(&house, brand).await, count(30, 0, 0));
    house.release(brand).await;
    assert_eq!(employed(&house, brand).await, count(30, 0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_cannot_be_read_is_told_cell_by_cell_and_counts_nowhere() {
    let house = House::open().await;
    let (hands, brand, versions) = filed(&house).await;
    let county = &hands.county;
    let id = released(&house, &hands, brand, &of(Source::SocialInsurance, &versions)).await;
    let list = rows(&house, county, id).await;
    let try_one = async |text: String| brought(&house, county, id, ("答复.csv", text.into_bytes()), TODAY).await;
    let line = |at: usize| list[at][0].clone();
    let text = format!(
        "社会保险中心答复\n编号,比对结果,比对日期\n{0},好像是,\n{1},一致,2026-02-01\n{2},一致,\n{2},不一致,\nZ123,一致,\n,一致,\n",
        line(1),
        line(2),
        line(3)
    );
    let wrong = try_one(text).await.expect("read").expect_err("faults").told;
    let told: Vec<_> = wrong.iter().map(|wrong| (wrong.row, wrong.column.as_str())).collect();
    assert_eq!(told, [(3, "比对结果"), (4, "比对日期"), (6, "编号"), (8, "证件号码"), (7, "编号")]);
    assert!(wrong[0].message.contains("好像是") && wrong[2].message.contains("第 5 行"), "{wrong:?}");
    field(try_one("甲,乙\n1,2\n".into()).await.expect_err("no heads"), "comparison_answer", "没有找到表头");
    field(try_one("编号,比对结果\n".into()).await.expect_err("empty"), "comparison_answer", "没有填写任何结果");
    let good = format!("编号,比对结果\n{},一致\n{},\n", line(1), line(2));
    let late = brought(&house, county, id, ("答复.csv", good.clone().into_bytes()), "2026-03-02").await;
    field(late.expect_err("tomorrow"), "on", "不晚于今天");
    let answer = try_one(good.clone()).await.expect("read").expect("nothing is wrong");
    field(try_one(good).await.expect_err("twice"), "comparison_answer", "已经上传过");
    let view = comparisons::answers(&house.app, county, id).await.expect("answers").remove(0);
    assert_eq!((view.confirmed, view.blank, view.state), (1, 1, comparisons::AnswerState::Checked));
    assert_eq!(house.counts(&versions).await.employed_compared, Compared::default(), "what is checked counts nowhere");
    assert!(comparisons::record_answer(&house.app, &hands.nanan, id, answer).await.is_err());
    comparisons::record_answer(&house.app, county, id, answer).await.expect("recorded");
    assert!(comparisons::record_answer(&house.app, county, id, answer).await.is_err(), "once only");
    assert!(comparisons::discard_answer(&house.app, county, id, answer).await.is_err(), "recorded is recorded");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workbook_without_our_numbers_is_matched_by_document_and_name() {
    let house = House::open().await;
    let (hands, brand, versions) = filed(&house).await;
    let id = released(&house, &hands, brand, &of(Source::RealName, &versions)).await;
    let list = rows(&house, &hands.county, id).await;
    let row = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
    let heads = row(["姓名", "身份证号", "核对结果"]);
    let wrong = workbook([heads.clone(), row(["别的人", &list[1][4], "一致"])].into_iter());
    let wrong = brought(&house, &hands.county, id, ("答复.xlsx", wrong), TODAY).await.expect("read");
    assert!(wrong.expect_err("another name").told[0].message.contains("姓名与花名册上的不同"));
    let good = workbook([heads, row([&list[1][3], &list[1][4], "不符"])].into_iter());
    let answer = brought(&house, &hands.county, id, ("答复.xlsx", good), TODAY).await.expect("read").expect("good");
    comparisons::record_answer(&house.app, &hands.county, id, answer).await.expect("recorded");
    house.recounts_alike().await;
    assert_eq!(employed(&house, brand).await, count(29, 1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn to_the_business_register_go_units_and_no_people() {
    let house = House::open().await;
    let (hands, brand) = (house.hands().await, house.brand(&[1]).await);
    let code = credit_code(7);
    let sheet = Sheet::employment(0..30).employer_of_first(12, "晋江市某鞋业有限公司", &code);
    let versions = house.published(brand, 1, SheetKind::Employment, 2025, &sheet).await;
    house.claim(brand, &versions).await;
    let id = released(&house, &hands, brand, &of(Source::BusinessRegister, &versions)).await;
    let list = rows(&house, &hands.county, id).await;
    assert_eq!(list[0], ["编号", "台账", "年度", "统一社会信用代码", "比对结果", "比对日期"]);
    assert_eq!((list.len(), list[1][3].as_str()), (2, code.as_str()), "one line for a unit, none for a person");
    answered(&house, &hands.county, id, &[(0, "不一致")], TODAY).await;
    assert_eq!(employed(&house, brand).await, count(18, 12, 0));
    let compared = house.counts(&versions).await.employed_compared;
    assert_eq!(compared, Compared { confirmed: 0, refuted: 12, unknown: 0 });
}

#[tokio::test(flavor = "multi_thread")]
async fn after_the_day_of_deletion_nothing_leaves_and_the_desk_is_told() {
    let house = House::open().await;
    let (hands, brand, versions) = filed(&house).await;
    let county = &hands.county;
    let id = released(&house, &hands, brand, &of(Source::SocialInsurance, &versions)).await;
    let first = comparisons::pack(&house.app, county, id).await.expect("packed").no;
    house.go_to("2026-05-01 09:00");
    let error = comparisons::pack(&house.app, county, id).await.expect_err("too late");
    assert!(error.to_string().contains("已过约定的删除日期"), "{error}");
    assert!(comparisons::archive(&house.app, county, id, first).await.is_err());
    assert_eq!(comparisons::overdue(&house.app, county).await.expect("a list").len(), 1);
    assert!(comparisons::overdue(&house.app, &hands.nanan).await.expect("a list").is_empty());
    let early = comparisons::state_deleted(&house.app, county, id, day("2026-02-01"), "社保函〔2026〕7号").await;
    field(early.expect_err("before it left"), "on", "提供名单之后");
    let silent = comparisons::state_deleted(&house.app, county, id, day("2026-04-30"), " ").await;
    field(silent.expect_err("no statement"), "statement", "文号");
    comparisons::state_deleted(&house.app, county, id, day("2026-04-30"), "社保函〔2026〕7号").await.expect("stated");
    assert!(comparisons::overdue(&house.app, county).await.expect("a list").is_empty());
    let twice = comparisons::state_deleted(&house.app, county, id, day("2026-04-30"), "再次来函").await;
    assert!(twice.expect_err("once").to_string().contains("已经登记过"));
    let kinds: Vec<_> = comparisons::history(&house.app, county, id).await.expect("events");
    assert!(matches!(kinds.last().expect("an event").event, BrandEvent::ReleaseDeleted { .. }));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_cities_find_whom_both_list_from_fingerprints_alone() {
    const PASSPHRASE: &str = "海丝-2026-约定的口令-9Q7X";
    let (house, there) = (House::open().await, House::open().await);
    let (hands, brand, versions) = filed(&house).await;
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
        comparisons::import_tokens(&house.app, "厦门市", passphrase, file).await
    };
    let other = import("另外一个口令-2026-000000", file.clone()).await;
    field(other.expect_err("another passphrase"), "passphrase", "不一致");
    field(import(PASSPHRASE, b"zihao".to_vec()).await.expect_err("no file"), "file", "重新索取");
    let found = import(PASSPHRASE, file.clone()).await.expect("compared");
    assert_eq!(found, Exchanged { theirs: 30, ours: 30, both: 10, brands: 1 });
    house.recounts_alike().await;
    field(import(PASSPHRASE, file).await.expect_err("twice"), "file", "已经比对过");

    assert_eq!(house.counts(&versions).await.employed, count(20, 10, 0));
    let people = waiting(&house, &hands.county, brand).await;
    let said = &people[0].said[0];
    assert_eq!((people.len(), said.source, said.by.as_str()), (10, Source::OtherCity, "厦门市"));
    decide(&house, &hands.county, brand, &people, Keeps::Here).await;
    assert_eq!(house.counts(&versions).await.employed, count(30, 0, 0));
    let listed = comparisons::list(&house.app, &hands.county).await.expect("a list");
    assert!(comparisons::pack(&house.app, &hands.county, listed[0].id).await.is_err(), "no list is to leave");
}
