//! Every route × every role × own and other area or unit, asked for in earnest and held against the committed table
//! `tests/access-matrix.txt`. A new route without a line there fails; `ZIHAO_WRITE_MATRIX=1` writes the table anew, to be
//! read before it is committed.

pub(crate) mod things;

use crate::{
    shell::{Line, Who},
    testing::{Answered, Installation, Story, taken_by},
};
use axum::http::{Method, StatusCode};
use domain::{
    access::{Actor, Role},
    act::ActKind,
    turn::Party,
};
use std::{fmt::Write, path::Path};
pub(crate) use things::Things;

const TABLE: &str = "tests/access-matrix.txt";

const HEAD: &str = "# Who is let in where. Own: the application's own unit and county; other: another unit, another county.\n\
                    # in: let in; hidden: answers as if it did not exist; refused: known, but somebody else's act;\n\
                    # sign-in: sent to the sign-in page. Written by the test access_matrix with ZIHAO_WRITE_MATRIX=1.\n";

/// Where the gate is wider than the door behind it, and who is let in there.
const NARROWER: &[(&str, &[&str])] = &[
    // Only a demo city has a clock to move.
    ("/demo/advance", &[]),
    // A second person confirms; only an administrator changes a post.
    ("/admin/accounts/{id}/post", &["admin"]),
    // A matter is its own office's to decide; the auditor reads it.
    ("/desk/matters/{matter}", &["city"]),
    // The finance bureau knows of an application once it has its title, and is led to no other.
    ("/desk/applications/{application}", &["county-own", "city", "auditor"]),
    ("/desk/brands/{brand}", &["county-own", "city", "auditor"]),
    // A file is opened by whoever may read what it belongs to.
    ("/files/{id}", &["unit-own", "county-own", "city", "auditor"]),
];

/// Everybody who can come to a door. The officials take every step of a chain.
pub(crate) struct Askers(pub(crate) Vec<(&'static str, Option<Actor>)>);

impl Askers {
    pub(crate) async fn of(story: &Story) -> Askers {
        let city = &story.city;
        let steps = "draft,check,approve";
        let official = |role| city.official(role, crate::city::CITY, None, steps);
        let county = |office, area| city.official(Role::County, office, Some(area), steps);
        Askers(vec![
            ("nobody", None),
            ("unit-own", Some(story.unit.clone())),
            ("unit-other", Some(city.unit("南安市水暖行业商会", "350583").await)),
            ("county-own", Some(county(crate::city::JINJIANG, "350582").await)),
            ("county-other", Some(county(crate::city::NANAN, "350583").await)),
            ("city", Some(official(Role::City).await)),
            ("expert", Some(official(Role::Expert).await)),
            ("finance", Some(city.official(Role::Finance, crate::city::FINANCE, None, steps).await)),
            ("auditor", Some(official(Role::Auditor).await)),
            ("admin", Some(official(Role::Admin).await)),
        ])
    }
}

/// Who must be let in: of an act the desks that have it, of anything else whomever its gate admits, for what is their own.
fn rightful(path: &str, who: Who) -> Vec<&'static str> {
    if let Some((_, narrower)) = NARROWER.iter().find(|(narrower, _)| *narrower == path) {
        return narrower.to_vec();
    }
    if who == Who::FILLING && ["{application}", "{brand}"].iter().any(|name| path.contains(name)) {
        // What a unit fills in itself is not its county's; what a county keys in for one has a test of its own.
        return vec!["unit-own"];
    }
    if let Some(act) = path.split('/').find_map(ActKind::parse) {
        return act.parties().into_iter().filter_map(at_desk).collect();
    }
    let own = [
        ("nobody", None),
        ("unit-own", Some(Role::Unit)),
        ("county-own", Some(Role::County)),
        ("city", Some(Role::City)),
        ("expert", Some(Role::Expert)),
        ("finance", Some(Role::Finance)),
        ("auditor", Some(Role::Auditor)),
        ("admin", Some(Role::Admin)),
    ];
    own.into_iter().filter(|(_, role)| who.lets_in(*role)).map(|(name, _)| name).collect()
}

fn at_desk(party: Party) -> Option<&'static str> {
    match party {
        Party::County => Some("county-own"),
        Party::City => Some("city"),
        Party::Finance => Some("finance"),
        Party::Unit | Party::Nobody => None,
    }
}

/// An address with `{change}` stands for two changes of an account.
pub(crate) fn each(line: &Line) -> Vec<(Method, String, Who)> {
    let changes: &[&str] = if line.path.contains("{change}") { &["confirm", "post"] } else { &[""] };
    let path = |change: &&str| (line.method.clone(), line.path.replace("{change}", change), line.who);
    changes.iter().map(path).collect()
}

fn verdict(answered: &Answered, at: &str) -> &'static str {
    assert!(!answered.status.is_server_error(), "{at}: {}", answered.words());
    match answered.status {
        StatusCode::NOT_FOUND => "hidden",
        StatusCode::FORBIDDEN => "refused",
        StatusCode::UNAUTHORIZED => "sign-in",
        _ if answered.to().starts_with("/sign-in?") => "sign-in",
        _ => "in",
    }
}

