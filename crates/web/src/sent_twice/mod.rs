//! Every form is done once: none comes without its key, none is done twice by two or by twenty at once.

mod world;

use crate::{
    access_matrix::{Askers, Things, each},
    shell::Does,
    testing::{Answered, Installation, SentForm, Story, taken_by},
};
use axum::http::{Method, StatusCode};
use sea_orm::{ConnectionTrait, Statement};
use std::collections::BTreeMap;
use storage::Db;
use world::World;

/// What may be sent again and again, for a second one doubles nothing. Everything else carries a key.
const REPEATABLE: [&str; 14] = [
    "/sign-in",
    "/sign-out",
    "/password/{token}",
    "/password",
    "/self-check",
    "/demo/advance",
    "/admin/audit",
    "/desk/applications/{application}/unmask",
    "/desk/disputed/{brand}/unmask",
    "/desk/objections/{id}/unmask",
    "/desk/samples/{sample}/unmask",
    "/desk/signs/{brand}",
    "/desk/signs/{brand}/{sign}/unmask",
    "/desk/units/{id}/unmask",
];

#[test]
fn only_what_doubles_nothing_goes_without_a_key() {
    let routes = Installation::routes();
    let posts = routes.lines().iter().filter(|line| line.method == Method::POST);
    let mut free: Vec<_> = posts.filter(|line| line.does == Does::Anew).map(|line| line.path).collect();
    free.sort_unstable();
    let mut expected = REPEATABLE;
    expected.sort_unstable();
    assert_eq!(free, expected);
}

/// How many rows each table has.
async fn rows(db: &Db) -> BTreeMap<String, i64> {
    let conn = db.reader();
    let sql = if db.is_postgres() {
        "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'"
    } else {
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    };
    let mut rows = BTreeMap::new();
    for table in conn.query_all_raw(Statement::from_string(conn.get_database_backend(), sql)).await.unwrap() {
        let name: String = table.try_get("", "name").unwrap();
        let count =
            Statement::from_string(conn.get_database_backend(), format!("SELECT COUNT(*) AS n FROM \"{name}\""));
        let count = conn.query_one_raw(count).await.unwrap().unwrap().try_get("", "n").unwrap();
        rows.insert(name, count);
    }
    rows
}

/// The tables of two databases that have not equally many rows.
async fn unlike(one: &Db, other: &Db) -> Vec<(String, i64, i64)> {
    let (one, other) = (rows(one).await, rows(other).await);
    let pairs = one.into_iter().zip(other.into_values());
    pairs.filter(|((_, ours), theirs)| ours != theirs).map(|((table, ours), theirs)| (table, ours, theirs)).collect()
}

#[tokio::test]
async fn every_form_on_every_page_is_some_routes_and_carries_its_key() {
    let story = Story::on_notice().await;
    let (askers, things) = (Askers::of(&story).await, Things::of(&story).await);
    let routes = Installation::routes();
    let mut looked = 0;
    for (method, path, _) in routes.lines().iter().flat_map(each).filter(|(method, ..)| *method == Method::GET) {
        for (name, asker) in &askers.0 {
            let page = story.installation.ask(asker.as_ref(), &method, &things.fill(&path)).await;
            for SentForm { action, key, .. } in page.forms() {
                let Some(line) = taken_by(routes.lines(), &action) else {
                    panic!("{path} by {name}: no route for a form to {action}");
                };
                assert!(line.does == Does::Anew || !key.is_empty(), "{path} by {name}: no key for {action}");
                looked += usize::from(line.does != Does::Anew);
            }
        }
    }
    assert!(looked > 50, "{looked} forms with a key were looked at");
}

#[tokio::test]
async fn a_form_without_its_key_is_refused_with_what_was_typed_and_nothing_is_done() {
    let story = Story::on_notice().await;
    let (askers, things) = (Askers::of(&story).await, Things::of(&story).await);
    let before = rows(story.city.app.db()).await;
    for line in Installation::routes().lines().iter().filter(|line| line.does != Does::Anew) {
        for (method, path, _) in each(line) {
            let path = things.fill(&path);
            let mut refused = 0;
            for (name, asker) in &askers.0 {
                let fields = [("seen", "1".to_owned()), ("answer", "back".into()), ("opinion", "请补充两页".into())];
                let answer = story.installation.form(asker.as_ref(), &path, &fields, None).await;
                match answer.status {
                    StatusCode::NOT_FOUND | StatusCode::FORBIDDEN | StatusCode::UNAUTHORIZED => {}
                    StatusCode::BAD_REQUEST => {
                        assert!(answer.body.contains("请补充两页"), "{method} {path} by {name}: nothing typed is lost");
                        refused += 1;
                    }
                    status => panic!("{method} {path} by {name}: {status} {}", answer.words()),
                }
            }
            assert!(refused > 0, "{method} {path}: somebody is let in");
        }
    }
    assert_eq!(rows(story.city.app.db()).await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_or_twenty_at_once_through_two_programs_are_as_one() {
    let (alone, two, twenty) = (World::new().await, World::new().await, World::new().await);
    let (forms, of_two, of_twenty) = (alone.forms().await, two.forms().await, twenty.forms().await);
    for (nth, form) in forms.iter().enumerate() {
        let answer = alone.sends(form, 1).await.remove(0);
        let done = matches!(answer.status, StatusCode::SEE_OTHER | StatusCode::OK);
        assert!(done, "{}: {} {}", form.name, answer.status, answer.words());
        alone.settles(form).await;
        for (many, world, forms) in [(2, &two, &of_two), (20, &twenty, &of_twenty)] {
            let answers = world.sends(&forms[nth], many).await;
            let said = |at: &Answered| (at.status, at.to().to_owned());
            let told: Vec<_> = answers.iter().map(said).collect();
            world.settles(form).await;
            let unlike = unlike(alone.story.city.app.db(), world.story.city.app.db()).await;
            assert_eq!(unlike, [], "{} × {many}: {told:?}", form.name);
            if answer.status == StatusCode::SEE_OTHER {
                let first = told.iter().find(|(_, to)| !to.is_empty());
                assert!(told.iter().all(|one| Some(one) == first), "{} × {many}: {told:?}", form.name);
            } else {
                // A page shown once: who waits for it sees it, who comes later or by the other program is told.
                let fair = |(status, _): &(StatusCode, String)| [answer.status, StatusCode::CONFLICT].contains(status);
                assert!(told.iter().all(fair), "{} × {many}: {told:?}", form.name);
                assert!(told.iter().any(|(status, _)| *status == answer.status), "{} × {many}: {told:?}", form.name);
            }
        }
    }
}
