//! `/notices/{id}/object`: the objection form (5.3.g), signed or anonymous, and its receipt.

use crate::components::{Choice, Field, FieldKind, Pair, Summary};
use crate::frame::{Frame, Link};
use crate::pages::shared::{FormPage, ReceiptPage};

/// The form. `brands` are value and name of the brands on the notice.
pub(crate) fn form(frame: Frame, notice_href: &str, brands: &[(String, String)]) -> FormPage {
    let options = brands.iter().map(|(value, name)| Choice::new(value, name)).collect();
    let file = FieldKind::File { accept: ".pdf,.jpg,.png".into(), kept: vec![] };
    let line = |input, autocomplete| FieldKind::Line { input, autocomplete, width: 0, suffix: "" };
    let fields = vec![
        Field::new("case", "对哪个品牌有异议", FieldKind::Radios(options)),
        Field::long("facts", "事实和依据", 8).hint("写清时间、地点、人物和经过，便于核查。"),
        Field::new("evidence", "附件", file).optional(),
        Field::new("name", "姓名或单位", line("text", "name"))
            .hint("不填即为匿名。匿名异议同样核查，但无法书面答复。")
            .optional(),
        Field::new("mobile", "手机号码", line("tel", "tel")).hint("加密保存，只用于核查和答复。").optional(),
    ];
    FormPage {
        back: Some(Link::new("返回公示", notice_href)),
        ..FormPage::new(frame, &format!("{notice_href}/object"), "提交异议", fields)
    }
}

/// Information on wrongdoing outside a notice (举报线索, 6.2.a3): filed and acknowledged, stops nothing.
pub(crate) fn lead_form(frame: Frame) -> FormPage {
    let page = form(frame, "/notices", &[]);
    let mut fields: Vec<_> = page.sets.into_iter().flat_map(|set| set.fields).collect();
    if let Some(first) = fields.first_mut() {
        *first = Field::text("brand", "涉及的品牌或单位");
    }
    FormPage {
        back: Some(Link::new("回到首页", "/")),
        intro: vec!["线索会登记并核实，不影响正在办理的程序。".into()],
        ..FormPage::new(page.frame, "/leads", "提交线索", fields)
    }
}

/// What the objector keeps.
pub(crate) fn receipt(frame: Frame, number: &str, brand: &str, at: &str, answer_by: &str) -> ReceiptPage {
    let rows = vec![Pair::new("品牌", brand), Pair::new("收到时间", at), Pair::new("答复期限", answer_by)];
    ReceiptPage {
        frame,
        number: number.to_owned(),
        lines: vec!["异议已收到，市人社局会核查并答复。".into(), "请保存回执号，凭它可以查询进度。".into()],
        rows: Summary { rows },
        links: vec![Link::new("返回公示", "/notices")],
    }
}
