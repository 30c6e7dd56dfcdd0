//! `/desk/notices`: the list prepared, published with the website's evidence, recognised when it is over (5.3.b to 5.3.e).

use super::{acts::effect, decisions, in_words, of_city};
use crate::{
    components::{Act, ActTone, Cell, Choice, Field, FieldKind, FieldSet, Pair, Summary, Table, Tag, Tone},
    frame::Link,
    page,
    pages::{
        desk::{
            lists,
            notice_draft::{NoticeDraftPage, Proposed},
        },
        shared::{FormPage, ListPage},
    },
    rooms::portal::notice::related,
    shell::{Answer, Caller, Fail, Routes, Submitted, Who},
};
use app::{Error, attachments::DeskFile, notices, people};
use axum::extract::Path;
use chrono::{NaiveDateTime, TimeZone};
use domain::{
    access::Role,
    act::Act as Decision,
    application::State,
    calendar::{chinese_date, chinese_day, shanghai_offset},
    ids::{ApplicationId, NoticeId},
    notice::{Notice, WebsiteEvidence},
};

const READERS: [Role; 3] = [Role::County, Role::City, Role::Auditor];

pub(super) fn routes() -> Routes {
    const READING: Who = Who::Only(&READERS);
    Routes::new()
        .get("/desk/notices", READING, list)
        .get("/desk/notices/new", Who::CITY, draft)
        .post("/desk/notices/new", Who::CITY.with_files(), decide)
        .get("/desk/notices/{id}", READING, show)
        .get("/desk/notices/{id}/publish", Who::CITY, publication)
        .post("/desk/notices/{id}/publish", Who::CITY.with_files(), publish)
        .get("/desk/notices/{id}/recognise", Who::CITY, recognition)
        .post("/desk/notices/{id}/recognise", Who::CITY.with_files(), recognise)
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
    let act = |label: &str, verb: &str| Act {
        label: label.into(),
        href: format!("/desk/notices/{id}/{verb}"),
        tone: ActTone::Primary,
    };
    let waiting = applications.iter().any(|application| application.state == State::OnNotice.code());
    if actor.role == Role::City {
        page.acts = match &notice.period {
            None => vec![act("发布公示", "publish")],
            Some(period) if waiting && caller.app.today() >= period.earliest_decision => {
                vec![act("认定授牌", "recognise")]
            }
            Some(_) => Vec::new(),
        };
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

async fn drafted(caller: &Caller) -> Result<NoticeDraftPage, Fail> {
    let actor = of_city(caller)?;
    let app = &caller.app;
    let candidates = notices::candidates(app, actor).await?;
    let units = people::unit_names(app, candidates.iter().map(|(application, _)| application.lead_unit().0)).await?;
    let applications = candidates.into_iter().map(|(application, missing)| Proposed {
        id: application.id.to_string(),
        href: format!("/desk/applications/{}", application.id),
        units: units.get(&application.lead_unit()).cloned().unwrap_or_default(),
        area: in_words::area(app, application.area.as_str()),
        score: application.recommendation.as_ref().map_or_else(String::new, |(rank, _)| format!("第 {rank} 位")),
        chosen: missing.is_none(),
        missing: missing.into_iter().collect(),
        brand: application.title,
    });
    let mut fields = vec![Field::text("title", "公示标题").hint("如 2025年第二批拟认定劳务品牌名单公示。")];
    fields.extend(corrected(notices::correctable(app).await?));
    let mut sets = vec![FieldSet { fields, ..FieldSet::default() }];
    sets.extend(decisions::closing(caller, "decide_proposed_list"));
    let policies = app.policies();
    let days = policies.current().1.notice.working_days.value;
    let period = app.calendar().working_days_end(app.today(), days).map_or_else(
        |error| error.to_string(),
        |last| format!("若今天发布，公示到 {}（{days} 个工作日，发布当日不算）。", chinese_day(last)),
    );
    Ok(NoticeDraftPage {
        frame: super::frame(caller, "拟认定名单").await,
        applications: applications.collect(),
        sets,
        wrong: Vec::new(),
        effect: effect("decide_proposed_list", "名单上的品牌和培育单位").unwrap_or_default(),
        period,
        button: "提交拟认定名单".into(),
        paper_href: String::new(),
        action: "/desk/notices/new".into(),
        seen: caller.seen(0),
    })
}

/// Which notice the list corrects; not asked where no brand ever left one.
fn corrected(notices: Vec<Notice>) -> Option<Field> {
    let mut choices = vec![Choice::new("", "不是更正公示")];
    choices.extend(notices.into_iter().map(|notice| Choice::new(notice.id.to_string(), notice.title)));
    let field = Field::new("corrects", "更正哪一期公示", FieldKind::Select(choices.clone()))
        .hint("异议成立、更正后重新公示的品牌，选它退出的那一期（5.3.g）。");
    (choices.len() > 1).then_some(field)
}

async fn draft(caller: Caller) -> Answer {
    Ok(page::ok(&drafted(&caller).await?))
}

async fn decide(caller: Caller, typed: Submitted) -> Answer {
    let chosen: Vec<ApplicationId> = typed.all("application").iter().filter_map(|id| id.parse().ok()).collect();
    let corrects = typed.text("corrects").parse().ok();
    let act = Decision::DecideProposedList { title: typed.text("title").to_owned(), applications: chosen, corrects };
    let answer = typed
        .once(&caller, async {
            let actor = of_city(&caller)?;
            let outcome = decisions::propose(&caller, actor, &typed, &act).await?;
            caller.flash(super::acts::told(&act, outcome)).await;
            Ok("/desk/notices".into())
        })
        .await;
    match answer {
        Err(Fail::App(error)) if !error.is_ours() && !matches!(error, Error::Denied(_) | Error::Stale { .. }) => {
            Ok(page::invalid(&drafted(&caller).await?.wrong(error.to_string(), &typed.fields)))
        }
        answer => answer,
    }
}

async fn publish_form(caller: &Caller, id: i64) -> Result<FormPage, Fail> {
    of_city(caller)?;
    let (notice, applications) = notices::get(&caller.app, NoticeId(id)).await?;
    if notice.period.is_some() {
        return Err(Fail::Blocked("这份公示已经发布。".into()));
    }
    let policies = caller.app.policies();
    let hosts = policies.current().1.city.notice_hosts.value.join("、");
    let shot = FieldKind::File { accept: ".png,.jpg,.pdf".into(), kept: Vec::new() };
    let fields = vec![
        Field::text("url", "公示页网址").hint(format!("须在本局官方网站（{hosts}）上。")),
        Field::new("published_on", "发布日期", FieldKind::Date).value(caller.app.today().to_string()),
        Field::text("published_at", "发布时刻").hint("24 小时制，如 09:00。"),
        Field::new("screenshot", "网页截图", shot).hint("截图要看得清网址、标题和发布时间。"),
    ];
    let brands: Vec<_> = applications.iter().map(|application| application.title.clone()).collect();
    let frame = super::frame(caller, format!("发布公示：{}", notice.title)).await;
    let mut form = FormPage::new(frame, &format!("/desk/notices/{id}/publish"), "提交审批", fields);
    form.sets.extend(decisions::closing(caller, "publish_notice"));
    form.effect = effect("publish_notice", &brands.join("、"));
    form.back = Some(Link::new("返回公示", format!("/desk/notices/{id}")));
    form.seen = Some(caller.seen(notice.seq));
    Ok(form)
}

async fn publication(caller: Caller, Path(id): Path<i64>) -> Answer {
    Ok(page::ok(&publish_form(&caller, id).await?))
}

async fn publish(caller: Caller, Path(id): Path<i64>, typed: Submitted) -> Answer {
    let form = publish_form(&caller, id).await?;
    let act = async || {
        let actor = of_city(&caller)?;
        let text = format!("{} {}", typed.text("published_on"), typed.text("published_at"));
        let at = NaiveDateTime::parse_from_str(&text, "%Y-%m-%d %H:%M").ok();
        let at = at.and_then(|at| shanghai_offset().from_local_datetime(&at).single());
        let at = at.ok_or_else(|| Error::field("published_at", "请填写发布日期和时刻，如 09:00。"))?;
        if typed.text("url").is_empty() {
            return Err(Error::field("url", "请填写官网上公示页的网址。").into());
        }
        let to = DeskFile::Notice(NoticeId(id));
        let screenshot = typed.keep_paper(&caller, actor, "screenshot", to, "notice_screenshot").await?;
        let screenshot = screenshot.ok_or_else(|| Error::field("screenshot", "请上传网页截图。"))?;
        let evidence = WebsiteEvidence { url: typed.text("url").to_owned(), at: at.to_utc(), screenshot };
        Ok(Decision::PublishNotice { notice: NoticeId(id), evidence })
    };
    decisions::send(&caller, &typed, &format!("/desk/notices/{id}"), act, form).await
}

async fn recognise_form(caller: &Caller, id: i64) -> Result<FormPage, Fail> {
    of_city(caller)?;
    let app = &caller.app;
    let (notice, applications) = notices::get(app, NoticeId(id)).await?;
    let standing = applications.iter().filter(|application| application.state == State::OnNotice.code());
    let choices: Vec<_> = standing
        .map(|application| {
            let objected = application.open_objections > 0;
            let hint = if objected {
                format!("{} 件异议未答复，暂不能认定", application.open_objections)
            } else {
                String::new()
            };
            Choice { hint, chosen: !objected, ..Choice::new(application.id.to_string(), application.title.clone()) }
        })
        .collect();
    if choices.is_empty() {
        return Err(Fail::Blocked("名单上没有等待认定的品牌。".into()));
    }
    let mut fields = vec![
        Field::new("application", "认定的品牌", FieldKind::Checks(choices)),
        Field::text("document", "认定文件字号").hint("由办公系统给出，如 泉人社文〔2025〕12号。"),
        Field::new("announced_on", "公布日期", FieldKind::Date).value(app.today().to_string()),
    ];
    let policies = app.policies();
    if app.today() > policies.current().1.trial_ends_on() {
        let hint = "实施方案试行期已届满，须写明继续认定的法律依据（8.2）。";
        fields.push(Field::long("legal_basis", "法律依据", 2).hint(hint));
    }
    let frame = super::frame(caller, format!("认定授牌：{}", notice.title)).await;
    let mut form = FormPage::new(frame, &format!("/desk/notices/{id}/recognise"), "提交审批", fields);
    form.sets.extend(decisions::closing(caller, "recognise"));
    form.effect = effect("recognise", "所选品牌和培育单位");
    form.back = Some(Link::new("返回公示", format!("/desk/notices/{id}")));
    form.seen = Some(caller.seen(notice.seq));
    form.about = Summary { rows: vec![Pair::new("公示", lede(&notice))] };
    Ok(form)
}

async fn recognition(caller: Caller, Path(id): Path<i64>) -> Answer {
    Ok(page::ok(&recognise_form(&caller, id).await?))
}

async fn recognise(caller: Caller, Path(id): Path<i64>, typed: Submitted) -> Answer {
    let form = recognise_form(&caller, id).await?;
    let act = async || {
        let applications: Vec<ApplicationId> =
            typed.all("application").iter().filter_map(|id| id.parse().ok()).collect();
        if applications.is_empty() {
            return Err(Error::field("application", "请至少选择一个品牌。").into());
        }
        let announced_on = in_words::parse_day(typed.text("announced_on"))
            .ok_or_else(|| Error::field("announced_on", "请填写公布日期。"))?;
        Ok(Decision::Recognise {
            notice: NoticeId(id),
            applications,
            document: typed.text("document").to_owned(),
            announced_on,
            legal_basis: Some(typed.text("legal_basis").to_owned()).filter(|basis| !basis.is_empty()),
        })
    };
    decisions::send(&caller, &typed, &format!("/desk/notices/{id}"), act, form).await
}
