//! The list as it leaves: a workbook inside an archive under AES-256, whose password is shown once and kept nowhere.

use super::{entries, reading::held, sheet::CELLS};
use crate::{App, Error, Result, access_log, originals};
use domain::{
    access::Actor,
    calendar::chinese_date,
    comparison::{Mark, Release},
    ids::ComparisonId,
    refusal::Refusal,
};
use futures::Stream;
use rand::Rng;
use spreadsheets::{Export, ExportColumn};
use std::{
    collections::HashSet,
    io::{Cursor, Write},
};
use storage::rosters::comparisons as stored;
use zeroize::Zeroizing;
use zip::{AesMode, ZipWriter, result::ZipError, write::SimpleFileOptions};

/// Letters and digits that nobody mistakes for one another.
const ALPHABET: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/// A list made ready for download. `Debug` keeps its password to itself.
pub struct Packed {
    /// The number of this packing, by which [`archive`] finds it for a day.
    pub no: i64,
    /// What opens it. It is kept nowhere: whoever loses it packs again.
    pub password: Zeroizing<String>,
    /// Lines in it.
    pub entries: u64,
}

impl std::fmt::Debug for Packed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Packed({}, ***)", self.no)
    }
}

/// Packs the list of an approved comparison under a new password. That somebody did is recorded.
///
/// # Errors
/// Not a bureau of the brand; the recipient's time is over, or the list was deleted there.
pub async fn pack(app: &App, actor: &Actor, id: ComparisonId) -> Result<Packed> {
    let (of, _) = held(app.db().reader(), actor, id).await?;
    open(app, of.deleted_on.is_some(), &of.release)?;
    let (list, entries) = list(app, id, &of.release).await?;
    let password = password(app);
    let (release, key) = (of.release, password.clone());
    let archive = tokio::task::spawn_blocking(move || zipped(id, &release, &list, &key)).await;
    let archive = archive.map_err(|error| Error::Internal(error.to_string()))?;
    let archive = archive.map_err(|error| Error::Internal(error.to_string()))?;
    let size = archive.len() as u64;
    let packed = app.files().receive(Cursor::new(archive), size, app.now(), &mut app.chance().fork()).await;
    let packed = packed.map_err(|error| Error::Internal(error.to_string()))?;

    let mut tx = app.begin(Some(actor)).await?;
    // What was read above may have changed while the list was packed.
    let (of, _) = held(tx.conn(), actor, id).await?;
    open(app, of.deleted_on.is_some(), &of.release)?;
    let digest = packed.stored().digest;
    let no = stored::packed(tx.conn(), id, digest, entries, (actor.account, tx.now())).await?;
    let (subject, detail) = (format!("comparison/{id}"), format!("packed {no}, {entries} lines"));
    let record = access_log::Record { kind: "release", subject: &subject, result: "ok", detail: &detail };
    access_log::record_in(&tx, Some(actor.account), record).await?;
    tx.places(packed);
    tx.commit().await?;
    Ok(Packed { no, password, entries })
}

/// A packed archive, for a day: its name and its content piece by piece. Each download is recorded.
///
/// # Errors
/// As [`pack`]; the archive was packed more than a day ago and is gone.
pub async fn archive(
    app: &App,
    actor: &Actor,
    id: ComparisonId,
    no: i64,
) -> Result<(String, impl Stream<Item = std::io::Result<Vec<u8>>> + Send + use<>)> {
    let conn = app.db().reader();
    let (of, _) = held(conn, actor, id).await?;
    open(app, of.deleted_on.is_some(), &of.release)?;
    let row = stored::download_of(conn, id, no).await?.ok_or(Error::NotFound)?;
    let content = originals::content(app, &row.digest).await;
    let content = content.map_err(|_| Refusal::Plain("这份压缩包已经清除，请重新生成，密码也会换新。"))?;
    let (subject, detail) = (format!("comparison/{id}"), format!("packed {no}"));
    let record = access_log::Record { kind: "download", subject: &subject, result: "ok", detail: &detail };
    access_log::record(app, Some(actor), record).await?;
    Ok((format!("comparison-{id}-{no}.zip"), content))
}

/// Nothing leaves after the day on which the recipient must have deleted it.
fn open(app: &App, deleted: bool, release: &Release) -> Result<()> {
    if deleted {
        return Err(Refusal::Plain("接收单位已删除名单，本次比对已经办结。需要再次提供的，请重新拟办。").into());
    }
    if app.today() > release.delete_by {
        return Err(Refusal::Plain("已过约定的删除日期，名单不能再下载。需要再次提供的，请重新拟办。").into());
    }
    Ok(())
}

/// Twenty characters of a hundred bits, in fives.
fn password(app: &App) -> Zeroizing<String> {
    let mut random = Zeroizing::new([0u8; 20]);
    app.chance().get().fill_bytes(&mut *random);
    let mut password = Zeroizing::new(String::with_capacity(23));
    for (at, byte) in random.iter().enumerate() {
        if at > 0 && at % 5 == 0 {
            password.push('-');
        }
        password.push(char::from(ALPHABET[usize::from(byte % 32)]));
    }
    password
}

/// The list in plain, in memory alone, and how many lines it has.
async fn list(app: &App, id: ComparisonId, release: &Release) -> Result<(Zeroizing<Vec<u8>>, u64)> {
    let heads = [CELLS.request, CELLS.ledger, CELLS.year].into_iter();
    let heads = heads.chain(release.fields.iter().map(|field| field.label())).chain([CELLS.mark, CELLS.on]);
    let columns: Vec<_> = heads.map(|head| ExportColumn { label: head.to_owned(), width: 22.0 }).collect();
    let mut sheet = Export::new("比对名单", &columns, Some(app.folder()))?;
    let (mut listed, mut failure) = (HashSet::new(), None);
    entries::each(app, id, release, |(ledger, year), request, row| {
        if failure.is_some() || listed.contains(&request) {
            return;
        }
        let year = year.to_string();
        let mut cells = vec![request.as_str(), ledger.label(), &year];
        cells.extend(release.fields.iter().map(|field| entries::cell(*field, row)));
        failure = sheet.row(&cells).err();
        listed.insert(request);
    })
    .await?;
    if let Some(error) = failure {
        return Err(error.into());
    }
    let mut bytes = Zeroizing::new(Vec::new());
    sheet.finish(Cursor::new(&mut *bytes))?;
    Ok((bytes, listed.len() as u64))
}

fn zipped(id: ComparisonId, release: &Release, list: &[u8], password: &str) -> Result<Vec<u8>, ZipError> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let sealed = SimpleFileOptions::default().with_aes_encryption(AesMode::Aes256, password);
    zip.start_file("list.xlsx", sealed)?;
    zip.write_all(list)?;
    zip.start_file("readme.txt", sealed)?;
    zip.write_all(readme(id, release).as_bytes())?;
    Ok(zip.finish()?.into_inner())
}

/// What the recipient has to know: what for, until when, how to answer.
fn readme(id: ComparisonId, release: &Release) -> String {
    let words = Mark::ALL.iter().map(|mark| mark.label()).collect::<Vec<_>>().join("、");
    format!(
        "\u{feff}比对编号：{id}\r\n接收单位：{}\r\n用途：{}\r\n依据：{}\r\n请于{}前删除本名单，并书面告知已删除。\r\n\
         答复时保留“{}”列，在“{}”列填写{words}之一，在“{}”列填写查询日期；不必交回姓名和证件号码。\r\n",
        release.recipient,
        release.purpose,
        release.ground.label(),
        chinese_date(release.delete_by),
        CELLS.request,
        CELLS.mark,
        CELLS.on,
    )
}
