//! `/desk/objections`: acknowledged, investigated, decided; leads are answered (5.3.g).

use super::{acts::effect, decisions, in_words, of_city};
use crate::{
    components::{Act, ActTone, Cell, Choice, Field, FieldKind, Pair, Summary, Tag, Tone},
    frame::Link,
    page,
    pages::{desk::lists, shared::FormPage},
    shell::{Answer, Caller, Fail, Routes, Submitted, Who},
};
use app::{
    Error, attachments,
    objections::{self, ObjectionView},
};
use axum::extract::Path;
use domain::{
    access::Role,
    act::Act as Decision,
    application::ObjectionOutcome,
    ids::{ApplicationId, ObjectionId},
};

pub(super) fn routes() -> Routes {
    const READERS: Who = Who::Only(&[Role::City, Role::Auditor]);
    Routes::new().get("/desk/objections", READERS, list).get("/desk/objections/{id}", Who::CITY, show).post(
        "/desk/objections/{id}",
        Who::CITY.with_files(),
        send,
    )
}

async fn list(caller: Caller) -> Answer {
    let actor = of_city(&caller)?;
    let views = objections::list(&caller.app, actor).await?;
    let rows = views.iter().map(|view| line(&caller, actor.role == Role::City, view)).collect();
    Ok(page::ok(&lists::objections(super::frame(&caller, "异议和线索").await, rows)))
}

fn line(caller: &Caller, may: bool, view: &ObjectionView) -> Vec<Cell> {
    let row = &view.row;
    let signed = if row.signed { "署名" } else { "匿名" };
    let due = Some(&row.answer_due).filter(|_| row.state != "answered").cloned().flatten();
    let label = match step(view) {
        Step::Acknowledge => "受理",
        Step::Investigate => "登记核查",
        Step::Decide | Step::Answer => "答复",
        Step::Done => "查看",
    };
    let act = Act { label: label.into(), href: format!("/desk/objections/{}", row.id), tone: ActTone::Plain };
    let what = if row.late { "举报线索" } else { "异议" };
    vec![
        Cell::Noted(row.receipt.clone(), what.into()),
        Cell::Name(Link::new(view.brand.clone(), format!("/desk/applications/{}", row.application_id))),
        Cell::Noted(first(&view.text), signed.into()),
        in_words::day_of(row.lodged_at).into(),
        Cell::Tag(state(&row.state)),
        Cell::Due(in_words::due(&caller.app, due.as_deref().and_then(in_words::parse_day))),
        Cell::Acts(if may { vec![act] } else { Vec::new() }),
    ]
}

/// The beginning of what was written.
fn first(text: &str) -> String {
    const SHOWN: usize = 30;
    if text.chars().count() <= SHOWN { text.to_owned() } else { text.chars().take(SHOWN).chain(['…']).collect() }
}

fn state(code: &str) -> Tag {
    match code {
        "lodged" => Tag::new(Tone::Unsure, "待受理"),
        "acknowledged" => Tag::new(Tone::Active, "核查中"),
        "investigated" => Tag::new(Tone::Active, "待答复"),
        _ => Tag::new(Tone::Good, "已答复"),
    }
}

/// What comes next for an objection or lead.
enum Step {
    Acknowledge,
    Investigate,
    Decide,
    Answer,
    Done,
}

fn step(view: &ObjectionView) -> Step {
    match (view.row.state.as_str(), view.row.late) {
        ("lodged", _) => Step::Acknowledge,
        ("acknowledged", _) => Step::Investigate,
        ("investigated", false) => Step::Decide,
        ("investigated", true) => Step::Answer,
        _ => Step::Done,
    }
}

async fn one(caller: &Caller, id: i64) -> Result<ObjectionView, Fail> {
    let views = objections::list(&caller.app, of_city(caller)?).await?;
    views.into_iter().find(|view| view.row.id == id).ok_or(Fail::NotFound)
}

