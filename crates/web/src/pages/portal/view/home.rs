//! `/`: what the programme is, the brands, what is on notice now.

use askama::Template;

use super::library::BrandCard;
use super::notice::NoticeRow;
use crate::frame::Frame;

/// The front door.
#[derive(Clone, Debug, Template)]
#[template(path = "portal/home.html")]
pub(crate) struct HomePage {
    pub(crate) frame: Frame,
    /// One sentence on the programme.
    pub(crate) lede: String,
    /// Label and figure, e.g. 在册品牌 and 14.
    pub(crate) figures: Vec<(String, String)>,
    /// The open round as a sentence; empty when none is open.
    pub(crate) round: String,
    /// How to apply, a step a line.
    pub(crate) steps: Vec<String>,
    /// A few brands.
    pub(crate) brands: Vec<BrandCard>,
    /// Notices running now.
    pub(crate) notices: Vec<NoticeRow>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::Room;
    use crate::pages::samples::{Samples, frame, long};

    impl Samples for HomePage {
        const NAME: &str = "portal-home";
        fn samples() -> Vec<(&'static str, Self)> {
            let empty = Self {
                frame: frame(Room::Portal, "泉州市特色劳务品牌", "/"),
                lede: "一方手艺，一块招牌。这里能找到泉州的劳务品牌，学技能，找工作。".into(),
                figures: vec![],
                round: String::new(),
                steps: vec!["自测条件，注册单位。".into(), "县级初审推荐，市级评审认定。".into()],
                brands: vec![],
                notices: vec![],
            };
            let full = Self {
                figures: vec![
                    ("在册品牌".into(), "14".into()),
                    ("带动就业创业".into(), "86,420 人".into()),
                    ("上一年度培训".into(), "21,307 人".into()),
                ],
                round: "2025年第二批申报正在进行，10月31日 星期五截止。".into(),
                brands: BrandCard::samples(),
                notices: NoticeRow::samples(),
                ..empty.clone()
            };
            let huge =
                Self { lede: long("一方手艺一块招牌"), round: long("申报正在进行"), ..full.clone() };
            vec![("empty", empty), ("full", full), ("long", huge)]
        }
    }
}
