//! The command line: one file a command under `commands`, over the same verbs as the pages.
//!
//! The comments on commands and arguments are the help people read, hence in Chinese.

mod archive;
mod commands;
mod demo;
mod failure;
mod installation;
mod output;
mod settings;

use clap::{Parser, Subcommand};
use commands::{
    audit, backup, calendar, migrate, policy, read_workbook, restore, retention, roster, serve, user, vault, work,
};
use failure::Done;
use settings::Settings;
use std::process::ExitCode;

/// 字号：劳务品牌培育管理平台
#[derive(Debug, Parser)]
#[command(name = "zihao", version, after_help = settings::HELP)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// 启动服务；全新的数据目录会先建库
    Serve(serve::Arguments),
    /// 只做后台工作：检查点、清理、任务
    Work,
    /// 升级数据库结构，先自动备份
    Migrate,
    /// 运行中一次备份数据库、文件和检查点；密钥不在其中
    Backup(backup::Arguments),
    /// 把备份恢复到空的数据目录
    Restore(restore::Arguments),
    /// 账号
    #[command(subcommand)]
    User(user::Command),
    /// 花名册
    #[command(subcommand)]
    Roster(roster::Command),
    /// 工作日历
    #[command(subcommand)]
    Calendar(calendar::Command),
    /// 政策规则
    #[command(subcommand)]
    Policy(policy::Command),
    /// 办理记录
    #[command(subcommand)]
    Audit(audit::Command),
    /// 列出已到保存期限的数据，不作改动；加 --delete 才删除
    Retention(retention::Arguments),
    /// 密钥轮换
    #[command(subcommand)]
    Vault(vault::Command),
    /// 建一座虚构的演示城市
    Demo(demo::Arguments),
    /// 在受限的子进程中读取工作簿，由本程序自己调用
    #[command(hide = true)]
    ReadWorkbook(read_workbook::Arguments),
}

fn main() -> ExitCode {
    let done = match CommandLine::parse().command {
        // Before any thread is started: the memory it may have is small.
        Command::ReadWorkbook(arguments) => read_workbook::run(&arguments),
        command => in_runtime(command),
    };
    done.unwrap_or_else(|failure| failure.report())
}

#[tokio::main]
async fn in_runtime(command: Command) -> Done {
    run(command).await
}

async fn run(command: Command) -> Done {
    let settings = Settings::read()?;
    match command {
        Command::Serve(arguments) => serve::run(&settings, &arguments).await,
        Command::Work => work::run(&settings).await,
        Command::Migrate => migrate::run(&settings).await,
        Command::Backup(arguments) => backup::run(&settings, &arguments).await,
        Command::Restore(arguments) => restore::run(&settings, &arguments).await,
        Command::User(command) => user::run(&settings, &command).await,
        Command::Roster(command) => roster::run(&settings, &command).await,
        Command::Calendar(command) => calendar::run(&settings, &command).await,
        Command::Policy(command) => policy::run(&settings, &command).await,
        Command::Audit(command) => audit::run(&settings, &command).await,
        Command::Retention(arguments) => retention::run(&settings, &arguments).await,
        Command::Vault(command) => vault::run(&settings, &command).await,
        Command::Demo(arguments) => demo::run(&settings, &arguments).await,
        Command::ReadWorkbook(arguments) => read_workbook::run(&arguments),
    }
}
