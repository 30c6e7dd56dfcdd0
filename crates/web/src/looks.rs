//! A look at a page writes nothing, and waits for nobody who writes.

use crate::{
    access_matrix::{Askers, Things, each},
    testing::{Browser, Installation, Story},
};
use app::{App, Chance, Clock};
use axum::http::Method;
use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::time::timeout;

/// Reading these is itself an act on record (S-9, S-10): who opened which file, who took which list out, stands in the
/// access record first.
const ON_RECORD: [&str; 29] = [
    "/admin/export.csv",
    "/admin/export.xlsx",
    "/admin/retention/export.csv",
    "/admin/retention/export.xlsx",
    "/admin/unmaskings/export.csv",
    "/admin/unmaskings/export.xlsx",
    "/desk/accounts/export.csv",
    "/desk/accounts/export.xlsx",
    "/desk/comparisons/{comparison}/archive/{no}",
    "/desk/export.csv",
    "/desk/export.xlsx",
    "/desk/intake/export.csv",
    "/desk/intake/export.xlsx",
    "/desk/money/export.csv",
    "/desk/money/export.xlsx",
    "/desk/notices/export.csv",
    "/desk/notices/export.xlsx",
    "/desk/objections/export.csv",
    "/desk/objections/export.xlsx",
    "/desk/recommend/export.csv",
    "/desk/recommend/export.xlsx",
    "/desk/rights/export.csv",
    "/desk/rights/export.xlsx",
    "/desk/rounds/export.csv",
    "/desk/rounds/export.xlsx",
    "/desk/units/export.csv",
    "/desk/units/export.xlsx",
    "/files/{id}",
    "/unit/rosters/{brand}/{import}/marked.xlsx",
];

/// A story behind a program whose every statement is watched, and everybody's browser.
struct Watched {
    story: Story,
    app: App,
    statements: Arc<Mutex<Vec<String>>>,
    browsers: Vec<(&'static str, Browser)>,
    things: Things,
}

impl Watched {
    async fn new() -> Watched {
        let story = Story::on_notice().await;
        let askers = Askers::of(&story).await;
        let things = Things::of(&story).await;
        let statements = Arc::new(Mutex::new(Vec::new()));
        let told = statements.clone();
        let db = story.city.app.db().clone().watched(move |sql| told.lock().expect("no panic").push(sql.to_owned()));
        let (vault, clock) = (story.city.app.vault().clone(), Clock::fixed(story.city.app.now()));
        let app = App::open(db, vault, story.city.folder.path(), clock, Chance::seeded(12)).await.expect("it opens");
        let head = ("city-head", Some(story.officials.city_head.clone()));
        let mut browsers = Vec::new();
        for (name, asker) in askers.0.into_iter().chain([head]) {
            let browser = match &asker {
                Some(actor) => Browser::signed_in(&app, actor).await,
                None => Browser::new(&app, None),
            };
            browsers.push((name, browser));
        }
        // Long enough for every look to move the end of its session.
        app.clock().set(app.now() + chrono::Duration::minutes(10));
        Watched { story, app, statements, browsers, things }
    }

    /// The pages, as registered and as the story has them.
    fn pages(&self) -> Vec<(&'static str, String)> {
        let routes = Installation::routes();
        let pages = routes.lines().iter().filter(|line| line.method == Method::GET);
        let paths = |line| each(line).into_iter().map(|(_, path, _)| self.things.fill(&path));
        pages.flat_map(|line| paths(line).map(|path| (line.path, path))).collect()
    }

    fn written(&self) -> Vec<String> {
        let statements = std::mem::take(&mut *self.statements.lock().expect("no panic"));
        let writes = |sql: &String| {
            let word = sql.split_whitespace().next().unwrap_or_default().to_uppercase();
            !matches!(word.as_str(), "SELECT" | "WITH" | "PRAGMA")
        };
        statements.into_iter().filter(writes).collect()
    }
}

#[tokio::test]
async fn a_look_at_any_page_by_anybody_writes_nothing() {
    let mut watched = Watched::new().await;
    let pages = watched.pages();
    let (mut recorded, mut looks) = (BTreeSet::new(), 0);
    watched.written();
    for at in 0..watched.browsers.len() {
        for (route, path) in &pages {
            let (name, browser) = &mut watched.browsers[at];
            let answer = browser.get(path).await;
            assert!(!answer.status.is_server_error(), "{path} by {name}: {}", answer.words());
            let name = *name;
            let written = watched.written();
            if ON_RECORD.contains(route) {
                recorded.extend((!written.is_empty()).then_some(*route));
            } else {
                assert_eq!(written, [""; 0], "{path} by {name}");
                looks += 1;
            }
        }
    }
    assert_eq!(recorded.into_iter().collect::<Vec<_>>(), ON_RECORD, "what is on record is recorded");
    assert!(looks > 500, "{looks} looks");
    let signed_in = watched.browsers.len() - 1;
    assert_eq!(app::sessions::keep_moved(&watched.app).await.unwrap(), signed_in, "their sessions live on");
}

#[tokio::test]
async fn pages_are_answered_while_another_holds_the_write_lock() {
    let mut watched = Watched::new().await;
    let pages = watched.pages();
    let lock = watched.story.city.app.db().begin_write().await.expect("the lock");
    for (name, browser) in &mut watched.browsers {
        let free = |(route, _): &&(&str, String)| !ON_RECORD.contains(route);
        for (_, path) in pages.iter().filter(free) {
            let answer = timeout(Duration::from_secs(10), browser.get(path)).await;
            let answer = answer.unwrap_or_else(|_| panic!("{path} by {name} waits for the lock"));
            assert!(!answer.status.is_server_error(), "{path} by {name}: {}", answer.words());
        }
    }
    lock.rollback().await.expect("the lock is let go");
}

#[tokio::test]
async fn a_sentence_is_carried_by_its_readers_browser_and_shown_once() {
    let story = Story::on_notice().await;
    let (app, officials) = (&story.city.app, &story.officials);
    let mut city = Browser::signed_in(app, &officials.city).await;
    let (extend, reason) = (format!("/desk/rounds/{}/extend_round", story.round), "申报单位较多");
    let page = city.get(&extend).await;
    let seen = page.body.split("name=\"seen\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    let seen = seen.expect("the form says what it was drawn from").to_owned();
    let dates = [("seen", seen.as_str()), ("closes", "2025-06-30"), ("recommend_by", "2025-07-31"), ("reason", reason)];
    let done = city.post(&extend, &dates).await;
    assert_eq!(done.to(), "/desk/rounds", "{}", done.words());
    let carried = city.said.clone().expect("the browser carries the sentence");
    assert!(!carried.contains("日期") && carried.len() < 400, "{carried}: nobody reads it on the way");

    let mut colleague = Browser::signed_in(app, &officials.city_head).await;
    colleague.said = Some(carried.clone());
    assert!(!colleague.get("/desk/rounds").await.body.contains("日期已调整"), "it is not the colleague's");
    let mut forged = carried.clone();
    forged.replace_range(carried.len() - 2.., if carried.ends_with("00") { "01" } else { "00" });
    colleague.said = Some(forged);
    assert!(!colleague.get("/desk/rounds").await.body.contains("日期已调整"), "nobody makes one");

    assert!(city.get("/desk/rounds").await.body.contains("日期已调整"));
    assert_eq!(city.said, None, "it goes as it is shown");
    assert!(!city.get("/desk/rounds").await.body.contains("日期已调整"));
}
