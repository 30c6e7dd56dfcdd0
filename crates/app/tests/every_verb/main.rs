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
use std::collections::BTreeSet;
use straight::straight;

/// What begins a write transaction and is no verb of a person, or is tried under its caller's name.
const BESIDES: &[(&str, &str)] = &[
    ("send", "each act is tried under its code"),
    ("enter", "begin_import"),
    ("keep_section", "save_section"),
    ("add", "add_to_application"),
    ("begin_before", "what comes before the verb of a form"),
    ("add_at_desk", "papers kept before the act that names them: its key is the act's (tests/once.rs)"),
    ("count", "an attempt to sign in counts even where the program stops before it is answered"),
    ("settle", "sign_in, whose attempt was counted"),
    ("take_back", "after a refused form: what it brought is deleted"),
    ("begin", "retention and change of keys, step by step: their own tests stop them"),
    ("step", "retention"),
    ("finish", "retention, change of keys, check of a roster"),
    ("retire", "change of keys"),
    ("take_up", "check of a roster, in the background"),
    ("fail", "check of a roster"),
    ("search", "signs of padding, in the background"),
    ("sweep_imports", "housekeeping"),
    ("mend", "head-counts, at the start"),
];

#[tokio::test]
async fn every_verb_is_among_them() {
    let mut tried = every_verb().await;
    let missing: Vec<_> = ActKind::ALL.iter().map(|kind| kind.code()).filter(|code| !tried.contains(*code)).collect();
    assert_eq!(missing, [""; 0], "acts");
    tried.extend(BESIDES.iter().map(|(name, _)| (*name).to_owned()));
    let missing: Vec<_> = begin_a_transaction().into_iter().filter(|name| !tried.contains(name)).collect();
    assert_eq!(missing, [""; 0], "functions that begin a transaction");
}

/// The functions of the crates below the pages in which a write transaction begins.
fn begin_a_transaction() -> BTreeSet<String> {
    let files = ["kernel", "rosters", "people", "casework", "app"].into_iter().flat_map(sources);
    let found: BTreeSet<String> =
        files.flat_map(|path| beginning(&std::fs::read_to_string(path).expect("source"))).collect();
    assert!(found.len() > 40, "the sources are where they were: {found:?}");
    found
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
const EACH_FOR_THEMSELVES: &[&str] =
    &["open_round", "start_application", "start_on_behalf", "lodge", "inform", "register"];

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
        async fn every_verb() -> BTreeSet<String> {
            let stories = [$(Box::pin($story(Trial::Plain)).await),*];
            stories.into_iter().flatten().map(|tried| tried.verb).collect()
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
