//! A new data key: everything kept is sealed anew under it, wherever the work is cut short; old values open throughout.

mod city;
#[expect(dead_code, reason = "stories about rosters use the rest")]
mod roster_city;

use app::{
    App, Chance, Clock, Error, keys,
    keys::{Fit, Step},
    rosters, seals,
};
use domain::{installation::InstallationEvent, roster::SheetKind};
use roster_city::{Installation, Sheet};
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
async fn opened_again(installation: &Installation) -> App {
    let vault = Arc::new(Vault::of_file(&installation.folder.path().join("keys.toml")).expect("keys"));
    let clock = Clock::fixed(installation.app.now());
    App::open(installation.app.db().clone(), vault, installation.folder.path(), clock, Chance::seeded(5))
        .await
        .expect("an installation")
}

async fn full_house() -> Installation {
    let installation = Installation::open().await;
    let brand = installation.brand(&[1]).await;
    let sheet = Sheet::training(0..600).wrong_check_digit().passport();
    let import = installation.upload(brand, 1, SheetKind::Training, 2025, &sheet).await;
    installation.checked(1, import).await;
    rosters::commit_import(&installation.app, &installation.unit(1), import).await.expect("published");
    installation.go_to("2025-03-03 09:00");
    let officials = installation.officials().await;
    let round = installation.round(&officials.city).await;
    let application = installation.submitted(&installation.unit(2), round, "晋江鞋服制版师", 0).await;
    installation.reviewed(&officials, application.id).await;
    installation
}

