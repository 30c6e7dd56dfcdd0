//! Comparison of rosters with outside records (比对): what leaves, to whom, on what ground, and what comes back. Those
//! systems do not hold our keys, so a list leaves by file and an answer comes back by file. The duties are those of the
//! Personal Information Protection Law (个人信息保护法): purpose and least data (6), giving to others (21, 23), assessment (55).

use crate::{calendar::chinese_date, coded::coded, ids::RosterVersionId, length};
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

coded! {
    /// Whose records people are held against.
    Source {
        SocialInsurance = "social_insurance" "社会保险",
        RealName = "real_name" "实名信息",
        BusinessRegister = "business_register" "市场主体登记",
        OtherCity = "other_city" "其他城市的花名册",
    }
}

coded! {
    /// What outside records say of a person. Unknown never counts as confirmed.
    Mark {
        Confirmed = "confirmed" "一致",
        Refuted = "refuted" "不一致",
        Unknown = "unknown" "未查到",
    }
}

coded! {
    /// A column of the list that leaves.
    ReleasedField {
        Name = "name" "姓名",
        DocumentKind = "id_type" "证件类型",
        DocumentNumber = "id_number" "证件号码",
        CreditCode = "uscc" "统一社会信用代码",
        UnitName = "employer_name" "单位名称",
        HiredOn = "hired_on" "入职日期",
        LeftOn = "left_on" "离职日期",
    }
}

coded! {
    /// On what ground personal data is given to another body.
    Ground {
        StatutoryDuty = "statutory_duty" "履行法定职责所必需（个人信息保护法第十三条）",
        SeparateConsent = "separate_consent" "已取得个人单独同意（个人信息保护法第二十三条）",
        Entrusted = "entrusted" "委托处理，已订立协议（个人信息保护法第二十一条）",
    }
}

coded! {
    /// What becomes of filed people whom no outside record has confirmed.
    Unconfirmed {
        Count = "count" "计入人数",
        Wait = "wait" "待核",
    }
}

impl Source {
    /// The sources a list can be released to; another city gets fingerprints alone, by its own way.
    pub const BY_LIST: [Source; 3] = [Source::SocialInsurance, Source::RealName, Source::BusinessRegister];

    /// What the source cannot do without: the least that leaves.
    #[must_use]
    pub fn needs(self) -> &'static [ReleasedField] {
        match self {
            Source::SocialInsurance | Source::RealName => &[ReleasedField::Name, ReleasedField::DocumentNumber],
            Source::BusinessRegister => &[ReleasedField::CreditCode],
            Source::OtherCity => &[],
        }
    }

    /// What may leave besides, where the purpose asks for it.
    #[must_use]
    pub fn may_have(self) -> &'static [ReleasedField] {
        match self {
            Source::SocialInsurance => &[
                ReleasedField::DocumentKind,
                ReleasedField::UnitName,
                ReleasedField::CreditCode,
                ReleasedField::HiredOn,
                ReleasedField::LeftOn,
            ],
            Source::RealName => &[ReleasedField::DocumentKind],
            Source::BusinessRegister => &[ReleasedField::UnitName],
            Source::OtherCity => &[],
        }
    }

    /// Whether a list of these columns has all that the source needs and nothing that it may not have.
    fn allows(self, fields: &[ReleasedField]) -> bool {
        let known = |field| self.needs().contains(field) || self.may_have().contains(field);
        fields.iter().all(known) && self.needs().iter().all(|field| fields.contains(field))
    }

    /// Whether the list names units, not people.
    #[must_use]
    pub fn is_about_units(self) -> bool {
        self == Source::BusinessRegister
    }
}

/// What is to leave: the content of the approval and of the record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Release {
    /// Whose records.
    pub source: Source,
    /// The body that receives the list.
    pub recipient: String,
    /// What for.
    pub purpose: String,
    /// On what ground.
    pub ground: Ground,
    /// Number or title of the impact assessment (个人信息保护影响评估, art. 55).
    pub assessment: String,
    /// The columns that leave, in the order of the list.
    pub fields: Vec<ReleasedField>,
    /// The filed versions whose people leave.
    pub versions: Vec<RosterVersionId>,
    /// The last day on which the recipient may hold the list.
    pub delete_by: NaiveDate,
}

