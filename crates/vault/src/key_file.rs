use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::key_ring::KeyRing;

const HEAD: &str = "\
# 字号系统密钥文件。丢失后已加密的数据无法恢复，泄露后须立即更换。
# 请与数据备份分开保存，至少留两份，不要编辑本文件。

";

/// Why the key file could not be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// Reading or writing failed.
    #[error("无法读写密钥文件 {path}：{source}。请检查 ZIHAO_KEYS 的路径和权限", path = .0.display(), source = .1)]
    Io(PathBuf, #[source] io::Error),
    /// A new ring would have replaced an old one.
    #[error("密钥文件 {} 已存在，未作改动。如确需新建，请先将它移到安全的地方", .0.display())]
    Exists(PathBuf),
    /// Other users of the machine can read it.
    #[error("密钥文件 {path} 可被其他用户读取，请先执行 chmod 600 {path}", path = .0.display())]
    Exposed(PathBuf),
    /// It is not a key file, or not of this version. The line, if known; never its text.
    #[error("密钥文件 {path} 第 {line} 行格式有误，请换用完好的副本", path = .0.display(), line = .1)]
    Malformed(PathBuf, usize),
    /// A digit is wrong or a key is missing.
    #[error("密钥文件 {} 校验不符，可能抄录有误或被改动，请换用完好的副本", .0.display())]
    CheckFailed(PathBuf),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyFile {
    format: Format,
    check: String,
    ring: KeyRing,
}

#[derive(Serialize, Deserialize)]
enum Format {
    #[serde(rename = "zihao-keys-1")]
    One,
}

impl KeyRing {
    /// Reads the key file.
    ///
    /// # Errors
    /// When it is missing, readable by every user of the machine, or not exactly what was written.
    pub fn load(path: &Path) -> Result<Self, KeyFileError> {
        let io = |error| KeyFileError::Io(path.into(), error);
        if is_exposed(path).map_err(io)? {
            return Err(KeyFileError::Exposed(path.into()));
        }
        let text = Zeroizing::new(fs::read_to_string(path).map_err(io)?);
        let KeyFile { check, ring, .. } = toml::from_str(&text).map_err(|error| {
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            KeyFileError::Malformed(path.into(), before.matches('\n').count() + 1)
        })?;
        if !ring.is_coherent() || check != ring.check_number() {
            return Err(KeyFileError::CheckFailed(path.into()));
        }
        Ok(ring)
    }

    /// Writes a new key file, readable by its owner only.
    ///
    /// # Errors
    /// When there is one already, or writing fails.
    pub fn create(&self, path: &Path) -> Result<(), KeyFileError> {
        // A hard link, unlike a rename, never replaces what stands at its end.
        self.write(path, |new| fs::hard_link(new, path).and_then(|()| fs::remove_file(new))).map_err(
            |error| match error.kind() {
                io::ErrorKind::AlreadyExists => KeyFileError::Exists(path.into()),
                _ => KeyFileError::Io(path.into(), error),
            },
        )
    }

    /// Replaces the key file, at once and whole: a crash leaves the old one or the new one.
    ///
    /// # Errors
    /// When writing fails; the old file then still stands.
    pub fn save(&self, path: &Path) -> Result<(), KeyFileError> {
        self.write(path, |new| fs::rename(new, path)).map_err(|error| KeyFileError::Io(path.into(), error))
    }

    fn write(&self, path: &Path, put_in_place: impl Fn(&Path) -> io::Result<()>) -> io::Result<()> {
        let file = KeyFile { format: Format::One, check: self.check_number(), ring: self.clone() };
        let text = Zeroizing::new(toml::to_string(&file).map_err(io::Error::other)?);
        let new = path.with_added_extension("new");
        remove_if_there(&new)?;
        let written = (|| {
            let mut file = create_private(&new)?;
            file.write_all(HEAD.as_bytes())?;
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            keep_owner(path, &new)?;
            put_in_place(&new)?;
            sync_folder(path)
        })();
        if written.is_err() {
            remove_if_there(&new)?;
        }
        written
    }
}

fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn create_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// A rename lasts only once its folder is on disk.
fn sync_folder(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(folder) if cfg!(unix) && !folder.as_os_str().is_empty() => File::open(folder)?.sync_all(),
        _ => Ok(()),
    }
}

