use super::Installation;
use std::fs;

#[test]
fn five_working_days_over_the_spring_festival() {
    let ran = Installation::new().run(&["calendar", "end", "2025-01-24", "5"]).well();
    // Sunday 26 January and Saturday 8 February are made-up working days; 28 January to 4 February are off.
    assert_eq!(ran.said(), "2025-02-07\n");
}

#[test]
fn a_year_not_announced_is_never_guessed() {
    let ran = Installation::new().run(&["calendar", "end", "2026-12-28", "9"]);
    assert_eq!(ran.code(), 3);
    assert_eq!(ran.said(), "");
    assert!(ran.complained().starts_with("2027年节假日安排尚未公布"), "{}", ran.complained());
}

#[test]
fn a_loaded_year_counts_and_a_faulty_one_does_not() {
    let installation = Installation::new();
    installation.run(&["migrate"]).well();
    let shipped = concat!(env!("CARGO_MANIFEST_DIR"), "/../../policy/calendar/2026.toml");
    let ran = installation.run(&["calendar", "load", shipped]).well();
    assert!(ran.said().starts_with("已载入 2026 年日历"));

    let file = installation.path("2027.toml");
    fs::write(&file, "year = 2027\nofficial = maybe\n").unwrap();
    let ran = installation.run(&["calendar", "load", file.to_str().unwrap()]);
    assert_eq!(ran.code(), 1);
    assert!(ran.complained().contains("第 2 行"), "{}", ran.complained());
    let ran = installation.run(&["calendar", "load", "nowhere.toml"]);
    assert_eq!(ran.code(), 2);
}

#[test]
fn a_year_loaded_before_it_is_announced_is_said_not_to_count() {
    let installation = Installation::new();
    installation.run(&["migrate"]).well();
    let file = installation.path("2027.toml");
    fs::write(&file, "year = 2027\nofficial = false\noff_days = []\nmakeup_workdays = []\nperiod = []\n").unwrap();
    let ran = installation.run(&["calendar", "load", file.to_str().unwrap()]).well();
    assert_eq!(ran.said(), "已载入 2027 年日历；它没有标为正式公布（official = true），期限仍不按它推算。\n");
    assert_eq!(installation.run(&["calendar", "end", "2026-12-28", "9"]).code(), 3);
}
