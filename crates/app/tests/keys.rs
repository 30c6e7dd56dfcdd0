//! A new data key: everything kept is sealed anew under it, wherever the work is cut short; old values open throughout.

mod city;
#[expect(dead_code, reason = "stories about rosters use the rest")]
mod roster_house;

use app::{App, Chance, Clock, Error, keys, keys::Step, rosters, seals};
use domain::{house::HouseEvent, roster::SheetKind};
use roster_house::{House, Sheet};
use sea_orm::{ConnectionTrait, Statement};
use std::{collections::BTreeSet, sync::Arc};
use vault::{Generation, KeyRing, Vault};

const OLD: Generation = Generation(1);
const NEW: Generation = Generation(2);

async fn everything_opens(app: &App) -> u64 {
    let all = keys::check(app).await.expect("looked through");
    assert_eq!(all.faults, Vec::<String>::new());
    all.opened
}

/// Another program over the same data: keys and all read anew.
async fn opened_again(house: &House) -> App {
    let vault = Arc::new(Vault::of_file(&house.folder.path().join("keys.toml")).expect("keys"));
    let clock = Clock::fixed(house.app.now());
    App::open(house.app.db().clone(), vault, house.folder.path(), clock, Chance::seeded(5)).await.expect("a house")
}

async fn full_house() -> House {
    let house = House::open().await;
    let brand = house.brand(&[1]).await;
    let sheet = Sheet::training(0..600).wrong_check_digit().passport();
    let import = house.upload(brand, 1, SheetKind::Training, 2025, &sheet).await;
    house.checked(1, import).await;
    rosters::commit_import(&house.app, &house.unit(1), import).await.expect("published");
    house.go_to("2025-03-03 09:00");
    let hands = house.hands().await;
    let round = house.round(&hands.city).await;
    let application = house.submitted(&house.unit(2), round, "晋江鞋服制版师", 0).await;
    house.reviewed(&hands, application.id).await;
    house
}

