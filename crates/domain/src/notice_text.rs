//! The text of a public notice (公示, 5.3.c): approved before it is posted, and never drawn anew.

use crate::{ids::ApplicationId, policy::Policy};
use serde::{Deserialize, Serialize};
use sm3::{Digest, Sm3};
use std::collections::BTreeSet;

/// The text of a notice, as it was approved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeText {
    /// Its title.
    pub title: String,
    /// What stands before the list, a paragraph a line.
    pub opening: String,
    /// The list.
    pub listed: Vec<ListedBrand>,
    /// What stands behind it: how to object (5.3.g).
    pub closing: String,
    /// The bureau that signs.
    pub signed_by: String,
}

/// A brand on it, in the words of the day it was approved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedBrand {
    /// Its application.
    pub application: ApplicationId,
    /// Its name.
    pub brand: String,
    /// The units that cultivate it, the lead unit first.
    pub units: Vec<String>,
    /// The county or functional area.
    pub area: String,
}

impl NoticeText {
    /// The text that a policy and the record propose, before anybody wrote in it; `corrects` is the title of the notice that
    /// it corrects (5.3.b, 5.3.d, 5.3.g).
    #[must_use]
    pub fn proposed(policy: &Policy, title: &str, corrects: Option<&str>, listed: Vec<ListedBrand>) -> NoticeText {
        let bureau = policy.city.hr_bureau.as_str();
        let corrects = corrects.map(|title| format!("“{title}”中退出公示的品牌，经核查更正，重新公示如下。\n"));
        NoticeText {
            title: title.to_owned(),
            opening: format!(
                "{}经自主申报、县级推荐和市级评审，拟认定下列 {} 个品牌为{}特色劳务品牌，现予公示，接受社会监督。\n\
                 公示期自本公示在{bureau}网站发布的次日起，共 {} 个工作日。",
                corrects.unwrap_or_default(),
                listed.len(),
                policy.city.name,
                policy.notice.working_days.value,
            ),
            listed,
            closing: format!(
                "对名单有异议的，请在公示期内向{bureau}书面提出，署名或匿名均可，写明品牌、事实和依据，\
                 {} 个工作日内答复。\n咨询：{}。",
                policy.notice.answer_days.value, policy.identity.contact.value,
            ),
            signed_by: bureau.to_owned(),
        }
    }

    /// The whole of it in plain lines: what the bureau's website shows, and what [`NoticeText::digest`] is taken of.
    #[must_use]
    pub fn plain(&self) -> String {
        let mut lines = vec![self.title.as_str()];
        lines.extend(paragraphs(&self.opening));
        let listed: Vec<String> =
            self.listed.iter().enumerate().map(|(before, brand)| format!("{}. {}", before + 1, brand.told())).collect();
        lines.extend(listed.iter().map(String::as_str));
        lines.extend(paragraphs(&self.closing));
        lines.push(&self.signed_by);
        lines.join("\n") + "\n"
    }

    /// SM3 over [`NoticeText::plain`] in UTF-8, in hexadecimal digits.
    #[must_use]
    pub fn digest(&self) -> String {
        Sm3::digest(self.plain()).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Whether it lists just these applications.
    #[must_use]
    pub fn lists(&self, applications: impl Iterator<Item = ApplicationId>) -> bool {
        let standing: BTreeSet<ApplicationId> = applications.collect();
        self.listed.iter().map(|brand| brand.application).collect::<BTreeSet<_>>() == standing
    }
}

impl ListedBrand {
    /// In one line.
    #[must_use]
    pub fn told(&self) -> String {
        format!("{}（{}；{}）", self.brand, self.area, self.units.join("、"))
    }
}

/// The lines of a text that say something.
pub fn paragraphs(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_told_in_plain_lines_and_its_digest_is_theirs() {
        let brand = |id, brand: &str, units: &[&str], area: &str| ListedBrand {
            application: ApplicationId(id),
            brand: brand.to_owned(),
            units: units.iter().map(|unit| (*unit).to_owned()).collect(),
            area: area.to_owned(),
        };
        let text = NoticeText {
            title: "拟认定名单公示".into(),
            opening: "现予公示。\r\n\r\n 公示期五个工作日。 ".into(),
            listed: vec![
                brand(3, "晋江鞋服工匠", &["晋江市鞋服行业协会", "晋江市职业中专学校"], "晋江市"),
                brand(1, "永春制香师", &["永春县香业协会"], "永春县"),
            ],
            closing: "有异议的，请书面提出。".into(),
            signed_by: "泉州市人力资源和社会保障局".into(),
        };
        let plain = "拟认定名单公示\n现予公示。\n公示期五个工作日。\n\
                     1. 晋江鞋服工匠（晋江市；晋江市鞋服行业协会、晋江市职业中专学校）\n\
                     2. 永春制香师（永春县；永春县香业协会）\n有异议的，请书面提出。\n泉州市人力资源和社会保障局\n";
        assert_eq!(text.plain(), plain);
        assert_eq!(text.digest(), "86964b1f5b77ccee004559c77df31b06fd584f46027aa5bc0a8599e4bbe7d879");
        assert!(text.lists([1, 3].map(ApplicationId).into_iter()));
        assert!(!text.lists([1].map(ApplicationId).into_iter()));
        assert!(!text.lists([1, 2, 3].map(ApplicationId).into_iter()));
    }
}
