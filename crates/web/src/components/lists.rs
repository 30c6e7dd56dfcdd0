//! Lists of all kinds: tasks, pairs, tabs, moments, files, pages.

use askama::Template;

use super::{Tag, Tone, html_safe};
use crate::frame::Link;
use app::listing::Count;
use domain::word_count::word_count;

/// How far a task is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum TaskState {
    /// 未开始
    #[default]
    Untouched,
    /// 填写中
    Begun,
    /// 已完成
    Done,
    /// 需修改
    Mend,
    /// 不可修改: outside the sections that a return reopened.
    Shut,
}

impl TaskState {
    fn tag(self) -> Tag {
        match self {
            Self::Untouched => Tag::new(Tone::Plain, "未开始"),
            Self::Begun => Tag { icon: crate::icon::Icon::Pencil, ..Tag::new(Tone::Active, "填写中") },
            Self::Done => Tag::new(Tone::Good, "已完成"),
            Self::Mend => Tag { icon: crate::icon::Icon::Alert, ..Tag::new(Tone::Bad, "需修改") },
            Self::Shut => Tag { icon: crate::icon::Icon::Lock, ..Tag::new(Tone::Plain, "不可修改") },
        }
    }
}

/// One thing to fill in.
#[derive(Clone, Debug, Default)]
pub(crate) struct Task {
    /// Name of the section.
    pub(crate) label: String,
    /// Its page; empty when it cannot be opened.
    pub(crate) href: String,
    /// How far it is.
    pub(crate) state: TaskState,
    /// What is missing or who touched it last; empty for neither.
    pub(crate) note: String,
}

/// A list of things to fill in.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "components/tasks.html")]
pub(crate) struct Tasks {
    /// Heading; empty for none.
    pub(crate) heading: String,
    /// The tasks in order.
    pub(crate) tasks: Vec<Task>,
}

/// A key and its value, with the page where it can be changed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pair {
    /// What.
    pub(crate) key: String,
    /// The value as text; line breaks are kept.
    pub(crate) value: String,
    /// A remark in muted ink; empty for none.
    pub(crate) note: String,
    /// A link at the end of the row.
    pub(crate) link: Option<Link>,
}

impl Pair {
    /// A key and a value, nothing else.
    pub(crate) fn new(key: impl Into<String>, value: impl Into<String>) -> Self {
        Self { key: key.into(), value: value.into(), ..Self::default() }
    }

    /// How long a value is that is folded away, as the rule counts (4.2); 0 where it is shown whole.
    fn long(&self) -> usize {
        if self.value.chars().count() > FOLDED_FROM { word_count(&self.value) } else { 0 }
    }

    /// How a folded value begins.
    fn opening(&self) -> String {
        let line = self.value.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
        format!("{}……", line.chars().take(40).collect::<String>())
    }

    /// Adds a link at the end of the row.
    #[must_use]
    pub(crate) fn link(mut self, label: &str, href: impl Into<String>) -> Self {
        self.link = Some(Link::new(label, href));
        self
    }
}

/// A value longer than this is folded: it would push everything else off the page.
const FOLDED_FROM: usize = 300;

/// Keys and values.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "components/summary.html")]
pub(crate) struct Summary {
    /// The rows.
    pub(crate) rows: Vec<Pair>,
}

/// One tab; each is a page with an address.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tab {
    /// Words and address; `current` marks the tab shown.
    pub(crate) link: Link,
    /// Figure behind the words.
    pub(crate) count: Option<Count>,
}

/// A row of tabs.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "components/tabs.html")]
pub(crate) struct Tabs {
    /// What the tabs divide, for readers of the page by ear.
    pub(crate) label: String,
    /// The tabs.
    pub(crate) tabs: Vec<Tab>,
}

/// An event as a person would tell it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Moment {
    /// `10月9日 15:20`.
    pub(crate) when: String,
    /// Office, name and role; empty for the system.
    pub(crate) who: String,
    /// What they did, as a sentence.
    pub(crate) what: String,
    /// Clause numbers, separated by spaces.
    pub(crate) clause: String,
    /// Reasons or figures under the sentence.
    pub(crate) details: Vec<String>,
    /// Papers of the step that the reader may open.
    pub(crate) papers: Vec<FileItem>,
    /// Role of the mark's colour.
    pub(crate) tone: Tone,
}

/// Events, newest first, a page of them.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "components/timeline.html")]
pub(crate) struct Timeline {
    /// The events.
    pub(crate) moments: Vec<Moment>,
    /// Where earlier ones stand; empty where there are none.
    pub(crate) earlier: String,
    /// Where the newest stand; empty where these are they.
    pub(crate) latest: String,
}

/// A file with its size and date.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "components/file.html")]
pub(crate) struct FileItem {
    /// Name as uploaded.
    pub(crate) name: String,
    /// Where to fetch it.
    pub(crate) href: String,
    /// `PDF · 1.2 MB · 9月20日上传`.
    pub(crate) note: String,
}

/// Files.
#[derive(Clone, Debug, Default, Template)]
#[template(
    source = r#"{% if files.is_empty() %}<p class="muted">没有文件</p>{% else %}<ul class="files">{% for file in files %}{{ file }}{% endfor %}</ul>{% endif %}"#,
    ext = "html"
)]
pub(crate) struct Files {
    /// The files in order.
    pub(crate) files: Vec<FileItem>,
}

/// Keyset pages: before and after, without numbers.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "components/pager.html")]
pub(crate) struct Pager {
    /// Address of the page before; empty for none.
    pub(crate) prev: String,
    /// Address of the page after; empty for none.
    pub(crate) next: String,
    /// How many in all, in words; empty for nothing.
    pub(crate) total: String,
    /// Where the whole list stands, where it is narrowed; else empty.
    pub(crate) whole: String,
}

html_safe!(Tasks, Summary, Tabs, Timeline, FileItem, Files, Pager);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folded_text_is_counted_as_the_rule_counts() {
        let rows = vec![Pair::new("简介", "带动5,000人就业\n".repeat(60)), Pair::new("口号", "带动5,000人就业")];
        assert_eq!(rows.iter().map(Pair::long).collect::<Vec<_>>(), [360, 0]);
        assert!(Summary { rows }.render().expect("it is drawn").contains("共 360 字"));
    }
}
