//! `/desk/rights`: people's requests about the data held on them (PIPL 44 to 50): registered, laid open to the person alone,
//! corrected by the unit, deleted where the law lets, answered in time.

use super::in_words;
use crate::{
    components::{Act, ActTone, Cell, Choice, Field, FieldKind, FieldSet, Pager, Pair, Summary, Table, Tag, Tone},
    frame::Link,
    page,
    pages::{
        desk::rights::{HeldRoster, ReportPage, RequestPage},
        shared::{Effect, FormPage, ListPage},
    },
    shell::{Answer, Caller, Fail, Routes, Submitted, Who},
};
use app::{
    App, Error, people,
    rights::{self, Held, NewRequest, RequestView},
    sentences,
};
use axum::extract::{Path, Query};
use domain::{
    access::RightsOfficer,
    calendar::chinese_date,
    identity::DocumentKind,
    ids::RightsRequestId,
    rights::{Asked, IdentityCheck, RefusalGround},
};
use serde::Deserialize;

const LIST: &str = "/desk/rights";

pub(super) fn routes() -> Routes {
    Routes::new()
        .get(LIST, Who::BUREAUS, list)
        .get("/desk/rights/new", Who::BUREAUS, new)
        .post("/desk/rights/new", Who::BUREAUS, register)
        .get("/desk/rights/{id}", Who::BUREAUS, show)
        .get("/desk/rights/{id}/report", Who::BUREAUS, ask_report)
        .post("/desk/rights/{id}/report", Who::BUREAUS, report)
        .get("/desk/rights/{id}/correction", Who::BUREAUS, correction)
        .post("/desk/rights/{id}/correction", Who::BUREAUS, correct)
        .get("/desk/rights/{id}/erase", Who::BUREAUS, ask_erase)
        .post("/desk/rights/{id}/erase", Who::BUREAUS, erase)
        .get("/desk/rights/{id}/close", Who::BUREAUS, ask_close)
        .post("/desk/rights/{id}/close", Who::BUREAUS, close)
}

fn officer(caller: &Caller) -> Result<RightsOfficer, Fail> {
    caller.actor()?.rights_officer().map_err(|denied| Error::from(denied).into())
}

#[derive(Deserialize)]
struct ListQuery {
    #[serde(default)]
    after: String,
}

async fn list(caller: Caller, Query(query): Query<ListQuery>) -> Answer {
    let listed = rights::list(&caller.app, &officer(&caller)?, &query.after).await?;
    let rows = listed.requests.iter().map(|request| -> Vec<Cell> {
        let due = if request.closed_at.is_some() {
            Cell::Text(String::new())
        } else {
            Cell::Due(in_words::due(&caller.app, request.due))
        };
        vec![
            Cell::Link(Link::new(format!("第 {} 号", request.id), format!("{LIST}/{}", request.id))),
            request.asked.label().into(),
            Cell::Noted(request.name.clone(), request.document.clone()),
            sentences::full_moment(request.at).into(),
            Cell::Tag(state(request)),
            due,
        ]
    });
    let empty = "劳动者来查阅、复制、更正或删除自己的信息时，在这里登记。";
    let table = Table::new(&["请求", "事项", "请求人", "登记时间", "状态", "答复期限"], rows.collect(), empty);
    let frame = super::frame(&caller, "个人信息权利请求").await;
    let register = Act { label: "登记请求".into(), href: format!("{LIST}/new"), tone: ActTone::Primary };
    let lede = "个人可以查阅、复制自己的信息，要求更正错误，法定情形下要求删除（个人信息保护法第四十四条至第五十条）。";
    let pager = Pager {
        prev: if query.after.is_empty() { String::new() } else { LIST.into() },
        next: listed.next.map_or_else(String::new, |after| format!("{LIST}?after={after}")),
        total: if listed.open > 0 { format!("办理中 {} 件", listed.open) } else { String::new() },
    };
    Ok(page::ok(&ListPage { acts: vec![register], pager, ..ListPage::new(frame, lede, table) }))
}

fn state(request: &RequestView) -> Tag {
    match (request.closed_at, request.ground) {
        (None, _) => Tag::new(Tone::Unsure, "办理中"),
        (Some(_), None) => Tag::new(Tone::Good, "已办结"),
        (Some(_), Some(_)) => Tag::new(Tone::Bad, "不予办理"),
    }
}

