//! `/unit/applications/{id}/sections/{section}`: one section of the application. Its fields come from the policy file.

use askama::Template;

use crate::components::{Tab, Tabs, Timeline};
use crate::frame::{Frame, Link};
use crate::pages::shared::FormPage;
use crate::pages::unit::sections::Redrawn;

/// A section: the form, the other sections beside it, who touched it last.
#[derive(Clone, Debug, Template)]
#[template(path = "unit/section.html")]
pub(crate) struct SectionPage {
    pub(crate) frame: Frame,
    /// The application, named by its brand.
    pub(crate) back: Link,
    /// The sections of the application.
    pub(crate) sections: Tabs,
    /// The form; saving never asks for completeness, submitting does.
    pub(crate) form: FormPage,
    /// Marks of what the form was drawn with.
    pub(crate) drawn: String,
    /// More ways to save, such as adding rows: value of `then` and verb.
    pub(crate) ways: Vec<(String, String)>,
    /// The corrections asked of this section; empty when none are.
    pub(crate) asked: Vec<String>,
    /// Who changed this section and when.
    pub(crate) history: Timeline,
    /// What the form is drawn from, should it come back.
    pub(crate) from: Option<Redrawn>,
}

impl SectionPage {
    fn body(&self) -> &FormPage {
        &self.form
    }

    fn current(&self) -> Option<&Tab> {
        self.sections.tabs.iter().find(|tab| tab.link.current)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::{Choice, Field, FieldKind, Moment};
    use crate::frame::Room;
    use crate::pages::samples::{Samples, frame, long};

    impl Samples for SectionPage {
        const NAME: &str = "unit-section";
        fn samples() -> Vec<(&'static str, Self)> {
            let at = || frame(Room::Unit, "人数与成效：晋江鞋服工匠", "/unit");
            let labels = ["品牌基本情况", "培育单位", "人数与成效", "简介", "制度规划方案", "花名册", "宣传材料"];
            let tab = |label: &&str| Tab {
                link: Link {
                    current: *label == "人数与成效", ..Link::new(*label, "/unit/applications/1/sections/x")
                },
                count: None,
            };
            let yes_no = FieldKind::Radios(vec![Choice::new("yes", "是"), Choice::new("no", "否")]);
            let fields = vec![
                Field::number("employment_led", "带动就业创业人数", "人")
                    .value("5931")
                    .hint("市级超过 5,000 人（3.3.b）。与花名册核对。"),
                Field::number("poverty_alleviated_count", "其中：脱贫劳动力", "人").value("126"),
                Field::new("heritage", "是否非遗类", yes_no).value("no"),
                Field::number("mean_monthly_income", "从业人员人均月收入", "元").optional(),
            ];
            let form = FormPage::new(at(), "/unit/applications/1/sections/figures/2024", "保存并继续", fields);
            let empty = Self {
                drawn: String::new(),
                frame: at(),
                back: Link::new("晋江鞋服工匠", "/unit/applications/1"),
                sections: Tabs { label: "申报各部分".into(), tabs: labels.iter().map(tab).collect() },
                form,
                ways: vec![("rows".into(), "保存并增加空行".into()), ("application".into(), "保存，回到目录".into())],
                asked: vec![],
                history: Timeline::default(),
                from: None,
            };
            let saved =
                Moment {
                    when: "9月25日 16:02".into(), who: "蔡丽".into(), what: "保存".into(), ..Moment::default()
                };
            let full = Self {
                form: empty.form.clone().wrong("mean_monthly_income", "请填整数，例如 6500。"),
                asked: vec!["培训人数与花名册相差 41 人，请核对（3.5.b2）。".into()],
                history: Timeline { moments: vec![saved], ..Timeline::default() },
                ..empty.clone()
            };
            let huge = Self {
                back: Link::new(long("晋江"), "/unit/applications/1"),
                asked: vec![long("请核对")],
                ..full.clone()
            };
            vec![("empty", empty), ("full", full), ("long", huge)]
        }
    }
}
