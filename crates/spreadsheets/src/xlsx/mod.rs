//! XLSX, read by hand: inflate, scan, cells. No tree, no string a cell.

mod catalog;
mod decode;
mod package;
mod quick;
mod scanner;
mod sheet;
mod strings;
mod styles;
mod tag;

use std::ops::ControlFlow;

pub(crate) use package::{Bytes, Package};
pub(crate) use strings::Strings;

use self::{catalog::Catalog, styles::Styles};
use crate::{Limits, ReadError, Row, Scan, Sheet};

/// An open XLSX workbook.
pub(crate) struct Xlsx {
    package: Package,
    catalog: Catalog,
    styles: Styles,
    /// Read when the first sheet is.
    strings: Option<Strings>,
}

/// Whether a container is an XLSX workbook.
pub(crate) fn is_workbook(package: &mut Package, limits: &Limits) -> Result<bool, ReadError> {
    let part = catalog::workbook_part(package, limits)?;
    // A Word file has a main part too; only a workbook has it among sheets.
    Ok(part.ends_with(".xml") && package.contains(&part) && package.has_folder("xl/"))
}

impl Xlsx {
    /// Reads the catalogue and the styles; strings and sheets wait until they are asked for.
    pub(crate) fn open(source: Bytes, limits: &Limits) -> Result<Self, ReadError> {
        let mut package = Package::open(source, limits)?;
        let catalog = Catalog::read(&mut package, limits)?;
        let styles = match &catalog.styles {
            Some(name) => package.part(name)?.map(|part| Styles::read(part, limits)).transpose()?,
            None => None,
        };
        Ok(Self { package, catalog, styles: styles.unwrap_or_default(), strings: None })
    }

    pub(crate) fn sheets(&self) -> &[Sheet] {
        &self.catalog.sheets
    }

    pub(crate) fn for_each_row<B>(
        &mut self,
        sheet: usize,
        limits: &Limits,
        each: &mut impl FnMut(Row<'_>) -> ControlFlow<B>,
    ) -> Result<Scan<B>, ReadError> {
        let strings = match self.strings.take() {
            Some(strings) => strings,
            None => self.read_strings(limits)?,
        };
        let strings = self.strings.insert(strings);
        let name = self.catalog.parts.get(sheet).ok_or(ReadError::NoSuchSheet(sheet + 1))?;
        let part = self.package.part(name)?.ok_or_else(|| ReadError::damaged(format!("缺少 {name}")))?;
        let context = sheet::Context { strings, styles: &self.styles, epoch_1904: self.catalog.epoch_1904, limits };
        sheet::read(part, context, each)
    }

    fn read_strings(&mut self, limits: &Limits) -> Result<Strings, ReadError> {
        let Some(name) = &self.catalog.strings else {
            return Ok(Strings::default());
        };
        self.package.part(name)?.map_or_else(|| Ok(Strings::default()), |part| Strings::read(part, limits))
    }
}