async fn new_form(caller: &Caller) -> Result<FormPage, Fail> {
    officer(caller)?;
    let choices = |all: Vec<(&str, &str)>| all.into_iter().map(|(code, label)| Choice::new(code, label)).collect();
    let asked = Asked::ALL.iter().map(|asked| (asked.code(), asked.label())).collect();
    let kinds = DocumentKind::ALL.iter().map(|kind| (kind.code(), kind.label())).collect();
    let checks = IdentityCheck::ALL.iter().map(|check| (check.code(), check.label())).collect();
    let set = |legend: &str, fields| FieldSet { legend: legend.into(), hint: String::new(), fields };
    let frame = super::frame(caller, "登记个人信息权利请求").await;
    Ok(FormPage {
        back: Some(Link::new("返回请求", LIST)),
        intro: vec!["先核对身份再登记。姓名和证件号码加密保存，登记后页面上遮盖显示。".into()],
        sets: vec![
            set(
                "请求",
                vec![
                    Field::new("asked", "事项", FieldKind::Radios(choices(asked))),
                    Field::long("words", "请求的内容", 3)
                        .hint("用请求人自己的话，如“查阅本人在各单位花名册中的信息”。"),
                ],
            ),
            set(
                "请求人",
                vec![
                    Field::text("name", "姓名"),
                    Field::new("document_kind", "证件类型", FieldKind::Select(choices(kinds)))
                        .value(DocumentKind::ResidentId.code()),
                    Field::text("number", "证件号码"),
                    Field::text("contact", "答复的联系方式").hint("手机号码或通信地址。"),
                    Field::new("check", "核对身份的方式", FieldKind::Radios(choices(checks))),
                ],
            ),
        ],
        seen: Some(caller.seen(0)),
        ..FormPage::new(frame, "/desk/rights/new", "登记", Vec::new())
    })
}

async fn new(caller: Caller) -> Answer {
    Ok(page::ok(&new_form(&caller).await?))
}

async fn register(caller: Caller, typed: Submitted) -> Answer {
    let drawn = new_form(&caller).await?;
    let answer = typed
        .once(&caller, async {
            let request = NewRequest {
                asked: Asked::parse(typed.text("asked")),
                name: typed.text("name").to_owned(),
                document_kind: DocumentKind::parse(typed.text("document_kind")),
                number: typed.text("number").to_owned(),
                contact: typed.text("contact").to_owned(),
                check: IdentityCheck::parse(typed.text("check")),
                words: typed.text("words").to_owned(),
            };
            let id = rights::register(&caller.app, &officer(&caller)?, &request).await?;
            caller.flash(format!("已登记为第 {id} 号请求。")).await;
            Ok(format!("{LIST}/{id}"))
        })
        .await;
    match answer {
        Ok(response) => Ok(response),
        Err(fail) => fail.on_form(drawn, &typed),
    }
}

async fn get(caller: &Caller, id: i64) -> Result<RequestView, Fail> {
    Ok(rights::get(&caller.app, &officer(caller)?, RightsRequestId(id)).await?)
}

fn about(app: &App, request: &RequestView) -> Summary {
    let due = request.due.map_or_else(|| "所在年度日历未公布".to_owned(), chinese_date);
    let desk = request.area.as_ref().map_or_else(|| "市级".to_owned(), |area| in_words::area(app, area.as_str()));
    let mut rows = vec![
        Pair::new("事项", request.asked.label()),
        Pair::new("请求人", format!("{}，{}", request.name, request.document)),
        Pair::new("核对身份", request.check.label()),
        Pair::new("联系方式", &request.contact),
        Pair::new("请求的内容", &request.words),
        Pair::new("登记", format!("{}，{desk}", sentences::full_moment(request.at))),
        Pair::new("答复期限", due),
    ];
    if let Some(at) = request.reported_at {
        rows.push(Pair::new("查阅报告", format!("{}出具", sentences::full_moment(at))));
    }
    if let Some(at) = request.closed_at {
        rows.push(Pair::new("办结", sentences::full_moment(at)));
        if let Some(ground) = request.ground {
            rows.push(Pair::new("不予办理的理由", ground.label()));
        }
        rows.push(Pair::new("答复", request.answer.clone().unwrap_or_default()));
    }
    Summary { rows }
}

