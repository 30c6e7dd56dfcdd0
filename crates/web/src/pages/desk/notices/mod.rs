//! `/desk/notices`: the list prepared, published with the website's evidence, recognised when it is over (5.3.b to 5.3.e).

use super::{act, in_words, of_city};
use crate::{
    components::{Act, ActTone, Cell, Choice, Field, FieldKind, FieldSet, Table, Tag, Tone},
    frame::Link,
    page,
    pages::{
        desk::{
            lists,
            notice_draft::{NoticeDraftPage, Proposed},
        },
        portal::notice::related,
        shared::{Effect, ListPage},
    },
    shell::{Answer, Caller, Fail, Routes, Submitted, Who},
};
use app::{
    Error,
    acts::{self, Offer},
    notices, people, rounds,
};
use axum::extract::Path;
use domain::{
    access::Role,
    act::ActKind,
    application::State,
    calendar::{chinese_date, chinese_day},
    ids::{ApplicationId, NoticeId, RoundId},
    notice::Notice,
};
use std::collections::BTreeMap;

const READERS: [Role; 3] = [Role::County, Role::City, Role::Auditor];

pub(super) fn routes() -> Routes {
    const READING: Who = Who::Only(&READERS);
    Routes::new()
        .get("/desk/notices", READING, list)
        .get("/desk/notices/new", Who::CITY, draft)
        .post("/desk/notices/new", Who::CITY.with_files(), decide)
        .get("/desk/notices/{id}", READING, show)
}

async fn list(caller: Caller) -> Answer {
    let actor = caller.one_of(&READERS)?;
    let mut rows = Vec::new();
    for row in notices::list(&caller.app, actor.role == Role::County).await? {
        let (notice, applications) = notices::get(&caller.app, NoticeId(row.id)).await?;
        let open: i64 = applications.iter().map(|application| application.open_objections).sum();
        let (published, due) = match &notice.period {
            Some(period) if caller.app.today() <= period.last_day => {
                (chinese_day(period.published_on), Cell::Due(in_words::due(&caller.app, Some(period.last_day))))
            }
            Some(period) => (chinese_day(period.published_on), format!("到{}", chinese_day(period.last_day)).into()),
            None => ("未发布".into(), Cell::Due(in_words::due(&caller.app, None))),
        };
        rows.push(vec![
            Cell::Name(Link::new(notice.title.clone(), format!("/desk/notices/{}", notice.id))),
            Cell::Figure(notice.standing().count().to_string()),
            published.into(),
            due,
            Cell::Figure(open.to_string()),
            Cell::Tag(state(&caller, &notice)),
        ]);
    }
    let frame = super::frame(&caller, "公示").await;
    Ok(page::ok(&lists::notices(frame, rows, actor.role == Role::City)))
}

fn state(caller: &Caller, notice: &Notice) -> Tag {
    match &notice.period {
        None => Tag::new(Tone::Unsure, "待发布"),
        Some(period) if caller.app.today() <= period.last_day => Tag::new(Tone::Active, "公示中"),
        Some(_) => Tag::new(Tone::Good, "公示期满"),
    }
}

