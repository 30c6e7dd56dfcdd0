//! A small city for stories: one county and a half, the city bureau, finance, and units with rosters.
//!
//! `ZIHAO_TEST_DATABASE_URL` runs every story on PostgreSQL, each in a database of its own.

#![expect(dead_code, reason = "each story file uses its own part")]

mod acting;
mod filling;
pub(crate) mod trial;

use app::{
    App, Chance, Clock, Isolation, Transaction,
    intake::Existing,
    rounds::{self, NewRound},
    units::{self, NewUnit, UnitDetails},
};
use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use domain::{
    access::{Actor, Role},
    act::{Act, Addressed, AnyAct, JudgeClause},
    application::{Application, Stage, Window},
    cultivation::{Cultivation, Payment},
    ids::{AccountId, ApplicationId, AreaCode, OfficeId, RoundId, StreamId, UnitId},
    stream::{Stream, StreamKind},
    unit::{Unit, UnitEvent},
};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, QueryOrder};
use serde_json::{Value, json};
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};
use storage::{
    Db,
    entities::{account, office},
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

    pub(crate) async fn account(&self, id: i64, role: Role, office: Option<i64>, unit: Option<i64>, steps: &str) {
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
            place: Set(1),
            failures: Set(0),
            locked_until: Set(None),
            created_at: Set(0),
            created_by: Set(None),
            confirmed_by: Set(None),
            last_seen_at: Set(0),
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

    /// A unit that waits for its county's confirmation, without an account.
    pub(crate) async fn waiting_unit(&self, name: &str, area: &str) -> UnitId {
        let mut tx = self.app.begin(None).await.unwrap();
        let own = entered(&mut tx, name, area).await;
        tx.commit().await.unwrap();
        own
    }

    /// A confirmed unit with one account.
    pub(crate) async fn unit(&self, name: &str, area: &str) -> Actor {
        let mut tx = self.app.begin(None).await.unwrap();
        let own = entered(&mut tx, name, area).await;
        let mut unit = tx.load::<Unit>(own).await.unwrap();
        tx.append(&mut unit, UnitEvent::Confirmed { reason: String::new() }).await.unwrap();
        tx.commit().await.unwrap();
        self.member(own).await
    }

    /// One more account of a unit.
    pub(crate) async fn member(&self, unit: UnitId) -> Actor {
        let id = self.next_account().await;
        self.account(id, Role::Unit, None, Some(unit.0), "").await;
        Actor { account: AccountId(id), role: Role::Unit, office: None, area: None, unit: Some(unit) }
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
}

/// A unit as it registers.
async fn entered(tx: &mut Transaction, name: &str, area: &str) -> UnitId {
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
    units::enter(tx, new).await.expect("a unit registers")
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

/// A brand of Anxi as its papers tell it, of the `nth` unit.
pub(crate) fn existing(nth: i64, name: &str, plaque: &str) -> Existing {
    Existing {
        name: name.into(),
        area: "350524".into(),
        unit_name: "安溪县茶业行业协会".into(),
        credit_code: credit_code(60 + nth),
        unit_kind: "trade_association".into(),
        document: "泉人社文〔2025〕8号".into(),
        announced_on: "2025-01-20".into(),
        plaque: plaque.into(),
        ..Existing::default()
    }
}

/// The answers of a whole section.
pub(crate) fn brand_answers(name: &str) -> Value {
    json!({
        "brand_name": name, "name_rationale": "晋江以鞋服制版见长", "name_exception_reason": "沿用多年的集体名称", "division_code": "350582", "industry_code": "C19",
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
