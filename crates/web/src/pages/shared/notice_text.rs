//! The text of a notice as a page shows it and as the bureau's website takes it (5.3.c): one markup for both.

use askama::Template;
use domain::notice_text::{NoticeText, paragraphs};

/// The text of a notice in HTML.
#[derive(Clone, Debug, Template)]
#[template(path = "shared/notice_text.html")]
pub(crate) struct NoticeMarkup(pub(crate) NoticeText);

impl askama::filters::HtmlSafe for NoticeMarkup {}

impl NoticeMarkup {
    fn opening(&self) -> impl Iterator<Item = &str> {
        paragraphs(&self.0.opening)
    }

    fn closing(&self) -> impl Iterator<Item = &str> {
        paragraphs(&self.0.closing)
    }

    /// Its source, for a website's editor.
    pub(crate) fn source(&self) -> String {
        self.render().expect("writing into a string")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{ids::ApplicationId, notice_text::ListedBrand};

    impl NoticeMarkup {
        /// Two brands of two areas.
        pub(crate) fn sample() -> Self {
            let brand = |id, brand: &str, units: &[&str], area: &str| ListedBrand {
                application: ApplicationId(id),
                brand: brand.into(),
                units: units.iter().map(|unit| (*unit).to_owned()).collect(),
                area: area.into(),
            };
            Self(NoticeText {
                title: "关于2025年第二批泉州市特色劳务品牌拟认定名单的公示".into(),
                opening: "经自主申报、县级推荐和市级评审，拟认定下列 2 个品牌，现予公示。".into(),
                listed: vec![
                    brand(1, "晋江鞋服工匠", &["晋江市鞋服行业协会", "晋江市职业中专学校"], "晋江市"),
                    brand(2, "永春制香师", &["永春县香业协会"], "永春县"),
                ],
                closing: "对名单有异议的，请在公示期内书面提出。".into(),
                signed_by: "泉州市人力资源和社会保障局".into(),
            })
        }
    }

    #[test]
    fn what_was_typed_is_text_and_no_markup() {
        let NoticeMarkup(sample) = NoticeMarkup::sample();
        let opening = "现予公示。\n<script>alert(1)</script>".into();
        let markup = NoticeMarkup(NoticeText { opening, ..sample }).source();
        assert!(markup.contains("<p>现予公示。</p>") && markup.contains("&#60;script&#62;alert(1)"), "{markup}");
        assert!(
            markup.contains("<td>晋江鞋服工匠</td>")
                && markup.ends_with("<p class=\"sign\">泉州市人力资源和社会保障局</p>"),
            "{markup}"
        );
    }
}
