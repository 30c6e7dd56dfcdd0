//! The columns of annex 2 as data: a file that an office can replace.

use super::{Ledger, SheetKind};
use crate::identity::DocumentKind;
use serde::Deserialize;
use std::collections::HashSet;
use std::sync::LazyLock;

/// What a column holds, and so how its cells are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnType {
    /// The row's own number: never checked nor kept.
    Sequence,
    /// A person's name.
    Name,
    /// A document number of the kind in column `id_type`.
    DocumentNumber,
    /// A mobile number.
    Mobile,
    /// Free text.
    Text,
    /// One of a list.
    Code,
    /// A calendar date.
    Date,
    /// A whole number.
    Whole,
    /// Yes or no.
    Flag,
    /// A unit's credit code.
    CreditCode,
    /// A division code with a name, or a name alone.
    Place,
}

/// A value that a code column takes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// The code kept.
    pub code: String,
    /// The words in the drop-down list.
    pub label: String,
    /// Other ways of writing it that are taken.
    #[serde(default)]
    pub also: Vec<String>,
}

/// When a column must be filled because another holds a value.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// The other column's identifier.
    pub column: String,
    /// The code it holds; `true` or `false` for a flag.
    pub is: String,
}

/// A column of the roster.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// The name in code, files and sealed rows.
    pub identifier: String,
    /// The words at the head of the column.
    pub label: String,
    /// The ledgers it belongs to.
    pub ledgers: Vec<Ledger>,
    /// What it holds.
    #[serde(rename = "type")]
    pub kind: ColumnType,
    /// Whether every row must fill it.
    #[serde(default)]
    pub required: bool,
    /// Whether a row must fill it because of another column.
    pub required_if: Option<Condition>,
    /// The value of an empty cell.
    pub default: Option<String>,
    /// Least value of a whole number.
    pub min: Option<i64>,
    /// Most characters of a text, or greatest value of a whole number.
    pub max: Option<i64>,
    /// Whether a whole number with decimals is rounded with a warning rather than refused.
    #[serde(default)]
    pub round: bool,
    /// Units people write after a whole number.
    #[serde(default)]
    pub units: Vec<String>,
    /// Other heads under which the column is recognised.
    #[serde(default)]
    pub synonyms: Vec<String>,
    /// The values of a code column, in the order of its drop-down list.
    #[serde(default)]
    pub values: Vec<Choice>,
    /// Whether its values are masked on screens and in messages.
    #[serde(default)]
    pub sensitive: bool,
    /// A hint shown to people filling the template.
    pub note: Option<String>,
    /// Whether the template formats the column as text, so that no digits are lost.
    #[serde(default)]
    pub text_format: bool,
}

impl Column {
    /// Whether the column stands on a sheet of this kind.
    #[must_use]
    pub fn on(&self, kind: SheetKind) -> bool {
        self.ledgers.iter().any(|ledger| kind.feeds(*ledger))
    }

    /// Whether the column belongs to this ledger and no other.
    #[must_use]
    pub fn only_in(&self, ledger: Ledger) -> bool {
        self.ledgers == [ledger]
    }

    /// The drop-down list of the column in a template; empty when anything may be typed.
    #[must_use]
    pub fn choices(&self) -> Vec<&str> {
        if self.kind == ColumnType::Flag {
            return vec!["是", "否"];
        }
        self.values.iter().map(|choice| choice.label.as_str()).collect()
    }

    /// The label of a code of this column.
    #[must_use]
    pub fn label_of(&self, code: &str) -> Option<&str> {
        self.values.iter().find(|choice| choice.code == code).map(|choice| choice.label.as_str())
    }
}

/// The columns of both ledgers, in template order.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Columns {
    #[serde(rename = "column")]
    columns: Vec<Column>,
}

/// Why a file of columns cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ColumnsError {
    /// Not the TOML that is asked for.
    #[error("花名册列文件读不懂：{0}")]
    Form(String),
    /// Two columns of one name.
    #[error("花名册列文件里“{0}”出现两次，请改名或合并。")]
    Repeated(String),
    /// A column that every roster needs is missing or of another type.
    #[error("花名册列文件里缺少“{0}”列，或它的 type 不对。")]
    Needed(&'static str),
    /// A condition names no column before it, or a default or code that does not exist.
    #[error("列“{0}”引用了不存在或排在后面的列、选项，请核对。")]
    Reference(String),
}

