//! Cell by cell the same as calamine, on files of rust_xlsxwriter.

use std::{collections::BTreeMap, io::Cursor, ops::ControlFlow};

use calamine::{DataRef, Reader, Xlsx};
use proptest::prelude::*;
use rust_xlsxwriter::{Format, Formula, Workbook as Writer};
use spreadsheets::{Limits, Value, Workbook};

type Cells = BTreeMap<(u32, u32), String>;

fn ours(bytes: &[u8]) -> Cells {
    let mut cells = Cells::new();
    let limits = Limits { columns: 16_384, ..Limits::default() };
    let mut book = Workbook::from_reader(Cursor::new(bytes.to_vec()), limits).unwrap();
    book.for_each_row(0, |row| {
        for cell in row.cells() {
            let value = match cell.value {
                Value::Text(text) => format!("text {text}"),
                Value::Number { value, .. } => format!("number {value}"),
                Value::Date { at, .. } => format!("date {at}"),
                Value::Bool(value) => format!("bool {value}"),
                Value::Error(error) => format!("error {error}"),
            };
            cells.insert((row.number(), cell.column), value);
        }
        ControlFlow::<()>::Continue(())
    })
    .unwrap();
    cells
}

fn theirs(bytes: &[u8]) -> Cells {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    let name = book.sheet_names()[0].clone();
    let mut reader = book.worksheet_cells_reader(&name).unwrap();
    let mut cells = Cells::new();
    while let Some(cell) = reader.next_cell().unwrap() {
        let value = match cell.get_value() {
            DataRef::Empty => continue,
            DataRef::String(text) => format!("text {text}"),
            DataRef::SharedString(text) => format!("text {text}"),
            DataRef::Float(value) => format!("number {value}"),
            DataRef::Int(value) => format!("number {value}"),
            DataRef::DateTime(at) => format!("date {}", at.as_datetime().unwrap()),
            DataRef::Bool(value) => format!("bool {value}"),
            DataRef::Error(error) => format!("error {error}"),
            other => panic!("not written here: {other:?}"),
        };
        let (row, column) = cell.get_position();
        cells.insert((row + 1, column + 1), value);
    }
    cells
}

#[derive(Clone, Debug)]
enum Written {
    Text(String),
    Number(f64),
    Date(u32),
    Bool(bool),
    Formula(String),
}

fn written() -> impl Strategy<Value = Written> {
    prop_oneof![
        "[ -~李四𬭚\u{1}\t\n\r]{1,12}".prop_map(Written::Text),
        "_x00[0-9A-F]{2}_".prop_map(Written::Text),
        any::<f64>().prop_filter("finite", |n| n.is_finite()).prop_map(Written::Number),
        (0i64..1 << 53).prop_map(|n| Written::Number(n as f64)),
        (61u32..2_900_000).prop_map(Written::Date),
        any::<bool>().prop_map(Written::Bool),
        "[a-z<&]{1,5}".prop_map(Written::Formula),
    ]
}

fn write(cells: &BTreeMap<(u32, u16), Written>, streamed: bool) -> Vec<u8> {
    let mut book = Writer::new();
    let date = Format::new().set_num_format("yyyy\"年\"m\"月\"d\"日\" hh:mm");
    let sheet = if streamed { book.add_worksheet_with_constant_memory().unwrap() } else { book.add_worksheet() };
    for ((row, column), value) in cells {
        let (row, column) = (*row, *column);
        match value {
            Written::Text(text) => sheet.write_string(row, column, text),
            Written::Number(number) => sheet.write_number(row, column, *number),
            Written::Date(day) => sheet.write_number_with_format(row, column, f64::from(*day) + 0.25, &date),
            Written::Bool(value) => sheet.write_boolean(row, column, *value),
            Written::Formula(result) => sheet.write_formula(row, column, Formula::new("=A1&\"<\"").set_result(result)),
        }
        .unwrap();
    }
    book.save_to_buffer().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn calamine_reads_the_same(
        cells in prop::collection::btree_map((0u32..40, 0u16..60), written(), 0..80),
        streamed: bool,
    ) {
        let bytes = write(&cells, streamed);
        let ours = ours(&bytes);
        prop_assert_eq!(ours.len(), cells.len());
        prop_assert_eq!(ours, theirs(&bytes));
    }
}

#[test]
fn a_roster_is_the_same_and_larger_than_any_buffer() {
    let cells = (0..3000u32)
        .flat_map(|row| {
            (0..18u16).map(move |column| {
                let value = if column % 3 == 0 {
                    Written::Number(f64::from(row))
                } else {
                    Written::Text(format!("张{}_{column}", row % 997))
                };
                ((row, column), value)
            })
        })
        .collect();
    for streamed in [false, true] {
        let bytes = write(&cells, streamed);
        let ours = ours(&bytes);
        assert_eq!(ours.len(), 54_000);
        assert!(ours == theirs(&bytes), "streamed {streamed}");
    }
}
