//! What people may ask about the data held on them, and what the desks may and may not do.

mod city;
#[expect(dead_code, reason = "stories about rosters use the rest")]
mod roster_city;

use app::{
    App, Error,
    exports::Format,
    keys,
    listing::{At, Count, Search},
    rights::{self, NewRequest, RequestView},
    rosters::{self, NewSample, SignAt},
    seals, unmaskings,
    worklist::{self, Filter, Item, Subject, Tab, When},
};
use calamine::{Reader, Xlsx};
use city::{city, day};
use domain::{
    access::{Actor, Denied, RightsOfficer, Role},
    application::{ApplicationEvent, Figures, Pinned, PinnedRoster},
    identity::DocumentKind,
    ids::{AccountId, ApplicationId, BrandId, RightsRequestId, RosterVersionId},
    rights::{IdentityCheck, RefusalGround, RequestKind, RightsEvent},
    roster::{Ledger, SheetKind},
};
use roster_city::{Installation, Sheet, number};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};
use std::io::Read;
use storage::{
    entities::{access_record, event, rights_request, roster_block, roster_person},
    listing::NEVER,
    summaries::place_of_request,
};

const PERSON: u32 = 7;

fn asks(asked: RequestKind) -> NewRequest {
    NewRequest {
        asked: Some(asked),
        name: "陈文西".into(),
        document_kind: Some(DocumentKind::ResidentId),
        number: number(PERSON),
        contact: "13800000007".into(),
        check: Some(IdentityCheck::Original),
        words: "查阅本人在花名册中的信息".into(),
    }
}

fn officer(actor: &Actor) -> RightsOfficer {
    actor.rights_officer().expect("a bureau")
}

async fn seen(installation: &Installation, officer: &RightsOfficer, id: RightsRequestId) -> RequestView {
    rights::get(&installation.app, officer, id).await.expect("the request")
}

fn sentence<T: std::fmt::Debug>(refused: Result<T, Error>) -> String {
    match refused {
        Err(Error::Invalid(fields)) => fields[0].message.clone(),
        other => panic!("{other:?}"),
    }
}

/// An application submitted with these versions, so that a decision rests on them.
async fn submitted(installation: &Installation, brand: BrandId, versions: &[RosterVersionId]) -> ApplicationId {
    installation.keyed_in(brand, &[1]).await;
    let mut tx = installation.app.begin(None).await.expect("a verb");
    let mut application = tx.load::<domain::application::Application>(ApplicationId(1)).await.expect("the application");
    let rosters = versions.iter().map(|id| PinnedRoster { version: *id, digest: String::new() }).collect();
    let event = ApplicationEvent::Submitted {
        title: "晋江鞋服工匠".into(),
        units: application.units.clone(),
        pinned: Pinned { submission: 1, digest: "0".repeat(64), rosters },
        figures: Figures::default(),
        due: None,
    };
    tx.append(&mut application, event).await.expect("submitted");
    tx.commit().await.expect("committed");
    application.id
}

