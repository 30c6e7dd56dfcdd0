//! Lists as CSV that Excel and WPS open as Chinese and never run.

use std::{borrow::Cow, io::Write};

use super::WriteError;

/// Writes a list row by row: UTF-8 with a mark, lines ended as Windows does.
pub struct CsvExport<W: Write> {
    out: csv::Writer<W>,
}

impl<W: Write> CsvExport<W> {
    /// Begins a list with its labels.
    ///
    /// # Errors
    /// If `out` fails.
    pub fn new<T: AsRef<str>>(mut out: W, labels: impl IntoIterator<Item = T>) -> Result<Self, WriteError> {
        out.write_all("\u{feff}".as_bytes())?;
        let out = csv::WriterBuilder::new().flexible(true).terminator(csv::Terminator::CRLF).from_writer(out);
        let mut export = Self { out };
        export.row(labels)?;
        Ok(export)
    }

    /// Adds a row. What a spreadsheet would take for a formula gets an apostrophe before it.
    ///
    /// # Errors
    /// If the receiver fails.
    pub fn row<T: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = T>) -> Result<(), WriteError> {
        for cell in cells {
            self.out.write_field(disarmed(cell.as_ref()).as_bytes())?;
        }
        Ok(self.out.write_record(None::<&[u8]>)?)
    }

    /// Writes what is still held back.
    ///
    /// # Errors
    /// If the receiver fails.
    pub fn finish(mut self) -> Result<(), WriteError> {
        Ok(self.out.flush()?)
    }
}

fn disarmed(text: &str) -> Cow<'_, str> {
    // The full-width forms count too: some programs fold them.
    let armed =
        text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}']);
    if armed && !is_plain_number(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// A negative amount is no formula.
fn is_plain_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    [whole, part].iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_disarmed_and_amounts_left() {
        let mut out = Vec::new();
        let mut csv = CsvExport::new(&mut out, ["名称", "金额"]).unwrap();
        csv.row(["=HYPERLINK(\"x\")", "-12.50"]).unwrap();
        csv.row(["@a,b", "-1+cmd"]).unwrap();
        csv.row(["=1\n2", "1-1"]).unwrap();
        csv.row(["+86", ""]).unwrap();
        csv.finish().unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "\u{feff}名称,金额\r\n\"'=HYPERLINK(\"\"x\"\")\",-12.50\r\n\"'@a,b\",'-1+cmd\r\n\"'=1\n2\",1-1\r\n'+86,\r\n"
        );
    }
}
