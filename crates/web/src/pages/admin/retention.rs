//! `/admin/retention`: what is over by the periods of the policy file, and what was deleted. For auditors and administrators;
//! the deletion itself is the server's (`zihao retention --delete`).

use crate::{
    components::{Cell, Field, Pager, Table, Tag, Tone, count},
    frame::{Frame, Link, Room},
    pages::shared::{ListAsked, ListAt, list_at},
    shell::{Caller, Fail, Routes, Who},
};
use app::{
    exports::Format,
    keys,
    retention::{self, Run},
    sentences,
};
use askama::Template;
use domain::{access::Role, calendar::chinese_date, installation::InstallationEvent};
use std::fs::File;

const HERE: ListAt = list_at!("/admin/retention", "删除报告");

pub(super) fn routes() -> Routes {
    Routes::new()
        .list(HERE, Who::Only(&[Role::Admin, Role::Auditor]), show, take_out)
        .nav(Room::Admin, HERE.page, "保存期限")
        .nav(Room::Desk, HERE.page, "保存期限")
}

async fn take_out(caller: &Caller, asked: &ListAsked, format: Format) -> Result<File, Fail> {
    Ok(retention::export(&caller.app, caller.actor()?, &asked.search(), format).await?)
}

async fn show(caller: &Caller, asked: &ListAsked) -> Result<RetentionPage, Fail> {
    let (app, actor) = (&caller.app, caller.actor()?);
    let plan = retention::dry_run(app, actor).await?;
    let all: u64 = plan.iter().map(|due| due.count).sum();
    let due = plan.into_iter().map(|due| -> Vec<Cell> {
        vec![
            Cell::Noted(due.label, due.setting),
            due.period.into(),
            chinese_date(due.until).into(),
            Cell::Figure(count(&i64::try_from(due.count).unwrap_or(i64::MAX)).to_string()),
            due.oldest.map_or_else(|| "无".to_owned(), chinese_date).into(),
        ]
    });
    let due = Table::new(&["数据", "保存期限", "到期截至", "到期#", "最早的"], due.collect(), "");
    let found = retention::runs(app, actor, &asked.search(), asked.at().as_ref()).await?;
    let runs = found.page.rows.iter().map(run_row);
    let keys = keys::record(app, actor).await?.into_iter().filter_map(|recorded| {
        let what = key_event(&recorded.event)?;
        Some(vec![Cell::from(sentences::full_moment(recorded.at)), what.into()])
    });
    let pager = asked.pager(HERE.page, &found, "次删除");
    let runs = Table::new(&["开始", "结果", "执行人", "删除的数据"], runs.collect(), "执行过的删除显示在这里。");
    Ok(RetentionPage {
        frame: caller.frame(caller.home(), "个人信息保存期限"),
        sentence: match all {
            0 => "今天没有到期的数据。".into(),
            due => format!("今天有 {due} 项到期，由运维人员在服务器上删除；删除的结果显示在下面的删除报告。"),
        },
        due,
        runs: Table { whole: pager.whole.clone(), ..runs },
        keys: Table::new(&["时间", "事项"], keys.collect(), "换过数据密钥后显示在这里。"),
        filters: vec![asked.words("执行人")],
        files: asked.files(HERE),
        pager,
    })
}

fn run_row(run: &Run) -> Vec<Cell> {
    let gone = run.lines.iter().filter(|line| line.count > 0);
    let gone: Vec<String> = gone.map(|line| format!("{} {} 项", line.record, line.count)).collect();
    let tone = if run.finished_at.is_some() { Tone::Good } else { Tone::Unsure };
    let state = Tag::new(tone, run.outcome());
    let gone = if gone.is_empty() { "没有到期的数据".to_owned() } else { gone.join("；") };
    vec![sentences::full_moment(run.begun_at).into(), Cell::Tag(state), run.by.as_str().into(), gone.into()]
}

/// A change of keys as a sentence; none for what was deleted, which the reports tell.
fn key_event(event: &InstallationEvent) -> Option<String> {
    match event {
        InstallationEvent::KeyMade { generation } => {
            Some(format!("生成第 {generation} 代数据密钥，新数据随即用它加密。"))
        }
        InstallationEvent::Resealed { generation, values, files } => {
            Some(format!("用第 {generation} 代密钥重新加密完毕：{values} 项数据、{files} 个文件。"))
        }
        InstallationEvent::KeyRemoved { generation } => {
            Some(format!("第 {generation} 代密钥已移除：没有数据用它加密。"))
        }
        InstallationEvent::Deleted { .. } => None,
    }
}

/// The duties towards what is kept.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/retention.html")]
pub(crate) struct RetentionPage {
    pub(crate) frame: Frame,
    /// How much is over today, as a sentence.
    pub(crate) sentence: String,
    /// The dry run, kind by kind.
    pub(crate) due: Table,
    /// Past deletions.
    pub(crate) runs: Table,
    /// Keys made, taken over and removed.
    pub(crate) keys: Table,
    /// By what the deletions are narrowed.
    pub(crate) filters: Vec<Field>,
    /// The deletions as files to take out.
    pub(crate) files: Vec<Link>,
    /// Pages of the deletions.
    pub(crate) pager: Pager,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::{Cell, Tag, Tone};
    use crate::frame::Room;
    use crate::pages::samples::{Samples, frame};

    impl Samples for RetentionPage {
        const NAME: &str = "admin-retention";
        fn samples() -> Vec<(&'static str, Self)> {
            let due = |rows| Table::new(&["数据", "保存期限", "到期截至", "到期#", "最早的"], rows, "");
            let runs = |rows| Table::new(&["开始", "结果", "执行人", "删除的数据"], rows, "执行过的删除显示在这里。");
            let keys = |rows| Table::new(&["时间", "事项"], rows, "换过数据密钥后显示在这里。");
            let line: Vec<Cell> = vec![
                Cell::Noted("培育周期已结束的花名册".into(), "retention.roster_years".into()),
                "3 年".into(),
                "2022年9月14日".into(),
                Cell::Figure("4".into()),
                "2022年4月11日".into(),
            ];
            let empty = Self {
                frame: frame(Room::Admin, "个人信息保存期限", "/admin/retention"),
                sentence: "今天没有到期的数据。".into(),
                due: due(vec![]),
                runs: runs(vec![]),
                keys: keys(vec![]),
                filters: vec![Field::text("q", "执行人")],
                files: vec![],
                pager: Pager::default(),
            };
            let run: Vec<Cell> = vec![
                "2025年9月15日 09:00".into(),
                Cell::Tag(Tag::new(Tone::Good, "已完成")),
                "operator".into(),
                "访问日志 1204 项".into(),
            ];
            let full = Self {
                due: due(vec![line; 3]),
                runs: runs(vec![run]),
                keys: keys(vec![vec!["2025年9月15日 09:00".into(), "生成第 2 代数据密钥。".into()]]),
                ..empty.clone()
            };
            vec![("empty", empty), ("full", full)]
        }
    }
}
