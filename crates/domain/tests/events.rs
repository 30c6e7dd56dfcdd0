//! Events live thirty years: every event ever written must still be read, and read to the same words.
//!
//! `tests/data/events.jsonl` holds at least one line of every kind of event, as the log stores it. Lines are added, never
//! changed: a kind that must look different gets a new version and a new line, and the old line stays.

use domain::{
    application::{Application, ApplicationEvent},
    brand::BrandEvent,
    event::{Event, Recorded},
    ids::ApplicationId,
    installation::InstallationEvent,
    matter::MatterEvent,
    notice::NoticeEvent,
    rights::RightsEvent,
    round::RoundEvent,
};
use serde_json::Value;
use std::collections::BTreeSet;

const GOLDEN: &str = include_str!("data/events.jsonl");

const SOURCES: [&str; 7] = [
    include_str!("../src/application/event.rs"),
    include_str!("../src/brand.rs"),
    include_str!("../src/round.rs"),
    include_str!("../src/notice.rs"),
    include_str!("../src/matter.rs"),
    include_str!("../src/installation.rs"),
    include_str!("../src/rights.rs"),
];

fn lines() -> impl Iterator<Item = Value> {
    GOLDEN.lines().map(|line| serde_json::from_str(line).expect("a line of JSON"))
}

fn reads_back<E: Event>(line: &Value) {
    let event: E = serde_json::from_value(line.clone()).unwrap_or_else(|error| panic!("{line}: {error}"));
    assert_eq!(serde_json::to_value(&event).unwrap(), *line);
    assert!(domain::clauses::is_known(event.clause()), "{line} cites {}", event.clause());
}

#[test]
fn every_event_ever_written_is_still_read() {
    for line in lines() {
        let kind = line["kind"].as_str().expect("a kind");
        match kind.split('.').next() {
            Some("application") => reads_back::<ApplicationEvent>(&line),
            Some("brand") => reads_back::<BrandEvent>(&line),
            Some("round") => reads_back::<RoundEvent>(&line),
            Some("notice") => reads_back::<NoticeEvent>(&line),
            Some("matter") => reads_back::<MatterEvent>(&line),
            Some("rights") => reads_back::<RightsEvent>(&line),
            Some("installation") => reads_back::<InstallationEvent>(&line),
            other => panic!("no stream {other:?}"),
        }
    }
}

#[test]
fn every_kind_of_event_has_a_golden_line() {
    let golden: BTreeSet<String> = lines().map(|line| line["kind"].as_str().unwrap().to_owned()).collect();
    let known: BTreeSet<String> = SOURCES
        .iter()
        .flat_map(|source| source.split("#[serde(rename = \"").skip(1))
        .filter_map(|rest| rest.split('"').next())
        .filter(|tag| tag.contains('.'))
        .map(str::to_owned)
        .collect();
    let missing: Vec<_> = known.difference(&golden).collect();
    assert!(missing.is_empty(), "add a line to tests/data/events.jsonl for {missing:?}");
    assert!(known.len() > 40, "the tags are found in the sources");
}

#[test]
fn a_whole_life_still_folds() {
    let events: Vec<Recorded<ApplicationEvent>> = lines()
        .filter(|line| {
            line["kind"]
                .as_str()
                .is_some_and(|kind| kind.starts_with("application.") && !kind.starts_with("application.imported"))
        })
        .zip(1..)
        .map(|(line, seq)| Recorded {
            seq,
            at: chrono::DateTime::UNIX_EPOCH,
            by: None,
            role: None,
            event: serde_json::from_value(line).unwrap(),
        })
        .collect();
    let application = Application::fold(ApplicationId(1), &events).expect("folds");
    assert_eq!(application.seq as usize, events.len());
}
