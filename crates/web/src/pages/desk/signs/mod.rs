//! `/desk/signs`: signs of padding (疑点) in filed rosters, brand by brand, and the samples (抽查) drawn of them (4.4).

mod rows;

use super::{
    in_words::{self, People},
    samples,
};
use crate::{
    components::{Act, ActTone, Cell, Moment, Table, Tag, Timeline, Tone, count},
    frame::{Frame, Link},
    page,
    pages::shared::{ListAsked, ListAt, ListPage, Place, list_at, past},
    shell::{Answer, At, Caller, Fail, Routes, Who},
};
use app::{
    exports::Format,
    rosters::{self, SignSheet},
    sentences,
};
use askama::Template;
use axum::response::{IntoResponse, Redirect};
use domain::{
    access::{Actor, Role},
    ids::BrandId,
};
use std::fs::File;

const HERE: ListAt = list_at!("/desk/signs", "疑点与抽查");

/// The bureaus, and the auditor who reads.
pub(super) const READING: Who = Who::Only(&[Role::County, Role::City, Role::Auditor]);

/// Brands with signs, and one of them.
pub(crate) fn routes() -> Routes {
    const BRAND: &str = "/desk/signs/{brand}";
    Routes::new()
        .list(HERE, READING, list, take_out)
        .get(BRAND, READING, show)
        .repeatable(BRAND, Who::BUREAUS, search)
        .merge(rows::routes())
}

pub(super) fn reader(caller: &Caller) -> Result<&Actor, Fail> {
    caller.one_of(&[Role::County, Role::City, Role::Auditor])
}

pub(super) fn bureau(caller: &Caller) -> Result<&Actor, Fail> {
    caller.one_of(&[Role::County, Role::City])
}

pub(super) fn named(brand: &str) -> &str {
    if brand.is_empty() { "（未命名）" } else { brand }
}

/// The rosters of one ledger and year.
#[derive(Clone, Debug)]
pub(crate) struct Sheet {
    /// 培训 2025年
    pub(crate) heading: String,
    /// When it was searched and what came out, in a sentence.
    pub(crate) told: String,
    /// Its signs; each sentence leads to the rows behind it.
    pub(crate) signs: Table,
    /// Its samples.
    pub(crate) samples: Table,
    /// Drawing a sample, for those who may.
    pub(crate) acts: Vec<Act>,
}

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "desk/signs.html")]
pub(crate) struct SignsPage {
    pub(crate) frame: Frame,
    /// All brands with signs.
    pub(crate) back: Link,
    /// What a sign is and is not.
    pub(crate) lede: String,
    /// The newest year first.
    pub(crate) sheets: Vec<Sheet>,
    /// Where a new search is asked for; empty for those who may not.
    pub(crate) search_href: String,
    /// Samples drawn and concluded, newest first.
    pub(crate) record: Timeline,
}

async fn take_out(caller: &Caller, asked: &ListAsked, format: Format) -> Result<File, Fail> {
    Ok(rosters::export_signed(&caller.app, reader(caller)?, &asked.search(), format).await?)
}

async fn list(caller: &Caller, asked: &ListAsked) -> Result<ListPage, Fail> {
    let actor = reader(caller)?;
    let found = rosters::signed_brands(&caller.app, actor, &asked.search(), asked.at().as_ref()).await?;
    let rows = found.page.rows.iter().map(|docket| {
        let samples = match docket.open_samples {
            0 => Cell::Text(String::new()),
            open => Cell::Tag(Tag::new(Tone::Active, format!("{open} 次回访中"))),
        };
        vec![
            Cell::Name(Link::new(named(&docket.name), format!("/desk/signs/{}", docket.brand))),
            in_words::area(&caller.app, docket.area.as_str()).into(),
            Cell::Figure(count(&docket.signs).to_string()),
            samples,
        ]
    });
    let table = Table::new(
        &["品牌", "属地", "疑点#", "回访中的抽查"],
        rows.collect(),
        "所报花名册里查出疑点的品牌显示在这里。",
    );
    let page = ListPage::new(super::frame(caller, "疑点与抽查").await, LEDE, table);
    let mut filters = asked.filters(&caller.app, actor, "品牌");
    filters.push(asked.states("抽查", [("calling", "回访中")]));
    Ok(asked.shown(HERE, &found, "个品牌", filters, page))
}

const LEDE: &str = "疑点是花名册里少见的情形，不是结论。请核对原始材料，或随机抽人电话回访。";

async fn show(caller: Caller, At(brand): At<BrandId>) -> Answer {
    let actor = reader(&caller)?;
    let (of, sheets) = rosters::signs_of(&caller.app, actor, brand).await?;
    let may = actor.role != Role::Auditor;
    Ok(page::ok(&SignsPage {
        frame: super::frame(&caller, format!("疑点与抽查：{}", named(&of.name))).await,
        back: Link::new("疑点与抽查", "/desk/signs"),
        lede: LEDE.into(),
        sheets: sheets.iter().map(|sheet| shown(sheet, brand, may)).collect(),
        search_href: if may && !sheets.is_empty() { format!("/desk/signs/{brand}") } else { String::new() },
        record: record(&caller, actor, brand).await?,
    }))
}

