//! The uploaded sheet handed back, with what is wrong marked in it.

use std::{io::Write, path::Path};

use rust_xlsxwriter::{Color, Format, Workbook, Worksheet};

use super::{WriteError, header_format, streamed, text_format};
use crate::Row;

/// Characters of an explanation, well below what a cell holds.
const LONGEST_EXPLANATION: usize = 2_000;

/// Something wrong in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The column, from 1; 0 for the row as a whole.
    pub column: u32,
    /// What is wrong and what to do, as a sentence.
    pub message: String,
}

/// Writes a copy of a sheet row by row: every cell at its own address, bad ones highlighted,
/// and to the right of them the explanation. Memory does not grow with the sheet.
pub struct Marked {
    book: Workbook,
    sheet: Worksheet,
    columns: u32,
    next: u32,
    plain: Format,
    bad: Format,
}

impl Marked {
    /// Begins a copy of a sheet of so many columns; `temp` is where the temporary file goes.
    ///
    /// # Errors
    /// If the name is not possible or the temporary file cannot be made.
    pub fn new(name: &str, columns: u32, temp: Option<&Path>) -> Result<Self, WriteError> {
        let (book, mut sheet) = streamed(name, temp)?;
        sheet.set_column_width(columns as u16, 60)?;
        let bad = text_format().set_background_color(Color::RGB(0x00FF_D9D9)).set_font_color(Color::RGB(0x009C_0006));
        Ok(Self { book, sheet, columns, next: 0, plain: text_format(), bad })
    }

    /// Goes on with a copy of another sheet.
    ///
    /// # Errors
    /// If the name is not possible or the temporary file cannot be made.
    pub fn sheet(&mut self, name: &str, columns: u32) -> Result<(), WriteError> {
        let mut sheet = self.book.new_worksheet_with_constant_memory()?;
        sheet.set_name(name)?;
        sheet.set_column_width(columns as u16, 60)?;
        let done = std::mem::replace(&mut self.sheet, sheet);
        self.book.push_worksheet(done);
        (self.columns, self.next) = (columns, 0);
        Ok(())
    }

    /// Copies the row of labels, which stays in view.
    ///
    /// # Errors
    /// If the temporary file fails.
    pub fn header(&mut self, row: Row<'_>) -> Result<(), WriteError> {
        let at = self.place(row);
        self.sheet.set_freeze_panes(at + 1, 0)?;
        let header = header_format();
        for cell in row.cells().filter(|cell| cell.column <= self.columns) {
            self.sheet.write_string_with_format(at, (cell.column - 1) as u16, cell.value.text(), &header)?;
        }
        self.sheet.write_string_with_format(at, self.columns as u16, "问题说明", &header)?;
        Ok(())
    }

    /// Copies a row and marks its faults; none is fine.
    ///
    /// # Errors
    /// If a text is too long for a cell or the temporary file fails.
    pub fn row(&mut self, row: Row<'_>, faults: &[Fault]) -> Result<(), WriteError> {
        let at = self.place(row);
        let is_bad = |column| faults.iter().any(|fault| fault.column == column);
        let mut cells = row.cells().peekable();
        for column in 1..=self.columns {
            let format = if is_bad(column) { &self.bad } else { &self.plain };
            match cells.next_if(|cell| cell.column == column) {
                Some(cell) => {
                    self.sheet.write_string_with_format(at, (column - 1) as u16, cell.value.text(), format)?
                }
                // What is missing is marked too.
                None if is_bad(column) => self.sheet.write_blank(at, (column - 1) as u16, format)?,
                None => continue,
            };
        }
        if !faults.is_empty() {
            let messages: Vec<_> = faults.iter().map(|fault| fault.message.as_str()).collect();
            let explanation: String = messages.join("；").chars().take(LONGEST_EXPLANATION).collect();
            self.sheet.write_string_with_format(at, self.columns as u16, explanation, &self.bad)?;
        }
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

    /// The row's own place; rows out of order go below the one before.
    fn place(&mut self, row: Row<'_>) -> u32 {
        let at = self.next.max(row.number() - 1);
        self.next = at + 1;
        at
    }
}
