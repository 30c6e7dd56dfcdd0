//! Why an act may not happen now: each refusal has a name, and a sentence that says what to do.

use crate::{
    calendar::{NotAnnounced, chinese_date},
    finding::Finding,
    ids::{ApplicationId, AreaCode},
};
use chrono::NaiveDate;

/// A rule says no. Nothing was changed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "the sentence of each variant is its meaning")]
pub enum Refusal {
    #[error("办件现为“{}”，不能办理这一步。请刷新页面，按当前状态办理。", now)]
    WrongState { now: &'static str },
    #[error("还有 {} 项材料不符合要求：{}。请补齐后再提交。", .0.len(), join(.0))]
    MaterialsIncomplete(Vec<Finding>),
    #[error("申报窗口为{}至{}，现在不能提交。", chinese_date(*.opens), chinese_date(*.closes))]
    OutsideWindow { opens: NaiveDate, closes: NaiveDate },
    #[error("县级推荐截止日为{}，现已逾期。请由市级人社部门调整日期。", chinese_date(*.0))]
    RecommendationClosed(NaiveDate),
    #[error("请至少列出一项需补正的内容，并写明条款和要求。")]
    NoShortfalls,
    #[error("本办件已退回补正 {0} 次，达到上限。请作出通过或不予通过的决定。")]
    CorrectionsExhausted(u32),
    #[error("请写明理由和对应条款。")]
    NoReason,
    #[error("还没有完成五项综合评价，请先评价再审核入库。")]
    NotEvaluated,
    #[error("以下条件尚未满足或尚未判明：{}。请逐项核实后再办理。", join(.0))]
    FindingsOpen(Vec<Finding>),
    #[error("{0}不是非物质文化遗产类品牌，不能降低人数标准。")]
    NotHeritage(String),
    #[error("降低后的人数须低于原标准 {0} 人，且大于 0。")]
    RelaxationTooHigh(u32),
    #[error("本年度推荐名额指导数为 {quota}，已推荐 {used} 个。超出部分须先取得市级书面同意。")]
    QuotaExceeded { quota: u32, used: u32 },
    #[error("还没有{0}记录，请先登记。")]
    ReviewMissing(&'static str),
    #[error("{0}结论为不通过，不能列入名单，也不能认定。")]
    ReviewFailed(&'static str),
    #[error("还没有查询培育单位是否违法违纪、是否失信被执行人，请先登记“重新核查单位”（3.4.d、3.4.e）。")]
    UnitUnchecked,
    #[error("{}查询，有培育单位存在违法违纪或失信记录，不能拨付；请办理暂缓拨付（3.4.d、3.4.e）。", chinese_date(*.checked_on))]
    UnitOnRecord { checked_on: NaiveDate },
    #[error("培育单位的失信等查询已过有效期（{}查询，{valid} 天内有效），请先登记“重新核查单位”（3.4.e）。", chinese_date(*.checked_on))]
    UnitCheckRunOut { checked_on: NaiveDate, valid: u32 },
    #[error("公示期未满：最后一日为{}，次一工作日起方可办理。", chinese_date(*.last_day))]
    NoticeNotOver { last_day: NaiveDate },
    #[error("还有 {0} 件异议未答复，答复后方可认定。")]
    ObjectionOpen(usize),
    #[error(
        "同一属地或同一单位的品牌“{name}”已有称号（{document}）。一个品牌只认定一次，请核实；是同一品牌的，不予通过。"
    )]
    NameTitled { name: String, document: String },
    #[error("没有这件异议，或已经答复。")]
    NoSuchObjection,
    #[error("实施方案试行期已于{}届满，认定须写明法律依据。", chinese_date(*.0))]
    PolicyExpired(NaiveDate),
    #[error("实施方案试行期已于{}届满，不能据此开新批次。请先载入续期的政策文件。", chinese_date(*.0))]
    RoundUnderExpiredPolicy(NaiveDate),
    #[error("发文字号“{0}”不合规范，应如：泉人社文〔2025〕4号。")]
    DocumentNumber(String),
    #[error("同一办件的评审记录人不得经手拨付，请换人办理。")]
    ReviewerTouchesMoney,
    #[error("一人不得办理同一笔拨付的两个环节，请换人办理。")]
    SameHands,
    #[error("这笔补助现为“{0}”，不能办理这一步。")]
    PaymentState(&'static str),
    #[error("实地核查至少由 {0} 人进行。")]
    TooFewOfficers(u32),
    #[error("{sentence}")]
    Field { field: &'static str, sentence: String },
    #[error("{}", .0.iter().map(|(_, sentence)| sentence.as_str()).collect::<String>())]
    Fields(Vec<(String, String)>),
    #[error("“{title}”：{refusal}")]
    About { application: ApplicationId, title: String, refusal: Box<Refusal> },
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "))]
    Several(Vec<Refusal>),
    #[error("名额不能低于已推荐的数量（{used} 个）。")]
    QuotaBelowUsed { area: AreaCode, used: u32 },
    #[error(transparent)]
    Calendar(#[from] NotAnnounced),
    #[error("{0}")]
    Plain(&'static str),
    #[error("{0}")]
    NothingWaits(&'static str),
}

fn join(findings: &[Finding]) -> String {
    findings.iter().map(|finding| format!("{}（{}）", finding.required, finding.clause)).collect::<Vec<_>>().join("；")
}

impl Refusal {
    /// A refusal at one field of a form, with what to do.
    #[must_use]
    pub fn field(field: &'static str, sentence: impl Into<String>) -> Refusal {
        Refusal::Field { field, sentence: sentence.into() }
    }

    /// The refusal, saying which of several applications it is about.
    #[must_use]
    pub fn about(self, application: ApplicationId, title: &str) -> Refusal {
        Refusal::About { application, title: title.to_owned(), refusal: Box::new(self) }
    }

    /// Whether it says no more than that the act belongs to another time or another brand: a desk does not speak of it.
    #[must_use]
    pub fn is_elsewhere(&self) -> bool {
        matches!(
            self,
            Refusal::WrongState { .. } | Refusal::NothingWaits(_) | Refusal::NotHeritage(_) | Refusal::PaymentState(_)
        )
    }

    /// Whether it says that somebody else has to do it (6.1.g).
    #[must_use]
    pub fn is_of_hands(&self) -> bool {
        matches!(self, Refusal::ReviewerTouchesMoney | Refusal::SameHands)
    }
}
