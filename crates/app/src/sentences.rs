//! Events as a person would tell them.

use domain::{
    application::{ApplicationEvent, Disbursed, ObjectionOutcome, Paper, Payment, ServiceMethod},
    brand::BrandEvent,
    calendar::{chinese_date, shanghai_offset},
    event::{Moment, Recorded},
    level::Level,
};

/// 10月9日 15:20
#[must_use]
pub fn moment(at: Moment) -> String {
    at.with_timezone(&shanghai_offset()).format("%-m月%-d日 %H:%M").to_string()
}

/// 2025年10月9日 15:20
#[must_use]
pub fn full_moment(at: Moment) -> String {
    at.with_timezone(&shanghai_offset()).format("%Y年%-m月%-d日 %H:%M").to_string()
}

/// People's own words without the stop they end in: the sentence around them brings its own.
#[must_use]
pub fn bare(words: &str) -> &str {
    words.trim_end().trim_end_matches(['。', '；', ';', '.'])
}

/// When and what, without who.
#[must_use]
pub fn application_event(event: &Recorded<ApplicationEvent>) -> String {
    format!("{} {}", moment(event.at), what_happened(&event.event))
}

/// What happened, in one sentence.
#[must_use]
pub fn what_happened(event: &ApplicationEvent) -> String {
    match event {
        ApplicationEvent::Drafted { on_behalf: true, .. } => "代录纸质申报，建立草稿".into(),
        ApplicationEvent::Drafted { .. } => "建立申报草稿".into(),
        ApplicationEvent::Imported { document, announced_on, .. } => {
            format!("存量导入：{}公布，{document}", chinese_date(*announced_on))
        }
        ApplicationEvent::UnitsNamed { units } => format!("确定培育单位 {} 家", units.len()),
        ApplicationEvent::Submitted { .. } => "提交申报".into(),
        ApplicationEvent::Returned { by, shortfalls, .. } => {
            let what: Vec<_> = shortfalls.iter().map(|s| format!("{}（{}）", bare(&s.what), s.clause)).collect();
            format!("{}退回补正：{}", by.label(), what.join("；"))
        }
        ApplicationEvent::PassedOn { up: false, .. } => "转达市级补正意见".into(),
        ApplicationEvent::PassedOn { up: true, .. } => "核对补正材料并报市级".into(),
        ApplicationEvent::Resubmitted { .. } => "提交补正".into(),
        ApplicationEvent::Transferred { reason, .. } => format!("转办至责任县（市、区）：{reason}"),
        ApplicationEvent::Declined { by: Level::County, reasons, .. } => format!("初审不通过：{}", join(reasons)),
        ApplicationEvent::Declined { reasons, .. } => format!("评审未通过：{}", join(reasons)),
        ApplicationEvent::Withdrawn { reason } if reason.is_empty() => "撤回申报".into(),
        ApplicationEvent::Withdrawn { reason } => format!("撤回申报：{reason}"),
        ApplicationEvent::Evaluated { scores, opinion } => {
            let points: i64 = scores.iter().map(|(_, score)| score).sum();
            format!("综合评价 {} 分：{opinion}", hundredths(points))
        }
        ApplicationEvent::UnitChecked { no_violation, not_debtor, checked_on, .. } => format!(
            "{}核查培育单位：{}，{}",
            chinese_date(*checked_on),
            if *no_violation { "未发现违法违纪" } else { "发现违法违纪" },
            if *not_debtor { "不属于失信被执行人" } else { "属于失信被执行人" }
        ),
        ApplicationEvent::Judged { met, reason, .. } => {
            format!("判明{}：{reason}", if *met { "符合" } else { "不符合" })
        }
        ApplicationEvent::OriginalVerified { content_code, .. } => format!("原件已核验，内容码 {content_code}"),
        ApplicationEvent::Relaxed { level, lowered_to, reason } => {
            format!("{}降低人数标准至 {lowered_to} 人：{reason}", level.label())
        }
        ApplicationEvent::NameExceptionDecided { accepted: true, reason } => format!("同意名称例外：{reason}"),
        ApplicationEvent::NameExceptionDecided { reason, .. } => format!("不同意名称例外：{reason}"),
        ApplicationEvent::Admitted { figures, .. } => {
            format!("初审通过，进入县级培育库；带动就业创业 {} 人", figures.employed)
        }
        ApplicationEvent::Recommended { rank, opinion, .. } => format!("推荐上报，第 {rank} 位：{opinion}"),
        ApplicationEvent::OverQuotaApproved { document, reason } => format!("同意超名额推荐（{document}）：{reason}"),
        ApplicationEvent::NotSelected { reason, .. } => format!("未入选，留库培育：{reason}"),
        ApplicationEvent::AcceptedForReview { .. } => "接收评审".into(),
        ApplicationEvent::DocumentReviewed { passed, opinion, .. } => {
            format!("资料评审{}：{opinion}", verdict(*passed))
        }
        ApplicationEvent::SiteVisited { on, officers, passed, opinion, .. } => {
            format!("{}，{officers} 人实地核查{}：{opinion}", chinese_date(*on), verdict(*passed))
        }
        ApplicationEvent::Proposed { .. } => "列入拟认定名单".into(),
        ApplicationEvent::PlacedOnNotice { last_day, .. } => format!("开始公示，最后一日{}", chinese_date(*last_day)),
        ApplicationEvent::ObjectionLodged { .. } => "收到异议".into(),
        ApplicationEvent::ObjectionDecided { outcome, reason, .. } => {
            format!("异议{}：{reason}", outcome_words(*outcome))
        }
        ApplicationEvent::TakenOffNotice { .. } => "退出本次公示，更正后重新公示".into(),
        ApplicationEvent::Recognised { document, plaque, cycle_ends, .. } => {
            format!("认定授牌：{document}，牌匾 {plaque}，培育期至{}", chinese_date(*cycle_ends))
        }
        ApplicationEvent::DisbursementOpened { payment, amount, .. } => {
            format!("开立{}：{amount}", payment_words(*payment))
        }
        ApplicationEvent::DisbursementMoved { payment, step } => {
            format!("{}{}", payment_words(*payment), step_words(step))
        }
        ApplicationEvent::Served { paper, method, on, .. } => {
            let (how, proof) = method_words(*method);
            format!("{}{how}{}{proof}", chinese_date(*on), paper_words(*paper))
        }
    }
}

