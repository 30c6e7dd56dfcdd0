//! How a brand is recognised: the materials of chapter 4 and the steps of chapter 5.

use serde::{Deserialize, Serialize};

use super::Rule;
use crate::{access::Role, comparison::Unconfirmed};

/// The five materials of chapter 4.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Materials {
    /// Roster years filed: the current one and those before.
    pub roster_years: Rule<u32>,
    /// 字数 of the introduction, at least.
    pub introduction_at_least: Rule<u32>,
    /// What the introduction must cover.
    pub introduction_headings: Rule<Vec<String>>,
    /// The materials in order.
    pub items: Vec<Material>,
    /// Every kind of upload with its limits.
    pub uploads: Vec<Upload>,
}

/// One material.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Material {
    /// Code.
    pub code: String,
    /// Name.
    pub label: String,
    /// Clause id.
    pub clause: String,
    /// Slots of the uploads it wants.
    pub files: Vec<String>,
}

/// A kind of upload. The type is judged by content, never by name.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Upload {
    /// Code; equals the form field's id where one holds it.
    pub slot: String,
    /// Name.
    pub label: String,
    /// Largest size in bytes.
    pub max_bytes: u64,
    /// Accepted types.
    pub types: Vec<FileType>,
    /// Clause id.
    pub clause: String,
    /// Who else opens it beside the bureaus and the unit: finance what payments need, auditors what holds no personal data.
    #[serde(default)]
    pub open_to: Vec<Role>,
}

/// A type of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum FileType {
    Pdf,
    Docx,
    Xlsx,
    /// A workbook of Excel 97 to 2003, or of WPS (`.et`).
    Xls,
    Ods,
    Csv,
    Txt,
    Jpg,
    Png,
}

impl FileType {
    /// The code used in the policy file, and the usual extension.
    pub fn code(self) -> &'static str {
        match self {
            FileType::Pdf => "pdf",
            FileType::Docx => "docx",
            FileType::Xlsx => "xlsx",
            FileType::Xls => "xls",
            FileType::Ods => "ods",
            FileType::Csv => "csv",
            FileType::Txt => "txt",
            FileType::Jpg => "jpg",
            FileType::Png => "png",
        }
    }
}

/// The county pool (5.2.c).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pool {
    /// Conditions of chapter 3 that must be met on entry, at county scale; a bare `3.4` means all under it. Those not
    /// named are asked at recommendation.
    pub entry: Rule<Vec<String>>,
}

/// Reviews and their terms (chapter 5).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// Officers on a site visit, at least.
    pub site_visit_officers: Rule<u32>,
    /// Experts who score a brand before it may go on notice; 0: no panel asked for.
    pub experts: Rule<u32>,
    /// Rounds of correction, at most.
    pub correction_rounds: Rule<u32>,
    /// Working days for one correction, from its service.
    pub correction_days: Rule<u32>,
    /// Working days for the county's review.
    pub county_days: Rule<u32>,
    /// Working days for the city's review.
    pub city_days: Rule<u32>,
    /// The five heads of the county's evaluation; points sum to 100.
    pub evaluation_heads: Vec<Head>,
}

/// One head of the county's evaluation (5.2.b).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// Code.
    pub code: String,
    /// Name.
    pub label: String,
    /// Full points.
    pub points: u32,
    /// Clause id.
    pub clause: String,
    /// The city chose the points.
    #[serde(default)]
    pub local_setting: bool,
    /// Why.
    pub note: Option<String>,
}

/// Comparison of filed people with outside records (4.4).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Comparing {
    /// What becomes of people whom no outside record has confirmed.
    pub unconfirmed: Rule<Unconfirmed>,
    /// Days for which a recipient may hold a list, at most.
    pub keep_days: Rule<u32>,
}

/// Recommendation quotas (annex 4).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quotas {
    /// Whether going over is barred outright rather than needing the city's written approval.
    pub binding: Rule<bool>,
    /// The figures set so far.
    pub figures: Vec<Quota>,
}

/// The quota of one area in one year. 0: every recommendation needs the city's approval.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quota {
    /// Year.
    pub year: i32,
    /// Area code.
    pub area: String,
    /// How many brands.
    pub count: u32,
    /// Clause id.
    pub clause: String,
}

/// Public notice and objections (5.3.c to 5.3.g).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeTerms {
    /// Working days, at least.
    pub working_days: Rule<u32>,
    /// Working days after its publication within which it is put on record.
    #[serde(default = "record_days")]
    pub record_days: Rule<u32>,
    /// Whether one brand's objection stops the others.
    pub stops_others: Rule<bool>,
    /// Working days to acknowledge an objection.
    pub acknowledge_days: Rule<u32>,
    /// Working days to answer it.
    pub answer_days: Rule<u32>,
}

/// What a policy file loaded before the setting was there is read as.
fn record_days() -> Rule<u32> {
    Rule {
        label: "发布后登记期限".to_owned(),
        value: 1,
        unit: Some("个工作日".to_owned()),
        clause: "5.3.c".to_owned(),
        local_setting: true,
        note: Some("政策未写；超过的须写明理由，认定时一并看".to_owned()),
    }
}
