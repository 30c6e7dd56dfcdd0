//! Policy files and calendar years loaded while the installation runs: they count at once, in every program, and on record.

mod city;

use app::{
    App, Chance, Clock, Error, Loader,
    acts::{self, Sending},
};
use city::{City, at, city, on};
use domain::{
    access::Role,
    act::{ActKind, Decline},
    policy::Step,
};
use sea_orm::{ActiveValue::Set, EntityTrait, QueryOrder};
use std::sync::Arc;
use storage::{
    entities::{access_record, policy_version},
    settings,
};

/// Made up for the test: no 2027 notice exists.
const YEAR: &str = "year = 2027\nofficial = true\nnotice_url = \"https://www.gov.cn/\"\nworking_days_in_year = 260\n\
    off_days = [2027-01-01]\nmakeup_workdays = []\n\
    [[period]]\nname = \"元旦\"\nstart = 2027-01-01\nend = 2027-01-01\ndays = 1\nmakeup = []\n";

/// Another program over the same database: the command line beside the server.
async fn beside(city: &City) -> App {
    let (db, vault) = (city.app.db().clone(), Arc::clone(city.app.vault()));
    let clock = Clock::fixed(at("2025-03-03 09:00"));
    App::open(db, vault, city.folder.path(), clock, Chance::seeded(3)).await.expect("the installation opens again")
}

async fn records(city: &City, kind: &str) -> Vec<access_record::Model> {
    let rows = access_record::Entity::find().order_by_asc(access_record::Column::Id);
    let rows = rows.all(city.app.db().reader()).await.unwrap();
    rows.into_iter().filter(|row| row.kind == kind).collect()
}

/// Puts a policy among those of the installation, as an earlier program did.
async fn remember(city: &City, body: String, loaded_at: i64) {
    let row = policy_version::ActiveModel {
        digest: Set(vault::sm3_hex(body.as_bytes())),
        name: Set("older.toml".into()),
        body: Set(body),
        loaded_at: Set(loaded_at),
        loaded_by: Set((loaded_at > 0).then_some(1)),
    };
    policy_version::Entity::insert(row).exec_without_returning(city.app.db().reader()).await.unwrap();
    settings::put(city.app.db().reader(), settings::RULES, &loaded_at.to_string()).await.unwrap();
}

#[tokio::test]
async fn a_calendar_year_loaded_beside_the_server_counts_without_a_restart() {
    let city = city().await;
    let beside = beside(&city).await;
    city.go_to("2026-12-20 09:00");
    assert_eq!(city.app.begin(None).await.unwrap().due_in(40), None, "not announced yet");
    let loader = Loader::Server("某运维");
    let year = app::load_calendar_year(&beside, loader, "2027.toml", YEAR).await.expect("loaded");
    assert_eq!(year, 2027);
    let tx = city.app.begin(None).await.unwrap();
    assert!(tx.due_in(40).is_some(), "a tx is judged by the newest calendar");
    drop(tx);

    let faulty = app::load_calendar_year(&beside, loader, "2028.toml", "year = 2028").await;
    assert!(matches!(faulty, Err(Error::Invalid(_))), "{faulty:?}");
    let rows = records(&city, "load_calendar").await;
    assert_eq!(rows.len(), 1, "what was not loaded is not on record as loaded");
    assert_eq!((rows[0].subject.as_str(), rows[0].account), ("calendar/2027", None));
    assert!(rows[0].detail.starts_with("2027.toml（SM3 ") && rows[0].detail.ends_with("由 某运维 载入"));
}

#[tokio::test]
async fn a_page_is_drawn_by_the_newest_rules_and_an_administrator_is_on_record() {
    let city = city().await;
    let beside = beside(&city).await;
    let admin = city.official(Role::Admin, city::CITY, None, "").await;
    let proof = admin.administrator().unwrap();
    app::load_calendar_year(&beside, Loader::Admin(&proof), "2027.toml", YEAR).await.expect("loaded");
    let announced = |app: &App| app.calendar().announced_years().any(|(year, _)| year == 2027);
    assert!(!announced(&city.app), "nothing is read before somebody asks");
    city.app.refresh_rules().await.expect("the database answers");
    assert!(announced(&city.app));
    assert_eq!(records(&city, "load_calendar").await[0].account, Some(admin.account.0));
}

