//! `.xls`, `.et` and `.ods`, by calamine, which holds a sheet whole: see [`Format::needs_isolation`].

mod indented;

use std::{
    io::{Cursor, Read},
    ops::ControlFlow,
    panic::{AssertUnwindSafe, catch_unwind},
};

use calamine::{Data, Ods, OdsError, Reader, SheetVisible, Sheets, Xls, XlsError};

use crate::{
    Address, Area, Format, Limits, ReadError, Row, Scan, Sheet,
    rowbuf::{Kind, RowBuffer},
    xlsx::{Bytes, Package, Strings},
};

/// An open workbook of an older or other kind.
pub(crate) struct Legacy {
    workbook: Sheets<Cursor<Vec<u8>>>,
    sheets: Vec<Sheet>,
    epoch_1904: bool,
}

impl Legacy {
    pub(crate) fn open(mut source: Bytes, format: Format, limits: &Limits) -> Result<Self, ReadError> {
        let kind = if format == Format::Ods { ".ods" } else { ".xls" };
        if format == Format::Ods {
            source = Package::open(source, limits)?.into_source();
        }
        source.rewind()?;
        let mut bytes = Vec::new();
        source.take(limits.whole_bytes + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > limits.whole_bytes {
            return Err(ReadError::WholeTooLarge { kind, limit: limits.whole_bytes });
        }
        let (workbook, epoch_1904) = guarded::<_, calamine::Error>(|| match format {
            Format::Ods => Ok((Sheets::Ods(ods(&bytes)?), false)),
            _ => {
                let xls = Xls::new(Cursor::new(bytes)).map_err(calamine::Error::Xls)?;
                let epoch_1904 = xls.has_1904_epoch();
                Ok((Sheets::Xls(xls), epoch_1904))
            }
        })?;
        let sheets: Vec<_> = workbook
            .sheets_metadata()
            .iter()
            .filter(|sheet| sheet.typ == calamine::SheetType::WorkSheet)
            .map(|sheet| Sheet { name: sheet.name.clone(), hidden: sheet.visible != SheetVisible::Visible })
            .collect();
        if sheets.is_empty() { Err(ReadError::NoSheet) } else { Ok(Self { workbook, sheets, epoch_1904 }) }
    }

    pub(crate) fn format(&self) -> Format {
        if matches!(self.workbook, Sheets::Ods(_)) { Format::Ods } else { Format::Xls }
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
        let name = &self.sheets.get(sheet).ok_or(ReadError::NoSuchSheet(sheet + 1))?.name;
        let range = guarded(|| self.workbook.worksheet_range(name))?;
        let merged = self.merged(name, limits);
        let strings = Strings::default();
        let mut row = RowBuffer::new(limits);
        let (first_row, first_column) = range.start().unwrap_or_default();
        let mut stopped = None;
        for (index, cells) in range.rows().enumerate() {
            limits.cancel.check()?;
            row.begin(first_row + index as u32 + 1);
            for (index, data) in cells.iter().enumerate() {
                push(&mut row, first_column + index as u32 + 1, data)?;
            }
            stopped = row.emit(&strings, self.epoch_1904, each)?.break_value();
            if stopped.is_some() {
                break;
            }
        }
        Ok(Scan { stopped, rows: row.rows, cells: row.total, merged })
    }

    fn merged(&self, name: &str, limits: &Limits) -> Vec<Area> {
        let Sheets::Xls(xls) = &self.workbook else {
            return Vec::new();
        };
        let areas = xls.merge_cells_by_sheet_name(name).unwrap_or_default();
        let corner = |(row, column): (u32, u32)| Address::new(row + 1, column + 1);
        areas.iter().take(limits.merged).map(|area| Area { from: corner(area.start), to: corner(area.end) }).collect()
    }
}

fn push(row: &mut RowBuffer<'_>, column: u32, data: &Data) -> Result<(), ReadError> {
    let (kind, text) = match data {
        Data::Empty => return Ok(()),
        Data::String(text) => (Kind::Text, text.clone()),
        Data::Int(number) => (Kind::Number, number.to_string()),
        Data::Float(number) => (Kind::Number, number.to_string()),
        Data::DateTime(at) if at.is_datetime() => (Kind::Date, at.as_f64().to_string()),
        Data::DateTime(at) => (Kind::Number, at.as_f64().to_string()),
        Data::DateTimeIso(text) => (Kind::IsoDate, text.clone()),
        Data::DurationIso(text) => (Kind::Text, text.clone()),
        Data::Bool(value) => (Kind::Bool, u8::from(*value).to_string()),
        Data::Error(error) => (Kind::Error, error.to_string()),
    };
    let mark = row.mark();
    row.text_mut().extend_from_slice(text.as_bytes());
    row.check_text(mark, column)?;
    row.push(column, kind, mark, false)
}

fn ods(bytes: &[u8]) -> Result<Ods<Cursor<Vec<u8>>>, calamine::Error> {
    let mut read = Ods::new(Cursor::new(bytes.to_vec()));
    if let Err(OdsError::Mismatch { .. }) = read
        && let Ok(tidy) = indented::without(bytes)
    {
        read = Ods::new(Cursor::new(tidy));
    }
    read.map_err(calamine::Error::Ods)
}

/// Calls calamine. Its parsers are not ours: where they panic, the file is damaged.
fn guarded<T, E: Into<calamine::Error>>(call: impl FnOnce() -> Result<T, E>) -> Result<T, ReadError> {
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(match error.into() {
            calamine::Error::Xls(XlsError::Password) | calamine::Error::Ods(OdsError::Password) => {
                ReadError::PasswordProtected
            }
            _ => ReadError::damaged("内部结构有误"),
        }),
        Err(_) => Err(ReadError::damaged("内部结构有误")),
    }
}
