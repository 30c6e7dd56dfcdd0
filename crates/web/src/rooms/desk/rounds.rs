//! `/desk/rounds`: rounds opened, given quotas, extended, closed (5.1.a, annex 4, 5.2.d).

use super::{acts::effect, decisions, in_words, of_city};
use crate::{
    components::{Act, ActTone, Cell, Field, FieldKind, FieldSet, Tag, Tone},
    frame::Link,
    page,
    pages::{
        desk::{lists, round as pages},
        shared::FormPage,
    },
    shell::{Answer, Caller, Fail, Routes, Submitted, Who},
};
use app::{
    Error,
    rounds::{self, NewRound},
};
use axum::extract::Path;
use chrono::{Datelike, NaiveDate};
use domain::{
    access::{Actor, Role},
    act::Act as Decision,
    application::Window,
    calendar::{chinese_date, chinese_day},
    ids::{AreaCode, RoundId},
    round::Round,
};

pub(super) fn routes() -> Routes {
    const READERS: Who = Who::Only(&[Role::County, Role::City, Role::Auditor]);
    Routes::new()
        .get("/desk/rounds", READERS, list)
        .post("/desk/rounds", Who::CITY, open)
        .get("/desk/rounds/new", Who::CITY, new)
        .get("/desk/rounds/{id}/quotas", Who::CITY, quotas)
        .post("/desk/rounds/{id}/quotas", Who::CITY, set_quotas)
        .get("/desk/rounds/{id}/extend", Who::CITY, extension)
        .post("/desk/rounds/{id}/extend", Who::CITY, extend)
        .get("/desk/rounds/{id}/close", Who::CITY, closing)
        .post("/desk/rounds/{id}/close", Who::CITY.with_files(), close)
}

async fn list(caller: Caller) -> Answer {
    let actor = caller.one_of(&[Role::County, Role::City, Role::Auditor])?;
    let may_open = actor.role == Role::City;
    let mut rows = Vec::new();
    for row in rounds::list(&caller.app).await? {
        let round = rounds::get(&caller.app, RoundId(row.id)).await?;
        rows.push(line(&caller, actor, &round).await?);
    }
    Ok(page::ok(&lists::rounds(super::frame(&caller, "申报批次").await, rows, may_open)))
}

async fn line(caller: &Caller, actor: &Actor, round: &Round) -> Result<Vec<Cell>, Fail> {
    let app = &caller.app;
    let today = app.today();
    let quota = match &actor.area {
        Some(area) => round.quotas.get(area).copied(),
        None => Some(round.quotas.values().sum()).filter(|_| !round.quotas.is_empty()),
    };
    let (tone, state) = match () {
        () if round.closed => (Tone::Good, "已关闭"),
        () if today < round.opens => (Tone::Plain, "未开始"),
        () if today <= round.closes => (Tone::Active, "申报中"),
        () if today <= round.recommend_by => (Tone::Active, "推荐中"),
        () => (Tone::Unsure, "待关闭"),
    };
    let act = |label: &str, verb: &str| Act {
        label: label.into(),
        href: format!("/desk/rounds/{}/{verb}", round.id),
        tone: ActTone::Plain,
    };
    let acts = match (actor.role, round.closed) {
        (Role::City, false) => vec![act("名额", "quotas"), act("调整日期", "extend"), act("关闭", "close")],
        _ => Vec::new(),
    };
    Ok(vec![
        Cell::Name(Link::new(round.title.clone(), format!("/desk?tab=all&round={}", round.id))),
        format!("{} 至 {}", chinese_day(round.opens), chinese_day(round.closes)).into(),
        Cell::Due(in_words::due(app, Some(round.recommend_by).filter(|_| !round.closed))),
        app.policy(&round.policy)?.identity.number.clone().into(),
        Cell::Figure(quota.map_or_else(|| "未设定".into(), |quota| quota.to_string())),
        Cell::Figure(rounds::filed(app, actor, round.id).await?.to_string()),
        Cell::Tag(Tag::new(tone, state)),
        Cell::Acts(acts),
    ])
}

