//! `zihao roster`: the form of annex 2, the check every upload passes, and the proof of the counters kept.

use super::compare::{self, Compare};
use crate::{
    failure::{Done, Failure, io_words},
    installation,
    output::{json, say},
    settings::Settings,
};
use app::{
    Clock,
    rosters::{self, CheckReport, Discrepancy, Found, Recount},
};
use chrono::Datelike;
use clap::{Args, Subcommand, ValueEnum, builder::RangedI64ValueParser};
use domain::roster::{Severity, SheetKind};
use spreadsheets::Limits;
use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// 写出空白花名册表样
    Template {
        /// 台账，默认一张表同时报两本
        #[arg(long, value_enum, default_value = "combined")]
        ledger: Ledger,
        /// 年度，默认今年
        #[arg(long, value_parser = years())]
        year: Option<i32>,
        /// 写到这个文件，须以 .xlsx 结尾
        #[arg(default_value = "花名册.xlsx")]
        file: PathBuf,
    },
    /// 核对花名册文件；有错误时退出码为 1，文件无法读取时为 2
    Check(Check),
    /// 按花名册重新计数，与保存的计数对照；有不符时退出码为 1
    Recount {
        /// 把不符的计数改正，并记入访问日志
        #[arg(long)]
        mend: bool,
        /// 输出格式
        #[arg(long, value_enum, default_value = "text")]
        format: Format,
    },
    /// 与另一个城市的本系统比对，只交换加密指纹
    #[command(subcommand)]
    Compare(Compare),
}

#[derive(Debug, Args)]
pub(crate) struct Check {
    /// 花名册文件（.xlsx、.xls、.et、.ods、.csv）
    file: PathBuf,
    /// 台账
    #[arg(long, value_enum)]
    ledger: Ledger,
    /// 年度
    #[arg(long, value_parser = years())]
    year: i32,
    /// 输出格式
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Ledger {
    /// 培训
    Training,
    /// 就业
    Employment,
    /// 一张表同时报两本台账
    Combined,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Text,
    Json,
}

impl Ledger {
    fn sheet(self) -> SheetKind {
        match self {
            Ledger::Training => SheetKind::Training,
            Ledger::Employment => SheetKind::Employment,
            Ledger::Combined => SheetKind::Combined,
        }
    }
}

pub(crate) async fn run(settings: &Settings, command: &Command) -> Done {
    match command {
        Command::Template { ledger, year, file } => {
            let year = year.unwrap_or_else(|| Clock::Wall.today().year());
            write_template(ledger.sheet(), year, file)
        }
        Command::Check(check) => check_file(check),
        Command::Recount { mend, format } => recount(settings, *mend, *format).await,
        Command::Compare(command) => compare::run(settings, command).await,
    }
}

fn write_template(sheet: SheetKind, year: i32, file: &Path) -> Done {
    if file.extension().is_none_or(|ending| !ending.eq_ignore_ascii_case("xlsx")) {
        return Err(Failure::new(format!(
            "{} 不以 .xlsx 结尾，未写出。表样是 Excel 工作簿，请换一个文件名。",
            file.display()
        )));
    }
    if file.exists() {
        return Err(Failure::new(format!("{} 已存在，未作改动。请换一个文件名。", file.display())));
    }
    fs::write(file, rosters::template(sheet, year)?)
        .map_err(|error| Failure::new(format!("无法写出 {}：{}。", file.display(), io_words(&error))))?;
    say(format!("已写出 {}。", file.display()));
    Ok(ExitCode::SUCCESS)
}

async fn recount(settings: &Settings, mend: bool, format: Format) -> Done {
    let app = installation::open(settings).await?;
    let found = if mend { rosters::mend(&app).await? } else { rosters::recount(&app).await? };
    match format {
        Format::Json => json(&found),
        Format::Text => tell_recount(&found, mend),
    }
    let stands = found.differences.is_empty() || mend;
    Ok(if stands { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn tell_recount(found: &Recount, mend: bool) {
    for Discrepancy { of, kept, counted } in &found.differences {
        say(format!("{of}：保存的是 {kept}，重新计数是 {counted}。"));
    }
    let Recount { brands, figures, differences } = found;
    let end = match (differences.len(), mend) {
        (0, _) => "全部一致。".to_owned(),
        (different, true) => format!("{different} 项不符，已改正。"),
        (different, false) => format!("{different} 项不符。可加 --mend 改正。"),
    };
    say(format!("已重新计数 {brands} 个品牌的 {figures} 项，{end}"));
}

pub(super) fn years() -> RangedI64ValueParser<i32> {
    clap::value_parser!(i32).range(2000..=2100)
}

fn check_file(check: &Check) -> Done {
    let limits = Limits { isolation: installation::isolation()?, ..Limits::default() };
    let report = rosters::check_file(&check.file, limits, check.ledger.sheet(), check.year, Clock::Wall.today())
        .map_err(|error| Failure::from(error).with_code(2))?;
    match check.format {
        Format::Json => json(&report),
        Format::Text => tell(&report),
    }
    let wrong = report.problems.iter().any(|problem| problem.severity == Severity::Error);
    Ok(match (report.unread && report.rows == 0, wrong || report.unread) {
        (true, _) => ExitCode::from(2),
        (false, true) => ExitCode::FAILURE,
        (false, false) => ExitCode::SUCCESS,
    })
}

fn tell(report: &CheckReport) {
    for problem in &report.problems {
        let Found { sheet, row, column, severity, message, .. } = problem;
        say(format!("{} {sheet} 第 {row} 行 {column}：{message}", severity.label()));
    }
    let CheckReport { rows, accepted, rejected, blank, people, .. } = report;
    say(format!("共 {rows} 行，接收 {accepted} 行，退回 {rejected} 行，空行 {blank} 行；去重 {people} 人。"));
}
