//! `/notices` and `/notices/{id}`: the proposed list on public notice (5.3.c, 5.3.d), looking like the paper it is.

use askama::Template;

use crate::components::{Files, Pager};
use crate::frame::{Frame, Link};

/// A notice in a list.
#[derive(Clone, Debug, Default)]
pub(crate) struct NoticeRow {
    /// Title of the paper.
    pub(crate) title: String,
    /// Its page.
    pub(crate) href: String,
    /// `公示第 3 个工作日，还剩 2 个工作日` or `已期满`.
    pub(crate) days: String,
}

/// All notices.
#[derive(Clone, Debug, Template)]
#[template(path = "portal/notices.html")]
pub(crate) struct NoticesPage {
    pub(crate) frame: Frame,
    /// Working days a notice runs at least (5.3.d).
    pub(crate) days: u32,
    /// Running first, then newest.
    pub(crate) notices: Vec<NoticeRow>,
    /// Pages.
    pub(crate) pager: Pager,
}

/// A brand on the proposed list.
#[derive(Clone, Debug, Default)]
pub(crate) struct ListedBrand {
    /// Name.
    pub(crate) brand: String,
    /// Cultivating units.
    pub(crate) units: String,
    /// County or functional area.
    pub(crate) area: String,
}

/// One working day of the period.
#[derive(Clone, Debug, Default)]
pub(crate) struct NoticeDay {
    /// `9月29日`.
    pub(crate) date: String,
    /// Already over.
    pub(crate) past: bool,
    /// Today.
    pub(crate) now: bool,
}

/// One notice.
#[derive(Clone, Debug, Template)]
#[template(path = "portal/notice.html")]
pub(crate) struct NoticePage {
    pub(crate) frame: Frame,
    /// Title of the paper.
    pub(crate) title: String,
    /// Document number; empty for none.
    pub(crate) number: String,
    /// The notice it corrects and those that correct it: words, then where it stands.
    pub(crate) related: Vec<(&'static str, Link)>,
    /// The paper's paragraphs before the list.
    pub(crate) body: Vec<String>,
    /// The list.
    pub(crate) brands: Vec<ListedBrand>,
    /// `公示第 3 个工作日，还剩 2 个工作日（最后一日 10月10日 星期五）`.
    pub(crate) days_text: String,
    /// The days of the period.
    pub(crate) days: Vec<NoticeDay>,
    /// Bureau that signs.
    pub(crate) signed_by: String,
    /// Date of the paper.
    pub(crate) signed_on: String,
    /// How to object, three lines: until when, how, where.
    pub(crate) how_to_object: Vec<String>,
    /// The objection form; empty once the period is over.
    pub(crate) object_href: String,
    /// When the city published it.
    pub(crate) source: String,
    /// Where (5.3.c).
    pub(crate) source_link: Link,
    /// Attachments.
    pub(crate) files: Files,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::Room;
    use crate::pages::samples::{Samples, frame, long};

    impl NoticeRow {
        /// One running, one over.
        pub(crate) fn samples() -> Vec<Self> {
            let row =
                |title: &str, days: &str| Self { title: title.into(), href: "/notices/3".into(), days: days.into() };
            vec![
                row("2025年第二批泉州市特色劳务品牌拟认定名单公示", "公示第 3 个工作日，还剩 2 个工作日"),
                row("2025年第一批泉州市特色劳务品牌拟认定名单公示", "已期满"),
            ]
        }
    }

    impl Samples for NoticesPage {
        const NAME: &str = "portal-notices";
        fn samples() -> Vec<(&'static str, Self)> {
            let empty = Self {
                frame: frame(Room::Portal, "公示", "/notices"),
                days: 5,
                notices: vec![],
                pager: Pager::default(),
            };
            let full = Self { notices: NoticeRow::samples(), ..empty.clone() };
            vec![("empty", empty), ("full", full)]
        }
    }

    impl Samples for NoticePage {
        const NAME: &str = "portal-notice";
        fn samples() -> Vec<(&'static str, Self)> {
            let day = |(i, date): (usize, &str)| NoticeDay { date: date.into(), past: i < 2, now: i == 2 };
            let brand = |brand: &str, units: &str, area: &str| ListedBrand {
                brand: brand.into(),
                units: units.into(),
                area: area.into(),
            };
            let full = Self {
                frame: frame(Room::Portal, "2025年第二批拟认定名单公示", "/notices"),
                title: "关于2025年第二批泉州市特色劳务品牌拟认定名单的公示".into(),
                number: String::new(),
                related: vec![("本公示更正", Link::new("2025年第一批泉州市特色劳务品牌拟认定名单公示", "/notices/2"))],
                body: vec!["经自主申报、县级推荐和市级评审，拟认定下列 3 个品牌，现予公示。".into()],
                brands: vec![
                    brand("晋江鞋服工匠", "晋江市鞋服行业协会（牵头）、晋江市职业中专学校", "晋江市"),
                    brand("永春制香师", "永春县香业协会", "永春县"),
                    brand("南安水暖工", "南安市水暖行业商会", "南安市"),
                ],
                days_text: "公示第 3 个工作日，还剩 2 个工作日（最后一日 10月10日 星期五）".into(),
                days: ["9月28日", "9月29日", "9月30日", "10月9日", "10月10日"]
                    .into_iter()
                    .enumerate()
                    .map(day)
                    .collect(),
                signed_by: "泉州市人力资源和社会保障局".into(),
                signed_on: "2025年9月26日".into(),
                how_to_object: vec![
                    "期限：10月10日 24:00 前，署名或匿名均可。".into(),
                    "方式：在线提出，或电话 0595-00000000，或书面寄送。".into(),
                    "写明品牌、事实和依据；署名的会书面答复。".into(),
                ],
                object_href: "/notices/3/objections/new".into(),
                source: "2025年9月26日 09:00 发布于".into(),
                source_link: Link::new("市人社局网站", "https://rsj.quanzhou.gov.cn/"),
                files: Files::default(),
            };
            let over =
                Self { object_href: String::new(), days_text: "公示已期满".into(), days: vec![], ..full.clone() };
            let row = brand(&long("鞋服"), &long("协会"), &long("晋江"));
            let huge = Self { title: long("关于公示"), brands: vec![row; 60], ..full.clone() };
            vec![("over", over), ("full", full), ("long", huge)]
        }
    }
}
