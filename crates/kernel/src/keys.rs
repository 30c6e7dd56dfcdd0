//! Rotation of the data key (C-9): a new one seals from now on, and everything kept is sealed anew under it, a batch at a
//! time, beside the running service. Killed anywhere, it goes on where it was; old values open throughout.
//!
//! The key that makes fingerprints of people is never replaced: a person is known by it across the whole database, and no
//! number is kept in plain from which it could be made anew.

use crate::{
    App, Error, Result,
    access_log::{self, Record},
    loading, seals,
};
use domain::{
    access::Actor,
    installation::{Installation, InstallationEvent},
};
use serde::Serialize;
use std::{
    collections::BTreeMap,
    fs::{File, TryLockError},
    path::Path,
};
use storage::{
    files::FOLDERS,
    originals,
    reseal::{Part, Place, Sealed},
    rotations::{self, Rotation},
};
use vault::{Generation, KeyLine, KeyRing};

/// Values sealed anew in one transaction: short enough to run beside casework.
const BATCH: u64 = 100;
/// Stands where a place does, for the sealed files.
const FILES: &str = "files";

/// How far everything kept is under the key that seals now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Status {
    /// The keys of the ring, the oldest first.
    pub keys: Vec<KeyLine>,
    /// Whether a rotation is under way.
    pub under_way: bool,
    /// Each place by name, sealed files last: how many values under which generation.
    pub places: Vec<(String, BTreeMap<Generation, u64>)>,
}

impl Status {
    /// Values and files under a generation.
    #[must_use]
    pub fn under(&self, generation: Generation) -> u64 {
        self.places.iter().filter_map(|(_, found)| found.get(&generation)).sum()
    }

    /// Values and files in all.
    #[must_use]
    pub fn all(&self) -> u64 {
        self.places.iter().flat_map(|(_, found)| found.values()).sum()
    }
}

/// What a step came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// There is more to do.
    More {
        /// Values sealed anew so far.
        values: i64,
        /// Files sealed anew so far.
        files: i64,
    },
    /// Everything is under the new key; the older ones are retired.
    Done {
        /// Values sealed anew.
        values: i64,
        /// Files sealed anew.
        files: i64,
    },
}

/// That nobody else rotates keys of this folder while it is held.
#[derive(Debug)]
pub struct Turn(#[expect(dead_code, reason = "the lock goes with the file")] File);

/// Takes the turn; none where somebody else has it.
///
/// # Errors
/// The folder cannot be written.
pub fn turn(folder: &Path) -> Result<Option<Turn>> {
    let file = File::create(folder.join("rotation.lock"))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(Turn(file))),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

/// How far everything kept is under the key that seals now, counted from what is kept.
///
/// # Errors
/// The database, the files or the key file are away.
pub async fn status(app: &App) -> Result<Status> {
    let places = places(app).await?;
    let under_way = under_way(app).await?.is_some();
    Ok(Status { keys: ring(app)?.generations().collect(), under_way, places })
}

/// Each place by name, sealed files last, with the values that it keeps under each generation.
async fn places(app: &App) -> Result<Vec<(String, BTreeMap<Generation, u64>)>> {
    let mut places = Vec::new();
    for place in &seals::PLACES {
        places.push((place.name(), place.count(app.db()).await?));
    }
    places.push((FILES.to_owned(), app.files().count_by_key().await.map_err(|error| file_fault(&error))?));
    Ok(places)
}

/// What opening everything came to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Opened {
    /// Values and files that opened in their place.
    pub opened: u64,
    /// Those that did not, each by place, row and why.
    pub faults: Vec<String>,
}

/// Opens every sealed value and file where it belongs.
///
/// # Errors
/// The database is away. What does not open stands in the answer.
pub async fn check(app: &App) -> Result<Opened> {
    let mut all = Opened::default();
    for place in &seals::PLACES {
        let mut after = None;
        loop {
            let batch = place.batch(app.db(), after.as_deref(), BATCH).await?;
            let Some(last) = batch.last() else { break };
            after = Some(last.key.clone());
            for sealed in &batch {
                match app.vault().open(place.context(&sealed.key), &sealed.value) {
                    Ok(_) => all.opened += 1,
                    Err(error) => {
                        let key: Vec<String> = sealed.key.iter().map(Part::to_string).collect();
                        all.faults.push(format!("{} {}：{error}", place.name(), key.join("/")));
                    }
                }
            }
        }
    }
    for digest in originals::digests(app.db().reader()).await? {
        let digest = digest.parse().map_err(|_| Error::Internal(format!("a file under {digest}")))?;
        match app.files().verify(digest).await {
            Ok(_) => all.opened += 1,
            Err(error) => all.faults.push(error.to_string()),
        }
    }
    Ok(all)
}

