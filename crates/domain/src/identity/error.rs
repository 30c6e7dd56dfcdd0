use super::{DocumentKind, DocumentNumber};

/// Why a text is no document number. The sentence never shows the number itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdentityError {
    /// Nothing was written.
    #[error("没有填写证件号码，请补填。")]
    Missing,
    /// The wrong number of characters for its kind.
    #[error("{kind}号码应为 {expected} 位，现有 {found} 位，请对照证件补正。")]
    Length {
        /// The kind stated.
        kind: DocumentKind,
        /// The lengths that would do, in words.
        expected: &'static str,
        /// How many characters there are.
        found: usize,
    },
    /// A character that cannot stand where it does.
    #[error("{kind}号码的字符不对：{expected}。请对照证件改正。")]
    Characters {
        /// The kind stated.
        kind: DocumentKind,
        /// What the number is made of.
        expected: &'static str,
    },
    /// The check character disagrees with the others.
    #[error("号码末位校验不符，多半是抄错了一位，请对照证件逐位核对。")]
    Checksum,
    /// Characters of the birth date are no date since 1900.
    #[error("号码里的出生日期不存在，请对照证件核对年、月、日。")]
    Date,
    /// The birth date is after today.
    #[error("号码里的出生日期晚于今天，请对照证件核对年、月、日。")]
    FutureDate,
    /// The area code was never assigned.
    #[error("号码前 6 位 {0:06} 不是行政区划代码，请对照证件核对。")]
    Area(u32),
    /// A number of another kind of document.
    #[error("这是{0}的号码，请把证件类型改为“{0}”，或对照证件改正号码。")]
    OtherKind(DocumentKind),
    /// A resident number of 15 digits (standards.md 1.3), and what it converts to.
    #[error(
        "这是 15 位旧号码，新花名册只收 18 位。换算结果为 {}（第 6 位后加 19，末位加 {}），请对照现行身份证改填。",
        .converted.mask(), .converted.last()
    )]
    Legacy {
        /// The same person's number in 18 characters.
        converted: DocumentNumber,
    },
}

impl IdentityError {
    /// The stable code of this reason.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            IdentityError::Missing => "id_missing",
            IdentityError::Length { .. } => "id_length",
            IdentityError::Characters { .. } => "id_characters",
            IdentityError::Checksum => "id_checksum",
            IdentityError::Date => "id_date",
            IdentityError::FutureDate => "id_future_date",
            IdentityError::Area(_) => "id_area",
            IdentityError::OtherKind(_) => "id_kind",
            IdentityError::Legacy { .. } => "id_legacy",
        }
    }
}
