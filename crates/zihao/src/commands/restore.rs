//! `zihao restore`: a backup becomes a data folder again.

use super::audit;
use crate::{
    archive::{self, DUMP, Manifest, SQLITE},
    failure::{Done, Failure, io_words},
    installation,
    output::say,
    settings::Settings,
};
use clap::Args;
use std::{
    fs, io,
    path::{Path, PathBuf},
    process::ExitCode,
};
use storage::restore_postgres;
use tempfile::TempDir;
use vault::{KeyRing, Vault};

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// 备份文件
    file: PathBuf,
}

pub(crate) async fn run(settings: &Settings, arguments: &Arguments) -> Done {
    installation::private_folder(&settings.data)?;
    must_be_empty(settings)?;
    let workshop = TempDir::new_in(&settings.data).map_err(|error| unwritable(&settings.data, &error))?;
    let (backup, folder) = (arguments.file.clone(), workshop.path().to_owned());
    let manifest = tokio::task::spawn_blocking(move || archive::unpack(&backup, &folder)).await??;
    fits(settings, &manifest)?;
    if let Some(url) = &settings.database_url {
        let dump = workshop.path().join(DUMP);
        restore_postgres(url, &dump).await?;
        fs::remove_file(dump)?;
    }
    for entry in fs::read_dir(workshop.path())? {
        let entry = entry?;
        fs::rename(entry.path(), settings.data.join(entry.file_name()))?;
    }
    say(format!("已恢复 {} 的备份：{} 个文件，校验无误。", manifest.taken_at, manifest.members.len()));
    if !settings.keys.exists() {
        say(format!("请把密钥文件放到 {}，再运行 zihao audit verify。", settings.keys.display()));
        return Ok(ExitCode::SUCCESS);
    }
    let app = installation::open(settings).await.map_err(|why| restored_all_the_same(settings, &why))?;
    let report = audit::verify(&app).await?;
    audit::tell(&report);
    Ok(if report.faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn unwritable(folder: &Path, error: &io::Error) -> Failure {
    Failure::new(format!("无法写入目录 {}：{}。", folder.display(), io_words(error)))
}

/// What keeps a restored installation from opening, such as a key taken out since: the data lies there and needs no
/// second restore.
fn restored_all_the_same(settings: &Settings, why: &Failure) -> Failure {
    let why = why.to_string();
    Failure::new(format!(
        "数据已恢复到 {}，但还不能打开：{}。处理后请运行 zihao audit verify，不必再恢复一次。",
        settings.data.display(),
        why.trim_end_matches('。')
    ))
}

/// Only the key file may lie there already: nothing is ever overwritten.
fn must_be_empty(settings: &Settings) -> Done<()> {
    let keys = settings.keys.file_name();
    let others = |folder: &Path| -> io::Result<bool> {
        for entry in fs::read_dir(folder)? {
            if Some(entry?.file_name().as_os_str()) != keys {
                return Ok(true);
            }
        }
        Ok(false)
    };
    if others(&settings.data)? {
        return Err(Failure::new(format!(
            "{} 不是空目录，未作改动。请用 ZIHAO_DATA 指定一个空目录。",
            settings.data.display()
        )));
    }
    Ok(())
}

/// The backup is of this kind of database, and the keys at hand, if any, open it.
fn fits(settings: &Settings, manifest: &Manifest) -> Done<()> {
    let wanted = if settings.database_url.is_some() { DUMP } else { SQLITE };
    if !manifest.members.contains_key(wanted) {
        return Err(Failure::new(if wanted == DUMP {
            "这是 SQLite 的备份。请不要设置 ZIHAO_DATABASE_URL。"
        } else {
            "这是 PostgreSQL 的备份。请把 ZIHAO_DATABASE_URL 设为一个空数据库的地址。"
        }));
    }
    if settings.keys.exists() && Vault::new(&KeyRing::load(&settings.keys)?).identity().to_string() != manifest.keys {
        return Err(Failure::new("密钥文件不是这份备份的。请核对 ZIHAO_KEYS，换用备份时的那份密钥。"));
    }
    Ok(())
}
