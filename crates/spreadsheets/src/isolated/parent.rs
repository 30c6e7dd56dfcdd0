//! The parent: starts a child for each pass over the file, and trusts nothing it says beyond the same limits as any file.

use std::{
    io::{self, BufRead, BufReader, Read, SeekFrom},
    ops::ControlFlow,
    process::{Child, ChildStdout, Command, Stdio},
};

use super::{
    Helper,
    wire::{Held, Line, area},
};
use crate::{
    Format, Limits, ReadError, Row, Scan, Sheet,
    rowbuf::{Kind, RowBuffer},
    xlsx::{Bytes, Strings},
};

/// Bytes of one line that are held: more than a row of our limits takes.
const LONGEST_LINE: u64 = 32 << 20;

/// A workbook that a child reads for us.
pub(crate) struct Isolated {
    source: Bytes,
    helper: Helper,
    format: Format,
    sheets: Vec<Sheet>,
}

impl Isolated {
    pub(crate) fn open(mut source: Bytes, format: Format, helper: &Helper, limits: &Limits) -> Result<Self, ReadError> {
        if source.seek(SeekFrom::End(0))? > limits.whole_bytes {
            return Err(ReadError::WholeTooLarge { kind: format.suffix(), limit: limits.whole_bytes });
        }
        let mut own = Self { source, helper: helper.clone(), format, sheets: Vec::new() };
        match own.start(None)?.next()? {
            Line::Sheets(sheets) => {
                own.sheets = sheets.into_iter().map(|(name, hidden)| Sheet { name, hidden }).collect();
                Ok(own)
            }
            _ => Err(ReadError::TooHeavy),
        }
    }

    pub(crate) fn format(&self) -> Format {
        self.format
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
        if sheet >= self.sheets.len() {
            return Err(ReadError::NoSuchSheet(sheet + 1));
        }
        let mut reading = self.start(Some(sheet))?;
        let strings = Strings::default();
        let mut row = RowBuffer::new(limits);
        let (mut stopped, mut merged) = (None, Vec::new());
        while stopped.is_none() {
            limits.cancel.check()?;
            match reading.next()? {
                Line::Row { number, cells } => {
                    row.begin(number);
                    for (column, held) in &cells {
                        push(&mut row, *column, held)?;
                    }
                    stopped = row.emit(&strings, false, each)?.break_value();
                }
                Line::End(areas) => {
                    merged = areas.into_iter().take(limits.merged).map(area).collect();
                    break;
                }
                _ => return Err(ReadError::TooHeavy),
            }
        }
        Ok(Scan { stopped, rows: row.rows, cells: row.total, merged })
    }

    /// Starts a child and gives it the whole file; it answers only once it has it.
    fn start(&mut self, sheet: Option<usize>) -> Result<Reading, ReadError> {
        let mut command = Command::new(&self.helper.program);
        command.args(&self.helper.arguments).args(sheet.map(|sheet| sheet.to_string()));
        command.env_clear().stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().map_err(ReadError::Io)?;
        let (input, output) = (child.stdin.take(), child.stdout.take());
        let reading = Reading { child, output: BufReader::new(output.ok_or(ReadError::TooHeavy)?), line: Vec::new() };
        self.source.rewind()?;
        match io::copy(&mut self.source, &mut input.ok_or(ReadError::TooHeavy)?) {
            // It is gone already: what it said, or did not, tells why.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(reading),
            Err(error) => Err(error.into()),
            Ok(_) => Ok(reading),
        }
    }
}

fn push(row: &mut RowBuffer<'_>, column: u32, held: &Held<'_>) -> Result<(), ReadError> {
    let (kind, text) = match held {
        Held::Text(text) => (Kind::Text, text.as_ref()),
        Held::Number(digits) => (Kind::Number, digits.as_ref()),
        Held::Date(iso) => (Kind::IsoDate, iso.as_ref()),
        Held::Bool(flag) => (Kind::Bool, if *flag { "1" } else { "0" }),
        Held::Error(text) => (Kind::Error, text.as_ref()),
    };
    let mark = row.mark();
    row.text_mut().extend_from_slice(text.as_bytes());
    row.check_text(mark, column)?;
    row.push(column, kind, mark, false)
}

/// A child at work; it is ended when nobody listens any more.
struct Reading {
    child: Child,
    output: BufReader<ChildStdout>,
    line: Vec<u8>,
}

impl Reading {
    fn next(&mut self) -> Result<Line<'_>, ReadError> {
        self.line.clear();
        self.output.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut self.line).map_err(ReadError::Io)?;
        // Cut off by its limits, it ends in the middle of a line or without one.
        match serde_json::from_slice(&self.line) {
            Ok(Line::Failed(sentence)) => Err(ReadError::Reported(sentence.into_owned())),
            Ok(line) => Ok(line),
            Err(_) => Err(ReadError::TooHeavy),
        }
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        // Ended already, most of the time.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
