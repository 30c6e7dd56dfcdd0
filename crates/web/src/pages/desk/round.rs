//! `/desk/rounds/new` and `/desk/rounds/{id}/quotas`: a round and its quota guideline (A.4).

use crate::components::{Field, FieldKind};
use crate::frame::{Frame, Link};
use crate::pages::shared::FormPage;

/// A new round under the policy in force; `policy` says which. Refused under an expired one (8.2).
pub(crate) fn form(frame: Frame, policy: &str, year: i32) -> FormPage {
    let fields = vec![
        Field::text("name", "批次名称").hint("例如 2025年第二批。"),
        Field::number("year", "名额年度", "年").value(year.to_string()),
        Field::new("opens_on", "申报开始", FieldKind::Date),
        Field::new("closes_on", "申报截止", FieldKind::Date).hint("当日 24:00 截止。"),
        Field::new("recommend_by", "县级推荐截止", FieldKind::Date),
    ];
    FormPage {
        back: Some(Link::new("返回申报批次", "/desk/rounds")),
        intro: vec![policy.to_owned(), "开启后，办件一直按这一版本办理，不受以后修改影响。".into()],
        ..FormPage::new(frame, "/desk/rounds", "开启批次", fields)
    }
}

/// The form as it first appears.
#[cfg(test)]
pub(crate) fn samples() -> Vec<(&'static str, FormPage)> {
    let at = |title| crate::pages::samples::frame(crate::frame::Room::Desk, title, "/desk/rounds");
    vec![("desk-round-new", form(at("开启批次"), "依据 泉人社规〔2024〕4号。", 2025))]
}
