//! `zihao audit`: the proof that the record was not quietly rewritten.

use crate::{
    failure::{Done, Failure},
    installation,
    output::{json, say},
    settings::Settings,
};
use app::App;
use clap::Subcommand;
use std::process::ExitCode;
use storage::audit::{self, Report};

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// 核验全部办理记录：事件链、检查点、汇总与重放
    Verify {
        /// 以 JSON 输出
        #[arg(long)]
        json: bool,
    },
}

pub(crate) async fn run(settings: &Settings, command: &Command) -> Done {
    let Command::Verify { json: as_json } = command;
    let app = installation::open(settings).await?;
    let report = verify(&app).await?;
    if *as_json {
        json(&report);
    } else {
        tell(&report);
    }
    Ok(if report.faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Verifies the whole record.
pub(crate) async fn verify(app: &App) -> Done<Report> {
    let file = audit::checkpoint_file(app.folder());
    audit::verify(app.db(), app.vault(), &file).await.map_err(Failure::from)
}

/// Tells what was found.
pub(crate) fn tell(report: &Report) {
    say(format!("已核验 {} 条记录，对照 {} 个检查点。", report.events, report.checkpoints));
    for sentence in report.faults.iter().chain(&report.notices) {
        say(format!("  {sentence}"));
    }
    if report.faults.is_empty() {
        say(format!("记录完整。最后一条的 SM3：{}", report.head));
    } else {
        say(format!("发现 {} 处问题。请保留现场，不要继续办理，并与备份核对。", report.faults.len()));
    }
}
