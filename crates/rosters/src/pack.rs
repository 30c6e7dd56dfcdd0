//! Rows as they are sealed: a third of their JSON, so that a million are sealed and stored in seconds.
//!
//! A block is a schema (the columns and codes of the day), then the rows: where each stood, and its values by column.

use chrono::{Datelike, NaiveDate};
use domain::{
    identity::DocumentNumber,
    roster::{ColumnType, Columns, Ledger, RosterRow, SheetKind, Value, iso_day},
};
use serde::{Deserialize, Serialize};

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
}

impl Packer {
    pub(super) fn new(columns: &Columns) -> Packer {
        let fields = columns.of(SheetKind::Combined).map(|column| Field {
            id: column.identifier.clone(),
            codes: column.values.iter().map(|choice| choice.code.clone()).collect(),
            date: column.kind == ColumnType::Date,
        });
        let schema = Schema(fields.collect());
        let head = serde_json::to_vec(&schema).expect("a list of words is JSON");
        Packer { head, schema }
    }

    /// Appends a row's values: the same bytes for rows that say the same.
    pub(super) fn pack(&self, row: &RosterRow, into: &mut Vec<u8>) {
        identity(into, &row.document);
        text(into, row.name.as_str());
        text(into, row.mobile.digits());
        into.push(row.ledgers.iter().map(|ledger| bit(*ledger)).sum());
        // A row's values stand in the order of the columns, whatever the order of the sheet: one walk finds them all.
        let mut fields = (0..).zip(&self.schema.0);
        for (id, value) in row.values() {
            let found = fields.find(|(_, field)| field.id == id);
            debug_assert!(found.is_some(), "{id} is no column, or stands out of order");
            if let Some((at, field)) = found {
                into.push(at);
                self.value(field, value, into);
            }
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

/// A document as its [`identity`](DocumentNumber::identity), put together in place.
fn identity(into: &mut Vec<u8>, document: &DocumentNumber) {
    let (kind, number) = (document.kind().code(), document.number());
    let length = u16::try_from(kind.len() + 1 + number.len()).expect("a kind and at most 18 characters");
    into.extend_from_slice(&length.to_be_bytes());
    for part in [kind, ":", number] {
        into.extend_from_slice(part.as_bytes());
    }
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

    /// A packed row as it lies, without a copy; none when the bytes are something else.
    pub(super) fn lean<'b>(&'b self, mut bytes: &'b [u8]) -> Option<Lean<'b>> {
        let bytes = &mut bytes;
        let (document, _name, mobile) = (take_text(bytes)?, take_text(bytes)?, take_text(bytes)?);
        let [ledgers] = take(bytes)?;
        let mut values = Vec::with_capacity(16);
        while !bytes.is_empty() {
            let [at] = take(bytes)?;
            let field = self.0.get(usize::from(at))?;
            values.push((field.id.as_str(), field.packed(bytes)?));
        }
        Some(Lean { document, mobile, ledgers, values })
    }

    /// A packed row; none when the bytes are something else.
    pub(super) fn unpack<'b>(&'b self, mut bytes: &'b [u8]) -> Option<RosterRow> {
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
            let value = serde_json::to_string(&field.packed(bytes)?.value()).ok()?;
            values.push_str(&format!("{comma}{}:{value}", serde_json::to_string(&field.id).ok()?));
        }
        let head = serde_json::to_string(&row).ok()?;
        let whole = format!("{},\"values\":{values}}}}}", head.strip_suffix('}')?);
        RosterRow::from_bytes(whole.as_bytes()).ok()
    }
}

/// A value where it is packed.
#[derive(Clone, Copy)]
pub(super) enum Packed<'b> {
    Flag(bool),
    Whole(i64),
    Text(&'b str),
    Day(NaiveDate),
}

impl Packed<'_> {
    fn value(self) -> Value {
        match self {
            Packed::Flag(flag) => Value::Flag(flag),
            Packed::Whole(number) => Value::Whole(number),
            Packed::Text(text) => Value::Text(text.to_owned().into()),
            Packed::Day(day) => Value::Text(day.to_string().into()),
        }
    }
}

/// A row for those who look at millions and keep few of their values. Personal.
pub(super) struct Lean<'b> {
    /// Kind and number, as `kind:number`.
    pub(super) document: &'b str,
    pub(super) mobile: &'b str,
    ledgers: u8,
    values: Vec<(&'b str, Packed<'b>)>,
}

impl<'b> Lean<'b> {
    pub(super) fn feeds(&self, ledger: Ledger) -> bool {
        self.ledgers & bit(ledger) != 0
    }

    fn value(&self, column: &str) -> Option<Packed<'b>> {
        self.values.iter().find(|(known, _)| *known == column).map(|(_, value)| *value)
    }

    pub(super) fn text(&self, column: &str) -> Option<&'b str> {
        match self.value(column)? {
            Packed::Text(text) => Some(text),
            Packed::Flag(_) | Packed::Whole(_) | Packed::Day(_) => None,
        }
    }

    pub(super) fn day(&self, column: &str) -> Option<NaiveDate> {
        match self.value(column)? {
            Packed::Day(day) => Some(day),
            Packed::Text(text) => iso_day(text),
            Packed::Flag(_) | Packed::Whole(_) => None,
        }
    }
}

impl Field {
    fn packed<'b>(&'b self, bytes: &mut &'b [u8]) -> Option<Packed<'b>> {
        let [tag] = take(bytes)?;
        Some(match tag {
            FALSE => Packed::Flag(false),
            TRUE => Packed::Flag(true),
            WHOLE => Packed::Whole(i64::from_be_bytes(take(bytes)?)),
            TEXT => Packed::Text(take_text(bytes)?),
            DATE => Packed::Day(NaiveDate::from_num_days_from_ce_opt(i32::from_be_bytes(take(bytes)?))?),
            CODE => {
                let [code] = take(bytes)?;
                Packed::Text(self.codes.get(usize::from(code))?)
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
        let schema = Schema::read(&packer.head).expect("a schema");
        let lean = schema.lean(&bytes).expect("a row");
        assert_eq!((lean.document, lean.mobile), ("resident_id:350527199001010015", "13800138000"));
        assert!(lean.feeds(Ledger::Training) && lean.feeds(Ledger::Employment));
        assert_eq!((lean.text("training_category"), lean.text("hours")), (Some("catering"), None));
        assert_eq!(lean.day("ended_on"), NaiveDate::from_ymd_opt(2024, 3, 15));
    }

    #[test]
    fn bytes_that_are_no_row_are_no_row() {
        let schema = Schema::read(&Packer::new(Columns::builtin()).head).expect("a schema");
        assert!(
            schema.unpack(&[]).is_none() && schema.unpack(&[0, 9, 1]).is_none() && schema.lean(&[0, 9, 1]).is_none()
        );
        assert!(Schema::read(b"rows").is_none());
    }
}