#[tokio::test(flavor = "multi_thread")]
async fn cut_short_after_any_batch_a_rotation_goes_on_and_everything_opens_throughout() {
    let house = full_house().await;
    let running = opened_again(&house).await;
    let kept = everything_opens(&house.app).await;
    assert!(kept > 30, "{kept}");

    assert!(keys::begin(&house.app, "operator").await.expect("a new key"));
    // A server that was running when the key was made seals with it from its next verb on.
    running.begin(None).await.expect("a verb");
    assert_eq!(running.vault().current(), NEW);

    let mut steps = 0;
    let (values, files) = loop {
        // Each step is taken by a program that knows nothing of the one before: what a kill leaves behind is the folder.
        let fresh = opened_again(&house).await;
        assert!(!keys::begin(&fresh, "operator").await.expect("goes on"), "no third key");
        let step = keys::step(&fresh).await.expect("a step");
        if steps % 40 == 0 {
            for app in [&house.app, &running, &fresh] {
                assert_eq!(everything_opens(app).await, kept);
            }
        }
        steps += 1;
        if let Step::Done { values, files } = step {
            break (values, files);
        }
    };
    assert!(steps > seals::PLACES.len());
    let status = keys::status(&house.app).await.expect("a status");
    assert_eq!((status.under(OLD), status.under(NEW), status.under_way), (0, status.all(), false));
    assert_eq!(status.all(), (values + files).unsigned_abs());
    assert_eq!(everything_opens(&running).await, kept);
    let line = status.keys.iter().find(|line| line.generation == OLD).expect("it stays in the ring");
    assert!(line.retired_at.is_some());

    let events = storage::log::stream::<HouseEvent>(house.app.db().reader(), HouseEvent::STREAM_ID).await.unwrap();
    let told: Vec<_> = events.into_iter().map(|event| event.event).collect();
    let resealed = HouseEvent::Resealed { generation: 2, values: values.unsigned_abs(), files: files.unsigned_abs() };
    assert_eq!(told, [HouseEvent::KeyMade { generation: 2 }, resealed]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_old_program_sealed_behind_the_cursor_is_found_and_sealed_anew() {
    let house = full_house().await;
    let old = Vault::new(&KeyRing::load(&house.folder.path().join("keys.toml")).expect("keys"));
    keys::begin(&house.app, "operator").await.expect("a new key");
    let mut late = false;
    loop {
        let status = keys::status(&house.app).await.expect("a status");
        if !late && !status.places[1].1.contains_key(&OLD) {
            let row = storage::reseal::Part::Number(house.unit(1).account.0);
            let place = &seals::PLACES[1];
            let read = place.batch(house.app.db(), None, 1_000).await.unwrap();
            let stands = read.into_iter().find(|sealed| sealed.key == [row.clone()]).expect("the account");
            let again = old.seal_text(place.context(&stands.key), "林一", &mut *house.app.chance().get());
            place.replace(house.app.db().reader(), &stands, again).await.expect("written");
            late = true;
        }
        if matches!(keys::step(&house.app).await.expect("a step"), Step::Done { .. }) {
            break;
        }
    }
    assert!(late);
    assert_eq!(keys::status(&house.app).await.expect("a status").under(OLD), 0);
    everything_opens(&house.app).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_value_written_meanwhile_is_not_overwritten() {
    let house = full_house().await;
    let place = &seals::PLACES[1];
    let read = place.batch(house.app.db(), None, 1).await.expect("a batch").remove(0);
    let chance = house.app.chance();
    let [meant, late] =
        ["林二", "林一"].map(|name| house.app.vault().seal_text(place.context(&read.key), name, &mut *chance.get()));
    place.replace(house.app.db().reader(), &read, meant).await.expect("somebody renames");
    place.replace(house.app.db().reader(), &read, late).await.expect("too late");
    let stands = place.batch(house.app.db(), None, 1).await.expect("a batch").remove(0);
    assert_eq!(*house.app.vault().open_text(place.context(&stands.key), &stands.value).expect("opens"), "林二");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_goes_only_when_nothing_is_sealed_under_it() {
    let house = full_house().await;
    let app = &house.app;
    let refused = |done: app::Result<()>| match done {
        Err(Error::Invalid(fields)) => fields[0].message.clone(),
        other => panic!("{other:?}"),
    };
    assert!(refused(keys::retire(app, OLD, "operator").await).contains("正在使用"));
    assert!(refused(keys::retire(app, Generation(7), "operator").await).contains("没有第 7 代"));
    keys::begin(app, "operator").await.expect("a new key");
    keys::step(app).await.expect("a step");
    assert!(refused(keys::retire(app, OLD, "operator").await).contains("仍有"));
    while !matches!(keys::step(app).await.expect("a step"), Step::Done { .. }) {}
    let before = std::fs::read(house.folder.path().join("keys.toml")).unwrap();
    keys::retire(app, OLD, "operator").await.expect("nothing is sealed under it");
    let status = keys::status(app).await.expect("a status");
    assert_eq!(status.keys.iter().map(|line| line.generation).collect::<Vec<_>>(), [NEW]);
    everything_opens(&opened_again(&house).await).await;

    // A key file from before the rotation is refused: it would open nothing and seal what nobody opens.
    let path = house.folder.path().join("keys.toml");
    let now = std::fs::read(&path).unwrap();
    assert_ne!(before, now);
    let ring = KeyRing::generate(&mut *Chance::seeded(7).get(), chrono::DateTime::UNIX_EPOCH);
    ring.save(&path).unwrap();
    assert!(!keys::fits(&opened_again(&house).await).await.expect("asked"));
    std::fs::write(&path, now).unwrap();
    assert!(keys::fits(&opened_again(&house).await).await.expect("asked"));
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_between_key_file_and_database_no_third_key_is_made() {
    let house = full_house().await;
    let path = house.folder.path().join("keys.toml");
    let mut ring = KeyRing::load(&path).expect("keys");
    ring.rotate(&mut *house.app.chance().get(), house.app.now());
    ring.save(&path).expect("saved, then killed");
    assert!(keys::begin(&opened_again(&house).await, "operator").await.expect("begun"));
    assert_eq!(KeyRing::load(&path).expect("keys").current(), NEW);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_rotation_at_a_time_in_a_folder() {
    let folder = tempfile::tempdir().expect("a folder");
    let turn = keys::turn(folder.path()).expect("asked").expect("the first has it");
    assert!(keys::turn(folder.path()).expect("asked").is_none());
    drop(turn);
    assert!(keys::turn(folder.path()).expect("asked").is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_value_moved_to_another_row_is_named() {
    let house = full_house().await;
    let place = &seals::PLACES[1];
    let two = place.batch(house.app.db(), None, 2).await.expect("a batch");
    place.replace(house.app.db().reader(), &two[0], two[1].value.clone()).await.expect("moved");
    let all = keys::check(&house.app).await.expect("looked through");
    assert_eq!(all.faults.len(), 1, "{:?}", all.faults);
    assert!(all.faults[0].starts_with(&format!("account.name_sealed {}：", two[0].key[0])), "{:?}", all.faults);
}

/// A sealed column that is missing from the list would stay under a key that is taken out.
#[tokio::test]
async fn the_list_of_sealed_columns_is_whole() {
    let city = city::city().await;
    let db = city.app.db();
    let sql = if db.is_postgres() {
        "SELECT table_name AS name, column_name AS col FROM information_schema.columns WHERE table_schema = 'public'"
    } else {
        "SELECT m.name AS name, c.name AS col FROM sqlite_master AS m, pragma_table_info(m.name) AS c WHERE m.type = 'table'"
    };
    let statement = Statement::from_string(db.reader().get_database_backend(), sql);
    let rows = db.reader().query_all_raw(statement).await.expect("the schema");
    let columns = rows.iter().map(|row| {
        (row.try_get::<String>("", "name").expect("a table"), row.try_get::<String>("", "col").expect("a column"))
    });
    let sealed: BTreeSet<String> = columns
        .filter(|(_, column)| column.ends_with("_sealed"))
        .map(|(table, column)| format!("{table}.{column}"))
        .collect();
    let listed: BTreeSet<String> = seals::PLACES.iter().map(storage::reseal::Place::name).collect();
    assert_eq!(listed, sealed);
    assert_eq!(listed.len(), seals::PLACES.len(), "each once");
}
