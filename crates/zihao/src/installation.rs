//! Opening the installation: keys, database, clock.

use crate::{
    failure::{Done, Failure, io_words},
    output::say,
    settings::Settings,
};
use app::{
    App, Chance, Clock, demo,
    keys::{self, Fit},
};
use spreadsheets::{Helper, Isolation};
use std::{
    fs::{self, File, TryLockError},
    path::Path,
    sync::Arc,
};
use storage::{Db, audit, migrations, settings as facts};
use vault::{KeyRing, Vault};

/// Opens an installation that stands already.
pub(crate) async fn open(settings: &Settings) -> Done<App> {
    if !exists(settings) {
        return Err(Failure::new(format!(
            "{} 中还没有数据库。请先运行 zihao migrate 或 zihao serve 建库；或用 ZIHAO_DATA 指定数据目录。",
            settings.data.display()
        )));
    }
    let vault = Vault::of_file(&settings.keys)?;
    let db = connect(settings).await?;
    migrations::check(&db).await?;
    let clock = demo::clock(&db).await?.unwrap_or(Clock::Wall);
    enter(settings, vault, db, clock, Chance::system()).await
}

/// Opens the installation, and builds it first where nothing stands yet, or where building it was cut short.
pub(crate) async fn open_or_found(settings: &Settings) -> Done<App> {
    if exists(settings) && !is_unfinished(settings).await? { open(settings).await } else { found(settings).await }
}

/// Whether the folder's own database lies there without a table. An empty database at an address may be the wrong one:
/// that is for an operator to say, by `migrate`.
async fn is_unfinished(settings: &Settings) -> Done<bool> {
    Ok(settings.database_url.is_none() && is_empty(settings).await?)
}

/// Whether the database has no table.
pub(crate) async fn is_empty(settings: &Settings) -> Done<bool> {
    let db = connect(settings).await?;
    let empty = migrations::is_empty(&db).await?;
    db.close().await?;
    Ok(empty)
}

/// Builds an installation where nothing stands: folder, keys, schema.
pub(crate) async fn found(settings: &Settings) -> Done<App> {
    found_with(settings, Clock::Wall, Chance::system()).await
}

/// As [`found`], with a clock and chance of its own.
pub(crate) async fn found_with(settings: &Settings, clock: Clock, chance: Chance) -> Done<App> {
    private_folder(&settings.data)?;
    let _turn = turn(&settings.data)?;
    let vault = key_file(settings)?;
    let db = connect(settings).await?;
    migrations::migrate(&db).await?;
    enter(settings, vault, db, clock, chance).await
}

/// That nobody else builds or migrates in the folder, while the file is held. Waits for whoever is at it.
pub(crate) fn turn(folder: &Path) -> Done<File> {
    // The folder itself is locked: no file of a lock is left in it, so that it stays as empty as it was.
    let turn = File::open(folder)?;
    match turn.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            say("另一个程序正在此目录建库或升级，等它完成……");
            turn.lock()?;
        }
        Err(TryLockError::Error(error)) => return Err(error.into()),
    }
    Ok(turn)
}

/// Whether a database stands. A PostgreSQL address counts as one: `serve` finds out what stands there.
pub(crate) fn exists(settings: &Settings) -> bool {
    if settings.database_url.is_some() { settings.keys.exists() } else { settings.sqlite().exists() }
}

/// The database, as it is.
pub(crate) async fn connect(settings: &Settings) -> Done<Db> {
    Ok(match &settings.database_url {
        Some(url) => Db::connect(url).await?,
        None => Db::open_folder(&settings.data).await?,
    })
}

/// Takes a checkpoint of the record beside the database.
pub(crate) async fn checkpoint(app: &App) -> Done<()> {
    Ok(audit::checkpoint(app.db(), app.vault(), &audit::checkpoint_file(app.folder()), app.now()).await?)
}

/// The vault of the key file, which is made where there is none.
fn key_file(settings: &Settings) -> Done<Vault> {
    if !settings.keys.exists() {
        let ring = KeyRing::generate(&mut *Chance::system().get(), Clock::Wall.now());
        ring.create(&settings.keys)?;
    }
    Ok(Vault::of_file(&settings.keys)?)
}

async fn enter(settings: &Settings, vault: Vault, db: Db, clock: Clock, chance: Chance) -> Done<App> {
    let vault = Arc::new(vault);
    hold_against(&db, &vault).await?;
    let app = App::open(db, vault, &settings.data, clock, chance).await?.reading_in(isolation()?);
    match keys::fits(&app).await? {
        Fit::Opens => Ok(app),
        Fit::Older => Err(Failure::new("密钥文件比数据库旧，缺少最新一代密钥。请换用最近一次轮换之后保存的密钥文件。")),
        Fit::Lacks(generation) => Err(Failure::new(format!(
            "密钥文件中没有第 {generation} 代密钥，这个数据库的数据正是用它加密的。请把 ZIHAO_KEYS 换成做这份备份时的那份密钥文件。"
        ))),
    }
}

/// Old and foreign workbooks are read by a child of this program: see `commands::read_workbook`.
pub(crate) fn isolation() -> Done<Isolation> {
    let program =
        std::env::current_exe().map_err(|error| Failure::new(format!("找不到本程序自己：{}。", io_words(&error))))?;
    Ok(Isolation::Child(Helper { program, arguments: vec!["read-workbook"] }))
}

/// With another ring nothing would open, and people would be counted anew: the database remembers which it was begun with.
async fn hold_against(db: &Db, vault: &Vault) -> Done<()> {
    let ours = vault.identity().to_string();
    match facts::get(db.reader(), facts::KEYS).await? {
        None => Ok(facts::put(db.reader(), facts::KEYS, &ours).await?),
        Some(theirs) if theirs == ours => Ok(()),
        Some(_) => Err(Failure::new("密钥文件不是这个数据库的。请核对 ZIHAO_KEYS，换用建库时的那份密钥。")),
    }
}

/// Makes a folder that only its owner enters.
pub(crate) fn private_folder(folder: &Path) -> Done<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .create(folder)
        .map_err(|error| Failure::new(format!("无法建立目录 {}：{}。", folder.display(), io_words(&error))))
}
