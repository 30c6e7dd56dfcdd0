//! Form fields: label, hint, error, and the value kept when a form comes back.

use app::FieldError;
use askama::Template;
use domain::days::Days;

use super::{FileItem, count, html_safe};

/// One option of a select, radio or checkbox group.
#[derive(Clone, Debug, Default)]
pub(crate) struct Choice {
    /// Value sent.
    pub(crate) value: String,
    /// Words shown.
    pub(crate) label: String,
    /// A line under the words; empty for none.
    pub(crate) hint: String,
    /// Chosen now.
    pub(crate) chosen: bool,
}

impl Choice {
    /// An option not chosen, without hint.
    pub(crate) fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), ..Self::default() }
    }
}

/// What kind of answer a field takes.
#[derive(Clone, Debug)]
pub(crate) enum FieldKind {
    /// One line. `input` is the HTML type; `width` 0 is full, else in characters; `suffix` a unit such as 元.
    Line {
        /// `text`, `password`, `tel`, `number`…
        input: &'static str,
        /// The browser's autocomplete token; empty for `off`.
        autocomplete: &'static str,
        /// Visible width in characters, 0 for all there is.
        width: u8,
        /// Unit behind the box; empty for none.
        suffix: &'static str,
    },
    /// Several lines; `at_least` shows a count of characters, 0 for none.
    Long {
        /// Rows shown.
        rows: u8,
        /// Characters asked for (4.2), 0 for none.
        at_least: u32,
    },
    /// A drop-down list.
    Select(Vec<Choice>),
    /// Not shown: what the form keeps of the address.
    Hidden,
    /// One of a few, all visible.
    Radios(Vec<Choice>),
    /// Any of a few.
    Checks(Vec<Choice>),
    /// One box to tick; the label is the statement.
    Tick(bool),
    /// A calendar date, `YYYY-MM-DD`.
    Date,
    /// Uploads, each taken off by its own button of the form.
    Uploads {
        /// Accepted endings, e.g. `.pdf,.jpg`.
        accept: String,
        /// Files kept from before.
        kept: Vec<Kept>,
    },
    /// An upload. `kept` is what was uploaded before.
    File {
        /// Accepted endings, e.g. `.pdf,.jpg`.
        accept: String,
        /// Files kept from before.
        kept: Vec<FileItem>,
    },
}

/// A file kept in a field.
#[derive(Clone, Debug, Default)]
pub(crate) struct Kept {
    /// The file.
    pub(crate) file: FileItem,
    /// Its number, sent as `remove` when it is taken off.
    pub(crate) id: i64,
}

/// A form field. Its id is its name.
#[derive(Clone, Debug, Template)]
#[template(path = "components/field.html")]
pub(crate) struct Field {
    /// Name sent, and id.
    pub(crate) name: String,
    /// Question in few words.
    pub(crate) label: String,
    /// Help under the label; empty for none.
    pub(crate) hint: String,
    /// What is wrong and how to mend it; empty for nothing.
    pub(crate) error: String,
    /// What somebody else has saved here meanwhile; empty for nothing.
    pub(crate) beside: String,
    /// Optional fields say 选填.
    pub(crate) optional: bool,
    /// Value kept.
    pub(crate) value: String,
    /// The first and last day a date may be, `YYYY-MM-DD`; empty where any may.
    pub(crate) between: (String, String),
    /// Kind of answer.
    pub(crate) kind: FieldKind,
}

impl Field {
    /// A field of any kind.
    pub(crate) fn new(name: impl Into<String>, label: impl Into<String>, kind: FieldKind) -> Self {
        Self {
            name: name.into(),
            label: label.into(),
            hint: String::new(),
            error: String::new(),
            beside: String::new(),
            optional: false,
            value: String::new(),
            between: Default::default(),
            kind,
        }
    }

    /// One line of text.
    pub(crate) fn text(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(name, label, FieldKind::Line { input: "text", autocomplete: "", width: 0, suffix: "" })
    }

    /// What a form keeps without showing it.
    pub(crate) fn hidden(name: impl Into<String>, value: &str) -> Self {
        Self::new(name, "", FieldKind::Hidden).value(value)
    }

    /// A whole number with its unit.
    pub(crate) fn number(name: impl Into<String>, label: impl Into<String>, suffix: &'static str) -> Self {
        Self::new(name, label, FieldKind::Line { input: "text", autocomplete: "", width: 10, suffix })
    }

    /// Several lines.
    pub(crate) fn long(name: impl Into<String>, label: impl Into<String>, rows: u8) -> Self {
        Self::new(name, label, FieldKind::Long { rows, at_least: 0 })
    }

    /// Adds a hint.
    #[must_use]
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// Adds an error.
    #[cfg(test)]
    #[must_use]
    pub(crate) fn error(mut self, error: impl Into<String>) -> Self {
        self.error = error.into();
        self
    }

