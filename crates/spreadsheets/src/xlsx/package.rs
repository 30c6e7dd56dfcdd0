//! The zip container: parts by name. The zip crate stops a part at the size it declares,
//! so that what is bearable by its directory is bearable to read.

use std::{
    collections::HashMap,
    io::{self, Read, Seek},
};

use zip::{ZipArchive, read::ZipFile};

use crate::{Limits, ReadError};

/// Bytes that can be read from any place.
pub(crate) trait Source: Read + Seek + Send {}
impl<T: Read + Seek + Send> Source for T {}

/// A file on disk or in memory.
pub(crate) type Bytes = Box<dyn Source>;

/// More parts than any workbook has.
const MOST_PARTS: usize = 20_000;

/// A container whose declared sizes were found bearable.
pub(crate) struct Package {
    archive: ZipArchive<Bytes>,
    /// Names are matched without regard to case, as the packaging standard has it.
    names: HashMap<String, usize>,
}

impl Package {
    /// Opens a container, if what it declares is within the limits.
    pub(crate) fn open(mut source: Bytes, limits: &Limits) -> Result<Self, ReadError> {
        let file_bytes = source.seek(io::SeekFrom::End(0))?;
        source.rewind()?;
        let mut archive = ZipArchive::new(source)?;
        let too_large = ReadError::TooLarge { limit: limits.inflated_bytes, ratio: limits.ratio };
        if archive.len() > MOST_PARTS {
            return Err(too_large);
        }
        let (mut names, mut declared) = (HashMap::new(), 0u64);
        for index in 0..archive.len() {
            let part = archive.by_index_raw(index)?;
            if part.encrypted() {
                return Err(ReadError::PasswordProtected);
            }
            declared = declared.saturating_add(part.size());
            names.insert(key(&String::from_utf8_lossy(part.name_raw())), index);
        }
        let by_ratio = file_bytes.saturating_mul(limits.ratio).max(limits.ratio_floor);
        if declared > limits.inflated_bytes.min(by_ratio) {
            return Err(too_large);
        }
        Ok(Self { archive, names })
    }

    /// Whether there is such a part.
    pub(crate) fn contains(&self, name: &str) -> bool {
        self.names.contains_key(&key(name))
    }

    /// Whether a part stands in this folder.
    pub(crate) fn has_folder(&self, folder: &str) -> bool {
        self.names.keys().any(|name| name.starts_with(folder))
    }

    /// A part, to be read as a stream.
    pub(crate) fn part(&mut self, name: &str) -> Result<Option<ZipFile<'_, Bytes>>, ReadError> {
        let Some(index) = self.names.get(&key(name)) else {
            return Ok(None);
        };
        Ok(Some(self.archive.by_index(*index)?))
    }

    /// The file itself again.
    pub(crate) fn into_source(self) -> Bytes {
        self.archive.into_inner()
    }
}

fn key(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_ascii_lowercase()
}