#[tokio::test(flavor = "multi_thread")]
async fn cut_short_after_any_batch_a_rotation_goes_on_and_everything_opens_throughout() {
    let installation = full_house().await;
    let running = opened_again(&installation).await;
    let kept = everything_opens(&installation.app).await;
    assert!(kept > 30, "{kept}");

    assert!(keys::begin(&installation.app, "operator").await.expect("a new key"));
    // A server that was running when the key was made seals with it from its next verb on.
    running.begin(None).await.expect("a verb");
    assert_eq!(running.vault().current(), NEW);

    let mut steps = 0;
    let (values, files) = loop {
        // Each step is taken by a program that knows nothing of the one before: what a kill leaves behind is the folder.
        let fresh = opened_again(&installation).await;
        assert!(!keys::begin(&fresh, "operator").await.expect("goes on"), "no third key");
        let step = keys::step(&fresh).await.expect("a step");
        if steps % 40 == 0 {
            for app in [&installation.app, &running, &fresh] {
                assert_eq!(everything_opens(app).await, kept);
            }
        }
        steps += 1;
        if let Step::Done { values, files } = step {
            break (values, files);
        }
    };
    assert!(steps > seals::PLACES.len());
    let status = keys::status(&installation.app).await.expect("a status");
    assert_eq!((status.under(OLD), status.under(NEW), status.under_way), (0, status.all(), false));
    assert_eq!(status.all(), (values + files).unsigned_abs());
    assert_eq!(everything_opens(&running).await, kept);
    let line = status.keys.iter().find(|line| line.generation == OLD).expect("it stays in the ring");
    assert!(line.retired_at.is_some());

    let events = storage::log::stream::<InstallationEvent>(
        installation.app.db().reader(),
        domain::installation::Installation::ID.0,
    )
    .await
    .unwrap();
    let told: Vec<_> = events.into_iter().map(|event| event.event).collect();
    let resealed =
        InstallationEvent::Resealed { generation: 2, values: values.unsigned_abs(), files: files.unsigned_abs() };
    assert_eq!(told, [InstallationEvent::KeyMade { generation: 2 }, resealed]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_old_program_sealed_behind_the_cursor_is_found_and_sealed_anew() {
    let installation = full_house().await;
    let old = Vault::new(&KeyRing::load(&installation.folder.path().join("keys.toml")).expect("keys"));
    keys::begin(&installation.app, "operator").await.expect("a new key");
    let mut late = false;
    loop {
        let status = keys::status(&installation.app).await.expect("a status");
        if !late && !status.places[1].1.contains_key(&OLD) {
            let row = storage::reseal::Part::Number(installation.unit(1).account.0);
            let place = &seals::PLACES[1];
            let read = place.batch(installation.app.db(), None, 1_000).await.unwrap();
            let stands = read.into_iter().find(|sealed| sealed.key == [row.clone()]).expect("the account");
            let again = old.seal_text(place.context(&stands.key), "林一", &mut *installation.app.chance().get());
            place.replace(installation.app.db().reader(), &stands, again).await.expect("written");
            late = true;
        }
        if matches!(keys::step(&installation.app).await.expect("a step"), Step::Done { .. }) {
            break;
        }
    }
    assert!(late);
    assert_eq!(keys::status(&installation.app).await.expect("a status").under(OLD), 0);
    everything_opens(&installation.app).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_value_written_meanwhile_is_not_overwritten() {
    let installation = full_house().await;
    let place = &seals::PLACES[1];
    let read = place.batch(installation.app.db(), None, 1).await.expect("a batch").remove(0);
    let chance = installation.app.chance();
    let [meant, late] = ["林二", "林一"]
        .map(|name| installation.app.vault().seal_text(place.context(&read.key), name, &mut *chance.get()));
    place.replace(installation.app.db().reader(), &read, meant).await.expect("somebody renames");
    place.replace(installation.app.db().reader(), &read, late).await.expect("too late");
    let stands = place.batch(installation.app.db(), None, 1).await.expect("a batch").remove(0);
    assert_eq!(*installation.app.vault().open_text(place.context(&stands.key), &stands.value).expect("opens"), "林二");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_goes_only_when_nothing_is_sealed_under_it() {
    let installation = full_house().await;
    let app = &installation.app;
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
    let before = std::fs::read(installation.folder.path().join("keys.toml")).unwrap();
    keys::retire(app, OLD, "operator").await.expect("nothing is sealed under it");
    let status = keys::status(app).await.expect("a status");
    assert_eq!(status.keys.iter().map(|line| line.generation).collect::<Vec<_>>(), [NEW]);
    everything_opens(&opened_again(&installation).await).await;

    // A key file from before the rotation is refused: it would open nothing and seal what nobody opens.
    let path = installation.folder.path().join("keys.toml");
    let now = std::fs::read(&path).unwrap();
    assert_ne!(before, now);
    let ring = KeyRing::generate(&mut *Chance::seeded(7).get(), chrono::DateTime::UNIX_EPOCH);
    ring.save(&path).unwrap();
    assert_eq!(keys::fits(&opened_again(&installation).await).await.expect("asked"), Fit::Older);
    std::fs::write(&path, now).unwrap();
    assert_eq!(keys::fits(&opened_again(&installation).await).await.expect("asked"), Fit::Opens);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_taken_out_is_missed_where_something_is_sealed_under_it() {
    let installation = full_house().await;
    let path = installation.folder.path().join("keys.toml");
    let first = KeyRing::load(&path).expect("keys");
    let newer = |mut ring: KeyRing| {
        ring.rotate(&mut *Chance::seeded(7).get(), chrono::DateTime::UNIX_EPOCH);
        ring
    };
    let without_old = |mut ring: KeyRing| {
        ring.retire_replaced(chrono::DateTime::UNIX_EPOCH);
        ring.remove_retired(OLD);
        ring
    };
    let fit = async |ring: KeyRing| {
        ring.save(&path).expect("saved");
        keys::fits(&opened_again(&installation).await).await.expect("asked")
    };
    // A database from before the rotation that the key file has seen.
    assert_eq!(fit(newer(first)).await, Fit::Opens, "the old key is still in it");
    let whole = KeyRing::load(&path).expect("keys");
    assert_eq!(fit(without_old(whole)).await, Fit::Lacks(OLD));
}

#[tokio::test(flavor = "multi_thread")]
async fn in_the_middle_of_a_rotation_both_keys_are_wanted() {
    let installation = full_house().await;
    let path = installation.folder.path().join("keys.toml");
    keys::begin(&installation.app, "operator").await.expect("a new key");
    keys::step(&installation.app).await.expect("a step");
    assert_eq!(keys::fits(&opened_again(&installation).await).await.expect("asked"), Fit::Opens);
    let mut ring = KeyRing::load(&path).expect("keys");
    ring.retire_replaced(chrono::DateTime::UNIX_EPOCH);
    ring.remove_retired(OLD);
    ring.save(&path).expect("saved");
    assert_eq!(keys::fits(&opened_again(&installation).await).await.expect("asked"), Fit::Lacks(OLD));
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_between_key_file_and_database_no_third_key_is_made() {
    let installation = full_house().await;
    let path = installation.folder.path().join("keys.toml");
    let mut ring = KeyRing::load(&path).expect("keys");
    ring.rotate(&mut *installation.app.chance().get(), installation.app.now());
    ring.save(&path).expect("saved, then killed");
    assert!(keys::begin(&opened_again(&installation).await, "operator").await.expect("begun"));
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
    let installation = full_house().await;
    let place = &seals::PLACES[1];
    let two = place.batch(installation.app.db(), None, 2).await.expect("a batch");
    place.replace(installation.app.db().reader(), &two[0], two[1].value.clone()).await.expect("moved");
    let all = keys::check(&installation.app).await.expect("looked through");
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
