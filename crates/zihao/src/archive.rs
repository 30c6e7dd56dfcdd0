//! The form of a backup: one tar of the database's copy, the sealed files and the checkpoints, its manifest last.
//!
//! Everything personal in it is sealed already, and the keys are never inside.

use crate::failure::{Done, Failure, io_words};
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, Read, Write},
    path::{Component, Path, PathBuf},
};
use storage::Head;
use vault::Digester;

const FORMAT: &str = "zihao-backup-1";
const MANIFEST: &str = "manifest.json";
/// SQLite's copy.
pub(crate) const SQLITE: &str = "zihao.sqlite";
/// PostgreSQL's dump.
pub(crate) const DUMP: &str = "postgres.dump";

/// What a backup holds.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Manifest {
    format: String,
    /// The program's version.
    pub(crate) program: String,
    /// When it was taken.
    pub(crate) taken_at: String,
    /// The identity of the key ring that opens it.
    pub(crate) keys: String,
    /// The record holds at least this.
    pub(crate) head: Head,
    /// Every other member.
    pub(crate) members: BTreeMap<String, Member>,
}

/// One file of a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Member {
    bytes: u64,
    sm3: String,
}

impl Manifest {
    /// A manifest that names nothing yet.
    pub(crate) fn new(taken_at: String, keys: String, head: Head) -> Manifest {
        let program = env!("CARGO_PKG_VERSION").to_owned();
        Manifest { format: FORMAT.to_owned(), program, taken_at, keys, head, members: BTreeMap::new() }
    }
}

/// A backup being written.
pub(crate) struct Writer<W: Write> {
    tar: tar::Builder<W>,
    manifest: Manifest,
}

impl<W: Write> Writer<W> {
    pub(crate) fn new(out: W, manifest: Manifest) -> Self {
        Writer { tar: tar::Builder::new(out), manifest }
    }

    /// Adds a file under a name.
    pub(crate) fn add(&mut self, name: &str, path: &Path) -> io::Result<()> {
        let file = File::open(path)?;
        // Only what is there now: a file that grows meanwhile is cut at this length.
        let bytes = file.metadata()?.len();
        let mut reader = Digesting { inner: file.take(bytes), digester: Digester::new() };
        self.tar.append_data(&mut header(bytes), name, &mut reader)?;
        let sm3 = reader.digester.finish().to_string();
        self.manifest.members.insert(name.to_owned(), Member { bytes, sm3 });
        Ok(())
    }

    /// Adds every file below a folder, under `name/…`. What is being written, or is swept meanwhile, is left out.
    pub(crate) fn add_folder(&mut self, name: &str, folder: &Path) -> io::Result<()> {
        let entries = match fs::read_dir(folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            entries => entries?,
        };
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
        paths.sort();
        for path in paths {
            let Some(last) = path.file_name().and_then(|last| last.to_str()) else { continue };
            let name = format!("{name}/{last}");
            if path.is_dir() {
                self.add_folder(&name, &path)?;
            } else if let Err(error) = self.add(&name, &path)
                && error.kind() != io::ErrorKind::NotFound
            {
                return Err(error);
            }
        }
        Ok(())
    }

    /// Writes the manifest and gives everything back.
    pub(crate) fn finish(mut self) -> io::Result<(W, Manifest)> {
        let text = serde_json::to_vec_pretty(&self.manifest)?;
        self.tar.append_data(&mut header(text.len() as u64), MANIFEST, text.as_slice())?;
        Ok((self.tar.into_inner()?, self.manifest))
    }
}

/// Unpacks a backup into a folder and verifies every digest: nothing missing, nothing more, nothing changed.
pub(crate) fn unpack(backup: &Path, folder: &Path) -> Done<Manifest> {
    let broken =
        |what: &str| Failure::new(format!("备份文件 {} 不能使用：{what}。请换用另一份备份。", backup.display()));
    // What the reader of archives says may repeat what stands in the file.
    let unreadable = |_: io::Error| broken("不是本程序的备份，或没有写完");
    let uncopied = |error: io::Error| match error.raw_os_error() {
        None => unreadable(error),
        Some(_) => Failure::new(format!("备份文件 {} 未能解开：{}。", backup.display(), io_words(&error))),
    };
    let file = File::open(backup).map_err(|error| {
        Failure::new(format!("无法打开备份文件 {}：{}。", backup.display(), io_words(&error))).with_code(2)
    })?;
    let mut found = BTreeMap::new();
    let mut manifest = None;
    for entry in tar::Archive::new(io::BufReader::new(file)).entries().map_err(unreadable)? {
        let mut entry = entry.map_err(unreadable)?;
        let name = entry.path().map_err(unreadable)?.to_string_lossy().into_owned();
        if name == MANIFEST {
            manifest = Some(serde_json::from_reader::<_, Manifest>(entry).map_err(|_| broken("清单无法读取"))?);
            continue;
        }
        if !entry.header().entry_type().is_file() || !is_ours(&name) {
            return Err(broken("其中有不属于备份的内容"));
        }
        let path = folder.join(&name);
        path.parent().map_or(Ok(()), fs::create_dir_all).map_err(uncopied)?;
        let mut reader = Digesting { inner: &mut entry, digester: Digester::new() };
        let bytes = File::create_new(&path).and_then(|mut out| io::copy(&mut reader, &mut out)).map_err(uncopied)?;
        found.insert(name, Member { bytes, sm3: reader.digester.finish().to_string() });
    }
    let manifest = manifest.ok_or_else(|| broken("没有清单，可能没有写完"))?;
    if manifest.format != FORMAT {
        return Err(broken("格式不是本程序认得的"));
    }
    if let Some(name) = differing(&manifest.members, &found) {
        return Err(broken(&format!("{name} 与清单不符，可能损坏或被改动")));
    }
    Ok(manifest)
}

