//! Every verb, stopped after each of its statements, sent twice at once, raced by two people: the record is as if it had
//! been sent once, or not at all.

mod accounts;
mod around;
#[path = "../city/mod.rs"]
mod city;
mod filed;
mod objected;
mod paper;
mod people;
#[expect(dead_code, reason = "stories about rosters use the rest")]
#[path = "../roster_city/mod.rs"]
mod roster_city;
#[path = "../sources/mod.rs"]
mod sources;
mod story;
mod straight;

use accounts::accounts;
use around::around;
use city::trial::{Trial, Tried};
use domain::act::ActKind;
use filed::filed;
use objected::objected;
use paper::paper;
use people::people;
use sources::sources;
use std::{collections::BTreeSet, path::Path};
use storage::{Db, plans::astray};
use straight::straight;

/// How a function is covered that begins a write transaction and is not tried under its own name.
enum Instead {
    /// Tried under the name of its caller.
    Verb(&'static str),
    /// No verb of a person, for this reason.
    Reason(&'static str),
}

/// What begins a write transaction besides the verbs. A name is a function's own, with as many of its modules before it
/// as tell it apart.
const BESIDES: &[(&str, Instead)] = &[
    ("acts::send", Instead::Reason("each act is tried under its code")),
    ("imports::intake::enter", Instead::Verb("begin_import")),
    ("sections::keep_section", Instead::Verb("save_section")),
    ("attachments::add", Instead::Verb("add_to_application")),
    (
        "attachments::add_at_desk",
        Instead::Reason("papers kept before the act that names them: its key is the act's (tests/once.rs)"),
    ),
    ("transaction::begin_before", Instead::Reason("what comes before the verb of a form")),
    (
        "signing_in::count",
        Instead::Reason("an attempt to sign in counts even where the program stops before it is answered"),
    ),
    ("signing_in::settle", Instead::Reason("answers an attempt to sign in that was counted")),
    ("originals::take_back", Instead::Reason("after a refused form: what it brought is deleted")),
    ("keys::begin", Instead::Reason("change of keys, step by step: its own tests stop it")),
    ("keys::finish", Instead::Reason("change of keys")),
    ("keys::retire", Instead::Reason("change of keys")),
    ("retention::begin", Instead::Reason("retention, step by step: its own tests stop it")),
    ("retention::step", Instead::Reason("retention")),
    ("retention::finish", Instead::Reason("retention")),
    ("stage::take_up", Instead::Reason("check of a roster, in the background")),
    ("stage::finish", Instead::Reason("check of a roster")),
    ("stage::fail", Instead::Reason("check of a roster")),
    ("search::search", Instead::Reason("signs of padding, in the background")),
    ("publication::sweep_imports", Instead::Reason("housekeeping")),
    ("recount::mend", Instead::Reason("head-counts, at the start")),
];

/// What looks for rows; the rest writes down what it was given.
const OF_ROWS: [&str; 4] = ["SELECT", "UPDATE", "DELETE", "WITH"];

#[tokio::test]
async fn every_verb_is_among_them() {
    let tried: BTreeSet<String> = every_verb().await.into_iter().map(|tried| tried.verb).collect();
    let acts: BTreeSet<&str> = ActKind::ALL.iter().map(|kind| kind.code()).collect();
    assert_eq!(acts.iter().copied().filter(|code| !tried.contains(*code)).collect::<Vec<_>>(), [""; 0], "acts");
    let callers: BTreeSet<&str> = BESIDES.iter().filter_map(|(_, instead)| caller(instead)).collect();
    let untried: Vec<_> = callers.iter().copied().filter(|verb| !tried.contains(*verb)).collect();
    assert_eq!(untried, [""; 0], "callers");

    let functions = begin_a_transaction();
    let verbs = tried.iter().map(String::as_str).filter(|verb| !acts.contains(verb) && !callers.contains(verb));
    let names: Vec<&str> = verbs.chain(BESIDES.iter().map(|(name, _)| *name)).collect();
    let vague: Vec<_> = names.iter().copied().filter(|name| meant(name, &functions).is_none()).collect();
    assert_eq!(vague, [""; 0], "names of no function that begins a transaction, or of several");
    let named: BTreeSet<String> = names.iter().filter_map(|name| meant(name, &functions).cloned()).collect();
    let missing: Vec<_> = functions.difference(&named).cloned().collect();
    assert_eq!(missing, [""; 0], "functions that begin a transaction");
}

#[tokio::test]
async fn whatever_a_verb_asks_goes_along_an_index() {
    let folder = tempfile::tempdir().expect("a folder");
    let db = Db::open_folder(folder.path()).await.expect("a database");
    storage::migrations::migrate(&db).await.expect("its schema");
    let mut said = BTreeSet::new();
    for tried in every_verb().await {
        said.extend(tried.said.into_iter().filter(|sql| OF_ROWS.iter().any(|word| sql.starts_with(word))));
    }
    if said.iter().any(|sql| sql.contains("$1")) {
        // PostgreSQL plans by what stands in its tables.
        return;
    }
    assert!(said.len() > 150, "{} statements", said.len());
    let found = astray(&db, &said).await;
    assert!(found.is_empty(), "{} of {}:\n{}", found.len(), said.len(), found.join("\n"));
}

#[test]
fn a_name_means_one_function() {
    let functions = BTreeSet::from(["people::opening::confirm", "casework::payments::confirm"].map(str::to_owned));
    assert_eq!(meant("confirm", &functions), None);
    assert_eq!(meant("payments::confirm", &functions).map(String::as_str), Some("casework::payments::confirm"));
    assert_eq!(meant("ments::confirm", &functions), None);
}

/// The verb under whose name a function is tried.
fn caller(instead: &Instead) -> Option<&'static str> {
    match *instead {
        Instead::Verb(verb) => Some(verb),
        Instead::Reason(reason) => {
            assert!(!reason.is_empty(), "a reason");
            None
        }
    }
}

/// The function that a name means; none where it means no function, or several.
fn meant<'a>(name: &str, functions: &'a BTreeSet<String>) -> Option<&'a String> {
    let end = format!("::{name}");
    let mut fitting = functions.iter().filter(|function| format!("::{function}").ends_with(&end));
    let first = fitting.next()?;
    fitting.next().is_none().then_some(first)
}

