//! Delimited text, streamed: UTF-8, UTF-16 with a mark, or GB18030 as Chinese Excel writes it.

use std::{io::Read, ops::ControlFlow};

use encoding_rs::{Decoder, DecoderResult, Encoding, GB18030, UTF_8};
use memchr::{memchr, memchr3};

use crate::{
    Limits, ReadError, Row, Scan, Sheet,
    rowbuf::{Kind, RowBuffer},
    xlsx::{Bytes, Strings},
};

const CHUNK: usize = 64 << 10;

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

/// UTF-8 if every byte of the file allows it, else GB18030, unless a mark says otherwise.
fn find_encoding(source: &mut Bytes, limits: &Limits) -> Result<&'static Encoding, ReadError> {
    source.rewind()?;
    let mut buffer = vec![0; CHUNK];
    let (mut kept, mut first, mut utf8) = (0, true, true);
    loop {
        limits.cancel.check()?;
        let read = source.read(&mut buffer[kept..])?;
        let bytes = &buffer[..kept + read];
        if first {
            if let Some((encoding, _)) = Encoding::for_bom(bytes) {
                return Ok(encoding);
            }
            first = false;
        }
        if memchr(0, bytes).is_some() {
            return Err(ReadError::WrongType { found: "二进制文件" });
        }
        if read == 0 {
            return Ok(if utf8 && kept == 0 { UTF_8 } else { GB18030 });
        }
        // A character cut by the chunk's end is kept for the next.
        let valid = match str::from_utf8(bytes) {
            Err(error) if utf8 && error.error_len().is_none() => error.valid_up_to(),
            Err(_) => {
                utf8 = false;
                bytes.len()
            }
            Ok(_) => bytes.len(),
        };
        let end = bytes.len();
        buffer.copy_within(valid..end, 0);
        kept = end - valid;
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

/// The file as chunks of UTF-8, without its mark.
struct Chunks<'s> {
    source: &'s mut Bytes,
    decoder: Option<Decoder>,
    input: Vec<u8>,
    pending: std::ops::Range<usize>,
    output: Vec<u8>,
    last: bool,
}

impl<'s> Chunks<'s> {
    fn new(source: &'s mut Bytes, encoding: &'static Encoding) -> Result<Self, ReadError> {
        source.rewind()?;
        // UTF-8 passes through as it is; each row is checked when it is handed over.
        let decoder = (encoding != UTF_8).then(|| encoding.new_decoder_with_bom_removal());
        let mut chunks =
            Self { source, decoder, input: vec![0; CHUNK], pending: 0..0, output: vec![0; CHUNK * 2], last: false };
        if chunks.decoder.is_none() {
            chunks.fill()?;
            if chunks.input[chunks.pending.clone()].starts_with(b"\xef\xbb\xbf") {
                chunks.pending.start = 3;
            }
        }
        Ok(chunks)
    }

    fn fill(&mut self) -> Result<(), ReadError> {
        let read = self.source.read(&mut self.input)?;
        self.pending = 0..read;
        self.last = read == 0;
        Ok(())
    }

