//! `scan FILE [--calamine]`: counts rows, cells and bytes of text, to compare the two readers.

use std::{env, error::Error, ops::ControlFlow, time::Instant};

use calamine::{DataRef, Reader};
use spreadsheets::{Limits, Value, Workbook};

fn main() -> Result<(), Box<dyn Error>> {
    let path = env::args().nth(1).ok_or("usage: scan FILE [--calamine]")?;
    let started = Instant::now();
    let (rows, cells, bytes) = if env::args().any(|arg| arg == "--calamine") { calamine(&path)? } else { ours(&path)? };
    #[expect(clippy::print_stdout, reason = "the figures are what it is for")]
    {
        println!("rows {rows}  cells {cells}  text bytes {bytes}  wall {:.2?}  CPU {}", started.elapsed(), cpu());
    }
    Ok(())
}

fn ours(path: &str) -> Result<(u64, u64, u64), Box<dyn Error>> {
    let limits = Limits { inflated_bytes: 8 << 30, cells: u64::MAX, ..Limits::default() };
    let mut workbook = Workbook::open(path, limits)?;
    let mut bytes = 0;
    let scan = workbook.for_each_row(0, |row| {
        for cell in row.cells() {
            if let Value::Text(text) = cell.value {
                bytes += text.len() as u64;
            }
        }
        ControlFlow::<()>::Continue(())
    })?;
    Ok((u64::from(scan.rows), scan.cells, bytes))
}

fn calamine(path: &str) -> Result<(u64, u64, u64), Box<dyn Error>> {
    let mut workbook: calamine::Xlsx<_> = calamine::open_workbook(path)?;
    let name = workbook.sheet_names().first().cloned().ok_or("no sheet")?;
    let mut reader = workbook.worksheet_cells_reader(&name)?;
    let (mut rows, mut cells, mut bytes, mut last) = (0, 0, 0, None);
    while let Some(cell) = reader.next_cell()? {
        match cell.get_value() {
            DataRef::Empty => continue,
            DataRef::SharedString(text) => bytes += text.len() as u64,
            DataRef::String(text) => bytes += text.len() as u64,
            _ => {}
        }
        rows += u64::from(last.replace(cell.get_position().0) != Some(cell.get_position().0));
        cells += 1;
    }
    Ok((rows, cells, bytes))
}

/// User and system time of this process, where the system tells.
fn cpu() -> String {
    let Ok(stat) = std::fs::read_to_string("/proc/self/stat") else {
        return "unknown".into();
    };
    let ticks: Vec<f64> = stat
        .rsplit(')')
        .next()
        .unwrap_or_default()
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|t| t.parse().ok())
        .collect();
    format!("{:.2} s", ticks.iter().sum::<f64>() / 100.0)
}
