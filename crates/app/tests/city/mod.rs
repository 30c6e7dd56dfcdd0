//! A small city for stories: one county and a half, the city bureau, finance, and units with rosters.
//!
//! `ZIHAO_TEST_DATABASE_URL` runs every story on PostgreSQL, each in a database of its own.

#![expect(dead_code, reason = "each story file uses its own part")]

pub(crate) mod trial;

use app::{
    App, Chance, Clock, Error, Isolation, Result,
    acts::{self, Outcome, Sending},
    applications, attachments,
    attachments::Upload,
    matters,
    rounds::{self, NewRound},
    units::{self, NewUnit, UnitDetails},
};
use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use domain::{
    access::{Actor, Role},
    act::{
        AcceptForReview, Act, Addressed, AdmitToPool, AnyAct, CheckUnit, DecideProposedList, Evaluate, JudgeClause,
        PublishNotice, Recognise, Recommend, RecordDocumentReview, RecordSiteVisit,
    },
    application::{Application, Stage, Window},
    cultivation::{Cultivation, Payment},
    ids::{AccountId, ApplicationId, AreaCode, BrandId, MatterId, NoticeId, OfficeId, RoundId, StreamId},
    notice::Meeting,
    stream::{Stream, StreamKind},
    unit::{Unit, UnitEvent},
    with_act,
};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, QueryOrder};
use serde_json::{Value, json};
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};
use storage::{
    Db,
    entities::{account, office, roster, roster_person, roster_version},
    summaries,
};
use tempfile::TempDir;
use trial::{Trial, Trials};
use vault::{KeyRing, Vault};

pub(crate) struct City {
    pub(crate) app: App,
    pub(crate) folder: TempDir,
    next: AtomicI64,
    trials: Trials,
}

/// The people of the stories, by what they do.
pub(crate) const JINJIANG: i64 = 1;
pub(crate) const NANAN: i64 = 2;
pub(crate) const CITY: i64 = 3;
pub(crate) const FINANCE: i64 = 4;

pub(crate) async fn city() -> City {
    city_tried(Trial::Plain).await
}

/// A city whose verbs are tried in some way.
pub(crate) async fn city_tried(how: Trial) -> City {
    let trials = Trials::of(how);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let db = trials.watch(database(&folder).await);
    storage::migrations::migrate(&db).await.expect("migrations");
    let mut rng = Chance::seeded(7);
    let ring = KeyRing::generate(&mut *rng.get(), DateTime::UNIX_EPOCH);
    let keys = folder.path().join("keys.toml");
    ring.create(&keys).expect("a key file");
    let vault = Arc::new(Vault::of_file(&keys).expect("the keys are read"));
    let clock = Clock::fixed(at("2025-03-03 09:00"));
    rng = Chance::seeded(11);
    let app = App::open(db, vault, folder.path(), clock, rng)
        .await
        .expect("the installation opens")
        .reading_in(Isolation::Here);
    let city = City { app, folder, next: AtomicI64::new(100), trials };
    for (id, level, area, name) in [
        (JINJIANG, "county", Some("350582"), "晋江市人力资源和社会保障局"),
        (NANAN, "county", Some("350583"), "南安市人力资源和社会保障局"),
        (CITY, "city", None, "泉州市人力资源和社会保障局"),
        (FINANCE, "finance", None, "泉州市财政局"),
    ] {
        let row = office::ActiveModel {
            id: Set(id),
            level: Set(level.into()),
            area: Set(area.map(str::to_owned)),
            name: Set(name.into()),
        };
        office::Entity::insert(row).exec_without_returning(city.app.db().reader()).await.unwrap();
    }
    city
}

async fn database(folder: &TempDir) -> Db {
    match std::env::var("ZIHAO_TEST_DATABASE_URL") {
        Err(_) => Db::open_folder(folder.path()).await.expect("SQLite opens"),
        Ok(url) => {
            static NTH: AtomicI64 = AtomicI64::new(0);
            let name = format!("zihao_story_{}_{}", std::process::id(), NTH.fetch_add(1, Ordering::SeqCst));
            let server = Db::connect(&url).await.expect("the test server answers");
            server.reader().execute_unprepared(&format!("CREATE DATABASE {name}")).await.expect("a fresh database");
            let (base, _) = url.rsplit_once('/').expect("an address with a database");
            Db::connect(&format!("{base}/{name}")).await.expect("the fresh database opens")
        }
    }
}

