//! `/verify/{number}`: is this plaque or paper ours? Reached by its QR code, or by typing the number.

use askama::Template;

use crate::components::{Field, Summary, Tag};
use crate::frame::Frame;

/// The question, and the answer once asked.
#[derive(Clone, Debug, Template)]
#[template(path = "portal/verify.html")]
pub(crate) struct VerifyPage {
    pub(crate) frame: Frame,
    /// The number, with what was typed.
    pub(crate) number: Field,
    /// 有记录 or 查无此号; none before the question.
    pub(crate) outcome: Option<Tag>,
    /// The answer as a sentence; empty before the question.
    pub(crate) sentence: String,
    /// Brand, units, decision, dates: as published, nothing more.
    pub(crate) rows: Summary,
}

impl VerifyPage {
    /// The empty question.
    pub(crate) fn ask(frame: Frame) -> Self {
        let number = Field::text("number", "牌匾编号").hint("例如 泉字号 2025-0001。");
        Self { frame, number, outcome: None, sentence: String::new(), rows: Summary::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::{Pair, Tone};
    use crate::frame::Room;
    use crate::pages::samples::{Samples, frame, long};

    impl Samples for VerifyPage {
        const NAME: &str = "portal-verify";
        fn samples() -> Vec<(&'static str, Self)> {
            let empty = Self::ask(frame(Room::Portal, "核验牌匾和文书", ""));
            let full = Self {
                number: empty.number.clone().value("PB-2024-003"),
                outcome: Some(Tag::new(Tone::Good, "有效")),
                sentence: "这块牌匾由泉州市人社局颁发，称号在册。".into(),
                rows: Summary {
                    rows: vec![Pair::new("品牌", "惠安石雕工匠"), Pair::new("认定文号", "泉人社文〔2024〕88号")],
                },
                ..empty.clone()
            };
            let none = Self {
                outcome: Some(Tag::new(Tone::Bad, "查无此号")),
                sentence: "没有这个编号。请对照牌匾重新输入；仍查不到，可提交线索。".into(),
                rows: Summary::default(),
                ..full.clone()
            };
            let huge =
                Self { sentence: long("在册"), number: empty.number.clone().value(long("PB")), ..full.clone() };
            vec![("empty", empty), ("full", full), ("none", none), ("long", huge)]
        }
    }
}
