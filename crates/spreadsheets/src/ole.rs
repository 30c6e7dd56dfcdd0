//! The old compound file: only enough of it to tell what is inside.

use std::{
    collections::HashSet,
    io::{Read, Seek, SeekFrom},
};

use crate::ReadError;

/// The first bytes of a compound file.
pub(crate) const MAGIC: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

const HEADER: usize = 512;
/// Directory sectors looked at; a workbook needs a handful.
const MOST_SECTORS: usize = 256;

/// The names of the streams and folders inside.
pub(crate) fn names<R: Read + Seek>(source: &mut R) -> Result<HashSet<String>, ReadError> {
    let mut header = [0; HEADER];
    source.rewind()?;
    source.read_exact(&mut header)?;
    let shift = u16::from_le_bytes([header[30], header[31]]);
    if shift != 9 && shift != 12 {
        return Err(ReadError::damaged("旧版文档的文件头有误"));
    }
    let size = 1usize << shift;
    let mut names = HashSet::new();
    let mut sector = le32(&header, 48);
    for _ in 0..MOST_SECTORS {
        // The chain ends at a mark that is no sector.
        let Some(directory) = read_sector(source, sector, size)? else {
            break;
        };
        names.extend(directory.chunks_exact(128).filter_map(entry_name));
        sector = next_in_chain(source, &header, sector, size)?;
    }
    if names.is_empty() { Err(ReadError::Truncated) } else { Ok(names) }
}

fn entry_name(entry: &[u8]) -> Option<String> {
    let bytes = usize::from(u16::from_le_bytes([entry[64], entry[65]]));
    let units: Vec<u16> = entry
        .get(..bytes.checked_sub(2)?.min(62))?
        .chunks_exact(2)
        .map(|unit| u16::from_le_bytes([unit[0], unit[1]]))
        .collect();
    (entry[66] != 0).then(|| String::from_utf16_lossy(&units))
}

/// Looks the next sector up in the allocation table, whose first 109 sectors the header lists.
fn next_in_chain<R: Read + Seek>(
    source: &mut R,
    header: &[u8; HEADER],
    sector: u32,
    size: usize,
) -> Result<u32, ReadError> {
    let per_table = size / 4;
    let table = sector as usize / per_table;
    if table >= 109 {
        return Ok(u32::MAX);
    }
    let entries = read_sector(source, le32(header, 76 + 4 * table), size)?;
    Ok(entries.map_or(u32::MAX, |entries| le32(&entries, 4 * (sector as usize % per_table))))
}

/// A sector by number; `None` if it lies beyond the file.
fn read_sector<R: Read + Seek>(source: &mut R, sector: u32, size: usize) -> Result<Option<Vec<u8>>, ReadError> {
    source.seek(SeekFrom::Start((u64::from(sector) + 1) * size as u64))?;
    let mut bytes = vec![0; size];
    match source.read_exact(&mut bytes) {
        Ok(()) => Ok(Some(bytes)),
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn le32(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}