    /// The next chunk; `None` at the end. `line` is where a fault would be.
    fn next(&mut self, line: u32) -> Result<Option<&[u8]>, ReadError> {
        loop {
            if self.pending.is_empty() {
                if self.last {
                    return Ok(None);
                }
                self.fill()?;
            }
            let input = &self.input[self.pending.clone()];
            let Some(decoder) = &mut self.decoder else {
                let chunk = self.pending.clone();
                self.pending.start = self.pending.end;
                if chunk.is_empty() {
                    continue;
                }
                return Ok(Some(&self.input[chunk]));
            };
            let (result, read, written) =
                decoder.decode_to_utf8_without_replacement(input, &mut self.output, self.last);
            self.pending.start += read;
            if matches!(result, DecoderResult::Malformed(..)) {
                return Err(ReadError::Encoding { line });
            }
            if written > 0 {
                return Ok(Some(&self.output[..written]));
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    FieldStart,
    Plain,
    Quoted,
    /// A quotation mark inside quotes: the end, or the first of two.
    Quote,
}

/// Rows out of chunks that may break anywhere.
struct Parser<'l> {
    row: RowBuffer<'l>,
    strings: Strings,
    delimiter: u8,
    state: State,
    column: u32,
    mark: usize,
    after_return: bool,
    quote_line: u32,
}

impl<'l> Parser<'l> {
    fn new(delimiter: u8, limits: &'l Limits) -> Self {
        let mut row = RowBuffer::new(limits);
        row.begin(1);
        let strings = Strings::default();
        Self {
            row,
            strings,
            delimiter,
            state: State::FieldStart,
            column: 1,
            mark: 0,
            after_return: false,
            quote_line: 0,
        }
    }

    fn feed<B>(
        &mut self,
        mut chunk: &[u8],
        each: &mut impl FnMut(Row<'_>) -> ControlFlow<B>,
    ) -> Result<ControlFlow<B>, ReadError> {
        while let Some(&byte) = chunk.first() {
            if std::mem::take(&mut self.after_return) && byte == b'\n' {
                chunk = &chunk[1..];
                continue;
            }
            if self.state == State::Quoted {
                chunk = self.quoted(chunk)?;
                continue;
            }
            chunk = match byte {
                b'"' if self.state == State::FieldStart => {
                    (self.state, self.quote_line) = (State::Quoted, self.row.number());
                    &chunk[1..]
                }
                b'"' if self.state == State::Quote => {
                    self.row.text_mut().push(b'"');
                    self.state = State::Quoted;
                    &chunk[1..]
                }
                b'\n' | b'\r' => {
                    self.after_return = byte == b'\r';
                    if let ControlFlow::Break(stop) = self.end_row(each)? {
                        return Ok(ControlFlow::Break(stop));
                    }
                    &chunk[1..]
                }
                byte if byte == self.delimiter => {
                    self.end_field()?;
                    &chunk[1..]
                }
                _ => self.plain(chunk)?,
            };
        }
        Ok(ControlFlow::Continue(()))
    }

    fn plain<'c>(&mut self, chunk: &'c [u8]) -> Result<&'c [u8], ReadError> {
        self.state = State::Plain;
        let len = memchr3(self.delimiter, b'\n', b'\r', chunk).unwrap_or(chunk.len());
        self.append(&chunk[..len])?;
        Ok(&chunk[len..])
    }

    fn quoted<'c>(&mut self, chunk: &'c [u8]) -> Result<&'c [u8], ReadError> {
        let Some(len) = memchr(b'"', chunk) else {
            self.append(chunk)?;
            return Ok(&[]);
        };
        self.append(&chunk[..len])?;
        self.state = State::Quote;
        Ok(&chunk[len + 1..])
    }

    fn append(&mut self, text: &[u8]) -> Result<(), ReadError> {
        self.row.text_mut().extend_from_slice(text);
        self.row.check_text(self.mark, self.column)
    }

    fn end_field(&mut self) -> Result<(), ReadError> {
        if self.row.mark() > self.mark {
            self.row.push(self.column, Kind::Text, self.mark, false)?;
        }
        self.column = self.column.saturating_add(1);
        self.mark = self.row.mark();
        self.state = State::FieldStart;
        Ok(())
    }

    fn end_row<B>(&mut self, each: &mut impl FnMut(Row<'_>) -> ControlFlow<B>) -> Result<ControlFlow<B>, ReadError> {
        self.end_field()?;
        let flow = self.row.emit(&self.strings, false, each)?;
        self.row.begin(self.row.number().saturating_add(1));
        (self.column, self.mark) = (1, 0);
        Ok(flow)
    }

    fn finish<B>(&mut self, each: &mut impl FnMut(Row<'_>) -> ControlFlow<B>) -> Result<ControlFlow<B>, ReadError> {
        if self.state == State::Quoted {
            return Err(ReadError::OpenQuote { line: self.quote_line });
        }
        self.end_row(each)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use proptest::prelude::*;

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

    proptest! {
        /// The csv crate is the oracle; it skips blank lines, so the rows are compared without them.
        #[test]
        fn reads_what_the_csv_crate_reads(text in "[ab,\"\n\r]{0,40}") {
            let mut parser = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
            let expected: Vec<Vec<String>> = parser.records().map(|record| {
                record.unwrap().iter().enumerate().filter(|(_, field)| !field.is_empty()).map(|(i, f)| format!("{}={f}", i + 1)).collect()
            }).filter(|cells: &Vec<String>| !cells.is_empty()).collect();
            let limits = Limits::default();
            let (mut parser, mut rows) = (Parser::new(b',', &limits), Vec::<Vec<String>>::new());
            // One byte at a time: every state crosses a border.
            let mut each = |row: Row<'_>| {
                rows.push(row.cells().map(|cell| format!("{}={}", cell.column, cell.value.text())).collect());
                ControlFlow::<()>::Continue(())
            };
            for byte in text.bytes() {
                let _ = parser.feed(&[byte], &mut each).unwrap();
            }
            let open = parser.finish(&mut each).is_err();
            if !open {
                prop_assert_eq!(rows, expected);
            }
        }
    }
}