async fn new_form(caller: &Caller) -> Result<FormPage, Fail> {
    of_city(caller)?;
    let policies = caller.app.policies();
    let policy = policies.in_force_on(caller.app.today()).map_or_else(
        || {
            let ends = chinese_date(policies.current().1.trial_ends_on());
            format!("实施方案试行期已于{ends}届满。须先由管理员载入续期的政策文件，才能开启新批次（8.2）。")
        },
        |(_, policy)| format!("依据 {}，至{}。", policy.identity.number, chinese_date(policy.trial_ends_on())),
    );
    let frame = super::frame(caller, "开启批次").await;
    let mut form = pages::form(frame, &policy, caller.app.today().year());
    form.seen = Some(caller.seen(0));
    Ok(form)
}

async fn new(caller: Caller) -> Answer {
    Ok(page::ok(&new_form(&caller).await?))
}

async fn open(caller: Caller, typed: Submitted) -> Answer {
    let answer = typed
        .once(&caller, async {
            let new = NewRound {
                title: typed.text("name").to_owned(),
                year: typed.parse("year", "请填写年度，如 2025。")?,
                window: Window {
                    opens: day(&typed, "opens_on", "请填写申报开始日期。")?,
                    closes: day(&typed, "closes_on", "请填写申报截止日期。")?,
                },
                recommend_by: day(&typed, "recommend_by", "请填写县级推荐截止日期。")?,
            };
            rounds::open_round(&caller.app, of_city(&caller)?, new).await?;
            caller.flash("批次已开启。").await;
            Ok("/desk/rounds".into())
        })
        .await;
    match answer {
        Ok(response) => Ok(response),
        Err(fail) => fail.on_form(new_form(&caller).await?, &typed),
    }
}

async fn quota_form(caller: &Caller, id: i64) -> Result<(FormPage, Round), Fail> {
    of_city(caller)?;
    let round = rounds::get(&caller.app, RoundId(id)).await?;
    let policy = caller.app.policy(&round.policy)?;
    let set = |code: &str| round.quotas.get(&AreaCode::from(code)).map_or_else(String::new, u32::to_string);
    let areas: Vec<_> =
        policy.participating_areas().map(|area| (area.code.clone(), area.name.clone(), set(&area.code))).collect();
    let frame = super::frame(caller, format!("名额：{}", round.title)).await;
    let mut form = pages::quotas(frame, &format!("/desk/rounds/{id}"), &areas);
    let basis = vec![Field::text("document", "下达名额的文件字号"), Field::text("note", "说明").optional()];
    form.sets.push(FieldSet { legend: "依据".into(), hint: String::new(), fields: basis });
    form.seen = Some(caller.seen(round.seq));
    form.back = Some(Link::new("返回申报批次", "/desk/rounds"));
    Ok((form, round))
}

async fn quotas(caller: Caller, Path(id): Path<i64>) -> Answer {
    Ok(page::ok(&quota_form(&caller, id).await?.0))
}

async fn set_quotas(caller: Caller, Path(id): Path<i64>, typed: Submitted) -> Answer {
    let (form, round) = quota_form(&caller, id).await?;
    let answer = typed
        .once(&caller, async {
            let actor = of_city(&caller)?;
            let document = Some(typed.text("document")).filter(|text| !text.is_empty());
            let document = document.ok_or_else(|| Error::field("document", "请填写下达名额的文件字号。"))?;
            for (area, quota) in changed(&round, &typed)? {
                let field = format!("quota_{area}");
                let (document, note) = (document.to_owned(), typed.text("note").to_owned());
                let set = rounds::set_quota(&caller.app, actor, round.id, area, quota, document, note).await;
                set.map_err(|error| if error.is_ours() { error } else { Error::field(&field, error.to_string()) })?;
            }
            caller.flash("名额已保存。").await;
            Ok("/desk/rounds".into())
        })
        .await;
    match answer {
        Ok(response) => Ok(response),
        Err(fail) => fail.on_form(form, &typed),
    }
}

