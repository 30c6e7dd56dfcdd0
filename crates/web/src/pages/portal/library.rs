//! `/brands`: the library of recognised brands (5.3.f), by words, area and industry.

use super::open;
use crate::{
    components::{Choice, Emblem, Field, FieldKind, Pager, count},
    frame::{Frame, Room},
    pages::shared::area_name,
    shell::{Answer, Caller, Routes, Submitted, encoded},
};
use app::library::{self, Card};
use askama::Template;
use chrono::Datelike;
use domain::policy::Policy;

const A_PAGE: u64 = 24;

/// The library.
pub(super) fn routes() -> Routes {
    Routes::new().public("/brands", list).nav(Room::Portal, "/brands", "品牌资源库")
}

async fn list(caller: Caller) -> Answer {
    let asked = Submitted::asked(&caller);
    let query = library::Query {
        words: asked.text("q").to_owned(),
        area: asked.text("area").to_owned(),
        industry: asked.text("industry").to_owned(),
        after: asked.text("after").to_owned(),
        limit: A_PAGE,
    };
    let found = library::search(&caller.app, &query).await?;
    let policies = caller.app.policies();
    let policy = policies.current().1;
    let areas = policy.participating_areas().map(|area| (area.code.clone(), area.name.clone())).collect::<Vec<_>>();
    let or_all = |list: &[(String, String)]| {
        let choices = list.iter().map(|(code, name)| Choice::new(code, name));
        FieldKind::Select(std::iter::once(Choice::new("", "全部")).chain(choices).collect())
    };
    let narrowed: String = [("q", &query.words), ("area", &query.area), ("industry", &query.industry)]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}&", encoded(value)))
        .collect();
    open(
        &caller,
        &LibraryPage {
            frame: caller.frame(Room::Portal, "品牌资源库"),
            filters: vec![
                Field::text("q", "品牌、单位、产品或地方").value(&query.words),
                Field::new("area", "县（市、区）", or_all(&areas)).value(&query.area),
                Field::new("industry", "行业", or_all(&found.industries)).value(&query.industry),
            ],
            brands: found.cards.iter().map(|found| card(policy, found)).collect(),
            pager: Pager {
                prev: String::new(),
                next: found.next.map_or_else(String::new, |next| format!("/brands?{narrowed}after={next}")),
                whole: if narrowed.is_empty() { String::new() } else { "/brands".into() },
                total: if found.total.rows == 0 { String::new() } else { format!("共 {} 个", found.total) },
            },
        },
    )
}

/// A brand on its card.
pub(super) fn card(policy: &Policy, found: &Card) -> BrandCard {
    BrandCard {
        name: found.name.clone(),
        href: format!("/brands/{}", found.id),
        emblem: Emblem::of(&found.name),
        area: area_name(policy, found.area.as_str()),
        industry: found.industry.clone(),
        unit: found.units.clone(),
        employed: found.employed.map_or_else(String::new, |n| count(&n).to_string()),
        since: format!("{}年认定", found.titled_on.year()),
    }
}

/// A brand on a card.
#[derive(Clone, Debug, Default)]
pub(crate) struct BrandCard {
    /// Name.
    pub(crate) name: String,
    /// Its page.
    pub(crate) href: String,
    /// Its mark.
    pub(crate) emblem: Emblem,
    /// County or functional area.
    pub(crate) area: String,
    /// Industry.
    pub(crate) industry: String,
    /// Lead unit.
    pub(crate) unit: String,
    /// People led to jobs and start-ups, with separators; empty while not published.
    pub(crate) employed: String,
    /// `2024年认定`.
    pub(crate) since: String,
}

/// The library.
#[derive(Clone, Debug, Template)]
#[template(path = "portal/library.html")]
pub(crate) struct LibraryPage {
    pub(crate) frame: Frame,
    /// Search box, industry, county.
    pub(crate) filters: Vec<Field>,
    /// The cards of this page.
    pub(crate) brands: Vec<BrandCard>,
    /// Pages.
    pub(crate) pager: Pager,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::{Choice, FieldKind};
    use crate::frame::Room;
    use crate::pages::samples::{Samples, frame, long};

    impl BrandCard {
        /// Brands of the industries that the policy names (2.1.a).
        pub(crate) fn samples() -> Vec<Self> {
            let of = |name: &str, area: &str, industry: &str, unit: &str, employed: &str| Self {
                name: name.into(),
                href: "/brands/1".into(),
                emblem: Emblem::of(name),
                area: area.into(),
                industry: industry.into(),
                unit: unit.into(),
                employed: employed.into(),
                since: "2024年认定".into(),
            };
            vec![
                of("晋江鞋服工匠", "晋江市", "纺织服装", "晋江市鞋服行业协会", "12,486"),
                of("惠安石雕工匠", "惠安县", "工艺美术", "惠安县石雕石材同业公会", "8,120"),
                of("安溪茶艺师", "安溪县", "茶叶", "安溪县茶业职业培训学校", "9,034"),
                of("德化陶瓷工匠", "德化县", "陶瓷", "德化县陶瓷同业公会", "7,551"),
                of("永春制香师", "永春县", "制香", "永春县香业协会", ""),
                of("南安水暖工", "南安市", "水暖卫浴", "南安市水暖行业商会", "6,208"),
            ]
        }
    }

    impl Samples for LibraryPage {
        const NAME: &str = "portal-library";
        fn samples() -> Vec<(&'static str, Self)> {
            let choice = |label: &str| FieldKind::Select(vec![Choice::new("1", label)]);
            let empty = Self {
                frame: frame(Room::Portal, "品牌资源库", "/brands"),
                filters: vec![
                    Field::text("q", "品牌或单位"),
                    Field::new("industry", "行业", choice("纺织服装")),
                    Field::new("area", "县市区", choice("晋江市")),
                ],
                brands: vec![],
                pager: Pager::default(),
            };
            let pager = Pager { next: "?after=6".into(), total: "共 14 个".into(), ..Pager::default() };
            let full = Self { brands: BrandCard::samples(), pager, ..empty.clone() };
            let card =
                BrandCard { name: long("晋江鞋服工匠"), unit: long("协会"), ..BrandCard::samples().remove(0) };
            let huge = Self { brands: vec![card; 3], ..full.clone() };
            vec![("empty", empty), ("full", full), ("long", huge)]
        }
    }
}
