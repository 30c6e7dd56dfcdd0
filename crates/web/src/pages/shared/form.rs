//! A form: sign-in, a section of an application, an act on an application. Comes back with errors and all that was typed.

use askama::Template;

use crate::components::{ErrorSummary, Field, FieldKind, FieldSet, Seen, Summary};
use crate::frame::{Frame, Link};
use crate::shell::{FormView, Submitted};
use app::FieldError;

/// What an act with legal effect says before it asks once: whom it touches, what follows, under which clause.
#[derive(Clone, Debug, Default)]
pub(crate) struct Effect {
    /// Whom it touches.
    pub(crate) touches: String,
    /// What follows, a sentence each.
    pub(crate) follows: Vec<String>,
    /// Clause numbers, separated by spaces.
    pub(crate) clause: String,
}

/// Rows of a list that a form has room for: as many as were typed, and one more where it is asked for.
#[derive(Clone, Debug)]
pub(crate) struct RowPattern {
    /// One row; its names are without their number.
    pub(crate) set: FieldSet,
    /// Rows there may be.
    pub(crate) most: usize,
}

impl RowPattern {
    /// The n-th row, from 1.
    #[must_use]
    pub(crate) fn row(&self, n: usize) -> FieldSet {
        let field = |of: &Field| Field { name: format!("{}_{n}", of.name), ..of.clone() };
        FieldSet {
            legend: format!("{} {n}", self.set.legend),
            hint: self.set.hint.clone(),
            fields: self.set.fields.iter().map(field).collect(),
        }
    }

    /// How many rows a form that was sent had room for, and one more where it is asked for.
    fn typed(&self, typed: &Submitted) -> usize {
        let first = self.set.fields.first().map_or("", |field| field.name.as_str());
        let numbers = typed.pairs().filter_map(|(name, _)| name.strip_prefix(first)?.strip_prefix('_')?.parse().ok());
        let more = usize::from(typed.text("then") == "more");
        (numbers.max().unwrap_or(0) + more).min(self.most)
    }
}

/// A page with one form.
#[derive(Clone, Debug, Template)]
#[template(path = "shared/form.html")]
pub(crate) struct FormPage {
    pub(crate) frame: Frame,
    /// The page one came from.
    pub(crate) back: Option<Link>,
    /// Where one stands, e.g. `第 3 部分，共 7 部分`; empty for nothing.
    pub(crate) step: String,
    /// A few sentences before the fields.
    pub(crate) intro: Vec<String>,
    /// For acts with legal effect; the button is then red.
    pub(crate) effect: Option<Effect>,
    /// What the form is about, shown beside it.
    pub(crate) about: Summary,
    /// Errors of no single field.
    pub(crate) errors: Vec<FieldError>,
    /// The fields, in groups.
    pub(crate) sets: Vec<FieldSet>,
    /// Where it is sent.
    pub(crate) action: String,
    /// The verb on the button.
    pub(crate) button: String,
    /// A second button: name, value and verb, e.g. 保存草稿.
    pub(crate) second: Option<(String, String, String)>,
    /// Sequence number and one-time key, for acts on an application.
    pub(crate) seen: Option<Seen>,
    /// Links under the form.
    pub(crate) links: Vec<Link>,
    /// Set where the form asks for a list of rows; they stand first among the sets.
    pub(crate) rows: Option<RowPattern>,
}

impl FormPage {
    /// A form with one group of fields.
    pub(crate) fn new(frame: Frame, action: &str, button: &str, fields: Vec<Field>) -> Self {
        Self {
            frame,
            back: None,
            step: String::new(),
            intro: Vec::new(),
            effect: None,
            about: Summary::default(),
            errors: Vec::new(),
            sets: vec![FieldSet { fields, ..FieldSet::default() }],
            action: action.to_owned(),
            button: button.to_owned(),
            second: None,
            seen: None,
            links: Vec::new(),
            rows: None,
        }
    }

    /// Fills in what is known before anything is typed; passwords never.
    #[must_use]
    pub(crate) fn fill<'a>(mut self, typed: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        for (name, value) in typed {
            for field in self.fields_mut().filter(|f| f.name == name) {
                if !matches!(field.kind, FieldKind::Line { input: "password", .. }) {
                    *field = field.clone().value(value);
                }
            }
        }
        self
    }

    /// Says what is wrong with a field, or with the whole when no field has this name.
    #[must_use]
    pub(crate) fn wrong(mut self, name: &str, error: impl Into<String>) -> Self {
        let error = error.into();
        let found = self.fields_mut().find(|f| f.name == name).map(|field| field.error.push_str(&error));
        if found.is_none() {
            self.errors.push(FieldError::of_none(error));
        }
        self
    }

    /// Rows for everything that was typed into a list.
    fn with_room_for(mut self, typed: &Submitted) -> Self {
        if let Some(pattern) = self.rows.clone() {
            let shown = self.sets.iter().filter(|set| set.legend.starts_with(&pattern.set.legend)).count();
            for n in shown + 1..=pattern.typed(typed) {
                self.sets.insert(n - 1, pattern.row(n));
            }
        }
        self
    }

    /// Shows beside a field what somebody else has saved there.
    #[must_use]
    pub(crate) fn beside(mut self, name: &str, saved: String) -> Self {
        if let Some(field) = self.fields_mut().find(|f| f.name == name) {
            field.beside = saved;
        }
        self
    }

    fn fields_mut(&mut self) -> impl Iterator<Item = &mut Field> {
        self.sets.iter_mut().flat_map(|set| &mut set.fields)
    }

    /// All that is wrong, for the head of the page.
    pub(crate) fn summary(&self) -> ErrorSummary {
        ErrorSummary::of_sets(&self.sets).and("#form", &self.errors)
    }

    /// Whether it must be sent as multipart.
    pub(crate) fn has_file(&self) -> bool {
        self.sets.iter().any(FieldSet::has_file)
    }
}