/// A moment in Beijing time.
pub(crate) fn at(text: &str) -> DateTime<Utc> {
    let naive = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect("a moment");
    domain::calendar::shanghai_offset().from_local_datetime(&naive).unwrap().with_timezone(&Utc)
}

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

impl City {
    pub(crate) fn go_to(&self, moment: &str) {
        assert!(self.app.clock().set(at(moment)));
    }

    fn id(&self) -> i64 {
        self.next.fetch_add(1, Ordering::SeqCst)
    }

    async fn next_account(&self) -> i64 {
        let last =
            account::Entity::find().order_by_desc(account::Column::Id).one(self.app.db().reader()).await.unwrap();
        last.map_or(100, |last| last.id + 1)
    }

    pub(crate) async fn official(&self, role: Role, office: i64, area: Option<&str>, steps: &str) -> Actor {
        let id = self.next_account().await;
        self.account(id, role, Some(office), None, steps).await;
        Actor {
            account: AccountId(id),
            role,
            office: Some(OfficeId(office)),
            area: area.map(AreaCode::from),
            unit: None,
        }
    }

    async fn account(&self, id: i64, role: Role, office: Option<i64>, unit: Option<i64>, steps: &str) {
        let name = self.app.vault().seal_text(app::seals::ACCOUNT_NAME.row(id), "林某", &mut *self.app.chance().get());
        let login = app::seals::ACCOUNT_LOGIN.row(id);
        let login = self.app.vault().seal_text(login, &format!("u{id}"), &mut *self.app.chance().get());
        let row = account::ActiveModel {
            id: Set(id),
            login: Set(format!("u{id}")),
            login_sealed: Set(login),
            role: Set(role.code().into()),
            office: Set(office),
            unit: Set(unit),
            name_sealed: Set(name),
            section: Set(String::new()),
            post: Set(String::new()),
            steps: Set(steps.into()),
            stands_in_for: Set(None),
            password: Set(None),
            state: Set("active".into()),
            failures: Set(0),
            locked_until: Set(None),
            created_at: Set(0),
            created_by: Set(None),
            confirmed_by: Set(None),
            last_seen_at: Set(None),
        };
        account::Entity::insert(row).exec_without_returning(self.app.db().reader()).await.unwrap();
    }

    /// The usual hands: two of the county, four of the city (reviewer, drafter, approver, second approver), two of finance.
    pub(crate) async fn officials(&self) -> Officials {
        Officials {
            county: self.official(Role::County, JINJIANG, Some("350582"), "draft").await,
            county_head: self.official(Role::County, JINJIANG, Some("350582"), "check,approve").await,
            nanan: self.official(Role::County, NANAN, Some("350583"), "draft,approve").await,
            reviewer: self.official(Role::City, CITY, None, "draft").await,
            city: self.official(Role::City, CITY, None, "draft").await,
            city_head: self.official(Role::City, CITY, None, "check,approve").await,
            finance: self.official(Role::Finance, FINANCE, None, "draft").await,
            finance_head: self.official(Role::Finance, FINANCE, None, "approve").await,
            cashier: self.official(Role::Finance, FINANCE, None, "").await,
        }
    }

    /// A confirmed unit with one account.
    pub(crate) async fn unit(&self, name: &str, area: &str) -> Actor {
        let mut tx = self.app.begin(None).await.unwrap();
        let code = credit_code(tx.next_stream(StreamKind::Unit).await.unwrap());
        let new = NewUnit {
            credit_code: code,
            name: name.into(),
            kind: "trade_association".into(),
            area: area.into(),
            details: UnitDetails {
                address: String::new(),
                contact_name: "林某某".into(),
                contact_phone: "13800138000".into(),
            },
        };
        let own = units::enter(&mut tx, new).await.expect("a unit registers");
        let mut unit = tx.load::<Unit>(own).await.unwrap();
        tx.append(&mut unit, UnitEvent::Confirmed { reason: String::new() }).await.unwrap();
        tx.commit().await.unwrap();
        let id = self.next_account().await;
        self.account(id, Role::Unit, None, Some(own.0), "").await;
        Actor { account: AccountId(id), role: Role::Unit, office: None, area: None, unit: Some(own) }
    }

