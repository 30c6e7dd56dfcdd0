//! `/desk/cultivations/{id}`: the two years after the title: its document and plaque, the money, the record (6.1).

use super::{
    OFFICIALS, act,
    in_words::{self, People},
    official, panel, record,
};
use crate::{
    components::{ActPanel, Cell, Due, Emblem, Pair, Summary, Table, Tag, Timeline},
    frame::{Frame, Link},
    page,
    shell::{Answer, At, Caller, Routes},
};
use app::acts;
use askama::Template;
use domain::{
    brand::Brand,
    calendar::chinese_date,
    cultivation::{Cultivation, DisbursementState},
    ids::{CultivationId, UnitId},
    matter::Subject,
    stream::{Stream, StreamKind},
};
use std::collections::BTreeMap;

pub(super) fn routes() -> Routes {
    Routes::new().get("/desk/cultivations/{cultivation}", OFFICIALS, show)
}

/// A cultivation as its desk sees it.
#[derive(Clone, Debug, Template)]
#[template(path = "desk/cultivation.html")]
pub(crate) struct CultivationPage {
    pub(crate) frame: Frame,
    pub(crate) emblem: Emblem,
    /// The brand's name.
    pub(crate) brand: String,
    /// Lead unit and area.
    pub(crate) line: String,
    /// Where it stands.
    pub(crate) state: Tag,
    /// Document, plaque, cycle.
    pub(crate) overview: Summary,
    /// 资金
    pub(crate) money: Table,
    /// 全程记录
    pub(crate) timeline: Timeline,
    /// The panel at the side.
    pub(crate) panel: ActPanel,
    /// The application it came from; none for a brand from paper.
    pub(crate) application: Option<Link>,
}

async fn show(caller: Caller, At(id): At<i64>) -> Answer {
    let actor = official(&caller)?;
    let app = &caller.app;
    let cultivation = app::cultivations::visible(app, actor, CultivationId(id)).await?;
    let known = acts::standing(app, &cultivation).await?;
    let mut offers = acts::on(app, actor, &cultivation, &known, caller.steps()).await?;
    offers.extend(act::at::<Brand>(&caller, cultivation.brand).await?);
    let on = Subject { stream: StreamKind::Cultivation, id };
    let matters = app::matters::on_subject(app, actor, on).await?;
    let history = app::cultivations::history(app, cultivation.id).await?;
    let people =
        People::of(app, actor, history.iter().filter_map(|event| event.by).chain(panel::approvers(&matters))).await?;
    let units = &known.units;
    let lead = units.get(&cultivation.lead_unit()).cloned().unwrap_or_default();
    let standing = panel::Standing {
        turn: cultivation.turn(),
        area: cultivation.area.as_str(),
        due: Due::default(),
        matter: panel::under_way(&matters),
        people: &people,
        offers: &offers,
        links: Vec::new(),
    };
    let state = cultivation.state();
    Ok(page::ok(&CultivationPage {
        frame: super::frame(&caller, format!("{} 培育", cultivation.title)).await,
        emblem: Emblem::of(&cultivation.title),
        brand: cultivation.title.clone(),
        line: [lead, in_words::area(app, cultivation.area.as_str())].join(" · "),
        state: Tag::state(state.code(), state.label()),
        overview: overview(app, &cultivation, units),
        money: money(&cultivation),
        timeline: record::of_cultivation(&caller, actor, &history, &matters, &people).await?,
        panel: panel::panel(&caller, standing),
        application: cultivation
            .application
            .map(|application| Link::new("申报办件", act::page_of(StreamKind::Application, application.0))),
    }))
}

fn overview(app: &app::App, cultivation: &Cultivation, units: &BTreeMap<UnitId, String>) -> Summary {
    let name = |unit: &UnitId| units.get(unit).cloned().unwrap_or_default();
    let mut rows = vec![Pair::new("牵头单位", name(&cultivation.lead_unit()))];
    if cultivation.units.len() > 1 {
        let others = cultivation.units[1..].iter().map(name).collect::<Vec<_>>();
        rows.push(Pair::new("共同培育单位", others.join("、")));
    }
    rows.push(Pair::new("属地", in_words::area(app, cultivation.area.as_str())));
    let note = format!("{}公布", chinese_date(cultivation.announced_on));
    rows.push(Pair { note, ..Pair::new("认定文件", &cultivation.document) });
    rows.push(Pair::new("牌匾编号", cultivation.plaque.clone().unwrap_or_else(|| "不详（存量）".into())));
    let looked = |unit: &UnitId| {
        let last = cultivation.unit_checks.get(unit).into_iter().flatten().map(|look| look.checked_on).max();
        format!("{}：{}", name(unit), last.map_or_else(|| "未查询".to_owned(), chinese_date))
    };
    let note = "违法违纪和失信查询，每次拨付前须在有效期内（3.4.e）。".to_owned();
    let looked = cultivation.units.iter().map(looked).collect::<Vec<_>>();
    rows.push(Pair { note, ..Pair::new("单位核查", looked.join("\n")) });
    rows.push(Pair::new("培育期至", chinese_date(cultivation.cycle_ends)));
    rows.push(Pair::new("可以考核评估", format!("{}起", chinese_date(cultivation.assessable_from))));
    if cultivation.application.is_none() {
        rows.push(Pair::new("来源", "存量导入"));
    }
    Summary { rows }
}

fn money(cultivation: &Cultivation) -> Table {
    let rows = cultivation.disbursements.iter().map(|(payment, of)| {
        let note = match &of.state {
            DisbursementState::Paid { voucher, on } => {
                let voucher = voucher.as_deref().unwrap_or("不详（存量）");
                format!("{}，凭证 {voucher}", chinese_date(*on))
            }
            DisbursementState::Returned { reason } | DisbursementState::Suspended { reason, .. } => reason.clone(),
            DisbursementState::Opened
            | DisbursementState::AccountConfirmed
            | DisbursementState::CityApproved
            | DisbursementState::FinanceApproved => String::new(),
        };
        vec![
            payment.label().into(),
            Cell::Figure(of.amount.to_string()),
            Cell::Noted(of.state.label().into(), note),
            Cell::Clause("6.1.b".into()),
        ]
    });
    Table::new(&["补助", "金额#", "状态", "条款"], rows.collect(), "还没有开办补助。")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::{Pair, Tone};
    use crate::frame::Room;
    use crate::pages::samples::{Samples, frame, long};

    impl Samples for CultivationPage {
        const NAME: &str = "desk-cultivation";
        fn samples() -> Vec<(&'static str, Self)> {
            let money = Table::new(&["补助", "金额#", "状态"], vec![], "还没有开办补助。");
            let page = CultivationPage {
                frame: frame(Room::Desk, "晋江鞋服工匠 培育", "/desk"),
                emblem: Emblem::of("晋江鞋服工匠"),
                brand: "晋江鞋服工匠".into(),
                line: "晋江市鞋服行业协会 · 晋江市".into(),
                state: Tag::new(Tone::Good, "培育期内"),
                overview: Summary { rows: vec![Pair::new("牌匾编号", "泉字号 2025-0001")] },
                money,
                timeline: Timeline::default(),
                panel: ActPanel { turn: "培育期内。".into(), ..ActPanel::default() },
                application: Some(Link::new("申报办件", "/desk/applications/1")),
            };
            let huge = CultivationPage { brand: long("晋江鞋服工匠"), application: None, ..page.clone() };
            vec![("full", page), ("long", huge)]
        }
    }
}
