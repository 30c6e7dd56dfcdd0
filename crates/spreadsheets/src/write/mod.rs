//! Workbooks out. Every cell is written as text, so that nothing becomes a formula.

mod csv_out;
mod export;
mod marked;
mod template;

use std::path::Path;

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};
use thiserror::Error;

pub use csv_out::CsvExport;
pub use export::{Export, ExportColumn};
pub use marked::{Fault, Marked};
pub use template::{Column, SheetForm, Template, plain_label};

/// Why a file could not be written.
#[derive(Debug, Error)]
pub enum WriteError {
    /// More rows than a sheet can have.
    #[error("数据超过一张工作表的 1,048,576 行。请缩小范围后分几次导出，或改用 CSV。")]
    TooManyRows,
    /// Text longer than a cell can hold.
    #[error("有单元格的文字超过 32,767 字，无法写入表格。请改用 CSV 导出。")]
    TextTooLong,
    /// The disk or the receiver failed.
    #[error("写文件时出错（{0}）。请稍后重试；若仍不成功，请联系管理员。")]
    Io(#[from] std::io::Error),
    /// The sheet's name or another setting is not possible in a workbook.
    #[error("生成表格时出错（{0}）。请联系管理员。")]
    Workbook(XlsxError),
}

impl From<XlsxError> for WriteError {
    fn from(error: XlsxError) -> Self {
        match error {
            XlsxError::RowColumnLimitError => Self::TooManyRows,
            XlsxError::MaxStringLengthExceeded => Self::TextTooLong,
            XlsxError::IoError(error) => Self::Io(error),
            error => Self::Workbook(error),
        }
    }
}

impl From<csv::Error> for WriteError {
    fn from(error: csv::Error) -> Self {
        Self::Io(error.into())
    }
}

/// A workbook with one sheet whose rows go straight to a nameless temporary file, in `temp`
/// if given: rows may hold personal data, so point it at the sealed data folder.
fn streamed(name: &str, temp: Option<&Path>) -> Result<(Workbook, Worksheet), WriteError> {
    let mut book = Workbook::new();
    if let Some(temp) = temp {
        book.set_tempdir(temp)?;
    }
    let mut sheet = book.new_worksheet_with_constant_memory()?;
    sheet.set_name(name)?;
    Ok((book, sheet))
}

/// Cells that stay text when a person edits them (format 49 is `@`).
fn text_format() -> Format {
    Format::new().set_num_format_index(49)
}

fn header_format() -> Format {
    text_format()
        .set_bold()
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
        .set_text_wrap()
        .set_border(FormatBorder::Thin)
        .set_border_color(Color::RGB(0x00BF_BFBF))
        .set_background_color(Color::RGB(0x00E8_EEF7))
}
