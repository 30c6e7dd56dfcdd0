//! `/desk/signs`: signs of padding (疑点) in filed rosters, brand by brand, with the rows behind each (4.4).

use super::{
    in_words::{self, People},
    samples,
};
use crate::{
    components::{Act, ActTone, Cell, Field, Moment, Pager, Table, Tag, Timeline, Tone, count},
    frame::Link,
    page,
    pages::{
        desk::signs::{Sheet, SignsPage},
        shared::{FormPage, ListPage},
    },
    shell::{Answer, Caller, Fail, Routes, Submitted, Who},
};
use app::{
    rosters::{self, SignAt, SignSheet, UnmaskedRow},
    sentences,
};
use axum::{
    extract::Path,
    response::{IntoResponse, Redirect},
};
use domain::{
    access::{Actor, Role},
    ids::BrandId,
};

pub(super) const READING: Who = Who::Only(&[Role::County, Role::City, Role::Auditor]);

pub(super) fn routes() -> Routes {
    const BRAND: &str = "/desk/signs/{brand}";
    const UNMASK: &str = "/desk/signs/{brand}/{sign}/unmask";
    Routes::new()
        .get("/desk/signs", READING, brands)
        .get(BRAND, READING, show)
        .repeatable(BRAND, Who::BUREAUS, search)
        .get("/desk/signs/{brand}/{sign}", READING, rows)
        .get(UNMASK, Who::BUREAUS, ask)
        .repeatable(UNMASK, Who::BUREAUS, unmask)
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

/// `GET /desk/signs`: brands with signs.
async fn brands(caller: Caller) -> Answer {
    let actor = reader(&caller)?;
    let rows = rosters::signed_brands(&caller.app, actor).await?.into_iter().map(|docket| {
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
    let table =
        Table::new(&["品牌", "属地", "疑点#", "抽查"], rows.collect(), "所报花名册里查出疑点的品牌显示在这里。");
    Ok(page::ok(&ListPage::new(super::frame(&caller, "疑点与抽查").await, LEDE, table)))
}

const LEDE: &str = "疑点是花名册里少见的情形，不是结论。请核对原始材料，或随机抽人电话回访。";

/// `GET /desk/signs/{brand}`.
async fn show(caller: Caller, Path(id): Path<i64>) -> Answer {
    let actor = reader(&caller)?;
    let brand = BrandId(id);
    let (of, sheets) = rosters::signs_of(&caller.app, actor, brand).await?;
    let may = actor.role != Role::Auditor;
    Ok(page::ok(&SignsPage {
        frame: super::frame(&caller, format!("疑点与抽查：{}", named(&of.name))).await,
        back: Link::new("疑点与抽查", "/desk/signs"),
        lede: LEDE.into(),
        sheets: sheets.iter().map(|sheet| shown(sheet, brand, may)).collect(),
        search_href: if may && !sheets.is_empty() { format!("/desk/signs/{id}") } else { String::new() },
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
    let mut events = rosters::sign_events(&caller.app, actor, brand).await?;
    events.reverse();
    let people = People::of(&caller.app, actor, events.iter().filter_map(|event| event.by)).await?;
    let moments = events.iter().filter_map(|event| {
        Some(Moment {
            when: sentences::moment(event.at),
            who: people.who(event.by),
            what: format!("{}。", sentences::sample_event(&event.event)?),
            clause: "4.4".into(),
            ..Moment::default()
        })
    });
    Ok(Timeline { moments: moments.collect() })
}

/// `POST /desk/signs/{brand}`: a new search.
async fn search(caller: Caller, Path(id): Path<i64>) -> Answer {
    let signs = rosters::search_signs(&caller.app, bureau(&caller)?, BrandId(id)).await?;
    caller.flash(format!("已重新查找，共 {signs} 项疑点。")).await;
    Ok(Redirect::to(&format!("/desk/signs/{id}")).into_response())
}

/// From which row on, by the address.
fn from(caller: &Caller) -> usize {
    Submitted::asked(caller).text("from").parse().unwrap_or(0)
}

/// `GET /desk/signs/{brand}/{sign}`: the rows behind a sign.
async fn rows(caller: Caller, Path((id, at)): Path<(i64, String)>) -> Answer {
    let actor = reader(&caller)?;
    let (at, from): (SignAt, usize) = (at.parse()?, from(&caller));
    let (sign, rows, next) = rosters::sign_rows(&caller.app, actor, BrandId(id), at, from).await?;
    let cells = rows
        .into_iter()
        .map(|row| vec![row.place.into(), Cell::Noted(row.name, row.number), row.mobile.into(), row.says.into()]);
    let table = Table::new(&["位置", "人员", "手机", "记录"], cells.collect(), "没有更多的行。");
    let title = format!("{}：{} {}年", sign.kind.label(), at.ledger.label(), at.year);
    let mut page = ListPage::new(super::frame(&caller, title).await, &sign.sentence, table);
    page.related.push(("返回", Link::new("疑点与抽查", format!("/desk/signs/{id}"))));
    if actor.role != Role::Auditor {
        let unmask = Link::new("查看本页的姓名和号码", format!("/desk/signs/{id}/{at}/unmask?from={from}"));
        page.related.push(("需要核对的，可以", unmask));
    }
    let kept = sign.places.len() as u64;
    let all = if sign.rows > kept { format!("，列出前 {} 行", count(&kept)) } else { String::new() };
    page.pager = Pager {
        prev: if from > 0 { format!("?from={}", from.saturating_sub(50)) } else { String::new() },
        next: next.map_or_else(String::new, |next| format!("?from={next}")),
        total: format!("共 {} 行{all}", count(&sign.rows)),
    };
    Ok(page::ok(&page))
}

async fn look(caller: &Caller, id: i64, at: &str) -> Result<(FormPage, SignAt), Fail> {
    let (sign, from): (SignAt, usize) = (at.parse()?, from(caller));
    rosters::sign_rows(&caller.app, bureau(caller)?, BrandId(id), sign, from).await?;
    let page = FormPage {
        back: Some(Link::new("返回疑点", format!("/desk/signs/{id}/{at}?from={from}"))),
        intro: vec!["将显示本页人员的姓名、证件号码和手机号码。离开页面后不再显示。".into()],
        ..FormPage::new(
            super::frame(caller, "查看疑点人员的姓名和号码").await,
            &format!("/desk/signs/{id}/{at}/unmask?from={from}"),
            "查看",
            vec![purpose("核对报名表和签到表")],
        )
    };
    Ok((page, sign))
}

pub(super) fn purpose(example: &str) -> Field {
    Field::text("purpose", "用途").hint(format!("如“{example}”。查看人、时间和用途会记录在案。"))
}

async fn ask(caller: Caller, Path((id, at)): Path<(i64, String)>) -> Answer {
    Ok(page::ok(&look(&caller, id, &at).await?.0))
}

async fn unmask(caller: Caller, Path((id, at)): Path<(i64, String)>, typed: Submitted) -> Answer {
    let (form, sign) = look(&caller, id, &at).await?;
    let actor = bureau(&caller)?;
    let purpose = typed.text("purpose");
    let shown = rosters::unmask_sign_rows(&caller.app, actor, BrandId(id), sign, from(&caller), purpose).await;
    match shown.map_err(Fail::from) {
        Err(fail) => fail.on_form(form, &typed),
        Ok(rows) => {
            let back = Link::new("疑点", format!("/desk/signs/{id}/{at}"));
            Ok(page::ok(&in_full(&caller, form.frame.title, "行", rows, back).await))
        }
    }
}

/// Names and numbers in full; the look is on record already.
pub(super) async fn in_full(
    caller: &Caller,
    title: String,
    head: &str,
    rows: Vec<UnmaskedRow>,
    back: Link,
) -> ListPage {
    let cells = rows
        .into_iter()
        .map(|row| vec![Cell::Figure(row.no.to_string()), row.name.into(), row.mobile.into(), row.number.into()]);
    let head = format!("{head}#");
    let table = Table::new(&[&head, "姓名", "手机", "证件号码"], cells.collect(), "没有可以显示的人员。");
    let mut page = ListPage::new(super::frame(caller, title).await, "本次查看已记录。", table);
    page.related.push(("返回", back));
    page
}