#[tokio::test]
async fn the_policy_loaded_last_is_the_current_one_everywhere_and_after_a_restart() {
    let city = city().await;
    let running = beside(&city).await;
    let admin = city.official(Role::Admin, city::CITY, None, "").await;
    let proof = admin.administrator().unwrap();
    let built_in = domain::builtin::POLICY.1;
    let renewal = built_in.replace("2026-04-28", "2028-04-28");
    let current = |app: &App| app.policies().current().0.to_owned();
    let shipped = current(&city.app);
    let mut loaded = Vec::new();
    for (text, minute) in [(renewal.as_str(), "10:00"), (built_in, "10:01"), (renewal.as_str(), "10:02")] {
        city.go_to(&format!("2025-03-03 {minute}"));
        let digest = app::load_policy(&city.app, &proof, "policy.toml", text).await.expect("loaded");
        running.refresh_rules().await.unwrap();
        let again = beside(&city).await;
        assert_eq!([current(&city.app), current(&running), current(&again)], [&*digest; 3], "{minute}");
        loaded.push(digest);
    }
    assert_eq!((&loaded[0], &loaded[1]), (&loaded[2], &shipped));
    assert_eq!(running.policies().all().count(), 2, "the same text is one version");
    let faulty = app::load_policy(&city.app, &proof, "policy.toml", "schema = 2").await;
    assert!(matches!(faulty, Err(Error::Invalid(_))), "{faulty:?}");
    let rows = records(&city, "load_policy").await;
    assert_eq!(rows.iter().map(|row| &row.subject).collect::<Vec<_>>(), loaded.iter().collect::<Vec<_>>());
    assert!(rows.iter().all(|row| row.account == Some(admin.account.0)));
}

#[tokio::test]
async fn after_an_upgrade_the_newer_policy_of_the_program_comes_before_an_older_one_and_a_loaded_one_before_both() {
    let city = city().await;
    let older = domain::builtin::POLICY.1.replace("value = 2026-04-28", "value = 2025-12-31");
    let digest = vault::sm3_hex(older.as_bytes());
    remember(&city, older, 0).await;
    let upgraded = beside(&city).await;
    let policies = upgraded.policies();
    let order: Vec<_> = policies.all().map(|(digest, _)| digest.to_owned()).collect();
    let shipped = vault::sm3_hex(domain::builtin::POLICY.1.as_bytes());
    assert_eq!(order, [shipped, digest], "what the program carries now, then what it carried before");
}

/// A policy of before an act came knows no way through the office for it.
#[tokio::test]
async fn what_a_policy_has_no_chain_for_is_neither_offered_under_it_nor_taken() {
    let city = city().await;
    let officials = city.officials().await;
    let declines = |line: &&str| line.contains("act = \"decline\"") && line.contains("level = \"county\"");
    let chain = domain::builtin::POLICY.1.lines().find(declines).expect("the county declines");
    remember(&city, domain::builtin::POLICY.1.replace(chain, ""), 1_800_000_000_000).await;
    let round = city.round(&officials.city).await;
    let unit = city.unit("晋江市鞋业行业协会", "350582").await;
    let offered = async |name| {
        city.app.refresh_rules().await.expect("the database answers");
        let application = city.submitted(&unit, round, name, 0).await;
        let known = acts::standing(&city.app, &application).await.expect("known");
        let offers =
            acts::on(&city.app, &officials.county, &application, &known, &[Step::Draft]).await.expect("offers");
        (application, offers.iter().map(|offer| offer.act).collect::<Vec<_>>())
    };
    let (application, acts) = offered("晋江鞋服制版师").await;
    assert!(acts.contains(&ActKind::ReturnForCorrection) && !acts.contains(&ActKind::Decline), "{acts:?}");
    let decline = on(application.id, Decline { clauses: vec!["3.3.a".into()], reasons: "带动就业人数不足".into() });
    let sent = acts::send(&city.app, &officials.county, decline, Sending::default()).await;
    assert!(matches!(sent, Err(Error::NotFound)), "{sent:?}");
}
