//! `zihao backup`: one command, while the service runs.

use crate::{
    archive::{DUMP, Manifest, SQLITE, Writer},
    failure::{Done, Failure, io_words},
    installation,
    output::say,
    settings::Settings,
};
use app::Clock;
use chrono::SecondsFormat;
use clap::Args;
use domain::{calendar::shanghai_offset, event::Moment};
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};
use storage::{Db, audit, log};
use tempfile::{NamedTempFile, TempDir};
use vault::Vault;

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// 备份文件；不写则存入数据目录的 backups
    file: Option<PathBuf>,
}

pub(crate) async fn run(settings: &Settings, arguments: &Arguments) -> Done {
    let app = installation::open(settings).await?;
    let wall = Clock::Wall.now();
    let file = arguments.file.clone().map_or_else(|| default_file(&settings.data, wall), Ok)?;
    installation::checkpoint(&app).await?;
    let manifest = write(settings, app.db(), app.vault(), &file, wall).await?;
    let (files, events) = (manifest.members.len(), manifest.head.position);
    say(format!("已备份到 {}：{events} 条记录，{files} 个文件。", file.display()));
    say(format!("密钥文件 {} 不在备份中，请另行保存。", settings.keys.display()));
    Ok(ExitCode::SUCCESS)
}

/// Where backups go that are not told where.
pub(crate) fn default_file(data: &Path, now: Moment) -> Done<PathBuf> {
    let folder = data.join("backups");
    installation::private_folder(&folder)?;
    let at = now.with_timezone(&shanghai_offset()).format("%Y%m%d-%H%M%S");
    // A second one within the second gets a name of its own.
    let names = (1..).map(|nth| if nth == 1 { format!("zihao-{at}.tar") } else { format!("zihao-{at}-{nth}.tar") });
    Ok(names.map(|name| folder.join(name)).find(|file| !file.exists()).expect("some name is free"))
}

/// Writes a backup. The checkpoints are read before the database and the database before the files, so that each finds
/// in the next what it speaks of.
pub(crate) async fn write(settings: &Settings, db: &Db, vault: &Vault, file: &Path, now: Moment) -> Done<Manifest> {
    let cannot =
        |error: std::io::Error| Failure::new(format!("无法写入备份文件 {}：{}。", file.display(), io_words(&error)));
    if file.exists() {
        return Err(Failure::new(format!("{} 已存在，未作改动。请换一个文件名。", file.display())));
    }
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_owned();
    let workshop = TempDir::new_in(&folder).map_err(cannot)?;
    let taken_at = now.with_timezone(&shanghai_offset()).to_rfc3339_opts(SecondsFormat::Secs, false);
    let manifest = Manifest::new(taken_at, vault.identity().to_string(), log::head(db.reader()).await?);
    let checkpoints = audit::checkpoint_file(&settings.data);
    let copied_checkpoints = workshop.path().join("checkpoints.jsonl");
    if checkpoints.exists() {
        std::fs::copy(&checkpoints, &copied_checkpoints).map_err(cannot)?;
    }
    let member = if db.is_postgres() { DUMP } else { SQLITE };
    let copy = workshop.path().join(member);
    db.copy_to(settings.database_url.as_deref(), &copy).await?;

    let (files, target) = (settings.data.join("files"), file.to_owned());
    let packed = tokio::task::spawn_blocking(move || {
        let mut writer = Writer::new(NamedTempFile::new_in(folder)?, manifest);
        writer.add(member, &copy)?;
        if copied_checkpoints.exists() {
            writer.add("checkpoints.jsonl", &copied_checkpoints)?;
        }
        writer.add_folder("files", &files)?;
        let (file, manifest) = writer.finish()?;
        file.as_file().sync_all()?;
        file.persist_noclobber(target)?;
        Ok(manifest)
    });
    packed.await?.map_err(cannot)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_backup_within_the_second_has_a_name_of_its_own() {
        let folder = TempDir::new().unwrap();
        let now = chrono::DateTime::from_timestamp(1_757_898_000, 0).unwrap();
        let names = ["zihao-20250915-090000.tar", "zihao-20250915-090000-2.tar", "zihao-20250915-090000-3.tar"];
        for name in names {
            let file = default_file(folder.path(), now).unwrap();
            assert_eq!(file, folder.path().join("backups").join(name));
            std::fs::write(file, "").unwrap();
        }
    }
}
