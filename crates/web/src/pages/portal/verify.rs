//! `/verify`: is this plaque ours? Reached by its QR code, or by typing the number.

use super::{QUESTION, brand::proof, open};
use crate::{
    components::{Field, Pair, Summary, Tag, Tone},
    frame::{Frame, Room},
    shell::{Answer, At, Caller, Routes, Submitted},
};
use askama::Template;

/// The question, and the address in a QR code.
pub(super) fn routes() -> Routes {
    Routes::new().get("/verify", QUESTION, ask).get("/verify/{number}", QUESTION, show)
}

async fn ask(caller: Caller) -> Answer {
    let number = Submitted::asked(&caller).text("number").to_owned();
    answer(&caller, &number).await
}

async fn show(caller: Caller, At(number): At<String>) -> Answer {
    answer(&caller, &number).await
}

async fn answer(caller: &Caller, number: &str) -> Answer {
    let page = VerifyPage::ask(caller.frame(Room::Portal, "核验牌匾"));
    if number.trim().is_empty() {
        return open(caller, &page);
    }
    let page = VerifyPage { number: page.number.value(number.trim()), ..page };
    let Some(facts) = app::library::by_plaque(&caller.app, number).await? else {
        return open(
            caller,
            &VerifyPage {
                outcome: Some(Tag::new(Tone::Bad, "查无此号")),
                sentence: "没有颁发过这个编号的牌匾。请对照牌匾重新输入；仍查不到的，可以提交线索。".into(),
                ..page
            },
        );
    };
    let policies = caller.app.policies();
    let mut rows = vec![
        Pair::new("品牌", &facts.brand.name).link("查看品牌", format!("/brands/{}", facts.brand.id)),
        Pair::new("培育单位", facts.behind.profile.as_ref().map_or("", |profile| &profile.units)),
    ];
    rows.extend(proof(&facts).rows);
    open(
        caller,
        &VerifyPage {
            outcome: Some(Tag::new(Tone::Good, "有记录")),
            sentence: format!("这块牌匾由{}授予下列品牌。", policies.current().1.city.hr_bureau),
            rows: Summary { rows },
            ..page
        },
    )
}

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
