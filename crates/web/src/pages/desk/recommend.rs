//! `/desk/rounds/{id}/recommend`: the county ranks its pool and recommends within the quota (5.2.d, 3.3.c, A.4).

use askama::Template;

use crate::components::{FieldSet, Seen, Tag};
use crate::frame::Frame;

/// A brand that may be recommended.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    /// Id sent.
    pub(crate) id: String,
    /// Brand.
    pub(crate) brand: String,
    /// Its application.
    pub(crate) href: String,
    /// Lead unit.
    pub(crate) unit: String,
    /// Score of the evaluation, e.g. `86.5`.
    pub(crate) score: String,
    /// People led to jobs and start-ups.
    pub(crate) employed: u64,
    /// Of these, poverty-alleviated workers; more go first among equals.
    pub(crate) poverty_alleviated: u64,
    /// 符合, 待判断 or 不符合 at the city's scale (3.3.b).
    pub(crate) scale: Tag,
    /// Rank typed or proposed; empty for not recommended.
    pub(crate) rank: String,
    /// Why it cannot be recommended; empty when it can.
    pub(crate) blocked: String,
}

/// Ranking and recommendation.
#[derive(Clone, Debug, Template)]
#[template(path = "desk/recommend.html")]
pub(crate) struct RecommendPage {
    pub(crate) frame: Frame,
    /// Quota and places used, as a sentence.
    pub(crate) quota: String,
    /// True when the ranking goes beyond the guideline.
    pub(crate) over: bool,
    /// Until when, as a sentence.
    pub(crate) deadline: String,
    /// What was wrong with the ranks typed.
    pub(crate) errors: Vec<String>,
    /// In the order proposed.
    pub(crate) candidates: Vec<Candidate>,
    /// Opinion and meeting.
    pub(crate) sets: Vec<FieldSet>,
    /// Where it is sent.
    pub(crate) action: String,
    /// Sequence number and key.
    pub(crate) seen: Seen,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::Room;
    use crate::pages::samples::{Samples, frame, long};
    use crate::rooms::desk::act;

    impl Samples for RecommendPage {
        const NAME: &str = "desk-recommend";
        fn samples() -> Vec<(&'static str, Self)> {
            let empty = Self {
                frame: frame(Room::Desk, "排序推荐：2025年第二批", "/desk/rounds"),
                quota: "名额指导数未设定，推荐后市级会收到提示（A.4）。".into(),
                over: false,
                deadline: "推荐截止 11月14日 星期五，还剩 30 个工作日。".into(),
                errors: vec![],
                candidates: vec![],
                sets: vec![act::meeting_fields()],
                action: "/desk/rounds/2/recommend".into(),
                seen: Seen { seq: 5, key: "k".into() },
            };
            let row = |id: &str, brand: &str, score: &str, poor, rank: &str, blocked: &str| Candidate {
                id: id.into(),
                brand: brand.into(),
                href: "/desk/applications/1".into(),
                unit: "晋江市鞋服行业协会".into(),
                score: score.into(),
                employed: 5931,
                poverty_alleviated: poor,
                scale: Tag::met(),
                rank: rank.into(),
                blocked: blocked.into(),
            };
            let full = Self {
                quota: "名额 2 个，已排 3 个，超出 1 个，须市级书面同意（A.4）。".into(),
                over: true,
                errors: vec!["序号 2 出现两次，请重新排序。".into()],
                candidates: vec![
                    row("1", "晋江鞋服工匠", "86.5", 126, "1", ""),
                    row("2", "晋江伞匠", "86.5", 88, "2", ""),
                    row("3", "晋江拉链工", "81.0", 61, "2", ""),
                    row("4", "晋江泵阀技工", "79.0", 12, "", "补正未完成。"),
                ],
                ..empty.clone()
            };
            let huge = Self {
                candidates: (0..30)
                    .map(|i| row(&format!("c{i}"), &long("晋江"), "80.0", 1, "", &long("未完成")))
                    .collect(),
                ..full.clone()
            };
            vec![("empty", empty), ("full", full), ("long", huge)]
        }
    }
}
