//! `/admin/audit`: is the record whole? For auditors and administrators.

use crate::{
    components::{Cell, Pair, Summary, Table, Tag, Tone, count},
    frame::{Frame, Room},
    page,
    shell::{Answer, Caller, Routes, Who},
};
use app::{
    record::{self, Report},
    sentences,
};
use askama::Template;
use chrono::DateTime;
use domain::access::Role;

const READERS: Who = Who::Only(&[Role::Admin, Role::Auditor]);
/// Checkpoints shown; the file keeps all.
const SHOWN: usize = 50;

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/admin/audit", READERS, show)
        .nav(Room::Admin, "/admin/audit", "记录核验")
        .nav(Room::Desk, "/admin/audit", "记录核验")
        .repeatable("/admin/audit", READERS, verify)
}

async fn show(caller: Caller) -> Answer {
    let page = drawn(&caller, None)?;
    Ok(page::ok(&page))
}

async fn verify(caller: Caller) -> Answer {
    let report = record::verify(&caller.app, caller.actor()?).await?;
    let page = drawn(&caller, Some(&report))?;
    Ok(page::ok(&page))
}

fn drawn(caller: &Caller, report: Option<&Report>) -> Result<AuditPage, crate::shell::Fail> {
    let checkpoints = record::checkpoints(&caller.app, caller.actor()?)?;
    let points = checkpoints.iter().take(SHOWN).map(|point| -> Vec<Cell> {
        let at = DateTime::from_timestamp_millis(point.at).map_or_else(String::new, sentences::full_moment);
        vec![at.into(), Cell::Figure(count(&point.position).to_string()), point.hash.as_str().into()]
    });
    let points = points.collect();
    let faults =
        report.map_or_else(Vec::new, |report| report.faults.iter().map(|fault| vec![fault.as_str().into()]).collect());
    let (outcome, sentence) = match report {
        None => (None, "点“现在核验”，从第一条起逐条核对全部办理记录。".to_owned()),
        Some(report) if report.faults.is_empty() => (
            Some(Tag::new(Tone::Good, "完整")),
            format!(
                "{} 条记录逐条相接，与 {} 个核验点一致。{}",
                report.events,
                report.checkpoints,
                report.notices.concat()
            ),
        ),
        Some(report) => (
            Some(Tag::new(Tone::Bad, "有断点")),
            format!(
                "发现 {} 处问题。请保留现场，不要继续办理，并与备份核对。{}",
                report.faults.len(),
                report.notices.concat()
            ),
        ),
    };
    Ok(AuditPage {
        frame: caller.frame(caller.home(), "记录核验"),
        outcome,
        sentence,
        particulars: report.map_or_else(Summary::default, |report| Summary {
            rows: vec![Pair::new("记录数", report.events.to_string()), Pair::new("链头（SM3）", &report.head)],
        }),
        breaks: Table::new(&["问题"], faults, if report.is_some() { "没有断点。" } else { "尚未核验。" }),
        checkpoints: Table::new(
            &["时间", "事件数#", "链头（SM3）"],
            points,
            "每小时、每次启动和备份都会留存核验点，显示在这里。",
        ),
        action: "/admin/audit".into(),
    })
}

/// The last verification of the record.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/audit.html")]
pub(crate) struct AuditPage {
    pub(crate) frame: Frame,
    /// 完整 or 有断点; none before the first verification.
    pub(crate) outcome: Option<Tag>,
    /// What was found, as a sentence.
    pub(crate) sentence: String,
    /// Events, head, checkpoint, time taken.
    pub(crate) particulars: Summary,
    /// Where the chain breaks; empty when it does not.
    pub(crate) breaks: Table,
    /// Earlier checkpoints.
    pub(crate) checkpoints: Table,
    /// Where to verify again.
    pub(crate) action: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::{Cell, Pair, Tone};
    use crate::frame::Room;
    use crate::pages::samples::{Samples, frame};

    impl Samples for AuditPage {
        const NAME: &str = "admin-audit";
        fn samples() -> Vec<(&'static str, Self)> {
            let breaks = |rows, none| Table::new(&["位置", "办件", "应为", "实为"], rows, none);
            let points = |rows| {
                Table::new(
                    &["时间", "事件数#", "链头", "结果"],
                    rows,
                    "每小时、每次启动和备份都会留存核验点，显示在这里。",
                )
            };
            let empty = Self {
                frame: frame(Room::Admin, "记录核验", "/admin/audit"),
                outcome: None,
                sentence: "还没有核验过。".into(),
                particulars: Summary::default(),
                breaks: breaks(vec![], "尚未核验。"),
                checkpoints: points(vec![]),
                action: "/admin/audit".into(),
            };
            let head = "66c7f0f462eeedd9d1f2d46bdc10e4e2";
            let point: Vec<Cell> = vec![
                "9月26日 09:00".into(),
                Cell::Figure("12,408".into()),
                head.into(),
                Cell::Tag(Tag::new(Tone::Good, "一致")),
            ];
            let full = Self {
                outcome: Some(Tag::new(Tone::Good, "完整")),
                breaks: breaks(vec![], "没有断点。"),
                sentence: "12,408 条记录逐条相接，与核验点一致。".into(),
                particulars: Summary { rows: vec![Pair::new("链头（SM3）", head), Pair::new("用时", "1.8 秒")] },
                checkpoints: points(vec![point; 4]),
                ..empty.clone()
            };
            let broken = Self {
                outcome: Some(Tag::new(Tone::Bad, "有断点")),
                sentence: "第 8,113 条与前一条接不上。请保留现场并报告审计。".into(),
                breaks: breaks(
                    vec![vec!["8,113".into(), "晋江鞋服工匠".into(), head.into(), "0000".into()]],
                    "没有断点。",
                ),
                ..full.clone()
            };
            vec![("empty", empty), ("full", full), ("broken", broken)]
        }
    }
}