async fn show(caller: Caller, Path(id): Path<i64>) -> Answer {
    let actor = caller.one_of(&READERS)?;
    let (notice, applications) = notices::get(&caller.app, NoticeId(id)).await?;
    if actor.role == Role::County && notice.period.is_none() {
        return Err(Fail::NotFound);
    }
    let units = people::unit_names(&caller.app, applications.iter().map(|application| application.lead_unit)).await?;
    let rows = applications
        .iter()
        .filter(|application| actor.may_see(&application.area.as_str().into(), &[]).is_ok() || notice.period.is_some());
    let rows = rows.map(|application| {
        let state = State::parse(&application.state).unwrap_or(State::InReview);
        let removed = notice.removed.contains(&ApplicationId(application.id));
        vec![
            if actor.may_see(&application.area.as_str().into(), &[]).is_ok() {
                Cell::Name(Link::new(application.title.clone(), format!("/desk/applications/{}", application.id)))
            } else {
                Cell::Text(application.title.clone())
            },
            units.get(&domain::ids::UnitId(application.lead_unit)).cloned().unwrap_or_default().into(),
            in_words::area(&caller.app, &application.area).into(),
            Cell::Tag(if removed {
                Tag::new(Tone::Plain, "已退出名单")
            } else {
                Tag::state(state.code(), state.label())
            }),
            Cell::Figure(application.open_objections.to_string()),
        ]
    });
    let table = Table::new(&["品牌", "牵头单位", "属地", "状态", "未答复异议#"], rows.collect(), "名单上没有品牌。");
    let frame = super::frame(&caller, notice.title.clone()).await;
    let mut page = ListPage::new(frame, &lede(&notice), table);
    let corrections = notices::corrections(&caller.app, &notice, actor.role == Role::County).await?;
    page.related = related(corrections, "/desk/notices");
    for view in app::matters::on_notice(&caller.app, actor, &notice).await? {
        let when = view.matter.taken.last().map(|taken| app::sentences::moment(taken.at)).unwrap_or_default();
        let papers = if view.matter.meeting.is_some() { "流程和会议纪要" } else { "流程" };
        page.related.push((
            view.act.label(),
            Link::new(format!("{when} {papers}"), format!("/desk/matters/{}", view.matter.id)),
        ));
    }
    if actor.role == Role::City {
        let known = acts::standing(&caller.app, &notice).await?;
        let offers = acts::on(&caller.app, actor, &notice, &known).await?;
        let free = offers.iter().filter(|offer| offer.blocked.is_none());
        let act = |offer: &Offer| Act {
            label: offer.label.clone(),
            href: act::href(offer.act, offer.id, offer.part),
            tone: ActTone::Primary,
        };
        page.acts = free.map(act).collect();
    }
    Ok(page::ok(&page))
}

fn lede(notice: &Notice) -> String {
    match &notice.period {
        None => "名单已定，尚未发布。官网发布后登记网址、时间和截图，公示期从次日起算。".into(),
        Some(period) => format!(
            "{}发布于 {}，公示 {} 个工作日，最后一日{}；{}起可以认定。",
            chinese_date(period.published_on),
            period.evidence.url,
            period.working_days,
            chinese_day(period.last_day),
            chinese_day(period.earliest_decision),
        ),
    }
}

/// The round whose list is prepared: the one that is named, or the newest that has candidates.
async fn round_of_list(caller: &Caller) -> Result<Option<RoundId>, Fail> {
    of_city(caller)?;
    match Submitted::asked(caller).text("round").parse() {
        Ok(round) => Ok(Some(RoundId(round))),
        Err(_) => Ok(rounds::awaiting_list(&caller.app).await?),
    }
}

/// The page that prepares a round's list; without brands where no round has any.
async fn drafted(caller: &Caller, round: Option<RoundId>) -> Result<NoticeDraftPage, Fail> {
    let Some(round) = round else { return nothing_waits(caller).await };
    let actor = of_city(caller)?;
    let app = &caller.app;
    let asked = acts::ask(app, actor, ActKind::DecideProposedList, round.0, "").await?;
    let known = acts::standing(app, &rounds::get(app, round).await?).await?;
    let lead = known.candidates.iter().map(|(application, _)| application.lead_unit().0);
    let units = people::unit_names(app, lead).await?;
    let question = asked.form.questions.iter().find(|question| question.field.name == "applications");
    let choices = question.map(|question| question.choices.clone()).unwrap_or_default();
    let applications = known.candidates.into_iter().map(|(application, _)| {
        let choice = choices.iter().find(|choice| choice.value == application.id.to_string());
        let missing = choice.map(|choice| choice.hint.clone()).filter(|missing| !missing.is_empty());
        Proposed {
            id: application.id.to_string(),
            href: format!("/desk/applications/{}", application.id),
            units: units.get(&application.lead_unit()).cloned().unwrap_or_default(),
            area: in_words::area(app, application.area.as_str()),
            score: application.recommendation.as_ref().map_or_else(String::new, |(rank, _)| format!("第 {rank} 位")),
            chosen: choice.is_some_and(|choice| choice.chosen),
            missing: missing.into_iter().collect(),
            brand: application.title,
        }
    });
    Ok(NoticeDraftPage {
        frame: super::frame(caller, format!("拟认定名单：{}", asked.title)).await,
        applications: applications.collect(),
        sets: sets(&asked),
        wrong: asked.blocked.clone().into_iter().collect(),
        effect: asked.effect.map(|of| act::effect(of, &asked.title)).unwrap_or_default(),
        period: period(caller),
        button: "提交拟认定名单".into(),
        paper_href: String::new(),
        action: format!("/desk/notices/new?round={round}"),
        seen: caller.seen(asked.seen),
    })
}