/// What happened in a comparison with outside records; none for other events of a brand.
#[must_use]
pub fn comparison_event(event: &BrandEvent) -> Option<String> {
    Some(match event {
        BrandEvent::RosterReleased { release, people, .. } => {
            let fields: Vec<_> = release.fields.iter().map(|field| field.label()).collect();
            let until = chinese_date(release.delete_by);
            format!(
                "同意向{}提供 {people} 人的{}，用于{}，{until}前删除",
                release.recipient,
                fields.join("、"),
                bare(&release.purpose)
            )
        }
        BrandEvent::ComparisonAnswered { source, on, confirmed, refuted, unknown, .. } => {
            let on = chinese_date(*on);
            format!("登记{on}的{source}答复：一致 {confirmed} 人，不一致 {refuted} 人，未查到 {unknown} 人")
        }
        BrandEvent::ReleaseDeleted { on, statement, .. } => {
            format!("登记对方{}删除名单（{}）", chinese_date(*on), bare(statement))
        }
        _ => return None,
    })
}

/// The same for the unit: its own acts and whatever was decided about it, without the records an office makes on the way.
#[must_use]
pub fn told_to_unit(event: &ApplicationEvent) -> Option<String> {
    match event {
        ApplicationEvent::Evaluated { .. }
        | ApplicationEvent::UnitChecked { .. }
        | ApplicationEvent::Judged { .. }
        | ApplicationEvent::DocumentReviewed { .. }
        | ApplicationEvent::OverQuotaApproved { .. }
        | ApplicationEvent::Proposed { .. } => None,
        ApplicationEvent::Recommended { .. } => Some("推荐上报市级".into()),
        ApplicationEvent::SiteVisited { on, .. } => Some(format!("{}市级实地核查", chinese_date(*on))),
        told => Some(what_happened(told)),
    }
}

