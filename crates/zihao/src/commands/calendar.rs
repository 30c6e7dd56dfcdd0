//! `zihao calendar`: periods in working days, and the years they are computed from.

use crate::{
    failure::{Done, Failure, io_words},
    installation,
    output::say,
    settings::{Settings, operator},
};
use app::Loader;
use chrono::NaiveDate;
use clap::Subcommand;
use domain::{builtin, calendar::Calendar};
use std::{fs, path::PathBuf, process::ExitCode, sync::Arc};

/// The exit code where a year is not announced.
const NOT_ANNOUNCED: u8 = 3;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// 从某日的次日起算，若干个工作日的最后一日
    End {
        /// 起始日，当日不计，如 2025-01-24
        start: NaiveDate,
        /// 工作日数
        #[arg(value_parser = clap::value_parser!(u32).range(1..=2000))]
        days: u32,
    },
    /// 载入新公布的一年（格式同 policy/calendar/2026.toml）
    Load {
        /// 年历文件
        file: PathBuf,
    },
}

pub(crate) async fn run(settings: &Settings, command: &Command) -> Done {
    match command {
        Command::End { start, days } => {
            let calendar = calendar(settings).await?;
            let end = calendar.working_days_end(*start, *days);
            say(end.map_err(|unknown| Failure::new(format!("{unknown}。")).with_code(NOT_ANNOUNCED))?);
        }
        Command::Load { file } => {
            let name = file.display().to_string();
            let text = fs::read_to_string(file).map_err(|error| {
                Failure::new(format!("无法读取年历文件 {name}：{}。", io_words(&error))).with_code(2)
            })?;
            let app = installation::open(settings).await?;
            let year = app::load_calendar_year(&app, Loader::Server(&operator()), &name, &text).await?;
            say(loaded(year, app.calendar().announced_years().any(|(announced, _)| announced == year)));
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// What is said of a year that was loaded: only one that is announced counts.
fn loaded(year: i32, announced: bool) -> String {
    let then = if announced {
        "，正在运行的服务随即按它推算期限。"
    } else {
        "；它没有标为正式公布（official = true），期限仍不按它推算。"
    };
    format!("已载入 {year} 年日历{then}")
}

/// The years of the data folder where there is one, else those the program carries.
async fn calendar(settings: &Settings) -> Done<Arc<Calendar>> {
    if installation::exists(settings) {
        Ok(installation::open(settings).await?.calendar())
    } else {
        Ok(Arc::new(builtin::calendar()))
    }
}
