//! `/desk/notices/new`: the city puts a proposed list on notice (5.3.c). Says for each application what is still missing.

use askama::Template;

use crate::components::{ErrorSummary, FieldSet, Seen};
use crate::frame::Frame;
use crate::pages::shared::Effect;

/// An application that may stand on the list.
#[derive(Clone, Debug)]
pub(crate) struct Proposed {
    /// Id sent.
    pub(crate) id: String,
    /// Brand.
    pub(crate) brand: String,
    /// Its application.
    pub(crate) href: String,
    /// Units.
    pub(crate) units: String,
    /// County or functional area.
    pub(crate) area: String,
    /// Score of the city's review.
    pub(crate) score: String,
    /// On the list.
    pub(crate) chosen: bool,
    /// What is missing, e.g. 实地核查; empty when it may be listed.
    pub(crate) missing: Vec<String>,
}

/// Preparing a notice.
#[derive(Clone, Debug, Template)]
#[template(path = "desk/notice_draft.html")]
pub(crate) struct NoticeDraftPage {
    pub(crate) frame: Frame,
    /// Candidates.
    pub(crate) applications: Vec<Proposed>,
    /// Meeting; then address, time and screenshot of the city's website.
    pub(crate) sets: Vec<FieldSet>,
    /// Whom it touches and what follows.
    pub(crate) effect: Effect,
    /// `若今天发布，公示到 10月10日 星期五（5 个工作日）。`
    pub(crate) period: String,
    /// The draft paper to edit, as DOCX; empty for none.
    pub(crate) paper_href: String,
    /// Errors of no single field.
    pub(crate) wrong: Vec<String>,
    /// The verb on the button.
    pub(crate) button: String,
    /// Where it is sent.
    pub(crate) action: String,
    /// Sequence number and key.
    pub(crate) seen: Seen,
}

impl NoticeDraftPage {
    fn errors(&self) -> ErrorSummary {
        let mut errors = ErrorSummary::of(self.sets.iter().flat_map(|set| &set.fields));
        errors.lines.extend(self.wrong.iter().map(|line| ("#list".to_owned(), line.clone())));
        errors
    }

    /// The page again with what is wrong and all that was typed and ticked.
    #[must_use]
    pub(crate) fn wrong(mut self, error: String, typed: &[(String, String)]) -> Self {
        for field in self.sets.iter_mut().flat_map(|set| &mut set.fields) {
            let name = field.name.clone();
            for (_, value) in typed.iter().filter(|(typed, _)| *typed == name) {
                *field = field.clone().value(value);
            }
        }
        for application in &mut self.applications {
            application.chosen = typed.iter().any(|(name, value)| name == "applications" && *value == application.id);
        }
        self.wrong = vec![error];
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::{Field, FieldKind};
    use crate::frame::Room;
    use crate::pages::desk::act;
    use crate::pages::samples::{Samples, frame, long};

    impl Samples for NoticeDraftPage {
        const NAME: &str = "desk-notice-draft";
        fn samples() -> Vec<(&'static str, Self)> {
            let row = |id: &str, brand: &str, missing: &[&str]| Proposed {
                id: id.into(),
                brand: brand.into(),
                href: "/desk/applications/1".into(),
                units: "晋江市鞋服行业协会".into(),
                area: "晋江市".into(),
                score: "88.2".into(),
                chosen: missing.is_empty(),
                missing: missing.iter().map(|m| (*m).to_owned()).collect(),
            };
            let website = FieldSet {
                legend: "网站发布".into(),
                hint: "填好后公示期才开始计算；发布当天不算。".into(),
                fields: vec![
                    Field::text("url", "市人社局网站网址"),
                    Field::text("published_at", "发布时间").hint("例如 2025-09-26 09:00"),
                    Field::new(
                        "screenshot",
                        "网页截图",
                        FieldKind::File { accept: ".png,.jpg,.pdf".into(), kept: vec![] },
                    ),
                ],
            };
            let empty = Self {
                frame: frame(Room::Desk, "发布公示：2025年第二批", "/desk/notices"),
                applications: vec![],
                sets: vec![act::meeting_fields(), website],
                effect: Effect {
                    touches: "名单上的品牌和培育单位".into(),
                    follows: vec![
                        "公示不少于 5 个工作日，期满无异议才能认定。".into(),
                        "公示期内收到异议的品牌单独暂停，其他照常。".into(),
                    ],
                    clause: "5.3.c 5.3.d".into(),
                },
                period: "若今天发布，公示到 10月10日 星期五（5 个工作日）。".into(),
                wrong: vec![],
                button: "发布公示".into(),
                paper_href: "/desk/notices/new/paper.docx".into(),
                action: "/desk/notices".into(),
                seen: Seen { seq: 30, key: "k".into() },
            };
            let full = Self {
                applications: vec![
                    row("1", "晋江鞋服工匠", &[]),
                    row("2", "永春制香师", &[]),
                    row("3", "南安水暖工", &["实地核查（5.3.a）", "回避事项未处理（7.2.a）"]),
                ],
                ..empty.clone()
            };
            let huge = Self {
                applications: (0..40).map(|i| row(&format!("c{i}"), &long("晋江"), &["实地核查"])).collect(),
                ..full.clone()
            };
            vec![("empty", empty), ("full", full), ("long", huge)]
        }
    }
}
