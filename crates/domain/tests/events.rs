//! Events live thirty years: every event ever written must still be read, and read to the same words.
//!
//! `tests/data/events.jsonl` holds at least one line of every kind of event, as the log stores it; the lines of a stream
//! tell whole lives, one after the other. Lines are added, never changed: a kind that must look different gets a new
//! version and a new line, and the old line stays.

use chrono::DateTime;
use domain::{
    application::{Application, State},
    cultivation::{Cultivation, CultivationState, Payment},
    event::{Event, Recorded},
    for_each_stream,
    ids::{AccountId, StreamId},
    notice::Notice,
    objection::{Objection, ObjectionState},
    stream::{Stream, fold},
    unit::{Unit, UnitState},
};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const GOLDEN: &str = include_str!("data/events.jsonl");

fn lines() -> impl Iterator<Item = Value> {
    GOLDEN.lines().map(|line| serde_json::from_str(line).expect("a line of JSON"))
}

fn kind(line: &Value) -> &str {
    line["kind"].as_str().expect("a kind")
}

/// The lines of a stream.
fn of<S: Stream>() -> Vec<Value> {
    let begins = format!("{}.", S::KIND.code());
    lines().filter(|line| kind(line).starts_with(&begins)).collect()
}

/// Every kind of event of a stream, as reading one that is none of them names them.
fn known<E: Event>() -> BTreeSet<String> {
    let refused = serde_json::from_value::<E>(json!({ "kind": "" })).expect_err("no such kind").to_string();
    refused.split('`').skip(3).step_by(2).map(str::to_owned).collect()
}

fn recorded<E: Event>(seq: u32, line: &Value) -> Recorded<E> {
    let event = serde_json::from_value(line.clone()).unwrap_or_else(|error| panic!("{line}: {error}"));
    Recorded { seq, at: DateTime::UNIX_EPOCH, by: Some(AccountId(9)), role: None, event }
}

/// The lives that the lines of a stream tell: each begins where the stream can begin.
fn lives<S: Stream>() -> Vec<S> {
    let mut lives: Vec<Vec<Recorded<S::Event>>> = Vec::new();
    for line in of::<S>() {
        let first = recorded(1, &line);
        match lives.last_mut().filter(|_| S::begin(S::Id::of(1), &first).is_none()) {
            Some(life) => life.push(recorded(u32::try_from(life.len()).unwrap() + 1, &line)),
            None => lives.push(vec![first]),
        }
    }
    lives.iter().map(|life| fold(S::Id::of(1), life).expect("a life folds")).collect()
}

#[test]
fn every_event_ever_written_is_still_read_and_cites_a_known_clause() {
    fn read<S: Stream>() -> usize {
        for line in of::<S>() {
            let event = recorded::<S::Event>(1, &line).event;
            assert_eq!(serde_json::to_value(&event).unwrap(), line);
            assert!(domain::clauses::is_known(event.clause()), "{line} cites {}", event.clause());
        }
        of::<S>().len()
    }
    let mut read_back = 0;
    macro_rules! each {
        ($($stream:ty),+) => {
            $(read_back += read::<$stream>();)+
        };
    }
    for_each_stream!(each);
    assert_eq!(read_back, lines().count(), "each line belongs to a stream");
}

#[test]
fn every_kind_of_event_of_every_stream_has_a_golden_line() {
    let golden: BTreeSet<String> = lines().map(|line| kind(&line).to_owned()).collect();
    let mut every = BTreeSet::new();
    macro_rules! each {
        ($($stream:ty),+) => {
            $(
                let of_stream = known::<<$stream as Stream>::Event>();
                let begins = format!("{}.", <$stream as Stream>::KIND.code());
                assert!(!of_stream.is_empty() && of_stream.iter().all(|kind| kind.starts_with(&begins)), "{of_stream:?}");
                every.extend(of_stream);
            )+
        };
    }
    for_each_stream!(each);
    assert_eq!(golden, every, "left: the lines of tests/data/events.jsonl; right: the kinds there are");
}

#[test]
fn whole_lives_of_every_stream_fold() {
    let mut folded = 0;
    macro_rules! each {
        ($($stream:ty),+) => {
            $(
                let told = lives::<$stream>();
                assert!(!told.is_empty());
                folded += told.iter().map(|life| life.seq() as usize).sum::<usize>();
            )+
        };
    }
    for_each_stream!(each);
    assert_eq!(folded, lines().count());
}

#[test]
fn lives_end_as_they_were_told() {
    let ends = |lives: Vec<Application>| lives.iter().map(Stream::state).collect::<Vec<_>>();
    let applications = ends(lives());
    assert_eq!(applications, [State::Recognised, State::Declined, State::Withdrawn, State::NotSelected]);
    let units: Vec<_> = lives::<Unit>().iter().map(Stream::state).collect();
    assert_eq!(units, [UnitState::Confirmed, UnitState::Confirmed], "after a refusal, and from paper");
    let objections: Vec<_> = lives::<Objection>().iter().map(|one| (one.state(), one.late)).collect();
    assert_eq!(objections, [(ObjectionState::Answered, false), (ObjectionState::Answered, true)]);
    let [notice] = lives::<Notice>().try_into().expect("one notice");
    assert_eq!((notice.applications.len(), notice.removed.len()), (2, 1));
}

#[test]
fn a_cultivation_from_an_application_and_one_from_paper_fold() {
    let [here, paper, looked] = lives::<Cultivation>().try_into().expect("three cultivations");
    assert_eq!([here.state(), paper.state()], [CultivationState::InCycle; 2]);
    let paid = |of: &Cultivation| {
        let payments = of.disbursements.iter();
        payments.map(|(payment, of)| (*payment, of.state.is_paid(), of.amount.0)).collect::<Vec<_>>()
    };
    assert_eq!(
        [paid(&here), paid(&paper)],
        [vec![(Payment::First, true, 15_000_000)], vec![(Payment::First, true, 15_000_000)]]
    );
    assert_eq!((here.application.is_some(), here.reviewers.len(), here.served.len()), (true, 2, 1));
    assert_eq!((paper.application, paper.reviewers.len()), (None, 0));
    let approvers: Vec<_> = here.disbursements[&Payment::First].approvers.iter().map(|account| account.0).collect();
    assert_eq!(approvers, [3, 4, 5, 6, 9], "a payment sent back begins anew");
    let looks = |of: &Cultivation| of.unit_checks.values().map(Vec::len).collect::<Vec<_>>();
    assert_eq!([looks(&here), looks(&paper), looks(&looked)], [vec![1], vec![], vec![1, 1]]);
}