    /// A second account of the same unit, or of the same office with the same steps.
    pub(crate) async fn colleague(&self, of: &Actor) -> Actor {
        let id = self.next_account().await;
        let like = account::Entity::find_by_id(of.account.0).one(self.app.db().reader()).await.unwrap();
        let steps = like.map_or_else(String::new, |like| like.steps);
        self.account(id, of.role, of.office.map(|office| office.0), of.unit.map(|unit| unit.0), &steps).await;
        Actor { account: AccountId(id), ..of.clone() }
    }

    pub(crate) async fn round(&self, by: &Actor) -> RoundId {
        let new = NewRound {
            title: "2025年第一批".into(),
            year: 2025,
            window: Window { opens: day("2025-03-01"), closes: day("2025-04-30") },
            recommend_by: day("2025-05-30"),
        };
        self.verb("open_round", by, async |app, by| rounds::open_round(&app, &by, new.clone()).await)
            .await
            .expect("a round opens")
    }

    /// Publishes rosters of a brand: `employed` people at work and `trained` who passed, in both filed years, counted
    /// from person number `from`.
    pub(crate) async fn rosters(&self, brand: BrandId, unit: &Actor, from: u64, employed: u64, trained: u64) {
        for (ledger, year, people) in [
            ("employment", 2024, employed),
            ("employment", 2025, employed),
            ("training", 2024, trained),
            ("training", 2025, trained / 10),
        ] {
            self.roster(brand, unit, ledger, year, from..from + people).await;
        }
    }

    pub(crate) async fn roster(
        &self,
        brand: BrandId,
        unit: &Actor,
        ledger: &str,
        year: i64,
        people: std::ops::Range<u64>,
    ) {
        let conn = self.app.db().reader();
        let (roster_id, version) = (self.id(), self.id());
        let number = i64::try_from(people.end - people.start).unwrap();
        let row = roster::ActiveModel {
            id: Set(roster_id),
            brand: Set(brand.0),
            unit: Set(unit.unit.unwrap().0),
            ledger: Set(ledger.into()),
            year: Set(year),
        };
        roster::Entity::insert(row).exec_without_returning(conn).await.unwrap();
        let row = roster_version::ActiveModel {
            id: Set(version),
            roster: Set(roster_id),
            no: Set(1),
            import: Set(0),
            digest: Set(format!("{version:064}")),
            state: Set("published".into()),
            rows: Set(number),
            accepted: Set(number),
            rejected: Set(0),
            people: Set(number),
            waiting: Set(0),
            committed_at: Set(Some(0)),
            committed_by: Set(None),
        };
        roster_version::Entity::insert(row).exec_without_returning(conn).await.unwrap();
        let people: Vec<u64> = people.collect();
        for chunk in people.chunks(1000) {
            let rows = chunk.iter().map(|person| roster_person::ActiveModel {
                version: Set(version),
                person: Set(person.to_be_bytes().repeat(2)),
                category: Set(if ledger == "training" { "manufacturing".into() } else { String::new() }),
                name_mark: Set(0),
                row_mark: Set(0),
                passed: Set(ledger == "training"),
                poverty_alleviated: Set(person % 50 == 0),
                start_up: Set(false),
                waiting: Set(false),
            });
            roster_person::Entity::insert_many(rows).exec_without_returning(conn).await.unwrap();
        }
        app::rosters::mend(&self.app).await.expect("counted");
    }

    /// A draft with everything in it but the rosters.
    pub(crate) async fn draft(&self, unit: &Actor, round: RoundId, name: &str) -> Application {
        let id = self.start(unit, round, name).await;
        self.fill(unit, id, name).await;
        self.application(id).await
    }

    pub(crate) async fn start(&self, unit: &Actor, round: RoundId, name: &str) -> ApplicationId {
        let start = async |app, by| applications::start_application(&app, &by, round, None, name).await;
        self.verb("start_application", unit, start).await.expect("a draft begins")
    }

    pub(crate) async fn fill(&self, unit: &Actor, id: ApplicationId, name: &str) {
        self.fill_as(unit, id, brand_answers(name)).await;
    }

    /// As [`City::fill`], for a heritage brand.
    pub(crate) async fn fill_heritage(&self, unit: &Actor, id: ApplicationId, name: &str) {
        let mut brand = brand_answers(name);
        brand["is_intangible_heritage"] = "yes".into();
        brand["heritage_listing"] = "国家级，第一批".into();
        self.fill_as(unit, id, brand).await;
    }

