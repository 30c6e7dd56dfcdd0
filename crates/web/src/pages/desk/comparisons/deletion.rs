//! `/desk/comparisons/{comparison}/deletion`: what the recipient says of the list's deletion goes on record.

use super::{back, bureau, held, here, named};
use crate::{
    components::{Field, FieldKind, Summary},
    pages::{desk::frame, shared::FormPage},
    shell::{Caller, Done, Fail, Routes, Submitted, Who},
};
use app::comparisons;
use domain::ids::ComparisonId;

/// Recording a deletion.
pub(super) fn routes() -> Routes {
    const PATH: &str = "/desk/comparisons/{comparison}/deletion";
    Routes::new().form(PATH, Who::BUREAUS, record_form, record)
}

async fn record_form(caller: &Caller, id: ComparisonId) -> Result<FormPage, Fail> {
    let (_, of) = held(caller, id).await?;
    let frame = frame(caller, format!("登记对方删除：{}", named(&of.name))).await;
    let today = caller.app.today().to_string();
    let fields = vec![
        Field::new("on", "删除日期", FieldKind::Date).hint("以对方的书面声明为准。").value(today),
        Field::text("statement", "删除声明").hint("文号或来函情况，如“社保函〔2025〕7号”。请勿写个人信息。"),
    ];
    Ok(FormPage {
        back: Some(back(&of)),
        intro: vec!["登记后，这份名单不再提供下载；需要再次提供的，重新拟办。".into()],
        about: Summary { rows: super::content(&of.release) },
        ..FormPage::new(frame, &format!("{}/deletion", here(of.id)), "登记删除", fields)
    })
}

async fn record(caller: &Caller, id: ComparisonId, sent: &Submitted) -> Result<Done, Fail> {
    let on = sent.parse("on", "请填写对方删除名单的日期。")?;
    comparisons::state_deleted(&caller.app, bureau(caller)?, id, on, sent.text("statement")).await?;
    Ok(Done::to(here(id)).saying("已登记对方删除。"))
}