    /// Only these days may be typed; they are its help where it has none.
    #[must_use]
    pub(crate) fn between(mut self, days: &Days) -> Self {
        if self.hint.is_empty() {
            self.hint = days.told();
        }
        self.between = (days.earliest().to_string(), days.latest().to_string());
        self
    }

    /// Marks it 选填.
    #[must_use]
    pub(crate) fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// Keeps a value; in a list of options the option with this value is chosen.
    #[must_use]
    pub(crate) fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        match &mut self.kind {
            FieldKind::Select(options) | FieldKind::Radios(options) | FieldKind::Checks(options) => {
                for option in options {
                    option.chosen |= option.value == self.value;
                }
            }
            FieldKind::Tick(ticked) => *ticked = !self.value.is_empty(),
            _ => {}
        }
        self
    }

    /// What was typed into it, where the form that held it was sent; an option is chosen only where it was. Passwords are not
    /// sent back, and files cannot be.
    pub(crate) fn refill(&mut self, typed: &[&str]) {
        match &mut self.kind {
            FieldKind::Select(options) | FieldKind::Radios(options) | FieldKind::Checks(options) => {
                for option in options {
                    option.chosen = typed.contains(&option.value.as_str());
                }
            }
            FieldKind::Tick(ticked) => *ticked = typed.iter().any(|value| !value.is_empty()),
            FieldKind::Line { input: "password", .. } | FieldKind::Uploads { .. } | FieldKind::File { .. } => return,
            FieldKind::Line { .. } | FieldKind::Long { .. } | FieldKind::Date | FieldKind::Hidden => {}
        }
        if let Some(typed) = typed.first() {
            (*typed).clone_into(&mut self.value);
        }
    }

    /// What was sent, as a person reads it: the words of an option.
    pub(crate) fn said<'a>(&'a self, sent: &'a str) -> &'a str {
        match &self.kind {
            FieldKind::Select(options) | FieldKind::Radios(options) | FieldKind::Checks(options) => {
                options.iter().find(|option| option.value == sent).map_or(sent, |option| option.label.as_str())
            }
            FieldKind::Tick(_) if !sent.is_empty() => "是",
            _ => sent,
        }
    }

    /// `aria-describedby`: the ids of hint and error, as far as there are any.
    fn described_by(&self) -> String {
        let hint = (!self.hint.is_empty()).then(|| format!("{}-hint", self.name));
        let error = (!self.error.is_empty()).then(|| format!("{}-error", self.name));
        [hint, error].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    /// A group of options is a fieldset with a legend; all else has one label.
    fn is_group(&self) -> bool {
        matches!(self.kind, FieldKind::Radios(_) | FieldKind::Checks(_))
    }

    /// Whether the list brings its own words for no choice, such as 全部.
    fn has_blank(&self) -> bool {
        matches!(&self.kind, FieldKind::Select(options) if options.iter().any(|option| option.value.is_empty()))
    }

    fn is_hidden(&self) -> bool {
        matches!(self.kind, FieldKind::Hidden)
    }

    fn is_tick(&self) -> bool {
        matches!(self.kind, FieldKind::Tick(_))
    }

    /// The id of the box that an error leads to.
    fn target(&self) -> String {
        if self.is_group() { format!("{}-1", self.name) } else { self.name.clone() }
    }
}

/// Fields under one heading, such as one honour or one cultivating unit.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "components/fieldset.html")]
pub(crate) struct FieldSet {
    /// Heading; empty for none.
    pub(crate) legend: String,
    /// A line under it; empty for none.
    pub(crate) hint: String,
    /// The fields.
    pub(crate) fields: Vec<Field>,
}

impl FieldSet {
    /// Whether one of them takes a file: then the form that holds them is sent as multipart.
    pub(crate) fn has_file(&self) -> bool {
        self.fields.iter().any(|field| matches!(field.kind, FieldKind::File { .. } | FieldKind::Uploads { .. }))
    }
}

/// One thing that is wrong, at the top of a form that came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ErrorLine {
    /// Address within the page (`#id`).
    to: String,
    /// The sentence.
    text: String,
    /// How many faults it tells of.
    faults: usize,
}

impl ErrorLine {
    /// One fault.
    pub(crate) fn new(to: impl Into<String>, text: impl Into<String>) -> Self {
        Self { to: to.into(), text: text.into(), faults: 1 }
    }

    /// An error at a place of the page.
    pub(crate) fn of(to: impl Into<String>, error: &FieldError) -> Self {
        Self { faults: error.faults, ..Self::new(to, &error.message) }
    }
}

/// At the top of a form that came back: what is wrong, each line leading to its field.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "components/errors.html")]
pub(crate) struct ErrorSummary {
    /// What is wrong, in order.
    pub(crate) lines: Vec<ErrorLine>,
}