async fn form(caller: &Caller, view: &ObjectionView) -> Result<FormPage, Fail> {
    of_city(caller)?;
    let id = view.row.id;
    let outcomes = vec![
        Choice::new("dismissed", "异议不成立"),
        Choice {
            hint: "品牌退出本次公示，更正后重新公示。".into(), ..Choice::new("correct", "成立，更正后重新公示")
        },
        Choice {
            hint: "作出不予通过的决定，本批次到此结束。".into(), ..Choice::new("refuse", "成立，不予认定")
        },
    ];
    let (button, fields) = match step(view) {
        Step::Acknowledge => ("受理并告知", Vec::new()),
        Step::Investigate => {
            ("登记核查情况", vec![Field::long("findings", "核查情况", 6).hint("写明核查的时间、方式、材料和结论。")])
        }
        Step::Decide => (
            "提交处理意见",
            vec![
                Field::new("outcome", "处理结论", FieldKind::Radios(outcomes)),
                Field::long("reason", "理由", 5).hint("会写进答复，先事实后依据。"),
            ],
        ),
        Step::Answer => ("答复线索", vec![Field::long("answer", "处理情况", 5)]),
        Step::Done => ("返回", Vec::new()),
    };
    let kind = if view.row.late { "线索" } else { "异议" };
    let frame = super::frame(caller, format!("{kind}：{}", view.brand)).await;
    let mut form = FormPage::new(frame, &format!("/desk/objections/{id}"), button, fields);
    form.about = about(caller, view).await?;
    form.back = Some(Link::new("返回异议", "/desk/objections"));
    form.seen = Some(caller.seen(0));
    if let Step::Acknowledge = step(view) {
        form.intro = vec!["受理后，异议人凭编号可以查到进展。请在答复期限前核查并答复。".into()];
    }
    if let Step::Decide = step(view) {
        form.sets.extend(decisions::closing(caller, "decide_objection"));
        form.effect = effect("decide_objection", &format!("异议人和“{}”", view.brand));
    }
    Ok(form)
}

async fn about(caller: &Caller, view: &ObjectionView) -> Result<Summary, Fail> {
    let due = in_words::due(&caller.app, view.row.answer_due.as_deref().and_then(in_words::parse_day));
    let mut rows = vec![
        Pair::new("编号", &view.row.receipt),
        Pair::new("公示", &view.notice),
        Pair::new("内容", &view.text),
        Pair::new("联系方式", if view.contact.is_empty() { "匿名" } else { &view.contact }),
        Pair { note: due.day, ..Pair::new("答复期限", due.left) },
    ];
    for file in attachments::of_objection(&caller.app, ObjectionId(view.row.id)).await? {
        rows.push(Pair::new("证据材料", &file.name).link("下载", format!("/files/{}", file.id)));
    }
    rows.extend(view.investigation.as_ref().map(|found| Pair::new("核查情况", found)));
    rows.extend(view.answer.as_ref().map(|answer| Pair::new("答复", answer)));
    Ok(Summary { rows })
}

async fn show(caller: Caller, Path(id): Path<i64>) -> Answer {
    let view = one(&caller, id).await?;
    Ok(page::ok(&form(&caller, &view).await?))
}

async fn send(caller: Caller, Path(id): Path<i64>, typed: Submitted) -> Answer {
    let view = one(&caller, id).await?;
    let drawn = form(&caller, &view).await?;
    let here = "/desk/objections";
    if let Step::Decide = step(&view) {
        let application = ApplicationId(view.row.application_id);
        let act = async || {
            let outcome = match typed.text("outcome") {
                "dismissed" => ObjectionOutcome::Dismissed,
                "correct" => ObjectionOutcome::UpheldCorrect,
                "refuse" => ObjectionOutcome::UpheldRefuse,
                _ => return Err(Error::field("outcome", "请选择处理结论。").into()),
            };
            let reason = typed.text("reason").to_owned();
            Ok(Decision::DecideObjection { application, objection: ObjectionId(id), outcome, reason })
        };
        return decisions::send(&caller, &typed, here, act, drawn).await;
    }
    let answer = typed
        .once(&caller, async {
            let (app, actor, id) = (&caller.app, of_city(&caller)?, ObjectionId(id));
            let said = match step(&view) {
                Step::Acknowledge => {
                    objections::acknowledge(app, actor, id).await?;
                    "已受理。"
                }
                Step::Investigate => {
                    objections::investigate(app, actor, id, typed.text("findings")).await?;
                    "核查情况已登记。"
                }
                Step::Answer => {
                    objections::answer_lead(app, actor, id, typed.text("answer")).await?;
                    "线索已答复。"
                }
                Step::Decide | Step::Done => "这件异议已经答复。",
            };
            caller.flash(said).await;
            Ok(here.to_owned())
        })
        .await;
    match answer {
        Ok(response) => Ok(response),
        Err(fail) => fail.on_form(drawn, &typed),
    }
}
