//! Lists that leave for comparison with outside records, and what the recipient reads.

use super::sheet::texts;
use crate::city::day;
use domain::{
    comparison::{Ground, Release, Source},
    ids::RosterVersionId,
};
use std::io::{Cursor, Read, Write};
use zip::ZipArchive;

/// A list of these versions for a source, as a county would propose it.
pub(crate) fn release_to(source: Source, versions: &[RosterVersionId]) -> Release {
    Release {
        source,
        recipient: "泉州市社会保险中心".into(),
        purpose: "核对2025年度参保缴费情况".into(),
        ground: Ground::StatutoryDuty,
        assessment: "影响评估〔2026〕3号".into(),
        fields: source.needs().to_vec(),
        versions: versions.to_vec(),
        delete_by: day("2026-04-30"),
    }
}

/// The rows of the list inside an archive, heads first.
pub(crate) fn list_inside(archive: Vec<u8>, password: &str) -> Vec<Vec<String>> {
    let mut zip = ZipArchive::new(Cursor::new(archive)).expect("an archive");
    let mut list = tempfile::tempfile().expect("a file");
    let mut bytes = Vec::new();
    zip.by_name_decrypt("list.xlsx", password.as_bytes()).expect("opens").read_to_end(&mut bytes).expect("read");
    list.write_all(&bytes).expect("written");
    texts(list)
}
