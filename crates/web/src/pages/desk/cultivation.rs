//! `/desk/cultivations/{id}`: the two years after the title.

use askama::Template;

use crate::components::{ActPanel, Emblem, Summary, Table, Tag, Timeline};
use crate::frame::{Frame, Link};

/// A cultivation as its desk sees it.
#[derive(Clone, Debug, Template)]
#[template(path = "desk/cultivation.html")]
pub(crate) struct CultivationPage {
    pub(crate) frame: Frame,
    pub(crate) emblem: Emblem,
    /// The brand's name.
    pub(crate) brand: String,
    /// Lead unit and area.
    pub(crate) line: String,
    /// Where it stands.
    pub(crate) state: Tag,
    /// Document, plaque, cycle.
    pub(crate) overview: Summary,
    /// 资金
    pub(crate) money: Table,
    /// 全程记录
    pub(crate) timeline: Timeline,
    /// The panel at the side.
    pub(crate) panel: ActPanel,
    /// The application it came from; none for a brand from paper.
    pub(crate) application: Option<Link>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::{Pair, Tone};
    use crate::frame::Room;
    use crate::pages::samples::{Samples, frame, long};

    impl Samples for CultivationPage {
        const NAME: &str = "desk-cultivation";
        fn samples() -> Vec<(&'static str, Self)> {
            let money = Table::new(&["补助", "金额#", "状态"], vec![], "还没有开办补助。");
            let page = CultivationPage {
                frame: frame(Room::Desk, "晋江鞋服工匠 培育", "/desk"),
                emblem: Emblem::of("晋江鞋服工匠"),
                brand: "晋江鞋服工匠".into(),
                line: "晋江市鞋服行业协会 · 晋江市".into(),
                state: Tag::new(Tone::Good, "培育期内"),
                overview: Summary { rows: vec![Pair::new("牌匾编号", "泉字号 2025-0001")] },
                money,
                timeline: Timeline::default(),
                panel: ActPanel { turn: "培育期内。".into(), ..ActPanel::default() },
                application: Some(Link::new("申报办件", "/desk/applications/1")),
            };
            let huge = CultivationPage { brand: long("晋江鞋服工匠"), application: None, ..page.clone() };
            vec![("full", page), ("long", huge)]
        }
    }
}
