//! The child: takes a file from its input, gives its sheets or the rows of one, and may do nothing else.

use std::{
    io::{self, BufWriter, Cursor, Read, Write},
    ops::ControlFlow,
};

use super::{
    Isolation,
    wire::{Line, corners},
};
use crate::{Limits, ReadError, Workbook};

/// Bytes of memory that the child may ask for: a sheet of half a million cells takes a tenth.
#[cfg(unix)]
const MEMORY: u64 = 1 << 30;
/// Seconds of computing.
#[cfg(unix)]
const SECONDS: u64 = 60;

/// Reads a workbook from standard input for the process that started this one: the names of its sheets, or the rows of a
/// sheet (from 0). Memory and computing time are bounded first, and files can no longer be written. What is wrong with the
/// workbook goes to the parent as well.
///
/// # Errors
/// The limits cannot be set, or the parent is gone.
pub fn serve(sheet: Option<usize>) -> io::Result<()> {
    confine()?;
    let limits = Limits { isolation: Isolation::Here, ..Limits::default() };
    let mut bytes = Vec::new();
    io::stdin().lock().take(limits.whole_bytes + 1).read_to_end(&mut bytes)?;
    let mut out = BufWriter::new(io::stdout().lock());
    let told = tell(bytes, sheet, limits, &mut out);
    match told {
        Ok(()) => {}
        Err(ReadError::Io(error)) => return Err(error),
        Err(error) => say(&mut out, &Line::Failed(error.to_string().into()))?,
    }
    out.flush()
}

fn tell(bytes: Vec<u8>, sheet: Option<usize>, limits: Limits, out: &mut impl Write) -> Result<(), ReadError> {
    let mut workbook = Workbook::from_reader(Cursor::new(bytes), limits)?;
    let Some(sheet) = sheet else {
        let sheets = workbook.sheets().iter().map(|sheet| (sheet.name.clone(), sheet.hidden)).collect();
        return say(out, &Line::Sheets(sheets)).map_err(ReadError::Io);
    };
    let scan = workbook.for_each_row(sheet, |row| {
        let cells = row.cells().map(|cell| (cell.column, cell.value.into())).collect();
        match say(out, &Line::Row { number: row.number(), cells }) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => ControlFlow::Break(error),
        }
    })?;
    match scan.stopped {
        Some(error) => Err(ReadError::Io(error)),
        None => say(out, &Line::End(scan.merged.iter().map(corners).collect())).map_err(ReadError::Io),
    }
}

fn say(out: &mut impl Write, line: &Line<'_>) -> io::Result<()> {
    serde_json::to_writer(&mut *out, line)?;
    out.write_all(b"\n")
}

#[cfg(unix)]
fn confine() -> io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    for (resource, most) in [(Resource::As, MEMORY), (Resource::Cpu, SECONDS), (Resource::Fsize, 0)] {
        setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn confine() -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
