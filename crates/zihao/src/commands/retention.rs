//! `zihao retention`: what is over by the settings of the policy file, and its deletion.

use crate::{
    failure::Done,
    installation,
    output::{json, say},
    settings::{Settings, operator},
};
use app::retention::{self, Deleted, Due, Run};
use clap::Args;
use std::process::ExitCode;

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// 删除已到期限的数据；中断后再运行一次即接着做
    #[arg(long)]
    delete: bool,
    /// 以 JSON 输出
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(settings: &Settings, arguments: &Arguments) -> Done {
    let app = installation::open(settings).await?;
    if arguments.delete {
        let run = retention::delete(&app, &operator()).await?;
        if arguments.json { json(&run) } else { tell_run(&run) }
    } else {
        let plan = retention::plan(&app).await?;
        if arguments.json { json(&plan) } else { tell(&plan) }
    }
    Ok(ExitCode::SUCCESS)
}

fn tell(plan: &[Due]) {
    for Due { label, setting, period, until, count, oldest, .. } in plan {
        let oldest = oldest.map_or_else(String::new, |oldest| format!("，最早的是 {oldest}"));
        say(format!("{label}：{count} 项{oldest}。保存 {period}（{setting}），{until} 及以前的已到期。"));
    }
    say(match plan.iter().map(|due| due.count).sum() {
        0_u64 => "没有到期的数据。".to_owned(),
        due => format!("共 {due} 项到期，未作改动。加 --delete 删除。"),
    });
}

fn tell_run(run: &Run) {
    for Deleted { record, setting, until, count } in run.lines.iter().filter(|line| line.count > 0) {
        say(format!("{record}：删除 {count} 项（{setting}，{until} 及以前）。"));
    }
    let all: u64 = run.lines.iter().map(|line| line.count).sum();
    say(format!("第 {} 次删除完成，共 {all} 项。办理记录和决定时的人数不受影响。", run.id));
}