async fn show(caller: Caller, Path(id): Path<i64>) -> Answer {
    let request = get(&caller, id).await?;
    let app = &caller.app;
    let units = people::unit_names(app, request.tasks.iter().map(|task| task.unit.0)).await?;
    let tasks = request.tasks.iter().map(|task| -> Vec<Cell> {
        let done = match task.done_at {
            Some(at) => Cell::Noted("已提交新版".into(), sentences::full_moment(at)),
            None => "等待单位更正".into(),
        };
        let ledger = if task.ledger == "training" { "培训" } else { "就业" };
        let roster = format!("{} 年{ledger}花名册", task.year);
        vec![Cell::Noted(units.get(&task.unit).cloned().unwrap_or_default(), roster), task.text.as_str().into(), done]
    });
    let act = |label: &str, verb: &str, tone| Act { label: label.into(), href: format!("{LIST}/{id}/{verb}"), tone };
    let acts = if request.closed_at.is_some() {
        Vec::new()
    } else {
        let own = match request.asked {
            Asked::Correction => Some(act("要求单位更正", "correction", ActTone::Plain)),
            Asked::Deletion => Some(act("删除", "erase", ActTone::Legal)),
            Asked::Access | Asked::Copy => None,
        };
        let report = act("出具查阅报告", "report", ActTone::Primary);
        [report].into_iter().chain(own).chain([act("办结", "close", ActTone::Plain)]).collect()
    };
    Ok(page::ok(&RequestPage {
        frame: super::frame(&caller, format!("第 {id} 号个人信息权利请求")).await,
        back: Link::new("返回请求", LIST),
        state: state(&request),
        about: about(app, &request),
        tasks: Table::new(&["单位", "要更正的内容", "进度"], tasks.collect(), ""),
        acts,
    }))
}

async fn form(
    caller: &Caller,
    id: i64,
    title: &str,
    verb: &str,
    button: &str,
    fields: Vec<Field>,
) -> Result<FormPage, Fail> {
    let request = get(caller, id).await?;
    if request.closed_at.is_some() {
        return Err(Fail::Blocked("这件请求已经办结，不能再办理。".into()));
    }
    let frame = super::frame(caller, format!("{title}：第 {id} 号请求")).await;
    Ok(FormPage {
        back: Some(Link::new("返回请求", format!("{LIST}/{id}"))),
        about: about(&caller.app, &request),
        seen: Some(caller.seen(request.seq)),
        ..FormPage::new(frame, &format!("{LIST}/{id}/{verb}"), button, fields)
    })
}

async fn report_form(caller: &Caller, id: i64) -> Result<FormPage, Fail> {
    let mut form = form(caller, id, "出具查阅报告", "report", "打开报告", Vec::new()).await?;
    form.intro = vec![
        "将打开本县（市、区）或全市花名册中请求人的全部记录，只供本人查阅。打开的人、时间和请求号会记录在案。".into(),
    ];
    Ok(form)
}

async fn ask_report(caller: Caller, Path(id): Path<i64>) -> Answer {
    Ok(page::ok(&report_form(&caller, id).await?))
}

async fn report(caller: Caller, Path(id): Path<i64>, typed: Submitted) -> Answer {
    let drawn = report_form(&caller, id).await?;
    let officer = officer(&caller)?;
    match rights::report(&caller.app, &officer, RightsRequestId(id), typed.seen()?).await.map_err(Fail::from) {
        Err(fail) => fail.on_form(drawn, &typed),
        Ok(held) => {
            let at = sentences::full_moment(caller.app.now());
            Ok(page::ok(&report_page(super::frame(&caller, "个人信息查阅报告").await, id, &at, held)))
        }
    }
}

fn report_page(frame: crate::frame::Frame, id: i64, at: &str, held: Held) -> ReportPage {
    let rosters = held.rows.into_iter().map(|row| {
        let mut rows: Vec<Pair> = row.fields.into_iter().map(|(label, value)| Pair::new(label, value)).collect();
        if row.row.is_none() {
            rows.push(Pair::new("内容", "只存有证件号码的密码标识，没有可以打开的行。"));
        }
        if !row.decisions.is_empty() {
            rows.push(Pair::new("用于何处", row.decisions.join("\n")));
        }
        let place = row.row.map_or_else(String::new, |row| format!("，第 {row} 行"));
        HeldRoster {
            heading: format!("{} {} 年{}花名册", row.brand_name, row.year, row.ledger),
            place: format!("{}填报，第 {} 版{place}", row.unit_name, row.no),
            fields: Summary { rows },
        }
    });
    let looks = held.looks.into_iter().map(|look| -> Vec<Cell> {
        vec![sentences::full_moment(look.at).into(), look.who.into(), look.what.into(), look.purpose.into()]
    });
    ReportPage {
        frame,
        back: Link::new("返回请求", format!("{LIST}/{id}")),
        about: Summary {
            rows: vec![
                Pair::new("请求人", held.name),
                Pair::new("证件", held.document),
                Pair::new("出具", format!("{at}，第 {id} 号请求")),
            ],
        },
        elsewhere: held.elsewhere,
        rosters: rosters.collect(),
        looks: Table::new(&["时间", "查看人", "内容", "用途"], looks.collect(), "没有人查看过完整信息。"),
    }
}

