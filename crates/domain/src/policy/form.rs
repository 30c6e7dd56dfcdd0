//! The recommendation form (annex 1) as data: sections of fields, drawn, checked and printed by whoever reads them.

use serde::{Deserialize, Serialize};

/// A form.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// Code.
    pub code: String,
    /// Title as printed.
    pub title: String,
    /// Clause id of the annex.
    pub clause: String,
    /// The annex is not at hand: the city proposed the fields.
    #[serde(default)]
    pub local_setting: bool,
    /// Why.
    pub note: Option<String>,
    /// Sections in order; the unit of reopening in a correction.
    #[serde(rename = "section")]
    pub sections: Vec<Section>,
}

/// A section of the form.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Code.
    pub code: String,
    /// Heading.
    pub label: String,
    /// Whether it stands once, per unit or per roster year.
    #[serde(default)]
    pub repeat: Repeat,
    /// Fields in order.
    pub fields: Vec<Field>,
}

/// How often a section stands in a form.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Repeat {
    /// Once.
    #[default]
    Once,
    /// Once for each cultivating unit.
    PerUnit,
    /// Once for each roster year.
    PerRosterYear,
}

/// A field.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Identifier; also the upload slot of a file field.
    pub id: String,
    /// Label.
    pub label: String,
    /// What it holds.
    #[serde(rename = "type")]
    pub kind: FieldKind,
    /// Must be filled before submission. A draft is never blocked.
    #[serde(default)]
    pub required: bool,
    /// Must be filled only then.
    pub required_when: Option<RequiredWhen>,
    /// Most characters of a text; largest value of an integer.
    pub max: Option<u64>,
    /// Help shown under the label.
    pub hint: Option<String>,
    /// Clause id.
    pub clause: String,
    /// Choices of a code field.
    #[serde(default)]
    pub options: Vec<FieldOption>,
    /// Or the list of the policy that gives them.
    pub options_from: Option<OptionsFrom>,
    /// Personal or financial: sealed at rest, masked on screen.
    #[serde(default)]
    pub sensitive: bool,
    /// Fields of one entry of a list.
    #[serde(default)]
    pub columns: Vec<Field>,
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// One line.
    Text,
    /// Many lines.
    Long,
    /// Whole number from 0.
    Int,
    /// Calendar day.
    Date,
    /// Month of a year.
    Month,
    /// Yes or no.
    Bool,
    /// One of the options.
    Code,
    /// An upload.
    File,
    /// Entries of the same columns.
    List,
}

/// When a field becomes required.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequiredWhen {
    /// The name does not meet 3.2.
    NameUnmet,
    /// The brand is of intangible heritage.
    Heritage,
    /// Training is entrusted, wholly or in part.
    Entrusted,
    /// A subsidy is to be paid.
    Subsidy,
}

/// A list of the policy file, or beside it, that gives options.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OptionsFrom {
    /// Areas that take part.
    Areas,
    /// The industries list of the naming rule.
    Industries,
    /// Training categories.
    TrainingCategories,
    /// Kinds of unit.
    UnitKinds,
}

/// One choice.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldOption {
    /// Code stored.
    pub code: String,
    /// Label shown.
    pub label: String,
}
