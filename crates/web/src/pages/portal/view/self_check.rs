//! `/self-check`: would this brand pass? Without an account, nothing is kept (7.2.b).

use askama::Template;

use crate::components::{Choice, Field, FieldKind, FieldSet, Findings};
use crate::frame::{Frame, Link};
use crate::pages::shared::FormPage;

/// The questions, with the training categories and kinds of unit of the policy in force, value and words.
pub(crate) fn form(frame: Frame, categories: &[(String, String)], kinds: &[(String, String)]) -> FormPage {
    let options = |list: &[(String, String)]| list.iter().map(|(value, words)| Choice::new(value, words)).collect();
    let set = |legend: &str, fields| FieldSet { legend: legend.to_owned(), hint: String::new(), fields };
    let tick = |name: &str, label: &str| Field::new(name, label, FieldKind::Tick(false));
    let modes = vec![Choice::new("own", "自有培训资源"), Choice::new("entrusted", "委托协同单位")];
    let sets = vec![
        set(
            "品牌",
            vec![
                Field::text("brand_name", "品牌名称").hint("地域 + 产业或产品 + 工种，例如“惠安石雕工匠”。"),
                Field::new("training_category", "培训类别", FieldKind::Select(options(categories))),
                tick("heritage", "属于非物质文化遗产类"),
            ],
        ),
        set(
            "人数",
            vec![
                Field::number("employment_led", "带动就业创业人数", "人")
                    .hint("去年和今年花名册里的人，同一人只算一次。"),
                Field::number("trained", "去年培训合格人数", "人"),
            ],
        ),
        set(
            "培育单位",
            vec![
                Field::text("unit_name", "单位名称").hint("有几家就用顿号分开，牵头单位写在最前。"),
                Field::new("unit_kind", "单位类型", FieldKind::Select(options(kinds))),
                Field::new("training_mode", "培训方式", FieldKind::Radios(modes)),
                tick("internal_rules", "有内部管理制度"),
                tick("financial_rules", "有财务管理制度"),
                tick("clean", "没有违法违纪行为，不是失信被执行人"),
            ],
        ),
        set(
            "材料",
            vec![
                Field::number("introduction", "品牌建设及成果简介字数", "字"),
                tick("publicity", "有县级以上主流媒体的宣传材料"),
            ],
        ),
    ];
    FormPage {
        intro: vec!["不用登录，不保存任何内容。结果只供参考，以审核为准。".into()],
        sets,
        ..FormPage::new(frame, "/self-check", "看看是否符合", vec![])
    }
}

/// The answer, clause by clause.
#[derive(Clone, Debug, Template)]
#[template(path = "portal/self_check_result.html")]
pub(crate) struct SelfCheckResult {
    pub(crate) frame: Frame,
    /// One sentence on the whole.
    pub(crate) verdict: String,
    /// Clause by clause.
    pub(crate) findings: Findings,
    /// What to do next.
    pub(crate) next: Vec<Link>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::{FindingRow, Outcome};
    use crate::frame::Room;
    use crate::pages::samples::{Samples, frame, long};

    impl Findings {
        /// One of each outcome, and an exception.
        pub(crate) fn samples() -> Self {
            let row = |clause: &str, required: &str, measured: &str, outcome| FindingRow {
                clause: clause.into(),
                required: required.into(),
                measured: measured.into(),
                outcome,
                evidence: vec![Link::new("就业花名册 第 2 版", "/f/2")],
                ..FindingRow::default()
            };
            Self {
                rows: vec![
                    FindingRow {
                        exception: "例外理由已由 林某（经办）采纳：沿用三十年的行业名。".into(),
                        ..row("3.2.b", "地域 + 产业或产品 + 工种", "晋江 + 鞋服 + 工匠", Outcome::Met)
                    },
                    row("3.3.b", "带动就业创业超过 5,000 人", "核验 5,931 人，待核 12 人", Outcome::Met),
                    FindingRow {
                        settle: "上传内部管理制度后可判断。".into(),
                        evidence: vec![],
                        ..row("3.4.c", "有内部和财务管理制度", "", Outcome::Unknown)
                    },
                    FindingRow {
                        settle: "还差 68 人。补充培训花名册后再看。".into(),
                        ..row("3.5.b2", "上一年度培训不少于 1,000 人", "932 人", Outcome::Unmet)
                    },
                ],
            }
        }
    }

    impl Samples for SelfCheckResult {
        const NAME: &str = "portal-self-check-result";
        fn samples() -> Vec<(&'static str, Self)> {
            let full = Self {
                frame: frame(Room::Portal, "自测结果", "/self-check"),
                verdict: "还有 1 项不符合，1 项要看材料才能判断。".into(),
                findings: Findings::samples(),
                next: vec![Link::new("改一改再测", "/self-check"), Link::new("注册并开始申报", "/register")],
            };
            let empty = Self { findings: Findings::default(), ..full.clone() };
            let mut huge = full.clone();
            huge.findings.rows[3].measured = long("人");
            huge.verdict = long("不符合");
            vec![("empty", empty), ("full", full), ("long", huge)]
        }
    }
}
