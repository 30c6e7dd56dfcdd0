//! What happened to a brand's rosters: comparisons with outside records, samples.

use super::bare;
use domain::{brand::BrandEvent, calendar::chinese_date};

/// What happened in a comparison with outside records; none for other events of a brand.
#[must_use]
pub fn comparison_event(event: &BrandEvent) -> Option<String> {
    Some(match event {
        BrandEvent::RosterReleased { release, people, .. } => {
            let fields: Vec<_> = release.fields.iter().map(|field| field.label()).collect();
            let until = chinese_date(release.delete_by);
            format!(
                "同意向{}提供 {people} 人的{}，用于{}，{until}前删除",
                release.recipient,
                fields.join("、"),
                bare(&release.purpose)
            )
        }
        BrandEvent::ComparisonAnswered { source, on, confirmed, refuted, unknown, .. } => {
            let on = chinese_date(*on);
            format!("登记{on}的{source}答复：一致 {confirmed} 人，不一致 {refuted} 人，未查到 {unknown} 人")
        }
        BrandEvent::ReleaseDeleted { on, statement, .. } => {
            format!("登记对方{}删除名单（{}）", chinese_date(*on), bare(statement))
        }
        BrandEvent::Registered { .. }
        | BrandEvent::Named { .. }
        | BrandEvent::UnitsSet { .. }
        | BrandEvent::AreaSet { .. }
        | BrandEvent::EnteredPool { .. }
        | BrandEvent::LeftPool { .. }
        | BrandEvent::TitleGiven { .. }
        | BrandEvent::PeopleDecided { .. }
        | BrandEvent::SampleDrawn { .. }
        | BrandEvent::SampleConcluded { .. } => return None,
    })
}

/// What was recorded about a sample (抽查); none for other events of a brand.
#[must_use]
pub fn sample_event(event: &BrandEvent) -> Option<String> {
    match event {
        BrandEvent::SampleDrawn { ledger, year, plan, size, seed, .. } => Some(format!(
            "从{} {year}年花名册 {} 人中抽取 {size} 人回访（置信度 {}%，误差 {} 个百分点，种子 {seed}）",
            ledger.label(),
            plan.population,
            plan.confidence,
            plan.margin
        )),
        BrandEvent::SampleConcluded { confirmed, refuted, unreached, untrue, .. } => {
            let span = untrue.map_or_else(String::new, |(low, high)| format!("；推算全册 {low} 至 {high} 人不属实"));
            Some(format!("办结抽查：属实 {confirmed} 人，不属实 {refuted} 人，无法联系 {unreached} 人{span}"))
        }
        BrandEvent::Registered { .. }
        | BrandEvent::Named { .. }
        | BrandEvent::UnitsSet { .. }
        | BrandEvent::AreaSet { .. }
        | BrandEvent::EnteredPool { .. }
        | BrandEvent::LeftPool { .. }
        | BrandEvent::TitleGiven { .. }
        | BrandEvent::PeopleDecided { .. }
        | BrandEvent::RosterReleased { .. }
        | BrandEvent::ComparisonAnswered { .. }
        | BrandEvent::ReleaseDeleted { .. } => None,
    }
}
