//! `zihao demo`: a made-up city to look around in, with a clock of its own.

mod brands;
mod desks;
mod from_paper;
mod many;
mod opening;
mod papers;
mod people;
mod rosters;
mod stage;
mod story;

pub(crate) use opening::SignIn;

use crate::{
    failure::{Done, Failure},
    installation,
    output::{json, say},
    settings::Settings,
};
use app::{
    Chance, Clock,
    demo::{self, Step, morning},
    rosters::search_pending_signs,
    sentences,
};
use chrono::NaiveDate;
use clap::{Args, Subcommand};
use domain::ids::RoundId;
use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

/// The day before anything happened, and the day on which one begins to look around.
const BEGINS: (i32, u32, u32) = (2025, 1, 6);
const OPENS: (i32, u32, u32) = (2025, 9, 15);
/// Where it is made unless somebody says where.
const FOLDER: &str = "data/demo";
/// The same city every time.
const SEED: u64 = 20_250_915;

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Arguments {
    /// 演示城市的目录，须是新目录；默认为 ZIHAO_DATA，未设置时为 data/demo
    #[arg(long)]
    data: Option<PathBuf>,
    /// 另加多少家单位、品牌、申报和培育，供测量用
    #[arg(long, hide = true, default_value_t = 0)]
    rows: u64,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// 把演示时间向前推进：5wd（工作日）、1d、1m 或日期；正在运行的服务随之前进
    Advance {
        /// 前进多少
        step: String,
    },
    /// 列出可以登录的账号（目录由 ZIHAO_DATA 指定）
    SignIns {
        /// 以 JSON 输出
        #[arg(long)]
        json: bool,
    },
}

pub(crate) async fn run(settings: &Settings, arguments: &Arguments) -> Done {
    match &arguments.command {
        None => {
            let named = arguments.data.clone().or_else(Settings::named_folder);
            make(&settings.in_folder(named.unwrap_or_else(|| PathBuf::from(FOLDER))), arguments.rows).await?;
        }
        Some(Command::Advance { step }) => advance(settings, step).await?,
        Some(Command::SignIns { json: as_json }) => {
            let sign_ins = sign_ins(settings)?
                .ok_or_else(|| Failure::new(format!("{} 不是演示目录。", settings.data.display())))?;
            if *as_json { json(&sign_ins) } else { tell(&sign_ins) }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Those who can sign in to a demo folder; none where it is no demo.
pub(crate) fn sign_ins(settings: &Settings) -> Done<Option<Vec<SignIn>>> {
    let file = sign_ins_file(&settings.data);
    if !file.exists() {
        return Ok(None);
    }
    Ok(Some(serde_json::from_str(&fs::read_to_string(file)?)?))
}

/// Shows who can sign in.
pub(crate) fn tell(sign_ins: &[SignIn]) {
    say("演示城市可用的账号：");
    for SignIn { user, password, who, .. } in sign_ins {
        say(format!("  {user}\t{password}\t{who}"));
    }
}

fn sign_ins_file(data: &Path) -> PathBuf {
    data.join("sign-ins.json")
}

async fn make(settings: &Settings, rows: u64) -> Done<()> {
    let data = &settings.data;
    if data.exists() {
        return Err(Failure::new(format!("{} 已存在，未作改动。请删去它，或用 --data 指定新目录。", data.display())));
    }
    if settings.database_url.is_some() && !installation::is_empty(settings).await? {
        return Err(Failure::new("ZIHAO_DATABASE_URL 指的数据库中已有内容，未作改动。演示城市要一个空数据库。"));
    }
    let made = make_in(settings, rows).await;
    if made.is_err() {
        // A city that was not finished is of no use to anybody.
        let _ = fs::remove_dir_all(data);
        if settings.database_url.is_some() {
            say("演示城市没有建完，数据库中留有一部分。请换一个空数据库再建。");
        }
    }
    made
}

async fn make_in(settings: &Settings, rows: u64) -> Done<()> {
    let began = Instant::now();
    let data = &settings.data;
    let clock = Clock::fixed(morning(day(BEGINS)));
    let app = installation::found_with(settings, clock, Chance::seeded(SEED)).await?;
    let mut stage = stage::Stage::open(app.clone()).await?;
    story::play(&mut stage).await?;
    search_pending_signs(&app).await?;
    many::add(&app, &stage.reviewer, rows, RoundId(1)).await?;
    app.clock().set(morning(day(OPENS)));
    demo::start_at(app.db(), app.now()).await?;
    fs::write(sign_ins_file(data), serde_json::to_string_pretty(&stage.sign_ins)?)?;
    installation::checkpoint(&app).await?;
    app.db().clone().close().await?;
    say(format!("演示城市已建在 {}，用时 {} 秒。", data.display(), began.elapsed().as_secs()));
    Ok(())
}

async fn advance(settings: &Settings, step: &str) -> Done<()> {
    let app = installation::open(settings).await?;
    let sentence = |error: app::Error| match error {
        app::Error::NotFound => Failure::new(format!("{} 不是演示目录，时间不能推进。", settings.data.display())),
        other => other.into(),
    };
    let step: Step = step.parse()?;
    let now = demo::advance(&app, step).await.map_err(sentence)?;
    say(format!("演示时间：{}", sentences::full_moment(now)));
    Ok(app.db().clone().close().await?)
}

fn day((year, month, day): (i32, u32, u32)) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a date")
}
