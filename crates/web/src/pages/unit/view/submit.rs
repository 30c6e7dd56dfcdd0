//! `/unit/applications/{id}/check`: check the answers against the clauses, then submit (4.1 to 4.5, 5.1.a).

use askama::Template;

use crate::components::{ErrorSummary, Field, FieldKind, Findings, Seen, Summary};
use crate::frame::{Frame, Link};
use crate::pages::shared::refill;
use crate::shell::{FormView, Submitted};
use app::FieldError;

/// A section with its answers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Answers {
    /// Name of the section.
    pub(crate) heading: String,
    /// Where to change it.
    pub(crate) href: String,
    /// The answers.
    pub(crate) rows: Summary,
}

/// Check and submit.
#[derive(Clone, Debug, Template)]
#[template(path = "unit/submit.html")]
pub(crate) struct SubmitPage {
    pub(crate) frame: Frame,
    /// The application, named by its brand.
    pub(crate) back: Link,
    /// Why it could not be handed in just now; empty for nothing.
    pub(crate) refused: Vec<FieldError>,
    /// What is missing, each leading to its field; submitting is possible when empty.
    pub(crate) missing: Vec<Link>,
    /// Clause by clause. An unmet rule does not stop a submission; the county decides.
    pub(crate) findings: Findings,
    /// Section by section.
    pub(crate) answers: Vec<Answers>,
    /// Which bureau receives it and until when it is submitted.
    pub(crate) receiver: String,
    /// The promise that all is true; with an error when it was not given.
    pub(crate) declared: Field,
    /// Sequence number and one-time key.
    pub(crate) seen: Seen,
    /// Where it is sent.
    pub(crate) action: String,
}

impl SubmitPage {
    /// The promise, not yet given.
    pub(crate) fn promise() -> Field {
        Field::new("truth_declared", "以上内容真实，愿意承担责任。", FieldKind::Tick(false))
    }

    /// The box to tick before handing in what was keyed in from paper.
    pub(crate) fn transcript() -> Field {
        Field::new("truth_declared", "已逐项核对，录入内容与单位盖章的纸质申报一致。", FieldKind::Tick(false))
    }

    fn errors(&self) -> ErrorSummary {
        ErrorSummary::of([&self.declared]).and("#hand-in", &self.refused)
    }
}

impl FormView for SubmitPage {
    fn refused(mut self, typed: &Submitted, errors: Vec<FieldError>) -> Self {
        self.refused = refill([&mut self.declared], typed, errors);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::Pair;
    use crate::frame::Room;
    use crate::pages::samples::{Samples, frame, long};

    impl Samples for SubmitPage {
        const NAME: &str = "unit-submit";
        fn samples() -> Vec<(&'static str, Self)> {
            let change = |key: &str, value: &str| {
                Pair::new(key, value).link("修改", "/unit/applications/1/sections/brand#brand_name")
            };
            let full = Self {
                frame: frame(Room::Unit, "检查并提交：晋江鞋服工匠", "/unit"),
                back: Link::new("晋江鞋服工匠", "/unit/applications/1"),
                refused: vec![],
                missing: vec![],
                findings: Findings::samples(),
                answers: vec![Answers {
                    heading: "品牌基本情况".into(),
                    href: "/unit/applications/1/sections/brand".into(),
                    rows: Summary {
                        rows: vec![change("品牌名称", "晋江鞋服工匠"), change("工种", "工匠"), change("注册商标", "")],
                    },
                }],
                receiver: "提交给晋江市人社局初审。申报 10月31日 星期五 24:00 截止。".into(),
                declared: SubmitPage::promise(),
                seen: Seen { seq: 7, key: "k".into() },
                action: "/unit/applications/1/submit".into(),
            };
            let refused = Self {
                refused: vec![FieldError::of_none("现在不在申报时间内。".into())],
                declared: full.declared.clone().error("请先确认内容真实。"),
                ..full.clone()
            };
            let missing = vec![
                Link::new(
                    "品牌建设及成果简介还差 1,880 字（4.2）",
                    "/unit/applications/1/sections/narrative#brand_introduction",
                ),
                Link::new("就业花名册 2025 还没有提交版本（4.4）", "/unit/rosters"),
            ];
            let lacking = Self { missing, findings: Findings::default(), ..full.clone() };
            let huge = Self { receiver: long("晋江市"), answers: vec![full.answers[0].clone(); 6], ..full.clone() };
            vec![("refused", refused), ("missing", lacking), ("full", full), ("long", huge)]
        }
    }
}