/// Areas whose figure is another one now.
fn changed(round: &Round, typed: &Submitted) -> Result<Vec<(AreaCode, Option<u32>)>, Error> {
    let mut list = Vec::new();
    for (name, value) in typed.pairs() {
        let Some(area) = name.strip_prefix("quota_").map(AreaCode::from) else { continue };
        let quota = match value.trim() {
            "" => None,
            figure => Some(figure.parse().map_err(|_| Error::field(name, "请填整数，或留空表示未设定。"))?),
        };
        if round.quotas.get(&area).copied() != quota {
            list.push((area, quota));
        }
    }
    Ok(list)
}

async fn extension_form(caller: &Caller, id: i64) -> Result<FormPage, Fail> {
    of_city(caller)?;
    let round = rounds::get(&caller.app, RoundId(id)).await?;
    let date =
        |name: &str, label: &str, value: NaiveDate| Field::new(name, label, FieldKind::Date).value(value.to_string());
    let fields = vec![
        date("closes", "申报截止", round.closes),
        date("recommend_by", "县级推荐截止", round.recommend_by),
        Field::long("reason", "调整理由", 3),
    ];
    let frame = super::frame(caller, format!("调整日期：{}", round.title)).await;
    Ok(FormPage {
        back: Some(Link::new("返回申报批次", "/desk/rounds")),
        seen: Some(caller.seen(round.seq)),
        ..FormPage::new(frame, &format!("/desk/rounds/{id}/extend"), "调整日期", fields)
    })
}

async fn extension(caller: Caller, Path(id): Path<i64>) -> Answer {
    Ok(page::ok(&extension_form(&caller, id).await?))
}

async fn extend(caller: Caller, Path(id): Path<i64>, typed: Submitted) -> Answer {
    let answer = typed
        .once(&caller, async {
            let closes = day(&typed, "closes", "请填写申报截止日期。")?;
            let by = day(&typed, "recommend_by", "请填写县级推荐截止日期。")?;
            let reason = typed.text("reason").to_owned();
            rounds::extend(&caller.app, of_city(&caller)?, RoundId(id), closes, by, reason).await?;
            caller.flash("日期已调整。").await;
            Ok("/desk/rounds".into())
        })
        .await;
    match answer {
        Ok(response) => Ok(response),
        Err(fail) => fail.on_form(extension_form(&caller, id).await?, &typed),
    }
}

async fn close_form(caller: &Caller, id: i64) -> Result<FormPage, Fail> {
    of_city(caller)?;
    let round = rounds::get(&caller.app, RoundId(id)).await?;
    let frame = super::frame(caller, format!("关闭批次：{}", round.title)).await;
    let fields =
        vec![Field::long("reason", "未入选的统一说明", 3).value("本批次择优推荐已结束，未推荐的品牌留库培育。")];
    let mut form = FormPage::new(frame, &format!("/desk/rounds/{id}/close"), "关闭批次", fields);
    form.sets.extend(decisions::closing(caller, "close_round"));
    form.effect = effect("close_round", &format!("{}已入库、未推荐的品牌", round.title));
    form.back = Some(Link::new("返回申报批次", "/desk/rounds"));
    form.seen = Some(caller.seen(round.seq));
    Ok(form)
}

async fn closing(caller: Caller, Path(id): Path<i64>) -> Answer {
    Ok(page::ok(&close_form(&caller, id).await?))
}

async fn close(caller: Caller, Path(id): Path<i64>, typed: Submitted) -> Answer {
    let form = close_form(&caller, id).await?;
    let act = async || Ok(Decision::CloseRound { round: RoundId(id), reason: typed.text("reason").to_owned() });
    decisions::send(&caller, &typed, "/desk/rounds", act, form).await
}

fn day(typed: &Submitted, field: &str, sentence: &str) -> Result<NaiveDate, Error> {
    in_words::parse_day(typed.text(field)).ok_or_else(|| Error::field(field, sentence))
}
