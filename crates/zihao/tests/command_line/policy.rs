use super::Installation;

#[test]
fn a_name_is_read_and_held_against_both_clauses() {
    let ran = Installation::new().run(&["policy", "name", "晋江鞋服工匠", "--unit", "福建某某鞋业有限公司"]).well();
    let reading = ran.json();
    assert_eq!([&reading["region"], &reading["product"], &reading["trade"]], ["晋江", "鞋服", "工匠"]);
    assert_eq!(reading["outcome"], "met");
    let clauses: Vec<_> = reading["findings"].as_array().unwrap().iter().map(|finding| &finding["clause"]).collect();
    assert_eq!(clauses, ["3.2.b", "3.2.c"]);
}

#[test]
fn every_unit_of_a_joint_brand_is_asked() {
    let units = ["--unit", "泉州市某某学校", "--unit", "福建省鞋服集团有限公司"];
    let named = [["policy", "name", "晋江鞋服工匠"].as_slice(), units.as_slice()].concat();
    let reading = Installation::new().run(&named).well().json();
    let of_units = &reading["findings"][1];
    assert_ne!(of_units["outcome"], "met", "{of_units}");
    assert!(of_units["measured"].as_str().unwrap().contains("福建省鞋服集团有限公司"));
}

#[test]
fn the_rules_are_laid_open_with_their_clauses() {
    let rules = Installation::new().run(&["policy", "show", "--json"]).well().json();
    let scale = rules.as_array().unwrap().iter().find(|rule| rule["key"] == "scale.city_more_than").unwrap();
    assert_eq!(scale["clause"], "3.3.b");
    assert!(scale["value"].as_str().unwrap().starts_with("5000"));
}

#[test]
fn a_blank_unit_is_none() {
    let asked = |units: &[&str]| {
        let named = [["policy", "name", "晋江鞋服工匠"].as_slice(), units].concat();
        Installation::new().run(&named).well().said().to_owned()
    };
    assert_eq!(asked(&["--unit", "", "--unit", " "]), asked(&[]));
}
