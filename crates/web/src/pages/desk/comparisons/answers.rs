//! `/desk/comparisons/{comparison}/answers`: an answer is brought in, looked at, and recorded or given up.

use super::{back, bureau, held, here, named};
use crate::{
    components::{Field, FieldKind, Pair, Summary, count},
    pages::{
        desk::frame,
        shared::{Effect, FormPage},
    },
    shell::{Caller, Done, Fail, Routes, Submitted, Who},
};
use app::{
    Error, Together,
    comparisons::{self, AnswerState, AnswerView, Comparison},
};
use domain::{calendar::chinese_date, ids::ComparisonId};

const FILE: &str = "comparison_answer";

const PATH: &str = "/desk/comparisons/{comparison}/answers";

/// Bringing an answer in, and recording one.
pub(super) fn routes() -> Routes {
    Routes::new().form(PATH, Who::BUREAUS.with_files(), bring_form, bring).form(
        "/desk/comparisons/{comparison}/answers/{answer}",
        Who::BUREAUS,
        record_form,
        record,
    )
}

async fn bring_form(caller: &Caller, id: ComparisonId) -> Result<FormPage, Fail> {
    let (_, of) = held(caller, id).await?;
    let frame = frame(caller, format!("录入比对答复：{}", named(&of.name))).await;
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
        ..FormPage::new(frame, &format!("{}/answers", here(of.id)), "上传并检查", fields)
    })
}

/// Looked through, not yet recorded.
async fn bring(caller: &Caller, id: ComparisonId, sent: &Submitted) -> Result<Done, Fail> {
    let actor = bureau(caller)?;
    let table = sent.file(FILE).ok_or_else(|| Error::field(FILE, "请选择要上传的答复表。"));
    let (table, on) = (table, sent.parse("on", "请填写答复日期。")).together()?;
    let answer = comparisons::check_answer(&caller.app, actor, id, table, on).await??;
    Ok(Done::to(format!("{}/answers/{answer}", here(id))))
}

async fn found(caller: &Caller, id: ComparisonId, answer: i64) -> Result<(Comparison, AnswerView), Fail> {
    let (actor, of) = held(caller, id).await?;
    let answers = comparisons::answers(&caller.app, actor, of.id).await?;
    let view = answers.into_iter().find(|view| view.id == answer).ok_or(Fail::NotFound)?;
    Ok((of, view))
}

/// What recording it would do.
async fn record_form(caller: &Caller, (id, answer): (ComparisonId, i64)) -> Result<FormPage, Fail> {
    let (of, view) = found(caller, id, answer).await?;
    if view.state == AnswerState::Recorded {
        return Err(Fail::Blocked("这份答复已经登记。".into()));
    }
    let frame = frame(caller, format!("登记比对答复：{}", named(&of.name))).await;
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
        ..FormPage::new(frame, &format!("{}/answers/{answer}", here(of.id)), "登记答复", Vec::new())
    })
}

async fn record(caller: &Caller, (id, answer): (ComparisonId, i64), sent: &Submitted) -> Result<Done, Fail> {
    let (of, view) = found(caller, id, answer).await?;
    let (actor, done) = (bureau(caller)?, Done::to(here(of.id)));
    if sent.text("answer") == "discard" {
        comparisons::discard_answer(&caller.app, actor, of.id, answer).await?;
        return Ok(done.saying("已放弃这份答复。"));
    }
    comparisons::record_answer(&caller.app, actor, of.id, answer).await?;
    Ok(done.saying(format!("已登记答复，新增不一致 {} 人转为待核。", count(&view.newly_refuted))))
}
