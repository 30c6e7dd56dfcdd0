//! Rows as they are sealed: a third of their JSON, so that a million are sealed and stored in seconds.
//!
//! A block is a schema (the columns and codes of the day), then the rows: where each stood, and its values by column.

use chrono::{Datelike, NaiveDate};
use domain::roster::{ColumnType, Columns, Ledger, RosterRow, SheetKind, Value, iso_day};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

const FALSE: u8 = 0;
const TRUE: u8 = 1;
const WHOLE: u8 = 2;
const TEXT: u8 = 3;
const DATE: u8 = 4;
const CODE: u8 = 5;

/// The columns that rows are packed by. It stands at the head of every block, so that rows still read when an office
/// replaces its columns.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Schema(Vec<Field>);

#[derive(Debug, Serialize, Deserialize)]
struct Field {
    id: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    codes: Vec<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    date: bool,
}

/// Packs rows, reusing what it knows of the columns.
#[derive(Debug)]
pub(super) struct Packer {
    /// The schema as it stands at the head of a block.
    pub(super) head: Vec<u8>,
    schema: Schema,
    at: HashMap<String, u8>,
}

impl Packer {
    pub(super) fn new(columns: &Columns) -> Packer {
        let fields = columns.of(SheetKind::Combined).map(|column| Field {
            id: column.identifier.clone(),
            codes: column.values.iter().map(|choice| choice.code.clone()).collect(),
            date: column.kind == ColumnType::Date,
        });
        let schema = Schema(fields.collect());
        let at = schema.0.iter().zip(0..).map(|(field, at)| (field.id.clone(), at)).collect();
        let head = serde_json::to_vec(&schema).expect("a list of words is JSON");
        Packer { head, schema, at }
    }

    /// Appends a row's values: the same bytes for rows that say the same.
    pub(super) fn pack(&self, row: &RosterRow, into: &mut Vec<u8>) {
        text(into, &row.document.identity());
        text(into, row.name.as_str());
        text(into, row.mobile.digits());
        into.push(row.ledgers.iter().map(|ledger| bit(*ledger)).sum());
        // Columns stand in one order in every row, whatever the order of the sheet.
        let mut values: Vec<(u8, &Value)> =
            row.values().filter_map(|(id, value)| Some((*self.at.get(id)?, value))).collect();
        values.sort_unstable_by_key(|(at, _)| *at);
        for (at, value) in values {
            into.push(at);
            self.value(&self.schema.0[usize::from(at)], value, into);
        }
    }

    fn value(&self, field: &Field, value: &Value, into: &mut Vec<u8>) {
        match value {
            Value::Flag(flag) => into.push(if *flag { TRUE } else { FALSE }),
            Value::Whole(number) => {
                into.push(WHOLE);
                into.extend_from_slice(&number.to_be_bytes());
            }
            Value::Text(words) => {
                let code = field.codes.iter().position(|code| code == words).and_then(|code| u8::try_from(code).ok());
                let day = field.date.then(|| iso_day(words)).flatten();
                match (code, day) {
                    (Some(code), _) => into.extend_from_slice(&[CODE, code]),
                    (_, Some(day)) => {
                        into.push(DATE);
                        into.extend_from_slice(&day.num_days_from_ce().to_be_bytes());
                    }
                    _ => {
                        into.push(TEXT);
                        text(into, words);
                    }
                }
            }
        }
    }
}

fn bit(ledger: Ledger) -> u8 {
    match ledger {
        Ledger::Training => 1,
        Ledger::Employment => 2,
    }
}

/// A text behind its length in two bytes; cells are far shorter.
fn text(into: &mut Vec<u8>, words: &str) {
    let length = u16::try_from(words.len()).unwrap_or(u16::MAX);
    into.extend_from_slice(&length.to_be_bytes());
    into.extend_from_slice(&words.as_bytes()[..usize::from(length)]);
}

/// The document of a packed row, as `kind:number`.
pub(super) fn document(mut packed: &[u8]) -> Option<&str> {
    take_text(&mut packed)
}