#[tokio::test]
async fn files_are_taken_where_a_form_holds_some_and_nowhere_else() {
    let story = Story::on_notice().await;
    let (askers, things) = (Askers::of(&story).await, Things::of(&story).await);
    let (lines, mut held) = (Installation::routes(), std::collections::BTreeSet::new());
    let lines = lines.lines();
    for (method, path, _) in lines.iter().flat_map(each).filter(|(method, ..)| *method == Method::GET) {
        for (_, asker) in &askers.0 {
            let page = story.installation.ask(asker.as_ref(), &method, &things.fill(&path)).await;
            for form in page.forms().into_iter().filter(|form| form.files) {
                let action = form.action;
                let line = taken_by(lines, &action).unwrap_or_else(|| panic!("no address takes {action}"));
                assert!(line.files, "{path} sends files to {action}");
                held.insert(line.path);
            }
        }
    }
    assert!(held.len() > 6, "{held:?}");

    let before = story.city.stored_files();
    let bare = [("seen", "1"), ("answer", "back"), ("opinion", "请补充")];
    for line in lines.iter().filter(|line| line.method == Method::POST && !line.files) {
        for (_, path, _) in each(line) {
            for (name, asker) in &askers.0 {
                let file = ("paper", "纸.pdf", b"%PDF-1.7".as_slice());
                let sent = story.installation.upload(asker.as_ref(), &things.fill(&path), &bare, file).await;
                let refused = [415, 404, 403, 401, 303].contains(&sent.status.as_u16());
                assert!(refused, "{path} by {name}: {} {}", sent.status, sent.words());
            }
        }
    }
    assert_eq!(story.city.stored_files(), before, "and no file is left of any");
}

/// The table as it is today: pages first, for a form may change what a page shows.
///
/// # Panics
/// Somebody rightful is not let in.
async fn measured() -> String {
    let story = Story::on_notice().await;
    let askers = Askers::of(&story).await;
    let things = Things::of(&story).await;
    let mut lines: Vec<_> = Installation::routes().lines().iter().flat_map(each).collect();
    lines.sort_by_key(|(method, path, _)| (*method == Method::POST, path.clone()));
    let width = lines.iter().map(|(_, path, _)| path.len()).max().unwrap_or_default();
    let mut table = String::from(HEAD);
    let heads: String = askers.0.iter().map(|(name, _)| format!(" {name:<12}")).collect();
    writeln!(table, "{:<4} {:<width$}{}", "", "", heads.trim_end()).expect("writing to a string");
    let mut shut = Vec::new();
    for (method, path, who) in &lines {
        let (mut cells, rightful) = (String::new(), rightful(path, *who));
        for (name, asker) in &askers.0 {
            let answered = story.installation.ask(asker.as_ref(), method, &things.fill(path)).await;
            let cell = verdict(&answered, &format!("{method} {path} by {name}"));
            if cell != "in" && rightful.contains(name) {
                shut.push(format!("{method} {path}: {name} is {cell}"));
            }
            write!(cells, " {cell:<12}").expect("writing to a string");
        }
        writeln!(table, "{:<4} {path:<width$}{}", method.as_str(), cells.trim_end()).expect("writing to a string");
    }
    assert!(shut.is_empty(), "shut to whom it is for:\n{}", shut.join("\n"));
    table
}

#[tokio::test]
async fn everybody_is_let_in_where_the_table_says() {
    let measured = measured().await;
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(TABLE);
    if std::env::var_os("ZIHAO_WRITE_MATRIX").is_some() {
        std::fs::write(&file, &measured).expect("the table is written");
    }
    let committed = std::fs::read_to_string(&file).unwrap_or_default();
    for (ours, theirs) in measured.lines().zip(committed.lines()) {
        assert_eq!(ours, theirs, "{TABLE} says otherwise");
    }
    assert_eq!(
        measured.lines().count(),
        committed.lines().count(),
        "a route without a line in {TABLE}, or a line without a route"
    );
}

#[tokio::test]
async fn another_countys_application_or_cultivation_answers_as_if_it_did_not_exist_by_any_address() {
    let story = Story::on_notice().await;
    let askers = Askers::of(&story).await;
    let things = Things::of(&story).await;
    let strangers = ["unit-other", "county-other", "expert", "admin"];
    let mut asked = 0;
    for (method, path, _) in Installation::routes().lines().iter().flat_map(each) {
        assert!(
            !path.contains("/applications/{") || path.contains("{application}"),
            "{path}: the gate knows an application as {{application}}"
        );
        let Some(named) = ["{application}", "{cultivation}"].into_iter().find(|name| path.contains(name)) else {
            continue;
        };
        let nowhere = things.fill(&path.replace(named, "999999"));
        let path = things.fill(&path);
        for (name, asker) in askers.0.iter().filter(|(name, _)| strangers.contains(name)) {
            let answered = story.installation.ask(asker.as_ref(), &method, &path).await;
            let missing = story.installation.ask(asker.as_ref(), &method, &nowhere).await;
            assert_eq!(answered.status, StatusCode::NOT_FOUND, "{method} {path} by {name}");
            assert_eq!(answered.words(), missing.words(), "{method} {path} by {name}: the same words");
            asked += 1;
        }
    }
    assert!(asked > 0, "addresses that name an application were asked");
}
