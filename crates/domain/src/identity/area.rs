//! County-level area codes, current and withdrawn: people keep the code of the place that first registered them.

use std::collections::HashMap;
use std::sync::LazyLock;

/// What a six-digit area code is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AreaStatus {
    /// In the Ministry of Civil Affairs' list.
    Current,
    /// Once assigned and since withdrawn; still printed on many people's cards.
    Historic,
    /// A statistical row such as 市辖区, not a place.
    Placeholder,
    /// A prefecture-level city without counties: its residents' numbers end the area in 00.
    CityWithoutCounties,
    /// The prefix on residence permits of Hong Kong, Macao and Taiwan residents.
    ResidencePermit,
}

/// A row of GB/T 2260.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Area {
    /// Six digits.
    pub code: u32,
    /// What the code is.
    pub status: AreaStatus,
    /// The place's name without its province and prefecture.
    pub name: &'static str,
}

static AREAS: LazyLock<Vec<Area>> = LazyLock::new(|| {
    let text = include_str!("../../data/area-codes.csv");
    text.lines().filter_map(row).collect()
});

/// Names that belong to just one current place.
static UNIQUE_NAMES: LazyLock<HashMap<&'static str, Option<&'static Area>>> = LazyLock::new(|| {
    let mut names = HashMap::new();
    for area in AREAS.iter().filter(|area| matches!(area.status, AreaStatus::Current | AreaStatus::CityWithoutCounties))
    {
        names.entry(area.name).and_modify(|only| *only = None).or_insert(Some(area));
    }
    names
});

/// A data row; comments and the header give none.
fn row(line: &'static str) -> Option<Area> {
    let mut cells = line.splitn(3, ',');
    let code = cells.next()?.parse().ok()?;
    let status = match cells.next()? {
        "c" => AreaStatus::Current,
        "h" => AreaStatus::Historic,
        "p" => AreaStatus::Placeholder,
        "w" => AreaStatus::CityWithoutCounties,
        "r" => AreaStatus::ResidencePermit,
        _ => return None,
    };
    Some(Area { code, status, name: cells.next()? })
}

/// The area of a six-digit code, if it was ever assigned. Binary search, no allocation.
#[must_use]
pub fn area(code: u32) -> Option<&'static Area> {
    let areas = &*AREAS;
    areas.binary_search_by_key(&code, |area| area.code).ok().map(|at| &areas[at])
}

/// Whether any code of a range was ever assigned: how a prefecture (350500) or a province (350000) is known.
#[must_use]
pub fn has_area_in(codes: std::ops::Range<u32>) -> bool {
    let areas = &*AREAS;
    let first = areas.partition_point(|area| area.code < codes.start);
    areas.get(first).is_some_and(|area| area.code < codes.end)
}

/// The one current place of this name; none when unknown or when several places share it.
#[must_use]
pub fn area_named(name: &str) -> Option<&'static Area> {
    UNIQUE_NAMES.get(name).copied().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_list_is_read_and_in_order() {
        let data_rows = include_str!("../../data/area-codes.csv")
            .lines()
            .filter(|line| line.starts_with(|c: char| c.is_ascii_digit()));
        assert_eq!(AREAS.len(), data_rows.count());
        assert!(AREAS.is_sorted_by(|a, b| a.code < b.code));
    }

    #[test]
    fn withdrawn_codes_and_special_cities_are_known() {
        assert_eq!(area(350_522).map(|area| area.status), Some(AreaStatus::Historic));
        assert_eq!(area(441_900).map(|area| area.status), Some(AreaStatus::CityWithoutCounties));
        assert_eq!(area(830_000).map(|area| area.status), Some(AreaStatus::ResidencePermit));
        assert_eq!(area(160_101), None);
    }

    #[test]
    fn a_name_is_a_place_only_when_no_other_place_has_it() {
        assert_eq!(area_named("晋江市").map(|area| area.code), Some(350_582));
        assert_eq!(area_named("鼓楼区"), None);
    }
}