impl FormView for FormPage {
    fn refused(self, typed: &Submitted, errors: Vec<FieldError>) -> Self {
        let mut form = self.with_room_for(typed);
        let other = refill(form.fields_mut(), typed, errors);
        form.errors.extend(other);
        form
    }

    fn sets(&self) -> &[FieldSet] {
        &self.sets
    }
}

/// The fields of a form that comes back: what was typed and every error at its own; gives back what is no field's.
pub(crate) fn refill<'a>(
    fields: impl IntoIterator<Item = &'a mut Field>,
    typed: &Submitted,
    errors: Vec<FieldError>,
) -> Vec<FieldError> {
    let mut left = errors;
    for field in fields {
        let sent: Vec<_> = typed.pairs().filter(|(name, _)| *name == field.name).map(|(_, value)| value).collect();
        field.refill(&sent);
        let (own, others): (Vec<_>, _) = left.into_iter().partition(|error: &FieldError| error.field == field.name);
        field.error = own.into_iter().map(|error| error.message).collect();
        left = others;
        if matches!(field.kind, FieldKind::File { .. }) && typed.file(&field.name).is_some() {
            field.hint = format!("刚才选的文件没有保存，请重新选择。{}", field.hint);
        }
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::{Choice, ErrorLine, FileItem, Pair};
    use crate::frame::Room;
    use crate::pages::samples::{Samples, frame, long};

    fn all_kinds() -> Vec<Field> {
        let options = || vec![Choice::new("made", "制造类"), Choice::new("food", "餐饮类")];
        let kept =
            vec![FileItem { name: "推荐表盖章页.pdf".into(), href: "/f/1".into(), note: "PDF · 1.2 MB".into() }];
        vec![
            Field::text("brand_name", "品牌名称").hint("地域 + 产业或产品 + 工种，如“晋江鞋服工匠”。"),
            Field::number("employment_led", "带动就业创业人数", "人"),
            Field::long("rationale", "名称说明", 4),
            Field::new("intro", "品牌建设及成果简介", FieldKind::Long { rows: 8, at_least: 5000 }),
            Field::new("industry", "所属产业", FieldKind::Select(options())),
            Field::new("category", "培训类别", FieldKind::Radios(options())).value("food"),
            Field::new("clauses", "涉及条款", FieldKind::Checks(options())).optional(),
            Field::new("since", "品牌创建时间", FieldKind::Date).value("2016-05-01"),
            Field::new("stamped", "推荐表盖章页", FieldKind::File { accept: ".pdf,.jpg".into(), kept }),
            Field::new("true", "以上内容真实，愿意承担责任。", FieldKind::Tick(false)),
        ]
    }

    impl Samples for FormPage {
        const NAME: &str = "shared-form";
        fn samples() -> Vec<(&'static str, Self)> {
            let unit = || frame(Room::Unit, "基本情况", "/unit");
            let plain = Self {
                back: Some(Link::new("返回品牌", "/unit")),
                step: "第 1 部分，共 7 部分".into(),
                second: Some(("then".into(), "later".into(), "保存草稿".into())),
                ..Self::new(unit(), "/unit/brands/1/basics", "保存并继续", all_kinds())
            };
            let wrong = plain.clone().fill([("brand_name", "晋江-梦想工匠")]);
            let wrong = wrong.wrong("brand_name", "品牌名称含有“-”。请只用汉字（3.2.b）。");
            let wrong = wrong.wrong("category", "请选择培训类别。").wrong("", "批次已截止，请下一批次再申报。");
            let effect = Effect {
                touches: "晋江市鞋服行业协会（晋江鞋服工匠）".into(),
                follows: vec![
                    "取消“泉州市特色劳务品牌”称号，收回牌匾。".into(),
                    "收回已拨补助 150,000 元，逐笔跟踪到账。".into(),
                ],
                clause: "6.2.a3 6.2.c".into(),
            };
            let act = Self {
                effect: Some(effect),
                about: Summary {
                    rows: vec![Pair::new("品牌", "晋江鞋服工匠"), Pair::new("当前状态", "培育期内")]
                },
                seen: Some(Seen { seq: 41, key: "k".into() }),
                ..Self::new(
                    frame(Room::Desk, "取消称号：晋江鞋服工匠", "/desk"),
                    "/desk/applications/1/revoke",
                    "取消称号",
                    all_kinds(),
                )
            };
            let mut huge = plain.clone().fill([("brand_name", long("晋江鞋服").as_str())]);
            huge.sets[0].legend = long("很长的标题");
            vec![("full", plain), ("wrong", wrong), ("act", act), ("long", huge)]
        }
    }

    #[test]
    fn errors_without_a_field_are_still_said() {
        let page =
            FormPage::new(frame(Room::Portal, "登录", ""), "/sign-in", "登录", vec![Field::text("name", "账号")]);
        let page = page.wrong("name", "请填写账号。").wrong("none", "账号已停用。");
        let lines = [ErrorLine::new("#name", "请填写账号。"), ErrorLine::new("#form", "账号已停用。")];
        assert_eq!(page.summary().lines, lines);
    }

    #[test]
    fn a_password_is_not_sent_back() {
        let kind = FieldKind::Line { input: "password", autocomplete: "", width: 0, suffix: "" };
        let page = FormPage::new(frame(Room::Portal, "登录", ""), "/", "登录", vec![Field::new("p", "密码", kind)]);
        assert!(page.fill([("p", "不可见")]).sets[0].fields[0].value.is_empty());
    }
}
