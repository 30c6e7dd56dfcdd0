//! `zihao migrate`: brings the schema up to the program, after a backup.

use super::backup;
use crate::{
    failure::{Done, Failure},
    installation,
    output::say,
    settings::Settings,
};
use app::Clock;
use std::process::ExitCode;
use storage::migrations;
use vault::{KeyRing, Vault};

pub(crate) async fn run(settings: &Settings) -> Done {
    if !installation::exists(settings) {
        installation::found(settings).await?;
        say(format!("已在 {} 建库。密钥文件：{}，请另行保存。", settings.data.display(), settings.keys.display()));
        return Ok(ExitCode::SUCCESS);
    }
    let _turn = installation::turn(&settings.data)?;
    let db = installation::connect(settings).await?;
    match migrations::check(&db).await {
        Ok(()) => {
            say("数据库结构已是最新，无需升级。");
            return Ok(ExitCode::SUCCESS);
        }
        Err(storage::Error::Outdated) => {}
        Err(other) => return Err(other.into()),
    }
    if migrations::is_empty(&db).await? {
        // A database that PostgreSQL's administrator has just made: nothing to save.
        migrations::migrate(&db).await?;
        say("已建库。");
        return Ok(ExitCode::SUCCESS);
    }
    let vault = Vault::new(&KeyRing::load(&settings.keys)?);
    let now = Clock::Wall.now();
    let file = backup::default_file(&settings.data, now)?;
    backup::write(settings, &db, &vault, &file, now).await?;
    say(format!("已备份到 {}。", file.display()));
    migrations::migrate(&db).await.map_err(|error| {
        let why = Failure::from(error).to_string();
        Failure::new(format!("升级未完成：{}。数据可用刚才的备份恢复。", why.trim_end_matches('。')))
    })?;
    say("数据库结构已升级。");
    Ok(ExitCode::SUCCESS)
}
