//! `/unit/rosters`: the rosters of a brand by ledger and year, their versions, and the upload (4.4).

use askama::Template;

use crate::components::{ErrorSummary, Field, Tag};
use crate::frame::{Frame, Link};
use crate::pages::shared::refill;
use crate::shell::{FormView, Submitted};
use app::FieldError;

/// One version.
#[derive(Clone, Debug)]
pub(crate) struct RosterVersion {
    /// `第 2 版`.
    pub(crate) label: String,
    /// Its report.
    pub(crate) href: String,
    /// People counted, rows, and what else, in a sentence.
    pub(crate) note: String,
    /// 已提交, 核对中, 未提交.
    pub(crate) state: Tag,
}

/// One roster: brand, unit, ledger, year.
#[derive(Clone, Debug)]
pub(crate) struct Roster {
    /// `培训花名册 2024年`.
    pub(crate) heading: String,
    /// Unit that files it.
    pub(crate) unit: String,
    /// People counted, from the published version; empty when there is none.
    pub(crate) people: String,
    /// Newest first.
    pub(crate) versions: Vec<RosterVersion>,
}

/// All rosters of a brand.
#[derive(Clone, Debug, Template)]
#[template(path = "unit/roster.html")]
pub(crate) struct RosterPage {
    pub(crate) frame: Frame,
    /// The brand, or its application.
    pub(crate) back: Link,
    /// Where an upload is sent.
    pub(crate) action: String,
    /// How many people the bureaus are still deciding on, as a sentence; empty for none.
    pub(crate) undecided: String,
    /// Corrections people asked for (更正), a sentence each: mended by a new version.
    pub(crate) corrections: Vec<String>,
    /// Which roster, and the workbook; with errors after a failed upload.
    pub(crate) fields: Vec<Field>,
    /// Why an upload was not taken just now, beside what is said at its fields.
    pub(crate) refused: Vec<FieldError>,
    /// Where the empty template is.
    pub(crate) template_href: String,
    /// Rosters.
    pub(crate) rosters: Vec<Roster>,
}

impl RosterPage {
    fn errors(&self) -> ErrorSummary {
        ErrorSummary::of(&self.fields).and("#upload", &self.refused)
    }
}

impl FormView for RosterPage {
    fn refused(mut self, typed: &Submitted, errors: Vec<FieldError>) -> Self {
        self.refused = refill(&mut self.fields, typed, errors);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::{Choice, FieldKind, Tone};
    use crate::frame::Room;
    use crate::pages::samples::{Samples, frame, long};

    impl Samples for RosterPage {
        const NAME: &str = "unit-roster";
        fn samples() -> Vec<(&'static str, Self)> {
            let which = vec![Choice::new("t24", "培训花名册 2024年"), Choice::new("e25", "就业花名册 2025年")];
            let empty = Self {
                frame: frame(Room::Unit, "花名册：晋江鞋服工匠", "/unit/rosters"),
                back: Link::new("晋江鞋服工匠", "/unit"),
                action: "/unit/brands/1/rosters".into(),
                undecided: String::new(),
                corrections: vec![],
                fields: vec![
                    Field::new("roster", "哪一份", FieldKind::Select(which)),
                    Field::new(
                        "workbook",
                        "花名册文件",
                        FieldKind::File { accept: ".xlsx,.xls,.et,.ods,.csv".into(), kept: vec![] },
                    )
                    .hint(
                        "Excel 或 WPS 表格（.xlsx、.xls、.et、.ods）或 CSV，不超过 50 MB。上传后自动核对，不会丢行。",
                    ),
                ],
                refused: vec![],
                template_href: "/unit/rosters/template.xlsx".into(),
                rosters: vec![],
            };
            let version = |label: &str, note: &str, tone, state: &str| RosterVersion {
                label: label.into(),
                href: "/unit/rosters/1/2".into(),
                note: note.into(),
                state: Tag::new(tone, state),
            };
            let roster = Roster {
                heading: "就业花名册 2025年".into(),
                unit: "晋江市鞋服行业协会".into(),
                people: "5,931".into(),
                versions: vec![
                    version("第 3 版", "正在核对", Tone::Active, "核对中"),
                    version("第 2 版", "6,000 行，5,962 行可计入，9月24日", Tone::Good, "已提交"),
                    version("第 1 版", "5,410 行，9月20日", Tone::Plain, "已被替换"),
                ],
            };
            let full = Self {
                undecided: "所报人员中有 12 人待人社部门核定，核定前不计入人数。".into(),
                corrections: vec!["2025 年培训花名册：林**（350527**********15），姓名应为林晓东。".into()],
                rosters: vec![roster.clone()],
                ..empty.clone()
            };
            let wrong = Self {
                fields: vec![empty.fields[1].clone().error("文件打不开：不是 XLSX。请另存为 XLSX 后再传。")],
                ..full.clone()
            };
            let huge = Self {
                rosters: vec![Roster { heading: long("花名册"), unit: long("协会"), ..roster }; 8],
                ..full.clone()
            };
            vec![("empty", empty), ("full", full), ("wrong", wrong), ("long", huge)]
        }
    }
}