/// A release as it is typed, complete or not.
#[derive(Clone, Copy, Debug)]
pub struct Proposed<'a> {
    /// Whose records.
    pub source: Option<Source>,
    /// The body that receives the list.
    pub recipient: &'a str,
    /// What for.
    pub purpose: &'a str,
    /// On what ground.
    pub ground: Option<Ground>,
    /// Number or title of the impact assessment.
    pub assessment: &'a str,
    /// The columns that leave.
    pub fields: &'a [ReleasedField],
    /// The filed versions whose people leave.
    pub versions: &'a [RosterVersionId],
    /// The last day on which the recipient may hold the list.
    pub delete_by: Option<NaiveDate>,
}

impl<'a> Proposed<'a> {
    /// Of a release.
    #[must_use]
    pub fn of(release: &'a Release) -> Proposed<'a> {
        Proposed {
            source: Some(release.source),
            recipient: &release.recipient,
            purpose: &release.purpose,
            ground: Some(release.ground),
            assessment: &release.assessment,
            fields: &release.fields,
            versions: &release.versions,
            delete_by: Some(release.delete_by),
        }
    }

    /// The fewest columns that serve the purpose, and everything the record must say (PIPL 6, 55): all that is missing or
    /// wrong at once, field and sentence. The recipient may hold a list so many `days`.
    #[must_use]
    pub fn wrong(&self, today: NaiveDate, days: u32) -> Vec<(String, String)> {
        let mut errors = Vec::new();
        let mut wrong = |field: &str, message: String| errors.push((field.to_owned(), message));
        if self.versions.is_empty() {
            wrong("versions", "请选择比对哪些花名册。".into());
        }
        match self.source.filter(|source| Source::BY_LIST.contains(source)) {
            None => wrong("source", "请选择与哪里的记录比对。".into()),
            Some(source) if !source.allows(self.fields) => {
                let may: Vec<_> = source.may_have().iter().map(|field| field.label()).collect();
                wrong("fields", format!("与{source}比对，可以另外提供的只有：{}。请取消其他勾选。", may.join("、")));
            }
            Some(_) => {}
        }
        if length::is_short(self.recipient) {
            wrong("recipient", "请填写接收单位的全称。".into());
        }
        if length::is_short(self.purpose) {
            wrong("purpose", "请写明用途，如“核对2025年度参保缴费情况”。".into());
        }
        for (field, what, text, most) in [
            ("recipient", "接收单位", self.recipient, length::TITLE),
            ("purpose", "用途", self.purpose, length::LINE),
            ("assessment", "影响评估的编号或名称", self.assessment, length::TITLE),
        ] {
            if let Some(sentence) = length::beyond(most, what, text) {
                wrong(field, sentence);
            }
        }
        if self.ground.is_none() {
            wrong("ground", "请选择提供个人信息的依据。".into());
        }
        if self.assessment.trim().is_empty() {
            wrong("assessment", "请填写个人信息保护影响评估的编号或名称。".into());
        }
        let last = today.checked_add_days(Days::new(days.into())).unwrap_or(today);
        if self.delete_by.is_none_or(|day| day <= today || day > last) {
            let last = chinese_date(last);
            wrong("delete_by", format!("删除日期应在明天至{last}之间（本市设定，最长 {days} 天）。"));
        }
        errors
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_release_says_is_no_longer_than_a_record_shows() {
        let today = NaiveDate::from_ymd_opt(2025, 3, 3).expect("a day");
        let release = |words: &str| Release {
            source: Source::RealName,
            recipient: words.into(),
            purpose: words.into(),
            ground: Ground::StatutoryDuty,
            assessment: words.into(),
            fields: Source::RealName.needs().to_vec(),
            versions: vec![RosterVersionId(1)],
            delete_by: today.succ_opt().expect("a day"),
        };
        assert!(Proposed::of(&release("泉州市社会保险中心")).wrong(today, 30).is_empty());
        let wrong = Proposed::of(&release(&"长".repeat(201))).wrong(today, 30);
        let fields: Vec<_> = wrong.iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(fields, ["recipient", "purpose", "assessment"]);
    }
}
