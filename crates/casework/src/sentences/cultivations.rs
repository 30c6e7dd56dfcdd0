//! What happened in a cultivation.

use super::{Audience, method_words, unit_checked};
use domain::{
    calendar::chinese_date,
    cultivation::{CultivationEvent, Disbursed, Origin},
};

/// What happened, in one sentence; none where it is not for that audience.
#[must_use]
pub fn of_cultivation(event: &CultivationEvent, audience: Audience) -> Option<String> {
    let widest = match event {
        CultivationEvent::TitleGiven { .. } => Audience::Public,
        CultivationEvent::DisbursementOpened { .. }
        | CultivationEvent::DisbursementMoved { .. }
        | CultivationEvent::Served { .. } => Audience::Unit,
        CultivationEvent::UnitChecked { .. } => Audience::Office,
    };
    (audience <= widest).then(|| told(event))
}

fn told(event: &CultivationEvent) -> String {
    match event {
        CultivationEvent::TitleGiven { origin, document, announced_on, plaque, cycle_ends, .. } => {
            let on = chinese_date(*announced_on);
            let plaque = plaque.as_deref().unwrap_or("不详");
            let ends = chinese_date(*cycle_ends);
            match origin {
                Origin::Application { .. } => {
                    format!("认定授牌：{on}公布，{document}，牌匾 {plaque}，培育期至{ends}")
                }
                Origin::Paper { .. } => format!("存量导入：{on}公布，{document}，牌匾 {plaque}，培育期至{ends}"),
            }
        }
        CultivationEvent::DisbursementOpened { payment, amount, .. } => format!("开立{payment}：{amount}"),
        CultivationEvent::DisbursementMoved { payment, step } => format!("{payment}{}", step_words(step)),
        CultivationEvent::UnitChecked { no_violation, not_debtor, checked_on, .. } => {
            unit_checked(*checked_on, *no_violation, *not_debtor)
        }
        CultivationEvent::Served { paper, method, on, .. } => {
            let (how, proof) = method_words(*method);
            format!("{}{how}{paper}{proof}", chinese_date(*on))
        }
    }
}

fn step_words(step: &Disbursed) -> String {
    match step {
        Disbursed::AccountConfirmed { .. } => "：单位确认收款账户".into(),
        Disbursed::CityApproved { .. } => "：市级审批同意拨付".into(),
        Disbursed::FinanceApproved { .. } => "：财政审核同意拨付".into(),
        Disbursed::Paid { voucher, on } => format!("：{}已付款，凭证号 {voucher}", chinese_date(*on)),
        Disbursed::Returned { reason } => format!("：退票，{reason}"),
        Disbursed::Suspended { reason } => format!("：暂缓拨付，{reason}"),
        Disbursed::Resumed { reason } => format!("：恢复拨付，{reason}"),
    }
}
