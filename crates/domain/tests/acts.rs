//! Acts in data: how a matter stores each one for thirty years, and who may do what in which state.
//!
//! `tests/data/acts.jsonl` holds a line of every kind of act, as a matter stores it. Once an act was proposed somewhere,
//! its line is never changed: a kind that must look different gets a new kind and a new line.

use domain::act::{ActKind, AnyAct, fields_of, table};
use serde_json::Value;
use std::{collections::BTreeSet, fmt::Write, path::Path};

const GOLDEN: &str = include_str!("data/acts.jsonl");

fn lines() -> impl Iterator<Item = Value> {
    GOLDEN.lines().map(|line| serde_json::from_str(line).expect("a line of JSON"))
}

#[test]
fn every_act_ever_stored_is_still_read() {
    for line in lines() {
        let act: AnyAct = serde_json::from_value(line.clone()).unwrap_or_else(|error| panic!("{line}: {error}"));
        assert_eq!(serde_json::to_value(&act).unwrap(), line);
        assert_eq!((line["act"].as_str(), line["on"].as_i64()), (Some(act.kind().code()), Some(act.subject().id)));
        assert_eq!(act.subject().stream, act.kind().stream(), "{line}");
    }
}

#[test]
fn every_kind_of_act_has_a_golden_line() {
    let golden: BTreeSet<String> = lines().map(|line| line["act"].as_str().expect("an act").to_owned()).collect();
    let every = ActKind::ALL.iter().map(|kind| kind.code().to_owned()).collect();
    assert_eq!(golden, every, "left: the lines of tests/data/acts.jsonl; right: the acts there are");
}

/// Who may do what in which state, a line for each act at each desk.
fn printed() -> String {
    let mut text = String::from("对象 | 动作 | 按钮 | 办法 | 条款 | 由谁办 | 在哪些状态\n");
    for line in table() {
        let (act, states) = (line.act.code(), line.states.join("、"));
        writeln!(
            text,
            "{} | {act} | {} | {} | {} | {} | {states}",
            line.stream, line.label, line.how, line.clause, line.party
        )
        .expect("a string takes it");
    }
    text
}

/// The table is committed, so that a change of who may do what is seen. `ZIHAO_WRITE_TABLE=1` writes it anew.
#[test]
fn the_table_of_acts_parties_and_states_is_the_committed_one() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/acts-table.txt");
    if std::env::var_os("ZIHAO_WRITE_TABLE").is_some_and(|set| set == "1") {
        std::fs::write(&path, printed()).expect("the table is written");
    }
    let committed = std::fs::read_to_string(&path).expect("the table is committed");
    assert_eq!(printed(), committed, "if this is meant, run the test with ZIHAO_WRITE_TABLE=1 and commit the table");
}

#[test]
fn every_act_has_a_desk_with_states_and_each_desk_stands_once() {
    let lines = table();
    for kind in ActKind::ALL {
        let desks: Vec<_> = lines.iter().filter(|line| line.act == *kind).collect();
        let parties: BTreeSet<_> = desks.iter().map(|line| line.party).collect();
        assert!(!desks.is_empty() && desks.iter().all(|line| !line.states.is_empty()), "{}", kind.code());
        assert_eq!(parties.len(), desks.len(), "{}: a party's states stand in one desk", kind.code());
        assert!(desks.iter().all(|line| domain::clauses::is_known(line.clause)), "{}", kind.code());
    }
}

/// What a unit reads word for word, in its record or on its money's page.
const READ_BY_UNIT: [(ActKind, &str); 12] = [
    (ActKind::ConfirmUnit, "reason"),
    (ActKind::Decline, "reasons"),
    (ActKind::Transfer, "reason"),
    (ActKind::Relax, "reason"),
    (ActKind::AcceptNameException, "reason"),
    (ActKind::DecideObjection, "reason"),
    (ActKind::CloseRound, "reason"),
    (ActKind::LeaveUnselected, "reason"),
    (ActKind::RecordPayment, "voucher"),
    (ActKind::RecordReturn, "reason"),
    (ActKind::SuspendPayment, "reason"),
    (ActKind::ResumePayment, "reason"),
];

#[test]
fn whoever_types_what_a_unit_reads_is_told_so() {
    for (kind, name) in READ_BY_UNIT {
        let field = fields_of(kind).iter().find(|field| field.name == name).expect("a field of the act");
        assert!(field.hint.contains("单位会看到"), "{}: {}", kind.code(), field.hint);
    }
}
