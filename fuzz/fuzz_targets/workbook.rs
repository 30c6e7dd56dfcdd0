//! Any bytes as a table file: read whole or refused, never a crash, never beyond the limits.
#![no_main]

use libfuzzer_sys::fuzz_target;
use spreadsheets::{Format, Limits, Workbook};
use std::{io::Cursor, ops::ControlFlow};

fuzz_target!(|bytes: &[u8]| {
    let Ok(mut workbook) = Workbook::from_reader(Cursor::new(bytes.to_vec()), Limits::default()) else { return };
    // The older formats are read by another library, in a process that may be lost.
    if !matches!(workbook.format(), Format::Xlsx | Format::Csv) {
        return;
    }
    for sheet in 0..workbook.sheets().len() {
        let _ = workbook.for_each_row(sheet, |row| {
            for cell in row.cells() {
                let _ = cell.value.text();
            }
            ControlFlow::<()>::Continue(())
        });
    }
});