/// Begins a rotation: a new key in the key file, which seals from now on, in every program over this database. Where one
/// was begun and not finished, that one goes on and the answer is false.
///
/// # Errors
/// The key file cannot be written, or is older than the database; the database is away.
pub async fn begin(app: &App, by: &str) -> Result<bool> {
    if under_way(app).await?.is_some() {
        app.vault().reread().map_err(|error| key_fault(&error))?;
        return Ok(false);
    }
    let mut ring = ring(app)?;
    let newest = newest(app).await?;
    if newest.is_some_and(|newest| newest > ring.current()) {
        return Err(Error::field("keys", OLD_FILE));
    }
    // A key of the file that the database does not know was made by a rotation killed just then, or the database is an
    // older backup: that key it is.
    if newest == Some(ring.current()) || newest.is_none() && ring.current() == Generation(1) {
        ring.rotate(&mut *app.chance().get(), app.now());
        ring.save(path(app)?).map_err(|error| key_fault(&error))?;
    }
    app.vault().reread().map_err(|error| key_fault(&error))?;
    let generation = ring.current().0;
    let mut tx = app.begin(None).await?;
    rotations::begin(tx.conn(), ring.current(), tx.now()).await?;
    tx.append_installation(InstallationEvent::KeyMade { generation }).await?;
    let detail = format!("第 {generation} 代密钥，在服务器上由 {by} 生成");
    let record = Record { kind: "rotate_keys", subject: "keys", result: "ok", detail: &detail };
    access_log::record_in(&tx, None, record).await?;
    loading::publish(app, tx).await?;
    Ok(true)
}

/// Seals the next batch anew.
///
/// # Errors
/// No rotation is under way; a value does not open; the database is away. Everything done before stays done.
pub async fn step(app: &App) -> Result<Step> {
    let row = under_way(app).await?.ok_or(Error::NotFound)?;
    if app.vault().current() != row.generation {
        return Err(Error::field("keys", OLD_FILE));
    }
    if row.place == FILES {
        return files(app, row).await;
    }
    let at = if row.place.is_empty() { Some(0) } else { seals::PLACES.iter().position(|p| p.name() == row.place) };
    let at = at.ok_or_else(|| Error::Internal(format!("no sealed column {}", row.place)))?;
    values(app, row, &seals::PLACES[at], seals::PLACES.get(at + 1)).await
}

async fn values(app: &App, row: Rotation, place: &Place, next: Option<&Place>) -> Result<Step> {
    let after: Option<Vec<Part>> = if row.cursor.is_empty() { None } else { Some(serde_json::from_str(&row.cursor)?) };
    let batch = place.batch(app.db(), after.as_deref(), BATCH).await?;
    let Some(last) = batch.last() else {
        let next = next.map_or_else(|| FILES.to_owned(), Place::name);
        return go_on(app, Rotation { place: next, cursor: String::new(), ..row }).await;
    };
    let cursor = serde_json::to_string(&last.key)?;
    let anew = sealed_anew(app, *place, batch).await?;
    let values = row.values + i64::try_from(anew.len()).unwrap_or_default();
    let tx = app.db().begin_staging().await?;
    for (old, new) in anew {
        place.replace(&tx, &old, new).await?;
    }
    let row = Rotation { place: place.name(), cursor, values, ..row };
    let told = Step::More { values: row.values, files: row.files };
    rotations::advance(&tx, row).await?;
    tx.commit().await?;
    Ok(told)
}

/// Those of a batch that are under another key, opened and sealed anew.
async fn sealed_anew(app: &App, place: Place, batch: Vec<Sealed>) -> Result<Vec<(Sealed, Vec<u8>)>> {
    let (vault, mut rng) = (app.vault().clone(), app.chance().fork());
    let sealing = tokio::task::spawn_blocking(move || {
        let current = vault.current();
        let old = batch.into_iter().filter(|sealed| vault::generation_of(&sealed.value) != Some(current));
        old.map(|sealed| {
            let anew = vault.reseal(place.context(&sealed.key), &sealed.value, &mut rng)?;
            Ok((sealed, anew))
        })
        .collect()
    });
    sealing.await.map_err(|error| Error::Internal(error.to_string()))?
}

/// One folder of files, then the look back.
async fn files(app: &App, row: Rotation) -> Result<Step> {
    let folder: u16 = row.cursor.parse().unwrap_or(0);
    if folder == FOLDERS {
        return finish(app, row).await;
    }
    let mut rng = app.chance().fork();
    let done = app.files().reseal(folder, app.now(), &mut rng).await.map_err(|error| file_fault(&error))?;
    let files = row.files + i64::try_from(done).unwrap_or_default();
    go_on(app, Rotation { cursor: (folder + 1).to_string(), files, ..row }).await
}