    async fn fill_as(&self, unit: &Actor, id: ApplicationId, brand: Value) {
        let own = unit.unit.unwrap();
        let sections: [(String, Value); 5] = [
            ("brand".into(), brand),
            (format!("unit/{own}"), unit_answers()),
            ("figures/2024".into(), figures()),
            ("figures/2025".into(), figures()),
            ("narrative".into(), narrative()),
        ];
        for (slot, kind) in [
            (format!("internal_rules/{own}"), "pdf"),
            (format!("financial_rules/{own}"), "pdf"),
            ("development_plan".into(), "pdf"),
            ("construction_scheme".into(), "pdf"),
        ] {
            self.attach(unit, id, &slot, kind).await;
        }
        for (key, answers) in sections {
            let answers: applications::SectionAnswers = answers.as_object().unwrap().clone().into_iter().collect();
            let save = async |app, by| applications::save_section(&app, &by, id, &key, &answers).await;
            let missing = self.verb("save_section", unit, save).await.expect("saved");
            assert_eq!(missing, [], "{key} is whole");
        }
    }

    pub(crate) async fn sign(&self, unit: &Actor, id: ApplicationId) {
        self.attach(unit, id, "signed_form", "pdf").await;
    }

    async fn attach(&self, unit: &Actor, id: ApplicationId, slot: &str, kind: &str) {
        let add = async |app, by| {
            let file = self.upload(kind).await;
            attachments::add_to_application(&app, &by, id, slot, &file).await
        };
        self.verb("add_to_application", unit, add).await.expect("a file is kept");
    }

    /// How many files lie in the data folder's store, those that have no place yet among them.
    pub(crate) fn stored_files(&self) -> usize {
        fn below(folder: &std::path::Path) -> usize {
            let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
            let paths = entries.map(|entry| entry.expect("an entry").path());
            paths.map(|path| if path.is_dir() { below(&path) } else { 1 }).sum()
        }
        below(&self.folder.path().join("files"))
    }

    pub(crate) async fn upload(&self, kind: &str) -> Upload {
        let head: &[u8] = if kind == "png" { b"\x89PNG\r\n\x1a\n" } else { b"%PDF-1.7\n" };
        let body = [head, &self.id().to_be_bytes()].concat();
        let pieces = futures::stream::iter([Ok::<_, std::io::Error>(body)]);
        attachments::receive(&self.app, 1 << 20, "文件.pdf", pieces).await.expect("an upload is stored")
    }

    /// A draft handed in, with enough people behind it.
    pub(crate) async fn submitted(&self, unit: &Actor, round: RoundId, name: &str, from: u64) -> Application {
        let application = self.draft(unit, round, name).await;
        self.rosters(application.brand, unit, from, 5_100, 1_100).await;
        self.sign(unit, application.id).await;
        self.submit(unit, application.id).await;
        self.application(application.id).await
    }

    pub(crate) async fn submit(&self, unit: &Actor, id: ApplicationId) {
        let seen = self.application(id).await.seq;
        let submit = async |app, by| applications::submit(&app, &by, id, seen).await;
        self.verb("submit", unit, submit).await.expect("submitted");
    }

    pub(crate) async fn application(&self, id: ApplicationId) -> Application {
        self.stream(id).await
    }

    /// The cultivation that an application began.
    pub(crate) async fn cultivation(&self, of: ApplicationId) -> Cultivation {
        let Stage::Recognised { cultivation, .. } = self.application(of).await.stage else { panic!("no title yet") };
        self.stream(cultivation).await
    }

    pub(crate) async fn stream<S: Stream>(&self, id: S::Id) -> S {
        let known = summaries::load::<S>(self.app.db().reader(), id).await.unwrap();
        known.unwrap_or_else(|| panic!("there is no {} {id}", S::KIND.code()))
    }

    /// The seq of what an act is done to, as a page drawn now would have it.
    async fn seen(&self, act: &AnyAct) -> Option<u32> {
        with_act!(act, A, of => Box::pin(self.seen_on::<A>(of)).await)
    }

    async fn seen_on<A: Act>(&self, act: &Addressed<A>) -> Option<u32> {
        let on = summaries::load::<A::On>(self.app.db().reader(), act.id()).await.unwrap();
        on.map(|on| on.seq())
    }