/// What was recorded about a sample (抽查); none for other events of a brand.
#[must_use]
pub fn sample_event(event: &BrandEvent) -> Option<String> {
    match event {
        BrandEvent::SampleDrawn { ledger, year, plan, size, seed, .. } => Some(format!(
            "从{} {year}年花名册 {} 人中抽取 {size} 人回访（置信度 {}%，误差 {} 个百分点，种子 {seed}）",
            ledger.label(),
            plan.population,
            plan.confidence,
            plan.margin
        )),
        BrandEvent::SampleConcluded { confirmed, refuted, unreached, untrue, .. } => {
            let span = untrue.map_or_else(String::new, |(low, high)| format!("；推算全册 {low} 至 {high} 人不属实"));
            Some(format!("办结抽查：属实 {confirmed} 人，不属实 {refuted} 人，无法联系 {unreached} 人{span}"))
        }
        _ => None,
    }
}

fn join(reasons: &[domain::application::Reason]) -> String {
    reasons.iter().map(|reason| format!("{}（{}）", bare(&reason.text), reason.clause)).collect::<Vec<_>>().join("；")
}

fn verdict(passed: bool) -> &'static str {
    if passed { "通过" } else { "不通过" }
}

/// The words for an objection's end.
#[must_use]
pub fn outcome_words(outcome: ObjectionOutcome) -> &'static str {
    match outcome {
        ObjectionOutcome::Dismissed => "不成立",
        ObjectionOutcome::UpheldCorrect => "成立，更正后重新公示",
        ObjectionOutcome::UpheldRefuse => "成立，不予认定",
    }
}

/// The name of a payment.
#[must_use]
pub fn payment_words(payment: Payment) -> &'static str {
    match payment {
        Payment::First => "第一次培育补助",
        Payment::Second => "第二次培育补助",
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

/// How a paper was handed over, and what proves it.
fn method_words(method: ServiceMethod) -> (&'static str, &'static str) {
    match method {
        ServiceMethod::InPerson => ("直接送达", ""),
        ServiceMethod::Post => ("邮寄送达", ""),
        ServiceMethod::Platform => ("平台送达", "，单位已签收"),
        ServiceMethod::Announcement => ("公告送达", ""),
    }
}

fn paper_words(paper: Paper) -> &'static str {
    match paper {
        Paper::CorrectionNotice => "补正通知书",
        Paper::DeclineNotice => "不予通过告知书",
        Paper::ObjectionAnswer => "异议处理答复",
        Paper::RecognitionNotice => "认定通知",
    }
}

/// Points kept in hundredths, as people read them.
#[must_use]
pub fn hundredths(points: i64) -> String {
    match points % 100 {
        0 => (points / 100).to_string(),
        rest => format!("{}.{rest:02}", points / 100).trim_end_matches('0').to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::application::{Reason, Resume, Shortfall};

    #[test]
    fn words_that_end_in_a_stop_do_not_end_in_two() {
        assert_eq!(
            [bare("查无实据。"), bare("缺公章；"), bare("属实 "), bare("。")],
            ["查无实据", "缺公章", "属实", ""]
        );
        let shortfall = |what: &str| Shortfall { section: "brand".into(), clause: "4.2".into(), what: what.into() };
        let shortfalls = vec![shortfall("缺公章。"), shortfall("名称不符")];
        let returned =
            ApplicationEvent::Returned { by: Level::County, shortfalls, resume: Resume::Submitted, matter: None };
        assert_eq!(what_happened(&returned), "县级退回补正：缺公章（4.2）；名称不符（4.2）");
        let reasons = vec![Reason { text: "人数不足。".into(), clause: "3.3.a".into() }];
        assert_eq!(join(&reasons), "人数不足（3.3.a）");
    }
}
