//! Taking a file in: sealed before any row names it, its type judged by content.

use crate::{App, Error, Result};
use domain::policy::Policy;
use futures::Stream;
use spreadsheets::{Format, Limits};
use storage::files::{Original, PendingFile};
use vault::Digest;
use zeroize::Zeroizing;

/// A file that came in: sealed on disk, without a place among the stored files. The verb that follows gives it a row, and
/// its commit the place; where the verb is refused, the file goes with the last clone of this.
#[derive(Clone, Debug)]
pub struct Upload {
    pub(crate) file: PendingFile,
    /// SM3 of the content.
    pub digest: Digest,
    /// Bytes.
    pub size: u64,
    /// Its name as uploaded, cut where it is longer than any name.
    pub name: String,
    /// Its type by content, one of the codes the policy file uses (`pdf`, `xlsx`, …).
    pub kind: &'static str,
}

/// Takes a file in, sealed, before any row names it: an upload that leads nowhere leaves nothing.
///
/// # Errors
/// More than `limit` bytes; the sender went away; the disk is full.
pub async fn receive<B, E>(
    app: &App,
    limit: u64,
    name: &str,
    pieces: impl Stream<Item = std::result::Result<B, E>>,
) -> Result<Upload>
where
    B: AsRef<[u8]> + Send + 'static,
    E: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let (now, mut rng) = (app.now(), app.chance().fork());
    let received = app.files().receive_stream(pieces, limit, now, &mut rng).await;
    let file = received.map_err(|error| Error::field("file", error.to_string()))?;
    let kind = kind_of(&file).await?;
    let stored = file.stored();
    Ok(Upload { file, digest: stored.digest, size: stored.size, name: shortened(name), kind })
}

/// Characters of a file's name: lists show it, and the head of a download carries it.
const LONGEST_NAME: usize = 120;
/// Characters of an ending, with its stop: what is longer is none.
const LONGEST_ENDING: usize = 10;

/// A name no longer than a name is, its ending kept.
fn shortened(name: &str) -> String {
    let characters = name.chars().count();
    if characters <= LONGEST_NAME {
        return name.to_owned();
    }
    let ending = name.rsplit_once('.').map_or(0, |(_, ending)| ending.chars().count() + 1);
    let ending = if ending <= LONGEST_ENDING { ending } else { 0 };
    let head = name.chars().take(LONGEST_NAME - ending);
    head.chain(name.chars().skip(characters - ending)).collect()
}

impl Upload {
    /// Opens it for reading at any place, which blocks.
    ///
    /// # Errors
    /// The disk fails.
    pub async fn open(&self) -> Result<Original> {
        self.file.open_seekable().await.map_err(|error| Error::Internal(error.to_string()))
    }

    /// Its whole content: for small files.
    ///
    /// # Errors
    /// The disk fails.
    pub async fn content(&self) -> Result<Zeroizing<Vec<u8>>> {
        self.file.read().await.map_err(|error| Error::Internal(error.to_string()))
    }
}

/// Whether a slot of the policy file takes this upload.
///
/// # Errors
/// Larger than the slot allows, of a type it does not take, or empty: a sentence at the slot.
pub fn fits(policy: &Policy, slot: &str, upload: &Upload) -> Result<()> {
    let rules = policy.upload(slot).ok_or(Error::NotFound)?;
    let known = |code: &str| rules.types.iter().any(|kind| kind.code() == code);
    // A list separated by commas looks like any text.
    let taken = known(upload.kind) || (upload.kind == "txt" && known("csv"));
    if upload.size == 0 {
        return Err(Error::field(slot, format!("{}是空文件，请确认已保存完整，再重新上传。", rules.label)));
    }
    if !taken {
        let wanted = rules.types.iter().map(|kind| kind.code()).collect::<Vec<_>>().join("、");
        // A workbook under a password is another kind of file altogether.
        let locked = if known("xlsx") { "设有打开密码的，请先取消密码再上传。" } else { "" };
        let sentence = format!("{}请上传 {wanted} 文件；这个文件的内容不是这些类型。{locked}", rules.label);
        return Err(Error::field(slot, sentence));
    }
    if upload.size > rules.max_bytes {
        let most = rules.max_bytes >> 20;
        return Err(Error::field(slot, format!("{}不超过 {most} MB，请压缩或拆分后再传。", rules.label)));
    }
    Ok(())
}

/// The text of a small upload: a policy file, a calendar year.
///
/// # Errors
/// Larger than a megabyte, or no UTF-8 text.
pub async fn text_of(upload: &Upload) -> Result<String> {
    const MOST: u64 = 1 << 20;
    let no_text = || Error::field("file", "请上传 1 MB 以内、UTF-8 编码的文本文件（.toml）。");
    if upload.size > MOST {
        return Err(no_text());
    }
    String::from_utf8(upload.content().await?.to_vec()).map_err(|_| no_text())
}

/// The type of a file by its first bytes.
async fn kind_of(file: &PendingFile) -> Result<&'static str> {
    use std::io::Read;
    let mut file = file.open_seekable().await.map_err(|error| Error::Internal(error.to_string()))?;
    let kind = tokio::task::spawn_blocking(move || {
        let mut head = Vec::new();
        file.by_ref().take(64 * 1024).read_to_end(&mut head)?;
        let kind = sniff(&head);
        std::io::Result::Ok(if kind == CONTAINER { workbook(file) } else { kind })
    })
    .await
    .map_err(|error| Error::Internal(error.to_string()))??;
    Ok(kind)
}

/// What may be an older or other workbook only its directory tells.
const CONTAINER: &str = "zip";

/// The kind of workbook in a container; of anything else, [`CONTAINER`].
fn workbook(file: Original) -> &'static str {
    match spreadsheets::detect(file, &Limits::default()) {
        Ok(Format::Xls) => "xls",
        Ok(Format::Ods) => "ods",
        _ => CONTAINER,
    }
}

/// Type codes as the policy file writes them, from content alone: a name proves nothing (S-15).
fn sniff(head: &[u8]) -> &'static str {
    let office = |needle: &[u8]| head.windows(needle.len()).any(|window| window == needle);
    match head {
        [b'%', b'P', b'D', b'F', ..] => "pdf",
        [0xFF, 0xD8, 0xFF, ..] => "jpg",
        [0x89, b'P', b'N', b'G', ..] => "png",
        [b'P', b'K', 3, 4, ..] if office(b"word/") => "docx",
        [b'P', b'K', 3, 4, ..] if office(b"xl/") => "xlsx",
        [b'P', b'K', ..] | [0xD0, 0xCF, 0x11, 0xE0, ..] => CONTAINER,
        // Text as Windows writes it in two bytes a character.
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => "txt",
        _ if !head.is_empty() && !head.contains(&0) => "txt",
        _ => "unknown",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_a_length_and_keeps_its_ending() {
        for name in ["名单.pdf", "名单", "", "证".repeat(120).as_str()] {
            assert_eq!(shortened(name), name);
        }
        let (long, end) = ("证".repeat(60_000), "证".repeat(116));
        assert_eq!(shortened(&format!("{long}.pdf")), format!("{end}.pdf"));
        for endless in [long.clone(), format!("名单.{long}")] {
            let kept = shortened(&endless);
            assert!(kept.chars().count() == LONGEST_NAME && endless.starts_with(&kept), "{kept}");
        }
    }
}
