//! Objections (5.3.g) and leads: the forms, signed or anonymous, and the way back by receipt.

use askama::Template;

use crate::components::{Choice, Field, FieldKind};
use crate::frame::{Frame, Link};
use crate::pages::shared::FormPage;

/// The form. `brands` are value and name of the brands on the notice.
pub(crate) fn form(frame: Frame, notice_href: &str, brands: &[(String, String)]) -> FormPage {
    let options = brands.iter().map(|(value, name)| Choice::new(value, name)).collect();
    let file = FieldKind::File { accept: ".pdf,.docx,.jpg,.png".into(), kept: vec![] };
    let line = |input, autocomplete| FieldKind::Line { input, autocomplete, width: 0, suffix: "" };
    let fields = vec![
        Field::new("application", "对哪个品牌有异议", FieldKind::Radios(options)),
        Field::long("text", "事实和依据", 8).hint("写清时间、地点、人物和经过，便于核查。"),
        Field::new("objection_evidence", "附件", file)
            .hint("PDF、DOCX、JPG 或 PNG，不超过 20 MB。多份材料请合并成一个文件。")
            .optional(),
        Field::new("name", "姓名或单位", line("text", "name"))
            .hint("不填即为匿名。匿名的同样核查，凭回执号查询答复。")
            .optional(),
        Field::new("mobile", "手机号码", line("tel", "tel")).hint("加密保存，只用于核查和答复。").optional(),
    ];
    FormPage {
        back: Some(Link::new("返回公示", notice_href)),
        ..FormPage::new(frame, &format!("{notice_href}/objections/new"), "提交异议", fields)
    }
}

/// Information on wrongdoing outside a notice (举报线索, 6.2.a3): filed and acknowledged, stops nothing.
pub(crate) fn lead_form(frame: Frame) -> FormPage {
    let page = form(frame, "/notices", &[]);
    let mut fields: Vec<_> = page.sets.into_iter().flat_map(|set| set.fields).collect();
    if let Some(first) = fields.first_mut() {
        *first = Field::text("about", "涉及的品牌或单位");
    }
    FormPage {
        back: Some(Link::new("回到首页", "/")),
        intro: vec!["线索会登记并核实，不影响正在办理的程序。".into()],
        ..FormPage::new(page.frame, "/leads/new", "提交线索", fields)
    }
}

/// Looking up an objection or lead by its receipt.
#[derive(Clone, Debug, Template)]
#[template(path = "portal/look_up.html")]
pub(crate) struct LookUpPage {
    pub(crate) frame: Frame,
    /// The receipt, with what was typed.
    pub(crate) receipt: Field,
}

/// The question.
pub(crate) fn look_up(frame: Frame, receipt: &str) -> LookUpPage {
    LookUpPage {
        frame,
        receipt: Field::text("receipt", "回执号").hint("例如 YY-7F3K-20A9-55C1，提交时给出。").value(receipt),
    }
}

impl LookUpPage {
    /// The question again, with what is wrong.
    pub(crate) fn wrong(self, error: &str) -> Self {
        Self { receipt: self.receipt.error(error), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::Room;
    use crate::pages::samples::{Samples, frame, long};

    impl Samples for LookUpPage {
        const NAME: &str = "portal-look-up";
        fn samples() -> Vec<(&'static str, Self)> {
            let page = |receipt: &str| look_up(frame(Room::Portal, "查询异议和线索", "/objections"), receipt);
            vec![("empty", page("")), ("wrong", page(&long("YY")).wrong("没有这个回执号。"))]
        }
    }
}
