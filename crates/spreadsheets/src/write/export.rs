//! Lists as a workbook, of any length in constant memory.

use std::{io::Write, path::Path};

use rust_xlsxwriter::{Format, Workbook, Worksheet};

use super::{WriteError, header_format, streamed, text_format};

/// A column of a list.
#[derive(Clone, Debug, Default)]
pub struct ExportColumn {
    /// The label in the first row.
    pub label: String,
    /// Width in characters.
    pub width: f64,
}

/// Writes a list row by row.
pub struct Export {
    book: Workbook,
    sheet: Worksheet,
    next: u32,
    text: Format,
}

impl Export {
    /// Begins a list with its labels; `temp` is where the temporary file goes.
    ///
    /// # Errors
    /// If the name is not possible or the temporary file cannot be made.
    pub fn new(name: &str, columns: &[ExportColumn], temp: Option<&Path>) -> Result<Self, WriteError> {
        let (book, mut sheet) = streamed(name, temp)?;
        sheet.set_freeze_panes(1, 0)?;
        let header = header_format();
        for (at, column) in columns.iter().enumerate() {
            sheet.set_column_width(at as u16, column.width.clamp(4.0, 100.0))?;
            sheet.write_string_with_format(0, at as u16, &column.label, &header)?;
        }
        Ok(Self { book, sheet, next: 1, text: text_format() })
    }

    /// Adds a row.
    ///
    /// # Errors
    /// If the sheet is full, a text too long, or the temporary file fails.
    pub fn row<T: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = T>) -> Result<(), WriteError> {
        for (at, cell) in cells.into_iter().enumerate() {
            let text = cell.as_ref();
            if !text.is_empty() {
                self.sheet.write_string_with_format(self.next, at as u16, text, &self.text)?;
            }
        }
        self.next += 1;
        Ok(())
    }

    /// Writes the workbook.
    ///
    /// # Errors
    /// If `out` fails.
    pub fn finish(mut self, out: impl Write + Send) -> Result<(), WriteError> {
        self.book.push_worksheet(self.sheet);
        Ok(self.book.save_to_writer(out)?)
    }
}
