//! `/unit/applications/{id}/sections/{section}` while it is not the reader's to change: the answers, and why they stand.

use askama::Template;

use crate::components::{Summary, Tabs};
use crate::frame::{Frame, Link};

/// A section to read.
#[derive(Clone, Debug, Template)]
#[template(path = "unit/answers.html")]
pub(crate) struct AnswersPage {
    pub(crate) frame: Frame,
    /// The application, named by its brand.
    pub(crate) back: Link,
    /// The sections of the application.
    pub(crate) sections: Tabs,
    /// Why it cannot be changed now.
    pub(crate) shut: String,
    /// The answers.
    pub(crate) rows: Summary,
}

#[cfg(test)]
mod tests {
    use super::super::section::SectionPage;
    use super::*;
    use crate::components::Pair;
    use crate::frame::Room;
    use crate::pages::samples::{Samples, frame, long};

    impl Samples for AnswersPage {
        const NAME: &str = "unit-answers";
        fn samples() -> Vec<(&'static str, Self)> {
            let (_, section) = SectionPage::samples().remove(0);
            let empty = Self {
                frame: frame(Room::Unit, "人数与成效", "/unit"),
                back: Link::new("晋江鞋服工匠", "/unit/applications/1"),
                sections: section.sections,
                shut: "申报已经提交，退回补正前不能修改。".into(),
                rows: Summary { rows: vec![Pair::new("带动就业创业人数", "")] },
            };
            let pair = |value: String| Pair::new("带动就业创业人数", value);
            let full = Self { rows: Summary { rows: vec![pair("5,931".into()); 4] }, ..empty.clone() };
            let huge = Self { rows: Summary { rows: vec![pair(long("五千")); 9] }, ..empty.clone() };
            vec![("empty", empty), ("full", full), ("long", huge)]
        }
    }
}
