//! One door to every format.

use std::{
    fs::File,
    io::{Read, Seek},
    ops::ControlFlow,
    path::Path,
};

use crate::{
    Area, Format, Isolation, Limits, ReadError, Row,
    csv_in::Csv,
    isolated::Isolated,
    legacy::Legacy,
    sniff,
    xlsx::{Bytes, Xlsx},
};

/// A sheet as the workbook lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// Its name on the tab.
    pub name: String,
    /// Whether the workbook hides it.
    pub hidden: bool,
}

/// What reading a sheet came to.
#[derive(Debug, PartialEq, Eq)]
pub struct Scan<B> {
    /// What the caller broke off with, if it did.
    pub stopped: Option<B>,
    /// Rows with content read.
    pub rows: u32,
    /// Cells with content read.
    pub cells: u64,
    /// Merged areas (XLSX and `.xls`); their value stands in the first cell alone.
    pub merged: Vec<Area>,
}

/// An open table file.
pub struct Workbook {
    inner: Inner,
    limits: Limits,
}

enum Inner {
    Xlsx(Box<Xlsx>),
    Csv(Csv),
    Legacy(Box<Legacy>),
    Isolated(Box<Isolated>),
}

impl Workbook {
    /// Opens a file, whatever its name says it is.
    ///
    /// # Errors
    /// What is wrong with it, for the person who uploaded it.
    pub fn open(path: impl AsRef<Path>, limits: Limits) -> Result<Self, ReadError> {
        let file = File::open(path).map_err(ReadError::Io)?;
        Self::from_source(Box::new(file), limits)
    }

    /// Opens bytes in memory or any other seekable source.
    ///
    /// # Errors
    /// As [`Workbook::open`].
    pub fn from_reader(source: impl Read + Seek + Send + 'static, limits: Limits) -> Result<Self, ReadError> {
        Self::from_source(Box::new(source), limits)
    }

    fn from_source(source: Bytes, limits: Limits) -> Result<Self, ReadError> {
        let (format, source) = sniff::recognise(source, &limits)?;
        let inner = match format {
            Format::Xlsx => Inner::Xlsx(Box::new(Xlsx::open(source, &limits)?)),
            Format::Csv => Inner::Csv(Csv::open(source, &limits)?),
            Format::Xls | Format::Ods => match &limits.isolation {
                Isolation::Refused => return Err(ReadError::WrongType { found: format.name() }),
                Isolation::Child(helper) => Inner::Isolated(Box::new(Isolated::open(source, format, helper, &limits)?)),
                Isolation::Here => Inner::Legacy(Box::new(Legacy::open(source, format, &limits)?)),
            },
        };
        Ok(Self { inner, limits })
    }

    /// What the file is.
    pub fn format(&self) -> Format {
        match &self.inner {
            Inner::Xlsx(_) => Format::Xlsx,
            Inner::Csv(_) => Format::Csv,
            Inner::Legacy(legacy) => legacy.format(),
            Inner::Isolated(isolated) => isolated.format(),
        }
    }

    /// Its sheets from left to right, never none; those without rows (charts) are left out.
    pub fn sheets(&self) -> &[Sheet] {
        match &self.inner {
            Inner::Xlsx(xlsx) => xlsx.sheets(),
            Inner::Csv(csv) => csv.sheets(),
            Inner::Legacy(legacy) => legacy.sheets(),
            Inner::Isolated(isolated) => isolated.sheets(),
        }
    }

    /// Hands the rows of a sheet (from 0) that hold something to `each`, from the top,
    /// until it breaks. May be called again to begin anew.
    ///
    /// # Errors
    /// What is wrong with the file; rows before the fault have been handed over.
    pub fn for_each_row<B>(
        &mut self,
        sheet: usize,
        mut each: impl FnMut(Row<'_>) -> ControlFlow<B>,
    ) -> Result<Scan<B>, ReadError> {
        match &mut self.inner {
            Inner::Xlsx(xlsx) => xlsx.for_each_row(sheet, &self.limits, &mut each),
            Inner::Csv(csv) => csv.for_each_row(sheet, &self.limits, &mut each),
            Inner::Legacy(legacy) => legacy.for_each_row(sheet, &self.limits, &mut each),
            Inner::Isolated(isolated) => isolated.for_each_row(sheet, &self.limits, &mut each),
        }
    }
}
