//! Workbooks and CSV in, as a stream of rows of cells with addresses, and out.
//!
//! Reading: [`Workbook::open`] looks at the bytes, never at the file name, and
//! [`Workbook::for_each_row`] hands over one row at a time under [`Limits`].
//! XLSX and CSV are read by our own streaming scanners in memory that does not grow with
//! the file (but for the shared strings); `.xls`, `.et` and `.ods` go through calamine, which
//! must hold a sheet whole and is therefore run in a child process: see [`Isolation`].
//!
//! Writing: [`Template`] for the forms units fill in, [`Marked`] for a sheet handed back
//! with its faults, [`Export`] and [`CsvExport`] for lists. Everything written is text,
//! so that no cell can become a formula.

mod cell;
mod csv_in;
mod dates;
mod error;
mod isolated;
mod legacy;
mod limits;
mod ole;
mod rowbuf;
mod sniff;
mod workbook;
mod write;
mod xlsx;

pub use cell::{Address, Area, Cell, Value};
pub use error::ReadError;
pub use isolated::{Helper, Isolation, serve as serve_reader};
pub use limits::{Cancel, Limits};
pub use rowbuf::{Cells, Row};
pub use sniff::{ENDINGS, Format, detect};
pub use workbook::{Scan, Sheet, Workbook};
pub use write::{Column, CsvExport, Export, ExportColumn, Fault, Marked, SheetForm, Template, WriteError, plain_label};
