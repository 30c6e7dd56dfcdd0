//! `/desk/disputed/{brand}`: people who wait for a verdict (待核), with the rows behind it, and the form that decides.

use askama::Template;

use crate::components::{FieldSet, Pager, Seen, Tabs, Tag, Timeline};
use crate::frame::{Frame, Link};

/// One row of a roster about a person; name and number masked.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    /// `晋江鞋服工匠 · 就业花名册 2025年 第 1 版 第 27 行`.
    pub(crate) place: String,
    /// `林*东 350527********001X`; empty where the reader may not see it.
    pub(crate) person: String,
    /// What it says of training or work.
    pub(crate) says: String,
}

/// A person who waits for a verdict.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    /// Value sent.
    pub(crate) value: String,
    /// Ticked before.
    pub(crate) chosen: bool,
    /// `林*东 350527********001X`.
    pub(crate) name: String,
    /// 就业 2025年
    pub(crate) ledger: String,
    /// Why.
    pub(crate) reasons: Vec<Tag>,
    /// The rows on every side.
    pub(crate) records: Vec<Record>,
    /// Who decides, where it is not the reader; empty where it is.
    pub(crate) elsewhere: String,
    /// The page that shows the whole number for a purpose.
    pub(crate) unmask_href: String,
}

/// The list and its form.
#[derive(Clone, Debug, Template)]
#[template(path = "desk/disputed.html")]
pub(crate) struct DisputedPage {
    pub(crate) frame: Frame,
    /// All brands.
    pub(crate) back: Link,
    /// How many wait for whom, as sentences.
    pub(crate) lede: String,
    /// Reasons to filter by.
    pub(crate) reasons: Tabs,
    /// What was wrong with the verdict sent.
    pub(crate) errors: Vec<String>,
    /// People of this page.
    pub(crate) people: Vec<Person>,
    /// Pages.
    pub(crate) pager: Pager,
    /// Whom, with whom they stay, why; none where the reader decides on nobody here.
    pub(crate) sets: Vec<FieldSet>,
    /// Where it is sent.
    pub(crate) action: String,
    /// One-time key.
    pub(crate) seen: Seen,
    /// Verdicts given before, newest first.
    pub(crate) decided: Timeline,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::{Choice, Field, FieldKind, Moment, Tab, Tone};
    use crate::frame::Room;
    use crate::pages::samples::{Samples, frame, long};

    impl Samples for DisputedPage {
        const NAME: &str = "desk-disputed";
        fn samples() -> Vec<(&'static str, Self)> {
            let empty = Self {
                frame: frame(Room::Desk, "待核人员：晋江鞋服工匠", "/desk/disputed/1"),
                back: Link::new("待核人员", "/desk/disputed"),
                lede: "没有待核人员。".into(),
                reasons: Tabs::default(),
                errors: vec![],
                people: vec![],
                pager: Pager::default(),
                sets: vec![],
                action: "/desk/disputed/1".into(),
                seen: Seen::default(),
                decided: Timeline::default(),
            };
            let record = |place: &str| Record {
                place: place.into(),
                person: "林*东 350527********001X".into(),
                says: "缝纫工，晋江市某鞋业有限公司，2025-02-01".into(),
            };
            let person = |elsewhere: &str| Person {
                value: "employment.2025.00112233445566778899aabbccddeeff.001122334455".into(),
                chosen: elsewhere.is_empty(),
                name: "林*东 350527********001X".into(),
                ledger: "就业 2025年".into(),
                reasons: vec![Tag::new(Tone::Unsure, "两个品牌同报")],
                records: vec![record("晋江鞋服工匠 第 1 版 第 27 行"), record("晋江制伞工匠 第 2 版 第 9 行")],
                elsewhere: elsewhere.into(),
                unmask_href: "/desk/disputed/1/unmask".into(),
            };
            let whom = Choice { chosen: true, ..Choice::new("chosen", "勾选的人员") };
            let radios = |name: &str, label: &str, choices| Field::new(name, label, FieldKind::Radios(choices));
            let full = Self {
                lede: "待本县核定 12 人，待市级核定 3 人。".into(),
                reasons: Tabs {
                    label: "原因".into(),
                    tabs: vec![Tab { link: Link { current: true, ..Link::new("全部原因", "?") }, count: None }],
                },
                errors: vec!["请勾选要核定的人员。".into()],
                people: vec![person(""), person("由市级核定")],
                pager: Pager { next: "?after=1".into(), ..Pager::default() },
                sets: vec![FieldSet {
                    fields: vec![
                        radios("whom", "核定谁", vec![whom]),
                        radios("keeps", "计入哪个品牌", vec![Choice::new("here", "计入本品牌")]),
                        Field::long("reason", "依据", 3),
                    ],
                    ..FieldSet::default()
                }],
                decided: Timeline {
                    moments: vec![Moment {
                        when: "9月24日 09:40".into(),
                        what: "核定 4 人：计入 4 人，不计入 0 人。".into(),
                        clause: "4.4".into(),
                        ..Moment::default()
                    }],
                },
                ..empty.clone()
            };
            let mut huge = full.clone();
            huge.people[0].records = vec![record(&long("晋江鞋服工匠")); 6];
            vec![("empty", empty), ("full", full), ("long", huge)]
        }
    }
}
