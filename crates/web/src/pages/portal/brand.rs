//! `/brands/{brand}`: one recognised brand: figures, story, what stands behind the title (5.3.e).

use super::open;
use crate::{
    components::{Emblem, FileItem, Files, Pair, Qr, Summary, count},
    frame::{Frame, Room},
    pages::shared::area_name,
    shell::{Answer, At, Caller, Routes, Web, encoded},
};
use app::library::{self, BrandFacts};
use askama::Template;
use axum::extract::State;
use domain::{calendar::chinese_date, ids::BrandId, policy::Policy};

/// A brand.
pub(super) fn routes() -> Routes {
    Routes::new().public("/brands/{brand}", show)
}

async fn show(State(web): State<Web>, caller: Caller, At(brand): At<BrandId>) -> Answer {
    let facts = library::brand(&caller.app, brand).await?;
    let policies = caller.app.policies();
    let policy = policies.current().1;
    let name = facts.brand.name.clone();
    let profile = facts.behind.profile.as_ref();
    let industry = profile.map_or_else(String::new, |profile| library::industry_name(&profile.industry));
    let units = profile.map_or_else(String::new, |profile| profile.units.clone());
    let line = [area_name(policy, facts.brand.area.as_str()), industry, units];
    let plaque = facts.brand.title.as_ref().and_then(|title| title.plaque.clone());
    let verify_href = plaque.map_or_else(String::new, |plaque| format!("/verify/{}", encoded(&plaque)));
    let address =
        web.config.public_url.as_deref().map(|public| format!("{}{verify_href}", public.trim_end_matches('/')));
    let papers = facts.behind.notice.iter().map(|(id, title)| FileItem {
        name: title.clone(),
        href: format!("/notices/{id}"),
        note: String::new(),
    });
    open(
        &caller,
        &BrandPage {
            frame: caller.frame(Room::Portal, &name),
            emblem: Emblem::of(&name),
            line: line.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · "),
            name,
            story: profile.iter().flat_map(|profile| profile.excerpt.lines().map(str::to_owned)).collect(),
            figures: figures(&facts),
            about: about(policy, &facts),
            proof: proof(&facts),
            papers: Files { files: papers.collect() },
            code: address.filter(|_| !verify_href.is_empty()).and_then(|address| Qr::of(&address)),
            verify_href,
        },
    )
}

fn figures(facts: &BrandFacts) -> Vec<(String, String)> {
    let Some(profile) = &facts.behind.profile else { return vec![] };
    let figure = |label: &str, n: u64| (n > 0).then(|| (label.to_owned(), format!("{} 人", count(&n))));
    [figure("带动就业创业（认定时）", profile.employed), figure("认定前一年度培训", profile.trained)]
        .into_iter()
        .flatten()
        .collect()
}

fn about(policy: &Policy, facts: &BrandFacts) -> Summary {
    let Some(profile) = &facts.behind.profile else { return Summary::default() };
    let category = policy.category(&profile.category).map_or_else(String::new, |category| category.label.clone());
    let rows = [
        ("主要产品或服务", profile.products.clone()),
        ("工种", profile.trade.clone()),
        ("培训类别", category),
        ("非物质文化遗产", profile.heritage.clone()),
        (
            "曾用名",
            facts
                .brand
                .former_names
                .iter()
                .filter(|name| **name != facts.brand.name)
                .cloned()
                .collect::<Vec<_>>()
                .join("、"),
        ),
    ];
    Summary {
        rows: rows
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(key, value)| Pair::new(key, value))
            .collect(),
    }
}

/// Decision, plaque, dates: what stands behind the title (5.3.e).
pub(super) fn proof(facts: &BrandFacts) -> Summary {
    let Some(title) = &facts.brand.title else { return Summary::default() };
    let mut rows = vec![
        Pair::new("认定文号", &title.document),
        Pair::new("公布日期", chinese_date(title.on)),
        Pair::new("牌匾编号", title.plaque.as_deref().unwrap_or("没有登记")),
    ];
    rows.push(Pair::new("培育周期", format!("至{}", chinese_date(facts.behind.cycle_ends))));
    Summary { rows }
}

/// A brand as the public sees it.
#[derive(Clone, Debug, Template)]
#[template(path = "portal/brand.html")]
pub(crate) struct BrandPage {
    pub(crate) frame: Frame,
    /// Mark.
    pub(crate) emblem: Emblem,
    /// Name.
    pub(crate) name: String,
    /// Area, industry, units.
    pub(crate) line: String,
    /// The story, paragraph by paragraph (2.4.d).
    pub(crate) story: Vec<String>,
    /// Label and figure.
    pub(crate) figures: Vec<(String, String)>,
    /// Products, trade, category, heritage.
    pub(crate) about: Summary,
    /// Decision, document number, plaque number, dates.
    pub(crate) proof: Summary,
    /// Published papers.
    pub(crate) papers: Files,
    /// The plaque's address as a QR code, where the installation knows its own address.
    pub(crate) code: Option<Qr>,
    /// Where the plaque can be verified; empty for a brand without a plaque on record.
    pub(crate) verify_href: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::{FileItem, Pair};
    use crate::frame::Room;
    use crate::pages::samples::{Samples, frame, long};

    impl Samples for BrandPage {
        const NAME: &str = "portal-brand";
        fn samples() -> Vec<(&'static str, Self)> {
            let name = "惠安石雕工匠";
            let empty = Self {
                frame: frame(Room::Portal, name, "/brands"),
                emblem: Emblem::of(name),
                name: name.into(),
                line: "惠安县 · 工艺美术 · 惠安县石雕石材同业公会".into(),
                story: vec![],
                figures: vec![],
                about: Summary::default(),
                proof: Summary { rows: vec![Pair::new("认定文号", "泉人社文〔2024〕88号")] },
                papers: Files::default(),
                code: None,
                verify_href: "/verify/PB-2024-003".into(),
            };
            let full = Self {
                story: vec![
                    "惠安石雕起于崇武，凿石为生的人家一代接一代。".into(),
                    "同业公会把散在各村的师傅组织起来，统一授艺、统一派工。".into(),
                ],
                figures: vec![("带动就业创业".into(), "8,120 人".into()), ("上一年度培训".into(), "1,364 人".into())],
                about: Summary { rows: vec![Pair::new("工种", "石雕工")] },
                code: Qr::of("https://brands.example.gov.cn/verify/PB-2024-003"),
                proof: Summary {
                    rows: vec![
                        Pair::new("认定文号", "泉人社文〔2024〕88号"),
                        Pair::new("公布日期", "2024年9月30日"),
                        Pair::new("牌匾编号", "PB-2024-003"),
                        Pair::new("培育周期", "至 2026年9月30日"),
                    ],
                },
                papers: Files {
                    files: vec![FileItem {
                        name: "认定公告.pdf".into(),
                        href: "/f/1".into(),
                        note: "PDF · 210 KB".into(),
                    }],
                },
                ..empty.clone()
            };
            let huge = Self { name: long(name), line: long("惠安"), story: vec![long("石雕"); 4], ..full.clone() };
            vec![("empty", empty), ("full", full), ("long", huge)]
        }
    }
}
