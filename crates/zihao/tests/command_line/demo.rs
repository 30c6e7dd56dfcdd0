use super::House;
use sea_orm::ConnectionTrait;
use std::{collections::BTreeSet, path::Path};

/// One city for the whole test: it takes a while to make.
#[test]
fn a_demo_city_is_whole_proves_its_record_and_moves_forward_only() {
    let house = House::new();
    let data = house.path("demo");
    house.run(&["demo", "--data", data.to_str().unwrap()]).well();
    let again = house.run(&["demo", "--data", data.to_str().unwrap()]);
    assert_eq!(again.code(), 1, "a city is never overwritten");

    // The folder carries everything it needs, wherever it is copied to.
    let moved = house.path("moved");
    std::fs::rename(&data, &moved).unwrap();
    let report = house.run_on(&moved, &["audit", "verify", "--json"]).well().json();
    assert_eq!(report["faults"].as_array().unwrap().len(), 0, "{report}");
    assert!(report["events"].as_i64() > Some(300));

    // Its counters are those that its rosters give; one changed behind the program's back is found, and mended.
    let recount = ["roster", "recount", "--format", "json"];
    let counted = house.run_on(&moved, &recount).well().json();
    assert_eq!(counted["differences"].as_array().map(Vec::len), Some(0), "{counted}");
    assert!(counted["figures"].as_u64() > Some(100), "{counted}");
    alter(&moved);
    let ran = house.run_on(&moved, &recount);
    assert_eq!((ran.code(), ran.json()["differences"].as_array().map(Vec::len)), (1, Some(1)));
    assert!(house.run_on(&moved, &["roster", "recount", "--mend"]).well().said().contains("1 项不符，已改正"));
    assert!(house.run_on(&moved, &["roster", "recount"]).well().said().ends_with("全部一致。\n"));

    let sign_ins = house.run_on(&moved, &["demo", "sign-ins", "--json"]).well().json();
    let roles: BTreeSet<_> = sign_ins.as_array().unwrap().iter().map(|one| one["role"].as_str().unwrap()).collect();
    assert_eq!(roles, BTreeSet::from(["admin", "auditor", "city", "county", "finance", "unit"]));

    let ran = house.run_on(&moved, &["demo", "advance", "5wd"]).well();
    assert_eq!(ran.said(), "演示时间：2025年9月22日 09:00\n");
    let back = house.run_on(&moved, &["demo", "advance", "2025-09-16"]);
    assert!(back.complained().contains("只能前进"), "{}", back.complained());

    let added = house.run_on(&moved, &["user", "add", "--role", "admin", "--login", "operator", "--name", "林一"]);
    assert!(added.well().said().starts_with("http://127.0.0.1:8080/password/"));
    let taken = house.run_on(&moved, &["user", "add", "--role", "admin", "--login", "operator", "--name", "林二"]);
    assert_eq!(taken.code(), 1);
}

/// One person more than there are.
#[tokio::main(flavor = "current_thread")]
async fn alter(data: &Path) {
    let db = storage::Db::open_folder(data).await.expect("the city's database");
    let more = "UPDATE roster_tally SET people = people + 1 WHERE versions = (SELECT MIN(versions) FROM roster_tally) \
                AND measure IN ('employed', 'passed')";
    db.reader().execute_unprepared(more).await.expect("altered");
    db.close().await.expect("closed");
}

#[test]
fn other_folders_have_no_clock_to_move() {
    let house = House::new();
    house.run(&["migrate"]).well();
    let ran = house.run(&["demo", "advance", "1d"]);
    assert!(ran.complained().contains("不是演示目录"), "{}", ran.complained());
}