/// Ends the rotation, or goes through everything once more where a program that had not heard of the new key has sealed
/// something under an old one behind the cursor.
async fn finish(app: &App, row: Rotation) -> Result<Step> {
    let status = status(app).await?;
    if status.under(app.vault().current()) < status.all() {
        return go_on(app, Rotation { place: String::new(), cursor: String::new(), ..row }).await;
    }
    let mut ring = ring(app)?;
    ring.retire_replaced(app.now());
    ring.save(path(app)?).map_err(|error| key_fault(&error))?;
    let mut tx = app.begin(None).await?;
    let event = InstallationEvent::Resealed {
        generation: app.vault().current().0,
        values: row.values.unsigned_abs(),
        files: row.files.unsigned_abs(),
    };
    tx.append_installation(event).await?;
    let done = Step::Done { values: row.values, files: row.files };
    rotations::finish(tx.conn(), row, tx.now()).await?;
    tx.commit().await?;
    Ok(done)
}

async fn go_on(app: &App, row: Rotation) -> Result<Step> {
    let told = Step::More { values: row.values, files: row.files };
    rotations::advance(app.db().reader(), row).await?;
    Ok(told)
}

/// Takes a retired key out of the key file for good, once it is proven that nothing kept is sealed under it. Backups from
/// before its rotation was finished then open with an older copy of the key file only.
///
/// # Errors
/// No such key; it seals, or something is sealed under it still.
pub async fn retire(app: &App, generation: Generation, by: &str) -> Result<()> {
    let status = status(app).await?;
    let line = status.keys.iter().find(|line| line.generation == generation);
    let line = line.ok_or_else(|| Error::field("generation", format!("密钥文件中没有第 {generation} 代密钥。")))?;
    let still = status.under(generation);
    if line.current {
        return Err(Error::field("generation", format!("第 {generation} 代密钥正在使用，不能移除。")));
    }
    if line.retired_at.is_none() || still > 0 || status.under_way {
        let sentence =
            format!("仍有 {still} 项数据用第 {generation} 代密钥加密，请先运行 zihao vault rotate 直到完成。");
        return Err(Error::field("generation", sentence));
    }
    let mut tx = app.begin(None).await?;
    tx.append_installation(InstallationEvent::KeyRemoved { generation: generation.0 }).await?;
    let detail = format!("第 {generation} 代密钥，在服务器上由 {by} 移除");
    let record = Record { kind: "retire_key", subject: "keys", result: "ok", detail: &detail };
    access_log::record_in(&tx, None, record).await?;
    // First the record: killed in between, the key is still there and can be taken out again.
    tx.commit().await?;
    let mut ring = ring(app)?;
    ring.remove_retired(generation);
    ring.save(path(app)?).map_err(|error| key_fault(&error))?;
    app.vault().reread().map_err(|error| key_fault(&error))
}

/// How the key file stands to what this database keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// It has the keys that everything kept is sealed under.
    Opens,
    /// It is an old copy, from before the newest key.
    Older,
    /// This key is gone from it, and something kept is sealed under it: the database was restored from an older backup.
    Lacks(Generation),
}

/// Whether the key file has the keys this database was sealed with. Values are only looked at where one is missing.
///
/// # Errors
/// The database is away; files cannot be read.
pub async fn fits(app: &App) -> Result<Fit> {
    let vault = app.vault();
    if newest(app).await?.is_some_and(|newest| newest > vault.current()) {
        return Ok(Fit::Older);
    }
    let mut missing = rotations::in_use(app.db().reader()).await?;
    missing.retain(|generation| !vault.holds(*generation));
    if missing.is_empty() {
        return Ok(Fit::Opens);
    }
    let places = places(app).await?;
    let wanted = |generation: &Generation| places.iter().any(|(_, found)| found.contains_key(generation));
    Ok(missing.into_iter().find(wanted).map_or(Fit::Opens, Fit::Lacks))
}

/// What the installation did with its keys and what it deleted, newest first: for auditors and administrators.
///
/// # Errors
/// Not the actor's to see; the database is away.
pub async fn record(app: &App, actor: &Actor) -> Result<Vec<domain::event::Recorded<InstallationEvent>>> {
    crate::record::allowed(actor)?;
    let mut events = storage::log::stream::<InstallationEvent>(app.db().reader(), Installation::ID.0).await?;
    events.reverse();
    Ok(events)
}

const OLD_FILE: &str = "密钥文件比数据库旧，缺少最新一代密钥。请换用最近一次轮换之后保存的密钥文件。";

async fn under_way(app: &App) -> Result<Option<Rotation>> {
    Ok(rotations::under_way(app.db().reader()).await?)
}

async fn newest(app: &App) -> Result<Option<Generation>> {
    Ok(rotations::newest(app.db().reader()).await?)
}

fn path(app: &App) -> Result<&Path> {
    app.vault().file().ok_or_else(|| Error::Internal("a vault without a key file".into()))
}

fn ring(app: &App) -> Result<KeyRing> {
    KeyRing::load(path(app)?).map_err(|error| key_fault(&error))
}

fn key_fault(error: &vault::KeyFileError) -> Error {
    Error::field("keys", format!("{error}。"))
}

fn file_fault(error: &storage::files::FileError) -> Error {
    Error::field("files", format!("{error}。"))
}