/// How many rows the first block of a version holds, and how many of them name the person.
async fn sealed_rows(installation: &Installation, version: RosterVersionId) -> (usize, usize) {
    let conn = installation.app.db().reader();
    let block = roster_block::Entity::find_by_id((version.0, 1_i64)).one(conn).await.unwrap().expect("a block");
    let place = seals::ROSTER_ROWS.key(&format!("{version}/1"));
    let opened = installation.app.vault().open_rows(place, &block.rows_sealed).expect("it opens");
    let number = number(PERSON);
    let names = |row: &&[u8]| row.windows(number.len()).any(|some| some == number.as_bytes());
    // What its columns mean stands at the head of a block.
    (opened.len() - 1, opened.iter().filter(names).count())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_reads_everything_held_and_who_looked() {
    let installation = Installation::open().await;
    let (ours, theirs) = (installation.brand(&[1]).await, installation.brand_in("350583", &[2]).await);
    installation.published(ours, 1, SheetKind::Training, 2025, &Sheet::training(0..20)).await;
    installation.published(theirs, 2, SheetKind::Employment, 2025, &Sheet::employment(5..10)).await;
    let county = installation.county("350582");
    let desk = officer(&county);
    let id = rights::register(&installation.app, &desk, &asks(RequestKind::Access)).await.expect("registered");
    let request = seen(&installation, &desk, id).await;
    assert_eq!(request.due, Some(day("2026-03-20")), "fifteen working days from the day after");
    assert_eq!(request.name, "陈**");
    assert!(!request.document.contains(&number(PERSON)[6..14]) && !request.contact.contains("0000"), "{request:?}");

    assert!(sentence(rights::close(&installation.app, &desk, id, 1, None, "已经答复本人").await).contains("查阅报告"));
    let held = rights::report(&installation.app, &desk, id, 1).await.expect("a report");
    assert_eq!((held.rows.len(), held.elsewhere), (1, true), "the neighbour county's roster is the city's to tell");
    let row = &held.rows[0];
    assert_eq!((row.unit_name.as_str(), row.ledger.as_str(), row.year), ("晋江市鞋服行业协会", "培训", 2025));
    let stored = |label: &str| row.fields.iter().find(|(known, _)| known == label).map(|(_, value)| value.as_str());
    assert_eq!(stored("证件号码"), Some(number(PERSON).as_str()));
    assert_eq!(stored("培训类别"), Some("制造类"), "{:?}", row.fields);
    assert_eq!(held.looks.len(), 1, "the report itself is a look");

    let city = officer(&installation.city_officer());
    let held = rights::report(&installation.app, &city, id, 2).await.expect("the city answers for all");
    assert_eq!((held.rows.len(), held.elsewhere, held.looks.len()), (2, false, 2));

    rights::close(&installation.app, &desk, id, 3, None, "已当面出具查阅报告").await.expect("closed");
    let closed = seen(&installation, &desk, id).await;
    assert_eq!((closed.ground, closed.answer.as_deref()), (None, Some("已当面出具查阅报告")));
    assert!(sentence(rights::report(&installation.app, &desk, id, 4).await.map(drop)).contains("已经办结"));

    // The record and the log name nobody.
    let conn = installation.app.db().reader();
    let bodies: String = event::Entity::find().all(conn).await.unwrap().into_iter().map(|event| event.body).collect();
    let logged: String =
        access_record::Entity::find().all(conn).await.unwrap().into_iter().map(|row| row.detail).collect();
    for plain in [number(PERSON).as_str(), "陈文西", "13800000007"] {
        assert!(!bodies.contains(plain) && !logged.contains(plain), "{plain}");
    }
    installation.assert_nowhere_in_plain(&number(PERSON));
    let auditor = Actor { account: AccountId(9), role: Role::Auditor, office: None, area: None, unit: None };
    let looks =
        unmaskings::list(&installation.app, &auditor, &Search::default(), None).await.expect("the looks").page.rows;
    assert_eq!(looks.len(), 2);
    assert!(looks[0].purpose.contains("第 1 号"), "{looks:?}");
    let by = Search { by: Some(county.account), on: Some(day("2026-03-01")), ..Search::default() };
    assert_eq!(unmaskings::list(&installation.app, &auditor, &by, None).await.expect("one").page.rows.len(), 1);
    let other_day = Search { on: Some(day("2026-02-28")), ..Search::default() };
    assert!(unmaskings::list(&installation.app, &auditor, &other_day, None).await.expect("none").page.rows.is_empty());
    let county = unmaskings::list(&installation.app, &county, &by, None).await.map(|found| found.page.rows.len());
    assert!(matches!(county, Err(Error::Denied(Denied::NotYours(_)))), "auditors and administrators only: {county:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_is_told_of_looks_at_signs_and_call_lists_that_showed_them() {
    let installation = Installation::open().await;
    let (app, county) = (&installation.app, installation.county("350582"));
    let brand = installation.brand(&[1]).await;
    // Twelve of thirty share a mobile, and a page of the call list has twenty: some stand in both.
    let sheet = (0..12).fold(Sheet::employment(0..30), |sheet, row| sheet.mobile_of(row, "13911112222"));
    let versions = installation.published(brand, 1, SheetKind::Employment, 2025, &sheet).await;
    installation.claim(brand, &versions).await;
    rosters::search_pending_signs(app).await.expect("searched");
    let at = SignAt { ledger: Ledger::Employment, year: 2025, no: 1 };
    let behind = rosters::unmask_sign_rows(app, &county, brand, at, 0, "核对报名表").await.expect("rows");
    assert_eq!(behind.len(), 12);
    let plan = NewSample { ledger: Ledger::Employment, year: 2025, confidence: 95, margin: 10, expected: 50 };
    let sample = rosters::draw_sample(app, &county, brand, &plan).await.expect("drawn");
    let called = rosters::unmask_called(app, &county, sample, 1, "电话回访抽查人员").await.expect("numbers");
    assert_eq!(called.len(), 20);

    let desk = officer(&county);
    let told = async |person: u32| {
        let new = NewRequest { number: number(person), ..asks(RequestKind::Access) };
        let id = rights::register(app, &desk, &new).await.expect("registered");
        let held = rights::report(app, &desk, id, 1).await.expect("a report");
        assert_eq!(held.rows.len(), 1);
        held.looks.into_iter().map(|look| (look.what, look.purpose)).collect::<Vec<_>>()
    };
    let shown = |person: u32| called.iter().any(|row| row.number == number(person));
    let seen = told((0..12).find(|person| shown(*person)).expect("one of both")).await;
    let looks =
        [("疑点所涉人员的姓名、手机和证件号码", "核对报名表"), ("抽查名单的姓名、手机和证件号码", "电话回访抽查人员")];
    assert_eq!(seen.len(), 3, "the report itself is a look: {seen:?}");
    assert!(looks.iter().zip(&seen).all(|(look, seen)| *look == (seen.0.as_str(), seen.1.as_str())), "{seen:?}");
    let other = told((12..30).find(|person| !shown(*person)).expect("one of neither")).await;
    assert_eq!(other.len(), 1, "nobody but the desk looked at them: {other:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_reaches_the_unit_and_is_done_with_its_next_version() {
    let installation = Installation::open().await;
    let brand = installation.brand(&[1]).await;
    installation.published(brand, 1, SheetKind::Training, 2025, &Sheet::training(0..20)).await;
    let desk = officer(&installation.county("350582"));
    let id = rights::register(&installation.app, &desk, &asks(RequestKind::Correction)).await.expect("registered");
    assert!(
        sentence(rights::close(&installation.app, &desk, id, 1, None, "已经更正").await).contains("还没有要求单位更正")
    );
    let places = rights::places(&installation.app, &desk, id).await.expect("places");
    assert!(places[0].told.contains("培训花名册第 1 版"), "{places:?}");
    let roster = places[0].roster;
    assert!(
        sentence(rights::ask_correction(&installation.app, &desk, id, 1, 999, "姓名有误").await).contains("请选择")
    );
    assert!(sentence(rights::ask_correction(&installation.app, &desk, id, 1, roster, " ").await).contains("请写明"));
    rights::ask_correction(&installation.app, &desk, id, 1, roster, "姓名应为陈文东").await.expect("asked");
    let stale = rights::ask_correction(&installation.app, &desk, id, 1, roster, "姓名应为陈文东").await;
    assert!(matches!(stale, Err(Error::Stale { .. })), "{stale:?}");

    let tasks = rights::tasks_of_unit(&installation.app, &installation.unit(1), brand).await.expect("tasks");
    assert_eq!((tasks.len(), tasks[0].text.as_str()), (1, "姓名应为陈文东"));
    assert!(tasks[0].whom.starts_with("陈**（350527") && !tasks[0].whom.contains(&number(PERSON)), "{tasks:?}");
    assert!(rights::tasks_of_unit(&installation.app, &installation.unit(2), brand).await.expect("none").is_empty());
    let county = rights::tasks_of_unit(&installation.app, &installation.county("350582"), brand).await;
    assert!(matches!(county, Err(Error::Denied(_))), "{county:?}");

    assert!(sentence(rights::close(&installation.app, &desk, id, 2, None, "已经更正").await).contains("还没有提交"));
    installation.go_to("2026-03-02 09:00");
    installation.published(brand, 1, SheetKind::Training, 2025, &Sheet::training(0..21)).await;
    assert!(rights::tasks_of_unit(&installation.app, &installation.unit(1), brand).await.expect("done").is_empty());
    rights::close(&installation.app, &desk, id, 2, None, "单位已提交更正后的花名册").await.expect("closed");
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_no_decision_rests_on_are_deleted_and_everything_is_counted_anew() {
    let installation = Installation::open().await;
    let (first, second) = (installation.brand(&[1]).await, installation.brand(&[2]).await);
    let versions = installation.published(first, 1, SheetKind::Training, 2025, &Sheet::training(0..300)).await;
    installation.published(second, 2, SheetKind::Training, 2025, &Sheet::training(0..10)).await;
    let desk = officer(&installation.county("350582"));
    let reads = rights::register(&installation.app, &desk, &asks(RequestKind::Access)).await.expect("registered");
    assert!(sentence(rights::erase(&installation.app, &desk, reads, 1).await).contains("没有请求删除"));
    let id = rights::register(&installation.app, &desk, &asks(RequestKind::Deletion)).await.expect("registered");
    assert!(sentence(rights::close(&installation.app, &desk, id, 1, None, "已经删除").await).contains("仍存有"));

    let before = installation.counts(&versions).await.trained.verified;
    assert_eq!(sealed_rows(&installation, versions[0]).await, (64, 1));
    assert_eq!(rights::erase(&installation.app, &desk, id, 1).await.expect("deleted"), 2, "a row of each brand");
    assert_eq!(installation.counts(&versions).await.trained.verified, before - 1);
    installation.recounts_alike().await;
    let conn = installation.app.db().reader();
    assert_eq!(roster_person::Entity::find().count(conn).await.unwrap(), 308);
    assert_eq!(sealed_rows(&installation, versions[0]).await, (63, 0), "of the block the person's row is gone");
    assert_eq!(keys::check(&installation.app).await.expect("opened").faults, Vec::<String>::new());
    rosters::imports(&installation.app, &installation.unit(1), first).await.expect("the unit's page still stands");

    let held = rights::report(&installation.app, &desk, id, 2).await.expect("a report");
    assert!(held.rows.is_empty() && !held.elsewhere);
    rights::close(&installation.app, &desk, id, 3, None, "已删除本人在两份花名册中的行").await.expect("closed");
    let told = storage::log::stream::<RightsEvent>(conn, id.0).await.expect("its record");
    assert!(told.iter().any(|event| matches!(&event.event, RightsEvent::RowsDeleted { rows: 2, .. })), "{told:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_persons_rows_in_several_blocks_are_deleted_together() {
    let installation = Installation::open().await;
    let brand = installation.brand(&[1]).await;
    // Blocks have 64 rows: the person stands in the first and in the last.
    let sheet = Sheet::employment(PERSON..300).another_job_for_first("质检员");
    let versions = installation.published(brand, 1, SheetKind::Employment, 2025, &sheet).await;
    let desk = officer(&installation.county("350582"));
    let id = rights::register(&installation.app, &desk, &asks(RequestKind::Deletion)).await.expect("registered");
    assert_eq!(rights::erase(&installation.app, &desk, id, 1).await.expect("deleted"), 2, "a row of each block");
    assert_eq!(sealed_rows(&installation, versions[0]).await, (63, 0));
    installation.recounts_alike().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_a_submission_rests_on_stays_and_the_refusal_says_why() {
    let installation = Installation::open().await;
    let brand = installation.brand(&[1]).await;
    let versions = installation.published(brand, 1, SheetKind::Training, 2025, &Sheet::training(0..20)).await;
    submitted(&installation, brand, &versions).await;
    let desk = officer(&installation.county("350582"));
    let id = rights::register(&installation.app, &desk, &asks(RequestKind::Deletion)).await.expect("registered");
    let why = sentence(rights::erase(&installation.app, &desk, id, 1).await);
    assert!(why.contains("4.4") && why.contains("保存期限未满"), "{why}");
    assert!(
        sentence(rights::close(&installation.app, &desk, id, 1, Some(RefusalGround::Decided), "").await)
            .contains("理由")
    );
    let ground = Some(RefusalGround::Decided);
    rights::close(&installation.app, &desk, id, 1, ground, "花名册是认定依据，保存期满后删除").await.expect("refused");
    assert_eq!(seen(&installation, &desk, id).await.ground, ground);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_bureaus_answer_and_a_county_only_its_own() {
    let installation = Installation::open().await;
    let desk = officer(&installation.county("350582"));
    let id = rights::register(&installation.app, &desk, &asks(RequestKind::Copy)).await.expect("registered");
    let other = officer(&installation.county("350583"));
    assert!(matches!(rights::get(&installation.app, &other, id).await, Err(Error::Denied(Denied::Hidden))));
    assert!(matches!(
        rights::report(&installation.app, &other, id, 1).await.map(drop),
        Err(Error::Denied(Denied::Hidden))
    ));
    let numbers = async |officer| {
        let listed = rights::list(&installation.app, &officer, &Search::default(), None).await.expect("a list");
        listed.page.rows.into_iter().map(|request| request.id).collect::<Vec<_>>()
    };
    assert_eq!(numbers(other).await, []);
    assert_eq!(numbers(officer(&installation.city_officer())).await, [id]);
    for role in [Role::Unit, Role::Expert, Role::Finance, Role::Auditor, Role::Admin] {
        let actor = Actor { role, ..installation.city_officer() };
        assert_eq!(actor.rights_officer().unwrap_err(), Denied::NotYours("县级、市级人社部门"), "{role:?}");
    }
    let Err(Error::Invalid(fields)) = rights::register(&installation.app, &desk, &NewRequest::default()).await else {
        panic!("an empty form")
    };
    let wrong: Vec<_> = fields.iter().map(|field| field.field.as_str()).collect();
    assert_eq!(wrong, ["asked", "name", "document_kind", "number", "contact", "check", "words"]);
}

/// Every page of a desk's list, from the first on.
async fn pages(app: &App, desk: &RightsOfficer) -> Vec<Vec<i64>> {
    let (mut pages, mut at) = (Vec::new(), None);
    assert_eq!(rights::open_count(app, desk).await.expect("a count"), Count::of(55));
    loop {
        let listed = rights::list(app, desk, &Search::default(), at.as_ref()).await.expect("a page");
        assert_eq!(listed.total, Count::of(110));
        pages.push(listed.page.rows.iter().map(|request| request.id.0).collect());
        let Some(after) = listed.page.after else { return pages };
        at = At::of(&after, "");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_open_request_is_lost_behind_newer_ones() {
    let city = city().await;
    let officials = city.officials().await;
    let (app, county) = (&city.app, officials.county);
    let desk = officer(&county);
    for _ in 0..110 {
        rights::register(app, &desk, &asks(RequestKind::Copy)).await.expect("registered");
    }
    // The newer half is answered: what is still open is the oldest.
    let conn = app.db().reader();
    let closed = rights_request::Entity::update_many()
        .col_expr(rights_request::Column::ClosedAt, Expr::value(1))
        .col_expr(rights_request::Column::Place, Expr::value(i64::MAX).sub(Expr::col(rights_request::Column::Id)))
        .filter(rights_request::Column::Id.gt(55));
    closed.exec(conn).await.unwrap();
    // One has no day, for the calendar of that year is not announced; one is due before all others.
    for (id, due) in [(3, None), (9, Some("2025-03-04"))] {
        let place = place_of_request(RightsRequestId(id), due.map(day), false);
        let (due, due_order) = (Set(due.map(str::to_owned)), Set(due.unwrap_or(NEVER).to_owned()));
        let row = rights_request::ActiveModel { id: Set(id), due, due_order, place: Set(place), ..Default::default() };
        rights_request::Entity::update(row).exec(conn).await.unwrap();
    }

    let pages = pages(app, &desk).await;
    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [50, 50, 10]);
    let open: Vec<i64> = [9].into_iter().chain((1..=55).filter(|id| ![3, 9].contains(id))).chain([3]).collect();
    let all: Vec<i64> = open.iter().copied().chain((56..=110).rev()).collect();
    assert_eq!(pages.concat(), all);

    let closed = Search { state: "closed".into(), ..Search::default() };
    let found = rights::list(app, &desk, &closed, None).await.expect("the closed");
    assert_eq!((found.total, found.page.rows[0].id.0), (Count::of(55), 110));
    let mut file = rights::export(app, &desk, &closed, Format::Csv).await.expect("a file");
    let mut text = String::new();
    file.read_to_string(&mut text).unwrap();
    assert_eq!(text.lines().count(), 56, "what is listed is taken out");
    assert!(!text.contains(&number(PERSON)) && !text.contains("陈文西"), "masked");
    let taken = access_record::Entity::find().filter(access_record::Column::Kind.eq("export")).one(conn).await.unwrap();
    assert_eq!(taken.map(|taken| (taken.subject, taken.detail)), Some(("requests".into(), "55 rows".into())));

    let filter = Filter::default();
    let work = worklist::list(app, &county, Tab::Mine, &filter, None).await.expect("the work list");
    let at = At::of(work.after.as_deref().expect("more than a page"), "");
    let rest = worklist::list(app, &county, Tab::Mine, &filter, at.as_ref()).await.expect("the rest");
    let request = |item: &Item| match item.subject {
        Subject::Request(request) => request.0,
        _ => panic!("no request"),
    };
    let asked: Vec<i64> = work.items.iter().chain(&rest.items).map(request).collect();
    assert_eq!((asked, work.total(Tab::Mine)), (open, Count::of(55)));
    let due = [work.items[0].when, work.items[1].when];
    assert_eq!(due, ["2025-03-04", "2025-03-24"].map(|on| When::Due(day(on))));
    assert_eq!(work.counts, [55, 0, 1, 0].map(Count::of), "the one due in a few days is near");
    let other = worklist::list(app, &officials.nanan, Tab::Mine, &filter, None).await.expect("a list");
    assert_eq!(other.counts, [0; 4].map(Count::of), "another county's requests are not there to see");
    let book = worklist::export(app, &county, Tab::Mine, &filter, Format::Xlsx).await.expect("a workbook");
    let mut book = Xlsx::new(std::io::BufReader::new(book)).expect("it opens");
    assert_eq!(book.worksheet_range_at(0).expect("a sheet").expect("it reads").height(), 56);
}