async fn correction_form(caller: &Caller, id: i64) -> Result<FormPage, Fail> {
    let places = rights::places(&caller.app, &officer(caller)?, RightsRequestId(id)).await?;
    let choices = places.into_iter().filter(|place| place.newest);
    let choices: Vec<_> = choices.map(|place| Choice::new(place.roster.to_string(), place.told)).collect();
    if choices.is_empty() {
        return Err(Fail::Blocked("没有查到本人的信息，无可更正。请办结为不予办理，并向本人说明。".into()));
    }
    let fields = vec![
        Field::new("roster", "要更正的花名册", FieldKind::Radios(choices)),
        Field::long("text", "要更正的内容", 3).hint("单位会看到这段话和遮盖的姓名、证件号码，如“姓名应为林晓东”。"),
    ];
    form(caller, id, "要求单位更正", "correction", "提交", fields).await
}

async fn correction(caller: Caller, Path(id): Path<i64>) -> Answer {
    Ok(page::ok(&correction_form(&caller, id).await?))
}

async fn correct(caller: Caller, Path(id): Path<i64>, typed: Submitted) -> Answer {
    let drawn = correction_form(&caller, id).await?;
    let answer = typed
        .once(&caller, async {
            let roster = typed.parse("roster", "请选择要更正的花名册。")?;
            let (officer, request) = (officer(&caller)?, RightsRequestId(id));
            rights::ask_correction(&caller.app, &officer, request, typed.seen()?, roster, typed.text("text")).await?;
            caller.flash("已要求单位更正，单位在花名册页会看到。").await;
            Ok(format!("{LIST}/{id}"))
        })
        .await;
    match answer {
        Ok(response) => Ok(response),
        Err(fail) => fail.on_form(drawn, &typed),
    }
}

async fn erase_form(caller: &Caller, id: i64) -> Result<FormPage, Fail> {
    let places = rights::places(&caller.app, &officer(caller)?, RightsRequestId(id)).await?;
    let mut form = form(caller, id, "删除", "erase", "删除", Vec::new()).await?;
    let follows = places.into_iter().map(|place| match place.kept {
        None => format!("删除：{}。", place.told),
        Some(why) => format!("不删除：{}。{why}", place.told),
    });
    form.effect = Some(Effect {
        touches: "请求人在花名册中的行".into(),
        follows: follows
            .chain(["删除后不能恢复；有行被删除的花名册，上传的原件一并删除，人数随之减少。".into()])
            .collect(),
        clause: "4.4".into(),
    });
    Ok(form)
}

async fn ask_erase(caller: Caller, Path(id): Path<i64>) -> Answer {
    Ok(page::ok(&erase_form(&caller, id).await?))
}

async fn erase(caller: Caller, Path(id): Path<i64>, typed: Submitted) -> Answer {
    let drawn = erase_form(&caller, id).await?;
    let answer = typed
        .once(&caller, async {
            let gone = rights::erase(&caller.app, &officer(&caller)?, RightsRequestId(id), typed.seen()?).await?;
            caller.flash(format!("已删除 {gone} 行。")).await;
            Ok(format!("{LIST}/{id}"))
        })
        .await;
    match answer {
        Ok(response) => Ok(response),
        Err(fail) => fail.on_form(drawn, &typed),
    }
}

async fn close_form(caller: &Caller, id: i64) -> Result<FormPage, Fail> {
    let done = [Choice::new("done", "已按请求办理")].into_iter();
    let refused = RefusalGround::ALL.iter().map(|ground| Choice::new(ground.code(), format!("不予办理：{ground}")));
    let fields = vec![
        Field::new("outcome", "结果", FieldKind::Radios(done.chain(refused).collect())),
        Field::long("answer", "答复", 4).hint("写明办了什么；不予办理的写明理由和依据。请求人会收到。"),
    ];
    form(caller, id, "办结", "close", "办结", fields).await
}

async fn ask_close(caller: Caller, Path(id): Path<i64>) -> Answer {
    Ok(page::ok(&close_form(&caller, id).await?))
}

async fn close(caller: Caller, Path(id): Path<i64>, typed: Submitted) -> Answer {
    let drawn = close_form(&caller, id).await?;
    let answer = typed
        .once(&caller, async {
            let ground = match typed.text("outcome") {
                "done" => None,
                other => {
                    let ground = RefusalGround::parse(other);
                    Some(ground.ok_or_else(|| Error::field("outcome", "请选择结果。"))?)
                }
            };
            let (officer, request) = (officer(&caller)?, RightsRequestId(id));
            rights::close(&caller.app, &officer, request, typed.seen()?, ground, typed.text("answer")).await?;
            caller.flash("已办结。").await;
            Ok(format!("{LIST}/{id}"))
        })
        .await;
    match answer {
        Ok(response) => Ok(response),
        Err(fail) => fail.on_form(drawn, &typed),
    }
}
