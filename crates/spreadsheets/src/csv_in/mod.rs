//! Delimited text, streamed: UTF-8, UTF-16 with a mark, or GB18030 as Chinese Excel writes it.

mod chunks;
mod parser;

use std::ops::ControlFlow;

use encoding_rs::Encoding;

use self::{
    chunks::{Chunks, find_encoding},
    parser::Parser,
};
use crate::{Limits, ReadError, Row, Scan, Sheet, xlsx::Bytes};

/// An open CSV file: one sheet named `CSV`.
pub(crate) struct Csv {
    source: Bytes,
    encoding: &'static Encoding,
    delimiter: u8,
    sheets: [Sheet; 1],
}

impl Csv {
    /// Looks the whole file through once for its encoding, and its first lines for the delimiter.
    pub(crate) fn open(mut source: Bytes, limits: &Limits) -> Result<Self, ReadError> {
        let encoding = find_encoding(&mut source, limits)?;
        let sample = Chunks::new(&mut source, encoding)?.next(1)?.unwrap_or_default().to_vec();
        let sheets = [Sheet { name: "CSV".into(), hidden: false }];
        Ok(Self { source, encoding, delimiter: find_delimiter(&sample), sheets })
    }

    pub(crate) fn sheets(&self) -> &[Sheet] {
        &self.sheets
    }

    pub(crate) fn for_each_row<B>(
        &mut self,
        sheet: usize,
        limits: &Limits,
        each: &mut impl FnMut(Row<'_>) -> ControlFlow<B>,
    ) -> Result<Scan<B>, ReadError> {
        if sheet > 0 {
            return Err(ReadError::NoSuchSheet(sheet + 1));
        }
        let mut chunks = Chunks::new(&mut self.source, self.encoding)?;
        let mut parser = Parser::new(self.delimiter, limits);
        let mut stopped = None;
        while stopped.is_none()
            && let Some(chunk) = chunks.next(parser.row.number())?
        {
            limits.cancel.check()?;
            stopped = parser.feed(chunk, each)?.break_value();
        }
        if stopped.is_none() {
            stopped = parser.finish(each)?.break_value();
        }
        Ok(Scan { stopped, rows: parser.row.rows, cells: parser.row.total, merged: Vec::new() })
    }
}

/// The candidate that stands most often outside quotes in the first lines; a comma by default.
fn find_delimiter(sample: &[u8]) -> u8 {
    let (mut counts, mut quoted, mut lines) = ([0u32; 3], false, 0);
    for byte in sample {
        match byte {
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b',' => counts[0] += 1,
            b'\t' => counts[1] += 1,
            b';' => counts[2] += 1,
            b'\n' => lines += 1,
            _ => {}
        }
        if lines == 10 {
            break;
        }
    }
    let best = if counts[1] > counts[0] { 1 } else { 0 };
    b",\t;"[if counts[2] > counts[best] { 2 } else { best }]
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use encoding_rs::GB18030;

    use super::*;

    fn read(bytes: &[u8]) -> Result<Vec<(u32, Vec<String>)>, ReadError> {
        let limits = Limits::default();
        let mut csv = Csv::open(Box::new(Cursor::new(bytes.to_vec())), &limits)?;
        let mut rows = Vec::new();
        csv.for_each_row(0, &limits, &mut |row| {
            let cells = row.cells().map(|cell| format!("{}={}", cell.column, cell.value.text()));
            rows.push((row.number(), cells.collect()));
            ControlFlow::<()>::Continue(())
        })?;
        Ok(rows)
    }

    fn joined(bytes: &[u8]) -> String {
        let rows = read(bytes).unwrap();
        rows.iter().map(|(number, cells)| format!("{number}:{}", cells.join("|"))).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn blank_lines_count_and_quotes_may_span_lines() {
        assert_eq!(joined(b"a,b\r\n\r\n\"x,\"\"y\"\"\nz\",,c"), "1:1=a|2=b 3:1=x,\"y\"\nz|3=c");
        assert_eq!(joined(b"a;b;c,d\r1;2;3"), "1:1=a|2=b|3=c,d 2:1=1|2=2|3=3");
        assert_eq!(joined(b"a\tb\n"), "1:1=a|2=b");
    }

    #[test]
    fn encodings() {
        let (gb, ..) = GB18030.encode("姓名,𬭚\n李四,1");
        let wide: Vec<u8> = "\u{feff}姓名\t𬭚\n李四\t1".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let expected = "1:1=姓名|2=𬭚 2:1=李四|2=1";
        for bytes in [&gb[..], "姓名,𬭚\n李四,1".as_bytes(), "\u{feff}姓名,𬭚\n李四,1".as_bytes(), &wide] {
            assert_eq!(joined(bytes), expected);
        }
        let broken = [b"a,b\n1,2\n\xff\xff,".as_slice()].concat();
        assert!(matches!(read(&broken), Err(ReadError::Encoding { .. })));
        assert!(matches!(read(b"a,b\0"), Err(ReadError::WrongType { .. })));
        assert!(matches!(read(b"a\n\"b\n\n"), Err(ReadError::OpenQuote { line: 2 })));
    }

    #[test]
    fn a_long_file_is_utf8_wherever_the_chunks_break() {
        let text = format!("a{}\n", "字,".repeat(200)).repeat(250);
        let rows = read(text.as_bytes()).unwrap();
        assert_eq!((rows.len(), rows[249].1.len()), (250, 200));
    }
}
