//! Rows out of text that may be cut anywhere.

use std::ops::ControlFlow;

use memchr::{memchr, memchr3};

use crate::{
    Limits, ReadError, Row,
    rowbuf::{Kind, RowBuffer},
    xlsx::Strings,
};

#[derive(Clone, Copy, PartialEq)]
enum State {
    FieldStart,
    Plain,
    Quoted,
    /// A quotation mark inside quotes: the end, or the first of two.
    Quote,
}

/// The row being put together; each chunk goes on where the one before ended.
pub(crate) struct Parser<'l> {
    pub(crate) row: RowBuffer<'l>,
    strings: Strings,
    delimiter: u8,
    state: State,
    column: u32,
    mark: usize,
    after_return: bool,
    quote_line: u32,
}

impl<'l> Parser<'l> {
    pub(crate) fn new(delimiter: u8, limits: &'l Limits) -> Self {
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

    pub(crate) fn feed<B>(
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

    pub(crate) fn finish<B>(
        &mut self,
        each: &mut impl FnMut(Row<'_>) -> ControlFlow<B>,
    ) -> Result<ControlFlow<B>, ReadError> {
        if self.state == State::Quoted {
            return Err(ReadError::OpenQuote { line: self.quote_line });
        }
        self.end_row(each)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

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
