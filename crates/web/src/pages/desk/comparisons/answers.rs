//! `/desk/comparisons/{comparison}/answers`: an answer is brought in, looked at, and recorded or given up.

use super::{back, bureau, held, here, named};
use crate::{
    components::{Field, FieldKind, Pair, Summary, count},
    page,
    pages::shared::{Effect, FormPage},
    shell::{Answer, Caller, Fail, Submitted},
};
use app::comparisons::{self, AnswerState, AnswerView, Comparison};
use axum::{
    extract::Path,
    response::{IntoResponse, Redirect},
};
use domain::{calendar::chinese_date, ids::ComparisonId};

const FILE: &str = "comparison_answer";

async fn form(caller: &Caller, id: i64) -> Result<FormPage, Fail> {
    let (_, of) = held(caller, id).await?;
    let frame = crate::pages::desk::frame(caller, format!("录入比对答复：{}", named(&of.name))).await;
    let file = FieldKind::File { accept: app::rosters::ENDINGS.into(), kept: Vec::new() };
    let fields = vec![
        Field::new(FILE, "答复表", file).hint("接收单位在发出的名单上填好“比对结果”后交回的表，XLSX 或 CSV。"),
        Field::new("on", "答复日期", FieldKind::Date)
            .hint("表中没有填写比对日期的行，按这一天计。")
            .value(caller.app.today().to_string()),
    ];
    Ok(FormPage {
        back: Some(back(&of)),
        intro: vec![
            "比对结果填写一致、不一致或未查到；留空的不作登记。".into(),
            "先检查全表，有误的逐格列出；确认后才登记。".into(),
        ],
        seen: Some(caller.seen(0)),
        ..FormPage::new(frame, &format!("{}/answers", here(of.id)), "上传并检查", fields)
    })
}

/// `GET /desk/comparisons/{comparison}/answers`
pub(super) async fn ask(caller: Caller, Path(id): Path<i64>) -> Answer {
    Ok(page::ok(&form(&caller, id).await?))
}

/// `POST /desk/comparisons/{comparison}/answers`: looked through, not yet recorded.
pub(super) async fn bring(caller: Caller, Path(id): Path<i64>, typed: Submitted) -> Answer {
    let mut drawn = form(&caller, id).await?;
    let Some(upload) = typed.file(FILE) else {
        return Ok(page::invalid(&drawn.fill(typed.pairs()).wrong(FILE, "请选择要上传的答复表。")));
    };
    let actor = bureau(&caller)?;
    let checked = async {
        let on = typed.parse("on", "请填写答复日期。")?;
        Ok::<_, Fail>(comparisons::check_answer(&caller.app, actor, ComparisonId(id), upload, on).await?)
    };
    match checked.await {
        Err(fail) => fail.on_form(drawn, &typed),
        Ok(Err(wrong)) => {
            let told = wrong.told.iter();
            let told = told.map(|one| format!("第 {} 行“{}”：{}", one.row, one.column, one.message));
            let more = (wrong.more > 0).then(|| format!("另有 {} 处，请一并核对。", count(&wrong.more)));
            drawn.errors = told.chain(more).collect();
            Ok(page::invalid(&drawn.fill(typed.pairs())))
        }
        Ok(Ok(answer)) => Ok(Redirect::to(&format!("{}/answers/{answer}", here(ComparisonId(id)))).into_response()),
    }
}

async fn found(caller: &Caller, id: i64, answer: i64) -> Result<(Comparison, AnswerView), Fail> {
    let (actor, of) = held(caller, id).await?;
    let answers = comparisons::answers(&caller.app, actor, of.id).await?;
    let view = answers.into_iter().find(|view| view.id == answer).ok_or(Fail::NotFound)?;
    Ok((of, view))
}

async fn looked_at(caller: &Caller, id: i64, answer: i64) -> Result<FormPage, Fail> {
    let (of, view) = found(caller, id, answer).await?;
    if view.state == AnswerState::Recorded {
        return Err(Fail::Blocked("这份答复已经登记。".into()));
    }
    let frame = crate::pages::desk::frame(caller, format!("登记比对答复：{}", named(&of.name))).await;
    let people = |n: u64| format!("{} 人", count(&n));
    let mut rows = vec![
        Pair::new("接收单位", &of.release.recipient),
        Pair::new("答复日期", chinese_date(view.on)),
        Pair::new("一致", people(view.confirmed)),
        Pair::new("不一致", people(view.refuted)),
        Pair::new("未查到", people(view.unknown)),
    ];
    if view.blank > 0 {
        rows.push(Pair {
            note: "不作登记".into(), ..Pair::new("没有填写", format!("{} 行", count(&view.blank)))
        });
    }
    if view.outdated > 0 {
        let note = "已有更晚日期的结果，只作历史保留".into();
        rows.push(Pair { note, ..Pair::new("早于现有结果", people(view.outdated)) });
    }
    let follows = vec![
        format!("新增不一致 {}，转为待核，核定前不计入人数。", people(view.newly_refuted)),
        "未查到不当作一致；各人的结果连同来源和日期一并保留。".into(),
    ];
    let effect = Effect { touches: named(&of.name), follows, clause: "4.4".into() };
    Ok(FormPage {
        back: Some(back(&of)),
        effect: Some(effect),
        about: Summary { rows },
        second: Some(("answer".into(), "discard".into(), "放弃这份答复".into())),
        seen: Some(caller.seen(0)),
        ..FormPage::new(frame, &format!("{}/answers/{answer}", here(of.id)), "登记答复", Vec::new())
    })
}

/// `GET /desk/comparisons/{comparison}/answers/{answer}`: what recording it would do.
pub(super) async fn show(caller: Caller, Path((id, answer)): Path<(i64, i64)>) -> Answer {
    Ok(page::ok(&looked_at(&caller, id, answer).await?))
}

/// `POST /desk/comparisons/{comparison}/answers/{answer}`
pub(super) async fn decide(caller: Caller, Path((id, answer)): Path<(i64, i64)>, typed: Submitted) -> Answer {
    let (of, view) = found(&caller, id, answer).await?;
    typed
        .once(&caller, async {
            let actor = bureau(&caller)?;
            if typed.text("answer") == "discard" {
                comparisons::discard_answer(&caller.app, actor, of.id, answer).await?;
                caller.flash("已放弃这份答复。").await;
                return Ok(here(of.id));
            }
            comparisons::record_answer(&caller.app, actor, of.id, answer).await?;
            caller.flash(format!("已登记答复，新增不一致 {} 人转为待核。", count(&view.newly_refuted))).await;
            Ok(here(of.id))
        })
        .await
}