impl Schema {
    /// The schema at the head of a block.
    pub(super) fn read(head: &[u8]) -> Option<Schema> {
        serde_json::from_slice(head).ok()
    }

    /// A packed row; none when the bytes are something else.
    pub(super) fn unpack(&self, mut bytes: &[u8]) -> Option<RosterRow> {
        let bytes = &mut bytes;
        let mut row = serde_json::Map::new();
        for key in ["id", "name", "mobile"] {
            row.insert(key.to_owned(), take_text(bytes)?.into());
        }
        let [ledgers] = take(bytes)?;
        let ledgers: Vec<_> = Ledger::ALL.iter().filter(|ledger| ledgers & bit(**ledger) != 0).collect();
        row.insert("ledgers".to_owned(), serde_json::to_value(ledgers).ok()?);
        // In column order, which a JSON object in memory would not keep.
        let mut values = String::from("{");
        while !bytes.is_empty() {
            let [at] = take(bytes)?;
            let field = self.0.get(usize::from(at))?;
            let comma = if values.len() > 1 { "," } else { "" };
            let value = serde_json::to_string(&field.value(bytes)?).ok()?;
            values.push_str(&format!("{comma}{}:{value}", serde_json::to_string(&field.id).ok()?));
        }
        let head = serde_json::to_string(&row).ok()?;
        let whole = format!("{},\"values\":{values}}}}}", head.strip_suffix('}')?);
        RosterRow::from_bytes(whole.as_bytes()).ok()
    }
}

impl Field {
    fn value(&self, bytes: &mut &[u8]) -> Option<Value> {
        let [tag] = take(bytes)?;
        Some(match tag {
            FALSE => Value::Flag(false),
            TRUE => Value::Flag(true),
            WHOLE => Value::Whole(i64::from_be_bytes(take(bytes)?)),
            TEXT => Value::Text(take_text(bytes)?.to_owned()),
            DATE => Value::Text(NaiveDate::from_num_days_from_ce_opt(i32::from_be_bytes(take(bytes)?))?.to_string()),
            CODE => {
                let [code] = take(bytes)?;
                Value::Text(self.codes.get(usize::from(code))?.clone())
            }
            _ => return None,
        })
    }
}

fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (taken, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(*taken)
}

fn take_text<'b>(bytes: &mut &'b [u8]) -> Option<&'b str> {
    let length = usize::from(u16::from_be_bytes(take(bytes)?));
    let (taken, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    str::from_utf8(taken).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROW: &str = r#"{"id":"resident_id:350527199001010015","name":"林晓东","mobile":"13800138000","ledgers":["training","employment"],"values":{"sex":"male","person_category":"poverty_alleviated_worker","training_category":"catering","training_trade":"中式面点师","started_on":"2024-03-05","ended_on":"2024-03-15","hours":80,"passed":true,"work_place":"350582 晋江市","has_contract":false,"remark":"2024-03-15"}}"#;

    #[test]
    fn rows_come_back_as_they_went_in_and_are_much_shorter() {
        let packer = Packer::new(Columns::builtin());
        let row = RosterRow::from_bytes(ROW.as_bytes()).expect("a row");
        let mut bytes = Vec::new();
        packer.pack(&row, &mut bytes);
        assert!(bytes.len() * 5 < ROW.len() * 2, "{} bytes", bytes.len());
        let read = Schema::read(&packer.head).expect("a schema").unpack(&bytes).expect("a row");
        assert_eq!(read, row);
        assert_eq!(String::from_utf8(read.to_bytes()).expect("text"), ROW);
    }

    #[test]
    fn bytes_that_are_no_row_are_no_row() {
        let schema = Schema::read(&Packer::new(Columns::builtin()).head).expect("a schema");
        assert!(schema.unpack(&[]).is_none() && schema.unpack(&[0, 9, 1]).is_none());
        assert!(Schema::read(b"rows").is_none());
    }
}