/// The functions of the crates below the pages in which a write transaction begins, behind their crate and modules.
fn begin_a_transaction() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for name in ["kernel", "rosters", "people", "casework", "app"] {
        for path in sources(name) {
            let source = std::fs::read_to_string(&path).expect("source");
            found.extend(beginning(&source).into_iter().map(|function| format!("{}::{function}", module(name, &path))));
        }
    }
    assert!(found.len() > 40, "the sources are where they were: {found:?}");
    found
}

/// The module that a source file is, behind its crate.
fn module(name: &str, path: &Path) -> String {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name).join("src");
    let inside = path.strip_prefix(&source).expect("inside").with_extension("");
    let parts = inside.iter().map(|part| part.to_string_lossy().into_owned());
    let named = parts.filter(|part| !["mod", "lib"].contains(&part.as_str()));
    std::iter::once(name.to_owned()).chain(named).collect::<Vec<_>>().join("::")
}

fn beginning(source: &str) -> Vec<String> {
    let mut of = "";
    let mut found = Vec::new();
    for line in source.lines() {
        if let Some((_, rest)) = line.split_once("fn ").filter(|(before, _)| {
            before.trim_start().is_empty() || before.ends_with("async ") || before.ends_with("pub ")
        }) {
            of = rest.split(['(', '<']).next().unwrap_or_default();
        }
        if ["app.begin(", "begin_before(app"].iter().any(|begins| line.contains(begins)) {
            found.push(of.to_owned());
        }
    }
    found
}

/// What two people may each make one of.
const EACH_FOR_THEMSELVES: &[&str] = &["open_round", "lodge", "inform", "register"];

/// That each verb left the events of the plain story; twice as many where two people were heard.
fn same(tried: &[Tried], plain: &[Tried], heard_twice: &[&str]) {
    let verbs = |of: &[Tried]| of.iter().map(|tried| tried.verb.clone()).collect::<Vec<_>>();
    assert_eq!(verbs(tried), verbs(plain));
    for (tried, plain) in tried.iter().zip(plain) {
        let times = if heard_twice.contains(&plain.verb.as_str()) { 2 } else { 1 };
        assert_eq!(tried.events, vec![plain.events.clone(); times].concat(), "{}", plain.verb);
    }
}

/// The tests of each story: whatever way its verbs are tried, it leaves the record of the plain one.
macro_rules! tried_in_each_way {
    ($($story:ident: $stopped:ident, $twice:ident, $raced:ident;)*) => {
        /// Every verb that is tried.
        async fn every_verb() -> Vec<Tried> {
            let stories = [$(Box::pin($story(Trial::Plain)).await),*];
            stories.into_iter().flatten().collect()
        }

        $(
        #[tokio::test(flavor = "multi_thread")]
        async fn $stopped() {
            same(&$story(Trial::Stopped).await, &$story(Trial::Plain).await, &[]);
        }

        #[tokio::test(flavor = "multi_thread")]
        async fn $twice() {
            same(&$story(Trial::Twice).await, &$story(Trial::Plain).await, &[]);
        }

        #[tokio::test(flavor = "multi_thread")]
        async fn $raced() {
            same(&$story(Trial::Raced).await, &$story(Trial::Plain).await, EACH_FOR_THEMSELVES);
        }
        )*
    };
}

tried_in_each_way! {
    straight: straight_stopped_after_each_statement, straight_sent_twice_at_once, straight_raced_by_two;
    around: around_stopped_after_each_statement, around_sent_twice_at_once, around_raced_by_two;
    objected: objected_stopped_after_each_statement, objected_sent_twice_at_once, objected_raced_by_two;
    filed: filed_stopped_after_each_statement, filed_sent_twice_at_once, filed_raced_by_two;
    people: people_stopped_after_each_statement, people_sent_twice_at_once, people_raced_by_two;
    accounts: accounts_stopped_after_each_statement, accounts_sent_twice_at_once, accounts_raced_by_two;
    paper: paper_stopped_after_each_statement, paper_sent_twice_at_once, paper_raced_by_two;
}
