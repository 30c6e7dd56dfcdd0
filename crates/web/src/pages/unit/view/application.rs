//! `/unit/applications/{id}`: one application of the unit: where it stands, what to fill in, what happened so far.

use askama::Template;

use super::home::UnitBrand;
use crate::components::{Files, Timeline};
use crate::frame::{Frame, Link};

/// An application as its unit sees it.
#[derive(Clone, Debug, Template)]
#[template(path = "unit/application.html")]
pub(crate) struct UnitCase {
    pub(crate) frame: Frame,
    /// The list the application stands on.
    pub(crate) back: Link,
    /// The brand with its tasks.
    pub(crate) brand: UnitBrand,
    /// Files handed in.
    pub(crate) files: Files,
    /// What happened, newest first.
    pub(crate) timeline: Timeline,
}

#[cfg(test)]
mod tests {
    use super::super::home::UnitHome;
    use super::*;
    use crate::components::{FileItem, Moment};
    use crate::frame::Room;
    use crate::pages::samples::{Samples, frame, long};

    impl Samples for UnitCase {
        const NAME: &str = "unit-application";
        fn samples() -> Vec<(&'static str, Self)> {
            let homes = UnitHome::samples();
            let brand = |sample: &str| {
                let (_, home) = homes.iter().find(|(name, _)| *name == sample).expect("the home page has this sample");
                UnitBrand { href: String::new(), ..home.brands[0].clone() }
            };
            let empty = Self {
                frame: frame(Room::Unit, "晋江鞋服工匠", "/unit"),
                back: Link::new("我的品牌", "/unit"),
                brand: brand("full"),
                files: Files::default(),
                timeline: Timeline::default(),
            };
            let moment = |what: String| Moment { when: "9月25日 16:02".into(), what, ..Moment::default() };
            let file = FileItem {
                name: "建设方案.pdf".into(),
                href: "/files/3".into(),
                note: "PDF · 1.2 MB · 9月20日".into(),
            };
            let full = Self {
                files: Files { files: vec![file] },
                timeline: Timeline { moments: vec![moment("提交申报".into())], ..Timeline::default() },
                ..empty.clone()
            };
            let huge = Self {
                brand: brand("long"),
                timeline: Timeline {
                    moments: vec![moment(long("退回补正")); 20],
                    earlier: "?record=1.1.1#record".into(),
                    latest: "#record".into(),
                },
                ..full.clone()
            };
            vec![("empty", empty), ("full", full), ("long", huge)]
        }
    }
}
