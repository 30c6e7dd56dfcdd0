//! A list: heading, tabs, filters that live in the address, a table, keyset pages.

use askama::Template;

use crate::components::{Act, Field, Pager, Table, Tabs};
use crate::frame::{Frame, Link};

/// A page with one table.
#[derive(Clone, Debug, Template)]
#[template(path = "shared/list.html")]
pub(crate) struct ListPage {
    pub(crate) frame: Frame,
    /// A sentence under the heading; empty for none.
    pub(crate) lede: String,
    /// What else belongs to it: words, then where it stands.
    pub(crate) related: Vec<(&'static str, Link)>,
    /// Acts beside the heading, e.g. 开启批次.
    pub(crate) acts: Vec<Act>,
    /// Tabs; none when empty.
    pub(crate) tabs: Tabs,
    /// Filters, sent by GET to the same address.
    pub(crate) filters: Vec<Field>,
    /// The list as files to take out.
    pub(crate) files: Vec<Link>,
    /// The rows.
    pub(crate) table: Table,
    /// Pages.
    pub(crate) pager: Pager,
}

impl ListPage {
    /// Heading and table only.
    pub(crate) fn new(frame: Frame, lede: &str, table: Table) -> Self {
        Self {
            frame,
            lede: lede.to_owned(),
            related: Vec::new(),
            acts: Vec::new(),
            tabs: Tabs::default(),
            filters: Vec::new(),
            files: Vec::new(),
            table,
            pager: Pager::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::{ActTone, Cell, Choice, Due, FieldKind, Tab, Tag, Tone};
    use crate::frame::Room;
    use crate::pages::samples::{Samples, frame, long};

    impl Samples for ListPage {
        const NAME: &str = "shared-list";
        fn samples() -> Vec<(&'static str, Self)> {
            let at = || frame(Room::Desk, "异议", "/desk/objections");
            let heads = ["品牌", "事由", "状态", "期限", "条款", "人数#", ""];
            let row = |text: String| {
                vec![
                    Cell::Name(Link::new(text.clone(), "/desk/applications/1")),
                    Cell::Noted(text, "9月27日 署名".into()),
                    Cell::Tag(Tag::new(Tone::Unsure, "核查中")),
                    Cell::Due(Due {
                        left: "还剩 3 个工作日".into(), day: "10月14日 星期二".into(), ..Due::default()
                    }),
                    Cell::Clause("5.3.g".into()),
                    Cell::Figure("5,931".into()),
                    Cell::Acts(vec![Act { label: "答复".into(), href: "/o/1".into(), tone: ActTone::Plain }]),
                ]
            };
            let table = |rows| Table::new(&heads, rows, "公示期内收到的异议显示在这里。");
            let empty = Self::new(at(), "公示期内的异议应在 10 个工作日内答复（本市设定）。", table(vec![]));
            let area = FieldKind::Select(vec![Choice::new("350582", "晋江市")]);
            let full = Self {
                table: table((0..4).map(|_| row("晋江鞋服工匠".into())).collect()),
                filters: vec![Field::text("q", "品牌或单位"), Field::new("area", "属地", area)],
                tabs: Tabs {
                    label: "异议".into(),
                    tabs: vec![Tab {
                        link: Link { current: true, ..Link::new("未答复", "?t=open") },
                        count: Some(app::listing::Count::of(4)),
                    }],
                },
                pager: Pager {
                    prev: "?before=1".into(),
                    next: "?after=4".into(),
                    total: "共 1,204 条".into(),
                    ..Pager::default()
                },
                ..empty.clone()
            };
            let huge = Self { table: table(vec![row(long("晋江鞋服"))]), ..full.clone() };
            vec![("empty", empty), ("full", full), ("long", huge)]
        }
    }
}
