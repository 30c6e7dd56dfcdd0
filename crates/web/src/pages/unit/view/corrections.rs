//! `/unit/applications/{id}/corrections`: one list of everything missing, each with its clause and the old answer beside (5.2.a, 7.2.b).

use askama::Template;

use crate::components::{Due, ErrorSummary, Field, FieldKind, Seen};
use crate::frame::{Frame, Link};
use crate::pages::shared::refill;
use crate::shell::{FormView, Submitted};
use app::FieldError;

/// One thing to put right.
#[derive(Clone, Debug, Default)]
pub(crate) struct Correction {
    /// What is missing or wrong.
    pub(crate) asked: String,
    /// Clause numbers.
    pub(crate) clause: String,
    /// Which section, and where to change it.
    pub(crate) section: Link,
    /// Answer as submitted.
    pub(crate) old: String,
    /// Answer now; empty while unchanged.
    pub(crate) new: String,
}

/// The corrections of one return.
#[derive(Clone, Debug, Template)]
#[template(path = "unit/corrections.html")]
pub(crate) struct CorrectionsPage {
    pub(crate) frame: Frame,
    /// The application, named by its brand.
    pub(crate) back: Link,
    /// Who returned it and when, as a sentence.
    pub(crate) returned: String,
    /// Which correction this is of how many, e.g. `第 1 次补正，最多 2 次`.
    pub(crate) round: String,
    /// Until when.
    pub(crate) due: Due,
    /// Who signs for the notice; none once it is signed for. The period runs from the day after (7.2.a).
    pub(crate) signer: Option<Field>,
    /// Where the signature is sent.
    pub(crate) sign_action: String,
    /// The list.
    pub(crate) corrections: Vec<Correction>,
    /// What the stamped form lacks, and where it is printed and uploaded; none where it is as typed.
    pub(crate) stamp: Option<(String, Link)>,
    /// What handing in says of the notice that nobody signed for, or waits for; empty for nothing.
    pub(crate) service: String,
    /// The box to tick where something asked for goes back as it was; none where all is mended.
    pub(crate) unchanged: Option<Field>,
    /// Why it could not be handed in or signed for just now; empty for nothing.
    pub(crate) refused: Vec<FieldError>,
    /// Where to send it in again; empty while it is in other hands.
    pub(crate) action: String,
    /// Sequence number and key.
    pub(crate) seen: Seen,
}

/// How many of these stand as they were filed.
pub(crate) fn open(corrections: &[Correction]) -> usize {
    corrections.iter().filter(|c| c.new.is_empty()).count()
}

impl CorrectionsPage {
    /// The box to tick before so many go back as they were.
    pub(crate) fn as_they_are(open: usize) -> Field {
        Field::new("unchanged", format!("仍有 {open} 处未改动，确认按现状提交。"), FieldKind::Tick(false))
    }

    fn errors(&self) -> ErrorSummary {
        ErrorSummary::of(self.signer.iter().chain(&self.unchanged)).and("#hand-in", &self.refused)
    }

    fn open(&self) -> usize {
        open(&self.corrections)
    }
}

impl FormView for CorrectionsPage {
    fn refused(mut self, typed: &Submitted, errors: Vec<FieldError>) -> Self {
        self.refused = refill(self.signer.iter_mut().chain(&mut self.unchanged), typed, errors);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::DueTone;
    use crate::frame::Room;
    use crate::pages::samples::{Samples, frame, long};

    impl Samples for CorrectionsPage {
        const NAME: &str = "unit-corrections";
        fn samples() -> Vec<(&'static str, Self)> {
            let row = |asked: &str, clause: &str, old: &str, new: &str| Correction {
                asked: asked.into(),
                clause: clause.into(),
                section: Link::new("人数与成效", "/unit/applications/1/sections/figures/2024"),
                old: old.into(),
                new: new.into(),
            };
            let full = Self {
                frame: frame(Room::Unit, "补正：晋江鞋服工匠", "/unit"),
                back: Link::new("晋江鞋服工匠", "/unit/applications/1"),
                returned: "10月9日 晋江市人社局退回补正。".into(),
                round: "第 1 次补正，最多 2 次（本市设定）".into(),
                due: Due {
                    tone: DueTone::Soon, left: "还剩 8 个工作日".into(), day: "10月21日 星期二".into()
                },
                signer: Some(Field::text("signer", "签收人").value("苏文")),
                sign_action: "/unit/applications/1/corrections/sign".into(),
                refused: vec![],
                corrections: vec![
                    row("推荐表第 2 页缺公章。", "4.1", "推荐表盖章页.pdf", "推荐表盖章页（补）.pdf"),
                    row("培训人数与花名册相差 41 人。", "3.5.b2", "1,405 人", ""),
                ],
                stamp: None,
                service: String::new(),
                unchanged: None,
                action: String::new(),
                seen: Seen { seq: 12, key: "k".into() },
            };
            let mut ready = Self { signer: None, action: "/unit/applications/1/resubmit".into(), ..full.clone() };
            ready.corrections[1].new = "1,364 人".into();
            let paper = Link::new("打印推荐表、上传盖章件", "/unit/applications/1/form");
            ready.stamp = Some(("内容改动后盖章件作废，请重新打印推荐表、盖章并上传。".into(), paper));
            let huge = Self {
                corrections: vec![row(&long("缺公章"), "4.1", &long("旧"), ""); 20],
                service: "还没有签收补正通知，重新提交时一并记为签收。".into(),
                unchanged: Some(CorrectionsPage::as_they_are(20)),
                action: "/unit/applications/1/resubmit".into(),
                ..full.clone()
            };
            vec![("full", full), ("ready", ready), ("long", huge)]
        }
    }
}