/// Until when a list published today would stand.
fn period(caller: &Caller) -> String {
    let (app, policies) = (&caller.app, caller.app.policies());
    let days = policies.current().1.notice.working_days.value;
    app.calendar().working_days_end(app.today(), days).map_or_else(
        |error| error.to_string(),
        |last| format!("若今天发布，公示到 {}（{days} 个工作日，发布当日不算）。", chinese_day(last)),
    )
}

/// The page while no brand waits for a list.
async fn nothing_waits(caller: &Caller) -> Result<NoticeDraftPage, Fail> {
    Ok(NoticeDraftPage {
        frame: super::frame(caller, "拟认定名单").await,
        applications: Vec::new(),
        sets: Vec::new(),
        wrong: Vec::new(),
        effect: Effect::default(),
        period: period(caller),
        button: String::new(),
        paper_href: String::new(),
        action: "/desk/notices/new".into(),
        seen: caller.seen(0),
    })
}

const NONE_WAITS: &str = "现在没有等待列入名单的品牌。资料评审和实地核查都登记后，品牌会出现在这里。";

/// Title and correction, the opinion, the meeting where the chain ends at once.
fn sets(asked: &acts::Asked) -> Vec<FieldSet> {
    let mut fields = Vec::new();
    for question in asked.form.questions.iter().filter(|question| question.field.name != "applications") {
        let field = match question.field.name {
            "corrects" => {
                let mut choices = vec![Choice::new("", "不是更正公示")];
                choices.extend(question.choices.iter().map(|of| Choice::new(of.value.as_str(), of.label.as_str())));
                Field::new("corrects", question.field.label, FieldKind::Select(choices))
            }
            name => Field::text(name, question.field.label),
        };
        fields.push(field.hint(question.hint.as_str()));
    }
    let mut sets = vec![FieldSet { fields, ..FieldSet::default() }];
    sets.push(FieldSet { fields: vec![act::opinion()], ..FieldSet::default() });
    if asked.chain.is_some_and(|chain| chain.meeting) {
        sets.push(act::meeting_fields());
    }
    sets
}

async fn draft(caller: Caller) -> Answer {
    let round = round_of_list(&caller).await?;
    Ok(page::ok(&drafted(&caller, round).await?))
}

async fn decide(caller: Caller, typed: Submitted) -> Answer {
    let round = round_of_list(&caller).await?;
    let page = drafted(&caller, round).await?;
    let Some(RoundId(round)) = round else { return Ok(page::invalid(&page.wrong(NONE_WAITS.into(), &typed.fields))) };
    let answer = typed
        .once(&caller, async {
            let actor = of_city(&caller)?;
            let asked = acts::ask(&caller.app, actor, ActKind::DecideProposedList, round, "").await?;
            let read = acts::read(&asked, &typed)?;
            let act = asked.act(round, "", read, BTreeMap::new())?;
            let outcome = act::propose(&caller, act, Some(typed.seen()?), &typed).await?;
            caller.flash(act::said(&asked.label, asked.done, outcome)).await;
            Ok("/desk/notices".into())
        })
        .await;
    match answer {
        Err(Fail::App(error)) if !error.is_ours() && !matches!(error, Error::Denied(_) | Error::Stale { .. }) => {
            Ok(page::invalid(&page.wrong(error.in_words(), &typed.fields)))
        }
        answer => answer,
    }
}
