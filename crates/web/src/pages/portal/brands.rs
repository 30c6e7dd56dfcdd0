//! `/brands` and `/brands/{brand}`: the library of recognised brands (5.3.f).

use super::{named, open};
use crate::{
    components::{Choice, Emblem, Field, FieldKind, FileItem, Files, Pager, Pair, Qr, Summary, count},
    frame::Room,
    pages::portal::view::{
        brand::BrandPage,
        library::{BrandCard, LibraryPage},
    },
    shell::{Answer, Caller, Submitted, Web, encoded},
};
use app::library::{self, BrandFacts, Card};
use axum::extract::{Path, State};
use chrono::Datelike;
use domain::{calendar::chinese_date, policy::Policy};

const A_PAGE: u64 = 24;

pub(super) async fn list(caller: Caller) -> Answer {
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
    let industries = library::industries(&caller.app).await?;
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
                Field::new("industry", "行业", or_all(&industries)).value(&query.industry),
            ],
            brands: found.cards.iter().map(|found| card(policy, found)).collect(),
            pager: Pager {
                prev: String::new(),
                next: found.next.map_or_else(String::new, |next| format!("/brands?{narrowed}after={next}")),
                total: if found.total == 0 { String::new() } else { format!("共 {} 个", count(&found.total)) },
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

/// The name of an area; its code where the policy in force no longer has it.
pub(super) fn area_name(policy: &Policy, code: &str) -> String {
    policy.area(code).map_or_else(|| code.to_owned(), |area| area.name.clone())
}

pub(super) async fn show(State(web): State<Web>, caller: Caller, Path(brand): Path<String>) -> Answer {
    let facts = library::brand(&caller.app, named(&brand)?).await?;
    let policies = caller.app.policies();
    let policy = policies.current().1;
    let name = facts.brand.name.clone();
    let line = [area_name(policy, facts.brand.area.as_str()), facts.industry.clone(), facts.units.join("、")];
    let plaque = facts.brand.title.as_ref().and_then(|title| title.plaque.clone());
    let verify_href = plaque.map_or_else(String::new, |plaque| format!("/verify/{}", encoded(&plaque)));
    let address =
        web.config.public_url.as_deref().map(|public| format!("{}{verify_href}", public.trim_end_matches('/')));
    let papers = facts.notice.iter().map(|(id, title)| FileItem {
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
            ended: String::new(),
            story: facts.profile.iter().flat_map(|profile| profile.excerpt.lines().map(str::to_owned)).collect(),
            figures: figures(&facts),
            about: about(policy, &facts),
            learn: vec![],
            work: vec![],
            exemplars: vec![],
            proof: proof(&facts),
            papers: Files { files: papers.collect() },
            code: address.filter(|_| !verify_href.is_empty()).and_then(|address| Qr::of(&address)),
            verify_href,
        },
    )
}

fn figures(facts: &BrandFacts) -> Vec<(String, String)> {
    let Some(profile) = &facts.profile else { return vec![] };
    let figure = |label: &str, n: i64| (n > 0).then(|| (label.to_owned(), format!("{} 人", count(&n))));
    [figure("带动就业创业（认定时）", profile.employed), figure("认定前一年度培训", profile.trained)]
        .into_iter()
        .flatten()
        .collect()
}

fn about(policy: &Policy, facts: &BrandFacts) -> Summary {
    let Some(profile) = &facts.profile else { return Summary::default() };
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
    if let Some(ends) = facts.cycle_ends {
        rows.push(Pair::new("培育周期", format!("至{}", chinese_date(ends))));
    }
    Summary { rows }
}