static BUILTIN: LazyLock<Columns> = LazyLock::new(|| {
    Columns::parse(include_str!("../../data/roster-columns.toml")).expect("the columns built in are tested")
});

impl Columns {
    /// The columns that the program carries in itself.
    #[must_use]
    pub fn builtin() -> &'static Columns {
        &BUILTIN
    }

    /// Reads a file of columns and checks that it holds together.
    ///
    /// # Errors
    /// See [`ColumnsError`]; the sentence names the column.
    pub fn parse(text: &str) -> Result<Columns, ColumnsError> {
        let columns: Columns = toml::from_str(text).map_err(|error| ColumnsError::Form(error.to_string()))?;
        let mut seen = HashSet::new();
        for column in &columns.columns {
            for name in [&column.identifier, &column.label] {
                if !seen.insert(name.as_str()) {
                    return Err(ColumnsError::Repeated(name.clone()));
                }
            }
            if !columns.references_hold(column) {
                return Err(ColumnsError::Reference(column.label.clone()));
            }
        }
        columns.has_what_every_roster_needs()?;
        Ok(columns)
    }

    /// The columns of a kind of sheet, in template order.
    pub fn of(&self, kind: SheetKind) -> impl Iterator<Item = &Column> {
        self.columns.iter().filter(move |column| column.on(kind))
    }

    /// The column of an identifier.
    #[must_use]
    pub fn column(&self, identifier: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.identifier == identifier)
    }

    fn references_hold(&self, column: &Column) -> bool {
        let before = self.columns.iter().take_while(|other| other.identifier != column.identifier);
        let condition = column.required_if.as_ref().is_none_or(|condition| {
            before.clone().any(|other| {
                other.identifier == condition.column
                    && (other.label_of(&condition.is).is_some() || other.kind == ColumnType::Flag)
            })
        });
        let default = column.default.as_deref().is_none_or(|code| column.label_of(code).is_some());
        condition && default && (column.kind == ColumnType::Code) != column.values.is_empty()
    }

    /// Both ledgers need a person: name, document, mobile; and the document's kind must be one we can check.
    fn has_what_every_roster_needs(&self) -> Result<(), ColumnsError> {
        let kinds_known =
            |column: &Column| column.values.iter().all(|choice| DocumentKind::parse(&choice.code).is_some());
        let needed = [
            ("name", ColumnType::Name),
            ("id_type", ColumnType::Code),
            ("id_number", ColumnType::DocumentNumber),
            ("mobile", ColumnType::Mobile),
        ];
        for (identifier, kind) in needed {
            let good = self.column(identifier).is_some_and(|column| {
                column.kind == kind
                    && column.ledgers.len() == 2
                    && (column.required || column.default.is_some())
                    && (identifier != "id_type" || kinds_known(column))
            });
            if !good {
                return Err(ColumnsError::Needed(identifier));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_columns_are_those_of_annex_2() {
        let columns = Columns::builtin();
        let labels = |kind| columns.of(kind).map(|column| column.label.as_str()).collect::<Vec<_>>();
        assert_eq!(labels(SheetKind::Training).len(), 21);
        assert_eq!(labels(SheetKind::Employment).len(), 25);
        assert_eq!(labels(SheetKind::Combined).len(), 37);
        assert_eq!(labels(SheetKind::Training)[..5], ["序号", "姓名", "证件类型", "证件号码", "性别"]);
        assert_eq!(columns.column("training_category").map(|column| column.choices().len()), Some(8));
        assert_eq!(columns.column("passed").map(Column::choices), Some(vec!["是", "否"]));
    }

    #[test]
    fn a_file_that_does_not_hold_together_is_refused_by_name() {
        let builtin = include_str!("../../data/roster-columns.toml");
        let error = |from: &str, to: &str| {
            let changed = builtin.replacen(from, to, 1);
            assert_ne!(changed, builtin, "{from}");
            Columns::parse(&changed).unwrap_err()
        };
        assert!(matches!(error("type = \"name\"", "type = \"nam\""), ColumnsError::Form(_)));
        assert_eq!(error("identifier = \"sex\"", "identifier = \"name\""), ColumnsError::Repeated("name".into()));
        assert_eq!(error("type = \"mobile\"", "type = \"text\""), ColumnsError::Needed("mobile"));
        assert_eq!(error("is = \"employed\"", "is = \"hired\""), ColumnsError::Reference("用工单位".into()));
        assert_eq!(
            error("default = \"resident_id\"", "default = \"card\""),
            ColumnsError::Reference("证件类型".into())
        );
    }
}
