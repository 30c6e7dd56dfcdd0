//! Comparison of rosters with outside records (比对): what leaves, to whom, on what ground, and what comes back. Those
//! systems do not hold our keys, so a list leaves by file and an answer comes back by file. The duties are those of the
//! Personal Information Protection Law (个人信息保护法): purpose and least data (6), giving to others (21, 23), assessment (55).

use crate::{coded::coded, ids::RosterVersionId};
use chrono::NaiveDate;
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
