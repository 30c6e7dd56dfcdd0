//! One row's cells in reused buffers, and the borrowed view handed to the reader's caller.

use std::{fmt, ops::ControlFlow};

use crate::{Address, Cell, Limits, ReadError, Value, dates, xlsx::Strings};

/// How the bytes of a cell are to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `start` is an index into the shared strings.
    Shared,
    Text,
    Number,
    /// A day number.
    Date,
    IsoDate,
    Bool,
    Error,
}

#[derive(Clone, Copy, Debug)]
struct Raw {
    column: u32,
    start: u32,
    len: u32,
    kind: Kind,
    formula: bool,
}

/// The row being read. Nothing is allocated once the buffers have grown to the widest row.
pub(crate) struct RowBuffer<'l> {
    limits: &'l Limits,
    number: u32,
    text: Vec<u8>,
    cells: Vec<Raw>,
    sorted: bool,
    /// Rows and cells handed over so far.
    pub(crate) rows: u32,
    pub(crate) total: u64,
}

impl<'l> RowBuffer<'l> {
    pub(crate) fn new(limits: &'l Limits) -> Self {
        Self { limits, number: 0, text: Vec::new(), cells: Vec::new(), sorted: true, rows: 0, total: 0 }
    }

    /// Begins row `number`, forgetting the cells of the one before.
    pub(crate) fn begin(&mut self, number: u32) {
        self.number = number;
        self.text.clear();
        self.cells.clear();
        self.sorted = true;
    }

    pub(crate) fn number(&self) -> u32 {
        self.number
    }

    /// Where the text of the next cell starts; append to [`Self::text_mut`] from there.
    pub(crate) fn mark(&self) -> usize {
        self.text.len()
    }

    pub(crate) fn text_mut(&mut self) -> &mut Vec<u8> {
        &mut self.text
    }

    /// Refuses the text since `mark` once it is longer than a cell may be.
    pub(crate) fn check_text(&self, mark: usize, column: u32) -> Result<(), ReadError> {
        if self.limits.text_fits(&self.text[mark..]) {
            return Ok(());
        }
        Err(ReadError::TextTooLong { at: Some(Address::new(self.number, column)), limit: self.limits.text_chars })
    }

    /// Adds a cell whose bytes are those since `mark`.
    pub(crate) fn push(&mut self, column: u32, kind: Kind, mark: usize, formula: bool) -> Result<(), ReadError> {
        let len = (self.text.len() - mark) as u32;
        self.add(Raw { column, start: mark as u32, len, kind, formula })
    }

    /// Adds a cell that refers to a shared string.
    pub(crate) fn push_shared(&mut self, column: u32, index: u32, formula: bool) -> Result<(), ReadError> {
        self.add(Raw { column, start: index, len: 0, kind: Kind::Shared, formula })
    }

    #[inline]
    fn add(&mut self, cell: Raw) -> Result<(), ReadError> {
        if cell.column > self.limits.columns {
            return Err(ReadError::TooManyColumns {
                at: Address::new(self.number, cell.column),
                limit: self.limits.columns,
            });
        }
        self.sorted &= self.cells.last().is_none_or(|last| last.column < cell.column);
        self.cells.push(cell);
        Ok(())
    }

    /// Hands the row over, unless it is empty.
    pub(crate) fn emit<B>(
        &mut self,
        strings: &Strings,
        epoch_1904: bool,
        each: &mut impl FnMut(Row<'_>) -> ControlFlow<B>,
    ) -> Result<ControlFlow<B>, ReadError> {
        if self.cells.is_empty() {
            return Ok(ControlFlow::Continue(()));
        }
        if !self.sorted {
            // A column written twice is a fault no program makes; the first stands.
            self.cells.sort_by_key(|cell| cell.column);
            self.cells.dedup_by_key(|cell| cell.column);
        }
        self.rows += 1;
        self.total += self.cells.len() as u64;
        if self.rows > self.limits.rows {
            return Err(ReadError::TooManyRows { limit: self.limits.rows });
        }
        if self.total > self.limits.cells {
            return Err(ReadError::TooManyCells { limit: self.limits.cells });
        }
        let text = str::from_utf8(&self.text).map_err(|_| ReadError::Encoding { line: self.number })?;
        let row = Row { number: self.number, cells: &self.cells, text, strings, epoch_1904 };
        Ok(each(row))
    }
}

/// A row with content, borrowed from the reader until the next one.
/// `Debug` shows its number and width only: rows hold personal data.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    number: u32,
    cells: &'a [Raw],
    text: &'a str,
    strings: &'a Strings,
    epoch_1904: bool,
}

impl<'a> Row<'a> {
    /// The row as the sheet numbers it, from 1.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// The cells that hold something, from left to right. Values are decoded as they are asked for.
    pub fn cells(&self) -> Cells<'a> {
        Cells { row: *self, next: 0 }
    }

    /// What stands in a column (from 1), if anything.
    pub fn get(&self, column: u32) -> Option<Value<'a>> {
        // Rows are mostly full, so the cell is mostly where its number says.
        let guess = column.checked_sub(1)? as usize;
        let at = match self.cells.get(guess) {
            Some(cell) if cell.column == column => guess,
            _ => self.cells.binary_search_by_key(&column, |cell| cell.column).ok()?,
        };
        Some(self.decode(&self.cells[at]))
    }

    /// How many cells hold something.
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// Whether no cell holds anything; such rows are not handed over.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    fn decode(&self, cell: &Raw) -> Value<'a> {
        if cell.kind == Kind::Shared {
            return Value::Text(self.strings.get(cell.start));
        }
        let start = cell.start as usize;
        // Boundaries fall between characters unless the file is hostile.
        let raw = self.text.get(start..start + cell.len as usize).unwrap_or("\u{fffd}");
        match cell.kind {
            Kind::Number | Kind::Date => self.decode_number(raw, cell.kind),
            Kind::IsoDate => dates::from_iso(raw).map_or(Value::Text(raw), |at| Value::Date { at, raw }),
            Kind::Bool => Value::Bool(matches!(raw, "1" | "true" | "TRUE")),
            Kind::Error => Value::Error(raw),
            Kind::Text | Kind::Shared => Value::Text(raw),
        }
    }

    fn decode_number(&self, raw: &'a str, kind: Kind) -> Value<'a> {
        let Some(value) = raw.parse::<f64>().ok().filter(|value| value.is_finite()) else {
            return Value::Text(raw);
        };
        let moment = (kind == Kind::Date).then(|| dates::from_serial(value, self.epoch_1904)).flatten();
        moment.map_or(Value::Number { value, raw }, |at| Value::Date { at, raw })
    }
}

impl fmt::Debug for Row<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Row").field("number", &self.number).field("cells", &self.cells.len()).finish_non_exhaustive()
    }
}

/// The cells of a [`Row`], from left to right.
#[derive(Clone, Debug)]
pub struct Cells<'a> {
    row: Row<'a>,
    next: usize,
}

impl<'a> Iterator for Cells<'a> {
    type Item = Cell<'a>;

    fn next(&mut self) -> Option<Cell<'a>> {
        let raw = self.row.cells.get(self.next)?;
        self.next += 1;
        Some(Cell { column: raw.column, value: self.row.decode(raw), formula: raw.formula })
    }
}
