//! What the child tells: a line of JSON each.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Address, Area, Value};

#[derive(Serialize, Deserialize)]
pub(super) enum Line<'a> {
    /// The sheets' names, and whether they are hidden.
    Sheets(Vec<(String, bool)>),
    /// A row's number and its cells by column.
    Row {
        number: u32,
        #[serde(borrow)]
        cells: Vec<(u32, Held<'a>)>,
    },
    /// The sheet's end, with the corners of merged areas.
    End(Vec<[u32; 4]>),
    /// Why the file cannot be read, in a sentence.
    Failed(#[serde(borrow)] Cow<'a, str>),
}

/// A cell's value.
#[derive(Serialize, Deserialize)]
pub(super) enum Held<'a> {
    #[serde(rename = "t")]
    Text(#[serde(borrow)] Cow<'a, str>),
    /// Digits as the file has them.
    #[serde(rename = "n")]
    Number(#[serde(borrow)] Cow<'a, str>),
    /// A moment in ISO 8601.
    #[serde(rename = "d")]
    Date(#[serde(borrow)] Cow<'a, str>),
    #[serde(rename = "b")]
    Bool(bool),
    #[serde(rename = "e")]
    Error(#[serde(borrow)] Cow<'a, str>),
}

impl<'a> From<Value<'a>> for Held<'a> {
    fn from(value: Value<'a>) -> Self {
        match value {
            Value::Text(text) => Held::Text(text.into()),
            Value::Number { raw, .. } => Held::Number(raw.into()),
            Value::Date { at, .. } => Held::Date(at.format("%Y-%m-%dT%H:%M:%S%.f").to_string().into()),
            Value::Bool(flag) => Held::Bool(flag),
            Value::Error(text) => Held::Error(text.into()),
        }
    }
}

pub(super) fn corners(area: &Area) -> [u32; 4] {
    [area.from.row, area.from.column, area.to.row, area.to.column]
}

pub(super) fn area([row, column, last_row, last_column]: [u32; 4]) -> Area {
    Area { from: Address::new(row, column), to: Address::new(last_row, last_column) }
}
