//! A look at a page writes nothing, waits for nobody who writes, and asks no more for many rows than for some.

mod crowd;
mod plans;

use crate::{
    access_matrix::{Askers, Things, each},
    lists_alike::lists,
    testing::{Browser, Installation, Story},
};
use app::{App, Chance, Clock};
use axum::http::{Method, StatusCode, header};
use domain::{
    application::{Application, Window},
    ids::NoticeId,
    notice::Notice,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    io::Write as _,
    path::Path,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::time::timeout;

/// Reading these is itself an act on record (S-9, S-10): who opened which file, who took which list out, stands in the
/// access record first.
const ON_RECORD: [&str; 35] = [
    "/admin/export.csv",
    "/admin/export.xlsx",
    "/admin/retention/export.csv",
    "/admin/retention/export.xlsx",
    "/admin/unmaskings/export.csv",
    "/admin/unmaskings/export.xlsx",
    "/desk/accounts/export.csv",
    "/desk/accounts/export.xlsx",
    "/desk/comparisons/export.csv",
    "/desk/comparisons/export.xlsx",
    "/desk/comparisons/{comparison}/archive/{no}",
    "/desk/disputed/export.csv",
    "/desk/disputed/export.xlsx",
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
    "/desk/signs/export.csv",
    "/desk/signs/export.xlsx",
    "/desk/units/export.csv",
    "/desk/units/export.xlsx",
    "/files/{id}",
    "/unit/rosters/{brand}/{import}/marked.xlsx",
];

const ONCE_A_SECOND: [&str; 2] =
    ["SELECT \"setting\".\"name\", \"setting\".\"value\" FROM", "SELECT \"event\".\"position\" FROM"];

const STATEMENTS: &str = "tests/statements.txt";

const STATEMENTS_HEAD: &str = "# Statements that a look at a page sends to the database at most, and by whom: the session's included.\n\
                               # Written by the test looks with ZIHAO_WRITE_STATEMENTS=1.\n";

/// What somebody's look at a list drew and sent, by the list and who looked: rows and statements.
type Lists = BTreeMap<(&'static str, &'static str), (usize, usize)>;

/// The rows of a list's table: below what narrows it.
fn rows(page: &str) -> usize {
    let below = page.split_once("class=\"filters\"").map_or(page, |(_, below)| below);
    let table = below.split_once("<tbody>").map_or("", |(_, rows)| rows);
    table.split("</tbody>").next().unwrap_or_default().matches("<tr").count()
}

/// A story behind a program whose every statement is watched, and everybody's browser.
struct Watched {
    story: Story,
    app: App,
    statements: Arc<Mutex<Vec<String>>>,
    browsers: Vec<(&'static str, Browser)>,
    things: Things,
    /// A notice of two brands, where the lists have two rows or more.
    crowded: Option<NoticeId>,
}

impl Watched {
    async fn new() -> Watched {
        Watched::of(false).await
    }

    /// With two rows or more in every list, and two brands on a notice.
    async fn crowded() -> Watched {
        Watched::of(true).await
    }

    async fn of(crowded: bool) -> Watched {
        let story = Story::on_notice().await;
        let askers = Askers::of(&story).await;
        let things = Things::of(&story).await;
        let crowded = if crowded { Some(crowd::gathered(&story).await) } else { None };
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
        Watched { story, app, statements, browsers, things, crowded }
    }

    /// The pages, as registered and as the story has them.
    fn pages(&self) -> Vec<(&'static str, String)> {
        let routes = Installation::routes();
        let pages = routes.lines().iter().filter(|line| line.method == Method::GET);
        let paths = |line| each(line).into_iter().map(|(_, path, _)| self.things.fill(&path));
        let more = self.crowded.map(|notice| ("/desk/notices/{id}", format!("/desk/notices/{notice}")));
        pages.flat_map(|line| paths(line).map(|path| (line.path, path))).chain(more).collect()
    }

    /// What was sent since, but for the questions whether another program changed anything: they are asked once a second.
    fn said(&self) -> Vec<String> {
        let mut said = std::mem::take(&mut *self.statements.lock().expect("no panic"));
        said.retain(|sql| !ONCE_A_SECOND.iter().any(|asked| sql.starts_with(asked)));
        said
    }

    fn written(&self) -> Vec<String> {
        let writes = |sql: &String| {
            let word = sql.split_whitespace().next().unwrap_or_default().to_uppercase();
            !matches!(word.as_str(), "SELECT" | "WITH" | "PRAGMA")
        };
        self.said().into_iter().filter(writes).collect()
    }

    /// The statements that a page sends at most, and whose look sends them, a page. With `ZIHAO_SHOW_STATEMENTS` set to
    /// the address of a route, what they are.
    ///
    /// # Panics
    /// A list is shown to nobody with two rows: a statement that is sent for each would not be seen.
    async fn statements(&mut self) -> String {
        let shown = std::env::var("ZIHAO_SHOW_STATEMENTS").unwrap_or_default();
        let (pages, mut most, mut drawn) = (self.pages(), BTreeMap::new(), BTreeMap::new());
        self.said();
        for at in 0..self.browsers.len() {
            for (route, path) in &pages {
                let (name, browser) = &mut self.browsers[at];
                let (answer, name) = (browser.get(path).await, *name);
                let said = self.said();
                if *route == shown {
                    let told = format!("{path} by {name}: {}\n{}\n", answer.status, said.join("\n"));
                    std::io::stderr().write_all(told.as_bytes()).expect("somebody reads");
                }
                let most = most.entry(*route).or_insert((0, name));
                let drawn = drawn.entry(*route).or_insert(0);
                if !answer.status.is_success() {
                    continue;
                }
                *drawn = rows(&answer.body).max(*drawn);
                if said.len() > most.0 {
                    *most = (said.len(), name);
                }
            }
        }
        let bare = lists().into_iter().chain(["/desk/notices/{id}"]).filter(|list| drawn.get(list) < Some(&2));
        assert_eq!(bare.collect::<Vec<_>>(), [""; 0], "lists of fewer than two rows: see `crowd`");
        let mut table = STATEMENTS_HEAD.to_owned();
        for (route, (statements, name)) in most.iter().filter(|(_, (statements, _))| *statements > 0) {
            writeln!(table, "{route:<60} {statements:>3} {name}").expect("a string takes it");
        }
        table
    }

    /// Every list as everybody sees it whom it lets in, once all that is kept between two looks is kept.
    async fn lists(&mut self) -> Lists {
        let mut seen = Lists::new();
        for at in (0..self.browsers.len()).chain(0..self.browsers.len()) {
            for list in lists() {
                self.said();
                let (name, browser) = &mut self.browsers[at];
                let (answer, name) = (browser.get(list).await, *name);
                let said = self.said();
                if answer.status.is_success() {
                    seen.insert((list, name), (rows(&answer.body), said.len()));
                }
            }
        }
        seen
    }

    /// The statements by which is read what is known beside the records of some applications.
    async fn gathering(&self, applications: &[&Application]) -> usize {
        self.said();
        let known = app::acts::standings(&self.app, applications).await.expect("the database answers");
        assert_eq!(known.len(), applications.len());
        self.said().len()
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
async fn a_page_sends_as_many_statements_as_committed() {
    let measured = Watched::crowded().await.statements().await;
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(STATEMENTS);
    if std::env::var_os("ZIHAO_WRITE_STATEMENTS").is_some() {
        std::fs::write(&file, &measured).expect("the table is written");
    }
    let committed = std::fs::read_to_string(&file).unwrap_or_default();
    for (ours, theirs) in measured.lines().zip(committed.lines()) {
        assert_eq!(ours, theirs, "{STATEMENTS} says otherwise");
    }
    assert_eq!(measured.lines().count(), committed.lines().count(), "a page without a line in {STATEMENTS}");
}

#[tokio::test]
async fn a_row_more_costs_no_statement_more() {
    let mut watched = Watched::crowded().await;
    let before = watched.lists().await;
    crowd::another(&watched.story, 2).await;
    let after = watched.lists().await;
    let mut longer = BTreeSet::new();
    for ((list, name), (rows, statements)) in before.into_iter().filter(|(_, (rows, _))| *rows > 1) {
        let (now, sent) = after[&(list, name)];
        assert_eq!(sent, statements, "{list} by {name}: {rows} rows, then {now}");
        longer.extend((now > rows).then_some(list));
    }
    assert!(longer.len() > 12, "lists that had a row more: {longer:?}");

    let notice = watched.story.city.stream::<Notice>(watched.crowded.expect("a crowd")).await;
    let listed = app::applications::some(&watched.app, notice.applications).await.expect("the database answers");
    let listed: Vec<&Application> = listed.values().collect();
    assert_eq!(listed.len(), 2);
    assert_eq!(watched.gathering(&listed).await, watched.gathering(&listed[..1]).await, "two brands on a notice");
}

#[tokio::test]
async fn a_public_page_is_drawn_once_for_everybody_until_something_changes() {
    let mut watched = Watched::new().await;
    assert_eq!(watched.browsers[0].0, "nobody");
    for path in ["/", "/brands", "/notices", "/notices/1", "/policy", "/privacy"] {
        let first = watched.browsers[0].1.get(path).await;
        assert!(
            path == "/policy" || path == "/privacy" || !watched.said().is_empty(),
            "{path} is drawn from what is asked"
        );
        let again = watched.browsers[0].1.get(path).await;
        assert_eq!((again.status, &again.body), (first.status, &first.body), "{path}");
        assert_eq!(watched.said(), [""; 0], "{path} was drawn before");
        let nobody = &mut watched.browsers[0].1;
        let tag = again.headers[header::ETAG].to_str().expect("plain text").to_owned();
        let same = nobody.get_with(path, (header::IF_NONE_MATCH, &tag)).await;
        assert_eq!((same.status, same.body.as_str()), (StatusCode::NOT_MODIFIED, ""), "{path}");
        assert_eq!(same.headers[header::ETAG], tag.as_str());
    }
    let city = watched.story.officials.city.clone();
    let (_, nobody) = &mut watched.browsers[0];
    let before = nobody.get("/").await;
    let round = app::rounds::NewRound {
        title: "加开的批次".into(),
        year: 2025,
        window: Window { opens: watched.app.today(), closes: watched.app.today() + chrono::Duration::days(9) },
        recommend_by: watched.app.today() + chrono::Duration::days(30),
    };
    app::rounds::open_round(&watched.app, &city, round).await.expect("it opens");
    let after = nobody.get_with("/", (header::IF_NONE_MATCH, before.headers[header::ETAG].to_str().unwrap())).await;
    assert!(
        after.status == StatusCode::OK && after.body.contains("加开的批次"),
        "what was committed here shows at once"
    );
    let (name, official) = watched.browsers.iter_mut().find(|(name, _)| *name == "city").expect("the city's");
    let own = official.get("/").await;
    assert!(
        own.body.contains("退出") && own.headers[header::CACHE_CONTROL] == "no-store",
        "{name} gets a page of its own"
    );
    let (_, nobody) = &mut watched.browsers[0];
    assert!(!nobody.get("/").await.body.contains("退出"), "and nobody else gets it");
    watched.app.clock().set(watched.app.now() + chrono::Duration::days(10));
    let (_, nobody) = &mut watched.browsers[0];
    assert!(!nobody.get("/").await.body.contains("加开的批次"), "a new day is a change");
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