fn shown(sheet: &SignSheet, brand: BrandId, may: bool) -> Sheet {
    let heading = format!("{} {}年", sheet.ledger.label(), sheet.year);
    let rows = sheet.signs.iter().map(|(at, sign)| {
        vec![
            sign.kind.label().into(),
            Cell::Link(Link::new(sign.sentence.clone(), format!("/desk/signs/{brand}/{at}"))),
            sign.threshold.clone().into(),
            Cell::Figure(count(&sign.people).to_string()),
            Cell::Figure(count(&sign.rows).to_string()),
        ]
    });
    let draw = Act {
        label: format!("抽查{heading}"),
        href: format!("/desk/signs/{brand}/sample?of={}.{}", sheet.ledger.code(), sheet.year),
        tone: ActTone::Plain,
    };
    let open = sheet.samples.iter().any(|sample| sample.concluded_at.is_none());
    Sheet {
        told: told(sheet),
        signs: Table::new(&["类别", "疑点", "列出标准", "人数#", "行数#"], rows.collect(), "没有发现疑点。"),
        samples: samples::listed(&sheet.samples),
        acts: (may && sheet.filed && !open).then_some(draw).into_iter().collect(),
        heading,
    }
}

fn told(sheet: &SignSheet) -> String {
    let Some(at) = sheet.found_at else {
        return "还没有查找，稍后自动进行；也可以点“重新查找”。".into();
    };
    let listed = sheet.signs.len() as u64;
    let more = if sheet.total > listed {
        format!("，每类列出人数最多的 50 项，共 {listed} 项")
    } else {
        String::new()
    };
    let since = if sheet.outdated { "单位此后更新了花名册，稍后自动重新查找。" } else { "" };
    format!(
        "{} 查找：{} 行、{} 人，{} 项疑点{more}。{since}",
        sentences::moment(at),
        count(&sheet.rows),
        count(&sheet.people),
        count(&sheet.total)
    )
}

/// Samples drawn and concluded, the newest first.
async fn record(caller: &Caller, actor: &Actor, brand: BrandId) -> Result<Timeline, Fail> {
    let events = rosters::sign_events(&caller.app, actor, brand).await?;
    let told =
        events.iter().filter_map(|event| Some((Place::of(event), (event, sentences::sample_event(&event.event)?))));
    let past = past(caller, told);
    let people = People::of(&caller.app, actor, past.shown.iter().filter_map(|(event, _)| event.by)).await?;
    Ok(past.drawn(|(event, what)| Moment {
        when: sentences::moment(event.at),
        who: people.who(event.by),
        what: format!("{what}。"),
        clause: "4.4".into(),
        ..Moment::default()
    }))
}

async fn search(caller: Caller, At(brand): At<BrandId>) -> Answer {
    let signs = rosters::search_signs(&caller.app, bureau(&caller)?, brand).await?;
    caller.flash(format!("已重新查找，共 {signs} 项疑点。")).await;
    Ok(Redirect::to(&format!("/desk/signs/{brand}")).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        frame::Room,
        pages::samples::{Samples, frame, long},
    };

    impl Samples for SignsPage {
        const NAME: &str = "desk-signs";
        fn samples() -> Vec<(&'static str, Self)> {
            let empty = Self {
                frame: frame(Room::Desk, "疑点与抽查：晋江鞋服工匠", "/desk/signs/1"),
                back: Link::new("疑点与抽查", "/desk/signs"),
                lede: "疑点不是结论。".into(),
                sheets: vec![],
                search_href: String::new(),
                record: Timeline::default(),
            };
            let row = |sentence: &str| {
                vec![
                    "一号多人".into(),
                    Cell::Link(Link::new(sentence, "/desk/signs/1/training.2025.1")),
                    "同一号码 4 人以上".into(),
                    Cell::Figure("40".into()),
                    Cell::Figure("40".into()),
                ]
            };
            let heads = ["类别", "疑点", "列出标准", "人数#", "行数#"];
            let sheet = |rows| Sheet {
                heading: "培训 2025年".into(),
                told: "9月15日 09:00 查找：540 行、540 人，3 项疑点。".into(),
                signs: Table::new(&heads, rows, "没有发现疑点。"),
                samples: Table::new(
                    &["抽查", "状态"],
                    vec![vec![
                        Cell::Link(Link::new("82 人", "/desk/samples/1")),
                        Cell::Tag(Tag::new(Tone::Active, "回访中")),
                    ]],
                    "",
                ),
                acts: vec![Act {
                    label: "抽查培训 2025年".into(),
                    href: "/desk/signs/1/sample".into(),
                    tone: ActTone::Plain,
                }],
            };
            let full = Self {
                sheets: vec![sheet(vec![row("40 个人填的是同一个手机号码 138****0001。")]), sheet(vec![])],
                search_href: "/desk/signs/1".into(),
                record: Timeline {
                    moments: vec![Moment {
                        when: "9月24日 09:40".into(),
                        what: "抽取 82 人回访。".into(),
                        clause: "4.4".into(),
                        ..Moment::default()
                    }],
                    ..Timeline::default()
                },
                ..empty.clone()
            };
            let huge = Self { sheets: vec![sheet(vec![row(&long("用工单位")); 60])], ..full.clone() };
            vec![("empty", empty), ("full", full), ("long", huge)]
        }
    }
}
