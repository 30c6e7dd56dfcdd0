//! `/admin/audit`: is the record whole? For auditors and administrators.

use crate::{
    components::{Cell, Pair, Summary, Table, Tag, Tone, count},
    frame::Room,
    page,
    pages::admin::view::audit::AuditPage,
    shell::{Answer, Caller, Routes, Who},
};
use app::{
    record::{self, Report},
    sentences,
};
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
        breaks: Table::new(&["问题"], faults, "没有断点。"),
        checkpoints: Table::new(
            &["时间", "事件数#", "链头（SM3）"],
            points,
            "每小时、每次启动和备份都会留存核验点，显示在这里。",
        ),
        action: "/admin/audit".into(),
    })
}
