//! `/desk/rounds/new` and `/desk/rounds/{id}/quotas`: a round and its quota guideline (A.4).

use crate::components::{Field, FieldKind, FieldSet};
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

/// The guideline by area: code, name, figure set so far (empty for 未设定).
pub(crate) fn quotas(frame: Frame, round_href: &str, areas: &[(String, String, String)]) -> FormPage {
    let field = |(code, name, quota): &(String, String, String)| {
        Field::number(format!("quota_{code}"), name, "个").value(quota.as_str()).optional()
    };
    let set = FieldSet {
        legend: "推荐名额指导数".into(),
        hint: "不填即未设定，推荐时只提示；填 0 表示每个都要市级书面同意。不能少于已推荐数。".into(),
        fields: areas.iter().map(field).collect(),
    };
    FormPage {
        back: Some(Link::new("返回批次", round_href)),
        sets: vec![set],
        ..FormPage::new(frame, &format!("{round_href}/quotas"), "保存名额", vec![])
    }
}

/// Both forms as they first appear.
#[cfg(test)]
pub(crate) fn samples() -> Vec<(&'static str, FormPage)> {
    let at = |title| crate::pages::samples::frame(crate::frame::Room::Desk, title, "/desk/rounds");
    let areas = ["鲤城区", "晋江市", "泉州台商投资区"].map(|name| (name.to_owned(), name.to_owned(), "2".to_owned()));
    vec![
        ("desk-round-new", form(at("开启批次"), "依据 泉人社规〔2024〕4号。", 2025)),
        ("desk-round-quotas", quotas(at("名额：2025年第二批"), "/desk/rounds/2", &areas)),
    ]
}
