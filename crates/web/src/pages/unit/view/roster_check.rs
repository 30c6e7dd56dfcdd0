//! `/unit/rosters/{id}/{version}` while the check runs: rows done and time left, alive after reload.

use askama::Template;

use crate::components::Progress;
use crate::frame::Frame;

/// A check under way.
#[derive(Clone, Debug, Template)]
#[template(path = "unit/roster_check.html")]
pub(crate) struct RosterCheckPage {
    pub(crate) frame: Frame,
    /// The rosters page.
    pub(crate) back_href: String,
    /// Name of the workbook.
    pub(crate) file: String,
    /// Rows done and time left.
    pub(crate) progress: Progress,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::Room;
    use crate::pages::samples::{Samples, frame, long};

    impl Samples for RosterCheckPage {
        const NAME: &str = "unit-roster-check";
        fn samples() -> Vec<(&'static str, Self)> {
            let full = Self {
                frame: frame(Room::Unit, "核对花名册", "/unit/rosters"),
                back_href: "/unit/rosters".into(),
                file: "就业花名册2025.xlsx".into(),
                progress: Progress {
                    label: "正在核对花名册".into(), done: 2400, total: 6000, left: "约 40 秒".into()
                },
            };
            let waiting = Progress { done: 0, total: 0, left: String::new(), ..full.progress.clone() };
            let huge = Self { file: long("花名册"), ..full.clone() };
            vec![("empty", Self { progress: waiting, ..full.clone() }), ("full", full), ("long", huge)]
        }
    }
}
