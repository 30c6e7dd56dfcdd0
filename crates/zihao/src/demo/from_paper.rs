//! Brands of the made-up city that were recognised on paper in 2024, before this system: one person of the city enters each
//! from its papers, a second one confirms.

use super::{people, stage::Stage};
use crate::failure::Done;
use app::intake::{self, Existing};

/// A brand as its papers tell it: name, unit, code of the unit's kind, code of the area, plaque, date of the first payment.
const BRANDS: [(&str, &str, &str, &str, &str, &str); 3] = [
    ("泉港海蛎养殖工", "泉港区水产业协会", "trade_association", "350505", "泉字号 2024-0001", "2024-12-30"),
    ("永春老醋酿造工", "永春县传统技艺传习所", "social_organisation", "350525", "泉字号 2024-0002", ""),
    ("惠安渔网编织工", "惠安县渔具同业公会", "trade_association", "350521", "", ""),
];

/// Enters and confirms every one. A plaque or payment that nobody knows stays unknown.
pub(super) async fn enter(stage: &Stage) -> Done<()> {
    for (n, brand) in (1_u64..).zip(BRANDS) {
        let scan = stage.paper("关于公布2024年特色劳务品牌的通知", &[brand.0]).await?;
        let id = intake::propose(&stage.app, &stage.city.drafter, &existing(n, brand), &[scan]).await?;
        intake::confirm(&stage.app, &stage.reviewer, id).await?;
    }
    Ok(())
}

fn existing(n: u64, brand: (&str, &str, &str, &str, &str, &str)) -> Existing {
    let (name, unit, kind, area, plaque, paid_on) = brand;
    Existing {
        name: name.to_owned(),
        area: area.to_owned(),
        unit_name: unit.to_owned(),
        credit_code: people::credit_code("51", 30_000_000 + n),
        unit_kind: kind.to_owned(),
        partners: Vec::new(),
        document: "泉人社文〔2024〕96号".to_owned(),
        announced_on: "2024-12-16".to_owned(),
        plaque: plaque.to_owned(),
        paid_yuan: if paid_on.is_empty() { String::new() } else { "150000".to_owned() },
        paid_on: paid_on.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_passes_its_rule() {
        let rule = domain::builtin::naming_rule();
        for (name, unit, ..) in BRANDS {
            let reading = rule.check(name, &[unit], domain::brand_name::Scope::City);
            assert_eq!(reading.outcome, domain::finding::Outcome::Met, "{reading:#?}");
        }
    }
}
