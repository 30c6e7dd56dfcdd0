//! `.ods` whose XML is laid out with white space between its elements, as SheetJS writes it: calamine takes none there.

use std::io::{Cursor, Read, Write};

use quick_xml::{Reader, Writer, events::Event};
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

use crate::ReadError;

/// The same workbook without white space between elements: only the parts that hold cells.
pub(super) fn without(bytes: &[u8]) -> Result<Vec<u8>, ReadError> {
    let mut parts = ZipArchive::new(Cursor::new(bytes))?;
    let mut tidy = ZipWriter::new(Cursor::new(Vec::new()));
    for name in ["mimetype", "META-INF/manifest.xml", "content.xml"] {
        let mut part = Vec::new();
        parts.by_name(name)?.read_to_end(&mut part)?;
        tidy.start_file(name, SimpleFileOptions::default())?;
        tidy.write_all(&if name == "content.xml" { compact(&part)? } else { part })?;
    }
    Ok(tidy.finish()?.into_inner())
}

/// White space counts within paragraphs (`text:p`) alone.
fn compact(xml: &[u8]) -> Result<Vec<u8>, ReadError> {
    let damaged = |_| ReadError::damaged("内部结构有误");
    let mut reader = Reader::from_reader(xml);
    let mut writer = Writer::new(Vec::with_capacity(xml.len()));
    let mut paragraphs = 0_usize;
    let mut buffer = Vec::new();
    loop {
        let event = reader.read_event_into(&mut buffer).map_err(damaged)?;
        match &event {
            Event::Eof => return Ok(writer.into_inner()),
            Event::Start(tag) if tag.local_name().as_ref() == "p" => paragraphs += 1,
            Event::End(tag) if tag.local_name().as_ref() == "p" => paragraphs = paragraphs.saturating_sub(1),
            Event::Text(text) if paragraphs == 0 && text.trim().is_empty() => continue,
            _ => {}
        }
        writer.write_event(event)?;
        buffer.clear();
    }
}
