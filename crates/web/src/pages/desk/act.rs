//! `/desk/applications/{id}/{act}`: the page of an act. Its inputs differ, its shape does not: what it is about, the inputs,
//! whom it touches, one verb. Handlers put together the fields they need from here.

use crate::components::{Choice, Field, FieldKind, FieldSet, Seen, Summary};
use crate::frame::{Frame, Link};
use crate::pages::shared::{Effect, FormPage};

/// What every act on an application is drawn from.
pub(crate) struct ActOn {
    /// Address of the application.
    pub(crate) application_href: String,
    /// Brand, state and what else helps to decide.
    pub(crate) about: Summary,
    /// Sequence number and key.
    pub(crate) seen: Seen,
    /// Set for an act with legal effect.
    pub(crate) effect: Option<Effect>,
}

/// A page for the verb `button`, sent to `{application_href}/{verb}`.
pub(crate) fn form(frame: Frame, on: ActOn, verb: &str, button: &str, sets: Vec<FieldSet>) -> FormPage {
    FormPage {
        back: Some(Link::new("返回办件", &on.application_href)),
        about: on.about,
        seen: Some(on.seen),
        effect: on.effect,
        sets,
        ..FormPage::new(frame, &format!("{}/{verb}", on.application_href), button, vec![])
    }
}

/// Reasons, as a paper will quote them.
pub(crate) fn reasons() -> Field {
    Field::long("reasons", "理由", 5).hint("会写进文书，先事实后依据。")
}

/// Clauses to pick; value is the id, words its reading.
pub(crate) fn clauses(ids: &[(String, String)]) -> Field {
    let options = ids.iter().map(|(id, words)| Choice::new(id, format!("{id}　{words}"))).collect();
    Field::new("clauses", "涉及条款", FieldKind::Checks(options))
}

/// `rows` rows of a list of shortfalls: which section, which clause, what is missing. Empty rows are passed over.
pub(crate) fn shortfalls(sections: &[(String, String)], rows: usize) -> Vec<FieldSet> {
    let options: Vec<_> = sections.iter().map(|(value, name)| Choice::new(value, name)).collect();
    let row = |n: usize| FieldSet {
        legend: format!("缺项 {n}"),
        hint: String::new(),
        fields: vec![
            Field::new(format!("section_{n}"), "部分", FieldKind::Select(options.clone())),
            Field::new(
                format!("clause_{n}"),
                "条款",
                FieldKind::Line { input: "text", autocomplete: "", width: 8, suffix: "" },
            ),
            Field::long(format!("text_{n}"), "缺什么，怎么补", 2),
        ],
    };
    (1..=rows).map(row).collect()
}

/// Scores under their heads, each out of `points`; name, head, points.
pub(crate) fn scores(heads: &[(String, String, u32)]) -> FieldSet {
    let field = |(name, head, points): &(String, String, u32)| {
        Field::number(name, head, "分").hint(format!("0 至 {points} 分"))
    };
    FieldSet {
        legend: "评分".into(), hint: "保留一位小数。".into(), fields: heads.iter().map(field).collect()
    }
}

/// A collective decision (集体研究): date, minutes number, scan.
pub(crate) fn meeting() -> FieldSet {
    let scan = FieldKind::File { accept: ".pdf,.jpg".into(), kept: vec![] };
    FieldSet {
        legend: "集体研究".into(),
        hint: String::new(),
        fields: vec![
            Field::new("met_on", "会议日期", FieldKind::Date),
            Field::text("minutes_number", "纪要编号"),
            Field::new("minutes", "纪要扫描件", scan),
        ],
    }
}

/// Forms of the desk as they first appear.
#[cfg(test)]
pub(crate) fn samples() -> Vec<(&'static str, FormPage)> {
    use crate::components::Pair;
    use crate::pages::samples::frame;
    let at = |title| frame(crate::frame::Room::Desk, title, "/desk");
    let on = |effect| ActOn {
        application_href: "/desk/applications/1".into(),
        about: Summary {
            rows: vec![
                Pair::new("品牌", "晋江鞋服工匠"),
                Pair::new("当前状态", "待初审"),
                Pair::new("期限", "9月29日 星期一"),
            ],
        },
        seen: Seen { seq: 12, key: "k".into() },
        effect,
    };
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    let sections = [pair("figures", "人数与成效"), pair("papers", "材料")];
    let heads = ["地域特色", "示范引领", "就业带动", "技能培训", "经济社会效益"];
    let heads: Vec<_> = heads.iter().enumerate().map(|(i, h)| (format!("score_{i}"), (*h).to_owned(), 20)).collect();
    let set = |fields| FieldSet { fields, ..FieldSet::default() };
    let effect = Effect {
        touches: "晋江市鞋服行业协会（晋江鞋服工匠）".into(),
        follows: vec![
            "送达不予通过通知书，写明理由和复核途径。".into(),
            "本批次不再办理，下一批次可以重新申报。".into(),
        ],
        clause: "5.2.a 7.2.a".into(),
    };
    vec![
        (
            "desk-act-return",
            form(at("退回补正：晋江鞋服工匠"), on(None), "return", "退回补正", shortfalls(&sections, 3)),
        ),
        (
            "desk-act-evaluate",
            form(
                at("综合评价：晋江鞋服工匠"),
                on(None),
                "evaluate",
                "提交评价",
                vec![scores(&heads), set(vec![reasons()])],
            ),
        ),
        (
            "desk-act-decline",
            form(
                at("初审不通过：晋江鞋服工匠"),
                on(Some(effect)),
                "decline",
                "初审不通过",
                vec![set(vec![clauses(&[pair("3.3.b", "带动就业创业超过 5,000 人")]), reasons()]), meeting()],
            ),
        ),
    ]
}