/// The service must still read the file when an administrator has replaced it.
#[cfg(unix)]
fn keep_owner(old: &Path, new: &Path) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, chown};
    let (Ok(old), ours) = (fs::metadata(old), fs::metadata(new)?) else { return Ok(()) };
    let same = (old.uid(), old.gid()) == (ours.uid(), ours.gid());
    if same { Ok(()) } else { chown(new, Some(old.uid()), Some(old.gid())) }
}

#[cfg(not(unix))]
fn keep_owner(_: &Path, _: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
fn is_exposed(path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt;
    Ok(fs::metadata(path)?.permissions().mode() & 0o007 != 0)
}

#[cfg(not(unix))]
fn is_exposed(_: &Path) -> io::Result<bool> {
    Ok(false)
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use rand::{SeedableRng, rngs::StdRng};
    use tempfile::TempDir;

    use super::*;
    use crate::{Field, Vault};

    const FIELD: Field = Field::new("person", "phone");

    fn ring(seed: u64) -> KeyRing {
        KeyRing::generate(&mut StdRng::seed_from_u64(seed), DateTime::UNIX_EPOCH)
    }

    fn saved(folder: &TempDir) -> PathBuf {
        let path = folder.path().join("keys.toml");
        ring(1).create(&path).unwrap();
        path
    }

    #[test]
    fn a_saved_ring_opens_what_it_sealed_before() {
        let folder = TempDir::new().unwrap();
        let path = saved(&folder);
        let mut rng = StdRng::seed_from_u64(2);
        let sealed = Vault::new(&ring(1)).seal(FIELD.row(1), b"13800000000", &mut rng);

        let mut loaded = KeyRing::load(&path).unwrap();
        loaded.rotate(&mut rng, DateTime::UNIX_EPOCH);
        loaded.save(&path).unwrap();
        let again = KeyRing::load(&path).unwrap();
        assert_eq!(again.generations().count(), 2);
        assert_eq!(&**Vault::new(&again).open(FIELD.row(1), &sealed).unwrap(), b"13800000000");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no temporary file stays behind");
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_may_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let folder = TempDir::new().unwrap();
        let path = saved(&folder);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(matches!(KeyRing::load(&path), Err(KeyFileError::Exposed(_))));
    }

    #[test]
    fn creating_never_replaces_keys() {
        let folder = TempDir::new().unwrap();
        let path = saved(&folder);
        let before = fs::read(&path).unwrap();
        assert!(matches!(ring(2).create(&path), Err(KeyFileError::Exists(_))));
        assert_eq!(fs::read(&path).unwrap(), before);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_wrong_digit_anywhere_in_a_key_is_found_and_never_quoted() {
        let folder = TempDir::new().unwrap();
        let path = saved(&folder);
        let text = fs::read_to_string(&path).unwrap();
        let mut tried = 0;
        for (at, digit) in text.char_indices().filter(|(at, c)| c.is_ascii_hexdigit() && text[*at..].len() > 1) {
            let in_key = text[..at].rsplit_once('"').is_some_and(|(line, _)| line.ends_with("key = "));
            if !in_key {
                continue;
            }
            let other = if digit == '0' { "1" } else { "0" };
            fs::write(&path, [&text[..at], other, &text[at + 1..]].concat()).unwrap();
            assert!(matches!(KeyRing::load(&path), Err(KeyFileError::CheckFailed(_))), "digit at {at}");
            tried += 1;
        }
        assert_eq!(tried, 3 * 64 + 32, "every digit of every key");

        fs::write(&path, text.replace("session_key = \"", "session_key = \"x")).unwrap();
        let error = KeyRing::load(&path).unwrap_err();
        let line = text.lines().position(|line| line.starts_with("session_key")).unwrap() + 1;
        assert_eq!(error.to_string(), format!("密钥文件 {} 第 {line} 行格式有误，请换用完好的副本", path.display()));
        assert!(!format!("{error:?}").contains(&hex::encode(&ring(1).session_key.bytes()[..4])));
    }

    #[test]
    fn a_missing_file_names_the_setting() {
        let error = KeyRing::load(Path::new("/nowhere/keys.toml")).unwrap_err();
        assert!(error.to_string().contains("ZIHAO_KEYS"));
    }
}