    /// Sends an act by the page as it stands now.
    pub(crate) async fn send(&self, by: &Actor, act: &AnyAct) -> Result<Outcome> {
        let seen = self.seen(act).await;
        let send = async |app, by| {
            let sending = Sending { seen, opinion: "拟同意", meeting: None };
            acts::send(&app, &by, act.clone(), sending).await
        };
        self.verb(act.kind().code(), by, send).await
    }

    /// Puts something on record.
    pub(crate) async fn record(&self, by: &Actor, act: impl Into<AnyAct>) -> Result<()> {
        match self.send(by, &act.into()).await? {
            Outcome::Recorded => Ok(()),
            Outcome::Waiting(_) | Outcome::Performed(_) => Err(Error::Internal("that is a decision".into())),
        }
    }

    /// Through both hands of an office.
    pub(crate) async fn decide(&self, drafter: &Actor, approver: &Actor, act: impl Into<AnyAct>) -> Result<MatterId> {
        match self.send(drafter, &act.into()).await? {
            Outcome::Recorded => Err(Error::Internal("that is a record".into())),
            Outcome::Performed(id) => Ok(id),
            Outcome::Waiting(id) => {
                let meeting = Meeting { on: self.app.today(), minutes: "〔2025〕3号".into(), scan: None };
                let agree = async |app, by| matters::agree(&app, &by, id, "同意", Some(meeting.clone())).await;
                self.verb("agree", approver, agree).await?;
                Ok(id)
            }
        }
    }

    /// The county's whole review, up to the pool.
    pub(crate) async fn reviewed(&self, officials: &Officials, id: ApplicationId) -> Application {
        self.county_records(officials, id).await;
        self.decide(&officials.county, &officials.county_head, on(id, AdmitToPool {})).await.expect("admitted");
        self.application(id).await
    }

    pub(crate) async fn county_records(&self, officials: &Officials, id: ApplicationId) {
        let heads = ["regional_character", "demonstration", "employment", "training", "benefit"];
        let scores = heads.map(|head| (head.to_owned(), 1_800)).to_vec();
        let by = &officials.county;
        let evaluation = Evaluate { scores, opinion: "特色鲜明".into() };
        self.record(by, on(id, evaluation)).await.expect("evaluated");
        self.check_units(by, id).await;
        for clause in ["3.1", "3.6.a", "3.6.b", "3.6.c"] {
            self.record(by, judged(id, clause)).await.expect("judged");
        }
    }

    pub(crate) async fn check_units(&self, by: &Actor, id: ApplicationId) {
        for unit in self.application(id).await.units {
            let check =
                CheckUnit { unit, no_violation: true, not_debtor: true, checked_on: self.app.today(), evidence: None };
            self.record(by, on(id, check)).await.expect("checked");
        }
    }

    pub(crate) async fn recommended(&self, officials: &Officials, id: ApplicationId, rank: u32) -> Application {
        let act = on(id, Recommend { rank, opinion: "择优推荐".into() });
        self.decide(&officials.county, &officials.county_head, act).await.expect("recommended");
        self.application(id).await
    }

    pub(crate) async fn in_review(&self, officials: &Officials, id: ApplicationId) -> Application {
        self.decide(&officials.city, &officials.city_head, on(id, AcceptForReview {})).await.expect("accepted");
        let review = RecordDocumentReview { passed: true, score: Some(9_000), opinion: "材料齐全".into() };
        self.record(&officials.reviewer, on(id, review)).await.expect("documents reviewed");
        let visit = RecordSiteVisit {
            on: self.app.today(),
            officers: 2,
            passed: true,
            opinion: "与申报一致".into(),
            record: None,
            photo: None,
        };
        self.record(&officials.reviewer, on(id, visit)).await.expect("site visited");
        self.application(id).await
    }

    pub(crate) async fn on_notice(&self, officials: &Officials, applications: &[ApplicationId]) -> NoticeId {
        let round = self.application(applications[0]).await.round;
        let list =
            DecideProposedList {
                title: "拟认定名单公示".into(), applications: applications.to_vec(), corrects: None
            };
        self.decide(&officials.city, &officials.city_head, on(round, list)).await.expect("a list");
        let notice = self.application(applications[0]).await.proposed.expect("on the list");
        let published = self.publication().await;
        self.decide(&officials.city, &officials.city_head, on(notice, published)).await.expect("published");
        notice
    }

