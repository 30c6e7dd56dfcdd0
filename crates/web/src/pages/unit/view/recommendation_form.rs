//! `/unit/applications/{id}/form`: the 推荐表 (annex 1) on A4 with its content code. A later change of the data voids it.

use askama::Template;

use crate::components::{ErrorSummary, Field, Pair, Seen};
use crate::frame::{Frame, Link};
use crate::pages::shared::refill;
use crate::shell::{FormView, Submitted};
use app::FieldError;

/// A part of the form.
#[derive(Clone, Debug, Default)]
pub(crate) struct FormPart {
    /// Heading, e.g. 一、品牌基本情况.
    pub(crate) heading: String,
    /// Label and answer.
    pub(crate) rows: Vec<Pair>,
}

/// The form as it is printed, stamped and scanned.
#[derive(Clone, Debug, Template)]
#[template(path = "unit/recommendation_form.html")]
pub(crate) struct RecommendationFormPage {
    pub(crate) frame: Frame,
    /// The application, named by its brand.
    pub(crate) back: Link,
    /// The scan of the stamped paper; none while the application is not in the unit's hands.
    pub(crate) scan: Option<Field>,
    /// Why a scan was not taken just now, beside what is said at its field.
    pub(crate) refused: Vec<FieldError>,
    /// Whether a scan of this very content is there.
    pub(crate) scanned: String,
    /// Where the scan is sent.
    pub(crate) action: String,
    /// Sequence number and key.
    pub(crate) seen: Seen,
    /// Title of the paper.
    pub(crate) title: String,
    /// Not to be printed for filing while something is missing; empty otherwise.
    pub(crate) draft: String,
    /// Parts in order.
    pub(crate) parts: Vec<FormPart>,
    /// Places for opinions and seals, e.g. 培育单位意见.
    pub(crate) opinions: Vec<String>,
    /// Code of the content, in groups of four.
    pub(crate) code: String,
}

impl RecommendationFormPage {
    fn errors(&self) -> ErrorSummary {
        ErrorSummary::of(&self.scan).and("#scan", &self.refused)
    }
}

impl FormView for RecommendationFormPage {
    fn refused(mut self, typed: &Submitted, errors: Vec<FieldError>) -> Self {
        self.refused = refill(&mut self.scan, typed, errors);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::FieldKind;
    use crate::frame::Room;
    use crate::pages::samples::{Samples, frame, long};

    impl Samples for RecommendationFormPage {
        const NAME: &str = "unit-recommendation-form";
        fn samples() -> Vec<(&'static str, Self)> {
            let full = Self {
                frame: frame(Room::Unit, "推荐表：晋江鞋服工匠", "/unit"),
                back: Link::new("晋江鞋服工匠", "/unit/applications/1"),
                scan: Some(Field::new(
                    "signed_form",
                    "盖章推荐表扫描件",
                    FieldKind::File { accept: ".pdf".into(), kept: vec![] },
                )),
                refused: vec![],
                scanned: "还没有上传这份内容的盖章件。".into(),
                action: "/unit/applications/1/form".into(),
                seen: Seen::default(),
                title: "泉州市特色劳务品牌推荐表".into(),
                draft: String::new(),
                parts: vec![
                    FormPart {
                        heading: "一、品牌基本情况".into(),
                        rows: vec![
                            Pair::new("品牌名称", "晋江鞋服工匠"),
                            Pair::new("所属县（市、区）", "晋江市"),
                            Pair::new("培训类别", "制造类"),
                            Pair::new("名称说明", "晋江鞋服产业集聚，工匠队伍成形于上世纪八十年代。"),
                        ],
                    },
                    FormPart {
                        heading: "二、培育单位".into(),
                        rows: vec![Pair::new("单位名称", "晋江市鞋服行业协会"), Pair::new("统一社会信用代码", "")],
                    },
                ],
                opinions: vec!["培育单位意见".into(), "县（市、区）人社部门意见".into(), "市人社局意见".into()],
                code: "7F3K-20A9-66C7-F0F4".into(),
            };
            let empty = Self { parts: vec![], draft: "还差 4 项，这份仅供核对。".into(), ..full.clone() };
            let mut huge = full.clone();
            huge.parts[0].rows[3].value = long("晋江鞋服产业集聚，").repeat(8);
            vec![("empty", empty), ("full", full), ("long", huge)]
        }
    }
}
