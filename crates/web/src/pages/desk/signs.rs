//! `/desk/signs/{brand}`: signs of padding (疑点) in a brand's filed rosters, ledger by ledger, and its samples (抽查).

use askama::Template;

use crate::components::{Act, Table, Timeline};
use crate::frame::{Frame, Link};

/// The rosters of one ledger and year.
#[derive(Clone, Debug)]
pub(crate) struct Sheet {
    /// 培训 2025年
    pub(crate) heading: String,
    /// When it was searched and what came out, in a sentence.
    pub(crate) told: String,
    /// Its signs; each sentence leads to the rows behind it.
    pub(crate) signs: Table,
    /// Its samples.
    pub(crate) samples: Table,
    /// Drawing a sample, for those who may.
    pub(crate) acts: Vec<Act>,
}

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "desk/signs.html")]
pub(crate) struct SignsPage {
    pub(crate) frame: Frame,
    /// All brands with signs.
    pub(crate) back: Link,
    /// What a sign is and is not.
    pub(crate) lede: String,
    /// The newest year first.
    pub(crate) sheets: Vec<Sheet>,
    /// Where a new search is asked for; empty for those who may not.
    pub(crate) search_href: String,
    /// Samples drawn and concluded, newest first.
    pub(crate) record: Timeline,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::{ActTone, Cell, Moment, Tag, Tone};
    use crate::frame::Room;
    use crate::pages::samples::{Samples, frame, long};

    impl Samples for SignsPage {
        const NAME: &str = "desk-signs";
        fn samples() -> Vec<(&'static str, Self)> {
            let empty = Self {
                frame: frame(Room::Desk, "疑点与抽查：晋江鞋服工匠", "/desk/signs/1"),
                back: Link::new("疑点与抽查", "/desk/signs"),
                lede: "疑点不是结论。".into(),
                sheets: vec![],
                search_href: String::new(),
                record: Timeline::default(),
            };
            let row = |sentence: &str| {
                vec![
                    "一号多人".into(),
                    Cell::Link(Link::new(sentence, "/desk/signs/1/training.2025.1")),
                    "同一号码 4 人以上".into(),
                    Cell::Figure("40".into()),
                    Cell::Figure("40".into()),
                ]
            };
            let heads = ["类别", "疑点", "列出标准", "人数#", "行数#"];
            let sheet = |rows| Sheet {
                heading: "培训 2025年".into(),
                told: "9月15日 09:00 查找：540 行、540 人，3 项疑点。".into(),
                signs: Table::new(&heads, rows, "没有发现疑点。"),
                samples: Table::new(
                    &["抽查", "状态"],
                    vec![vec![
                        Cell::Link(Link::new("82 人", "/desk/samples/1")),
                        Cell::Tag(Tag::new(Tone::Active, "回访中")),
                    ]],
                    "",
                ),
                acts: vec![Act {
                    label: "抽查培训 2025年".into(),
                    href: "/desk/signs/1/sample".into(),
                    tone: ActTone::Plain,
                }],
            };
            let full = Self {
                sheets: vec![sheet(vec![row("40 个人填的是同一个手机号码 138****0001。")]), sheet(vec![])],
                search_href: "/desk/signs/1".into(),
                record: Timeline {
                    moments: vec![Moment {
                        when: "9月24日 09:40".into(),
                        what: "抽取 82 人回访。".into(),
                        clause: "4.4".into(),
                        ..Moment::default()
                    }],
                },
                ..empty.clone()
            };
            let huge = Self { sheets: vec![sheet(vec![row(&long("用工单位")); 60])], ..full.clone() };
            vec![("empty", empty), ("full", full), ("long", huge)]
        }
    }
}