    pub(crate) async fn publication(&self) -> PublishNotice {
        let mut tx = self.app.begin(None).await.unwrap();
        let screenshot =
            attachments::keep(&mut tx, "notice/1", "notice_screenshot", &self.upload("png").await).await.unwrap();
        tx.commit().await.unwrap();
        let url = "https://rsj.quanzhou.gov.cn/gs/1.htm".into();
        PublishNotice { url, published: self.app.now(), screenshot }
    }

    pub(crate) fn recognise(&self, notice: NoticeId, applications: &[ApplicationId]) -> AnyAct {
        let recognise = Recognise {
            applications: applications.to_vec(),
            document: "泉人社文〔2025〕12号".into(),
            announced_on: self.app.today(),
            legal_basis: None,
        };
        on(notice, recognise)
    }
}

/// An act on what it is done to.
pub(crate) fn on<A: Act<Part = ()>>(id: <A::On as Stream>::Id, body: A) -> AnyAct
where
    AnyAct: From<Addressed<A>>,
{
    Addressed { on: id.number(), part: (), body }.into()
}

/// An act on one of a cultivation's payments.
pub(crate) fn on_payment<A: Act<On = Cultivation, Part = Payment>>(of: &Cultivation, part: Payment, body: A) -> AnyAct
where
    AnyAct: From<Addressed<A>>,
{
    Addressed { on: of.id.0, part, body }.into()
}

/// That a clause is met, by a person's word.
pub(crate) fn judged(id: ApplicationId, clause: &str) -> AnyAct {
    on(id, JudgeClause { clause: clause.into(), met: true, reason: "查阅记录属实".into() })
}

pub(crate) struct Officials {
    pub(crate) county: Actor,
    pub(crate) county_head: Actor,
    pub(crate) nanan: Actor,
    pub(crate) reviewer: Actor,
    pub(crate) city: Actor,
    pub(crate) city_head: Actor,
    pub(crate) finance: Actor,
    pub(crate) finance_head: Actor,
    pub(crate) cashier: Actor,
}

/// A made-up credit code of an association with a valid check character (GB 32100).
pub(crate) fn credit_code(n: i64) -> String {
    const SET: &[u8] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
    const WEIGHTS: [usize; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
    let head = format!("51350582{n:09}");
    let value = |c: u8| SET.iter().position(|known| *known == c).expect("a digit of the set");
    let sum: usize = head.bytes().zip(WEIGHTS).map(|(c, weight)| value(c) * weight).sum();
    format!("{head}{}", char::from(SET[(31 - sum % 31) % 31]))
}

/// The answers of a whole section.
pub(crate) fn brand_answers(name: &str) -> Value {
    json!({
        "brand_name": name, "name_rationale": "晋江以鞋服制版见长", "division_code": "350582", "industry_code": "C19",
        "products": "鞋服制版", "trade": "师", "training_category": "manufacturing",
        "is_intangible_heritage": "no", "brand_since": "2018-06",
    })
}

/// The answers of a whole section.
pub(crate) fn unit_answers() -> Value {
    json!({
        "unit_name": "晋江市鞋业行业协会", "uscc": "51350524500000015C", "unit_kind": "trade_association",
        "is_lead": "yes", "registered_address": "晋江市某路1号", "founded_on": "2010-05-01",
        "legal_representative": "陈某某", "contact_name": "林某某", "contact_mobile": "13800138000",
        "no_violation_declared": "yes", "training_mode": "own",
    })
}

/// The answers of a whole section.
pub(crate) fn figures() -> Value {
    json!({ "employment_led": "5100", "poverty_alleviated_count": "100", "trained_count": "1100",
        "placed_through_unit": "3000" })
}

/// The answers of a whole section.
pub(crate) fn narrative() -> Value {
    let headings = "品牌运营、品牌文化、促进就业、技能培训、规范用工、所获奖项、社会贡献。";
    json!({
        "brand_introduction": headings.repeat(160), "placement_channels": "与广东三地建立输转渠道",
        "placement_services": "设维权专员", "truth_declared": "yes", "declared_on": "2025-03-03",
        "publicity": [{ "kind": "news", "medium": "泉州晚报", "level": "municipal", "date": "2024-10-01" }],
    })
}
