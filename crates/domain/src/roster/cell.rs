use chrono::NaiveDate;
use std::borrow::Cow;

/// What a cell holds, borrowed from the reader. A formula is the value last computed; nothing is ever evaluated.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum CellText<'a> {
    /// Nothing.
    Empty,
    /// Text as typed.
    Text(&'a str),
    /// A number.
    Number(f64),
    /// A number that the sheet shows as a date.
    Date(NaiveDate),
    /// TRUE or FALSE.
    Bool(bool),
    /// An error such as `#N/A`.
    Error(&'a str),
}

/// One row of a sheet: its number as the sheet shows it, and its cells from column A on.
#[derive(Clone, Copy, Debug)]
pub struct RawRow<'a> {
    /// The row number, from 1.
    pub number: u32,
    /// The cells; rows may be of any length.
    pub cells: &'a [CellText<'a>],
}

impl<'a> RawRow<'a> {
    /// The cell of a column counted from 0; empty beyond the row's end.
    #[must_use]
    pub fn cell(&self, at: usize) -> CellText<'a> {
        self.cells.get(at).copied().unwrap_or(CellText::Empty)
    }
}

impl<'a> CellText<'a> {
    /// Whether there is nothing to read.
    #[must_use]
    pub fn is_blank(self) -> bool {
        match self {
            CellText::Empty => true,
            CellText::Text(text) => crate::parsing::trim(text).is_empty(),
            CellText::Number(_) | CellText::Date(_) | CellText::Bool(_) | CellText::Error(_) => false,
        }
    }

    /// The cell as a person would type it.
    #[must_use]
    pub fn text(self) -> Cow<'a, str> {
        match self {
            CellText::Empty => Cow::Borrowed(""),
            CellText::Text(text) => Cow::Borrowed(crate::parsing::trim(text)),
            CellText::Number(number) => Cow::Owned(number.to_string()),
            CellText::Date(date) => Cow::Owned(date.to_string()),
            CellText::Bool(flag) => Cow::Borrowed(if flag { "是" } else { "否" }),
            CellText::Error(text) => Cow::Borrowed(text),
        }
    }
}
