//! `/desk/matters/{id}`: an act that waits in its chain. 同意, 退回经办, 转办, AB角代办.

use askama::Template;

use crate::components::{Chain, Due, Field, FieldSet, Findings, Seen, Summary};
use crate::frame::{Frame, Link};
use crate::pages::shared::Effect;

/// A matter, and what the reader may answer.
#[derive(Clone, Debug, Template)]
#[template(path = "desk/matter.html")]
pub(crate) struct MatterPage {
    pub(crate) frame: Frame,
    /// The application it is about.
    pub(crate) back: Link,
    /// What is proposed: the act's own inputs, as written by the first hand.
    pub(crate) proposal: Summary,
    /// For an act with legal effect, on the last step.
    pub(crate) effect: Option<Effect>,
    /// Findings to look at again; empty where the act has none.
    pub(crate) findings: Findings,
    /// The steps.
    pub(crate) chain: Chain,
    /// Until when.
    pub(crate) due: Due,
    /// What stops the act if it were performed now; the guards are judged again then.
    pub(crate) blocked: Vec<String>,
    /// Where the answer is sent.
    pub(crate) action: String,
    /// Why it is not the reader's turn; empty when it is.
    pub(crate) not_mine: String,
    /// Errors of no single field.
    pub(crate) wrong: Vec<String>,
    /// 同意 on a middle step, the verb itself on the last.
    pub(crate) agree: String,
    /// Opinion, and what the step asks for besides (meeting, countersigners).
    pub(crate) sets: Vec<FieldSet>,
    /// People to hand it to, as one select; none when it cannot be handed on.
    pub(crate) hand_to: Option<Field>,
    /// The reader drafted it and may take it back.
    pub(crate) may_drop: bool,
    /// The reader acts for an absent colleague (AB角); empty otherwise.
    pub(crate) standing_in: String,
    /// Sequence number and key.
    pub(crate) seen: Seen,
}

impl MatterPage {
    /// The page again with what is wrong and all that was typed.
    #[must_use]
    pub(crate) fn wrong(mut self, errors: Vec<(String, String)>, typed: &[(String, String)]) -> Self {
        for field in self.sets.iter_mut().flat_map(|set| &mut set.fields).chain(&mut self.hand_to) {
            let name = field.name.clone();
            for (_, value) in typed.iter().filter(|(typed, _)| *typed == name) {
                *field = field.clone().value(value);
            }
            for (_, message) in errors.iter().filter(|(name, _)| *name == field.name) {
                field.error.clone_from(message);
            }
        }
        let known: Vec<String> =
            self.sets.iter().flat_map(|set| &set.fields).chain(&self.hand_to).map(|field| field.name.clone()).collect();
        self.wrong = errors.into_iter().filter(|(name, _)| !known.contains(name)).map(|(_, message)| message).collect();
        self
    }

    fn errors(&self) -> crate::components::ErrorSummary {
        let fields = self.sets.iter().flat_map(|set| &set.fields).chain(&self.hand_to);
        let mut errors = crate::components::ErrorSummary::of(fields);
        errors.lines.extend(self.wrong.iter().map(|line| ("#answer".to_owned(), line.clone())));
        errors
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::{Choice, DueTone, FieldKind, Pair};
    use crate::frame::Room;
    use crate::pages::samples::{Samples, frame, long};
    use crate::rooms::desk::act;

    impl Samples for MatterPage {
        const NAME: &str = "desk-matter";
        fn samples() -> Vec<(&'static str, Self)> {
            let people = vec![Choice::new("7", "吴志明（就业科 B 角）"), Choice::new("9", "郑海燕（副科长）")];
            let opinion = Field::long("opinion", "意见", 3).optional();
            let full = Self {
                frame: frame(Room::Desk, "审核入库：晋江鞋服工匠", "/desk"),
                back: Link::new("晋江鞋服工匠", "/desk/applications/1"),
                proposal: Summary {
                    rows: vec![Pair::new("拟办意见", "材料齐全，建议入库。"), Pair::new("综合评价", "86.5 分")],
                },
                effect: None,
                findings: Findings::samples(),
                chain: Chain::sample(),
                due: Due {
                    tone: DueTone::Soon, left: "还剩 2 个工作日".into(), day: "9月29日 星期一".into()
                },
                blocked: vec![],
                action: "/desk/matters/8".into(),
                not_mine: String::new(),
                wrong: vec![],
                agree: "同意".into(),
                sets: vec![FieldSet { fields: vec![opinion], ..FieldSet::default() }],
                hand_to: Some(Field::new("to", "转给", FieldKind::Select(people))),
                may_drop: false,
                standing_in: String::new(),
                seen: Seen { seq: 3, key: "k".into() },
            };
            let last = Self {
                effect: Some(Effect {
                    touches: "晋江市鞋服行业协会".into(),
                    follows: vec!["品牌进入县级培育库。".into()],
                    clause: "5.2.c".into(),
                }),
                agree: "审核入库".into(),
                standing_in: "您正在代陈建国（A 角，请假至 9月30日）办理。".into(),
                blocked: vec!["培训人数待判断（3.5.b2）。".into()],
                sets: vec![act::meeting_fields()],
                ..full.clone()
            };
            let waiting = Self {
                action: "/desk/matters/8".into(),
                may_drop: true,
                not_mine: "这一步由审批人办理。".into(),
                findings: Findings::default(),
                ..full.clone()
            };
            let mut huge = full.clone();
            huge.proposal.rows[0].value = long("建议入库");
            vec![("full", full), ("last", last), ("waiting", waiting), ("long", huge)]
        }
    }
}
