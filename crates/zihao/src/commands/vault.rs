//! `zihao vault`: a new data key, and everything kept sealed anew under it.

use crate::{
    failure::{Done, Failure},
    installation,
    output::{json, say},
    settings::{Settings, operator},
};
use app::{
    App,
    keys::{self, Opened, Status, Step},
    sentences,
};
use clap::{Args, Subcommand};
use std::process::ExitCode;
use vault::{Generation, KeyLine};

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// 换新的数据密钥，并用它重新加密全部数据；服务可以照常运行，中断后再运行一次即接着做
    Rotate(Rotate),
    /// 逐项打开全部密文和文件，证明都能读出；有打不开的时退出码为 1
    Check,
    /// 把已停用的旧密钥移出密钥文件；先证明没有数据用它加密
    Retire(Retire),
}

#[derive(Debug, Args)]
pub(crate) struct Rotate {
    /// 只看进度，不作改动
    #[arg(long)]
    status: bool,
    /// 以 JSON 输出进度
    #[arg(long, requires = "status")]
    json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Retire {
    /// 第几代密钥
    generation: u16,
    /// 确认移除；此前的备份将不能再用现在的密钥文件打开
    #[arg(long)]
    yes: bool,
}

pub(crate) async fn run(settings: &Settings, command: &Command) -> Done {
    let app = installation::open(settings).await?;
    match command {
        Command::Rotate(Rotate { status: true, json: as_json }) => {
            let status = keys::status(&app).await?;
            if *as_json { json(&status) } else { tell(&status) }
        }
        Command::Rotate(_) => rotate(settings, &app).await?,
        Command::Check => {
            let Opened { opened, faults } = keys::check(&app).await?;
            faults.iter().for_each(say);
            say(format!(
                "已打开 {opened} 项密文和文件，{}",
                match faults.len() {
                    0 => "全部可读。".to_owned(),
                    some => format!("{some} 项打不开，请从备份恢复。"),
                }
            ));
            if !faults.is_empty() {
                return Ok(ExitCode::FAILURE);
            }
        }
        Command::Retire(Retire { generation, yes: false }) => {
            say(format!("移除第 {generation} 代密钥后，在它停用之前做的备份不能再用现在的密钥文件打开。"));
            say("请先另存一份密钥文件，或确认那些备份不再需要，再加 --yes 运行。");
        }
        Command::Retire(Retire { generation, yes: true }) => {
            let _turn = turn(&app)?;
            keys::retire(&app, Generation(*generation), &operator()).await?;
            say(format!("已证明没有数据用第 {generation} 代密钥加密，并把它移出 {}。", settings.keys.display()));
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn rotate(settings: &Settings, app: &App) -> Done<()> {
    let _turn = turn(app)?;
    let began = keys::begin(app, &operator()).await?;
    let generation = app.vault().current();
    say(if began {
        format!("已生成第 {generation} 代密钥，新数据随即用它加密。请另存一份 {}。", settings.keys.display())
    } else {
        format!("接着上次，用第 {generation} 代密钥重新加密。")
    });
    loop {
        if let Step::Done { values, files } = keys::step(app).await? {
            say(format!(
                "已完成：重新加密 {values} 项数据、{files} 个文件。旧密钥已停用，仍留在密钥文件中，供此前的备份使用。"
            ));
            return Ok(());
        }
    }
}

fn turn(app: &App) -> Done<keys::Turn> {
    keys::turn(app.folder())?.ok_or_else(|| Failure::new("另一个 zihao vault 正在运行，未作改动。请等它结束。"))
}

fn tell(status: &Status) {
    for KeyLine { generation, created_at, retired_at, current } in &status.keys {
        let made = sentences::full_moment(*created_at);
        let state = match retired_at {
            _ if *current => "使用中".to_owned(),
            None => "已不再使用，尚有数据未重新加密".to_owned(),
            Some(at) => format!("{}停用", sentences::full_moment(*at)),
        };
        say(format!("第 {generation} 代密钥：{made}生成，{state}，{} 项数据用它加密。", status.under(*generation)));
    }
    if status.under_way {
        say("轮换尚未完成，再运行一次 zihao vault rotate 即接着做。");
    }
}
