//! `/brands/{id}`: who they are, how many they employ and train, where to learn and work, what stands behind the title.

use askama::Template;

use crate::components::{Emblem, Files, Qr, Summary};
use crate::frame::{Frame, Link};

/// A course, fair or vacancy offered under the brand (2.2, 2.3).
#[derive(Clone, Debug, Default)]
pub(crate) struct Offer {
    /// What, leading to its page or contact.
    pub(crate) link: Link,
    /// When, where, how many.
    pub(crate) note: String,
}

/// A person who stands for the brand, shown with consent (2.4.b).
#[derive(Clone, Debug, Default)]
pub(crate) struct Exemplar {
    /// Name.
    pub(crate) name: String,
    /// 创立人, 传承人, 领军人, 形象代言人.
    pub(crate) role: String,
    /// What they did.
    pub(crate) deed: String,
}

/// A brand as the public sees it.
#[derive(Clone, Debug, Template)]
#[template(path = "portal/brand.html")]
pub(crate) struct BrandPage {
    pub(crate) frame: Frame,
    /// Mark.
    pub(crate) emblem: Emblem,
    /// Name.
    pub(crate) name: String,
    /// Area, industry, units.
    pub(crate) line: String,
    /// The title was revoked or has ended; empty while it stands.
    pub(crate) ended: String,
    /// The story, paragraph by paragraph (2.4.d).
    pub(crate) story: Vec<String>,
    /// Label and figure.
    pub(crate) figures: Vec<(String, String)>,
    /// Products, trade, category, heritage.
    pub(crate) about: Summary,
    /// Where to learn.
    pub(crate) learn: Vec<Offer>,
    /// Where to work.
    pub(crate) work: Vec<Offer>,
    /// People.
    pub(crate) exemplars: Vec<Exemplar>,
    /// Decision, document number, plaque number, dates.
    pub(crate) proof: Summary,
    /// Published papers.
    pub(crate) papers: Files,
    /// The plaque's address as a QR code, where the installation knows its own address.
    pub(crate) code: Option<Qr>,
    /// Where the plaque can be verified; empty for a brand without a plaque on record.
    pub(crate) verify_href: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::{FileItem, Pair};
    use crate::frame::Room;
    use crate::pages::samples::{Samples, frame, long};

    impl Samples for BrandPage {
        const NAME: &str = "portal-brand";
        fn samples() -> Vec<(&'static str, Self)> {
            let name = "惠安石雕工匠";
            let empty = Self {
                frame: frame(Room::Portal, name, "/brands"),
                emblem: Emblem::of(name),
                name: name.into(),
                line: "惠安县 · 工艺美术 · 惠安县石雕石材同业公会".into(),
                ended: String::new(),
                story: vec![],
                figures: vec![],
                about: Summary::default(),
                learn: vec![],
                work: vec![],
                exemplars: vec![],
                proof: Summary { rows: vec![Pair::new("认定文号", "泉人社文〔2024〕88号")] },
                papers: Files::default(),
                code: None,
                verify_href: "/verify/PB-2024-003".into(),
            };
            let offer = |label: &str, note: &str| Offer { link: Link::new(label, "/courses/1"), note: note.into() };
            let full = Self {
                story: vec![
                    "惠安石雕起于崇武，凿石为生的人家一代接一代。".into(),
                    "同业公会把散在各村的师傅组织起来，统一授艺、统一派工。".into(),
                ],
                figures: vec![("带动就业创业".into(), "8,120 人".into()), ("上一年度培训".into(), "1,364 人".into())],
                about: Summary { rows: vec![Pair::new("工种", "石雕工")] },
                code: Qr::of("https://brands.example.gov.cn/verify/PB-2024-003"),
                learn: vec![offer("石雕工（四级）培训班", "10月13日开班 · 120 学时 · 余 18 名额")],
                work: vec![offer("影雕师", "惠安县崇武镇 · 月薪 7,000 至 11,000 元 · 招 12 人")],
                exemplars: vec![Exemplar {
                    name: "王石生".into(),
                    role: "传承人".into(),
                    deed: "带出徒弟 46 人，其中 9 人自立门户。".into(),
                }],
                proof: Summary {
                    rows: vec![
                        Pair::new("认定文号", "泉人社文〔2024〕88号"),
                        Pair::new("公布日期", "2024年9月30日"),
                        Pair::new("牌匾编号", "PB-2024-003"),
                        Pair::new("培育周期", "至 2026年9月30日"),
                    ],
                },
                papers: Files {
                    files: vec![FileItem {
                        name: "认定公告.pdf".into(),
                        href: "/f/1".into(),
                        note: "PDF · 210 KB".into(),
                    }],
                },
                ..empty.clone()
            };
            let huge = Self { name: long(name), line: long("惠安"), story: vec![long("石雕"); 4], ..full.clone() };
            let ended = "2025年11月3日已取消称号（6.2.a3）。".into();
            vec![("empty", Self { ended, ..empty }), ("full", full), ("long", huge)]
        }
    }
}
