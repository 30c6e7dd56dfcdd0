//! `/desk/signs/{brand}/sample?of=training.2025`: a sample is drawn of a filed roster.

use super::{bureau, here, named};
use crate::{
    components::{Choice, Field, FieldKind, Pair, Summary, count},
    frame::Link,
    pages::{desk::frame, shared::FormPage},
    shell::{Caller, Done, Fail, Routes, Submitted, Who},
};
use app::{
    Together,
    rosters::{self, NewSample},
};
use domain::{ids::BrandId, roster::Ledger, sampling::Plan};

/// Drawing a sample.
pub(super) fn routes() -> Routes {
    Routes::new().form("/desk/signs/{brand}/sample", Who::BUREAUS, draw_form, draw)
}

/// What the address says is to be drawn from.
fn scope(caller: &Caller) -> Result<(Ledger, i64), Fail> {
    let asked = Submitted::asked(caller);
    let (ledger, year) = asked.text("of").split_once('.').ok_or(Fail::NotFound)?;
    Ok((Ledger::parse(ledger).ok_or(Fail::NotFound)?, year.parse().map_err(|_| Fail::NotFound)?))
}

async fn draw_form(caller: &Caller, id: BrandId) -> Result<FormPage, Fail> {
    let (ledger, year) = scope(caller)?;
    let (of, sheets) = rosters::signs_of(&caller.app, bureau(caller)?, id).await?;
    let sheet = sheets.into_iter().find(|sheet| (sheet.ledger, sheet.year) == (ledger, year) && sheet.filed);
    let people = sheet.ok_or(Fail::NotFound)?.people;
    let policies = caller.app.policies();
    let defaults = &policies.current().1.sampling;
    let confidences = Plan::CONFIDENCES.map(|percent| Choice::new(percent.to_string(), format!("{percent}%")));
    let whole = |rule: &domain::policy::Rule<u32>| rule.value.to_string();
    let fields = vec![
        Field::new("confidence", "置信度", FieldKind::Select(confidences.to_vec())).value(whole(&defaults.confidence)),
        Field::number("margin", "允许误差", "个百分点").value(whole(&defaults.margin)),
        Field::number("expected", "预计不属实的占比", "%")
            .hint("心中无数填 50，样本最大；越小样本越少。")
            .value(whole(&defaults.expected)),
    ];
    let title = format!("抽查：{} {} {year}年", named(&of.name), ledger.label());
    let action = format!("/desk/signs/{id}/sample?of={}.{year}", ledger.code());
    Ok(FormPage {
        back: Some(Link::new("返回疑点与抽查", format!("/desk/signs/{id}"))),
        intro: vec!["由系统随机抽取，种子记录在案，任何人可以照样重抽。办结前不能另抽。".into()],
        about: sizes(people),
        ..FormPage::new(frame(caller, title).await, &action, "抽取名单", fields)
    })
}

/// How many are called at some margins, at 95 percent.
fn sizes(people: u64) -> Summary {
    let size = |margin: u32| {
        let plan = Plan::new(people, 95, margin, 50).ok()?;
        Some(Pair::new(format!("误差 {margin} 个百分点"), format!("抽 {} 人", count(&plan.size()))))
    };
    let mut rows = vec![Pair::new("全册", format!("{} 人", count(&people)))];
    rows.extend([3, 5, 10].into_iter().filter_map(size).map(|pair| Pair { note: "置信度 95%".into(), ..pair }));
    Summary { rows }
}

async fn draw(caller: &Caller, id: BrandId, sent: &Submitted) -> Result<Done, Fail> {
    let (ledger, year) = scope(caller)?;
    let confidence = sent.parse("confidence", "请选择置信度。");
    let margin = sent.parse("margin", "请填 1 至 20 的整数。");
    let expected = sent.parse("expected", "请填 1 至 50 的整数。");
    let (confidence, margin, expected) = (confidence, margin, expected).together()?;
    let new = NewSample { ledger, year, confidence, margin, expected };
    let sample = rosters::draw_sample(&caller.app, bureau(caller)?, id, &new).await?;
    Ok(Done::to(here(sample)).saying("名单已抽取。"))
}