impl ErrorSummary {
    /// The errors of these fields, in order; where several say the same, each names its field.
    pub(crate) fn of<'a>(fields: impl IntoIterator<Item = &'a Field>) -> Self {
        Self::named(fields.into_iter().map(|field| ("", field)).collect())
    }

    /// The errors of these sets' fields, in order; where several say the same, each names its field, and rows their number.
    pub(crate) fn of_sets(sets: &[FieldSet]) -> Self {
        let named = sets.iter().flat_map(|set| set.fields.iter().map(|field| (set.legend.as_str(), field)));
        Self::named(named.collect())
    }

    fn named(fields: Vec<(&str, &Field)>) -> Self {
        let wrong: Vec<_> = fields.into_iter().filter(|(_, field)| !field.error.is_empty()).collect();
        let line = |(legend, field): &(&str, &Field)| {
            let Field { label, error, .. } = field;
            let alike: Vec<_> = wrong.iter().filter(|(_, other)| other.error == *error).collect();
            let text = match alike.iter().filter(|(_, other)| other.label == *label).count() {
                _ if alike.len() == 1 => error.clone(),
                1 => format!("{label}：{error}"),
                _ => format!("{legend}，{label}：{error}"),
            };
            ErrorLine::new(format!("#{}", field.target()), text)
        };
        Self { lines: wrong.iter().map(line).collect() }
    }

    /// How many faults they tell of.
    fn faults(&self) -> String {
        count(&self.lines.iter().map(|line| line.faults).sum::<usize>()).to_string()
    }

    /// With errors that are no field's, which lead to a place of the page.
    #[must_use]
    pub(crate) fn and(mut self, place: &str, errors: &[FieldError]) -> Self {
        self.lines.extend(errors.iter().map(|error| ErrorLine::of(place, error)));
        self
    }
}

/// What the page was drawn from: the application's sequence number and a one-time key, carried by every form.
#[derive(Clone, Debug, Default, Template)]
#[template(
    source = r#"<input type="hidden" name="seen" value="{{ seq }}"><input type="hidden" name="key" value="{{ key }}">"#,
    ext = "html"
)]
pub(crate) struct Seen {
    /// The application's sequence number when the page was drawn.
    pub(crate) seq: u64,
    /// A repeated key answers with the first result.
    pub(crate) key: String,
}

/// The one-time key of a form that is about no application.
#[derive(Clone, Debug, Default, Template)]
#[template(source = r#"<input type="hidden" name="key" value="{{ self.0 }}">"#, ext = "html")]
pub(crate) struct Key(pub(crate) String);

html_safe!(Field, FieldSet, ErrorSummary, Key, Seen);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_keeps_what_was_typed_and_escapes_it() {
        let shown = Field::text("a", "名称").value(r#""><script>"#).error("含有非汉字字符").to_string();
        assert!(!shown.contains("<script>") && shown.contains(r#"aria-describedby="a-error""#));
    }

    #[test]
    fn an_error_leads_to_its_box() {
        let kinds = vec![Choice::new("x", "甲"), Choice::new("y", "乙")];
        let fields = [
            Field::text("a", "名称"),
            Field::new("b", "类别", FieldKind::Radios(kinds)).value("y").error("请选择类别"),
        ];
        let errors = ErrorSummary::of(&fields);
        assert_eq!(errors.lines, [ErrorLine::new("#b-1", "请选择类别")]);
        assert!(fields[1].to_string().contains(r#"id="b-1""#));
        assert_eq!(fields[1].to_string().matches(" checked").count(), 1);
    }

    #[test]
    fn where_several_say_the_same_each_names_its_field() {
        let row = |n: usize| FieldSet {
            legend: format!("补正事项 {n}"),
            hint: String::new(),
            fields: vec![Field::text(format!("what_{n}"), "内容").error("请填写。")],
        };
        let other =
            FieldSet { fields: vec![Field::text("why", "理由").error("请填写。")], ..FieldSet::default() };
        let sets = [row(1), row(2), other];
        let said = |summary: ErrorSummary| summary.lines.into_iter().map(|line| line.text).collect::<Vec<_>>();
        let lines = ["补正事项 1，内容：请填写。", "补正事项 2，内容：请填写。", "理由：请填写。"];
        assert_eq!(said(ErrorSummary::of_sets(&sets)), lines);
        assert_eq!(said(ErrorSummary::of_sets(&sets[2..])), ["请填写。"]);
    }

    #[test]
    fn an_option_is_chosen_again_only_where_it_was_sent() {
        let kinds = || vec![Choice::new("x", "甲"), Choice::new("y", "乙")];
        let mut ticked = Field::new("c", "条款", FieldKind::Checks(kinds())).value("x").value("y");
        ticked.refill(&["y"]);
        assert!(matches!(&ticked.kind, FieldKind::Checks(options) if !options[0].chosen && options[1].chosen));
        let mut sworn = Field::new("t", "属实", FieldKind::Tick(true));
        sworn.refill(&[]);
        assert!(matches!(sworn.kind, FieldKind::Tick(false)));
        let mut line = Field::text("a", "名称").value("先填好的");
        line.refill(&[]);
        assert_eq!(line.value, "先填好的", "a field of another form of the page keeps its own");
        line.refill(&[""]);
        assert_eq!(line.value, "", "what was emptied stays empty");
    }
}
