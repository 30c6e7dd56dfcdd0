//! What a sample is and what its calls say, in words.

use super::super::in_words;
use crate::{
    components::{Cell, Pair, Summary, Table, Tag, Tone, count},
    frame::Link,
    pages::desk::signs::named,
    shell::Caller,
};
use app::{rosters::SampleView, sentences};
use domain::{
    brand::Brand,
    roster::Ledger,
    sampling::{Estimate, METHOD, Tally},
};

/// A ledger and year's samples as the brand's page lists them.
pub(in crate::pages::desk) fn listed(samples: &[SampleView]) -> Table {
    let rows = samples.iter().map(|sample| {
        let of = format!("{} 人中抽 {} 人", count(&sample.plan.population), count(&sample.size));
        vec![
            Cell::Link(Link::new(of, format!("/desk/samples/{}", sample.id))),
            sentences::moment(sample.drawn_at).into(),
            Cell::Tag(state(sample)),
            estimate(sample).into_iter().next().unwrap_or_default().into(),
        ]
    });
    Table::new(&["名单", "抽取", "状态", "推算"], rows.collect(), "抽取后显示在这里。")
}

pub(super) fn state(sample: &SampleView) -> Tag {
    if sample.concluded_at.is_some() {
        return Tag::new(Tone::Good, "已办结");
    }
    let done = sample.size - sample.tally.pending;
    Tag::new(Tone::Active, format!("回访中 {done}/{}", sample.size))
}

/// What the calls say, a sentence each.
pub(super) fn estimate(sample: &SampleView) -> Vec<String> {
    let (tally, plan) = (&sample.tally, &sample.plan);
    let mut said = Vec::new();
    let span = |estimate: &Estimate| {
        format!(
            "约 {} 人（{} 至 {} 人）",
            count(&estimate.likely),
            count(&estimate.people.0),
            count(&estimate.people.1)
        )
    };
    match tally.by_reached(plan) {
        Some(reached) => said.push(format!(
            "已联系到 {} 人，{} 人不属实。据此推算，全册 {} 人中{}不属实，置信度 {}%。",
            count(&reached.calls),
            count(&reached.untrue),
            count(&plan.population),
            span(&reached),
            plan.confidence
        )),
        None if tally.unreached > 0 => said.push("还没有联系到人，不能推算。".into()),
        None => return said,
    }
    if let (1.., Some(darker)) = (tally.unreached, tally.with_unreached(plan)) {
        said.push(format!(
            "{} 人无法联系，占已回访的 {}%，不当作属实；如果都不属实，则{}。",
            count(&tally.unreached),
            tally.unreached * 100 / (tally.reached() + tally.unreached),
            span(&darker)
        ));
    }
    if tally.pending > 0 {
        said.push(format!("还有 {} 人没有结果，推算会随之变化。", count(&tally.pending)));
    }
    said
}

pub(super) fn title(brand: &Brand, sample: &SampleView) -> String {
    format!("抽查：{} {} {}年", named(&brand.name), sample.ledger.label(), sample.year)
}

pub(super) fn method(sample: &SampleView) -> Summary {
    let plan = &sample.plan;
    let drawn = format!("{} 人中抽 {} 人", count(&plan.population), count(&sample.size));
    let how = "按花名册次序每人编号，计算 SM3(种子:号码)，取最小的若干个。";
    Summary {
        rows: vec![
            Pair { note: sentences::full_moment(sample.drawn_at), ..Pair::new("抽取", drawn) },
            Pair::new("置信度", format!("{}%", plan.confidence)),
            Pair::new("允许误差", format!("{} 个百分点", plan.margin)),
            Pair::new("预计不属实", format!("{}%", plan.expected)),
            Pair { note: format!("{how}（{METHOD}）"), ..Pair::new("种子", &sample.seed) },
        ],
    }
}

pub(super) fn script(caller: &Caller, brand: &Brand, ledger: Ledger) -> Vec<String> {
    let area = in_words::area(&caller.app, brand.area.as_str());
    let asks = match ledger {
        Ledger::Training => "请问您参加过花名册上这个班的培训吗？什么时候、在哪里、学什么？",
        Ledger::Employment => "请问您在花名册上这家单位工作吗？从什么时候开始、做什么岗位？",
    };
    vec![
        format!("您好，这里是{area}人社局，就“{}”的花名册向您核实，只占用一两分钟。", named(&brand.name)),
        "先请对方报姓名，不要先报证件号码。".into(),
        asks.into(),
        "与记录一致选“属实”；本人否认选“不属实”并写明情况；换时间打两次仍不通选“无法联系”。".into(),
    ]
}

/// What is left after a page was kept.
pub(super) fn saved(tally: &Tally) -> String {
    match tally.pending {
        0 => "已保存，全部有了结果，可以办结。".into(),
        left => format!("已保存，还有 {} 人没有结果。", count(&left)),
    }
}
