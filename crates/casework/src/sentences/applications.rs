//! What happened to an application.

use super::{Audience, bare, hundredths, method_words, unit_checked};
use domain::{
    application::{ApplicationEvent, Reason},
    calendar::chinese_date,
};

/// What happened, in one sentence; none where it is not for that audience.
#[must_use]
pub fn of_application(event: &ApplicationEvent, audience: Audience) -> Option<String> {
    if audience > widest(event) {
        return None;
    }
    Some(match (event, audience) {
        // Rank, opinion and verdict are the office's own.
        (ApplicationEvent::Recommended { .. }, Audience::Unit) => "推荐上报市级".into(),
        (ApplicationEvent::SiteVisited { on, .. }, Audience::Unit) => format!("{}市级实地核查", chinese_date(*on)),
        _ => told(event),
    })
}

/// The widest audience of an event.
fn widest(event: &ApplicationEvent) -> Audience {
    match event {
        ApplicationEvent::Evaluated { .. }
        | ApplicationEvent::UnitChecked { .. }
        | ApplicationEvent::Judged { .. }
        | ApplicationEvent::DocumentReviewed { .. }
        | ApplicationEvent::OverQuotaApproved { .. }
        | ApplicationEvent::Proposed { .. }
        | ApplicationEvent::ObjectionAcknowledged { .. } => Audience::Office,
        ApplicationEvent::Drafted { .. }
        | ApplicationEvent::UnitsNamed { .. }
        | ApplicationEvent::Submitted { .. }
        | ApplicationEvent::Returned { .. }
        | ApplicationEvent::PassedOn { .. }
        | ApplicationEvent::Resubmitted { .. }
        | ApplicationEvent::Transferred { .. }
        | ApplicationEvent::Declined { .. }
        | ApplicationEvent::Withdrawn { .. }
        | ApplicationEvent::OriginalVerified { .. }
        | ApplicationEvent::Relaxed { .. }
        | ApplicationEvent::NameExceptionDecided { .. }
        | ApplicationEvent::Admitted { .. }
        | ApplicationEvent::Recommended { .. }
        | ApplicationEvent::NotSelected { .. }
        | ApplicationEvent::AcceptedForReview { .. }
        | ApplicationEvent::SiteVisited { .. }
        | ApplicationEvent::ObjectionLodged { .. }
        | ApplicationEvent::ObjectionDecided { .. }
        | ApplicationEvent::Served { .. } => Audience::Unit,
        ApplicationEvent::PlacedOnNotice { .. }
        | ApplicationEvent::TakenOffNotice { .. }
        | ApplicationEvent::Recognised { .. } => Audience::Public,
    }
}

fn told(event: &ApplicationEvent) -> String {
    match event {
        ApplicationEvent::Drafted { on_behalf: true, .. } => "代录纸质申报，建立草稿".into(),
        ApplicationEvent::Drafted { .. } => "建立申报草稿".into(),
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
        ApplicationEvent::Declined { by, reasons: of, .. } => format!("{}不予通过：{}", by.label(), reasons(of)),
        ApplicationEvent::Withdrawn { reason } if reason.is_empty() => "撤回申报".into(),
        ApplicationEvent::Withdrawn { reason } => format!("撤回申报：{reason}"),
        ApplicationEvent::Evaluated { scores, opinion } => {
            let points: i64 = scores.iter().map(|(_, score)| score).sum();
            format!("综合评价 {} 分：{opinion}", hundredths(points))
        }
        ApplicationEvent::UnitChecked { no_violation, not_debtor, checked_on, .. } => {
            unit_checked(*checked_on, *no_violation, *not_debtor)
        }
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
        ApplicationEvent::ObjectionAcknowledged { .. } => "受理异议".into(),
        ApplicationEvent::ObjectionDecided { outcome, reason, .. } => {
            format!("异议{}：{reason}", outcome.label())
        }
        ApplicationEvent::TakenOffNotice { .. } => "退出本次公示，更正后重新公示".into(),
        ApplicationEvent::Recognised { document, cycle_ends, .. } => {
            format!("认定授牌：{document}，培育期至{}", chinese_date(*cycle_ends))
        }
        ApplicationEvent::Served { paper, method, on, .. } => {
            let (how, proof) = method_words(*method);
            format!("{}{how}{}{proof}", chinese_date(*on), paper.label())
        }
    }
}

/// The reasons of a refusal, each said once with all clauses it was given for.
#[must_use]
pub fn reasons(of: &[Reason]) -> String {
    let mut said: Vec<(&str, Vec<&str>)> = Vec::new();
    for Reason { clause, text } in of {
        let text = bare(text);
        if let Some((_, clauses)) = said.iter_mut().find(|(known, _)| *known == text) {
            clauses.push(clause);
        } else {
            said.push((text, vec![clause.as_str()]));
        }
    }
    said.iter().map(|(text, clauses)| format!("{text}（{}）", clauses.join("、"))).collect::<Vec<_>>().join("；")
}

fn verdict(passed: bool) -> &'static str {
    if passed { "通过" } else { "不通过" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{
        application::{Resume, Shortfall},
        level::Level,
    };

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
        assert_eq!(told(&returned), "县级退回补正：缺公章（4.2）；名称不符（4.2）");
        let short = vec![Reason { text: "人数不足。".into(), clause: "3.3.a".into() }];
        assert_eq!(reasons(&short), "人数不足（3.3.a）");
    }

    #[test]
    fn one_reason_for_several_clauses_is_said_once() {
        let reason = |clause: &str, text: &str| Reason { clause: clause.into(), text: text.into() };
        let both = [reason("3.3.a", "就业、培训人数不足"), reason("3.5.b2", "就业、培训人数不足。")];
        assert_eq!(reasons(&both), "就业、培训人数不足（3.3.a、3.5.b2）");
        let each = [reason("3.3.a", "就业人数不足"), reason("3.5.b2", "培训人数不足")];
        assert_eq!(reasons(&each), "就业人数不足（3.3.a）；培训人数不足（3.5.b2）");
    }
}
