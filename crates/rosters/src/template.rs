//! The workbook that a unit fills in (annex 2).

use crate::{Error, Result};
use domain::roster::{Column, ColumnType, Columns, SheetKind};
use spreadsheets::{SheetForm, Template};

/// Rows below the labels that get drop-downs.
const ROWS: u32 = 20_000;

/// An empty roster of a kind for a year: drop-downs, a note on every label, number columns as text, how to fill it.
///
/// # Errors
/// The workbook cannot be written.
pub fn template(kind: SheetKind, year: i32) -> Result<Vec<u8>> {
    let columns: Vec<_> = Columns::builtin().of(kind).map(to_fill).collect();
    let form = Template {
        title: format!("{year}年{}填表说明", kind.label()),
        guide: vec![
            "一人一行；同一人参加多个班次或多次就业的，分行填写，系统按证件号码只计一人。".into(),
            "标 * 的列必须填写；有下拉箭头的单元格请从列表中选择。".into(),
            "证件号码、手机号码等列已设为文本，请勿改为数值，以免丢失末位。".into(),
            format!("培训花名册的结束日期应在 {year} 年度内；日期请按 {year}-03-05 的样子填写。"),
            "填好后保存为 .xlsx 上传；上传后先核对，看过结果再提交。".into(),
        ],
        sheets: vec![SheetForm { name: sheet_name(kind).to_owned(), columns, rows: ROWS }],
    };
    let mut bytes = Vec::new();
    form.write(&mut bytes).map_err(|error| Error::Internal(error.to_string()))?;
    Ok(bytes)
}

fn sheet_name(kind: SheetKind) -> &'static str {
    match kind {
        SheetKind::Training => "培训人员",
        SheetKind::Employment => "就业人员",
        SheetKind::Combined => "培训就业人员",
    }
}

fn to_fill(column: &Column) -> spreadsheets::Column {
    let width = match column.kind {
        ColumnType::Sequence => 6.0,
        ColumnType::DocumentNumber | ColumnType::CreditCode => 22.0,
        ColumnType::Text | ColumnType::Place => 20.0,
        ColumnType::Name
        | ColumnType::Mobile
        | ColumnType::Code
        | ColumnType::Date
        | ColumnType::Whole
        | ColumnType::Flag => 14.0,
    };
    spreadsheets::Column {
        label: column.label.clone(),
        note: column.note.clone().unwrap_or_default(),
        width,
        options: column.choices().into_iter().map(str::to_owned).collect(),
        text_format: column.text_format,
        required: column.required,
    }
}