fn differing<'a>(listed: &'a BTreeMap<String, Member>, found: &'a BTreeMap<String, Member>) -> Option<&'a String> {
    listed.keys().chain(found.keys()).find(|name| listed.get(*name) != found.get(*name))
}

/// Names that a backup has; nothing that leads out of the folder.
fn is_ours(name: &str) -> bool {
    let plain = Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
    plain && (matches!(name, SQLITE | DUMP | "checkpoints.jsonl") || name.starts_with("files/"))
}

fn header(bytes: u64) -> tar::Header {
    let mut header = tar::Header::new_gnu();
    header.set_size(bytes);
    header.set_mode(0o600);
    header
}

/// Passes bytes on and digests them.
struct Digesting<R> {
    inner: R,
    digester: Digester,
}

impl<R: Read> Read for Digesting<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.digester.update(&buffer[..n]);
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packed(folder: &Path) -> PathBuf {
        fs::create_dir_all(folder.join("files/ab")).unwrap();
        fs::write(folder.join(SQLITE), "database").unwrap();
        fs::write(folder.join("files/ab/cd"), "sealed").unwrap();
        let backup = folder.join("backup.tar");
        let manifest = Manifest::new("2025-09-15T09:00:00+08:00".into(), "00".into(), Head::start());
        let mut writer = Writer::new(File::create(&backup).unwrap(), manifest);
        writer.add(SQLITE, &folder.join(SQLITE)).unwrap();
        writer.add_folder("files", &folder.join("files")).unwrap();
        writer.finish().unwrap();
        backup
    }

    #[test]
    fn what_goes_in_comes_out() {
        let folder = tempfile::TempDir::new().unwrap();
        let backup = packed(folder.path());
        let out = folder.path().join("out");
        let manifest = unpack(&backup, &out).unwrap();
        assert_eq!(manifest.members.keys().collect::<Vec<_>>(), ["files/ab/cd", SQLITE]);
        assert_eq!(fs::read_to_string(out.join("files/ab/cd")).unwrap(), "sealed");
    }

    #[test]
    fn one_changed_byte_is_found() {
        let folder = tempfile::TempDir::new().unwrap();
        let backup = packed(folder.path());
        let mut bytes = fs::read(&backup).unwrap();
        let at = bytes.windows(6).position(|window| window == b"sealed").unwrap();
        bytes[at] = b'S';
        fs::write(&backup, &bytes).unwrap();
        let failure = unpack(&backup, &folder.path().join("out")).unwrap_err();
        assert!(failure.to_string().contains("files/ab/cd 与清单不符"), "{failure}");
    }

    #[test]
    fn a_file_of_another_kind_is_not_repeated() {
        let folder = tempfile::TempDir::new().unwrap();
        let file = folder.path().join("passwd");
        for content in ["operator:x:0:0".repeat(100), "operator".to_owned()] {
            fs::write(&file, content).unwrap();
            let failure = unpack(&file, &folder.path().join("out")).unwrap_err().to_string();
            assert!(failure.contains("不是本程序的备份，或没有写完") && !failure.contains("operator"), "{failure}");
        }
        let failure = unpack(&folder.path().join("nowhere"), &folder.path().join("out")).unwrap_err().to_string();
        assert!(failure.ends_with("没有这个文件或目录。"), "{failure}");
    }

    #[test]
    fn nothing_is_written_outside() {
        assert!(is_ours("files/ab/cd") && is_ours(SQLITE));
        assert!(!is_ours("files/../../keys.toml") && !is_ours("/etc/passwd") && !is_ours("keys.toml"));
    }
}
